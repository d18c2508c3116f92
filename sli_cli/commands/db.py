"""`sli db`: looks after the database itself: its backups, whether it is whole, of this version, and where it is."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.commands.db_backup import backup, restore
from sli_cli.commands.db_move import move
from sli_cli.domain.datewords import count_words
from sli_cli.options import group, pass_app


@group("db")
def db() -> None:
    """Look after the database: its backups, whether it is whole, and of this version.

    \b
    Examples:
      sli db backup
      sli db verify
      sli db upgrade
    """


db.add_command(backup)
db.add_command(restore)
db.add_command(move)


@db.command("verify")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_app
def verify(app: App, as_json: bool) -> None:
    """Prove that nobody changed it behind its back.

    Recomputes the chain of history from its first row, replays it against what the register holds now, and names the
    first row that is not as it was written, with exit code 6.

    The head that it prints stands for all of history up to now; let papers carry it. Whoever rewrites history with
    all that follows, or cuts its end off and moves the head back, leaves a file that is whole in itself, but ends with
    another head than the papers have.

    \b
    Examples:
      sli db verify
      sli db verify --json
    """
    from sli_cli.store.verify import verify as check

    with app.home.reading() as connection:
        whole = check(connection)
    if as_json:
        import json

        app.say(json.dumps({"rows": whole.rows, "changes": whole.changes, "head": whole.head}) + "\n")
        return
    app.say(
        f"{app.place} is whole: {count_words(whole.rows, 'row')} of history in {count_words(whole.changes, 'change')}, "
        f"and the register is what they say.\nHead: {whole.head}\n"
    )


@db.command("upgrade")
@pass_app
def upgrade(app: App) -> None:
    """Bring one of an older sli up to date.

    Makes a backup copy of a file beside it first, which is the way back, and says where that is. The way back of a
    PostgreSQL database is the backup of its server: make one before.

    \b
    Examples:
      sli db upgrade
    """
    way_back = app.home.upgrade(app.stamp.at)
    app.say(f"{app.place} is up to date{'; nothing was changed.' if way_back is None else f'. {way_back}'}\n")
