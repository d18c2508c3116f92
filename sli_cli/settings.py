"""Settings: flag, then environment, then file, then default, as one frozen value that knows where each came from."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

from sli_cli.errors import BadValue

NAMES = {
    "database": ("SLI_DATABASE", "the database file"),
    "by": ("SLI_BY", "who a change is recorded for, beside the system account"),
    "zone": ("SLI_ZONE", "the time zone in which today is today"),
    "busy-timeout": ("SLI_BUSY_TIMEOUT", "seconds to wait for another writer"),
    "allow-network-folder": ("SLI_ALLOW_NETWORK_FOLDER", "whether a database on a network or synced folder is written"),
}
"""Each setting, its environment variable, and what it is."""


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
    """The settings that hold for one run. Raises BadValue where the file cannot be read or names an unknown setting."""
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
    return Settings(path, found)


def _default(name: str) -> str:
    if name == "database":
        return os.path.join(_folder("data"), "register.db")
    return {"by": "", "zone": "Europe/London", "busy-timeout": "5", "allow-network-folder": "false"}[name]


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
        if not isinstance(value, str | int | float):
            raise BadValue(f"{name} in {path} is not one value.", f"Write {name} = '...' at the top of the file.")
        if name in ("database", "by", "zone") and not isinstance(value, str):
            raise BadValue(f"{name} in {path} is no text.", f"Write {name} = '...', in quotes.")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}
