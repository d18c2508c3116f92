"""`sli park`: sets a recommendation aside, with a reason."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, warn
from sli_cli.options import command, pass_app, targets


@command("park")
@targets
@click.option("--reason", required=True, help="Why.")
@pass_app
def park(app: App, reason: str, **given: Any) -> None:
    """Set recommendations aside, with a reason. They are then neither due nor overdue; their rule is kept.

    \b
    Examples:
      sli park 21 --reason "No funding this year"
    """
    from sli_cli.services import states

    warn(app, reason=reason)
    carry_out(app, given, lambda refs, register, keep: states.park(app.database, refs, register, reason, keep=keep))
