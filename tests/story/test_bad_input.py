"""Bad input that a line of the corpus cannot show: texts on standard input, files, disks, locks and settings.

Each is one clear sentence on standard error, its exit code, and nothing written.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.story.program import SLI, Program, Ran

LINUX = sys.platform == "linux"
BELL_AND_RED = "\x1b[31m\x07"


def refused(program: Program, *args: str, code: int, says: str, on: str = "2026-11-23", **rest: object) -> Ran:
    """The command line fails with one sentence that holds `says`, and every file stays as it was."""
    before = program.left()
    ran = program(*args, code=code, on=on, **rest)  # type: ignore[arg-type]
    assert ran.out == ""
    assert len(ran.complaints) == 1, ran
    assert ran.err.splitlines()[-1] == ran.complaints[0]  # what was understood of dates may stand before it
    assert says in ran.complaints[0], ran
    assert program.left() == before
    return ran


# -- texts


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\x9b31m", "\u202e", "\x7f", "a\x08b"], ids=repr)
def test_what_a_terminal_would_obey_is_not_taken_in(program: Program, hostile: str) -> None:
    ran = refused(program, "note", "11", "-", stdin=f"Words {hostile}", code=2, says="control character")
    assert hostile not in ran.err


@pytest.mark.parametrize(
    "args",
    [
        ("show", BELL_AND_RED),
        (BELL_AND_RED,),
        (f"--{BELL_AND_RED}",),
        ("--database", "two\nlines", "due"),
    ],
    ids=repr,
)
def test_what_is_echoed_is_harmless_and_on_one_line(program: Program, args: tuple[str, ...]) -> None:
    before = program.left()
    done = subprocess.run(program.line(*args), capture_output=True, cwd=program.place, env=program.environment)
    err = done.stderr.decode()
    assert done.returncode in (2, 3)
    assert (done.stdout, err.count("\n")) == (b"", 1)
    assert "\x1b" not in err
    assert "\x07" not in err
    assert program.left() == before


def test_what_others_have_put_into_the_file_stays_out_of_the_terminal(program: Program) -> None:
    with closing(sqlite3.connect(program.database)) as raw:
        for column in ("theme", "text", "position", "action"):
            raw.execute(f"UPDATE recommendation SET {column} = {column} || ? WHERE ref = '3'", (BELL_AND_RED,))
        raw.execute("UPDATE forum SET name = name || ?", (BELL_AND_RED,))
        raw.execute("UPDATE post SET name = name || ?", (BELL_AND_RED,))
        raw.commit()
    reads = [("due",), ("list", "--group", "theme"), ("show", "3"), ("show", "3", "--json"), ("overdue",), ("check",)]
    for args in (*reads, *(("list", "--format", name) for name in ("plain", "markdown", "csv", "tsv", "json"))):
        ran = program(*args)
        assert "\x1b" not in ran.out, args
        assert "\x07" not in ran.out, args


def test_a_megabyte_of_text_is_refused_whole_and_never_cut(program: Program) -> None:
    says = "The note has 1,000,000 characters; the most is 100,000."
    refused(program, "note", "11", "-", stdin="x" * 1_000_000, code=2, says=says)
    refused(program, "add", "23", "--text", "-", stdin="é" * 1_000_000, code=2, says="1,000,000 characters")


def test_the_longest_text_is_stored_and_shown_whole(program: Program) -> None:
    text = "wörd " * 19_999 + "words"
    assert len(text) == 100_000
    program("note", "11", "-", stdin=text)
    program("add", "23", "--text", "-", stdin="x" * 100_000)
    assert program.show("11")["latest_update"]["text"] == text
    assert program.show("11")["notes"][0]["text"] == text
    assert program("show", "11").out.count("wörd") == 19_999
    assert program.show("23")["text"] == "x" * 100_000
    program("list", "--columns", "ref,text,latest_update")


def test_standard_input_that_is_no_text_is_refused(program: Program) -> None:
    refused(program, "note", "11", "-", stdin=b"", code=2, says="is empty")
    refused(program, "note", "11", "-", stdin=b"caf\xe9", code=2, says="not text in utf-8")
    refused(program, "note", "11", "-", stdin=b"\x00\x01\x02", code=2, says="control character")


# -- the database


def no_database(place: Path) -> None:
    pass


def a_folder(place: Path) -> None:
    (place / "register.db").mkdir()


def an_empty_file(place: Path) -> None:
    (place / "register.db").touch()


def a_letter(place: Path) -> None:
    (place / "register.db").write_text("Dear all,\n" * 500)


def another_programs(place: Path) -> None:
    with closing(sqlite3.connect(place / "register.db")) as raw:
        raw.execute("CREATE TABLE recommendation (id INTEGER)")
        raw.commit()


def a_newer_one(place: Path) -> None:
    with closing(sqlite3.connect(place / "register.db")) as raw:
        raw.execute("PRAGMA user_version = 999")


def an_older_one(place: Path) -> None:
    with closing(sqlite3.connect(place / "register.db")) as raw:
        raw.execute("PRAGMA user_version = 0")


def half_of_it(place: Path) -> None:
    path = place / "register.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_pipe(place: Path) -> None:
    os.mkfifo(place / "register.db")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (no_database, "There is no database at"),
        (a_folder, "is a folder, not a database"),
        (an_empty_file, "not one of sli's"),
        (a_letter, "is not a database"),
        (another_programs, "is a database, but not one of sli's"),
        pytest.param(
            a_pipe, "is not a file", marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
        ),
    ],
)
def test_what_is_no_database_of_slis_is_refused(fresh: Program, make: Callable[[Path], None], says: str) -> None:
    make(fresh.place)
    kind = fresh.database.stat().st_mode if fresh.database.exists() else None
    for args in (("due",), ("note", "11", "Words")):
        refused(fresh, *args, code=6, says=says)
    if kind is not None:
        refused(fresh, "init", "--seed", "bwd-infant-mortality", code=6, says=says)
        assert fresh.database.stat().st_mode == kind


@pytest.mark.parametrize(
    ("make", "says"),
    [(a_newer_one, "newer sli (schema 999"), (an_older_one, "sli db upgrade"), (half_of_it, "is damaged")],
)
def test_a_database_of_another_version_or_a_damaged_one_is_refused(
    program: Program, make: Callable[[Path], None], says: str
) -> None:
    make(program.place)
    for args in (("due",), ("note", "11", "Words")):
        refused(program, *args, code=6, says=says)


@pytest.mark.parametrize("name", ["", " ", "postgresql://server/register", "nowhere/at/all.db"])
def test_a_name_that_is_no_place_is_refused(program: Program, name: str) -> None:
    code = 2 if not name.strip() else 6
    refused(program, "--database", name, "due", code=code, says="Name a file" if not name.strip() else name[:10])


def chmod_binds() -> None:
    """Before a program starts: takes from root what lets it pass the permissions of files (Linux)."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; PR_CAPBSET_DROP is 24
            libc.prctl(24, capability, 0, 0, 0)


