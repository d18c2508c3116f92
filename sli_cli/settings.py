"""Settings: flag, then environment, then file, then default, as one frozen value that knows where each came from."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from sli_cli.errors import BadValue

_MEANINGS = {
    "database": "the database: a file, or the address of one on a server",
    "by": "who a change is recorded for, beside the system account",
    "zone": "the time zone in which today is today",
    "busy-timeout": "seconds to wait for another writer",
    "allow-network-folder": "whether a database on a network or synced folder is written",
    "backup-folder": "the folder for backups; none where they are made by other means",
    "notify-by": "how reminders go out: smtp, graph, file, drafts or stdout",
    "mail-from": "who reminders are from: an address, or Name <address>",
    "mail-server": "the mail server, as HOST or HOST:PORT",
    "mail-security": "how the connection to it is secured: starttls, tls or none",
    "mail-user": "the user name at the mail server; none for a relay",
    "mail-password": "where its password is kept: file:PATH, env:NAME or keyring:SERVICE/USER",
    "mail-ca-file": "certificates (PEM) to be trusted besides the system's",
    "mail-timeout": "seconds to wait for the other side; up to 5 minutes for its answer to a whole message",
    "mail-folder": "the folder into which file and drafts write",
    "graph-tenant": "Microsoft 365: the directory (tenant) ID, or its domain",
    "graph-client": "Microsoft 365: the application (client) ID",
    "graph-secret": "where the client secret is kept: file:PATH, env:NAME or keyring:SERVICE/USER",
    "graph-certificate": "instead of a secret: a PEM file with the certificate and its key",
    "graph-mailbox": "the mailbox from which Microsoft 365 sends",
    "graph-expires": "the day on which the client secret expires, as YYYY-MM-DD",
}

NAMES = {name: (f"SLI_{name.upper().replace('-', '_')}", meaning) for name, meaning in _MEANINGS.items()}
"""Each setting, its environment variable, and what it is."""

_DEFAULTS = {
    "zone": "Europe/London",
    "busy-timeout": "5",
    "allow-network-folder": "false",
    "mail-security": "starttls",
    "mail-timeout": "30",
}

_NEED_NO_QUOTES = ("busy-timeout", "allow-network-folder", "mail-timeout", "graph-expires")

_PLACES = ("mail-password", "graph-secret")
_KINDS_OF_PLACE = ("file:", "env:", "keyring:")


class Setting(NamedTuple):
    value: str
    source: str


class Settings:
    """Every setting of NAMES by name, and the path of the settings file, whether it is there or not."""

    def __init__(self, path: str, found: Mapping[str, Setting]) -> None:
        self.path = path
        self.found = found

    def __getitem__(self, name: str) -> str:
        return self.found[name].value

    @property
    def timeout(self) -> float:
        """Seconds to wait for another writer. Raises BadValue where the setting is no number from 0 to 3600."""
        setting = self.found["busy-timeout"]
        try:
            seconds = float(setting.value)
        except ValueError:
            seconds = -1
        if not 0 <= seconds <= 3600:
            raise BadValue(f"busy-timeout is {setting.value!r} (from {setting.source}).", "Give seconds, 0 to 3600.")
        return seconds

    @property
    def allow_network_folder(self) -> bool:
        setting = self.found["allow-network-folder"]
        if setting.value.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise BadValue(
                f"allow-network-folder is {setting.value!r} (from {setting.source}).", "Write true or false."
            )
        return setting.value.lower() in {"true", "1", "yes"}


def load(flags: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    """The settings that hold for one run. Raises BadValue where the file cannot be read or names an unknown setting,
    and where a secret itself is given in place of where it is kept."""
    path = environment.get("SLI_CONFIG") or os.path.join(_folder("config"), "settings.toml")
    in_file = _read(path)
    found = {}
    for name, (variable, _) in NAMES.items():
        if flags.get(name) is not None:
            found[name] = Setting(flags[name], "the command line")
        elif environment.get(variable):
            found[name] = Setting(environment[variable], "environment")
        elif name in in_file:
            found[name] = Setting(in_file[name], path)
        else:
            found[name] = Setting(_default(name), "default")
    _refuse_secrets(found)
    return Settings(path, found)


def _default(name: str) -> str:
    return os.path.join(_folder("data"), "register.db") if name == "database" else _DEFAULTS.get(name, "")


def _refuse_secrets(found: Mapping[str, Setting]) -> None:
    """Settings are shown and copied about, so no secret has a place in them. Nothing is echoed."""
    for name in _PLACES:
        if found[name].value and not found[name].value.startswith(_KINDS_OF_PLACE):
            raise BadValue(
                f"{name} (from {found[name].source}) does not say where a secret is kept; it may be the secret itself.",
                "Keep the secret elsewhere and write the place: file:PATH, env:NAME or keyring:SERVICE/USER.",
            )
    if "@" in found["mail-server"].value:
        raise BadValue(
            f"mail-server (from {found['mail-server'].source}) is not HOST or HOST:PORT; it may hold a password.",
            "Write the user name as mail-user, and where the password is kept as mail-password.",
        )


def _folder(kind: str) -> str:
    """The user's folder for `config` or `data`."""
    if sys.platform == "linux":
        # What platformdirs gives here too (a test compares), at a fifth of the start-up of a report.
        variable, below = ("XDG_CONFIG_HOME", ".config") if kind == "config" else ("XDG_DATA_HOME", ".local/share")
        base = os.environ.get(variable, "").strip() or os.path.join(os.path.expanduser("~"), below)
        return os.path.join(base, "sli")
    import platformdirs

    folder = platformdirs.user_config_dir if kind == "config" else platformdirs.user_data_dir
    return folder("sli", appauthor=False)


def _read(path: str) -> dict[str, str]:
    if not os.path.exists(path):
        return {}
    import tomllib

    try:
        with open(path, encoding="utf-8-sig") as stream:  # Notepad writes a byte order mark, which TOML refuses
            values = tomllib.loads(stream.read())
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(f"The settings file {path} cannot be read: {error}.", "Save it as UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadValue(
            f"The settings file {path} is not valid TOML: {error}.",
            "Write texts and paths in single quotes, for example database = 'C:\\Registers\\register.db'.",
        ) from error
    for name, value in values.items():
        if name not in NAMES:
            raise BadValue(
                f"The settings file {path} names an unknown setting {name!r}.", f"Known: {', '.join(NAMES)}."
            )
        if not isinstance(value, str | int | float) and type(value).__name__ != "date":
            raise BadValue(f"{name} in {path} is not one value.", f"Write {name} = '...' at the top of the file.")
        if name not in _NEED_NO_QUOTES and not isinstance(value, str):
            raise BadValue(f"{name} in {path} is no text.", f"Write {name} = '...', in quotes.")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
