"""Which backups go when a new one is there: only those of which it holds everything, whatever they are called."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sli_cli.app import UTC, App
from sli_cli.domain.evidence import GENESIS
from sli_cli.store.backup_files import head_of, held_by
from tests.backups import KEPT, there
from tests.conftest import Run

pytestmark = pytest.mark.sqlite

NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)

SetTo = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetTo:
    """Sets the clock to so many days after a night in November."""

    def set_to(days: float) -> None:
        monkeypatch.setattr(App, "clock", lambda self: NIGHT + timedelta(days=days))

    set_to(0)
    return set_to


@pytest.fixture
def shared(own_place: Path) -> Path:
    """One folder for the backups of several databases."""
    return own_place / "shared"


@pytest.fixture
def ours(bwd: Run, own_place: Path) -> Path:
    return own_place / "register.db"


@pytest.fixture
def copy(ours: Path, own_place: Path) -> Path:
    """A copy of the register under the same name, which goes its own way."""
    (own_place / "trial").mkdir()
    return Path(shutil.copyfile(ours, own_place / "trial" / "register.db"))


def write(bwd: Run, at: Path, words: str) -> None:
    bwd("--database", str(at), "note", "11", words)


def backed_up(bwd: Run, at: Path, shared: Path, *args: str) -> str:
    """The name of a new backup."""
    before = set(there(shared)) if shared.exists() else set()
    bwd("--database", str(at), "db", "backup", str(shared), *args)
    (new,) = set(there(shared)) - before
    return new


def test_a_copy_does_not_remove_the_backups_of_what_it_was_copied_from(
    bwd: Run, ours: Path, copy: Path, shared: Path, clock: SetTo
) -> None:
    write(bwd, ours, "Ours")
    good = backed_up(bwd, ours, shared)
    clock(1)
    write(bwd, copy, "A trial")
    trial = backed_up(bwd, copy, shared, "--keep", "1")
    assert there(shared) == [good, trial]
    clock(2)
    write(bwd, ours, "More of ours")
    better = backed_up(bwd, ours, shared, "--keep", "1")
    assert there(shared) == [trial, better]


def test_a_database_that_was_put_back_does_not_remove_what_is_ahead_of_it(
    bwd: Run, ours: Path, copy: Path, shared: Path, clock: SetTo
) -> None:
    write(bwd, ours, "Written after the copy")
    ahead = backed_up(bwd, ours, shared)
    clock(1)
    behind = backed_up(bwd, copy, shared, "--keep", "1")
    assert there(shared) == [ahead, behind]


def test_the_number_counts_those_of_one_line_alone(
    bwd: Run, ours: Path, copy: Path, shared: Path, clock: SetTo
) -> None:
    write(bwd, copy, "A trial")
    others, own = [], []
    for day in range(6):
        clock(day)
        others.append(backed_up(bwd, copy, shared, "--keep", "9"))
        write(bwd, ours, f"Day {day}")
        own.append(backed_up(bwd, ours, shared, "--keep", "3"))
    assert there(shared) == sorted([*others, *own[-3:]])


def test_what_cannot_be_read_stays_and_is_not_counted(bwd: Run, ours: Path, shared: Path, clock: SetTo) -> None:
    first = backed_up(bwd, ours, shared)
    torn = first.replace("T0230", "T0130")
    (shared / torn).write_bytes((shared / first).read_bytes()[:5000])
    none = first.replace("T0230", "T0131").replace(".db", ".jsonl.gz")
    (shared / none).write_bytes(gzip.compress(b'{"format": "sli, whole database", "schema": 3}\n')[:-5])
    (shared / first.replace("T0230", "T0000")).mkdir()
    clock(1)
    second = backed_up(bwd, ours, shared, "--keep", "2")
    (shared / first.replace("T0230", "T0000")).rmdir()
    assert there(shared) == [torn, none, first, second]
    clock(2)
    third = backed_up(bwd, ours, shared, "--keep", "2")
    assert there(shared) == [torn, none, second, third]


def test_a_backup_of_an_earlier_version_and_a_whole_export_are_read_too(
    bwd: Run, ours: Path, shared: Path, clock: SetTo
) -> None:
    first = backed_up(bwd, ours, shared)
    with closing(sqlite3.connect(shared / first)) as raw:
        raw.execute("PRAGMA user_version = 1")
    exported = first.replace("T0230", "T0330").replace(".db", ".jsonl.gz")
    bwd("export", "--all", "-o", str(shared / exported))
    clock(1)
    second = backed_up(bwd, ours, shared, "--keep", "2")
    assert there(shared) == [exported, second]
    clock(2)
    third = backed_up(bwd, ours, shared, "--keep", "1")
    assert there(shared) == [third]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_the_head_of_every_version_is_found(tmp_path: Path, kept: Path) -> None:
    (tmp_path / "old.db").write_bytes(gzip.decompress(kept.read_bytes()))
    with closing(sqlite3.connect(tmp_path / "old.db")) as raw:
        expected = raw.execute("SELECT seq, hash FROM history ORDER BY seq DESC LIMIT 1").fetchone()
    assert head_of(str(tmp_path / "old.db")) == expected


def test_of_an_export_the_same_is_known_as_of_the_file(bwd: Run, ours: Path, own_place: Path) -> None:
    bwd("export", "--all", "-o", str(own_place / "all.jsonl.gz"))
    packed, at_first = str(own_place / "all.jsonl.gz"), head_of(str(ours))
    assert at_first is not None and head_of(packed) == at_first
    write(bwd, ours, "More")
    later = head_of(str(ours))
    assert later is not None and later[0] > at_first[0]
    heads = {"then": at_first, "now": later, "other": (at_first[0], "0" * 64), "empty": (0, GENESIS)}
    assert held_by(str(ours), heads) == {"then", "now", "empty"}
    assert held_by(packed, heads) == {"then", "empty"}


# -- a clock that ran ahead --------------------------------------------------------------------------------------------


def test_backups_from_the_future_are_neither_counted_nor_removed_and_are_said(
    bwd: Run, ours: Path, shared: Path, clock: SetTo
) -> None:
    clock(400)
    ahead = [backed_up(bwd, ours, shared) for _ in range(3)]
    own = []
    for day in range(4):
        clock(day)
        own.append(backed_up(bwd, ours, shared, "--keep", "2"))
    assert there(shared) == sorted([*own[-2:], *ahead])
    said = bwd("db", "backup", str(shared), "--keep", "2").stderr
    assert said == (
        f"sli: warning: 3 backups in {shared} are dated in the future, up to 28 Dec 2027: --keep does not count them, "
        "and they stay.\n"
    )


def test_one_that_another_run_made_a_moment_later_is_no_matter(
    bwd: Run, ours: Path, shared: Path, clock: SetTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backed_up(bwd, ours, shared)
    later = first.replace("T023000", "T023002")
    shutil.copyfile(shared / first, shared / later)
    readings = [NIGHT, NIGHT + timedelta(seconds=9)]
    monkeypatch.setattr(App, "clock", lambda self: readings.pop(0) if len(readings) > 1 else readings[0])
    ran = bwd("db", "backup", str(shared), "--keep", "1")
    assert ran.stderr == ""
    assert first not in there(shared) and later in there(shared)
