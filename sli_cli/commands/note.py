"""`sli note`: adds a progress note, which moves nothing."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, day, text_or_stdin, warn
from sli_cli.options import command, pass_app, targets


@command("note")
@targets
@click.argument("text")
@click.option("--on", metavar="DATE", help="The day of the note (today unless given).")
@pass_app
def note(app: App, text: str, on: str | None, **given: Any) -> None:
    """Add a dated progress note to one or several recommendations. It is no review and moves nothing.

    TEXT is the note, in quotes; - reads standard input.

    \b
    Examples:
      sli note 11 "The risk model is now used in Lancashire too"
      sli note 16 "The survey went out" --on 2026-11-02
      sli note 3 4 "Both are on the agenda of Council" --yes
    """
    from sli_cli.services.reviews import note as record

    words = text_or_stdin(text)
    noted_on = day(app, on, "--on")
    warn(app, note=words)
    carry_out(
        app,
        given,
        lambda refs, register, keep: record(app.database, refs, register, words, noted_on, app.actor, keep=keep),
    )
