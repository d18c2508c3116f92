"""`sli db backup`, and what `sli check` says of backups: what is made, what stays, what goes, what is too old."""

from __future__ import annotations

import gzip
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sli_cli.app import UTC, App
from sli_cli.commands.db_backup import in_bytes
from sli_cli.store.files import settle
from tests.backups import KEPT, contents, there
from tests.conftest import Run
from tests.places import Server, tamper

pytestmark = pytest.mark.sqlite

NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock to so many days after a night in November."""

    def set_to(days: float = 0) -> None:
        monkeypatch.setattr(App, "clock", lambda self: NIGHT + timedelta(days=days))

    set_to()
    return set_to


@pytest.fixture
def folder(own_place: Path) -> Path:
    """Where backups go unless somebody says otherwise."""
    return own_place / "backups"


def days(folder: Path) -> list[str]:
    """The days of the backups that are there."""
    return [match[1] for name in there(folder) if (match := re.search(r"-(\d{4}-\d\d-\d\d)T", name))]


# -- a backup ----------------------------------------------------------------------------------------------------------


def test_a_backup_is_one_file_named_by_the_database_and_the_time_for_its_owner_alone(
    bwd: Run, own_place: Path, folder: Path, clock: Any
) -> None:
    before = (own_place / "register.db").read_bytes()
    ran = bwd("db", "backup")
    (name,) = there(folder)
    assert re.fullmatch(r"register-2026-11-23T023000Z-[0-9a-f]{8}\.db", name)
    assert ran.stdout == f"{folder / name}: 0.6 MB, 149 rows of history, verified.\n"
    assert ran.stderr == ""
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert contents(folder / name) == contents(own_place / "register.db")
    assert (own_place / "register.db").read_bytes() == before
    bwd("--database", str(folder / name), "db", "verify")


def test_backups_of_the_same_second_are_all_there(bwd: Run, folder: Path, clock: Any) -> None:
    for _ in range(3):
        bwd("db", "backup")
    assert [name.partition("Z-")[2][8:] for name in there(folder)] == ["-2.db", "-3.db", ".db"]


def test_a_name_that_is_taken_is_never_written_over(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("new")
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    assert settle(str(new), [str(tmp_path / name) for name in "abc"]) == str(tmp_path / "c")
    assert [(tmp_path / name).read_text() for name in "abc"] == ["a", "b", "new"]
    with pytest.raises(FileExistsError):
        settle(str(new), [str(tmp_path / name) for name in "abc"])


def test_the_newest_stay_and_only_names_that_we_gave_go(bwd: Run, folder: Path, clock: Any) -> None:
    bwd("db", "backup")
    (name,) = there(folder)
    others = {
        "notes.txt",
        f"{name}.copy",
        name.replace("register-", "finance-"),
        re.sub(r"Z-.{8}", "Z-00000000", name),
        name.replace("2026-11-23", "2026-13-45"),
        name.replace(".db", ".jsonl"),
        name.replace("register", "my-register"),
    }
    for other in others:
        (folder / other).write_text("somebody's")
    for day in range(1, 5):
        clock(day)
        ran = bwd("db", "backup", "--keep", "3")
    assert ran.stdout.endswith("verified. 1 older one removed.\n")
    ours = [found for found in there(folder) if found not in others]
    assert [found[9:19] for found in ours] == ["2026-11-25", "2026-11-26", "2026-11-27"]
    assert others < set(there(folder))


def test_fourteen_stay_unless_another_number_is_given(bwd: Run, folder: Path, clock: Any) -> None:
    for day in range(16):
        clock(day)
        bwd("db", "backup")
    assert days(folder) == [f"2026-{month}-{day:02}" for month, day in [(11, d) for d in range(25, 31)]] + [
        f"2026-12-{day:02}" for day in range(1, 9)
    ]
    assert bwd("db", "backup", "--keep", "1").stdout.endswith("14 older ones removed.\n")
    assert days(folder) == ["2026-12-08"]


def test_the_one_just_made_stays_even_where_the_clock_went_back(bwd: Run, folder: Path, clock: Any) -> None:
    for day in (100, 200, 300):
        clock(day)
        bwd("db", "backup")
    clock(-1000)
    assert "3 backups in" in bwd("db", "backup", "--keep", "2").stderr
    assert [day[:4] for day in days(folder)] == ["2024", "2027", "2027", "2027"]
    clock(-1001)
    assert "4 backups in" in bwd("db", "backup", "--keep", "1").stderr
    assert [day[:7] for day in days(folder)][:2] == ["2024-02", "2024-02"]


def test_two_databases_of_one_name_keep_theirs_in_one_folder(bwd: Run, own_place: Path, folder: Path) -> None:
    other = own_place / "elsewhere" / "register.db"
    other.parent.mkdir()
    bwd("--database", str(other), "init", "--seed", "bwd-infant-mortality")
    for path in (own_place / "register.db", other):
        bwd("--database", str(path), "db", "backup", str(folder), "--keep", "1")
    assert len({name[-11:] for name in there(folder)}) == len(there(folder)) == 2


def test_a_database_in_which_nothing_was_written_is_backed_up_too(run: Run, folder: Path) -> None:
    run("init")
    assert "0 rows of history, verified." in run("db", "backup").stdout
    assert there(folder)[0].endswith("Z-00000000.db")


@pytest.mark.parametrize(
    "damage",
    [
        ["UPDATE recommendation SET text = 'Rewritten' WHERE ref = '11'"],
        ["UPDATE history SET why = 'Rewritten' WHERE seq = 20"],
        ["DELETE FROM history WHERE seq > 140"],
    ],
)
def test_what_does_not_verify_is_said_and_removed_and_nothing_goes_for_it(
    bwd: Run, folder: Path, clock: Any, damage: list[str]
) -> None:
    for day in range(3):
        clock(day)
        bwd("db", "backup")
    before = there(folder)
    tamper(*damage)
    clock(4)
    ran = bwd("db", "backup", "--keep", "1", code=6)
    assert ran.stdout == ""
    assert ran.stderr.startswith("sli: The backup was not found whole and is removed: ")
    assert ran.stderr.count("\n") == 1
    assert there(folder) == before


def test_a_damaged_file_is_no_backup(bwd: Run, own_place: Path, folder: Path) -> None:
    path = own_place / "register.db"
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'recommendation'").fetchone()[0]
    content[4096 * (root - 1) + 8 : 4096 * root] = os.urandom(4088)
    path.write_bytes(content)
    assert "sli: The backup was not found whole" in bwd("db", "backup", code=6).stderr
    assert there(folder) == []


def test_where_the_folder_cannot_be_made_it_is_said_in_a_sentence(bwd: Run, own_place: Path) -> None:
    (own_place / "file").write_text("")
    ran = bwd("db", "backup", str(own_place / "file" / "backups"), code=6)
    assert "could not be written: Not a directory" in ran.stderr
    for more in ((), ("--install-cron", "cron")):
        ran = bwd("db", "backup", str(own_place / "file"), *more, code=2)
        assert ran.stderr == f"sli: {own_place}/file is a file, not a folder. Name a folder.\n"


def test_an_empty_name_is_not_taken_for_none(bwd: Run, own_place: Path) -> None:
    before = there(own_place)
    assert "it is empty" in bwd("db", "backup", "", code=2).stderr
    assert "it is empty" in bwd("db", "restore", str(own_place / "register.db"), "--to", "", code=2).stderr
    assert there(own_place) == before


@pytest.mark.parametrize(("size", "words"), [(400, "1 KB"), (1499, "1 KB"), (99_400, "99 KB"), (640_000, "0.6 MB")])
def test_a_small_backup_has_a_size_too(size: int, words: str) -> None:
    assert in_bytes(size) == words


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_line_break_in_a_name_makes_no_line_of_its_own(bwd: Run, own_place: Path) -> None:
    ran = bwd("db", "backup", f"{own_place}/a\nDone.\n")
    assert ran.stdout.count("\n") == 1 and "a\ufffdDone.\ufffd/register-" in ran.stdout


def test_a_folder_that_is_not_ours_alone_is_left_as_it_is(bwd: Run, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    bwd("db", "backup")
    assert folder.stat().st_mode & 0o777 == 0o755


def test_what_a_killed_backup_left_is_cleared_away_after_a_day(bwd: Run, folder: Path) -> None:
    for name, age in ((".sli-unfinished-old", 100_000), (".sli-unfinished-new", 100), ("keep", 100_000)):
        (folder / name).mkdir(parents=True)
        (folder / name / "backup.db").write_text("half")
        os.utime(folder / name, (datetime.now(UTC).timestamp() - age,) * 2)
    bwd("db", "backup")
    assert [name for name in there(folder) if not name.endswith(".db")] == [".sli-unfinished-new", "keep"]


def test_the_folder_is_the_one_given_else_that_of_the_settings_else_beside_the_database(
    bwd: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_place)
    bwd("db", "backup")
    (own_place / "settings.toml").write_text(f"backup-folder = '{own_place}/safe'\n")
    bwd("db", "backup")
    bwd("db", "backup", "given")
    assert [len(there(own_place / name)) for name in ("backups", "safe", "given")] == [1, 1, 1]
    monkeypatch.setenv("SLI_BACKUP_FOLDER", "none")
    assert "backups are made by other means. Name a folder." in bwd("db", "backup", code=2).stderr
    bwd("db", "backup", "given")
    assert len(there(own_place / "given")) == 2


def test_a_database_of_an_earlier_version_is_said_to_be_one(run: Run, own_place: Path, folder: Path) -> None:
    (own_place / "register.db").write_bytes(gzip.decompress(KEPT[0].read_bytes()))
    assert "sli db upgrade" in run("db", "backup", code=6).stderr
    assert not folder.exists() or there(folder) == []


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_at_least_one_is_kept(bwd: Run, number: str) -> None:
    bwd("db", "backup", "--keep", number, code=2)


def test_the_lines_for_cron_name_the_folder_that_was_meant(
    bwd: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own_place)
    out = bwd("db", "backup", "--install-cron", "cron", "--keep", "30").stdout
    assert f" db backup {own_place}/backups --keep 30 >> {own_place}/sli-db-backup.log\n" in out
    assert "\n30 2 * * * " in out and "backup-folder" not in out
    out = bwd("db", "backup", "safe place", "--install-cron", "systemd").stdout
    assert f'db backup "{own_place}/safe place" --keep 14' in out
    assert (
        f"\n# `sli check` looks for backups where the setting backup-folder says; set it to {own_place}/safe place\n"
        in out
    )
    assert "Register-ScheduledTask -TaskName 'sli-db-backup'" in bwd("db", "backup", "--install-cron", "windows").stdout
    assert not (own_place / "backups").exists()
    bwd("db", "backup", "--install-cron", "launchd", code=2)


# -- how old the newest is ---------------------------------------------------------------------------------------------


def old(run: Run, *args: str) -> list[tuple[str, str]]:
    """What `sli check` says of backups."""
    found = json.loads(run("check", *args, "--json").stdout)
    return [(one["what"], one["mend"]) for one in found if one["kind"] == "old-backup"]


@pytest.fixture
def long_used(run: Run, own_place: Path, clock: Any) -> Run:
    """A register that was made, by its history, in the middle of November."""
    clock(-8)
    run("init", "--seed", "bwd-infant-mortality")
    clock(0)
    return run


def test_a_register_that_is_new_needs_no_backup_yet(run: Run, clock: Any) -> None:
    clock(0)
    run("init")
    clock(400)
    assert old(run) == []
    run("register", "add", "Another", "--locality", "Elsewhere")
    clock(407)
    assert old(run) == []


def test_a_register_in_use_for_more_than_a_week_without_a_backup_is_said(long_used: Run, folder: Path) -> None:
    said = f"There is no backup in {folder}, and the register has been in use since 15 Nov 2026"
    assert old(long_used) == [(said, "sli db backup")]
    first = long_used("check").stdout.partition("---\n")[2].splitlines()[0]
    assert re.fullmatch(r" +There is no backup in +sli db backup", first)
    assert old(long_used, "--theme", "Safeguarding") == []
    long_used("db", "backup")
    assert old(long_used) == []


def test_a_backup_older_than_a_week_is_said_with_its_age(long_used: Run, folder: Path, clock: Any) -> None:
    long_used("db", "backup")
    clock(7)
    assert old(long_used) == []
    clock(8.5)
    said = f"The last backup in {folder} was made on 23 Nov 2026, 8 days ago"
    assert old(long_used) == [(said, "sli db backup")]
    long_used("check", "--exit-code", code=8)
    long_used("db", "backup")
    assert old(long_used) == []


def test_the_name_of_a_backup_that_failed_or_is_from_the_future_or_of_another_says_nothing(
    long_used: Run, folder: Path, clock: Any
) -> None:
    clock(1000)
    long_used("db", "backup")
    clock(0)
    for name in there(folder):
        (folder / re.sub(r"\d{4}-\d\d-\d\d", "2026-11-22", re.sub(r"Z-.{8}", "Z-12345678", name))).write_text("")
    assert "There is no backup" in old(long_used)[0][0]


def test_who_makes_backups_by_other_means_is_left_alone(long_used: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLI_BACKUP_FOLDER", "none")
    assert old(long_used) == []


def test_the_folder_of_the_settings_is_looked_into(
    long_used: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_used("db", "backup", str(own_place / "safe"))
    assert old(long_used) != []
    monkeypatch.setenv("SLI_BACKUP_FOLDER", str(own_place / "safe"))
    assert old(long_used) == []


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(server: Server, seeded: Path) -> Iterator[str]:
    """The seed register in a PostgreSQL database."""
    place = server.new()
    server.put(seeded, place)
    yield place
    server.forget(place)


def test_backups_of_a_postgresql_database_are_rotated_and_found(
    run: Run, shared: str, own_place: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLI_BACKUP_FOLDER", str(own_place / "safe"))
    at = ("--database", shared)
    for day in range(4):
        clock(day)
        run(*at, "db", "backup", "--keep", "2")
    assert days(own_place / "safe") == ["2026-11-25", "2026-11-26"]
    assert old(run, *at) == []
    clock(20)
    assert "was made on 26 Nov 2026, 17 days ago" in old(run, *at)[0][0]


def test_what_does_not_verify_in_postgresql_is_said_and_removed(
    run: Run, shared: str, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLI_DATABASE", shared)
    tamper("UPDATE recommendation SET text = 'Rewritten' WHERE ref = '11'")
    ran = run("db", "backup", str(own_place / "safe"), code=6)
    assert "sli: The backup was not found whole and is removed: 11: recommendation 11 is not what" in ran.stderr
    assert there(own_place / "safe") == []
