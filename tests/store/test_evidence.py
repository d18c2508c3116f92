"""History as evidence: each change behind its back is found and named, and the database itself refuses most of them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from sli_cli.domain.evidence import text_hash
from sli_cli.services.history import referred
from sli_cli.services.redaction import FIXED
from sli_cli.store import SCHEMA_VERSION, schema
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from tests.conftest import Run
from tests.places import held, home, query, raw, stored, tamper

SEEDED = 149
"""How many rows of history the seed register has; those of `lived` follow."""

REVIEW, NOTE, PARKED = SEEDED + 1, SEEDED + 6, SEEDED + 7


@pytest.fixture
def lived(bwd: Run) -> Run:
    """The seed register after a review of 20, a note on 11, and 13 parked: changes 2 to 4."""
    bwd("review", "20", "--outcome", "on track", "--note", "Looked at")
    bwd("note", "11", "Spoke to the midwives")
    bwd("park", "13", "--reason", "No money")
    return bwd


def copy_of_last(seq: str) -> str:
    """Another row of history like the last one, as number `seq`."""
    raw_columns = [column.name for column in schema.history.columns if column.name != "seq"]
    columns = ", ".join(f'"{name}"' for name in raw_columns)
    return f"INSERT INTO history (seq, {columns}) SELECT {seq}, {columns} FROM history ORDER BY seq DESC LIMIT 1"


HEAD_MISSES = f"History row {PARKED} is missing: the last one is {PARKED - 1}, and the head names {PARKED}."
TAMPERINGS = {
    "a text edited": (
        f"UPDATE history SET after = replace(after, 'on track', 'at risk') WHERE seq = {REVIEW}",
        f"History row {REVIEW} (20: review 1, insert, ",
        "does not hold the texts that were written.",
    ),
    "a reason edited": (
        f"UPDATE history SET why = 'Illness' WHERE seq = {PARKED}",
        f"History row {PARKED} (13: recommendation 13, update, ",
        "does not hold the texts that were written.",
    ),
    "who edited": (
        f"UPDATE history SET account = 'somebody' WHERE seq = {NOTE}",
        f"History row {NOTE} (11: progress note 1, insert, ",
        "is not the row that was written.",
    ),
    "for whom edited": (
        f"UPDATE history SET \"by\" = 'somebody' WHERE seq = {NOTE}",
        f"History row {NOTE} ",
        "is not the row that was written.",
    ),
    "when edited": (
        f"UPDATE history SET at = '2020-01-01T00:00:00Z' WHERE seq = {NOTE}",
        f"History row {NOTE} ",
        "is not the row that was written.",
    ),
    "a hash edited": (
        f"UPDATE history SET hash = previous_hash WHERE seq = {NOTE}",
        f"History row {NOTE} ",
        "is not the row that was written.",
    ),
    "a row cut loose from the one before": (
        f"UPDATE history SET previous_hash = hash WHERE seq = {NOTE}",
        f"History row {NOTE} ",
        "does not follow the row before it.",
    ),
    "a row marked as redacted": (
        f"UPDATE history SET redacted_by = {PARKED}, after = '{{}}' WHERE seq = {NOTE}",
        f"History row {NOTE} ",
        "does not hold what its redaction left there.",
    ),
    "a row deleted": (
        f"DELETE FROM history WHERE seq = {NOTE}",
        f"History row {NOTE} is missing: row {NOTE + 1} comes next.",
    ),
    "the first row deleted": ("DELETE FROM history WHERE seq = 1", "History row 1 is missing: row 2 comes next."),
    "a row inserted at the end": (
        copy_of_last(str(PARKED + 1)),
        f"History row {PARKED + 1} ",
        "does not follow the row before it.",
    ),
    "a row inserted before the first": (copy_of_last("0"), "History row 0 ", "comes before the first row."),
    "the tail cut off": (f"DELETE FROM history WHERE seq = {PARKED}", HEAD_MISSES),
    "the head's number edited": (
        "UPDATE history_head SET seq = seq - 1",
        f"The head of history names row {PARKED - 1} of change 4",
        f"but the last row is {PARKED} of change 4",
    ),
    "the head's hash edited": ("UPDATE history_head SET hash = 'abc'", "of change 4 with hash abc, but the last row"),
    "the head's change edited": ("UPDATE history_head SET change = 9", "The head of history names row"),
    "the head deleted": ("DELETE FROM history_head", "The head of history is gone."),
    "a live row changed": (
        "UPDATE review SET note = 'Never looked at', outcome = 'at risk'",
        "20: review 1 is not what its history says: outcome, note.",
    ),
    "a date changed": (
        "UPDATE recommendation SET next_review = '2030-01-01' WHERE ref = '11'",
        "11: recommendation 11 is not what its history says: next review.",
    ),
    "a live row inserted": (
        "INSERT INTO progress_note (recommendation_id, noted_on, noted_by, text) VALUES (11, '2026-11-23', 'x', 'y')",
        "11: progress note 2 is there, though history does not have it.",
    ),
    "a live row deleted": ("DELETE FROM progress_note", "11: progress note 1 is gone, though history has it."),
    "a recommendation deleted": (
        "DELETE FROM recommendation WHERE ref = '22'",
        "recommendation 22 is gone, though history has it.",
    ),
    "a live row under another key": (
        "UPDATE progress_note SET id = 7",
        "11: progress note 1 is gone, though history has it.",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verify_names_the_first_bad_row(lived: Run, what: str) -> None:
    statement, *sentence = TAMPERINGS[what]
    tamper(statement)
    said = lived("db", "verify", code=6)
    assert said.stdout == ""
    for part in sentence:
        assert part in said.stderr


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            f"UPDATE history SET after = CAST(after AS BLOB) WHERE seq = {REVIEW}",
            f"History row {REVIEW} (20: review 1, insert, ",
        ),
        ("UPDATE history_head SET change = 'x'", "The head of history names row"),
    ],
)
def test_a_value_of_another_type_is_found(lived: Run, statement: str, sentence: str) -> None:
    tamper(statement)
    assert sentence in lived("db", "verify", code=6).stderr


def test_verify_says_rows_changes_and_the_head(lived: Run) -> None:
    said = lived("db", "verify").stdout
    assert f"is whole: {PARKED} rows of history in 4 changes, and the register is what they say." in said
    assert len(said.split("Head: ")[1].strip()) == 64
    assert f'{{"rows": {PARKED}, "changes": 4, "head": "' in lived("db", "verify", "--json").stdout


def test_verify_passes_on_an_empty_database(run: Run) -> None:
    run("init")
    assert "0 rows of history in 0 changes" in run("db", "verify").stdout


def test_a_text_changed_together_with_its_hash_is_found(lived: Run, own_place: Path) -> None:
    ((salt,),) = query(f"SELECT salt FROM history WHERE seq = {NOTE}")
    forged = text_hash(salt, "{}", "{}", "")
    tamper(f"UPDATE history SET after = '{{}}', text_hash = '{forged}' WHERE seq = {NOTE}")
    assert f"History row {NOTE} " in lived("db", "verify", code=6).stderr


def test_two_rows_that_changed_places_are_found(lived: Run, own_place: Path) -> None:
    moves = [(NOTE, 900), (NOTE + 1, NOTE), (900, NOTE + 1)]
    tamper(*(f"UPDATE history SET seq = {new} WHERE seq = {old}" for old, new in moves))
    assert f"History row {NOTE} " in lived("db", "verify", code=6).stderr


def test_a_tail_cut_off_with_the_head_moved_back_is_named_by_the_live_row_that_is_left(
    lived: Run, own_place: Path
) -> None:
    tamper(
        f"DELETE FROM history WHERE seq = {PARKED}",
        f"UPDATE history_head SET seq = {NOTE}, change = 3, hash = (SELECT hash FROM history WHERE seq = {NOTE})",
    )
    assert "13: recommendation 13 is not what its history says: state" in lived("db", "verify", code=6).stderr


@pytest.mark.sqlite
def test_a_register_turned_back_as_a_whole_verifies_with_another_head_than_papers_carry(
    lived: Run, own_place: Path
) -> None:
    shutil.copy(own_place / "register.db", own_place / "earlier.db")
    lived("note", "11", "The lead was told")
    carried = lived("db", "verify").stdout
    shutil.copy(own_place / "earlier.db", own_place / "register.db")
    assert lived("db", "verify").stdout != carried
    assert "another head than the papers have" in " ".join(lived("db", "verify", "--help").stdout.split())


def test_a_next_review_that_is_not_that_of_its_pending_occurrence_is_named(lived: Run, own_place: Path) -> None:
    stamp = Stamp("2026-11-23T10:00:00Z", "tester", "")
    with Database(home(), date(2026, 11, 23), lambda: stamp).change("edit") as change:
        change.update("recommendation", 11, next_review="2030-01-01")
    said = lived("db", "verify", code=6).stderr
    assert "11: its next review is 2030-01-01, but its pending occurrence says 2027-03-01." in said


@pytest.mark.sqlite
def test_a_damaged_file_is_said_to_be_damaged(lived: Run, own_place: Path) -> None:
    path = own_place / "register.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    assert "damaged" in lived("db", "verify", code=6).stderr


# -- what the database itself refuses ----------------------------------------------------------------------------------

REFUSED = {
    "DELETE FROM history WHERE seq = 3": "history is never deleted",
    "UPDATE history SET why = 'x' WHERE seq = 3": "history is never updated",
    "UPDATE history SET redacted_by = (SELECT max(seq) FROM history), after = '{}'": "history is never updated",
    "UPDATE history SET seq = 9999 WHERE seq = 3": "history is never updated",
    copy_of_last("9999"): "history is only appended to",
    "DELETE FROM history_head": "the head of history is never deleted",
}


@pytest.mark.parametrize("statement", REFUSED)
@pytest.mark.parametrize("after_a_redaction", [False, True])
def test_history_cannot_be_updated_or_deleted(
    lived: Run, own_place: Path, statement: str, after_a_redaction: bool
) -> None:
    if after_a_redaction:
        lived("history", "redact", "11", "--text", "midwives", "--reason", "Names them", "--yes")
    with home().reading() as connection, raw() as other:
        with pytest.raises(connection.Refusal, match=REFUSED[statement]):
            other.execute(statement)
        other.rollback()
    lived("db", "verify")


@pytest.mark.sqlite
def test_history_cannot_be_replaced(lived: Run) -> None:
    with raw() as other, pytest.raises(sqlite3.IntegrityError, match="history is only appended to"):
        other.execute("REPLACE INTO history SELECT * FROM history WHERE seq = 3")


# -- several at once, and other versions -------------------------------------------------------------------------------


def test_eight_processes_that_write_at_once_are_all_kept_in_one_chain(bwd: Run, own_place: Path) -> None:
    environment = {**os.environ, "SLI_BUSY_TIMEOUT": "60"}
    writers = [
        subprocess.Popen([sys.executable, "-m", "sli_cli", "note", "20", f"From {number}"], env=environment)
        for number in range(8)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 8
    changes = [change for (change,) in query("SELECT change FROM history WHERE change > 1 ORDER BY seq")]
    notes = {text for (text,) in query("SELECT text FROM progress_note")}
    assert changes == [2, 3, 4, 5, 6, 7, 8, 9]
    assert notes == {f"From {number}" for number in range(8)}
    assert f"{SEEDED + 8} rows of history in 9 changes" in bwd("db", "verify").stdout


def test_a_locked_database_is_waited_for_and_then_said_to_be_in_use(
    bwd: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLI_BUSY_TIMEOUT", "0.3")
    with held():
        began = time.monotonic()
        said = bwd("note", "20", "Too late", code=6).stderr
        assert time.monotonic() - began >= 0.3
        assert "is in use by another process (waited 0.3 s); nothing was written. Try again." in said
        assert "Too late" not in bwd("show", "20").stdout
    bwd("note", "20", "In time")


COMMANDS = (
    ("due",), ("list",), ("show", "11"), ("note", "11", "Words"), ("history",), ("undo",), ("db", "verify"), ("check",),
    ("history", "redact", "11", "--text", "Words", "--reason", "x"), ("init", "--seed", "bwd-infant-mortality"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (0, f"was made by an older sli (schema 0, this one needs {SCHEMA_VERSION})."),
        (99, f"was made by a newer sli (schema 99, this one knows {SCHEMA_VERSION}). Install the newer sli"),
    ],
)
def test_every_command_refuses_a_database_of_another_version(
    bwd: Run, own_place: Path, version: int, sentence: str
) -> None:
    before = stored()
    set_version(version)
    for command in COMMANDS:
        assert sentence in bwd(*command, code=6).stderr, command
    set_version(SCHEMA_VERSION)
    assert everything(stored()) == everything(before)


def set_version(version: int) -> None:
    with raw() as connection:
        if home().shared:
            connection.execute(f"UPDATE sli_schema SET version_num = '{version:04}'")
        else:
            connection.execute(f"PRAGMA user_version = {version}")


def everything(found: bytes) -> bytes:
    """All of a file but for the counter of its changes, which also counts those of the version (bytes 24 and 92)."""
    return found[:24] + found[28:92] + found[96:] if found.startswith(b"SQLite") else found


def test_an_upgrade_of_an_up_to_date_database_changes_nothing(bwd: Run, own_place: Path) -> None:
    before = stored()
    assert "is up to date; nothing was changed." in bwd("db", "upgrade").stdout
    assert stored() == before
    assert {path.name for path in own_place.iterdir()} <= {"register.db"}


def test_an_upgrade_of_a_newer_database_is_refused(bwd: Run, own_place: Path) -> None:
    before = stored()
    set_version(99)
    assert "was made by a newer sli (schema 99" in bwd("db", "upgrade", code=6).stderr
    set_version(SCHEMA_VERSION)
    assert everything(stored()) == everything(before)


def test_an_upgrade_needs_a_database(run: Run) -> None:
    assert "There is no database" in run("db", "upgrade", code=6).stderr


# -- what undo and redaction take from the schema by name --------------------------------------------------------------


def test_what_a_column_refers_to_is_known_by_its_name() -> None:
    for name in schema.LIVE_TABLES:
        for column in schema.metadata.tables[name].columns:
            target = next((key.column.table.name for key in column.foreign_keys), None)
            assert referred(column.name) == target, f"{name}.{column.name}"


def test_no_column_with_a_closed_vocabulary_or_a_date_is_taken_for_free_text() -> None:
    for name in schema.LIVE_TABLES:
        table = schema.metadata.tables[name]
        checks = " ".join(str(check.sqltext) for check in table.constraints if hasattr(check, "sqltext"))
        closed = {column.name for column in table.columns if f"{column.name} IN ('" in checks}
        days = {column.name for column in table.columns if f"{column.name} LIKE '____-__-__'" in checks}
        assert closed | days <= FIXED, name


# -- what acts on rows -------------------------------------------------------------------------------------------------

TAKEN_DOWN = {
    "sqlite": ("DROP TRIGGER history_is_never_deleted",),
    "postgres": ("ALTER TABLE history DISABLE TRIGGER history_is_never_deleted",),
}
SLIPPED_IN = {
    "sqlite": ("CREATE TRIGGER evil AFTER INSERT ON progress_note BEGIN UPDATE recommendation SET text = 'No'; END",),
    "postgres": (
        "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE recommendation SET text = 'No'; RETURN NEW; END $$",
        "CREATE TRIGGER evil AFTER INSERT ON progress_note EXECUTE FUNCTION evil()",
    ),
}


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (TAKEN_DOWN, "its guard history_is_never_deleted is"),
        (SLIPPED_IN, "it has a trigger evil that sli did not make"),
    ],
    ids=["a guard taken down", "a trigger slipped in"],
)
def test_whole_rows_without_their_guards_or_with_another_trigger_are_not_whole(
    lived: Run, database_kind: str, done: dict[str, tuple[str, ...]], said: str
) -> None:
    with raw() as connection:
        for statement in done[database_kind]:
            connection.execute(statement)
    assert said in lived("db", "verify", code=6).stderr
