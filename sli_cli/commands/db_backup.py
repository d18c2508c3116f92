"""`sli db backup` and `sli db restore`: a copy that can be relied on, and the way back from it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sli_cli.app import App
from sli_cli.command_kinds import Choice, Command, Count, filled
from sli_cli.domain.datewords import count_words
from sli_cli.errors import BadValue
from sli_cli.options import option, pass_app
from sli_cli.timetable_lines import KINDS

if TYPE_CHECKING:
    from sli_cli.services.backups import Origin
    from sli_cli.services.checks import Finding
    from sli_cli.store.reader import Reader

HERE = "here"
NIGHT = ("02:30",)
"""When a backup is made unless the line is changed: on every night of the year there is such a time."""

ELSEWHERE = "none"
"""The setting backup-folder where backups are made by other means."""


@click.command("backup", cls=Command)
@click.argument("folder", metavar="[DIR]", required=False, callback=filled)
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
    """Make a verified backup, safely while others write.

    It goes into DIR, else the folder of the setting backup-folder, else `backups` beside the database; named by the
    database and the time (UTC), never over another. Once it is on disk and verified, the oldest of this database go,
    so that 14 stay; one that holds a change which the new one lacks is kept. Of a PostgreSQL database it is a whole
    export.

    \b
    Examples:
      sli db backup
      sli db backup copies --keep 30
      sli db backup --install-cron cron
    """
    where = backup_folder(app, folder)
    if where is None:
        raise BadValue("The setting backup-folder says that backups are made by other means.", "Name a folder.")
    if os.path.isfile(where):
        raise BadValue(f"{where} is a file, not a folder.", "Name a folder.")
    if kind is not None:
        _print_lines(app, kind, folder, where, keep)
        return
    from sli_cli.services import backups
    from sli_cli.store import backup as store

    with app.database.read() as reader:
        whose = backups.origin(reader, app.place)
    made = store.make(app.home, where, backups.names(whose, app.now, store.kind_of(app.home)))
    gone = _rotate(app, whose, made.path, keep)
    line = f"{_on_one_line(made.path)}: {in_bytes(made.size)}, {count_words(made.whole.rows, 'row')} of history"
    removed = f" {count_words(gone, 'older one')} removed." if gone else ""
    app.say(f"{line}, verified.{removed}\n")


def in_bytes(size: int) -> str:
    """A size in bytes as people read it: `0.6 MB`, and `3 KB` of a small one."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} KB"


def _on_one_line(path: str) -> str:
    """A path that makes no line of its own in what is said."""
    return path.replace("\n", "\ufffd")


def _rotate(app: App, whose: Origin, made: str, keep: int) -> int:
    """Removes the backups that the one just `made` takes the place of; how many. Says which nobody can date."""
    from sli_cli.domain.datewords import short
    from sli_cli.services import backups
    from sli_cli.store.backup_files import head_of, held_by

    folder, name = os.path.split(made)

    def held(names: list[str]) -> set[str]:
        heads = {one: head for one in names if (head := head_of(os.path.join(folder, one)))}
        return held_by(made, heads)

    found = backups.rotation(whose, os.listdir(folder), name, keep, app.clock(), held)
    if ahead := found.ahead:
        number, until = count_words(len(ahead), "backup"), short(ahead[-1].at.date())
        verb, they = ("is", "it, and it stays") if len(ahead) == 1 else ("are", "them, and they stay")
        where = f"{number} in {_on_one_line(folder)} {verb} dated in the future, up to {until}"
        app.note(f"sli: warning: {where}: --keep does not count {they}.")
    return sum(_removed(app, os.path.join(folder, one)) for one in found.gone)


def _removed(app: App, path: str) -> bool:
    try:
        os.remove(path)
    except FileNotFoundError:  # another backup was quicker
        return False
    except OSError as error:
        path = _on_one_line(path)
        app.note(f"sli: warning: the backup was made, but {path} could not be removed: {error.strerror}.")
        return False
    return True


def _print_lines(app: App, kind: str, folder: str | None, where: str, keep: int) -> None:
    from sli_cli.timetable import printed

    arguments = ("db", "backup", where, "--keep", str(keep))
    moved = folder is not None and where != backup_folder(app)
    remark = f"`sli check` looks for backups where the setting backup-folder says; set it to {where}" if moved else ""
    app.say(printed(app, "" if kind == HERE else kind, arguments, NIGHT, "sli: backup", remark))


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
@option("--to", "target", metavar="DATABASE", callback=filled, help="Into this one, instead of the settings'.")
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

    home = app.home if target is None else app.home_at(target)
    done = restore_file(file, home, app.now.strftime("%Y-%m-%dT%H:%M:%SZ"), replacing=replace)
    whole = f"{count_words(done.whole.rows, 'row')} of history in {count_words(done.whole.changes, 'change')}"
    app.say(f"Restored {whole} into {home.name}; it is whole.\n")
    if done.schema < SCHEMA_VERSION:
        app.say(f"It was of schema {done.schema}, and was brought up to date.\n")
    if done.kept:
        app.say(f"What was there before is in {_on_one_line(done.kept)}\n")
    if done.reminds:
        app.say("It does not know of reminders that were sent after it was made: see `sli notify --dry-run` first.\n")
    app.say(f"Head: {done.whole.head}\n")
