"""`sli db restore`: what comes back is the same, whatever version made it, and what is not whole changes nothing."""

from __future__ import annotations

import gzip
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sli_cli.app import UTC, App
from sli_cli.store import SCHEMA_VERSION
from tests.backups import KEPT, as_exported_then, contents, there
from tests.conftest import Run
from tests.places import Server

pytestmark = pytest.mark.sqlite

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SCHEMA = f'"schema":{SCHEMA_VERSION}'


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is half past two at night."""
    monkeypatch.setattr(App, "clock", lambda self: NOW)


@pytest.fixture
def folder(own_place: Path) -> Path:
    """Where backups go unless somebody says otherwise."""
    return own_place / "backups"


# -- the way back ------------------------------------------------------------------------------------------------------


@pytest.fixture
def backed_up(bwd: Run, folder: Path) -> Path:
    """A backup, after which a note was added."""
    bwd("note", "11", "Before the backup")
    bwd("db", "backup")
    bwd("note", "11", "After the backup")
    return next(folder.iterdir())


def test_a_backup_restored_to_a_new_place_is_the_register_as_it_was(bwd: Run, backed_up: Path, own_place: Path) -> None:
    new, before = own_place / "new" / "place.db", backed_up.read_bytes()
    said = bwd("db", "restore", str(backed_up), "--to", str(new)).stdout
    head = bwd("--database", str(backed_up), "db", "verify").stdout.split("Head: ")[1]
    assert said == f"Restored 150 rows of history in 2 changes into {new}; it is whole.\nHead: {head}"
    assert contents(new) == contents(backed_up)
    assert new.stat().st_mode & 0o777 == 0o600
    assert there(new.parent) == ["place.db"]
    assert backed_up.read_bytes() == before
    bwd("--database", str(new), "note", "12", "Life goes on")
    assert "After the backup" not in bwd("--database", str(new), "show", "11").stdout


def test_without_a_place_it_goes_where_the_settings_say(bwd: Run, backed_up: Path, own_place: Path) -> None:
    (own_place / "register.db").unlink()
    bwd("db", "restore", str(backed_up))
    assert contents(own_place / "register.db") == contents(backed_up)


def test_nothing_goes_over_a_database_that_is_there_unless_asked_to(bwd: Run, backed_up: Path, own_place: Path) -> None:
    before, files = (own_place / "register.db").read_bytes(), there(own_place)
    ran = bwd("db", "restore", str(backed_up), code=4)
    assert ran.stderr.startswith(f"sli: There is a database at {own_place}/register.db already; nothing was written.")
    assert ((own_place / "register.db").read_bytes(), there(own_place)) == (before, files)


def test_what_is_replaced_is_kept_beside_it_and_can_be_restored_in_turn(
    bwd: Run, backed_up: Path, own_place: Path
) -> None:
    path = own_place / "register.db"
    path.chmod(0o640)
    before = contents(path)
    kept = own_place / "register.db.before-restore.2026-11-23T023000Z.backup"
    assert f"\nWhat was there before is in {kept}\n" in bwd("db", "restore", str(backed_up), "--replace").stdout
    assert contents(path) == contents(backed_up)
    assert contents(kept) == before
    assert (path.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o640, 0o600)
    bwd("db", "restore", str(kept), "--replace")
    assert contents(path) == before
    second = own_place / "register.db.before-restore.2026-11-23T023000Z-2.backup"
    assert contents(second) == contents(backed_up)
    assert there(own_place) == sorted(["backups", path.name, kept.name, second.name])
    bwd("db", "verify")


DAMAGES = {
    "cut in half": lambda content: content[: len(content) // 2],
    "cut in the middle of a page": lambda content: content[: len(content) // 2 + 77],
    "garbage": lambda content: b"x" * len(content),
    "a header of nothing": lambda content: bytes(100) + content[100:],
    "a page overwritten": lambda content: content[:8192] + os.urandom(4096) + content[12288:],
    "the first page overwritten": lambda content: content[:100] + os.urandom(3996) + content[4096:],
    "nothing": lambda content: b"",
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_database_is_replaced_and_kept_byte_for_byte_or_as_a_copy(
    bwd: Run, backed_up: Path, own_place: Path, what: str
) -> None:
    path = own_place / "register.db"
    damaged = DAMAGES[what](path.read_bytes())
    path.write_bytes(damaged)
    bwd("db", "restore", str(backed_up), "--replace")
    assert contents(path) == contents(backed_up)
    (kept,) = own_place.glob("register.db.before-restore.*")
    assert kept.read_bytes() == damaged or kept.stat().st_size == max(len(damaged), 4096)
    assert kept.read_bytes()[4096:] == damaged[4096:]
    bwd("db", "verify")


def test_what_is_no_database_of_ours_is_never_replaced(bwd: Run, backed_up: Path, own_place: Path) -> None:
    path = own_place / "theirs.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE theirs (words)")
        raw.execute("INSERT INTO theirs VALUES (zeroblob(100000))")
        raw.commit()
    for content in (path.read_bytes(), path.read_bytes()[:50_000]):
        path.write_bytes(content)
        before = there(own_place)
        ran = bwd("db", "restore", str(backed_up), "--to", str(path), "--replace", code=6)
        assert "theirs.db is a database, but not one of sli's." in ran.stderr
        assert (path.read_bytes(), there(own_place)) == (content, before)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_while_somebody_writes_nothing_is_replaced(
    bwd: Run, backed_up: Path, own_place: Path, lock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLI_BUSY_TIMEOUT", "0.1")
    path = own_place / "register.db"
    before, files = path.read_bytes(), there(own_place)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {lock}")
        ran = bwd("db", "restore", str(backed_up), "--replace", code=6)
        other.execute("ROLLBACK")
    assert "is in use by another process (waited 0.1 s); nothing was written." in ran.stderr
    assert (path.read_bytes(), there(own_place)) == (before, files)


def test_who_has_it_open_goes_on_with_what_was_restored(bwd: Run, backed_up: Path, own_place: Path) -> None:
    with closing(sqlite3.connect(own_place / "register.db", isolation_level=None)) as other:
        assert other.execute("SELECT count(*) FROM progress_note").fetchone() == (2,)
        bwd("db", "restore", str(backed_up), "--replace")
        assert other.execute("SELECT count(*) FROM progress_note").fetchone() == (1,)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE progress_note SET text = 'Written by who waited'")
        other.execute("COMMIT")
    assert "Written by who waited" in str(contents(own_place / "register.db")["progress_note"])


def test_a_journal_that_was_left_beside_a_lost_database_is_not_played_into_the_new_one(
    bwd: Run, backed_up: Path, own_place: Path
) -> None:
    path = own_place / "register.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size = 1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE recommendation SET text = text || printf('%.2000c', 'x')")
        hot = (own_place / "register.db-journal").read_bytes()
        other.execute("ROLLBACK")
    assert len(hot) > 4096
    path.unlink()
    (own_place / "register.db-journal").write_bytes(hot)
    bwd("db", "restore", str(backed_up))
    assert contents(path) == contents(backed_up)
    (left,) = own_place.glob("register.db-journal.*.left")
    assert left.read_bytes() == hot
    bwd("db", "verify")


def test_a_copy_of_what_a_crash_left_is_restored_as_it_was_before_the_last_change(
    bwd: Run, backed_up: Path, own_place: Path
) -> None:
    copy = own_place / "copy"
    copy.mkdir()
    with closing(sqlite3.connect(backed_up, isolation_level=None)) as other:
        other.execute("PRAGMA cache_size = 1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE recommendation SET text = text || printf('%.2000c', 'x')")
        for ending in ("", "-journal"):
            (copy / f"register.db{ending}").write_bytes(Path(f"{backed_up}{ending}").read_bytes())
        other.execute("ROLLBACK")
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    bwd("db", "restore", str(copy / "register.db"), "--to", str(own_place / "new.db"))
    assert contents(own_place / "new.db") == contents(backed_up)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_it_is_said_that_reminders_sent_since_are_unknown_to_it(
    bwd: Run, own_place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("NOTIFY_BY", "file"), ("MAIL_FOLDER", "mail"), ("MAIL_FROM", "sli@example.gov.uk")):
        monkeypatch.setenv(f"SLI_{name}", str(own_place / value) if value == "mail" else value)
    bwd("register", "set", "owner", "Jo Bloggs <jo@example.gov.uk>")
    bwd("db", "backup")
    bwd("notify", "--start", "--yes")
    bwd("db", "backup")
    said = [bwd("db", "restore", str(path), "--replace").stdout for path in sorted(folder.iterdir(), reverse=True)]
    assert ["`sli notify --dry-run` first" in text for text in said] == [False, True]


# -- of earlier versions -----------------------------------------------------------------------------------------------


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int]:
    """A database of an earlier version, and its schema."""
    path = tmp_path / "earlier.db"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path, int(re.sub(r"\D", "", request.param.name))


def test_a_backup_of_every_earlier_version_is_restored_and_brought_up_to_date(
    run: Run, earlier: tuple[Path, int], own_place: Path
) -> None:
    path, schema = earlier
    before, new = path.read_bytes(), own_place / "new.db"
    said = run("db", "restore", str(path), "--to", str(new)).stdout
    assert f"\nIt was of schema {schema}, and was brought up to date.\n" in said
    assert there(own_place) == ["earlier.db", "new.db"]
    assert path.read_bytes() == before
    run("--database", str(path), "db", "upgrade")
    assert contents(new) == contents(path)
    run("--database", str(new), "review", "6", "--outcome", "on track", "--note", "After the restore", "--early")


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_of_every_earlier_version_is_restored_and_brought_up_to_date(
    run: Run, earlier: tuple[Path, int], own_place: Path, packed: bool
) -> None:
    path, schema = earlier
    text = "".join(as_exported_then(path, schema)).encode()
    export = own_place / "export"
    export.write_bytes(gzip.compress(text) if packed else text)
    said = run("db", "restore", str(export), "--to", str(own_place / "new.db")).stdout
    assert f"\nIt was of schema {schema}, and was brought up to date.\n" in said
    run("--database", str(path), "db", "upgrade")
    assert contents(own_place / "new.db") == contents(path)


def test_an_earlier_database_that_is_replaced_is_kept_as_it_was(
    bwd: Run, backed_up: Path, earlier: tuple[Path, int], own_place: Path
) -> None:
    path, _ = earlier
    before = contents(path)
    bwd("db", "restore", str(backed_up), "--to", str(path), "--replace")
    (kept,) = own_place.glob("earlier.db.before-restore.*")
    assert contents(kept) == before
    assert contents(path) == contents(backed_up)


# -- what is refused, and leaves nothing -------------------------------------------------------------------------------


@pytest.fixture
def exported(bwd: Run, own_place: Path) -> list[str]:
    bwd("export", "--all", "-o", str(own_place / "all.jsonl"))
    lines = (own_place / "all.jsonl").read_text().splitlines(keepends=True)
    (own_place / "all.jsonl").unlink()
    return lines


def refused(run: Run, own_place: Path, content: bytes, code: int) -> str:
    """Restores `content` into a new place, which is to be refused; what is said."""
    file = own_place / "file.backup"
    file.write_bytes(content)
    before = there(own_place)
    ran = run("db", "restore", str(file), "--to", str(own_place / "new.db"), code=code)
    assert (there(own_place), ran.stdout, ran.stderr.count("\n")) == (before, "", 1)
    assert file.read_bytes() == content
    assert ".sli-unfinished" not in ran.stderr
    return ran.stderr


@pytest.mark.parametrize(
    ("alter", "code", "says"),
    [
        (lambda lines: lines[:-1], 4, "The export is cut short"),
        (lambda lines: [*lines[:40], lines[40][:30]], 4, "Line 41 is not a line of a whole export"),
        (lambda lines: [*lines[:5], *lines[6:]], 4, "The export is cut short"),
        (lambda lines: [], 4, "is not a line of a whole export"),
        (lambda lines: ["{}\n"], 4, "The file is not an export of a whole database."),
        (lambda lines: ["[" * 100_000], 4, "is not a line of a whole export"),
        (lambda lines: [lines[0].replace('"schema":', '"schema":9'), *lines[1:]], 4, "by another version of sli"),
        (lambda lines: [lines[0].replace(SCHEMA, '"schema":"4"'), *lines[1:]], 4, "by another version of sli"),
        (lambda lines: [lines[0].replace(SCHEMA, '"schema":0'), *lines[1:]], 4, "by another version of sli"),
        (lambda lines: [lines[0].replace(SCHEMA, '"schema":true'), *lines[1:]], 4, "by another version of sli"),
        (lambda lines: [lines[0], lines[1].replace('"id":1', '"id":"x"'), *lines[2:]], 4, "no whole number"),
        (lambda lines: [lines[0], lines[1].replace("BwD", "DwB"), *lines[2:]], 6, "is not what its history says"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_export_is_refused(
    run: Run, exported: list[str], own_place: Path, alter: Any, code: int, says: str, packed: bool
) -> None:
    text = "".join(alter(exported)).encode()
    assert says in refused(run, own_place, gzip.compress(text) if packed else text, code)


@pytest.mark.parametrize(
    "content",
    [
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed[:10],
        lambda packed: packed[:-6],
        lambda packed: packed[:2000] + bytes(200) + packed[2200:],
        lambda packed: packed[:-8] + bytes(8),
        lambda packed: b"\x1f\x8b but no more",
        lambda packed: gzip.compress(os.urandom(5000)),
        lambda packed: b"\xff\xfe" + os.urandom(5000),
    ],
)
def test_a_damaged_packing_is_refused(run: Run, exported: list[str], own_place: Path, content: Any) -> None:
    packed = gzip.compress("".join(exported).encode())
    assert "nothing was written" in refused(run, own_place, content(packed), 4).lower()


def test_an_export_with_a_line_that_never_ends_is_refused_before_it_fills_the_memory(run: Run, own_place: Path) -> None:
    packed = gzip.compress(b"x" * 70_000_000)
    assert len(packed) < 100_000
    assert "a line that is too long for a backup" in refused(run, own_place, packed, 4)


def bit_flipped(content: bytes) -> bytes:
    """Another word in the text of a recommendation."""
    at = content.index(b"Risk Model")
    return content[:at] + b"Rusk" + content[at + 4 :]


@pytest.mark.parametrize(
    ("alter", "says"),
    [
        (lambda content: content[: len(content) // 2], "is damaged"),
        (lambda content: content[: len(content) - 4096 * 20], "damaged"),
        (lambda content: content[:100] + os.urandom(3996) + content[4096:], "damaged"),
        (lambda content: content[:40], "not one of sli's"),
        (bit_flipped, "is not what its history says"),
        (lambda content: content[:60] + (99).to_bytes(4, "big") + content[64:], "was made by a newer sli"),
        (lambda content: content[:68] + bytes(4) + content[72:], "not one of sli's"),
    ],
)
def test_a_damaged_file_is_refused(bwd: Run, backed_up: Path, own_place: Path, alter: Any, says: str) -> None:
    said = refused(bwd, own_place, alter(backed_up.read_bytes()), 6)
    assert says in said
    assert "file.backup" in said or "history" in said


@pytest.mark.parametrize("content", [b"", b"A letter\n", b"PK\x03\x04", b"\0" * 5000])
def test_what_is_no_backup_is_refused(bwd: Run, own_place: Path, content: bytes) -> None:
    refused(bwd, own_place, content, 4)


def test_the_file_and_the_place_have_to_be_such(bwd: Run, backed_up: Path, own_place: Path) -> None:
    before = there(own_place)
    for args, code, says in (
        ((str(own_place / "none.db"),), 2, "cannot be read: No such file or directory."),
        ((str(own_place),), 2, "cannot be read: Is a directory."),
        ((str(own_place / "register.db"),), 2, "is the database itself."),
        ((str(backed_up), "--to", str(own_place)), 6, "is a folder, not a database."),
        ((str(backed_up), "--to", str(own_place), "--replace"), 6, "is a folder, not a database."),
        ((str(backed_up), "--to", "//server/share/new.db"), 6, "lies on a network share"),
        ((str(backed_up), "--to", "mysql://h/db"), 6, "mysql databases are not in this version"),
        ((str(backed_up), "--to", str(own_place / "settings.toml" / "x.db")), 0, ""),
    ):
        if code:
            assert says in bwd("db", "restore", *args, code=code).stderr
    assert there(own_place) == before


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(server: Server, seeded: Path) -> Iterator[str]:
    """The seed register in a PostgreSQL database."""
    place = server.new()
    server.put(seeded, place)
    yield place
    server.forget(place)


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """A PostgreSQL database in which nothing is yet."""
    place = server.new()
    server.ready(place)
    yield place
    server.forget(place)


def test_of_a_postgresql_database_the_backup_is_a_whole_export_that_restores_anywhere(
    run: Run, shared: str, empty: str, own_place: Path
) -> None:
    at = ("--database", shared)
    run(*at, "note", "11", "In PostgreSQL")
    out = run(*at, "db", "backup", str(own_place / "safe")).stdout
    (name,) = there(own_place / "safe")
    assert re.fullmatch(r"t\d+_\d+-2026-11-23T023000Z-[0-9a-f]{8}\.jsonl\.gz", name)
    assert re.fullmatch(rf"{own_place}/safe/{name}: \d+ KB, 150 rows of history, verified\.\n", out)
    assert (own_place / "safe" / name).stat().st_mode & 0o777 == 0o600
    run(*at, "export", "--all", "-o", str(own_place / "all.jsonl"))
    assert gzip.decompress((own_place / "safe" / name).read_bytes()) == (own_place / "all.jsonl").read_bytes()
    head = run(*at, "db", "verify").stdout.split("Head: ")[1]
    for target in (str(own_place / "new.db"), empty):
        said = run("db", "restore", str(own_place / "safe" / name), "--to", target).stdout
        assert "Restored 150 rows of history in 2 changes into" in said and said.endswith(f"Head: {head}")
        assert "In PostgreSQL" in run("--database", target, "show", "11").stdout
        assert run("--database", target, "db", "verify").stdout.split("Head: ")[1] == head


def test_a_file_is_restored_into_postgresql_and_nothing_is_replaced_there(
    bwd: Run, backed_up: Path, shared: str, empty: str
) -> None:
    assert "The database is not empty" in bwd("db", "restore", str(backed_up), "--to", shared, code=4).stderr
    ran = bwd("db", "restore", str(backed_up), "--to", shared, "--replace", code=2)
    assert "A PostgreSQL database is not replaced." in ran.stderr
    bwd("db", "restore", str(backed_up), "--to", empty)
    assert "Before the backup" in bwd("--database", empty, "show", "11").stdout


def test_an_export_of_an_earlier_version_is_restored_into_postgresql(
    run: Run, earlier: tuple[Path, int], empty: str, own_place: Path
) -> None:
    path, schema = earlier
    (own_place / "export.jsonl").write_text("".join(as_exported_then(path, schema)))
    run("db", "restore", str(own_place / "export.jsonl"), "--to", empty)
    run("--database", empty, "db", "verify")
    run("--database", path and str(path), "db", "upgrade")
    for place in (empty, str(path)):
        run("--database", place, "export", "--all", "-o", str(own_place / f"{place == empty}.jsonl"))
    assert (own_place / "True.jsonl").read_bytes() == (own_place / "False.jsonl").read_bytes()


def test_a_server_that_is_not_there_is_said_and_no_password_is_printed(run: Run, own_place: Path) -> None:
    at = "postgresql://jo:hidden-pw@127.0.0.1:1/register"
    for args in (("backup", str(own_place / "safe")), ("restore", "file", "--to", at)):
        (own_place / "file").write_text("{}")
        ran = run("--database", at, "db", *args, code=6 if args[0] == "backup" else 2)
        assert "hidden-pw" not in ran.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links for everybody")
@pytest.mark.parametrize("found", ["whole", "damaged", "nothing"])
def test_behind_a_link_the_file_itself_is_replaced(run: Run, own_place: Path, backed_up: Path, found: str) -> None:
    elsewhere = own_place / "elsewhere"
    elsewhere.mkdir()
    real, link = elsewhere / "real.db", own_place / "link.db"
    if found != "nothing":
        real.write_bytes(backed_up.read_bytes() if found == "whole" else b"not a database at all")
    link.symlink_to(real)
    run("db", "restore", str(backed_up), "--to", str(link), *(["--replace"] if found != "nothing" else []))
    run("--database", str(link), "db", "verify")
    assert link.is_symlink() and real.exists()
    kept = [path.name for path in own_place.rglob("*before-restore*")]
    assert len(kept) == (found != "nothing") and all((elsewhere / name).exists() for name in kept)


def test_a_small_file_that_unpacks_without_end_is_refused(run: Run, own_place: Path) -> None:
    packed = own_place / "bomb.jsonl.gz"
    run("init", "--seed", "bwd-infant-mortality")
    run("export", "--all", "-o", str(own_place / "all.jsonl"))
    with gzip.open(packed, "wb") as stream:
        for line in (own_place / "all.jsonl").read_bytes().splitlines():
            stream.write(line + b" " * 1_000_000 + b"\n")
    assert packed.stat().st_size < 1_000_000
    assert "unpacks to more than a backup can" in refused(run, own_place, packed.read_bytes(), 4)
