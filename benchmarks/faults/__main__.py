"""Counts what faults do: `python -m benchmarks.faults`, or `python benchmarks/faults`. Exit 1 where it is not nothing.

It runs the `sli` that this Python has installed, on Linux or macOS, and needs no root. Each kind of fault is a line of
figures; what was wrong is told below, with what is needed to run it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

if __package__ in (None, ""):
    # At the end, so that an sli that is installed comes before the one of this checkout.
    sys.path.append(str(Path(__file__).parents[2]))

from benchmarks.faults.bench import Bench, some
from benchmarks.faults.figures import HEADING, explained
from benchmarks.faults import clocks, cuts, damage, disks, kills, locks, reminders, versions
from benchmarks.faults.writing import forgotten

KINDS = (kills, reminders, disks, locks, clocks, cuts, damage, versions)


def main() -> int:
    given = arguments()
    if names := forgotten():
        print(f"Not named in benchmarks/faults/writing.py, or no command any more: {', '.join(names)}.")
        return 1
    kinds = [kind for kind in KINDS if given.only in kind.NAME]
    folder = Path(tempfile.mkdtemp(prefix="sli-faults-"))
    bench = Bench(folder, given.seed, given.jobs)
    print(HEADING, flush=True)
    tallies = []
    try:
        for kind in kinds:
            runs = some(kind.runs(), given.runs)
            tallies.append(bench.tally(kind.NAME, runs, given.rounds, given.seconds / len(kinds)))
            print(tallies[-1].line(), flush=True)
    finally:
        bench.close()
    for story in (story for tally in tallies for story in tally.stories):
        print(story)
    good = bool(tallies) and all(tally.good for tally in tallies)
    if good:
        shutil.rmtree(folder)
    else:
        print(f"What was left is in {folder}")
    return 0 if good else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], epilog=" ".join(explained()))
    parser.add_argument("--seconds", type=float, default=150, help="After how many no more is begun (150).")
    parser.add_argument("--rounds", type=int, default=6, help="How often each run is made, at most (6).")
    parser.add_argument("--runs", type=int, help="How many runs of each kind, from all over; all of them unless given.")
    parser.add_argument("--seed", type=int, default=20261123, help="What chance begins with.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="How many runs at a time.")
    parser.add_argument("--only", metavar="FAULT", default="", help="Only the faults whose names have these words.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
