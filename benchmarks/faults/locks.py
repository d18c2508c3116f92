"""A database that another process has locked: for longer than is waited, which is made short, or for less."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import UNTRUE, Found
from benchmarks.faults.holding import held
from benchmarks.faults.judging import judged
from benchmarks.faults.places import ended
from benchmarks.faults.writing import WRITING, Writing

NAME = "a database locked for minutes"
LOCKED = 6
LOCKS = ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT count(*) FROM history")
"""Another writer, one that is just keeping its change, and a reader that never ends."""


def runs() -> list[tuple[str, Run]]:
    lines = [writing for writing in WRITING if not writing.fresh or writing.make]
    return [(f"sli {writing.line}", _of(writing)) for writing in lines]


def _of(writing: Writing) -> Run:
    def run(bench: Bench, chance: random.Random, room: Path) -> Found:
        prepared = bench.prepared(writing)
        place = prepared.copied(room)
        for_ever = chance.random() < 0.7
        lock = chance.choice(LOCKS)
        with closing(sqlite3.connect(place.file, isolation_level=None, check_same_thread=False)) as other:
            for statement in lock.split("; "):
                other.execute(statement).fetchall()
            if for_ever:
                patience = f"{chance.uniform(0, 0.3):.3f}"
                ran = place.run(writing.line, SLI_BUSY_TIMEOUT=patience)
            else:
                process = place.start(writing.line)
                time.sleep(chance.uniform(0, prepared.seconds + 0.5))
                other.execute("ROLLBACK")
                ran = ended(process)
        wrong = judged(ran, prepared.before, prepared.after, held(room), (LOCKED,))
        if not for_ever and ran.code:
            wrong.append((UNTRUE, f"it did not wait for {lock}: {ran.err.strip()}"))
        return Found(ran.code == LOCKED or not for_ever, wrong)

    return run
