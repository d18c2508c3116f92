"""`sli resume`: takes up again what was parked."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, warn
from sli_cli.options import command, pass_app, targets


@command("resume")
@targets
@click.option("--reason", default="", help="Why its next review is later than was promised (else why it was parked).")
@pass_app
def resume(app: App, reason: str, **given: Any) -> None:
    """Take up again what was parked, at its rule's first date after today.

    \b
    Examples:
      sli resume 21
    """
    from sli_cli.services import states

    warn(app, reason=reason)
    carry_out(
        app,
        given,
        lambda refs, register, keep: states.resume(app.database, refs, register, reason, app.actor, keep=keep),
    )
