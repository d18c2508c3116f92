"""`sli event`: what a rule waits for has happened."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, needed_day
from sli_cli.options import command, pass_app, targets


@command("event")
@targets
@click.option("--happened", metavar="DATE", required=True, help="The day on which it happened.")
@pass_app
def event(app: App, happened: str, **given: Any) -> None:
    """Record that what recommendations wait for has happened: each is due that day, then as its rule says.

    \b
    Examples:
      sli event 12 --happened 2026-11-02
    """
    from sli_cli.services import cadences

    on = needed_day(app, happened, "--happened")
    carry_out(
        app,
        given,
        lambda refs, register, keep: cadences.event(app.database, refs, register, on, app.actor, keep=keep),
    )
