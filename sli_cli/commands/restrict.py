"""`sli restrict`: marks a recommendation as not for publication."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, optional_day, warn
from sli_cli.errors import BadValue
from sli_cli.options import command, pass_app, targets


@command("restrict")
@targets
@click.option("--ground", help="The ground, as it is printed instead of the words.")
@click.option("--reason", default="", help="Why; for whoever looks it up later.")
@click.option("--until", metavar="DATE", help="The last day of the restriction.")
@click.option("--lift", is_flag=True, help="Lift the restriction.")
@pass_app
def restrict(app: App, ground: str | None, reason: str, until: str | None, lift: bool, **given: Any) -> None:
    """Mark recommendations as not for publication, with the ground; or lift that.

    \b
    Examples:
      sli restrict 14 --ground "Schedule 12A" --reason "Families"
      sli restrict 14 --lift
    """
    from sli_cli.services import states

    if lift == (ground is not None):
        raise BadValue("Neither --ground nor --lift was given, or both.", "Give one of them.")
    last = optional_day(app, until, "--until")

    def act(refs: list[str], register: str | None, *, keep: bool) -> list[str]:
        if ground is None:
            return states.lift(app.database, refs, register, reason, keep=keep)
        return states.restrict(app.database, refs, register, ground, reason, last, app.actor, keep=keep)

    warn(app, reason=reason)
    carry_out(app, given, act)
