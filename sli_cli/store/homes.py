"""Which kind of database a name means. Apart from what they offer: a report that only reads one pays for no more."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sli_cli.errors import BadValue, DatabaseProblem

if TYPE_CHECKING:
    from sli_cli.store.addresses import Address
    from sli_cli.store.home import Home


def home_of(name: str, timeout: float, *, allow_network: bool = False) -> Home:
    """The home that `name` means: a file, `sqlite:///` and a file, or the address of a PostgreSQL database.

    `timeout` is how long to wait for another writer, in seconds. Raises BadValue for an address that cannot be read,
    DatabaseProblem for a kind of database that there is not, or that needs what is not installed.
    """
    path = name.removeprefix("sqlite:///")
    if path == name and (":" in name or "=" in name or name.startswith("psql ")):
        from sli_cli.store.addresses import WRITE_IT, address, is_address, is_pasted

        if is_address(name):
            return _postgres(address(name), timeout)
        kind, separator, _ = name.partition("://")
        if separator:
            raise DatabaseProblem(
                f"{kind} databases are not in this version of sli.",
                "Name a SQLite file or a PostgreSQL database with --database.",
            )
        if is_pasted(name):
            raise BadValue("The address of the database cannot be read.", WRITE_IT)
    from sli_cli.store.sqlite import SqliteFile

    return SqliteFile(os.path.expanduser(path), timeout, allow_network=allow_network)


def _postgres(address: Address, timeout: float) -> Home:
    try:
        from sli_cli.store.postgres import PostgresDatabase
    except ImportError as error:
        raise DatabaseProblem(
            "For a PostgreSQL database sli needs psycopg, which is not installed.",
            "Install it: pip install 'sli-cli[postgres]'.",
        ) from error
    return PostgresDatabase(address, timeout)
