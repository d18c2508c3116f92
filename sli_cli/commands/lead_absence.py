"""`sli lead away` and `sli lead back`: when the holder of a post is away, and who is reminded meanwhile."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.changing import day, optional_day, tell
from sli_cli.options import command, completing, pass_app

post_argument = click.argument("post", shell_complete=completing("posts"))


@command("away")
@post_argument
@click.option("--until", metavar="DATE", help="The last day away, where it is known.")
@click.option("--deputy", "deputy", required=True, metavar="NAME", help="Who is reminded meanwhile.")
@click.option("--deputy-email", required=True, metavar="ADDRESS", help="Where those reminders go.")
@click.option("--from", "since", metavar="DATE", help="The first day away (today unless given).")
@pass_app
def away(app: App, post: str, until: str | None, deputy: str, deputy_email: str, since: str | None) -> None:
    """Say that whoever holds a post is away, and who is reminded meanwhile.

    They stay the lead. It ends by itself after --until, with `sli lead back`, and with a handover. Given again with the
    same deputy, it gets the new days.

    \b
    Examples:
      sli lead away "Jo Bloggs" --deputy "Sam Hill" --deputy-email sh@example.org
    """
    from sli_cli.domain.addressee import Addressee
    from sli_cli.services import absences

    first, last = optional_day(app, since, "--from"), optional_day(app, until, "--until")
    said = absences.Away(Addressee(deputy, deputy_email), first, last)
    tell(app, absences.away(app.database, post, said))


@command("back")
@post_argument
@click.option("--on", metavar="DATE", help="The first day back (today unless given).")
@pass_app
def back(app: App, post: str, on: str | None) -> None:
    """Say that whoever holds a post is back.

    Their last day away is the day before.

    \b
    Examples:
      sli lead back "Chair of LSCB"
    """
    from sli_cli.services import absences

    tell(app, absences.back(app.database, post, day(app, on, "--on")))
