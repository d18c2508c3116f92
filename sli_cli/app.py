"""What a command has at hand: settings, today, streams and the store, each made when it is first asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date, datetime, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from sli_cli.errors import BadValue, SliError

if TYPE_CHECKING:
    from sli_cli.settings import Settings
    from sli_cli.store.change import Stamp
    from sli_cli.store.database import Database
    from sli_cli.store.home import Home

UTC = timezone.utc  # noqa: UP017 - datetime.UTC is the same; the name is kept short

LONDON_MAY_BE_TOMORROW = 23
"""Before this hour UTC the day in London is the day in UTC, in summer too; so no table of zones has to be loaded."""


class App:
    """One run. `flags` are the options that every command takes, as typed."""

    def __init__(self) -> None:
        self.flags: dict[str, str] = {}

    # -- who, when, where

    @cached_property
    def settings(self) -> Settings:
        from sli_cli.settings import load

        return load(self.flags, os.environ)

    @cached_property
    def now(self) -> datetime:
        """When the run began: real UTC, for history."""
        return self.clock()

    def clock(self) -> datetime:
        """The one reading of the clock, in real UTC."""
        return datetime.now(UTC)

    @cached_property
    def actual_today(self) -> date:
        """The day it is in the zone of the settings."""
        zone = self.settings["zone"]
        if zone == "Europe/London" and self.now.hour < LONDON_MAY_BE_TOMORROW:
            return self.now.date()
        from zoneinfo import ZoneInfo

        try:
            return self.now.astimezone(ZoneInfo(zone)).date()
        except (KeyError, ValueError, OSError) as error:
            raise BadValue(f"There is no time zone {zone!r}.", "Name one such as Europe/London.") from error

    @cached_property
    def today(self) -> date:
        """The day that every rule is told: `--as-of`, or the day it is."""
        as_of = self.flags.get("as-of")
        if as_of is None:
            return self.actual_today
        from sli_cli.domain.dates import parse_date

        return parse_date(as_of, self.actual_today, what="--as-of")

    @cached_property
    def stamp(self) -> Stamp:
        from sli_cli.domain.words import clean_line
        from sli_cli.store.change import Stamp

        by = clean_line(self.settings["by"], "--by", empty=True)
        if self.today > self.actual_today:
            # It is asked for by what writes alone, and once.
            self.note(f"sli: warning: what is recorded is dated {self.today}, which is still to come (--as-of).")
        return Stamp(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"), _account(), by)

    @property
    def actor(self) -> str:
        """Who does it, in words: `--by`, or the system account."""
        return self.stamp.by or self.stamp.account

    @cached_property
    def home(self) -> Home:
        """Where the database is. Raises as `home_at` does."""
        setting = self.settings.found["database"]
        return self.home_at(setting.value, setting.source)

    def home_at(self, name: str, source: str = "the command line") -> Home:
        """The database of that name, which comes from `source`.

        Raises BadValue for a name that none can have, and for a password that others can read; DatabaseProblem for a
        kind of database that there is not. Warns of a password on the command line.
        """
        from sli_cli.render.clean import harmless
        from sli_cli.store.homes import home_of

        if not name.strip() or "\n" in name or harmless(name) != name:
            shown = "What was given" if "://" in name or "=" in name else repr(name)  # it may hold a password
            raise BadValue(f"{shown} is no name of a database.", "Name a file with --database.")
        settings = self.settings
        found = home_of(name, settings.timeout, allow_network=settings.allow_network_folder)
        if found.shared:
            self._look_after_password(name, source)
        return found

    def _look_after_password(self, address: str, source: str) -> None:
        from sli_cli.store.addresses import holds_secret

        if not holds_secret(address):
            return
        if source == "the command line":
            self.note(
                "sli: warning: a password on the command line can be read by others on this machine; keep it in "
                ".pgpass or PGPASSWORD."
            )
        elif source == self.settings.path and os.name == "posix" and os.stat(source).st_mode & 0o077:
            raise BadValue(
                f"The settings file {source} holds the password of the database, and others can read it.",
                f"Keep it in .pgpass or PGPASSWORD, or type: chmod 600 {source}",
            )

    @property
    def place(self) -> str:
        """How the database is called in what is printed: its path, or its address without the password."""
        return self.home.name

    @cached_property
    def database(self) -> Database:
        from sli_cli.store.database import Database

        return Database(self.home, self.today, lambda: self.stamp)

    # -- streams

    def say(self, lines: Iterable[str] | str, *, drawn: bool = False) -> None:
        """Writes to standard output, in the stream's own encoding: what that cannot hold is written plainly.

        What a sentence echoes may come from anywhere, so it is made harmless to a terminal; `drawn` is what a renderer
        has made harmless already, cell by cell, and may have coloured.
        """
        if sys.stdout is None:  # so it is where the caller has closed it
            raise SliError("Standard output is closed.", "Give it somewhere to go, or write a file with -o.")
        from sli_cli.render.clean import harmless

        chunks = (lines,) if isinstance(lines, str) else lines
        self._write(sys.stdout, chunks if drawn else map(harmless, chunks))

    def note(self, line: str) -> None:
        """Writes a line to standard error: everything that is not what was asked for.

        What it echoes may come from anywhere, so it is made harmless to a terminal. A closed stream hears nothing.
        """
        from sli_cli.render.clean import harmless

        if sys.stderr is not None:
            self._write(sys.stderr, (harmless(line) + "\n",))

    @staticmethod
    def _write(stream: object, chunks: Iterable[str]) -> None:
        from sli_cli.render.clean import degrade

        encoding = getattr(stream, "encoding", None) or "utf-8"
        for chunk in chunks:
            stream.write(degrade(chunk, encoding))  # type: ignore[attr-defined]

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask: both ends a terminal, and --no-input not given."""
        ends = (sys.stdin, sys.stderr)
        return "no-input" not in self.flags and all(end is not None and end.isatty() for end in ends)

    def color(self, stream: object) -> bool:
        """Whether `stream` gets colour: --color, NO_COLOR, FORCE_COLOR, TERM, and only a terminal otherwise."""
        wanted = self.flags.get("color", "auto")
        if wanted != "auto":
            return wanted == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
            return True
        return os.environ.get("TERM") != "dumb" and bool(getattr(stream, "isatty", bool)())


def _account() -> str:
    """The system account: from the system itself, where it can be asked, and not from a variable anybody may set."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        import getpass

        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"
