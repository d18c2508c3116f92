"""`sli calendar`: reviews, meetings and deadlines as a file that a diary takes."""

from __future__ import annotations

from typing import Any

from sli_cli.app import App
from sli_cli.command_kinds import filled
from sli_cli.errors import BadValue
from sli_cli.options import command, filters, option, pass_app
from sli_cli.output import CALENDAR, Wanted, write
from sli_cli.render import Report, format_for_suffix
from sli_cli.services.reporting import Asked


@command("calendar")
@filters
@option("-o", "--output", "path", metavar="FILE", callback=filled, help="Write to a file, whose name ends in .ics.")
@pass_app
def calendar(app: App, path: str | None, **given: Any) -> None:
    """Reviews, boards' meetings and what is due before them, for Outlook and other diaries.

    All-day entries that block nothing and ring beforehand. Give the newer file to the diary again, or have it
    subscribe to one: what moved moves, and what was closed, parked or cancelled is taken out. A filter chooses the
    recommendations, and with them the boards that decide on them; --forum chooses boards.

    What is not for publication stands as its ref alone. No e-mail address is in it.

    \b
    Examples:
      sli calendar -o reviews.ics
      sli calendar --lead "Chair of LSCB" -o chair.ics
      sli calendar --forum LSCB -o lscb.ics
    """
    from sli_cli.services import diary, reporting

    if path and path != "-" and format_for_suffix(path) != CALENDAR:
        raise BadValue(f"{path} is not a calendar file.", "Name one that ends in .ics.")
    asked = Asked(**given)
    with app.database.read() as reader:
        entries = diary.entries(reader, reporting.resolve(reader, asked))
        write(app, Wanted(fmt=CALENDAR, path=path), Report(_title(asked), (), entries, diary=lambda entry: entry))


def _title(asked: Asked) -> str:
    """What a diary calls the calendar: for whom it is, where that was said."""
    whose = ", ".join((*asked.leads, *asked.forums, *asked.themes)) or asked.register
    return f"Reviews: {whose}" if whose else "Reviews"
