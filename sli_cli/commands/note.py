"""`sli note`: adds a progress note, which moves nothing."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.changing import day, text_or_stdin, warn
from sli_cli.options import command, pass_app, ref_argument


@command("note")
@ref_argument
@click.argument("text")
@click.option("--on", metavar="DATE", help="The day of the note (today unless given).")
@click.option("--register", metavar="NAME", help="Of this register.")
@pass_app
def note(app: App, ref: str, text: str, on: str | None, register: str | None) -> None:
    """Add a dated progress note to a recommendation. It is no review and moves nothing.

    TEXT is the note, in quotes; - reads standard input.

    \b
    Examples:
      sli note 11 "The risk model is now used in Lancashire too"
      sli note 16 "The survey went out" --on 2026-11-02
    """
    from sli_cli.services.reviews import note as record

    words = text_or_stdin(text)
    warn(app, note=words)
    lines = record(app.database, [ref], register, words, day(app, on, "--on"), app.actor)
    app.say(f"{line}\n" for line in lines)
