"""`kill -9` of `sli notify`, which writes many small changes: each message is there once, or is said to be in doubt.

The way out is a folder, so that what came out can be counted; a server that fails is for the tests of reminders.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import HALF, LOST, Found
from benchmarks.faults.holding import BROKEN, held
from benchmarks.faults.judging import KILLED, Wrong, of_words
from benchmarks.faults.kills import signs, wait_for_a_sign
from benchmarks.faults.places import LAUNCHER, Place, ended

NAME = "kill -9 of reminders"
FAILED = 5
LEADS = 6
MORNING = datetime(2026, 11, 23, 7, tzinfo=UTC)
SETTINGS = "notify-by = 'file'\nmail-folder = 'out'\nmail-from = 'sli@example.gov.uk'\n"


def runs() -> list[tuple[str, Run]]:
    return [(f"morning {number}", morning) for number in range(8)]


class Team:
    """A register with several leads, each of whom is owed something."""

    def __init__(self, bench: Bench) -> None:
        self.folder, whole = bench.room(), bench.room()
        place = bench.copied(self.folder)
        (self.folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        lines = (
            "lead add 'Head {0}'",
            "lead appoint 'Head {0}' --name 'Jo {0}' --email jo{0}@example.org",
            "lead assign 'Head {0}' {1} {2} {3} --yes",
        )
        place.prepare([line.format(nth, *range(nth * 3 + 1, nth * 3 + 4)) for nth in range(LEADS) for line in lines])
        shutil.copytree(self.folder, whole, dirs_exist_ok=True)
        Place(whole).must("notify --start --yes", at(0), on=None)
        self.owed = came_out(whole)


def morning(bench: Bench, chance: random.Random, room: Path) -> Found:
    """The first run is killed, perhaps the second too; then cron goes on until nothing is left to do."""
    team = bench.shared(Team)
    shutil.copytree(team.folder, room, dirs_exist_ok=True)
    place = Place(room)
    wrong: list[Wrong] = []
    kills = chance.choice((1, 1, 2))
    struck = False
    for number in range(kills):
        struck = _killed(place, _line(place), number, chance) or struck
        wrong += [(HALF, meaning) for meaning in held(room).values() if meaning.startswith(BROKEN)]
    for number in range(kills, kills + 2):
        wrong += of_words(place.run(_line(place), at(number), on=None), (FAILED,))
    return Found(struck, wrong + _counted(place, team.owed))


def _line(place: Place) -> str:
    """What is to be typed: reminders are switched on first, unless a run that was killed had done so."""
    with closing(sqlite3.connect(place.file)) as raw:
        on = raw.execute("SELECT count(*) FROM reminder_period WHERE stopped_on IS NULL").fetchone()[0]
    return "notify" if on else "notify --start --yes"


def _killed(place: Place, line: str, number: int, chance: random.Random) -> bool:
    at_rest = signs(place.folder)
    process = place.start(line, at(number), on=None)
    wait_for_a_sign(process, place.folder, at_rest)
    time.sleep(chance.uniform(0, 0.15))
    struck = process.poll() is None
    process.kill()
    return struck and ended(process).code == KILLED


def _counted(place: Place, owed: Counter[str]) -> list[Wrong]:
    said = place.run("notify --status --json", at(9), on=None)
    doubts = {one["to"] for one in json.loads(said.out or "[]") if one["state"] == "in doubt"}
    there = came_out(place.folder)
    twice = [(HALF, f"{to} has {times} messages") for to, times in there.items() if times > owed[to]]
    return twice + [
        (LOST, f"{to} has no message, and none is in doubt") for to in owed if not there[to] and to not in doubts
    ]


def came_out(folder: Path) -> Counter[str]:
    """How many messages there are to each recipient."""
    return Counter(path.name.split("_")[1] for path in folder.glob("out/*.eml"))


def at(hours: int) -> tuple[str, ...]:
    """The program, so many hours after the beginning."""
    return (*LAUNCHER, "--clock", (MORNING + timedelta(hours=hours)).isoformat())
