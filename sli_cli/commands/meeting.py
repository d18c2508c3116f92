"""`sli meeting`: the real dates on which boards meet, and what moves when one of them does."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import needed_day, optional_day, tell
from sli_cli.domain.words import typed
from sli_cli.options import completing, group, option, output_of_lists, pass_app
from sli_cli.output import Wanted, write
from sli_cli.render import Report
from sli_cli.reports import board_portraits, portraits

board_argument = click.argument("board", shell_complete=completing("forums"))
day_argument = click.argument("day", metavar="DATE")
reason_option = option("--reason", required=True, help="Why.")
dry_run_option = option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")


@group("meeting")
def meeting() -> None:
    """The meetings of the boards. What follows a board's meetings moves with them, and says so.

    \b
    Examples:
      sli meeting list
      sli meeting add LSCB 2027-01-05
    """


@meeting.command("list")
@click.argument("board", required=False, shell_complete=completing("forums"))
@option("--all", "past", is_flag=True, help="Past ones too.")
@output_of_lists
@pass_app
def list_meetings(app: App, board: str | None, past: bool, **given: Any) -> None:
    """The meetings of one board or of all, from today on, each with its three deadlines.

    In JSON: forum, on, state, title, source, moved_from, reason, updates_due, papers_close, published, working_day.

    \b
    Examples:
      sli meeting list
      sli meeting list LSCB --all --json
    """
    from sli_cli.services.calendars import sittings

    wanted = Wanted(**given)
    with app.database.read() as reader:
        found = sittings(reader, board, None if past else app.today)
    keys, record = board_portraits.MEETING_KEYS, board_portraits.meeting_record
    plan = f"sli meeting plan {typed(board) if board else 'BOARD'}"
    report = Report(
        title=f"Meetings of {found[0].forum.name}" if board and found else "Meetings",
        columns=board_portraits.MEETINGS if wanted.for_people else portraits.for_programs(keys, record),
        rows=found,
        as_of=app.today,
        empty=f"No meeting is {'known' if past else 'planned'}: {plan}, or sli meeting add",
    )
    write(app, wanted, report)


@meeting.command("plan")
@board_argument
@option("--until", metavar="DATE", help="To this day; a year ahead unless you say otherwise.")
@dry_run_option
@pass_app
def plan(app: App, board: str, until: str | None, dry_run: bool) -> None:
    """Plan the meetings that a board's schedule gives, from today on.

    What was cancelled or moved is not planned again. A date on which nobody works is planned, and said.

    \b
    Examples:
      sli forum edit LSCB --schedule "first Tuesday of every month"
      sli meeting plan LSCB --dry-run
    """
    from sli_cli.services import meetings

    last = optional_day(app, until, "--until")
    tell(app, meetings.plan(app.database, board, last, keep=not dry_run), dry_run)


@meeting.command("add")
@board_argument
@day_argument
@option("--title", default="", metavar="WORDS", help="What it is called, such as Extraordinary meeting.")
@dry_run_option
@pass_app
def add(app: App, board: str, day: str, title: str, dry_run: bool) -> None:
    """Add a meeting by hand. One of a day that is past was held; one that was cancelled is planned again.

    \b
    Examples:
      sli meeting add LSCB 2027-01-19 --title "Extraordinary meeting"
    """
    from sli_cli.services import meetings

    tell(app, meetings.add(app.database, board, needed_day(app, day, "DATE"), title, keep=not dry_run), dry_run)


@meeting.command("cancel")
@board_argument
@day_argument
@reason_option
@dry_run_option
@pass_app
def cancel(app: App, board: str, day: str, reason: str, dry_run: bool) -> None:
    """Cancel a meeting. What follows the board's meetings goes to the next one.

    A later date is an extension, asked for by the board; where no other meeting is planned there is no date.

    \b
    Examples:
      sli meeting add LSCB 2027-01-05
      sli meeting cancel LSCB 2027-01-05 --reason "No quorum"
    """
    from sli_cli.services import meetings

    on = needed_day(app, day, "DATE")
    tell(app, meetings.cancel(app.database, board, on, reason, keep=not dry_run), dry_run)


@meeting.command("move")
@board_argument
@day_argument
@option("--to", required=True, metavar="DATE", help="The other day.")
@reason_option
@dry_run_option
@pass_app
def move(app: App, board: str, day: str, to: str, reason: str, dry_run: bool) -> None:
    """Move a meeting to another day. What hangs on it moves too; the day first planned is kept.

    \b
    Examples:
      sli meeting add LSCB 2027-01-05
      sli meeting move LSCB 2027-01-05 --to 2027-01-12 --reason "Room flooded"
    """
    from sli_cli.services import meetings

    do = partial(meetings.move, app.database, board, needed_day(app, day, "DATE"), needed_day(app, to, "--to"))
    tell(app, do(reason, keep=not dry_run), dry_run)


@meeting.command("held")
@board_argument
@day_argument
@dry_run_option
@pass_app
def held(app: App, board: str, day: str, dry_run: bool) -> None:
    """Record that a meeting was held: it can then be neither cancelled nor moved.

    \b
    Examples:
      sli meeting add LSCB 2026-11-17
      sli meeting held LSCB 2026-11-17
    """
    from sli_cli.services import meetings

    tell(app, meetings.hold(app.database, board, needed_day(app, day, "DATE"), keep=not dry_run), dry_run)
