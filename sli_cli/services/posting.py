"""A run of reminders: planned, then claimed and sent a few at a time, each message with one short transaction.

No transaction is open while anything is sent. What a message became is written together with the note that the next one
is being handed over: so at any moment there is at most one of which nobody can say whether it was taken.

A run may take hours, and others type meanwhile. So before each message it asks history whether anything was recorded
since the plan was begun that this letter may say otherwise. What concerns a recommendation puts off the letters that
name it, and they are planned anew when the others are through. What concerns none (people, absences, boards, settings,
reminders switched off) may concern everybody: then all that was not sent is planned anew at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from sli_cli.domain.outcome import Outcome, Refused
from sli_cli.errors import DatabaseProblem, InUse
from sli_cli.services.claims import Claimed, Claims, Frozen, names_of
from sli_cli.services.overtaking import Since
from sli_cli.services.owed import Plan
from sli_cli.services.reminding import restricted_since

if TYPE_CHECKING:
    from sli_cli.domain.letters import Letter
    from sli_cli.store.database import Database
    from sli_cli.store.home import Connection, Transactions

T = TypeVar("T")

AT_ONCE = 50
"""How many letters are claimed together: few enough for several machines to share a run."""

IN_VAIN = 3
"""How many plans in a row may be overtaken before anything of them was sent; the rest is then left to the next run.
Every other plan sends something to somebody to whom this run had sent nothing, so that there is an end."""

TRIES = 60
"""How often what became of a message is written at most, each time after the wait for another writer."""

CHANGED = "the register was changed all the while, so some of it is left to the next run"
STOPPED = "Reminders were switched off meanwhile; what was not sent by then was not sent."


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
    """A run that has ended: its newest plan, how many messages came to each state, and why (CHANGED or STOPPED) it left
    some unsent."""

    plan: Plan
    states: Counter[str] = field(default_factory=Counter)
    left: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing was left, is in doubt, or was refused where nothing was taken: then it is no address that is
        wrong. Whether anything waits is for the ledger to say."""
        nothing_taken = self.states["refused"] and not self.states["accepted"]
        return not (self.states["in doubt"] or self.left or nothing_taken)


def send_all(database: Database, make_plan: Callable[[], Plan], way: Way, worker: Worker) -> Report:
    """Sends what is owed. `make_plan` reads it once the run has begun, and again where it was overtaken. Raises
    DatabaseProblem where another run is at work and the database is not one that several share, and where it is lost;
    it then says whether anything may have been sent."""
    report = Report(Plan(()))
    with _run(database, worker) as run:
        in_vain, tried = 0, 0
        while not report.left and run.go_through(make_plan, way, report):
            in_vain = in_vain + 1 if len(run.tried) == tried else 0
            tried = len(run.tried)
            if in_vain == IN_VAIN:
                report.left = CHANGED
        with run.transaction() as connection:
            run.claims.end(connection, good=report.good)
    return report


def resend(database: Database, numbers: Iterable[int], way: Way, worker: Worker) -> Report:
    """Sends messages that are in doubt once more, word for word and with the Message-ID that they had; but what was
    redacted or restricted since stays in doubt, and all does once reminders are off."""
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
    tried: set[str] = set()
    try:
        with database.ledger() as transaction:
            with transaction() as connection:
                claims.begin(connection, worker.is_gone, shared=database.home.shared)
            try:
                yield _Run(claims, transaction, worker, tried)
            finally:
                database.sending = bool(tried)
                with transaction() as connection:
                    claims.cut_off(connection)
    except DatabaseProblem as error:
        if not tried:
            raise
        raise DatabaseProblem(
            f"{error.why}; messages may have been sent.", "`sli notify --status` says which; then run it again."
        ) from error


@dataclass(slots=True)
class _Run:
    claims: Claims
    transaction: Transactions
    worker: Worker
    tried: set[str]
    """To whom it has handed over a message; nobody gets two."""
    since: Since | None = None
    """Of its plan, where it has one."""

    def go_through(self, make_plan: Callable[[], Plan], way: Way, report: Report) -> bool:
        """Makes a plan and sends what is in it; whether some of that was overtaken, and has to be planned anew."""
        with self.transaction() as connection:
            since = self.since = Since(connection)
        report.plan = make_plan()
        with self.transaction() as connection:
            self.claims.drop_stale(connection, report.plan)
        letters = (letter for letter in report.plan.letters if letter.to.key not in self.tried)
        while not since.everything and (some := list(islice(letters, AT_ONCE))):
            batch = self._claim(since, [way.freeze(letter) for letter in some], report)
            if batch is None:
                return False
            self.send(batch, way, report)
        return since.overtaken

    def _claim(self, since: Since, frozen: list[Frozen], report: Report) -> list[Claimed] | None:
        """Puts these letters on the ledger, but those that were overtaken, or that somebody else has claimed; None
        where the lease was lost, or reminders were switched off."""
        with self.transaction() as connection:
            on = list(connection.rows("lock_ledger"))
            report.left = "" if on else STOPPED
            if report.left or not self.claims.keep_lease(connection):
                return None
            since.look(connection)
            still = [one for one in frozen if not since.overtakes(names_of(one.letter))]
            return [claimed for one in still if (claimed := self.claims.claim(connection, one))]

    def send(self, batch: Iterable[Claimed], way: Way, report: Report, was: str = "claimed") -> None:
        """Hands over one message after the other, and notes what became of each; it is heard of when that is kept."""
        before: tuple[Claimed, Outcome] | None = None
        for one in batch:
            sent, content = self._written(partial(self._next, before=before, one=one, was=was), before)
            before = None
            try:
                self._tell(sent, report)
            except BaseException:  # the log is full, say; this one has certainly not been sent
                with self.transaction() as connection:
                    self.claims.not_sent(connection, one.number, was)
                raise
            if content is not None:
                self.tried.add(one.recipient)
                before = one, Refused(one.problem) if one.problem else way.send(content)
        self._tell(self._written(partial(self._settle, before=before, was=was), before), report)

    def _next(
        self, connection: Connection, before: tuple[Claimed, Outcome] | None, one: Claimed, was: str
    ) -> tuple[Sent | None, str | None]:
        """Settles the message `before`, and hands over the next: what became of that one, and the words of this."""
        # The lease first: whoever takes it away waits for this transaction to end, or this one waits for them.
        ours = self.claims.keep_lease(connection)
        sent = self._settle(connection, before, was)
        return sent, self._hand_over(connection, one, was) if ours else None

    def _written(self, write: Callable[[Connection], T], known: object) -> T:
        """Writes in one transaction. Where something is `known` that nobody could tell later, what became of a message,
        it waits for whoever has the database meanwhile, again and again. Raises DatabaseProblem in the end."""
        for left in reversed(range(TRIES if known else 1)):
            try:
                with self.transaction() as connection:
                    return write(connection)
            except InUse:
                if not left:
                    raise
        raise AssertionError

    def _hand_over(self, connection: Connection, one: Claimed, was: str) -> str | None:
        """The words of a message that is now handed over; None where it must not go out as it is: what was claimed is
        owed again, what was in doubt stays so."""
        content = self.claims.hand_over(connection, one.number, was)
        if content is None:
            return None
        if self.since is None:  # it was planned in another run, and goes out again as it is
            on = list(connection.rows("lock_ledger"))
            good = bool(content and on) and not restricted_since(connection, one.number, self.claims.day)
        else:
            good = self.since.holds(connection, one, content)
        if not good:
            self.claims.not_sent(connection, one.number, was)
        return content if good else None

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
