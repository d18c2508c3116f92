"""The bench of faults in short: every kind of fault runs and finds nothing wrong, and what is wrong would be found."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.faults import clocks, cuts, damage, disks, kills, locks, reminders, writing
from benchmarks.faults.bench import Bench, some
from benchmarks.faults.figures import HALF, LOST, TRACEBACK, UNTRUE, Found, Tally
from benchmarks.faults.holding import BROKEN, held, verdict
from benchmarks.faults.judging import KILLED, judged
from benchmarks.faults.places import Ran

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither these signals nor these sockets")

SHORT = {kills: 2, disks: 2, locks: 2, damage: 3, clocks: 1, cuts: 2, reminders: 1}
"""Of each kind of fault, how many runs."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    found = Bench(tmp_path_factory.mktemp("faults") / "bench", 1, 2)
    yield found
    found.close()


@pytest.mark.parametrize(("kind", "runs"), SHORT.items(), ids=lambda kind: getattr(kind, "NAME", kind))
def test_a_fault_leaves_nothing_lost_half_done_or_unsaid(bench: Bench, kind: ModuleType, runs: int) -> None:
    tally = bench.tally(kind.NAME, some(kind.runs(), runs), 1, 0)
    assert (tally.runs, tally.stories) == (runs, [])


def test_every_command_is_known_as_one_that_writes_or_one_that_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writing.forgotten() == []
    monkeypatch.setattr(writing, "READING", writing.READING - {"due"} | {"dew"})
    assert writing.forgotten() == ["dew", "due"]


BEFORE, AFTER = {"register.db": "one"}, {"register.db": "two", "list.csv": "rows"}
SAID = "sli: There is no room; nothing was written. Make some.\n"


@pytest.mark.parametrize(
    ("ran", "now", "wrong"),
    [
        (Ran(0, "Done.\n", ""), AFTER, []),
        (Ran(6, "", SAID), BEFORE, []),
        (Ran(KILLED, "", ""), BEFORE, []),
        (Ran(KILLED, "Done.\n", ""), AFTER, []),
        (Ran(0, "Done.\n", ""), BEFORE, [LOST]),
        (Ran(KILLED, "Done.\n", ""), BEFORE, [LOST]),
        (Ran(KILLED, "", ""), {}, []),
        (Ran(KILLED, "", ""), {"register.db": "three"}, [HALF]),
        (Ran(KILLED, "", ""), {"register.db": f"{BROKEN}malformed"}, [HALF]),
        (Ran(KILLED, "", ""), {**BEFORE, "list.csv": "half a row"}, [HALF]),
        (Ran(6, "", SAID), AFTER, [UNTRUE]),
        (Ran(6, "", "No room."), BEFORE, [UNTRUE]),
        (Ran(4, "", SAID), BEFORE, [UNTRUE]),
        (Ran(1, "", "sli: an unexpected failure (KeyError: 1).\n"), BEFORE, [TRACEBACK]),
        (Ran(6, "", f"Traceback (most recent call last):\n{SAID}"), BEFORE, [TRACEBACK]),
    ],
)
def test_what_is_wrong_is_found(ran: Ran, now: dict[str, str], wrong: list[str]) -> None:
    found = [kind for kind, _ in judged(ran, {**BEFORE} if now else {}, AFTER, now, (6, KILLED))]
    assert found == wrong


def test_what_was_there_and_is_gone_is_lost() -> None:
    both = {**BEFORE, "old.csv": "rows"}
    assert [kind for kind, _ in judged(Ran(KILLED, "", ""), both, both, BEFORE, (KILLED,))] == [LOST]


def test_a_kind_of_fault_that_never_strikes_shows_nothing() -> None:
    tally = Tally("a fault")
    tally.add("once", Found(False))
    assert not tally.good
    tally.add("twice", Found(True))
    assert tally.good
    tally.add("again", Found(True, [(LOST, "it is gone")]))
    assert not tally.good
    assert tally.line().split() == ["a", "fault", "3", "2", "1", "0", "0", "0", "0", "0", "s"]


def test_what_is_cut_short_is_known_as_broken(bench: Bench, tmp_path: Path) -> None:
    place = bench.copied(tmp_path)
    whole = held(tmp_path)["register.db"]
    assert (BROKEN in whole, verdict(place.file)) == (False, "")
    content = place.file.read_bytes()
    place.file.write_bytes(content[: len(content) // 2])
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet><row>")
    (tmp_path / "letter.eml").write_text("Message-ID: <1@example.org>\n\nDear all")
    (tmp_path / "all.jsonl.gz").write_bytes(b"\x1f\x8b\x08half")
    found = held(tmp_path)
    assert sorted(name for name, meaning in found.items() if meaning.startswith(BROKEN)) == sorted(found)
    assert "damaged" in verdict(place.file)
