"""One PostgreSQL database: connected to, checked, read, and changed in transactions that are all or nothing.

A command connects anew, so every round trip to the server counts: a transaction begins, is set up and has its schema
version read in one. Nothing is asked of the connection that a pooler in transaction mode could not give.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from sli_cli.errors import BadValue, DatabaseProblem
from sli_cli.store import SCHEMA_VERSION
from sli_cli.store.postgres_connection import Connection, Raw
from sli_cli.store.postgres_faults import faults, not_connected, unknown_whether_kept

if TYPE_CHECKING:
    from sli_cli.store.addresses import Address
    from sli_cli.store.home import Connection as AnyConnection
    from sli_cli.store.home import Transactions

VERSION = "SELECT version_num FROM sli_schema"
STAYS = "LOCK TABLE sli_schema IN ACCESS SHARE MODE; "
"""From here to the end of the transaction nobody changes the schema; whoever does so now is waited for. It comes before
anything is read, so that what is read is not older than that."""
SETTINGS = "SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1; SET LOCAL lock_timeout = {milliseconds}; "
"""To compile a query to machine code, or to look for another order of its joins than the one in which they are written,
takes longer than most of them run. A lock is waited for as long as was asked."""

DEFAULTS = {
    "fallback_application_name": "sli",
    "client_encoding": "UTF8",
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""What holds unless the address says otherwise; a network that goes silent is noticed in half a minute."""


class PostgresDatabase:
    """The database at `address`; `timeout` is how long to wait for another writer, in seconds."""

    shared = True
    """Whether several machines work on it at once."""

    def __init__(self, address: Address, timeout: float = 5.0) -> None:
        self.address = address
        self.timeout = timeout
        self.name = address.shown

    def exists(self) -> bool:
        """Whether sli's schema, of whatever version, is where new tables are made: first on the search path."""
        with self.connected() as raw:
            found = raw.execute(
                "SELECT to_regclass(quote_ident(current_schema()) || '.sli_schema') IS NOT NULL AS there"
            ).fetchone()
            return bool(found and found["there"])

    def create(self, fill: Callable[[AnyConnection], object] = lambda connection: None) -> None:
        from sli_cli.store.postgres_migrate import create

        create(self, fill)

    def upgrade(self, now: str) -> str | None:
        from sli_cli.store.postgres_migrate import upgrade

        return upgrade(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write. One snapshot: what is read is true of one moment."""
        with self.connected() as raw:
            self._begin(raw, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield Connection(raw)

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[AnyConnection]:
        """A transaction: kept when the block ends (unless `keep` is False), undone when anything is raised in it."""
        with self.session() as begin, begin(keep=keep) as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Transactions]:
        """One connection for several transactions, one after the other: what is given begins each of them."""
        with self.connected() as raw:

            @contextmanager
            def transaction(*, keep: bool = True) -> Iterator[Connection]:
                with faults(self.address, self.timeout):
                    try:
                        self._begin(raw, "BEGIN ISOLATION LEVEL READ COMMITTED")
                        connection = Connection(raw)
                        yield connection
                        connection.send()
                        self.end(raw, keep=keep)
                    except BaseException:
                        # A connection that is lost cannot be told to undo; its server does.
                        with suppress(psycopg.Error):
                            raw.execute("ROLLBACK")
                        raise

            yield transaction

    def rewrite(self) -> list[str]:
        from sli_cli.store.postgres_wiping import rewrite

        return rewrite(self)

    @contextmanager
    def connected(self) -> Iterator[Raw]:
        """A connection outside any transaction, in which every fault becomes a DatabaseProblem."""
        try:
            given: dict[str, Any] = {**DEFAULTS, **self.address.parameters}
            raw = Raw.connect(**given, autocommit=True, prepare_threshold=None, row_factory=dict_row)
        except psycopg.ProgrammingError as error:  # libpq names the option, and not what it was given
            option = re.search(r'connection option "(\w+)"', str(error))
            named = f": {option[1]}" if option else ""
            wrong = (
                "that is not known" if "invalid connection option" in str(error) else "with a value that it cannot have"
            )
            raise BadValue(
                f"The address of the database has an option {wrong}{named}.",
                "Take it out or mend it; a schema is named with options=-csearch_path%3DSCHEMA.",
            ) from error
        except psycopg.OperationalError as error:
            raise not_connected(error, self.address) from error
        with faults(self.address, self.timeout):
            try:
                yield raw
            finally:
                raw.close()

    def end(self, raw: Raw, *, keep: bool) -> None:
        """Ends the transaction. Raises DatabaseProblem where nobody can say any more whether it was kept."""
        try:
            raw.execute("COMMIT" if keep else "ROLLBACK")
        except psycopg.Error as error:
            if keep and raw.broken:
                raise unknown_whether_kept(self.address) from error
            raise

    def _begin(self, raw: Raw, begin: str) -> None:
        """Begins a transaction and reads the schema's version, in one round trip."""
        milliseconds = max(1, round(self.timeout * 1000))  # none would be no limit
        try:
            found = raw.execute(f"{begin}; {SETTINGS.format(milliseconds=milliseconds)}{STAYS}{VERSION}")
        except psycopg.errors.UndefinedTable as error:
            raise DatabaseProblem(
                f"There is no database of sli's at {self.name}, or in no schema that this role sees.",
                "Make one with `sli init`, or name another with --database.",
            ) from error
        while found.nextset():
            pass
        row = found.fetchone()
        self.check_version(int(row["version_num"]) if row else 0)

    def version(self, raw: Raw) -> int:
        """The schema's version, which has to be there."""
        row = raw.execute(VERSION).fetchone()
        return int(row["version_num"]) if row else 0

    def check_version(self, version: int) -> None:
        """Raises DatabaseProblem unless `version` is the one that this sli knows."""
        if version > SCHEMA_VERSION:
            raise DatabaseProblem(
                f"{self.name} was made by a newer sli (schema {version}, this one knows {SCHEMA_VERSION}).",
                "Install the newer sli: pip install --upgrade sli-cli.",
            )
        if version < SCHEMA_VERSION:
            raise DatabaseProblem(
                f"{self.name} was made by an older sli (schema {version}, this one needs {SCHEMA_VERSION}).",
                "Have its owner run `sli db upgrade`, after a backup.",
            )
