"""`sli close`: closes a recommendation, with a reason."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, day, warn
from sli_cli.domain.vocabulary import CLOSURES
from sli_cli.options import Choice, command, option, pass_app, targets


@command("close")
@targets
@click.option("--as", "kind", type=Choice(CLOSURES), required=True, help="How it ended.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", metavar="DATE", help="When (today unless given).")
@option("--agreed-by", "forum", metavar="BOARD", complete="forums", help="The board that agreed.")
@click.option("--minute", "minute_number", default="", metavar="NUMBER", help="The number of the minute.")
@option("--superseded-by", metavar="REF", complete="refs", help="The recommendation that takes over.")
@pass_app
def close(app: App, on: str | None, **given: Any) -> None:
    """Close recommendations, with a reason.

    Where the register says so (`sli register set closure board`), the deciding board has to agree.

    \b
    Examples:
      sli close 3 --as implemented --reason "Nominated"
      sli close 14 --as superseded --superseded-by 13 --reason "As 13"
    """
    from sli_cli.services import states

    fields = ("kind", "reason", "forum", "minute_number", "superseded_by")
    new = states.NewClosure(on=day(app, on, "--on"), **{name: given.pop(name) for name in fields})
    warn(app, reason=new.reason)
    carry_out(app, given, lambda refs, register, keep: states.close(app.database, refs, register, new, keep=keep))
