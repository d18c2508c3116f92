"""`sli db move`: from a file to PostgreSQL and back, with everything."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.command_kinds import Command
from sli_cli.domain.datewords import count_words
from sli_cli.options import pass_app


@click.command("move", cls=Command)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@pass_app
def move(app: App, source: str, target: str) -> None:
    """Copy everything into another database, and prove both whole.

    Each is a file, or an address such as postgresql://sli@db.example.gov.uk/sli. All rows keep their keys, and history
    its chain: both end with the same head. TO must be empty, or not be there yet; it holds all of it, or nothing.

    It refuses while `sli notify` is at work in FROM, which stays as it is. Name TO from then on (SLI_DATABASE, or
    `database` in the settings), in every cron job too, and set FROM aside: what is written to it later is in it alone,
    and reminders would go out from both.

    \b
    Examples:
      sli db move register.db moved.db
    """
    from sli_cli.store.moving import move as carry

    origin, new = app.home_at(source), app.home_at(target)
    whole = carry(origin, new, app.clock())
    app.say(
        f"{new.name} holds everything that {origin.name} holds: {count_words(whole.rows, 'row')} of history in "
        f"{count_words(whole.changes, 'change')}; both are whole.\nHead: {whole.head}\n"
        f"{origin.name} is as it was. Name the new one from now on, in cron jobs too, and set the old one aside.\n"
    )
