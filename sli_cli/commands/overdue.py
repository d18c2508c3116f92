"""`sli overdue`: what is late, banded by how late, and counted by lead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.domain.words import typed
from sli_cli.errors import SOMETHING_IS
from sli_cli.options import command, filters, output, pass_app
from sli_cli.output import Wanted, show
from sli_cli.reports import columns
from sli_cli.services import reporting
from sli_cli.services.finding import post_names
from sli_cli.services.reporting import Asked

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation

BANDS = ((90, "Over 90 days"), (60, "61 to 90 days"), (30, "31 to 60 days"), (0, "1 to 30 days"))


@command("overdue")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing at all when nothing is overdue.")
@click.option("--exit-code", is_flag=True, help="Exit with 8 when something is overdue.")
@filters
@output
@click.pass_context
@pass_app
def overdue(app: App, ctx: click.Context, quiet: bool, exit_code: bool, **given: Any) -> None:
    """What is late, the latest first, in bands of 30, 60 and 90 days, and whose.

    \b
    Examples:
      sli overdue
      sli overdue --lead "Chair of LSCB"
      sli overdue --quiet --format plain
    """
    wanted = Wanted(**{name: given.pop(name) for name in Wanted._fields})
    with app.database.read() as reader:
        chosen = reporting.resolve(reader, Asked(**given))
        rows = reporting.overdue(reader, chosen)
        several = reporting.of_several_registers(reader, chosen)
        foot = _foot(rows, post_names(reader), given["register"], chosen.only_register) if rows else ()
    if rows or not quiet:
        show(
            app,
            wanted,
            rows,
            title="Overdue",
            usual=columns.DUE,
            head=(f"{len(rows)} overdue.",) if rows else (),
            foot=foot,
            group=band,
            empty="Nothing is overdue.",
            total=len(rows),
            several_registers=several,
        )
    if rows and exit_code:
        ctx.exit(SOMETHING_IS)


def band(one: Recommendation) -> str:
    """The band of lateness: to 30, to 60, to 90 days, and over."""
    return next(name for days, name in BANDS if one.days_overdue > days)


def _foot(rows: list[Recommendation], names: dict[int, str], register: str | None, listed: bool) -> tuple[str, ...]:
    """How many in each band, and whose they are; where the command for that is `listed`, with that."""
    bands = Counter(band(one) for one in rows)
    leads = Counter(one.lead.post_id if one.lead else None for one in rows)
    of = f" --register {typed(register)}" if register else ""

    def led(post_id: int | None, count: int) -> str:
        if post_id is None:
            return f"{count} without a lead"
        how = f": sli overdue --lead {typed(names[post_id])}{of}" if listed else ""
        return f"{count} led by {names[post_id]}{how}"

    late = "; ".join(f"{name}: {bands[name]}" for _, name in BANDS if bands[name])
    return (f"{late}.", *(led(post_id, count) for post_id, count in leads.most_common()))
