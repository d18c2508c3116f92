"""`sli undo`: takes back a change."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.changing import perform
from sli_cli.command_kinds import Count
from sli_cli.domain.words import clean_text
from sli_cli.options import command, pass_app

LINES_FOR_ONE = 2
"""What an undo says where it touches one recommendation: a line for the change, and one for the recommendation."""


@command("undo")
@click.argument("number", required=False, type=Count())
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@pass_app
def undo(app: App, number: int | None, reason: str, dry_run: bool) -> None:
    """Take back your last change, or the one of that number; `sli history` shows the numbers.

    Nothing is lost: the reversal is a change of its own, and can be undone by its number. Your last change is the
    newest of your system account that is not undone; so, run again, this takes back the one before. A change on which
    later ones stand is refused: they are named, and have to be undone first.

    \b
    Examples:
      sli undo
      sli undo 1 --dry-run
    """
    from sli_cli.services.undo import last_change
    from sli_cli.services.undo import undo as take_back

    why = clean_text(reason, "reason", empty=True)
    chosen = number or last_change(app.database)
    if chosen is None:
        app.say(f"There is nothing to undo: no change by {app.stamp.account} is in force.\n")
        return

    def question(lines: list[str]) -> str:
        return f"Take this back from {len(lines) - 1} recommendations?" if len(lines) > LINES_FOR_ONE else ""

    perform(app, lambda keep: take_back(app.database, chosen, why, keep=keep), dry_run, question)
