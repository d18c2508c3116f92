"""The store as services see it: `read` for questions, `change` for a transaction with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.store.reader import Reader

if TYPE_CHECKING:
    from sli_cli.store.change import Change, Stamp
    from sli_cli.store.home import Connection, Home, Transactions


class Database:
    """A register's database on one day; `stamp` says who is at work and is asked only when something is written."""

    def __init__(self, home: Home, today: date, stamp: Callable[[], Stamp]) -> None:
        self.home = home
        self.today = today
        self.stamp = stamp
        self.kept = False
        """Whether a change was on its way into the database: an interruption cannot then say that nothing was."""
        self.noting = False
        """Whether the ledger of deliveries may have been written."""
        self.sending = False
        """Whether messages may have been sent."""

    @property
    def place(self) -> str:
        """How the database is called in what is printed."""
        return self.home.name

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Questions about one moment of the register. Writes nothing."""
        with self.home.reading() as connection:
            yield Reader(connection, self.today)

    @contextmanager
    def ledger(self) -> Iterator[Transactions]:
        """Transactions on the ledger of deliveries, which is no part of the register and has no history."""
        with self.home.session() as begin:
            self.noting = True
            yield begin

    def create(self, fill: Callable[[Change], object], verb: str, why: str = "") -> None:
        """Makes the database, which must not be there, with what `fill` changes in it; complete or not at all."""

        def filled(connection: Connection) -> None:
            with self._changing(connection, verb, why) as change:
                fill(change)

        self.home.create(filled)

    @contextmanager
    def change(self, verb: str, why: str = "", *, keep: bool = True) -> Iterator[Change]:
        """One transaction, all or nothing. `verb` is the command, `why` the reason; not kept, it is a rehearsal."""
        with self.home.writing(keep=keep) as connection, self._changing(connection, verb, why, keep=keep) as change:
            yield change

    @contextmanager
    def _changing(self, connection: Connection, verb: str, why: str, *, keep: bool = True) -> Iterator[Change]:
        from sli_cli.store.change import Change

        change = Change(connection, self.today, self.stamp(), verb, why)
        yield change
        change.finish()
        self.kept = self.kept or (keep and change.changed)
