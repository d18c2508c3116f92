"""A run of reminders: planned, then claimed and sent a few at a time, each message with one short transaction.

No transaction is open while anything is sent. What a message became is written together with the note that the next one
is being handed over: so at any moment there is at most one of which nobody can say whether it was taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sli_cli.domain.outcome import Outcome, Refused
from sli_cli.services.claims import Claimed, Claims, Frozen
from sli_cli.services.owed import Plan

if TYPE_CHECKING:
    from sli_cli.domain.letters import Letter
    from sli_cli.store.database import Database
    from sli_cli.store.home import Connection, Transactions

AT_ONCE = 50
"""How many letters are claimed together: few enough for several machines to share a run."""


class Way(Protocol):
    """The way out: a letter as a message, and a message on its way."""

    def freeze(self, letter: Letter) -> Frozen: ...

    def send(self, content: str) -> Outcome: ...


class Sent(NamedTuple):
    """What became of one message: its number on the ledger and its state there, and what the other side said."""

    at: datetime
    number: int
    state: str
    recipient: str
    subject: str
    answer: str


@dataclass(frozen=True, slots=True)
class Worker:
    """Who makes the run. `name` tells machine and process; `is_gone` whether a worker of such a name is certainly no
    more. `hear` is told of each message."""

    name: str
    now: Callable[[], datetime]
    is_gone: Callable[[str], bool]
    hear: Callable[[Sent], None]


@dataclass(slots=True)
class Report:
    """A run that has ended: its plan, and how many messages came to each state."""

    plan: Plan
    states: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        return self.states["refused"] + self.states["waiting"] + self.states["in doubt"]


def send_all(database: Database, make_plan: Callable[[], Plan], way: Way, worker: Worker) -> Report:
    """Sends what is owed. `make_plan` reads it once the run has begun. Raises DatabaseProblem where another run is at
    work and the database is not one that several share."""
    with _run(database, worker) as run:
        report = Report(make_plan())
        with run.transaction() as connection:
            run.claims.drop_stale(connection, report.plan)
        letters = iter(report.plan.letters)
        while some := list(islice(letters, AT_ONCE)):
            batch = run.claim([way.freeze(letter) for letter in some])
            if batch is None:
                break
            run.send(batch, way, report)
        with run.transaction() as connection:
            run.claims.end(connection, good=not report.states["in doubt"])
    return report


def resend(database: Database, numbers: Iterable[int], way: Way, worker: Worker) -> Report:
    """Sends messages that are in doubt once more, word for word and with the Message-ID that they had."""
    report = Report(Plan(()))
    with _run(database, worker) as run:
        with run.transaction() as connection:
            batch = [found for number in numbers if (found := run.claims.take_up(connection, number))]
        run.send(batch, way, report, was="in doubt")
    return report


@contextmanager
def _run(database: Database, worker: Worker) -> Iterator[_Run]:
    """A run from its entry in the ledger to its end; however it ends, nothing stays claimed."""
    claims = Claims(worker.now, database.today.isoformat(), worker.name)
    with database.ledger() as transaction:
        with transaction() as connection:
            claims.begin(connection, worker.is_gone, shared=database.home.shared)
        try:
            yield _Run(claims, transaction, worker)
        finally:
            with transaction() as connection:
                claims.cut_off(connection)


@dataclass(frozen=True, slots=True)
class _Run:
    claims: Claims
    transaction: Transactions
    worker: Worker

    def claim(self, frozen: list[Frozen]) -> list[Claimed] | None:
        """Puts these letters on the ledger, but those that are owed no longer; None where the lease was lost."""
        with self.transaction() as connection:
            list(connection.rows("lock_ledger"))
            if not self.claims.keep_lease(connection):
                return None
            return [claimed for one in frozen if (claimed := self.claims.claim(connection, one))]

    def send(self, batch: Iterable[Claimed], way: Way, report: Report, was: str = "claimed") -> None:
        """Hands over one message after the other, and notes what became of each; it is heard of when that is kept."""
        before: tuple[Claimed, Outcome] | None = None
        for one in batch:
            with self.transaction() as connection:
                # The lease first: whoever takes it away waits for this transaction to end, or this one waits for them.
                ours = self.claims.keep_lease(connection)
                sent = self._settle(connection, before, was)
                before = None
                ours = ours and self.claims.hand_over(connection, one.number, was)
            try:
                self._tell(sent, report)
            except BaseException:  # the log is full, say; this one has certainly not been sent
                with self.transaction() as connection:
                    self.claims.not_sent(connection, one.number, was)
                raise
            if ours:
                before = one, Refused(one.problem) if one.problem else way.send(one.content)
        with self.transaction() as connection:
            sent = self._settle(connection, before, was)
        self._tell(sent, report)

    def _settle(self, connection: Connection, before: tuple[Claimed, Outcome] | None, was: str) -> Sent | None:
        if before is None:
            return None
        one, outcome = before
        state, answer = self.claims.settle(connection, one, outcome, was)
        return Sent(self.worker.now(), one.number, state, one.recipient, one.subject, answer)

    def _tell(self, sent: Sent | None, report: Report) -> None:
        if sent is not None:
            report.states[sent.state] += 1
            self.worker.hear(sent)
