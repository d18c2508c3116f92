"""A folder in which `sli` runs as real processes: its database, its settings and whatever it writes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SLI = (sys.executable, "-m", "sli_cli")
LAUNCHER = (sys.executable, "-P", str(Path(__file__).with_name("launch.py")))
TODAY = "2026-11-23"
PATIENCE = 60
"""Seconds after which a process that has not ended is a failure of its own."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one process left: its exit code (negative: the signal that ended it) and its two streams."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines of standard error that are errors."""
        lines = self.err.splitlines()
        return [line for line in lines if line.startswith("sli: ") and not line.startswith("sli: warning:")]


@dataclass(frozen=True, slots=True)
class Place:
    """Runs `sli` in a folder; `database` names another database than the file there."""

    folder: Path
    database: str = ""

    @property
    def file(self) -> Path:
        return self.folder / "register.db"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLI_", "PG"))}
        own = {
            "HOME": str(self.folder),
            "SLI_DATABASE": self.database or str(self.file),
            "SLI_CONFIG": str(self.folder / "settings.toml"),
            "PYTHONIOENCODING": "utf-8",
            "SLI_BUSY_TIMEOUT": "30",
        }
        return {**kept, **own, **more}

    def start(
        self, line: str, program: Sequence[str] = SLI, *, on: str | None = TODAY, **environment: str
    ) -> subprocess.Popen[bytes]:
        """A command line as a shell would part it, on the day `on` (None: the day of the clock), left running."""
        day = ("--as-of", on) if on else ()
        return subprocess.Popen(
            [*program, *day, *shlex.split(line)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=self.environment(**environment),
        )

    def run(self, line: str, program: Sequence[str] = SLI, *, on: str | None = TODAY, **environment: str) -> Ran:
        """A command line from start to end."""
        return ended(self.start(line, program, on=on, **environment))

    def must(self, line: str, program: Sequence[str] = SLI, *, on: str | None = TODAY) -> None:
        """A command line without which nothing can be measured. Raises RuntimeError where it fails."""
        ran = self.run(line, program, on=on)
        if ran.code:
            raise RuntimeError(f"sli {line}: exit {ran.code}: {ran.err}")

    def prepare(self, lines: Sequence[str]) -> None:
        """Types several such lines, one after the other."""
        if lines:
            typed = shlex.join(f"--as-of {TODAY} {line}" for line in lines)
            self.must(typed, (*LAUNCHER, "--lines"), on=None)


def ended(process: subprocess.Popen[bytes]) -> Ran:
    """Waits for a process; one that does not end is killed, and says so on its standard error."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err += f"\nTraceback: no end after {PATIENCE} s\n".encode()
    return Ran(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
