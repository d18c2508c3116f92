"""`sli db backup` and `sli db restore`: a copy that can be relied on, and the way back from it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sli_cli.app import App
from sli_cli.command_kinds import Choice, Command, Count
from sli_cli.domain.datewords import count_words
from sli_cli.errors import BadValue
from sli_cli.options import option, pass_app
from sli_cli.timetable_lines import KINDS

if TYPE_CHECKING:
    from sli_cli.services.checks import Finding
    from sli_cli.store.reader import Reader

HERE = "here"
NIGHT = ("02:30",)
"""When a backup is made unless the line is changed: on every night of the year there is such a time."""

ELSEWHERE = "none"
"""The setting backup-folder where backups are made by other means."""


@click.command("backup", cls=Command)
@click.argument("folder", metavar="[DIR]", required=False)
@option("--keep", type=Count(), default=14, metavar="N", help="How many of its backups stay; 14.")
@option(
    "--install-cron",
    "kind",
    is_flag=False,
    flag_value=HERE,
    type=Choice([HERE, *KINDS]),
    metavar="[KIND]",
    help="Print what makes this machine do it every night: cron, systemd or windows.",
)
@pass_app
def backup(app: App, folder: str | None, keep: int, kind: str | None) -> None:
    """Make a backup, safely while others write, and prove that it is whole.

    It goes into DIR, else the folder of the setting backup-folder, else `backups` beside the database; named by the
    database and the time (UTC), never over another. Only once it is on disk and verified do the oldest of this
    database go, all but the newest 14. Of a PostgreSQL database it is a whole export.

    \b
    Examples:
      sli db backup
      sli db backup copies --keep 30
      sli db backup --install-cron cron
    """
    where = backup_folder(app, folder)
    if where is None:
        raise BadValue("The setting backup-folder says that backups are made by other means.", "Name a folder.")
    if kind is not None:
        _print_lines(app, kind, folder, where, keep)
        return
    from sli_cli.render.clean import harmless
    from sli_cli.services import backups
    from sli_cli.store import backup as store

    with app.database.read() as reader:
        whose = backups.origin(reader, app.place)
    made = store.make(app.home, where, backups.names(whose, app.now, store.kind_of(app.home)))
    old = backups.to_remove(whose, os.listdir(where), os.path.basename(made.path), keep)
    gone = sum(_removed(app, os.path.join(where, name)) for name in old)
    line = f"{made.path}: {made.size / 1_000_000:.1f} MB, {count_words(made.whole.rows, 'row')} of history, verified."
    app.say(harmless(f"{line} {count_words(gone, 'older one')} removed." if gone else line) + "\n")


def _removed(app: App, path: str) -> bool:
    try:
        os.remove(path)
    except FileNotFoundError:  # another backup was quicker
        return False
    except OSError as error:
        app.note(f"sli: warning: the backup was made, but {path} could not be removed: {error.strerror}.")
        return False
    return True


def _print_lines(app: App, kind: str, folder: str | None, where: str, keep: int) -> None:
    from sli_cli.timetable import printed

    arguments = ("db", "backup", where, "--keep", str(keep))
    lines = printed(app, "" if kind == HERE else kind, arguments, NIGHT, "sli: backup")
    if folder is not None and where != backup_folder(app):
        lines = f"# `sli check` looks for backups where the setting backup-folder says; set it to {where}\n{lines}"
    app.say(lines)


def backup_folder(app: App, given: str | None = None) -> str | None:
    """The absolute path of the folder for backups; None where they are made by other means."""
    named = given or app.settings["backup-folder"]
    if not given and named == ELSEWHERE:
        return None
    if named:
        return os.path.abspath(os.path.expanduser(named))
    if "://" in app.place:
        return os.path.join(os.path.expanduser("~"), "sli-backups")
    return os.path.join(os.path.dirname(os.path.abspath(app.place)), "backups")


def old_backup(app: App, reader: Reader) -> list[Finding]:
    """What `sli check` says of the backups of this database: nothing where all is well, or they cannot be looked at."""
    from sli_cli.services import backups

    folder = backup_folder(app)
    if folder is None:
        return []
    try:
        there = os.listdir(folder) if os.path.isdir(folder) else []
    except OSError:  # another account's: whoever may look at it is told
        return []
    found = backups.old_backup(backups.origin(reader, app.place), there, folder, app.now)
    return [found] if found else []


@click.command("restore", cls=Command)
@click.argument("file", metavar="FILE")
@option("--to", "target", metavar="DATABASE", help="Into this one, instead of the one of the settings.")
@option("--replace", is_flag=True, help="In place of what is there, which is kept beside it.")
@pass_app
def restore(app: App, file: str, target: str | None, replace: bool) -> None:
    """Make a database of a backup: a .db file, or a whole export (.jsonl, .jsonl.gz).

    It is verified before it is put in its place, complete or not at all, and brought up to date where an earlier sli
    made it. A database that is there already is not touched, unless with --replace: it is then kept beside it, as it
    was; nobody can write to it meanwhile.

    \b
    Examples:
      sli db restore register.db --to trial.db
    """
    from sli_cli.store import SCHEMA_VERSION
    from sli_cli.store.restoring import restore_file

    home = app.home_at(target) if target else app.home
    done = restore_file(file, home, app.now.strftime("%Y-%m-%dT%H:%M:%SZ"), replacing=replace)
    whole = f"{count_words(done.whole.rows, 'row')} of history in {count_words(done.whole.changes, 'change')}"
    app.say(f"Restored {whole} into {home.name}; it is whole.\n")
    if done.schema < SCHEMA_VERSION:
        app.say(f"It was of schema {done.schema}, and was brought up to date.\n")
    if done.kept:
        app.say(f"What was there before is in {done.kept}\n")
    if done.reminds:
        app.say("It does not know of reminders that were sent after it was made: see `sli notify --dry-run` first.\n")
    app.say(f"Head: {done.whole.head}\n")
