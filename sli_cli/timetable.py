"""What `--install-cron` prints: this run's program, database, settings and account as the lines of a timetable."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from sli_cli.errors import SliError
from sli_cli.timetable_lines import Job, lines_for

if TYPE_CHECKING:
    from sli_cli.app import App

FOR_MAIL = ("notify-", "mail-", "graph-")
"""How the settings begin that only reminders read."""


def printed(
    app: App, kind: str, arguments: tuple[str, ...], times: tuple[str, ...], what: str, remark: str = ""
) -> str:
    """The lines that make a machine run `sli` with `arguments` (a command and its own options) at `times` (HH:MM).

    `kind` is one of KINDS, or "" for that of this machine; `what` says in a few words what the command does; `remark`
    is one more for whoever reads them. All paths are absolute, no password is printed, and what holds in this shell
    alone is said. Raises as `lines_for` does.
    """
    kind = kind or ("windows" if os.name == "nt" else "cron")
    database, of_database = _database(app)
    name = "-".join(("sli", *(word for word in arguments[:2] if word.isalpha())))
    job = Job(
        program=_program(),
        arguments=(*(("--database", database) if database else ()), *arguments),
        times=times,
        account=_account(app),
        log=os.path.join(_folder(database), f"{name}.log"),
        what=what,
        name=name,
        config=_config(app),
        remarks=tuple(filter(None, (remark, of_database, *_remarks(app, arguments[0])))),
    )
    return lines_for(kind, job)


def _program() -> tuple[str, ...]:
    """The installed command, by the path by which it was started, or Python and this package."""
    started = os.path.abspath(sys.argv[0])
    for path in (started, f"{started}.exe"):
        if os.path.splitext(os.path.basename(path))[0] == "sli" and os.path.isfile(path) and os.access(path, os.X_OK):
            return (path,)
    return (os.path.abspath(sys.executable), "-m", "sli_cli")


def _database(app: App) -> tuple[str, str]:
    """The database as the line names it, "" where it leaves that to the settings file; and what is to be said of it."""
    from sli_cli.store.addresses import SECRETS, address, is_address

    found = app.settings.found["database"]
    if not is_address(found.value):
        path = found.value.removeprefix("sqlite:///")
        return os.path.abspath(os.path.expanduser(path)), ""
    where = address(found.value)
    if not SECRETS & where.parameters.keys():
        return where.shown, ""
    if found.source == app.settings.path:
        return "", f"The database is the one that {found.source} names, with its password; only its owner may read it."
    return where.shown, "The password of the database is not printed: keep it in .pgpass, or in the settings file."


def _folder(database: str) -> str:
    """Where the log goes: beside a database that is a file, else into the account's own folder."""
    return os.path.dirname(database) if os.path.isabs(database) else os.path.expanduser("~")


def _config(app: App) -> str:
    """The settings file; "" where there is none and no variable, which a timetable does not have, names one."""
    moved = "SLI_CONFIG" in os.environ or (sys.platform == "linux" and "XDG_CONFIG_HOME" in os.environ)
    path = os.path.abspath(app.settings.path)
    return path if moved or os.path.exists(path) else ""


def _account(app: App) -> str:
    domain = os.environ.get("USERDOMAIN", "") if os.name == "nt" else ""
    return f"{domain}\\{app.stamp.account}" if domain else app.stamp.account


def _remarks(app: App, verb: str) -> list[str]:
    return [*_not_ready(app, verb), _of_this_shell(app, verb), *_secrets(app, verb)]


def _not_ready(app: App, verb: str) -> list[str]:
    """What is still to be done before the lines can do anything."""
    found = []
    if verb == "notify" and not app.settings["notify-by"]:
        what = f"write notify-by and what it needs into {app.settings.path}, and try `sli notify --test ADDRESS`"
        found.append(f"How mail goes out is not set, so nothing is sent: {what}.")
    try:
        with app.database.read() as reader:
            off = reader.reminding() is None
    except SliError as error:
        return [*found, f"As it is now these lines fail: {error.sentence}"]
    if verb == "notify" and off:
        found.append("Reminders are off, so nothing is sent until `sli notify --start` has been agreed to.")
    return found


def _of_this_shell(app: App, verb: str) -> str:
    """Which settings hold in this shell alone; "" where none do."""
    names = [
        name
        for name, setting in app.settings.found.items()
        if setting.source in ("environment", "the command line") and name != "database" and _matters(name, verb)
    ]
    if not names:
        return ""
    return f"Set in this shell alone, and not for these lines: {', '.join(names)}. Write them into {app.settings.path}."


def _secrets(app: App, verb: str) -> list[str]:
    """Secrets that are kept where a timetable cannot reach them."""
    return [
        f"{name} is kept in {_place(setting.value)}, which a timetable cannot reach: keep it in a file (file:PATH)."
        for name, setting in app.settings.found.items()
        if setting.value.startswith(("env:", "keyring:")) and _matters(name, verb)
    ]


def _place(value: str) -> str:
    """Where a secret is kept; what cannot be the name of a variable may be the secret itself."""
    from sli_cli.deliver.secrets import is_plain_name

    way, _, name = value.partition(":")
    return "a variable" if way == "env" and not is_plain_name(name) else value


def _matters(name: str, verb: str) -> bool:
    return verb == "notify" or not name.startswith(FOR_MAIL)
