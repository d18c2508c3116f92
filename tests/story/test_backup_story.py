"""Backups as life has it: others write meanwhile, the power goes, the disk fills; and cron runs it for years."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sli_cli.store import backup
from sli_cli.store.restoring import restore_file
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.verify import verify
from tests.backups import contents, there
from tests.places import Server
from tests.story.program import Program
from tests.story.test_bad_input import chmod_binds, full_at, locked_away
from tests.story.test_faults import INTERRUPTED, large, whole

__all__ = ["large", "locked_away"]

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor these signals")

WRITER = """
import sys
from datetime import date
from sli_cli.services import reviews
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.sqlite import SqliteFile
stamp, today = Stamp('2026-11-23T09:00:00Z', 'worker', ''), date(2026, 11, 23)
database = Database(SqliteFile(sys.argv[1], timeout=60), today, lambda: stamp)
for number in range(1_000_000):
    text = f'{sys.argv[2]} {number}'
    reviews.note(database, ['11', '12'], None, text, today, 'worker')
    print(text, flush=True)
"""


@contextmanager
def writers(program: Program, count: int) -> Iterator[list[str]]:
    """So many people who write without a pause; when they were stopped, the texts that they were told are recorded."""
    recorded: list[str] = []
    line = [sys.executable, "-c", WRITER, str(program.database)]
    people = [
        subprocess.Popen([*line, f"Writer {number}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for number in range(count)
    ]
    for one in people:
        assert one.stdout is not None
        recorded.append(one.stdout.readline().decode().strip())  # it is at work now
    yield recorded
    for one in people:
        assert one.poll() is None, one.communicate()  # nobody was kept from writing
        one.terminate()
        out, _ = one.communicate()
        recorded += out.decode().split("\n")[:-1]


def notes(path: Path) -> list[str]:
    """The texts of every progress note of recommendation 11, in order."""
    raw = sqlite3.connect(path)
    found = raw.execute(
        "SELECT note.text FROM progress_note AS note JOIN recommendation AS it ON it.id = recommendation_id"
        " WHERE it.ref = '11' ORDER BY note.id"
    )
    texts = [text for (text,) in found]
    raw.close()
    return texts


def verified(path: Path) -> None:
    with SqliteFile(str(path)).reading() as connection:
        verify(connection)


def names() -> Iterator[str]:
    return (f"register-{number:03}.db" for number in range(1000))


# -- others write meanwhile --------------------------------------------------------------------------------------------


def test_each_backup_is_the_register_at_one_moment_while_others_write(large: Program) -> None:
    folder = large.place / "backups"
    with writers(large, 3) as recorded:
        for _ in range(6):
            backup.make(SqliteFile(str(large.database), timeout=30), str(folder), names())
            time.sleep(0.05)
        ran = large("db", "backup", "cli")
    assert (ran.err, ran.out.count("\n")) == ("", 1)
    final = notes(large.database)
    assert set(recorded) <= set(final)
    lengths = []
    for name in there(folder):
        verified(folder / name)
        kept = notes(folder / name)
        assert kept == final[: len(kept)]
        lengths.append(len(kept))
    assert len(lengths) == 6
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0]
    whole(large)


@pytest.mark.parametrize("from_page", [0, 530], ids=["from the beginning", "when most is copied"])
def test_when_others_never_pause_they_wait_once_for_the_backup(
    large: Program, monkeypatch: pytest.MonkeyPatch, from_page: int
) -> None:
    wrote: list[bool] = []

    class Crowded(backup._Watch):
        def __call__(self, status: int, left: int, total: int) -> None:
            if total - left >= from_page:
                other = sqlite3.connect(large.database, timeout=0)
                try:
                    other.execute("UPDATE post SET organisation = organisation || 'x'")
                    other.commit()
                    wrote.append(True)
                except sqlite3.OperationalError:
                    wrote.append(False)
                other.close()
            super().__call__(status, left, total)

    monkeypatch.setattr(backup, "_Watch", Crowded)
    monkeypatch.setattr(backup, "STEP", 10)
    copy = large.place / "copy.db"
    with SqliteFile(str(large.database)).reading() as connection:
        backup.copy_file(connection.raw, str(copy), str(large.place), 5)
    assert all(wrote[:-1]) and not wrote[-1] and len(wrote) > backup.BEGINNINGS
    organisations = {row for row in contents(copy)["post"] if "x" * (len(wrote) - 1) in row}
    assert len(organisations) == len(contents(copy)["post"])
    assert contents(copy) == contents(large.database)


def test_a_database_that_stays_locked_is_said_to_be_so_after_the_wait(program: Program) -> None:
    with program.held("EXCLUSIVE"):
        ran = program("db", "backup", code=6, SLI_BUSY_TIMEOUT="0.3")
    assert "is in use by another process (waited 0.3 s); nothing was written" in ran.complaints[0]
    assert "6 overdue" in program("due").out
    with program.held("IMMEDIATE"):  # somebody is writing, and has kept nothing yet
        program("db", "backup")


def test_nothing_that_was_recorded_is_lost_when_a_backup_is_put_in_the_place_of_a_register_in_use(
    large: Program,
) -> None:
    large("db", "backup", "safe")
    file = str(next((large.place / "safe").iterdir()))
    with writers(large, 3) as recorded:
        for _ in range(3):
            time.sleep(0.2)
            large("db", "restore", file, "--replace", SLI_BUSY_TIMEOUT="30")
        time.sleep(0.2)
    kept = list(large.place.glob("register.db.before-restore.*"))
    assert len(kept) == 3
    held = {text for path in (large.database, *kept) for text in notes(path)}
    assert len(recorded) > 20
    assert set(recorded) <= held
    for path in kept:
        verified(path)
    whole(large)


# -- kill -9 -----------------------------------------------------------------------------------------------------------


def killed(seconds: float, act: Callable[[], object]) -> bool:
    """Lets another process act and kills it after `seconds`; whether it was still at it."""
    ready, begin = os.pipe()
    worker = os.fork()
    if worker == 0:
        try:
            os.write(begin, b".")
            act()
            os._exit(0)
        finally:
            os._exit(1)
    os.read(ready, 1)
    time.sleep(seconds)
    os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    os.close(ready)
    os.close(begin)
    return os.WIFSIGNALED(status)


def taken(act: Callable[[], object]) -> float:
    """How long it takes when nobody interferes."""
    began = time.monotonic()
    act()
    return time.monotonic() - began


@posix
def test_killed_at_any_moment_a_backup_is_there_whole_or_not_at_all(program: Program) -> None:
    chance = random.Random(20261123)
    before, folder = program.database.read_bytes(), program.place / "backups"

    def make() -> None:
        backup.make(SqliteFile(str(program.database)), str(folder), names())

    most, in_the_middle = taken(make) * 1.2, 0
    for _ in range(25):
        in_the_middle += killed(chance.uniform(0, most), make)
        made = [name for name in there(folder) if not name.startswith(".")]
        for name in made[-2:]:
            assert contents(folder / name) == contents(program.database)
    for name in made:
        verified(folder / name)
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert in_the_middle >= 5
    assert program.database.read_bytes() == before
    for name in there(folder):
        os.utime(folder / name, (0, 0))
    program("db", "backup")
    assert [name for name in there(folder) if name.startswith(".")] == []


@posix
def test_killed_at_any_moment_a_restore_leaves_the_old_register_or_the_new_one(program: Program) -> None:
    chance = random.Random(7)
    program("db", "backup", "safe")
    file = str(next((program.place / "safe").iterdir()))
    program("close", "--theme", "Co-sleeping", "--as", "implemented", "--reason", "Done", "--yes")
    rounds = {}

    def replace() -> None:
        restore_file(file, SqliteFile(str(program.database)), "2026-11-23T10:00:00Z", replacing=True)

    old, new = contents(program.database), contents(Path(file))
    kept = Path(f"{program.database}.before-restore.2026-11-23T100000Z.backup")
    most = taken(replace)
    assert (contents(program.database), contents(kept)) == (new, old)
    as_it_was = kept.read_bytes()
    for number in range(25):
        for path in program.place.glob("register.db*"):
            path.unlink()
        program.database.write_bytes(as_it_was)
        killed(chance.uniform(0, most), replace)
        whole(program)  # opened as the next user would
        found = contents(program.database)
        assert found in (old, new), number
        if found == new or kept.exists():
            assert contents(kept) == old
        rounds[found == new, kept.exists()] = True
    assert (False, False) in rounds


@posix
def test_killed_at_any_moment_a_restore_to_a_new_place_is_there_whole_or_not_at_all(program: Program) -> None:
    chance = random.Random(11)
    program("db", "backup", "safe")
    file, target = str(next((program.place / "safe").iterdir())), program.place / "new" / "place.db"

    def restore() -> None:
        restore_file(file, SqliteFile(str(target)), "2026-11-23T10:00:00Z", replacing=False)

    most, there_already = taken(restore), 0
    for _ in range(25):
        target.unlink(missing_ok=True)
        killed(chance.uniform(0, most * 1.2), restore)
        assert {name for name in there(target.parent) if not name.startswith(".sli-unfinished-")} <= {"place.db"}
        if target.exists():
            there_already += 1
            assert contents(target) == contents(Path(file))
    assert there_already < 25


@posix
def test_ctrl_c_during_a_backup_leaves_nothing(large: Program) -> None:
    folder = large.place / "backups"
    for round_ in range(4):
        child = large.start("db", "backup")
        while not (folder.exists() and there(folder)) and child.poll() is None:
            time.sleep(0.001)
        time.sleep(round_ * 0.01)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        if child.returncode == 130:
            assert err.decode().splitlines()[-1] == INTERRUPTED
            assert there(folder) == []
        for name in there(folder):
            verified(folder / name)
            (folder / name).unlink()


# -- a full disk -------------------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("room", [0, 4096, 100_000, 0.5, 0.99])
def test_on_a_full_disk_a_backup_says_so_and_nothing_goes_for_it(program: Program, room: float) -> None:
    program("db", "backup")
    before = program.left(), there(program.place / "backups")
    size = int(program.database.stat().st_size * room) if isinstance(room, float) else room
    ran = program("db", "backup", "--keep", "1", code=6, before_start=full_at(size))
    assert len(ran.complaints) == 1 and ran.out == ""
    assert re.search(r"(backups|disk) .*(full|could not be written)", ran.complaints[0]), ran
    assert (program.left(), there(program.place / "backups")) == before


@posix
@pytest.mark.parametrize("room", [0, 4096, 100_000, 0.5, 0.99])
def test_on_a_full_disk_a_restore_changes_nothing(program: Program, room: float) -> None:
    program("note", "11", "words " * 16_000)
    program("db", "backup")
    file = str(next((program.place / "backups").iterdir()))
    program("note", "11", "After the backup")
    before = program.left()
    size = int(program.database.stat().st_size * room) if isinstance(room, float) else room
    for args in (("--replace",), ("--to", "new.db")):
        ran = program("db", "restore", file, *args, code=6, before_start=full_at(size))
        assert len(ran.complaints) == 1
        assert "full" in ran.complaints[0] or "could not be written" in ran.complaints[0]
        assert program.left() == before
    whole(program)


@posix
def test_where_there_is_room_for_the_copy_but_not_for_the_way_back_nothing_changes(program: Program) -> None:
    program("db", "backup")
    file = str(next((program.place / "backups").iterdir()))
    program("park", "11", "--reason", "No money")
    before = program.left()
    size = program.database.stat().st_size  # the journal holds every page, and says of each which one it is
    ran = program("db", "restore", file, "--replace", code=6, before_start=full_at(size))
    assert "full; nothing was written" in ran.complaints[0]
    assert whole(program)
    assert program.left() == before


@posix
@pytest.mark.parametrize("room", [0, 4096, 40_000])
def test_on_a_full_disk_a_backup_of_postgresql_says_so_and_nothing_of_it_stays(
    program: Program, server: Server, room: int
) -> None:
    shared = server.new()
    server.put(program.database, shared)
    try:
        ran = program("--database", shared, "db", "backup", "safe", code=6, before_start=full_at(room))
        assert len(ran.complaints) == 1 and re.search("File too large|full", ran.complaints[0])
        assert there(program.place / "safe") == []
        program("--database", shared, "db", "backup", "safe")
    finally:
        server.forget(shared)


# -- cron --------------------------------------------------------------------------------------------------------------


def by_cron(program: Program, line: str) -> subprocess.CompletedProcess[str]:
    """What cron does with a line of its table: little but a home and a path in the environment."""
    command = re.sub(r"^\S+ \S+ \* \* \* ", "", line).replace("\\%", "%")
    environment = {"HOME": str(program.place), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "root"}
    return subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, cwd="/", env=environment)


@posix
def test_the_line_that_is_printed_makes_the_backup_and_says_what_goes_wrong(program: Program, tmp_path: Path) -> None:
    place = program.place / "Jo's 100% größte %d register"
    place.mkdir()
    program.database.rename(place / "my register.db")
    at = ("--database", str(place / "my register.db"))
    line = program(*at, "db", "backup", "--install-cron", "cron", "--keep", "2").out.splitlines()[-1]
    for _ in range(3):
        ran = by_cron(program, line)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    log = (place / "sli-db-backup.log").read_text().splitlines()
    assert len(log) == 3
    assert all(entry.startswith(f"{place}/backups/my register-") for entry in log)
    assert len(there(place / "backups")) == 2
    assert (place / "sli-db-backup.log").stat().st_mode & 0o777 == 0o600
    (place / "my register.db").rename(place / "gone.db")
    ran = by_cron(program, line)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (6, "", 1)
    assert ran.stderr.startswith("sli: There is no database at ")
    assert len((place / "sli-db-backup.log").read_text().splitlines()) == 3
    assert len(there(place / "backups")) == 2


def test_backups_that_only_another_account_may_see_are_no_finding(locked_away: Program) -> None:
    folder = locked_away.place / "backups"
    folder.mkdir(mode=0o000)
    raw = sqlite3.connect(locked_away.database)
    since = raw.execute("SELECT min(at) FROM history").fetchone()[0]
    raw.close()
    assert since
    try:
        assert "backup" not in locked_away("check", before_start=chmod_binds).out
        ran = locked_away("db", "backup", code=6, before_start=chmod_binds)
        assert "backups could not be written: Permission denied." in ran.complaints[0]
    finally:
        folder.chmod(0o700)
