"""Two versions of `sli` at once: one brings the database up to date while the other writes, and two do so at once.

The newer one is this version with one more number of the schema and one more migration (`launch.py --newer`), which
notes how far history had come: what the older one writes after that it wrote into a database that it does not know.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import HALF, LOST, Found
from benchmarks.faults.holding import BROKEN, held
from benchmarks.faults.judging import Wrong, of_words
from benchmarks.faults.pg_server import Server
from benchmarks.faults.places import LAUNCHER, Place, ended
from benchmarks.faults.writing import WRITING
from sli_cli import migrations
from sli_cli.store import SCHEMA_VERSION

NAME = "two versions at once"
OTHER_VERSION = 6
NOTES = next(one for one in WRITING if one.command == "note")
MIGRATION = f'''"""The next version: it notes how far history had come."""

from alembic import op

revision = "{SCHEMA_VERSION + 1:04}"
down_revision = "{SCHEMA_VERSION:04}"


def upgrade() -> None:
    op.execute("CREATE TABLE brought_up (seq INTEGER NOT NULL)")
    op.execute("INSERT INTO brought_up SELECT seq FROM history_head")
'''


def runs() -> list[tuple[str, Run]]:
    found = (
        ("an older one writes", while_another_writes),
        ("both wait", while_both_wait),
        ("both wait, in PostgreSQL", while_both_wait_in_postgres),
        ("two at once", two_at_once),
    )
    return [*found] * 3


def newer(folder: Path) -> tuple[str, ...]:
    """The program of the next version."""
    source = Path(str(migrations.__file__)).parent
    if not (folder / "versions").exists():
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        (folder / "versions" / f"{SCHEMA_VERSION + 1:04}_next.py").write_text(MIGRATION, encoding="utf-8")
    return (*LAUNCHER, "--newer", str(folder))


def while_another_writes(bench: Bench, chance: random.Random, room: Path) -> Found:
    """The older one writes note after note while the newer one brings the database up to date."""
    place = bench.copied(room)
    program = newer(bench.room())
    noted: list[str] = []
    wrong: list[Wrong] = []

    def write(who: str) -> None:
        for number in range(20):
            words = f"{who} {number}"
            ran = place.run(f"note 11 '{words}'", SLI_BUSY_TIMEOUT="30")
            wrong.extend(of_words(ran, (OTHER_VERSION,)))
            if ran.code:
                return
            noted.append(words)

    writers = [Thread(target=write, args=(who,)) for who in ("First", "Second")]
    for writer in writers:
        writer.start()
    time.sleep(chance.uniform(0.2, 1.5))
    upgraded = place.run("db upgrade", program)
    for writer in writers:
        writer.join()
    wrong += of_words(upgraded, (OTHER_VERSION,))
    return Found(bool(noted) and upgraded.code == 0, wrong + _kept(place, noted, upgraded.code))


def while_both_wait(bench: Bench, chance: random.Random, room: Path) -> Found:
    """Both have opened the database and wait for somebody else to end: whoever comes second must look again."""
    place = bench.copied(room)
    program = newer(bench.room())
    with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writers = [place.start(f"note 11 'Words {number}'") for number in range(3)]
        upgrade = place.start("db upgrade", program)
        time.sleep(chance.uniform(1, 2))
        other.execute("ROLLBACK")
        ran = [ended(process) for process in (*writers, upgrade)]
    wrong = [found for one in ran for found in of_words(one, (OTHER_VERSION,))]
    noted = [f"Words {number}" for number, one in enumerate(ran[:-1]) if one.code == 0]
    return Found(ran[-1].code == 0, wrong + _kept(place, noted, ran[-1].code))


def while_both_wait_in_postgres(bench: Bench, chance: random.Random, room: Path) -> Found:
    """The same there: the newer one waits first, and the older ones, which have seen the old schema, behind it."""
    import psycopg

    server = bench.shared(Server)
    program = newer(bench.room())
    with server.used():
        database = server.new(server.undisturbed(bench.prepared(NOTES)).template)
        place = Place(room, server.uri(database))
        with psycopg.connect(server.uri(database)) as other:
            other.execute("SELECT seq FROM history_head FOR UPDATE")
            upgrade = place.start("db upgrade", program)
            _wait(server, database, 1)
            writers = [place.start(f"note 11 'Words {number}'") for number in range(2)]
            _wait(server, database, 3)
            other.rollback()
            ran = [ended(process) for process in (*writers, upgrade)]
        wrong = [found for one in ran for found in of_words(one, (OTHER_VERSION,))]
        noted = [f"Words {number}" for number, one in enumerate(ran[:-1]) if one.code == 0]
        with psycopg.connect(server.uri(database)) as raw:
            wrong += _written(raw, noted, ran[-1].code)
        server.sql(f"DROP DATABASE {database} WITH (FORCE)")
    return Found(ran[-1].code == 0, wrong)


def _wait(server: Server, database: str, many: int) -> None:
    """Until so many wait for a lock, or it has taken too long."""
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    for _ in range(200):
        if server.sql(sql, database)[0][0] >= many:
            return
        time.sleep(0.02)


def _kept(place: Place, noted: list[str], code: int) -> list[Wrong]:
    with closing(sqlite3.connect(place.file)) as raw:
        wrong = _written(raw, noted, code)
    return wrong + [(HALF, meaning) for meaning in held(place.folder).values() if meaning.startswith(BROKEN)]


def _written(raw: Any, noted: list[str], code: int) -> list[Wrong]:
    """What is missing of what was `noted`; and what the older one wrote after an upgrade that ended with `code`."""
    there = {text for (text,) in raw.execute("SELECT text FROM progress_note")}
    wrong = [(LOST, f"{words!r} is not there") for words in noted if words not in there]
    if code == 0:
        then, now = (raw.execute(f"SELECT seq FROM {table}").fetchone()[0] for table in ("brought_up", "history_head"))
        if then != now:
            wrong.append((HALF, f"the older version wrote {now - then} rows of history into the newer database"))
    return wrong


def two_at_once(bench: Bench, chance: random.Random, room: Path) -> Found:
    """Two bring a database of the first schema up to date at the same time, while a third reads it."""
    prepared = bench.prepared(next(one for one in WRITING if one.command == "db upgrade"))
    place = prepared.copied(room)
    processes = []
    for line in ("db upgrade", "db upgrade", "list --json"):
        processes.append(place.start(line))
        time.sleep(chance.uniform(0, 0.1))
    ran = [ended(process) for process in processes]
    wrong = [found for one in ran for found in of_words(one, (OTHER_VERSION,))]
    now = held(room)
    if now.get("register.db") != prepared.after["register.db"]:
        wrong.append((HALF, f"it is not as one upgrade leaves it: {now.get('register.db')}"))
    wrong += [(HALF, f"{name}: {meaning}") for name, meaning in now.items() if meaning.startswith(BROKEN)]
    if all(one.code for one in ran[:2]):
        wrong.append((LOST, "neither of the two brought it up to date"))
    return Found(True, wrong)
