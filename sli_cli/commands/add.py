"""`sli add`: a new recommendation."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import optional_day, text_or_stdin, warn
from sli_cli.errors import BadValue
from sli_cli.options import command, option, pass_app


@command("add")
@click.argument("ref")
@click.option("--text", required=True, help="The review's words; - reads standard input.")
@click.option("--theme", default="", help="The theme.")
@click.option("--position", default="", help="The comments, as at the document.")
@click.option("--action", default="", help="The local action.")
@option("--lead", metavar="POST", complete="posts", help="The accountable post.")
@option("--sponsor", metavar="POST", complete="posts", help="The sponsor's post.")
@click.option("--cadence", "rule", metavar="RULE", help="How often, as `sli cadence` takes it.")
@click.option("--first", metavar="DATE", help="The first review, from which the later ones count.")
@option("--register", metavar="NAME", complete="registers", help="To this register.")
@pass_app
def add(app: App, ref: str, first: str | None, register: str | None, **given: Any) -> None:
    """Add a recommendation to a register.

    \b
    Examples:
      sli add 23 --text "Publish the report" --cadence "every March"
      sli add 24 --text "Survey the pharmacies" --cadence "once on 2027-06-30"
    """
    from sli_cli.services import recommendations

    if first is not None and not given["rule"]:
        raise BadValue("--first goes with --cadence.", "Say how often it is looked at again.")
    words = {name: text_or_stdin(given.pop(name)) for name in ("text", "theme", "position", "action")}
    warn(app, **words)
    day = optional_day(app, first, "--first")
    lines = recommendations.add(app.database, ref, register, words, first=day, **given)
    app.say(f"{line}\n" for line in lines)
