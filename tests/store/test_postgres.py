"""PostgreSQL itself: its schema is that of the models, its guards hold whoever asks, and little is asked of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from sli_cli.errors import DatabaseProblem
from sli_cli.store import postgres_connection, schema
from sli_cli.store.postgres_migrate import create
from sli_cli.store.postgres_schema import settle
from sli_cli.store.tables import COLUMNS, LEDGER_COLUMNS
from sli_cli.store.verify import verify
from tests.conftest import Put, Run
from tests.places import Server, home, name_of, query, raw, stored, tamper
from tests.store.proxy import between

pytestmark = pytest.mark.postgres

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
GRANTS = README.partition("<!-- grants -->")[2].partition("```sql")[2].partition("```")[0]


@pytest.fixture
def made(server: Server) -> Iterator[str]:
    """An empty database of sli's, as `sli init` makes it."""
    place = server.new()
    server.ready(place)
    home(place).create()
    yield place
    server.forget(place)


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """A database with nothing in it."""
    place = server.new()
    server.ready(place)
    yield place
    server.forget(place)


# -- the schema --------------------------------------------------------------------------------------------------------

THINGS = {
    "columns": """
SELECT table_name, column_name, data_type, is_nullable, column_default, collation_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'sli_schema'""",
    "constraints": """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'sli_schema'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " AND tablename <> 'sli_schema'",
    "triggers": "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def things(place: str) -> dict[str, set[tuple[Any, ...]]]:
    return {what: set(query(sql, place)) for what, sql in THINGS.items()}


def test_a_migrated_database_is_what_the_models_say(made: str, empty: str) -> None:
    with raw(empty) as connection:
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        with engine.begin() as bound:
            schema.metadata.create_all(bound)
        connection.row_factory = psycopg.rows.dict_row
        settle(connection)
    migrated, models = things(made), things(empty)
    assert all(migrated.values())
    assert migrated == models


def test_every_text_is_ordered_by_its_bytes_whatever_the_locale_of_the_server(made: str) -> None:
    texts = query(
        "SELECT table_name, column_name, collation_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'text'",
        made,
    )
    tables = {*COLUMNS, *LEDGER_COLUMNS, "history", "history_head"}
    assert {table for table, _, _ in texts} >= tables - {"contributor"}
    assert {collation for _, _, collation in texts} == {"C"}


def test_an_older_schema_is_brought_up_to_date_with_all_that_it_holds(empty: str, run: Run) -> None:
    create(home(empty), lambda connection: None, to="0003")  # type: ignore[arg-type]
    with raw(empty) as connection:
        connection.execute("INSERT INTO post (name, organisation) VALUES ('Chair', 'LSCB')")
        connection.execute("INSERT INTO forum (name, title) VALUES ('LSCB', '')")
    assert "older sli (schema 3" in run("--database", empty, "due", code=6).stderr
    assert "is up to date. It was of schema 3; the way back is the backup of" in (
        run("--database", empty, "db", "upgrade").stdout
    )
    assert things(empty)["triggers"] and query("SELECT name FROM post", empty) == [("Chair",)]
    assert "nothing was changed" in run("--database", empty, "db", "upgrade").stdout
    assert run("--database", empty, "lead", "list", "--json").stdout.count('"Chair"') == 1


# -- where it may be made ----------------------------------------------------------------------------------------------


def test_a_database_of_something_else_is_refused_and_left_alone(empty: str, run: Run) -> None:
    with raw(empty) as connection:
        connection.execute("CREATE TABLE post (title text)")
    for command in (("init",), ("db", "upgrade")):
        said = run("--database", empty, *command, code=6).stderr
        assert ("holds tables of something else (post)." in said) == (command == ("init",)), said
    assert "There is no database of sli's at postgresql://" in run("--database", empty, "due", code=6).stderr
    assert query("SELECT relname FROM pg_class WHERE relname LIKE 'sli%'", empty) == []


def test_several_teams_have_a_schema_each(empty: str, run: Run) -> None:
    with raw(empty) as connection:
        connection.execute("CREATE SCHEMA team_a")
        connection.execute('CREATE SCHEMA "Team B"')
    for path, post in (("team_a", "Chair"), ('"Team B"', "Director")):
        place = f"{empty}&options=-csearch_path%3D{path.replace(' ', '%5C%20').replace(chr(34), '%22')}"
        run("--database", place, "init")
        run("--database", place, "lead", "add", post)
        assert run("--database", place, "lead", "list", "--json").stdout.count('"organisation"') == 1
        run("--database", place, "db", "verify")
    assert "There is no database" in run("--database", empty, "due", code=6).stderr
    nowhere = f"{empty}&options=-csearch_path%3Dnowhere"
    assert "has no schema that this role may use" in run("--database", nowhere, "init", code=6).stderr
    behind = f"{empty}&options=-csearch_path%3Dteam_c,team_a"
    with raw(empty) as connection:
        connection.execute("CREATE SCHEMA team_c")
    assert "Made the database" in run("--database", behind, "init").stdout
    made = query("SELECT schemaname FROM pg_tables WHERE tablename = 'sli_schema' ORDER BY 1", empty)
    assert made == [("Team B",), ("team_a",), ("team_c",)]


def test_a_database_that_cannot_hold_every_name_is_refused(server: Server, run: Run) -> None:
    place = server.new()
    server.ready(place, options="ENCODING 'LATIN1' LOCALE 'C'")
    assert "holds text as LATIN1, which cannot hold every name." in run("--database", place, "init", code=6).stderr
    server.forget(place)


def test_two_who_make_it_at_once_make_it_once(empty: str, own_place: Path) -> None:
    environment = {**os.environ, "SLI_DATABASE": empty, "SLI_BUSY_TIMEOUT": "30"}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "sli_cli", "init"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = sorted(b"".join(one.communicate(timeout=60)).decode() for one in both)
    assert sum("Made the database" in one for one in said) == 1
    assert sum("is already there" in one for one in said) == 1
    assert query("SELECT count(*) FROM history_head", empty) == [(1,)]


# -- whoever asks ------------------------------------------------------------------------------------------------------

REFUSED = {
    "DELETE FROM history": "history is never deleted",
    "TRUNCATE history": "history is never deleted",
    "TRUNCATE history, history_head": "history is never deleted",
    "TRUNCATE history_head": "the head of history is never deleted",
    "DELETE FROM history_head": "the head of history is never deleted",
    "UPDATE history SET why = 'x' WHERE seq = 3": "history is never updated",
    "UPDATE history_head SET seq = seq - 1": "the head of history only moves on",
    "UPDATE history_head SET hash = 'x'": "the head of history only moves on",
    "INSERT INTO history SELECT * FROM history WHERE seq = 3 ON CONFLICT (seq) DO UPDATE SET why = 'x'": (
        "history is only appended to"
    ),
}


@pytest.mark.parametrize("statement", REFUSED)
@pytest.mark.parametrize("before", ["SELECT 1", "SET session_replication_role = replica"])
def test_history_stays_whoever_asks(bwd: Run, statement: str, before: str) -> None:
    with raw() as connection:
        connection.execute(before)
        with pytest.raises(psycopg.IntegrityError, match=REFUSED[statement]):
            connection.execute(statement)
        connection.rollback()
    bwd("db", "verify")


def test_nobody_can_put_another_history_in_front_of_the_guards(bwd: Run) -> None:
    bwd("history", "redact", "11", "--text", "infant", "--reason", "A trial", "--yes")
    with raw() as connection:
        connection.execute("CREATE TEMP TABLE history AS SELECT * FROM history")
        connection.execute("CREATE TEMP TABLE history_head (id int, seq int, change int, hash text)")
        connection.execute("INSERT INTO history_head VALUES (1, 0, 0, '')")
        with pytest.raises(psycopg.IntegrityError, match="history is never updated"):
            connection.execute(
                "UPDATE public.history SET why = 'x', redacted_by = (SELECT max(seq) FROM public.history) WHERE seq = 3"
            )
        connection.rollback()


# -- a role that does not own it ---------------------------------------------------------------------------------------


@pytest.fixture
def roles(bwd: Run, server: Server) -> Iterator[dict[str, str]]:
    """The database as two roles see it that were given the grants of the README: one that writes, one that reads."""
    names = {"sli_writer": f"w{os.getpid()}", "sli_reader": f"r{os.getpid()}"}
    for name in names.values():
        server.admin.execute(f"CREATE ROLE {name} LOGIN")
    database = grant(os.environ["SLI_DATABASE"], names)
    yield {name: server.uri(database, role) for name, role in names.items()}
    with raw() as connection:
        for name in names.values():
            connection.execute(f"DROP OWNED BY {name}")
            connection.execute(f"DROP ROLE {name}")


def grant(place: str, names: dict[str, str]) -> str:
    """Gives roles the grants of the README in a database, of which this gives the name."""
    database = name_of(place)
    script = re.sub(r"\bsli_(writer|reader)\b", lambda match: names[match[0]], GRANTS)
    with raw(place) as connection:
        connection.execute(script.replace("DATABASE sli", f"DATABASE {database}"))
    return database


def test_with_the_grants_of_the_readme_the_program_works(bwd: Run, roles: dict[str, str], tmp_path: Path) -> None:
    writer = ("--database", roles["sli_writer"])
    bwd(*writer, "review", "20", "--outcome", "on track", "--note", "Looked at")
    bwd(*writer, "add", "23", "--text", "Publish", "--cadence", "every March")
    bwd(*writer, "undo")
    bwd(*writer, "park", "13", "14", "--reason", "No money", "--yes", "--dry-run")
    bwd(*writer, "lead", "handover", "Chair of LSCB", "--to", "Jo Bloggs")
    bwd(*writer, "forum", "route", "LSCB", "13", "14", "--yes")
    bwd(*writer, "note", "11", "Jane Smith spoke")
    said = bwd(*writer, "history", "redact", "11", "--text", "Jane Smith", "--reason", "A name", "--yes").stdout
    assert "until the owner of its tables runs VACUUM (FULL) while nobody is at work; the server's log" in said
    for command in (("due",), ("check",), ("history",), ("agenda", "LSCB", "--on", "2027-01-05")):
        bwd(*writer, *command) if command[0] != "agenda" else None
    bwd(*writer, "export", "--all", "-o", str(tmp_path / "all.jsonl"))
    bwd(*writer, "db", "verify")


def test_with_those_grants_a_whole_database_is_restored_into_an_empty_one(
    bwd: Run, roles: dict[str, str], server: Server, empty: str, tmp_path: Path
) -> None:
    bwd("export", "--all", "-o", str(tmp_path / "all.jsonl"))
    bwd("--database", empty, "init")
    writer = roles["sli_writer"].partition("//")[2].partition("@")[0]
    role = {"sli_writer": writer, "sli_reader": roles["sli_reader"].partition("//")[2].partition("@")[0]}
    target = server.uri(grant(empty, role), writer)
    try:
        bwd("db", "restore", str(tmp_path / "all.jsonl"), "--to", target)
        bwd("--database", target, "note", "11", "Words")
        bwd("--database", target, "db", "verify")
    finally:
        with raw(empty) as connection:
            connection.execute(f"DROP OWNED BY {role['sli_writer']}, {role['sli_reader']}")


def test_a_role_that_may_make_no_table_is_told_what_to_ask_for(roles: dict[str, str], server: Server, run: Run) -> None:
    place = server.new()
    server.ready(place)
    try:
        said = run("--database", server.uri(name_of(place), roles["sli_writer"][13:].partition("@")[0]), "init", code=6)
        assert "permission denied for schema public" in said.stderr
        assert (
            "Have a schema or the database given to it: CREATE SCHEMA … AUTHORIZATION, or createdb -O." in said.stderr
        )
    finally:
        server.forget(place)


def test_the_head_of_history_is_its_newest_row_whoever_moves_it(bwd: Run) -> None:
    with raw() as connection, pytest.raises(psycopg.IntegrityError, match="is its newest row"):
        connection.execute("UPDATE history_head SET seq = seq + 1")
    tamper("UPDATE history_head SET seq = seq + 1, change = change + 1")
    with raw() as connection:
        for table in ("history", "history_head"):
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    said = bwd("note", "11", "Words", code=6).stderr
    assert "is not as sli left it (history is only appended to)" in said and "Run `sli db verify`" in said


def test_a_table_that_is_gone_is_said_to_be(bwd: Run) -> None:
    with raw() as connection:
        connection.execute("DROP TABLE progress_note CASCADE")
    for command in (("due",), ("db", "verify"), ("show", "11")):
        assert 'lacks a table (relation "progress_note" does not exist)' in bwd(*command, code=6).stderr


def test_the_owner_of_the_tables_has_them_written_anew_after_a_redaction(bwd: Run) -> None:
    bwd("note", "11", "Jane Smith spoke")
    (before,) = query("SELECT pg_relation_filepath('history')")
    said = bwd("history", "redact", "11", "--text", "Jane Smith", "--reason", "A name", "--yes").stdout
    assert "Its tables were written anew; the server's log, standbys and backups hold the passage" in said
    assert query("SELECT pg_relation_filepath('history')") != [before]
    assert b"Jane Smith" not in stored()


FILES = "SELECT relname, pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i')"


def files_with(server: Server, word: bytes) -> list[str]:
    """The tables and indexes of the test's database in whose files a word stands."""
    server.admin.execute("CHECKPOINT")
    (folder,) = server.admin.execute("SHOW data_directory").fetchone()  # type: ignore[misc]
    files = {name: Path(folder, path) for name, path in query(FILES) if path}
    return sorted(name for name, path in files.items() if path.exists() and word in path.read_bytes())


REDACT = ("history", "redact", "11", "--text", "Quillfeather", "--reason", "A name", "--yes")


def test_a_passage_that_was_taken_back_or_written_over_is_wiped_with_what_is_there(bwd: Run, server: Server) -> None:
    bwd("note", "11", "Ring Quillfeather")
    bwd("undo")
    bwd("edit", "11", "--action", "Ask Quillfeather")
    bwd("edit", "11", "--action", "Ask somebody")
    (before,) = query("SELECT pg_relation_filepath('delivery')")
    assert {"history", "progress_note", "recommendation"} <= set(files_with(server, b"Quillfeather"))
    bwd(*REDACT)
    assert files_with(server, b"Quillfeather") == []
    assert query("SELECT pg_relation_filepath('delivery')") != [before]


def test_while_somebody_still_sees_it_a_passage_is_not_said_to_be_wiped(bwd: Run, server: Server) -> None:
    bwd("note", "11", "Ring Quillfeather")
    with raw() as other:
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT 1").fetchall()
        said = bwd(*REDACT, code=6).stderr
        assert "a session that is open on the server" in said and "still sees what was overwritten. Type the" in said
    with raw() as other:
        other.execute("LOCK TABLE sli_schema IN ACCESS SHARE MODE")
        assert "is in use by another process" in bwd(*REDACT, code=6).stderr
    said = bwd(*REDACT).stdout
    assert "nothing was changed" in said and "Its tables were written anew" in said
    assert files_with(server, b"Quillfeather") == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE history DISABLE TRIGGER ALL",
        "ALTER TABLE history DISABLE TRIGGER history_is_never_deleted",
        "DROP TRIGGER history_is_never_updated ON history",
        "CREATE OR REPLACE FUNCTION public.sli_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "DROP FUNCTION sli_refuse() CASCADE",
        "DROP TABLE history",
        "DROP TABLE history CASCADE",
        "TRUNCATE history",
        "DELETE FROM history",
        "ALTER TABLE history RENAME TO old_history",
        "ALTER TABLE history OWNER TO CURRENT_USER",
        "ALTER SCHEMA public RENAME TO other",
        "SET session_replication_role = replica",
        "UPDATE history SET hash = 'x'",
        "UPDATE sli_schema SET version_num = '0001'",
        "CREATE TABLE history2 (seq int)",
    ],
)
def test_that_role_cannot_take_the_guards_down(roles: dict[str, str], statement: str) -> None:
    with raw(roles["sli_writer"]) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)
        connection.rollback()


