"""The program as a user starts it: a real process, in a place of its own, with an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.places import home, stored

SLI = (sys.executable, "-m", "sli_cli")
TODAY = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines of standard error that are errors."""
        return [line for line in self.err.splitlines() if line.startswith("sli: ")]

    @property
    def refs(self) -> list[str]:
        """The refs of a list that was printed as JSON."""
        return [one["ref"] for one in json.loads(self.out)]


class Program:
    """Runs `sli` in `place`, which is its current folder and holds its database and its settings."""

    def __init__(self, place: Path, database: str = "") -> None:
        self.place = place
        self.database = place / "register.db"
        """The file that it keeps its register in, unless `database` names another place."""
        self._elsewhere = database
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLI_", "COLUMNS", "LINES"))}
        self.environment = {
            **kept,
            "HOME": str(place),
            "SLI_DATABASE": database or str(self.database),
            "SLI_CONFIG": str(place / "settings.toml"),
            "PYTHONIOENCODING": "utf-8",
        }

    def __call__(
        self,
        *args: str,
        code: int = 0,
        on: str = TODAY,
        stdin: str | bytes = "",
        before_start: Callable[[], None] | None = None,
        **environment: str,
    ) -> Ran:
        """One command line on the day `on`, expected to end with `code`; `environment` adds variables."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            self.line(*args, on=on),
            input=given,
            capture_output=True,
            cwd=self.place,
            env=self.environment | environment,
            timeout=60,
            preexec_fn=before_start,
        )
        encoding = (environment.get("PYTHONIOENCODING") or "utf-8").partition(":")[0]
        ran = Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
        assert ran.code == code, (args, ran)
        assert "Traceback" not in ran.out + ran.err, (args, ran)
        return ran

    def start(self, *args: str, on: str = TODAY, **environment: str) -> subprocess.Popen[bytes]:
        """One command line, left running, with pipes for its streams."""
        return subprocess.Popen(
            self.line(*args, on=on),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.place,
            env=self.environment | environment,
        )

    def line(self, *args: str, on: str = TODAY) -> Sequence[str]:
        return [*SLI, "--as-of", on, *args]

    def show(self, ref: str, on: str = TODAY) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self("show", ref, "--json", on=on).out)
        return found

    def list(self, *args: str, on: str = TODAY) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self("list", *args, "--json", on=on).out)
        return found

    @contextmanager
    def held(self, lock: str) -> Iterator[None]:
        """The database with a lock (IMMEDIATE or EXCLUSIVE) of another process, until the block ends.

        Of another, because a process that opens and closes the file for itself lets go of its locks.
        """
        script = (
            "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "other.execute(f'BEGIN {sys.argv[2]}'); print('held', flush=True); sys.stdin.read()"
        )
        line = [sys.executable, "-c", script, str(self.database), lock]
        with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            yield
            holder.communicate()

    def left(self) -> dict[str, bytes]:
        """All files and the database, with what they hold: the same before and after where nothing was written."""
        files = {path.name: path.read_bytes() for path in self.place.iterdir() if path.is_file()}
        there = bool(self._elsewhere) and home(self._elsewhere).exists()
        return {**files, self._elsewhere: stored(self._elsewhere)} if there else files
