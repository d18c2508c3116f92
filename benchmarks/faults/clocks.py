"""A clock that jumps: every command sees another year, on the same register. `launch.py` sets App.clock, the only
reading of it, in the process of the program; to set the clock of the machine would need root."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import HALF, LOST, Found
from benchmarks.faults.holding import BROKEN, held
from benchmarks.faults.judging import Wrong, of_words
from benchmarks.faults.places import LAUNCHER, Place, Ran
from benchmarks.faults.writing import WRITING

NAME = "a clock that jumps"
CODES = (2, 3, 4)
"""A day may have come too early for what is asked; that is said."""
COMMANDS = 4
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
REAL = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONES = ("Europe/London", "Pacific/Kiritimati", "America/Los_Angeles", "UTC")


def runs() -> list[tuple[str, Run]]:
    return [(f"session {number}", session) for number in range(10)]


def moment(chance: random.Random) -> str:
    """A reading of the clock: any at all, or some hours or months beside the real one, or the ends of summer time."""
    kind = chance.randrange(4)
    if kind == 0:
        found = FIRST + (LAST - FIRST) * chance.random()
    elif kind == 1:
        found = REAL + timedelta(hours=chance.randrange(-48, 48))
    elif kind == 2:
        found = REAL + timedelta(days=chance.randrange(-400, 400))
    else:
        day = chance.choice(((2026, 3, 29), (2026, 10, 25), (2027, 3, 28)))
        found = datetime(*day, chance.randrange(0, 3), 30, tzinfo=UTC)
    return found.isoformat(timespec="seconds")


def session(bench: Bench, chance: random.Random, room: Path) -> Found:
    """Several commands, each at another moment, and a note after each; at the end the last note is taken back."""
    place = bench.copied(room)
    lines = [one.line for one in WRITING if not (one.fresh or one.before or one.make)]
    wrong: list[Wrong] = []
    noted = []
    for number, line in enumerate(chance.sample(lines, COMMANDS)):
        wrong += of_words(_at(place, line, chance), CODES)
        ran = _at(place, f"note 11 'Words {number}'", chance)
        wrong += of_words(ran, CODES)
        if ran.code == 0:
            noted.append(f"Words {number}")
    wrong += [(LOST, f"{words!r} is not there") for words in noted if words not in _notes(place.file)]
    taken_back = _at(place, "undo --yes", chance)
    wrong += of_words(taken_back, CODES)
    if ran.code == taken_back.code == 0 and noted[-1] in _notes(place.file):
        wrong.append((HALF, f"{noted[-1]!r} was taken back, and is there"))
    wrong += [(HALF, meaning) for meaning in held(room).values() if meaning.startswith(BROKEN)]
    return Found(bool(noted), wrong)


def _at(place: Place, line: str, chance: random.Random) -> Ran:
    """Runs a line at some moment, somewhere."""
    program = (*LAUNCHER, "--clock", moment(chance))
    return place.run(line, program, on=None, SLI_ZONE=chance.choice(ZONES))


def _notes(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as raw:
        return {text for (text,) in raw.execute("SELECT text FROM progress_note")}
