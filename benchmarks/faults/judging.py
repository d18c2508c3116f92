"""Whether what a command left, after a fault, is one of the two things that it may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from benchmarks.faults.figures import HALF, LOST, TRACEBACK, UNTRUE
from benchmarks.faults.holding import BROKEN, Held
from benchmarks.faults.places import Ran

Wrong = tuple[str, str]
KILLED = -9


def judged(ran: Ran, before: Held, after: Held, now: Held, codes: Collection[int]) -> list[Wrong]:
    """What is wrong with a run between two states. `codes` are the exit codes that the fault may have, 0 aside."""
    return [*of_words(ran, codes), *_of_files(before, after, now), *_of_promise(ran, before, after, now)]


def of_words(ran: Ran, codes: Collection[int]) -> Iterator[Wrong]:
    """What is wrong with what a process said, whatever it did."""
    if "Traceback" in ran.err + ran.out:
        yield TRACEBACK, ran.err.strip().splitlines()[-1]
    elif ran.code == 1 or (ran.code < 0 and ran.code not in codes):
        yield TRACEBACK, f"exit {ran.code}: {ran.err.strip()}"
    elif ran.code not in (0, *codes):
        yield UNTRUE, f"exit {ran.code}: {ran.err.strip()}"
    elif ran.code > 0 and len(ran.complaints) != 1:
        yield UNTRUE, f"exit {ran.code} with {len(ran.complaints)} sentences: {ran.err.strip()}"


def _of_files(before: Held, after: Held, now: Held) -> Iterator[Wrong]:
    for name, meaning in now.items():
        if meaning not in (before.get(name), after.get(name)):
            yield HALF, f"{name} is {meaning[:200] if meaning.startswith(BROKEN) else 'neither as before nor as after'}"
    for name in before.keys() & after.keys() - now.keys():
        yield LOST, f"{name} is gone"


def _of_promise(ran: Ran, before: Held, after: Held, now: Held) -> Iterator[Wrong]:
    if ran.code == 0 and now != after:
        yield LOST, f"it ended with 0, and {_astray(after, now)} is not as it should be"
    elif ran.code == KILLED and ran.out and now == before != after:
        yield LOST, f"it had said {ran.out.splitlines()[0]!r}, and nothing was kept"
    elif ran.code > 0 and "nothing was written" in ran.err and now != before:
        yield UNTRUE, f"it said that nothing was written, and {_astray(before, now)} was"


def _astray(one: Held, other: Held) -> str:
    return ", ".join(sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)))
