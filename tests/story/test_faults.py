"""Faults: killed, interrupted and crowded in the middle of a write, and nothing is lost and nothing half done."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from sli_cli.services import recommendations, reviews
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.verify import Whole, verify
from tests.story.program import Program

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor these signals")

INTERRUPTED = "sli: interrupted; nothing was written."
KILLS = 100


def opened(program: Program) -> Database:
    stamp = Stamp("2026-11-23T09:00:00Z", "worker", "")
    return Database(SqliteFile(str(program.database), timeout=30), date(2026, 11, 23), lambda: stamp)


def whole(program: Program) -> Whole:
    """The register opened as the next user would, and found whole: file, history, and rows."""
    with SqliteFile(str(program.database)).reading() as connection:
        assert connection.raw.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
        assert connection.raw.execute("PRAGMA foreign_key_check").fetchall() == []
        return verify(connection)


# -- kill -9


def write_for_ever(database: Database, words: str, report: int) -> None:
    """A stream of changes, each of several rows in several tables; each is reported when it has been made."""
    for number in range(1_000_000):
        if number % 2:
            added = f"{words}.{number}"
            recommendations.add(database, added, None, {"text": added}, rule="every March")
        else:
            new = reviews.NewReview(date(2026, 11, 23), "worker", "on track", f"{words} {number}")
            reviews.review(database, ["3", "4", "20"], None, new)
        os.write(report, b".")


def killed_after(seconds: float, database: Database, words: str) -> int:
    """Lets another process write and kills it after `seconds`; how many changes it had reported as made."""
    reports, report = os.pipe()
    worker = os.fork()
    if worker == 0:
        try:
            write_for_ever(database, words, report)
        finally:
            os._exit(1)
    os.close(report)
    first = os.read(reports, 1)  # it is at work now
    time.sleep(seconds)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    with open(reports, "rb") as rest:
        return len(first + rest.read())


def there(program: Program) -> tuple[dict[str, set[str]], set[str]]:
    """What a reader sees: the refs that hold each review's words, and the refs that were added and are scheduled."""
    reviewed: dict[str, set[str]] = {}
    with opened(program).read() as reader:
        for one in (found for ref in ("3", "4", "20") for found in reader.by_ref(ref)):
            for past in reader.story(one.id).reviews:
                reviewed.setdefault(past.note, set()).add(one.ref)
        added = {
            one.ref for one in reader.everything() if one.ref.startswith("kill") and one.next_review and one.cadence
        }
        assert {ref for _, ref in reader.refs() if ref.startswith("kill")} == added
    return reviewed, added


@posix
def test_killed_a_hundred_times_at_any_moment_nothing_is_lost_and_nothing_is_half_done(program: Program) -> None:
    chance = random.Random(20261123)
    in_the_middle, reported = 0, dict[str, int]()
    for kill in range(KILLS):
        words = f"kill-{kill}"
        reported[words] = killed_after(chance.uniform(0, 0.03), opened(program), words)
        in_the_middle += (program.place / "register.db-journal").exists()
        if kill % 10 == 9:
            whole(program)
        else:
            with SqliteFile(str(program.database)).reading() as connection:
                assert connection.raw.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    whole(program)
    reviewed, added = there(program)
    for words, count in reported.items():
        kept = {
            number for number in range(count + 2) if f"{words} {number}" in reviewed or f"{words}.{number}" in added
        }
        assert kept in (set(range(count)), set(range(count + 1)))  # the last may have been made and not reported
    assert {frozenset(refs) for refs in reviewed.values()} == {frozenset({"3", "4", "20"})}
    assert sum(reported.values()) >= KILLS
    assert in_the_middle >= KILLS // 10  # else the kills came between the writes and showed nothing


@posix
def test_the_program_itself_is_killed_while_it_writes(program: Program) -> None:
    for round_ in range(10):
        before = program.database.read_bytes()
        child = program.start("park", *map(str, range(5, 23)), "--reason", f"Round {round_}", "--yes")
        wait_for_the_journal(program, child)
        time.sleep(round_ * 0.002)
        child.kill()
        child.communicate()
        whole(program)
        states = {one["state"] for one in program.list() if one["ref"] not in ("1", "2", "3", "4")}
        assert len(states) == 1
        if states == {"open"}:
            assert program.database.read_bytes() == before
        else:
            program("resume", "--standing", "parked", "--yes")


def wait_for_the_journal(program: Program, child: subprocess.Popen[bytes]) -> None:
    """Until the program has begun to write: its journal is there. Returns too when it has ended."""
    journal = program.place / "register.db-journal"
    while not journal.exists() and child.poll() is None:
        time.sleep(0.0002)


# -- Ctrl-C


@pytest.fixture
def large(program: Program) -> Program:
    """The register with two thousand recommendations more, so that changing them all takes a moment."""
    with opened(program).change("add") as change:
        register = change.registers()[0].id
        for number in range(2000):
            ref = f"X{number}"
            keys = {"ref": ref, "ref_key": ref.casefold(), "sort_key": f"x{number:08}"}
            texts = {"theme": "Many", "text": f"Recommendation {number}", "position": "", "action": ""}
            change.insert("recommendation", register_id=register, **keys, **texts, state="open")
    return program


@posix
@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05])
def test_ctrl_c_in_the_middle_of_a_write_writes_nothing(large: Program, wait: float) -> None:
    before = large.left()
    child = large.start("park", "--theme", "Many", "--reason", "No money", "--yes")
    wait_for_the_journal(large, child)
    time.sleep(wait)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, b"")
    assert err.decode().splitlines()[-1] == INTERRUPTED
    assert b"Traceback" not in err
    assert large.left() == before
    whole(large)


