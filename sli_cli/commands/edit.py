"""`sli edit`: corrects a recommendation."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import text_or_stdin, warn
from sli_cli.command_kinds import Count
from sli_cli.options import command, option, pass_app, ref_argument


@command("edit")
@ref_argument
@click.option("--text", help="The review's words; - reads standard input.")
@click.option("--theme", help="The theme.")
@click.option("--position", help="The comments, as at the document.")
@click.option("--action", help="The local action.")
@option("--lead", metavar="POST", complete="posts", help='The accountable post; "" for nobody.')
@option("--sponsor", metavar="POST", complete="posts", help='The sponsor\'s post; "" for nobody.')
@click.option("--ref", "new_ref", metavar="REF", help="Another ref.")
@click.option("--remind-before", metavar="DAYS", help='Days before, such as "60, 14"; "" for as the register says.')
@click.option("--over", type=Count(), metavar="NUMBER", help="Write over this change of somebody else's.")
@option("--register", metavar="NAME", complete="registers", help="Of this register.")
@pass_app
def edit(app: App, ref: str, register: str | None, **given: Any) -> None:
    """Correct a recommendation; what was there before stays in its history.

    What somebody else has changed within a day is not written over unseen: the change is named, and --over takes its
    number.

    \b
    Examples:
      sli edit 3 --lead "Director of Public Health"
      sli edit 7 --action "To ask every service that is commissioned"
      sli edit 20 --remind-before "60, 14"
    """
    from sli_cli.services import recommendations

    texts = {name: given.pop(name) for name in ("text", "theme", "position", "action")}
    words = {name: text_or_stdin(text) for name, text in texts.items() if text is not None}
    warn(app, **words)
    app.say(f"{line}\n" for line in recommendations.edit(app.database, ref, register, words, **given))