@pytest.fixture
def locked_away(program: Program) -> Program:
    """The program, where permissions bind even root; skipped where that cannot be had."""
    if not LINUX:
        pytest.skip("permissions are tested on Linux")
    secret = program.place / "secret"
    secret.touch(mode=0o000)
    read = subprocess.run(
        [sys.executable, "-c", "import sys; open(sys.argv[1])", str(secret)],
        preexec_fn=chmod_binds,
        capture_output=True,
    )
    secret.unlink()
    if read.returncode == 0:
        pytest.skip("this account may read what nobody may")
    return program


def test_a_file_that_may_not_be_read_is_refused(locked_away: Program) -> None:
    locked_away.database.chmod(0o000)
    for args in (("due",), ("note", "11", "Words")):
        ran = locked_away(*args, code=6, before_start=chmod_binds)
        assert "may not be read by this account" in ran.complaints[0]


@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_where_it_may_not_be_written_it_is_read_and_never_written(locked_away: Program, file: int, folder: int) -> None:
    before = locked_away.left()
    locked_away.database.chmod(file)
    locked_away.place.chmod(folder)
    try:
        assert "6 overdue" in locked_away("due", before_start=chmod_binds).out
        ran = locked_away("note", "11", "Words", code=6, before_start=chmod_binds)
        assert len(ran.complaints) == 1
        assert "may" in ran.complaints[0]
    finally:
        locked_away.place.chmod(0o700)
        locked_away.database.chmod(0o600)
    assert locked_away.left() == before


def test_init_where_nothing_may_be_written_is_refused(locked_away: Program) -> None:
    (locked_away.place / "closed").mkdir(mode=0o500)
    ran = locked_away("--database", "closed/new.db", "init", code=6, before_start=chmod_binds)
    assert "could not be made: Permission denied" in ran.complaints[0]


def full_at(size: int) -> Callable[[], None]:
    """Before a program starts: no file may grow beyond `size` bytes, as on a full disk."""

    def limit() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("room", [0, 4096, 100_000, 1.0])
def test_a_full_disk_writes_nothing(program: Program, room: float) -> None:
    before = program.left()
    size = int(program.database.stat().st_size * room) if isinstance(room, float) else int(room)
    ran = program("note", "11", "-", stdin="words " * 16_000, code=6, before_start=full_at(size))
    assert len(ran.complaints) == 1
    assert "is full; nothing was written" in ran.complaints[0]
    # Where even taking back was cut off by the limit, whoever opens the file next does it.
    assert "6 overdue" in program("due").out
    assert program.left() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_full_disk_leaves_no_half_of_a_new_database_or_of_a_list(program: Program) -> None:
    program("--database", "empty.db", "init")
    for room in (0, 4096, 50_000, (program.place / "empty.db").stat().st_size):
        new = ("--database", "new.db", "init", "--seed", "bwd-infant-mortality")
        refused(program, *new, code=6, says="new.db", before_start=full_at(room))
    program("list", "-o", "list.csv")
    says = "list.csv could not be written: File too large"
    refused(program, "list", "--limit", "20", "-o", "list.csv", code=2, says=says, before_start=full_at(4096))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("room", [10, 600, 2_000])