@posix
def test_ctrl_c_at_any_moment_says_truly_whether_anything_was_written(program: Program) -> None:
    chance = random.Random(7)
    for round_ in range(15):
        words = f"Round {round_}"
        child = program.start("review", *map(str, range(1, 23)), "--outcome", "at risk", "--note", words, "--yes")
        wait_for_the_journal(program, child)
        time.sleep(chance.uniform(0, 0.03))
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        said = err.decode().splitlines()[-1] if err else ""
        held = sum(one["latest_update"] is not None and one["latest_update"]["text"] == words for one in program.list())
        assert held in (0, 22)
        if child.returncode == 130 and said == INTERRUPTED:
            assert held == 0
        elif child.returncode == 130:
            assert said == "sli: interrupted; the change was being kept: `sli history` says whether it was."
        else:
            # Too late to be heard by Python, which was on its way out: then it is done.
            assert child.returncode in (0, -signal.SIGINT)
            assert held == 22
    whole(program)


@posix
def test_ctrl_c_while_waiting_for_another_writer_writes_nothing(program: Program) -> None:
    before = program.left()
    with program.held("IMMEDIATE"):
        child = program.start("note", "11", "Words", SLI_BUSY_TIMEOUT="2")
        time.sleep(1)  # long enough to be loaded and to wait
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert err.decode().splitlines()[-1] == INTERRUPTED
    assert program.left() == before


# -- several at once


@contextmanager
def at_once(program: Program, lines: list[tuple[str, ...]], **environment: str) -> Iterator[list[tuple[int, str, str]]]:
    """All command lines at the same time; what each ended with: its code, what it said, and its errors."""
    children = [program.start(*line, **environment) for line in lines]
    ends = [child.communicate(timeout=60) for child in children]
    yield [(child.returncode, out.decode(), err.decode()) for child, (out, err) in zip(children, ends, strict=True)]


@pytest.mark.parametrize("writers", [2, 8])
def test_writers_at_the_same_time_are_all_kept(program: Program, writers: int) -> None:
    texts = [f"Note of writer {number}" for number in range(writers)]
    with at_once(program, [("note", "11", text) for text in texts], SLI_BUSY_TIMEOUT="30") as ends:
        assert [code for code, _, _ in ends] == [0] * writers, ends
    assert sorted(note["text"] for note in program.show("11")["notes"]) == texts
    whole(program)


@pytest.mark.parametrize("writers", [2, 8])
def test_a_writer_that_does_not_wait_is_told_so_and_the_others_are_kept(program: Program, writers: int) -> None:
    texts = [f"Note of writer {number}" for number in range(writers)]
    with at_once(program, [("note", "11", text) for text in texts], SLI_BUSY_TIMEOUT="0") as ends:
        kept = [text for text, (code, _, _) in zip(texts, ends, strict=True) if code == 0]
        refused = [err for code, _, err in ends if code]
    assert kept
    assert all("is in use by another process" in err and err.count("\n") == 1 for err in refused)
    assert sorted(note["text"] for note in program.show("11")["notes"]) == sorted(kept)
    whole(program)


def test_the_same_review_from_two_people_at_once_is_recorded_once(program: Program) -> None:
    line = ("review", "20", "--outcome", "on track", "--note", "Seen at the board")
    with at_once(program, [line, line], SLI_BUSY_TIMEOUT="30") as ends:
        assert sorted("already recorded" in out for _, out, _ in ends) == [False, True]
    found = program.show("20")
    assert len(found["reviews"]) == 1
    assert found["next_review"] == "2027-03-01"


def test_two_that_make_the_database_at_once_make_one(fresh: Program) -> None:
    line = ("init", "--seed", "bwd-infant-mortality")
    with at_once(fresh, [line, line], SLI_BUSY_TIMEOUT="30") as ends:
        assert {code for code, _, _ in ends} <= {0, 6}
        assert min(code for code, _, _ in ends) == 0
        assert all("Traceback" not in err for _, _, err in ends)
    assert len(fresh.list()) == 22
    assert sorted(fresh.left()) == ["register.db"]
    whole(fresh)


def test_eight_long_streams_of_writers_lose_nothing(program: Program) -> None:
    script = (
        "import sys; from datetime import date\n"
        "from sli_cli.services import reviews; from sli_cli.store.change import Stamp\n"
        "from sli_cli.store.database import Database; from sli_cli.store.sqlite import SqliteFile\n"
        "stamp = Stamp('2026-11-23T09:00:00Z', 'worker', ''); today = date(2026, 11, 23)\n"
        "database = Database(SqliteFile(sys.argv[1], timeout=60), today, lambda: stamp)\n"
        "for number in range(10):\n"
        "    reviews.note(database, ['11', '12'], None, f'{sys.argv[2]} {number}', today, 'worker')\n"
    )
    workers = [
        subprocess.Popen([sys.executable, "-c", script, str(program.database), f"Worker {number}"])
        for number in range(8)
    ]
    assert [worker.wait(60) for worker in workers] == [0] * 8
    expected = {f"Worker {worker} {number}" for worker in range(8) for number in range(10)}
    for ref in ("11", "12"):
        notes = [note["text"] for note in json.loads(program("show", ref, "--json").out)["notes"]]
        assert len(notes) == 80
        assert set(notes) == expected
    whole(program)
