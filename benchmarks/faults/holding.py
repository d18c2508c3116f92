"""What a place holds: the register and every file, so that before, after and what is between can be told apart."""

from __future__ import annotations

import gzip
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from sli_cli.errors import SliError
from sli_cli.store import SCHEMA_VERSION
from sli_cli.store.homes import home_of
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.tables import COLUMNS
from sli_cli.store.verify import verify

Held = dict[str, str]
"""What each file holds, by a name without times: a digest of what it means, or that it is BROKEN."""

BROKEN = "broken: "
PASSING = ("settings.toml", "-journal", ".part", ".new")
"""How names end that count for nothing: the settings, and what a process that was killed had not finished."""
UNFINISHED = ".sli-unfinished-"
NO_PART = ("history", "history_head", "alembic_version", "sqlite_sequence", "delivery", "delivery_run", "delivery_item")
"""Tables whose rows hold times or chance; history is compared with the others by verifying it."""


def held(folder: Path) -> Held:
    """Everything under a folder, opened as the next user would open it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.endswith(PASSING) and UNFINISHED not in name:
            found[without_times(name)] = meaning(path)
    return found


def without_times(name: str) -> str:
    """A name with every stamp of a time, digest or process in it taken out."""
    return re.sub(r"\d{4}-\d\d-\d\dT?\d{4,6}Z?|(?<=_)[0-9a-f]{12}|(?<=\.)\d+(?=\.)", "…", name)


def meaning(path: Path) -> str:
    """What a file holds, in short. A database has to be whole, a document has to open, a message has to end."""
    content = path.read_bytes()
    if content.startswith(b"SQLite format 3\0"):
        return of_file(path)
    if content.startswith(b"PK"):
        return _of_archive(path)
    if content.startswith(b"\x1f\x8b"):
        try:
            content = gzip.decompress(content)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            return f"{BROKEN}{error}"
    if path.suffix == ".eml":
        return "message" if content.rstrip().endswith(b"--") and b"Message-ID:" in content else f"{BROKEN}cut short"
    return _digest(re.sub(rb"(DTSTAMP|LAST-MODIFIED):\S+|\d{4}-\d\d-\d\dT[\d:]+Z", b"", content))


def _of_archive(path: Path) -> str:
    """What a document or workbook holds: its parts, each of which can be read to its end."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                part = archive.read(name)
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(part)
            return f"archive of {sorted(archive.namelist())}"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ElementTree.ParseError) as error:
        return f"{BROKEN}{error}"


def of_file(path: Path) -> str:
    """What a database file holds; an older one of whatever schema, where its own structure is whole."""
    try:
        # As sli itself opens one: what a killed process began is taken back.
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None)) as raw:
            wrong = raw.execute("PRAGMA integrity_check").fetchone()[0]
            if wrong != "ok":
                return f"{BROKEN}{wrong}"
            if raw.execute("PRAGMA foreign_key_check").fetchall():
                return f"{BROKEN}a foreign key leads nowhere"
            if raw.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return of_home(str(path))
            return _digest("\n".join(_rows(raw)).encode())
    except sqlite3.DatabaseError as error:
        return f"{BROKEN}{error}"


def of_home(name: str) -> str:
    """What the database of that name holds, verified."""
    try:
        with home_of(name, 30).reading() as connection:
            verify(connection)
            rows = (
                f"{table} {list(dict(row).values())}" for table in COLUMNS for row in connection.rows(f"rows {table}")
            )
            return _digest("\n".join(rows).encode())
    except SliError as error:
        return f"{BROKEN}{error.sentence}"


def verdict(path: Path) -> str:
    """What `sli db verify` would say of a file: "" where it is whole, else the sentence."""
    try:
        with SqliteFile(str(path), 30).reading() as connection:
            verify(connection)
    except SliError as error:
        return error.sentence
    return ""


def _rows(raw: sqlite3.Connection) -> Iterator[str]:
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    for name in names:
        if name not in NO_PART:
            yield from (f"{name} {row}" for row in raw.execute(f"SELECT * FROM {name} ORDER BY 1"))


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
