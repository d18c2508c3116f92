"""`kill -9` at random moments of every command that writes."""

from __future__ import annotations

import random
import time
from pathlib import Path
from subprocess import Popen

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import LOST, Found
from benchmarks.faults.holding import Held, held
from benchmarks.faults.judging import KILLED, judged
from benchmarks.faults.places import Place, ended
from benchmarks.faults.writing import WRITING, Writing

NAME = "kill -9"
AT_ALL = 0.3
"""How often the moment is any of the whole run; else it is one after the first sign of writing."""
AFTER_THE_SIGN = 0.04
ONCE_MORE = 0.3
"""How often a line that was killed is typed again, and has to come to its end."""


def runs() -> list[tuple[str, Run]]:
    return [(f"sli {writing.line}", _of(writing)) for writing in WRITING]


def _of(writing: Writing) -> Run:
    def run(bench: Bench, chance: random.Random, room: Path) -> Found:
        prepared = bench.prepared(writing)
        place = prepared.copied(room)
        at_rest = signs(room)
        process = place.start(writing.line)
        if chance.random() < AT_ALL:
            time.sleep(chance.uniform(0, prepared.seconds))
        else:
            wait_for_a_sign(process, room, at_rest)
            time.sleep(chance.uniform(0, AFTER_THE_SIGN) * chance.random())
        struck = process.poll() is None and signs(room) != at_rest
        process.kill()
        ran = ended(process)
        now = held(room)
        wrong = judged(ran, prepared.before, prepared.after, now, {KILLED})
        if not wrong and chance.random() < ONCE_MORE and now == prepared.before:
            wrong = _again(place, writing, prepared.before, prepared.after)
        return Found(struck, wrong)

    return run


def _again(place: Place, writing: Writing, before: Held, after: Held) -> list[tuple[str, str]]:
    """What a killed process left must not be in the way of the next one."""
    ran = place.run(writing.line)
    wrong = judged(ran, before, after, held(place.folder), ())
    return [(kind, f"typed again: {words}") for kind, words in wrong] or (
        [(LOST, f"typed again: exit {ran.code}")] if ran.code else []
    )


def signs(folder: Path) -> dict[str, tuple[int, int]]:
    """What of a folder changes as soon as anything is written there."""
    found = {}
    for path in (folder, *folder.glob("*"), *folder.glob("*/*")):
        try:
            state = path.stat()
        except FileNotFoundError:
            continue
        found[str(path)] = (state.st_size, state.st_mtime_ns)
    return found


def wait_for_a_sign(process: Popen[bytes], folder: Path, at_rest: dict[str, tuple[int, int]]) -> None:
    """Until something is written, or the process has ended."""
    while process.poll() is None and signs(folder) == at_rest:
        time.sleep(0.0005)
