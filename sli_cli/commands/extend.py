"""`sli extend`: a later next review, with a reason; the first is kept for ever."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, needed_day, warn
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.errors import BadValue
from sli_cli.options import command, option, pass_app, targets


@command("extend")
@targets
@click.option("--to", metavar="DATE", required=True, help="The later next review.")
@click.option("--reason", required=True, help="Why.")
@click.option("--asked-by", metavar="NAME", help="Who asked for it (you, unless given).")
@click.option("--ask", is_flag=True, help="Only ask: it moves when the deciding board approves it.")
@option("--approved-by", metavar="BOARD", complete="forums", help="The board that approved it.")
@click.option("--minute", default="", metavar="NUMBER", help="The number of the minute.")
@pass_app
def extend(app: App, ask: bool, **given: Any) -> None:
    """Give a later next review. The first date is kept for ever, and extensions are counted.

    The rule's own dates do not move: after the next review they are as they would have been. With --ask nothing moves
    yet: it stands on the board's next agenda among the extensions requested, and its minutes say what became of it.

    \b
    Examples:
      sli extend 13 --to 2027-01-29 --reason "Budget not set yet"
      sli extend 14 --to +8w --reason "As 13" --approved-by LSCB
      sli extend 8 --to 2027-06-30 --reason "New data team" --ask
    """
    from sli_cli.services.extension_requests import ask_for
    from sli_cli.services.reviews import grant_extension
    from sli_cli.services.schedule import Request

    request = Request(
        clean_text(given.pop("reason"), "reason"),
        clean_line(given.pop("asked_by") or app.actor, "--asked-by"),
        app.today,
        minute_number=clean_line(given.pop("minute"), "--minute", empty=True),
    )
    to, forum = needed_day(app, given.pop("to"), "--to"), given.pop("approved_by")
    warn(app, reason=request.reason)
    if ask and (forum or request.minute_number):
        raise BadValue("--ask and --approved-by do not go together.", "Leave --ask out where a board has approved it.")

    def act(refs: list[str], register: str | None, *, keep: bool) -> list[str]:
        if ask:
            return ask_for(app.database, refs, register, to, request, keep=keep)
        return grant_extension(app.database, refs, register, to, request, approved_by=forum, keep=keep)

    carry_out(app, given, act)
