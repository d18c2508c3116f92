"""`sli forum`: the boards, how each meets, what each decides on and is informed of."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, day, tell
from sli_cli.errors import BadValue
from sli_cli.options import completing, group, option, output_of_lists, pass_app, stacked, targets
from sli_cli.output import Wanted, write
from sli_cli.render import Report
from sli_cli.reports import board_portraits, portraits

board_argument = click.argument("board", shell_complete=completing("forums"))


@group("forum")
def forum() -> None:
    """The boards. One decides on a recommendation: its review counts, it closes. Others are informed.

    \b
    Examples:
      sli forum list
      sli forum route LSCB 3
    """


@forum.command("list")
@output_of_lists
@pass_app
def list_forums(app: App, **given: Any) -> None:
    """Every board, and how much goes to it.

    Counted are the open recommendations that it decides on or is informed of. Together they are the length of `sli list
    --open --forum BOARD`.

    In JSON: forum, title, decides, informed, succeeded_by, succeeded_on.

    \b
    Examples:
      sli forum list
      sli forum list --json
    """
    wanted = Wanted(**given)
    with app.database.read() as reader:
        found = reader.forums()
    record = partial(board_portraits.forum_record, names={one.id: one.name for one in found})
    report = Report(
        title="Boards",
        columns=board_portraits.FORUMS
        if wanted.for_people
        else portraits.for_programs(board_portraits.FORUM_KEYS, record),
        rows=found,
        as_of=app.today,
        empty='There is no board yet: sli forum add "BOARD"',
    )
    write(app, wanted, report)


@forum.command("show")
@board_argument
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_app
def show(app: App, board: str, as_json: bool) -> None:
    """One board: how it meets, its next meetings with their deadlines, and what goes to it.

    In JSON: the keys of `sli forum list`, and recommendations (register, ref, state, role, and the document's words
    that name the board), successions (old, new, on, reason), schedule, venue, secretary (name, email), notice
    (updates_due, papers_close, published), and meetings (from today on, with the keys of `sli meeting list`).

    \b
    Examples:
      sli forum show LSCB
      sli forum show "Infant Mortality Group" --json
    """
    from sli_cli.services.forums import portrait

    with app.database.read() as reader:
        found = portrait(reader, board)
    page, whole = board_portraits.forum_page(found), board_portraits.forum_whole(found)
    portraits.show(app, found.forum.name, page, whole, as_json=as_json)


arrangement = stacked(
    option("--schedule", metavar="WORDS", help='When it meets: "first Tuesday of every second month from 1 Dec 2026".'),
    option("--venue", metavar="WORDS", help="Where it meets."),
    option("--secretary", metavar="NAME", help="Who gathers its papers."),
    option("--secretary-email", metavar="ADDRESS", help="Their e-mail address."),
    option("--updates-due", metavar="NOTICE", help='Before a meeting: "10 working days", "5 clear days".'),
    option("--papers-close", metavar="NOTICE", help="The same, for papers."),
    option("--published", metavar="NOTICE", help="The same, for publication."),
    option("--committee", is_flag=True, help="A council's committee: published 5 clear days before."),
)
"""How a board meets; what is given as "" is settled no longer."""


@forum.command("add")
@click.argument("board")
@click.option("--title", metavar="WORDS", help="Its full name.")
@arrangement
@pass_app
def add(app: App, board: str, title: str | None, committee: bool, **given: str | None) -> None:
    """Add a board, by the short name that people type.

    \b
    Examples:
      sli forum add CSAP --title "Children's Safeguarding Assurance Partnership"
      sli forum add Scrutiny --committee --schedule "second Monday of every month"
    """
    from sli_cli.services import forums

    tell(app, forums.add(app.database, board, title, given, committee=committee))


@forum.command("edit")
@board_argument
@click.option("--name", metavar="BOARD", help="The short name that people type.")
@click.option("--title", metavar="WORDS", help="Its full name.")
@arrangement
@pass_app
def edit(app: App, board: str, name: str | None, title: str | None, committee: bool, **given: str | None) -> None:
    """Correct a board's name or title, and settle how it meets.

    Of working days the day of the meeting does not count, and of clear days neither end does; weekends, bank holidays
    and the register's closed days never count. Another board that takes its place is `sli forum succeed`.

    \b
    Schedules:
      first Tuesday of every month; second and fourth Monday of every month
      first Tuesday of every second month from 1 December 2026
      last Friday of every quarter; first Tuesday of March, June and September
      5 January 2027, 2 March 2027 and 4 May 2027

    \b
    Examples:
      sli forum edit LSCB --title "Local Safeguarding Children Board"
      sli forum edit LSCB --schedule "first Tuesday of every month"
      sli forum edit LSCB --updates-due "10 working days"
    """
    from sli_cli.services import forums

    tell(app, forums.edit(app.database, board, name, title, given, committee=committee))


@forum.command("route")
@board_argument
@targets
@option("--informed", is_flag=True, help="It is informed; it does not decide.")
@option("--remove", is_flag=True, help="They no longer go to it.")
@pass_app
def route(app: App, board: str, informed: bool, remove: bool, **given: Any) -> None:
    """Say what goes to a board.

    It decides on the recommendations, or is informed of them. One board decides: the one that did so before is informed
    from now on, until it is taken off with --remove.

    \b
    Examples:
      sli forum route LSCB 3
      sli forum route "Health SPT" --theme Safeguarding --informed --yes
      sli forum route LSCB 1 --remove
    """
    from sli_cli.services import forums

    if informed and remove:
        raise BadValue("--informed and --remove were both given.", "Give one: --remove takes it off altogether.")

    def act(refs: list[str], register: str | None, *, keep: bool) -> list[str]:
        if remove:
            return forums.unroute(app.database, board, refs, register, keep=keep)
        role = forums.INFORMED if informed else forums.DECIDES
        return forums.route(app.database, board, refs, register, role, keep=keep)

    carry_out(app, given, act)


@forum.command("succeed")
@click.argument("old", shell_complete=completing("forums"))
@click.argument("new", shell_complete=completing("forums"))
@click.option("--on", metavar="DATE", help="The new board's first day (today unless given).")
@click.option("--reason", default="", help="Why.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@pass_app
def succeed(app: App, old: str, new: str, on: str | None, reason: str, dry_run: bool) -> None:
    """Put the board NEW in the place of OLD.

    All that goes to OLD moves to NEW. The old board stays known by its name, for old papers.

    \b
    Examples:
      sli forum succeed LSCB "Children's Partnership Board" --dry-run
      sli forum succeed LSCB "Children's Partnership Board"
    """
    from sli_cli.services.successions import succeed_forum

    lines = succeed_forum(app.database, old, new, day(app, on, "--on"), reason, keep=not dry_run)
    tell(app, lines, dry_run)
