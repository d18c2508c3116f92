"""Starts `sli` in this process with something about its world changed, for faults that need no root to be made.

`launch.py [--clock STAMP] [--file-size BYTES] [--newer FOLDER] ARGUMENTS…`: with another reading of the clock
(App.clock is the only one), where no file may grow beyond a size, or as a newer version with one more migration, which
is kept in FOLDER. With `--lines LINES…` instead it runs one command line after another, to save their starts.
"""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime


def set_clock(stamp: str) -> None:
    from sli_cli.app import App

    moment = datetime.fromisoformat(stamp).astimezone(UTC)
    App.clock = lambda self: moment  # type: ignore[method-assign]


def limit_files(size: str) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))


def be_newer(folder: str) -> None:
    """Makes this program the next version: its schema has one number more, and FOLDER the migration to it."""
    from sli_cli import store

    store.SCHEMA_VERSION += 1
    from sli_cli.store import migrate

    migrate._migrations = lambda: f"{folder}/__init__.py"


CHANGES = {"--clock": set_clock, "--file-size": limit_files, "--newer": be_newer}


def run_lines(lines: list[str]) -> None:
    """Runs command lines; ends with the exit code of the first that is not 0."""
    from sli_cli.cli import sli

    for line in lines:
        try:
            sli.main(shlex.split(line), prog_name="sli")
        except SystemExit as end:
            if end.code:
                raise


def main() -> None:
    if sys.argv[1:2] == ["--lines"]:
        run_lines(sys.argv[2:])
        return
    while len(sys.argv) > 2 and sys.argv[1] in CHANGES:
        change, given = sys.argv[1:3]
        del sys.argv[1:3]
        CHANGES[change](given)
    from sli_cli.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
