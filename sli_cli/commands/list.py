"""`sli list`: every recommendation, by ref."""

from __future__ import annotations

from typing import Any

from sli_cli.app import App
from sli_cli.options import command, filters, output, pass_app
from sli_cli.output import Wanted, show
from sli_cli.reports import columns
from sli_cli.services import reporting
from sli_cli.services.reporting import Asked


@command("list")
@filters
@output
@pass_app
def list_command(app: App, **given: Any) -> None:
    """Every recommendation, by register and ref, closed ones too.

    \b
    Examples:
      sli list
      sli list --open --no-lead
      sli list --theme Safeguarding --columns ref,text,lead,next_review
      sli list --group theme --format markdown
    """
    wanted = Wanted(**{name: given.pop(name) for name in Wanted._fields})
    with app.database.read() as reader:
        chosen = reporting.resolve(reader, Asked(**given))
        rows = list(reporting.everything(reader, chosen))
        total = reporting.how_many(reader, chosen) if wanted.for_people else 0
        show(
            app,
            wanted,
            rows,
            title="Recommendations",
            usual=columns.LIST,
            head=(f"{len(rows)} of {total}." if len(rows) < total else f"{total} in all.",),
            empty="No recommendation is of that kind.",
            total=len(rows),
            several_registers=reporting.of_several_registers(reader, chosen),
        )
