"""How long `sli import` takes of a long CSV, and beside what: `python benchmarks/importing.py --sizes 1000,100000`.

Beside it, in the same rounds, the floor: the very rows that the import wrote, history and all, put into an empty
database of the same schema by plain `sqlite3` with `executemany`, in one transaction with the same settings. Only that
is timed, not where the rows come from. Printed are medians of seconds of the processor, and their ratio. On Linux or
macOS.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from due import Case, Run, installed
from making import SEED

HEADINGS = ("Ref", "Theme", "Recommendation", "Comments", "Local action", "Lead officer", "Target date", "Status")
HEADINGS += ("RAG", "Progress", "Directorate")
AT_ONCE = 10_000


def rows_of(count: int) -> Iterator[tuple[str, ...]]:
    """A tracker as they come: the words of the 22 recommendations again and again, leads, dates, ratings, updates."""
    words = tomllib.loads(SEED.read_text(encoding="utf-8"))["recommendation"]
    for number in range(1, count + 1):
        one = words[number % len(words)]
        yield (
            f"{1 + number // 1000}.{number % 1000}",
            *(one[name] for name in ("theme", "text", "position", "action")),
            f"Head of Service {number % 200}",
            (date(2030, 1, 1) + timedelta(number % 700)).strftime("%d/%m/%Y"),
            "Complete" if number % 20 == 7 else "In progress",
            ("Green", "Amber", "Red")[number % 3],
            "Reported to the board in the autumn." if number % 4 == 0 else "",
            ("Health", "Children", "Place")[number % 3],
        )


def write(path: Path, count: int) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows_of(count))


def floor(source: Path, target: Path) -> tuple[int, float, float]:
    """Copies every row of `source` into `target`, which is empty: how many, seconds by the clock, of the processor."""
    read, written = sqlite3.connect(source), sqlite3.connect(target, isolation_level=None)
    written.execute("PRAGMA synchronous = FULL")
    written.execute("PRAGMA foreign_keys = ON")
    tables = read.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    count, clock, processor = 0, 0.0, 0.0

    def timed(act: object, *args: object) -> None:
        nonlocal clock, processor
        start = time.perf_counter(), time.process_time()
        act(*args)  # type: ignore[operator]
        clock, processor = clock + time.perf_counter() - start[0], processor + time.process_time() - start[1]

    timed(written.execute, "BEGIN IMMEDIATE")
    for (table,) in tables:
        if written.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            continue  # what every database has from the beginning
        cursor = read.execute(f"SELECT * FROM {table}")
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(cursor.description))})"
        while rows := cursor.fetchmany(AT_ONCE):
            count += len(rows)
            timed(written.executemany, sql, rows)
    timed(written.execute, "COMMIT")
    return count, clock, processor


def measure(place: Path, size: int, runs: int, sli: str) -> None:
    """Prints what importing `size` rows takes, beside its floor, in `runs` rounds."""
    document, empty, database, other = (place / name for name in (f"{size}.csv", "empty.db", "import.db", "floor.db"))
    write(document, size)
    if not empty.exists():
        subprocess.run([sli, "--database", str(empty), "init"], check=True, stdout=subprocess.DEVNULL)
    line = [sli, "--database", str(database), "import", str(document), "--yes"]
    case = Case(size, "sli import", line, {"SLI_CONFIG": str(place / "no-settings.toml")})
    floors: list[Run] = []
    while len(case.runs) < runs:
        shutil.copyfile(empty, database)
        shutil.copyfile(empty, other)
        case.run()
        if len(case.runs) == len(floors):
            break  # it has had its time
        written, clock, processor = floor(database, other)
        floors.append(Run(clock, processor, 0.0))
        made = database.stat().st_size / 1e6
    took, least = case.processor, median(run.processor for run in floors)
    wall, memory = median(run.clock for run in case.runs), max(run.memory for run in case.runs)
    print(
        f"{size:>9} {written:>10} {wall:>9.2f} {took:>9.2f} {size / took:>9.0f} {least:>9.2f} {took / least:>8.2f} "
        f"{memory:>6.0f} {document.stat().st_size / 1e6:>8.1f} {made:>8.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    sizes = {"type": lambda text: [int(size) for size in text.split(",")], "default": [1_000, 10_000, 100_000]}
    parser.add_argument("--sizes", help="How many recommendations, with commas.", **sizes)
    parser.add_argument("--runs", type=int, default=3, help="How many rounds.")
    parser.add_argument("--sli", help="The program to measure: one installed from a wheel (an editable one is slower).")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        sli = given.sli or installed(place)
        heads = f"{'items':>9} {'rows':>10} {'wall s':>9} {'cpu s':>9} {'items/s':>9} {'floor s':>9} {'/floor':>8}"
        print(f"{heads} {'MiB':>6} {'CSV MB':>8} {'DB MB':>8}", flush=True)
        for size in given.sizes:
            measure(place, size, given.runs, sli)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
