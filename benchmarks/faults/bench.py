"""What every kind of fault is given: folders, chance from a seed, workers, the command lines made ready, a deadline."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from benchmarks.faults.figures import Found, Tally
from benchmarks.faults.holding import Held, held
from benchmarks.faults.places import Place
from benchmarks.faults.writing import BASE, WRITING, Writing

T = TypeVar("T")

Run = Callable[["Bench", random.Random, Path], Found]
"""One run of a fault, in an empty folder of its own."""

Runs = Sequence[tuple[str, Run]]
"""Runs, each with what it is called."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command line that writes, with the folder as it is before, what that holds before and after, and how long the
    command takes undisturbed, in seconds."""

    writing: Writing
    folder: Path
    before: Held
    after: Held
    seconds: float

    def copied(self, to: Path) -> Place:
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        return Place(to)


class Bench:
    """`seed` makes a bench repeat itself, as far as processes and clocks do; `jobs` runs are made at a time."""

    def __init__(self, folder: Path, seed: int, jobs: int) -> None:
        self.folder = folder
        self.seed = seed
        self.jobs = jobs
        self._prepared: dict[Writing, Prepared] = {}
        self._locks = {writing: Lock() for writing in WRITING}
        self._shared: dict[Callable[[Bench], Any], Any] = {}
        self._making = Lock()
        self._number = count()
        self.base = Place(folder / "base")
        self.base.folder.mkdir(parents=True)
        self.base.prepare(BASE)
        held(self.base.folder)  # what verifying makes once for all, by migrations, which are for one thread alone

    def room(self) -> Path:
        """A new empty folder."""
        path = self.folder / f"run-{next(self._number)}"
        path.mkdir()
        return path

    def copied(self, to: Path) -> Place:
        """The register that every line begins with, in a folder."""
        shutil.copytree(self.base.folder, to, dirs_exist_ok=True)
        return Place(to)

    def shared(self, make: Callable[[Bench], T]) -> T:
        """What several runs share, made when it is first asked for, and closed at the end where it can be."""
        with self._making:
            if make not in self._shared:
                self._shared[make] = make(self)
            found: T = self._shared[make]
            return found

    def close(self) -> None:
        for one in self._shared.values():
            if hasattr(one, "close"):
                one.close()

    def prepared(self, writing: Writing) -> Prepared:
        """A command line made ready, the first time it is asked for."""
        with self._locks[writing]:
            if writing not in self._prepared:
                self._prepared[writing] = self._prepare(writing)
            return self._prepared[writing]

    def _prepare(self, writing: Writing) -> Prepared:
        before, after = self.room(), self.room()
        if not writing.fresh:
            self.copied(before)
        Place(before).prepare(writing.before)
        if writing.make:
            writing.make(before)
        shutil.copytree(before, after, dirs_exist_ok=True)
        begin = time.perf_counter()
        Place(after).must(writing.line)
        seconds = time.perf_counter() - begin
        found = Prepared(writing, before, held(before), held(after), seconds)
        if found.before == found.after:
            raise RuntimeError(f"sli {writing.line} writes nothing")
        shutil.rmtree(after)
        return found

    def tally(self, name: str, runs: Runs, rounds: int, seconds: float) -> Tally:
        """Makes every run once, and then again, each time with another chance: until `rounds` are done, or `seconds`
        have passed."""
        tally, begin = Tally(name), time.monotonic()

        def once(number: int, label: str, run: Run) -> tuple[str, Found] | None:
            if number and time.monotonic() - begin > seconds:
                return None
            room, label = self.room(), f"{label} (round {number}, seed {self.seed})"
            found = run(self, random.Random(f"{name} {label}"), room)
            if not found.wrong:
                shutil.rmtree(room, ignore_errors=True)
            return f"{label} in {room}", found

        with ThreadPoolExecutor(self.jobs) as pool:
            for future in [pool.submit(once, number, *one) for number in range(rounds) for one in runs]:
                if done := future.result():
                    tally.add(*done)
        tally.seconds = time.monotonic() - begin
        return tally


def some(runs: Runs, most: int | None) -> Runs:
    """All runs, or `most` of them, from all over."""
    if most is None or most >= len(runs):
        return runs
    return [runs[number * len(runs) // most] for number in range(most)]