def test_a_role_that_only_reads_reads_and_is_told_that_it_may_not_write(bwd: Run, roles: dict[str, str]) -> None:
    reader = ("--database", roles["sli_reader"])
    before = stored()
    assert bwd(*reader, "due", "--json").stdout == bwd("due", "--json").stdout
    bwd(*reader, "db", "verify")
    said = bwd(*reader, "note", "11", "Mine", code=6).stderr
    assert "This role may not do that in postgresql://" in said
    assert "(permission denied for table history_head); nothing was written. Ask its owner for the grants" in said
    assert stored() == before


# -- keys, batches, round trips ----------------------------------------------------------------------------------------


def test_a_key_is_given_once_also_where_what_it_was_given_to_was_not_kept(bwd: Run) -> None:
    bwd("note", "11", "Rehearsed", "--dry-run")
    bwd("note", "11", "First")
    bwd("undo")
    bwd("note", "11", "Second")
    ((first,), (second,)) = query(
        "SELECT entity_id FROM history WHERE entity = 'progress_note' AND operation = 'insert'"
    )
    assert first < second


def test_long_lists_come_in_batches_and_may_be_read_beside_each_other(
    bwd: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with home().reading() as connection:
        whole = [dict(row) for row in connection.rows("history_in_order")]
    monkeypatch.setattr(postgres_connection, "BATCH", 7)
    with home().reading() as connection:
        one, other = connection.rows("history_in_order"), connection.rows("rows recommendation")
        first = [dict(next(one)) for _ in range(20)]
        assert [row["id"] for row in other] == list(range(1, 23))
        assert first + [dict(row) for row in one] == whole
        assert verify(connection).rows == len(whole) == 149


def test_a_list_as_long_as_a_batch_ends(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_connection, "BATCH", 11)
    with home().reading() as connection:
        assert len(list(connection.rows("everything", today="2026-11-23"))) == 22


def test_what_history_is_read_in_a_change_is_all_that_was_written(put: Put, seeded: Path) -> None:
    put(seeded)
    from datetime import date

    from sli_cli.store.change import Stamp
    from sli_cli.store.database import Database

    database = Database(home(), date(2026, 11, 23), lambda: Stamp("2026-11-23T10:00:00Z", "tester", ""))
    with database.change("note") as change:
        key = change.insert("progress_note", recommendation_id=11, noted_on="2026-11-23", noted_by="x", text="y")
        rows = change.rows("history_of_row", entity="progress_note", entity_id=key)
        assert [row["operation"] for row in rows] == ["insert"]


def test_beside_its_own_queries_a_read_asks_the_server_once_and_a_change_twice(bwd: Run, server: Server) -> None:
    database = name_of(os.environ["SLI_DATABASE"])
    with between(f"{server.socket}/.s.PGSQL.5432") as proxy:
        place = proxy.address(database)
        with home(place).reading() as connection:
            assert proxy.asked == 1  # begin, settings, version
            connection.row("history_head")
            assert proxy.asked == 2
            list(connection.rows("everything", today="2026-11-23"))
            assert proxy.asked == 3  # the cursor and its first batch
        assert proxy.asked == 3
        with home(place).writing() as connection:
            assert proxy.asked == 4
        assert proxy.asked == 5  # commit


def test_a_schema_that_is_not_there_is_said_to_be_not_there(empty: str) -> None:
    with pytest.raises(DatabaseProblem, match="There is no database of sli's at"), home(empty).reading():
        pytest.fail("there is nothing to read")
