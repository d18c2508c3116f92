"""`sli due`: what is due in a window, overdue first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.domain import window as windows
from sli_cli.errors import BadValue
from sli_cli.options import command, filters, option, output, pass_app
from sli_cli.output import Wanted, show
from sli_cli.reports import columns
from sli_cli.services import reporting
from sli_cli.services.reporting import Asked

if TYPE_CHECKING:
    from sli_cli.domain.filters import Filter
    from sli_cli.domain.window import Window
    from sli_cli.store.reader import Reader

SIMPLE = {
    "today": windows.today_window,
    "this_week": windows.this_week,
    "this_month": windows.this_month,
    "next_month": windows.next_month,
    "this_quarter": windows.this_quarter,
}


@command("due")
@click.option("--today", is_flag=True, help="Due today.")
@click.option("--this-week", is_flag=True, help="To Sunday.")
@click.option("--this-month", is_flag=True, help="To the end of the month.")
@click.option("--next-month", is_flag=True, help="In the next month only.")
@click.option("--this-quarter", is_flag=True, help="To the end of the quarter.")
@click.option("--this-year", is_flag=True, help="To the end of the register's year.")
@click.option("--within", metavar="SPAN", help="In the days, weeks or months to come: 30d, 6w, 3m.")
@click.option("--by", metavar="DATE", help="To this day.")
@click.option("--from", "first", metavar="DATE", help="From this day (with --to).")
@click.option("--to", "last", metavar="DATE", help="To this day (with --from).")
@option("--before-meeting", metavar="BOARD", complete="forums", help="What must be ready for a board's next meeting.")
@click.option("--no-overdue", is_flag=True, help="Leave out what is overdue.")
@filters
@output
@pass_app
def due(app: App, **given: Any) -> None:
    """What is due, overdue first; within 30 days unless you say otherwise.

    Windows such as --this-month have only an upper end, so what is overdue is shown too.

    \b
    Examples:
      sli due --this-month
      sli due --within 6w --lead "Chair of LSCB"
      sli due --this-quarter --json

    \b
    Before a meeting:
      sli due --before-meeting LSCB
    """
    wanted = Wanted(**{name: given.pop(name) for name in Wanted._fields})
    asked = Asked(**{name: given.pop(name) for name in Asked._fields})
    with app.database.read() as reader:
        window, chosen = _window(app, reader, asked, given)
        found = reporting.due(reader, window, chosen)
        rows, title = found.rows, f"Due {window.label}"
        head: tuple[str, ...] = (_counts(found.overdue, found.total),)
        if not found.total and wanted.for_people:
            rows = reporting.next_ones(reader, window, chosen)
            title = f"Nothing is due {window.label}{'; the next are' if rows else ''}"
            head = ()
        show(
            app,
            wanted,
            rows,
            title=title,
            usual=columns.DUE,
            head=head,
            foot=_foot(reader, chosen.register_id, asked.register)
            if wanted.for_people and chosen.only_register
            else (),
            empty="Nothing else has a date.",
            total=found.total,
            several_registers=reporting.of_several_registers(reader, chosen),
        )


def _counts(overdue: int, total: int) -> str:
    return f"{overdue} overdue, {total - overdue} due."


def _window(app: App, reader: Reader, asked: Asked, given: dict[str, Any]) -> tuple[Window, Filter]:
    """The one window that was named, and what is looked for in it. Raises BadValue for two windows, or for --from
    without --to."""
    no_overdue = given.pop("no_overdue")
    named = [name for name, value in given.items() if value not in (None, False) and name != "last"]
    if len(named) > 1:
        flags = " and ".join(f"--{name.replace('_', '-').replace('first', 'from')}" for name in named)
        raise BadValue(f"{flags} are two windows.", "Name one.")
    if (given["first"] is None) != (given["last"] is None):
        raise BadValue("--from and --to go together.", "Give both; both days are included.")

    def day(name: str, flag: str) -> Any:
        from sli_cli.domain.dates import parse_date

        return parse_date(given[name], app.today, what=flag)

    chosen = reporting.resolve(reader, asked)
    if given["before_meeting"] is not None:
        window, chosen = reporting.for_next_meeting(reader, given["before_meeting"], chosen)
    elif given["first"] is not None:
        window = windows.between(day("first", "--from"), day("last", "--to"))
    elif given["by"] is not None:
        window = windows.until(day("by", "--by"))
    elif given["this_year"]:
        window = windows.this_year(app.today, _year_start(reader, asked.register))
    elif named and named[0] in SIMPLE:
        window = SIMPLE[named[0]](app.today)
    else:
        window = windows.within("30d" if given["within"] is None else given["within"], app.today)
    return window.without_overdue(app.today) if no_overdue else window, chosen


def _year_start(reader: Reader, register: str | None) -> int:
    from sli_cli.services.finding import find_register

    starts = {one.year_start for one in reader.registers()}
    return starts.pop() if len(starts) == 1 and register is None else find_register(reader, register).year_start


def _foot(reader: Reader, register_id: int | None, register: str | None) -> tuple[str, ...]:
    """What no window shows, each with the command that lists it."""
    counts = reader.counts(register_id)
    of = ""
    if register:
        from sli_cli.domain.words import typed  # not loaded for what most reports need

        of = f" --register {typed(register)}"
    lines = {
        "unscheduled": ("no next review", f"sli list --standing unscheduled{of}"),
        "assumed": ("an assumed cadence", f"sli list --open --basis assumed{of}"),
        "no_lead": ("no named lead", f"sli list --open --no-lead{of}"),
    }

    def words(count: int) -> str:
        return f"{count:,} or more" if count == reader.counted_to else str(count)

    foot = [f"{words(counts[name])} with {what}: {how}" for name, (what, how) in lines.items() if counts[name]]
    on = reader.reminding()
    if on is not None and (silence := on.silence(reader.today)):
        foot.append(f"{silence}: sli notify --status")
    return tuple(foot)
