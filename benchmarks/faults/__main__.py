"""Counts what faults do: `python -m benchmarks.faults`, or `python benchmarks/faults`. Exit 1 where it is not nothing.

It runs the `sli` that this Python has installed, on Linux or macOS, and needs no root. Each kind of fault is a line of
figures; what was wrong is told below it, and the folder in which it happened stays.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

# At the end, so that an sli that is installed comes before the one of this checkout.
sys.path.append(str(Path(__file__).parents[2]))

from benchmarks.faults import clocks, cuts, damage, disks, kills, locks, reminders, versions
from benchmarks.faults.bench import Bench, some
from benchmarks.faults.figures import HEADING, Tally, explained
from benchmarks.faults.places import Place
from benchmarks.faults.writing import forgotten

KINDS = {kills: 3, reminders: 1, disks: 2, locks: 1, cuts: 2, clocks: 1, damage: 2, versions: 1}
"""Every kind of fault, and its share of the time."""


def main() -> int:
    given = arguments()
    kinds = {kind: share for kind, share in KINDS.items() if given.only in kind.NAME}
    folder = Path(tempfile.mkdtemp(prefix="sli-faults-"))
    if obstacle := _obstacle(folder, postgres=cuts in kinds or versions in kinds):
        print(obstacle, file=sys.stderr)
        return 1
    bench = Bench(folder, given.seed, given.jobs)
    print(f"Disks: {disks.how()}.\n{HEADING}", flush=True)
    tallies = []
    try:
        for kind, share in kinds.items():
            seconds = given.seconds * share / sum(kinds.values())
            tallies.append(bench.tally(kind.NAME, some(kind.runs(), given.runs), given.rounds, seconds))
            print(tallies[-1].line(), flush=True)
    finally:
        bench.close()
    return _conclude(tallies, folder)


def _obstacle(folder: Path, *, postgres: bool) -> str:
    """What has to be mended before anything can be counted."""
    if Place(folder).run("version").code:
        return "There is no sli installed for this Python: pip install -e '.[test]'"
    if names := forgotten():
        return f"Not named in benchmarks/faults/writing.py, or no command any more: {', '.join(names)}."
    return cuts.missing() if postgres else ""


def _conclude(tallies: list[Tally], folder: Path) -> int:
    for story in (story for tally in tallies for story in tally.stories):
        print(story)
    for tally in tallies:
        if not tally.struck:
            print(f"{tally.name}: the fault never struck, so its figures show nothing.")
    if not tallies or not all(tally.good for tally in tallies):
        return 1
    shutil.rmtree(folder)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/faults",
        description=(__doc__ or "").partition("\n")[0],
        epilog="\n".join(explained()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=150, help="After how many nothing is made twice (150).")
    parser.add_argument("--rounds", type=int, default=6, help="How often each run is made, at most (6).")
    parser.add_argument("--runs", type=int, help="How many runs of each kind, from all over; all of them unless given.")
    parser.add_argument("--seed", type=int, default=20261123, help="What chance begins with (20261123).")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="How many runs at a time.")
    parser.add_argument("--only", metavar="FAULT", default="", help="Only the faults whose names have these words.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
