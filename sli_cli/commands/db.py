"""`sli db`: looks after the database itself: whether it is whole, and of this version."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.domain.datewords import count_words
from sli_cli.options import group, pass_app


@group("db")
def db() -> None:
    """Look after the database: whether it is whole, and of this version.

    \b
    Examples:
      sli db verify
      sli db upgrade
    """


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

    with app.database.file.reading() as connection:
        whole = check(connection)
    if as_json:
        import json

        app.say(json.dumps({"rows": whole.rows, "changes": whole.changes, "head": whole.head}) + "\n")
        return
    app.say(
        f"{app.path} is whole: {count_words(whole.rows, 'row')} of history in {count_words(whole.changes, 'change')}, "
        f"and the register is what they say.\nHead: {whole.head}\n"
    )


@db.command("upgrade")
@pass_app
def upgrade(app: App) -> None:
    """Bring one of an older sli up to date.

    Makes a backup copy beside it first, which is the way back, and says where that is.

    \b
    Examples:
      sli db upgrade
    """
    from sli_cli.store.migrate import upgrade as bring_up

    copy = bring_up(app.path, app.stamp.at)
    if copy is None:
        app.say(f"{app.path} is up to date; nothing was changed.\n")
    else:
        app.say(f"{app.path} is up to date. As it was, it is in {copy}\n")