@pytest.mark.parametrize(
    "args",
    [("export", "-o", "out.xlsx"), ("minutes", "sheet", "LSCB", "-o", "out.xlsx"), ("due", "-o", "out.xlsx")],
    ids=lambda args: args[0],
)
def test_a_full_disk_leaves_no_half_of_a_workbook(program: Program, args: tuple[str, ...], room: int) -> None:
    program("meeting", "add", "LSCB", "2027-01-05")
    says = "out.xlsx could not be written: no room for temporary files."
    ran = refused(program, *args, code=2, says=says, before_start=full_at(room))
    assert ran.err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_redaction_that_cannot_wipe_the_file_says_what_is_done_and_what_is_not(program: Program) -> None:
    program("note", "11", "A Secret word")
    redact = ("history", "redact", "11", "--text", "Secret", "--reason", "Privacy", "--yes")
    # Room to write over what is there, and none for the file beside it that a wiped one is made of.
    ran = program(*redact, code=6, before_start=full_at(program.database.stat().st_size))
    said = "The passage is blanked, but what was overwritten may still be in the database's files: The disk"
    assert said in ran.complaints[0]
    assert "nothing was written" not in ran.err
    assert program.show("11")["notes"][0]["text"] == "A [redacted] word"
    program(*redact)
    assert b"Secret" not in program.database.read_bytes()


def test_a_database_that_another_writes_is_read_and_refused_for_writing_after_the_wait(program: Program) -> None:
    with program.held("IMMEDIATE"):
        assert "6 overdue" in program("due").out
        says = "is in use by another process (waited 0.2 s); nothing was written"
        refused(program, "note", "11", "Words", code=6, says=says, SLI_BUSY_TIMEOUT="0.2")
    program("note", "11", "Words", SLI_BUSY_TIMEOUT="0.2")


def test_a_database_that_another_has_locked_is_refused(program: Program) -> None:
    with program.held("EXCLUSIVE"):
        for args in (("due",), ("list", "--json"), ("note", "11", "Words"), ("init",)):
            refused(program, *args, code=6, says="is in use by another process", SLI_BUSY_TIMEOUT="0.1")
    assert "6 overdue" in program("due").out


# -- settings


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (b"databse = 'x.db'\n", "names an unknown setting 'databse'. Known: database,"),
        (b"database = \n", "is not valid TOML"),
        (b"database = 'x.db\n", "is not valid TOML"),
        (b'database = "C:\\Users\\jo\\register.db"\n', "Write texts and paths in single quotes"),
        (b"by = 'Zo\xe9'\n", "cannot be read"),
        (b"[database]\nname = 'x.db'\n", "is not one value"),
        (b"busy-timeout = 'long'\n", "busy-timeout is 'long'"),
        (b"busy-timeout = -1\n", "busy-timeout is '-1'"),
        (b"zone = 'Europe/Lundun'\n", "There is no time zone 'Europe/Lundun'"),
    ],
)
def test_a_settings_file_that_says_nothing_sensible_is_refused(program: Program, settings: bytes, says: str) -> None:
    (program.place / "settings.toml").write_bytes(settings)
    refused(program, "due", code=2, says=says)


def test_a_settings_file_that_is_a_folder_is_refused(program: Program) -> None:
    (program.place / "settings.toml").mkdir()
    refused(program, "due", code=2, says="cannot be read")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLI_ZONE", "Nowhere", "There is no time zone 'Nowhere'"),
        ("SLI_ZONE", "../../etc/passwd", "There is no time zone"),
        ("SLI_BUSY_TIMEOUT", "soon", "busy-timeout is 'soon' (from environment"),
        ("SLI_BUSY_TIMEOUT", "nan", "busy-timeout is 'nan'"),
    ],
)
def test_a_variable_that_says_nothing_sensible_is_refused(program: Program, name: str, value: str, says: str) -> None:
    refused(program, "due", code=2, says=says, **{name: value})


def test_an_unexpected_failure_is_one_line_too(program: Program) -> None:
    with closing(sqlite3.connect(program.database)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE recommendation SET next_review = 'soon' WHERE ref = '3'")
        raw.commit()
    done = subprocess.run([*SLI, "show", "3"], capture_output=True, text=True, env=program.environment)
    assert done.returncode == 1
    assert done.stderr.startswith("sli: an unexpected failure (")
    assert done.stderr.count("\n") == 1
