"""`sli event`: what a rule waits for has happened."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.changing import needed_day
from sli_cli.options import command, pass_app, ref_argument


@command("event")
@ref_argument
@click.option("--happened", metavar="DATE", required=True, help="The day on which it happened.")
@click.option("--register", metavar="NAME", help="Of this register.")
@pass_app
def event(app: App, ref: str, happened: str, register: str | None) -> None:
    """Record that what a recommendation waits for has happened: it is due that day, then as its rule says.

    \b
    Examples:
      sli event 12 --happened 2026-11-02
    """
    from sli_cli.services import cadences

    lines = cadences.event(app.database, [ref], register, needed_day(app, happened, "--happened"), app.actor)
    app.say(f"{line}\n" for line in lines)
