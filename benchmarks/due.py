"""How long `sli due --this-month` takes, and beside what: `python benchmarks/due.py --sizes 22,100000 --runs 15`.

Whole processes, from start to end, in rounds: each round runs every command once, so that a machine that slows down
slows all of them. Printed are medians, and ratios of processor time, which other work on the machine disturbs least;
with `--instructions` also how many instructions valgrind counts, which repeat. Linux or macOS.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

import peers

HERE = Path(__file__).parent
BASELINE = "python -c 'import click'"
BUDGET = 60.0
"""A command that has taken this many seconds in all is run no more: the slow ones get fewer rounds."""


class Run(NamedTuple):
    """One run: seconds by the clock, seconds of the processor, and peak memory in MiB."""

    clock: float
    processor: float
    memory: float


class Case:
    """A command on a register of `size` (0: none), and the runs of it so far."""

    def __init__(self, size: int, name: str, command: list[str], variables: dict[str, str]) -> None:
        self.size = size
        self.name = name
        self.command = [shutil.which(command[0]) or command[0], *command[1:]]
        self.variables = {**os.environ, "COLUMNS": "120", "PYTHONHASHSEED": "0", **variables}
        self.runs: list[Run] = []

    def run(self) -> None:
        """Runs it once more. Raises SystemExit where it fails: what failed is not to be compared."""
        if sum(run.clock for run in self.runs) > BUDGET:
            return
        nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
        start = time.perf_counter()
        process = os.posix_spawn(self.command[0], self.command, self.variables, file_actions=nowhere)
        _, status, used = os.wait4(process, 0)
        clock = time.perf_counter() - start
        if status:
            raise SystemExit(f"{self.name}: failed with {os.waitstatus_to_exitcode(status)}")
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        self.runs.append(Run(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / unit))

    def instructions(self, python: str) -> int | None:
        """How many instructions valgrind counts in one run, where it is installed."""
        if shutil.which("valgrind") is None:
            return None
        command = [python, *self.command] if self.name.startswith("sli") else self.command
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"]
        said = subprocess.run([*tool, *command], env=self.variables, capture_output=True, text=True, errors="replace")
        found = re.search(r"Collected : (\d+)", said.stderr)
        return int(found[1]) if found else None

    @property
    def processor(self) -> float:
        return median(run.processor for run in self.runs)


def main() -> None:
    given = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(given.work or temporary).resolve()
        place.mkdir(parents=True, exist_ok=True)
        sli = given.sli or installed(place)
        python = str(Path(sli).resolve().parent / "python")
        cases = [Case(0, BASELINE, [python, "-c", "import click"], {})]
        for size in given.sizes:
            cases += cases_of(place, size, sli, python)
        for nth in range(given.runs + 1):
            for case in cases:
                case.run()
            if nth == 0:  # the first round warms the caches and is not counted
                for case in cases:
                    case.runs = case.runs if case.runs[0].clock > BUDGET else []
        show(cases)
        if given.instructions:
            show_instructions(cases, python)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=[22, 1_000, 10_000, 100_000],
        help="How many recommendations, with commas; 1000000 takes a quarter of an hour and 7 GB to prepare.",
    )
    parser.add_argument("--runs", type=int, default=15, help="How many rounds.")
    parser.add_argument("--sli", help="The program to measure: one installed from a wheel (an editable one is slower).")
    parser.add_argument("--work", help="A folder to keep the registers in, for the next time on the same day.")
    parser.add_argument("--instructions", action="store_true", help="Count instructions too, where valgrind is.")
    return parser.parse_args()


def installed(place: Path) -> str:
    """The `sli` of a new virtual environment with this checkout installed in it, as a user would have it."""
    subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
    subprocess.run([str(place / "venv/bin/pip"), "install", "-q", str(HERE.parent)], check=True)
    subprocess.run([str(place / "venv/bin/python"), "-m", "compileall", "-q", str(place / "venv/lib")], check=False)
    return str(place / "venv/bin/sli")


def cases_of(place: Path, size: int, sli: str, python: str) -> list[Case]:
    """Makes a register of that size, unless it is there, and says what to run on it."""
    print(f"Preparing {size:,} …", file=sys.stderr, flush=True)
    today = date.today()  # noqa: DTZ011 - the day here is the day that the commands see
    database = place / f"{size}-{today}.db"
    variables = {"SLI_DATABASE": str(database), "SLI_CONFIG": str(place / "no-settings.toml")}
    if not database.exists():
        subprocess.run(
            [sys.executable, str(HERE / "making.py"), str(database), str(size), "--sli", sli, "--today", str(today)],
            env={**os.environ, **variables},
            check=True,
        )
    due = [sli, "due", "--this-month"]
    found = [
        Case(size, f"sli due {' '.join(options)}".strip(), [*due, *options], variables)
        for options in ([], ["--json"], ["--format", "plain"], ["--limit", "50"], ["--limit", "50", "--json"])
    ]
    found.append(Case(size, "sli --help", [sli, "--help"], variables))
    others = {
        "sqlite3 shell, same query": peers.sqlite_shell(database, python, today),
        "Taskwarrior, whole words": peers.taskwarrior(place, size, today, whole=True),
        "Taskwarrior, titles only": peers.taskwarrior(place, size, today, whole=False),
        "todoman, titles only": peers.todoman(place, size, today),
    }
    for name, peer in others.items():
        if peer.command:
            found.append(Case(size, name, peer.command, peer.variables))
        else:
            print(f"{name}, {size:,}: {peer.missing}.", file=sys.stderr)
    return found


def show(cases: list[Case]) -> None:
    """Prints medians, and ratios of processor time: to the bare import, and to sli's table of the same register."""
    bare = cases[0].processor
    tables = {case.size: case.processor for case in cases if case.name == "sli due"}
    print(
        f"{'items':>9}  {'command':28} {'runs':>4} {'wall ms':>9} {'cpu ms':>9} {'/click':>8} {'/table':>8} {'MiB':>5}"
    )
    for case in cases:
        wall, used = median(run.clock for run in case.runs), case.processor
        memory = max(run.memory for run in case.runs)
        beside = f"{used / tables[case.size]:8.2f}" if case.size else " " * 8
        print(
            f"{case.size or '':>9}  {case.name:28} {len(case.runs):4} {wall * 1000:9.1f} {used * 1000:9.1f} "
            f"{used / bare:8.2f} {beside} {memory:5.0f}"
        )


def show_instructions(cases: list[Case], python: str) -> None:
    """Prints instructions, in millions, of the bare import, and of what sli does with the smallest and largest."""
    sizes = [case.size for case in cases if case.size]
    bare = cases[0].instructions(python)
    if bare is None:
        print("valgrind is not installed: no instructions counted.", file=sys.stderr)
        return
    print(
        f"\n{'items':>9}  {'command':28} {'Minstr':>9} {'/click':>8}\n{'':>9}  {BASELINE:28} {bare / 1e6:9.1f} {1:8.2f}"
    )
    for case in cases:
        if case.size == min(sizes) or (case.size == max(sizes) and "--limit" in case.name):
            counted = case.instructions(python) if case.name.startswith("sli") else None
            if counted:
                print(f"{case.size:>9}  {case.name:28} {counted / 1e6:9.1f} {counted / bare:8.2f}")


if __name__ == "__main__":
    main()
