"""What every kind of database offers, be it a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Protocol

Row = Mapping[str, Any]
Refusals = type[Exception] | tuple[type[Exception], ...]


class RowRefused(Exception):
    """A row that cannot be taken in: the `nth` (from 0) of those given, and `why`, in the database's words."""

    def __init__(self, nth: int, why: str) -> None:
        super().__init__(nth, why)
        self.nth = nth
        self.why = why


class Connection(Protocol):
    """An open database: runs the named statements and gives rows with named columns."""

    Refusal: ClassVar[Refusals]
    """What is raised where a row that is written would break a rule of the schema. The transaction is then to end."""

    def rows(self, statement: str, **parameters: object) -> Iterator[Any]:
        """The rows of a statement, in memory that does not grow with them."""

    def row(self, statement: str, **parameters: object) -> Any | None:
        """The first row of a statement, or None."""

    def run(self, statement: str, **parameters: object) -> int:
        """Runs a statement that writes; the key of the row it inserted, where it inserted one."""

    def load(self, table: str, columns: Iterable[str], rows: Iterable[Row]) -> None:
        """Writes many rows with their keys, as they are read. Raises RowRefused."""

    def begin_load(self) -> None:
        """To be called before many rows are written: they may then refer to rows that follow in the transaction."""

    def end_load(self, highest: Mapping[str, int]) -> None:
        """To be called after that, with the `highest` key that each table ever gave: none is given again."""

    def check_storage(self) -> None:
        """Raises DatabaseProblem where what the rows are stored in is damaged, as far as the database can tell."""

    def strange(self) -> str:
        """Which guard of history is missing or altered, or what else acts on rows that sli did not make; "" if none."""


class Transactions(Protocol):
    """Begins a transaction: kept when its block ends (unless `keep` is False), undone when anything is raised in it."""

    def __call__(self, *, keep: bool = True) -> AbstractContextManager[Connection]: ...


class Home(Protocol):
    """Where a register's database is kept."""

    name: str
    """How it is called in what is printed; it never holds a password."""

    shared: bool
    """Whether several machines work on it at once."""

    def exists(self) -> bool:
        """Whether there is a database of sli's, of whatever version."""

    def create(self, fill: Callable[[Connection], object] = ...) -> None:
        """Makes the database, which must not be there; complete or not at all. `fill` may write into it, in one go."""

    def upgrade(self, now: str) -> str | None:
        """Brings an older database up to date; what the way back is, as a sentence, or None where nothing was done.

        `now` is the time in UTC, ISO. Raises DatabaseProblem where it is none of ours, or of a newer sli.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that cannot write. One snapshot: what is read is true of one moment."""

    def writing(self, *, keep: bool = True) -> AbstractContextManager[Connection]:
        """A transaction: kept when the block ends (unless `keep` is False), undone when anything is raised in it."""

    def session(self) -> AbstractContextManager[Transactions]:
        """One connection for several transactions, one after the other: what is given begins each of them."""

    def rewrite(self) -> list[str]:
        """Has what was overwritten or deleted wiped from the files; what is still to be done, in sentences.

        Raises DatabaseProblem where somebody who is at work keeps it from being wiped.
        """
