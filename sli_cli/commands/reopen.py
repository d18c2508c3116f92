"""`sli reopen`: opens again what was closed."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, warn
from sli_cli.options import command, pass_app, targets


@command("reopen")
@targets
@click.option("--reason", required=True, help="Why.")
@pass_app
def reopen(app: App, reason: str, **given: Any) -> None:
    """Open again what was closed, at its rule's first date after today.

    \b
    Examples:
      sli reopen 3 --reason "The lead has left"
    """
    from sli_cli.services import states

    warn(app, reason=reason)
    carry_out(app, given, lambda refs, register, keep: states.reopen(app.database, refs, register, reason, keep=keep))
