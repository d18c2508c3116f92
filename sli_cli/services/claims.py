"""The ledger as a run writes it: letters claimed, handed over one by one, and what became of each.

A claim is a lease: the message is frozen and its items are on the ledger before anything is sent, so that nobody else
sends the same. What a run that was cut off had only claimed goes back to being owed; what it was just handing over may
or may not have arrived, and nothing but a person can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sli_cli.domain.letters import Letter
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Outcome, Refused
from sli_cli.errors import DatabaseProblem

if TYPE_CHECKING:
    from sli_cli.services.owed import Plan
    from sli_cli.store.home import Connection

LEASE = timedelta(minutes=15)
"""How long what a run has claimed is its own, from its last sign of life on: longer than a server is waited for."""

PATIENCE = tuple(timedelta(minutes=count) for count in (5, 15, 60, 240, 720))
"""How long to wait after the first, second … time that a server could not take a message; then as the last."""

CUT_OFF = "The run was cut off while the message was handed over."


class Frozen(NamedTuple):
    """A letter as it goes out: `content` is the message whole, in a form that the way out reads; or the `problem` for
    which it cannot be sent at all, as a sentence."""

    letter: Letter
    message_id: str
    subject: str
    content: str
    problem: str = ""


class Claimed(NamedTuple):
    """A frozen message with its number on the ledger, and how often it has been tried, this time included. `names` are
    the recommendations in it, where the letter is known. Its words are on the ledger alone, where they may be blanked.
    """

    number: int
    attempts: int
    recipient: str
    subject: str
    problem: str = ""
    names: frozenset[int] = frozenset()


class Claims:
    """One run's entries in the ledger. `now` reads the clock in real UTC; `day` is the day for which it reminds."""

    def __init__(self, now: Callable[[], datetime], day: str, worker: str) -> None:
        self.now = now
        self.day = day
        self.worker = worker
        self.run_id = 0

    # -- the run

    def begin(self, connection: Connection, is_gone: Callable[[str], bool], *, shared: bool) -> None:
        """Opens the run, and ends those that were cut off. Where runs do not share the work, DatabaseProblem while
        another one is at work."""
        for row in list(connection.rows("runs_at_work")):
            if not is_at_work(row, self.now(), is_gone):
                self._cut_off(connection, row["id"])
            elif not shared:
                raise DatabaseProblem(
                    f"Another `sli notify` is at work ({row['worker']}, since {_clock(row['began_at'])} UTC); "
                    "this one has sent nothing.",
                    f"Wait for it to end; if it was killed, its hold ends at {_clock(row['leased_until'])} UTC.",
                )
        self.run_id = connection.run(
            "insert delivery_run",
            id=None,
            day=self.day,
            began_at=self._stamp(),
            ended_at=None,
            state="running",
            worker=self.worker,
            leased_until=self._stamp(LEASE),
        )

    def cut_off(self, connection: Connection) -> None:
        """Ends this run, where it did not come to its own end: nothing stays claimed."""
        self._cut_off(connection, self.run_id)

    def _cut_off(self, connection: Connection, run_id: int) -> None:
        """Closed first: from then on the run touches nothing that it had claimed, and nobody else cuts it off too."""
        if not self._close(connection, run_id, "troubled"):
            return
        for row in list(connection.rows("deliveries_of_run", run_id=run_id)):
            if row["state"] == "claimed":
                self.give_back(connection, row)
            elif row["state"] == "sending":
                self._change(connection, row, state="in doubt", answer=CUT_OFF)

    def end(self, connection: Connection, *, good: bool) -> None:
        """Closes the run, if nobody else has closed it meanwhile. It was no good one while anything waits."""
        good = good and not list(connection.rows("deliveries_in", state="waiting"))
        self._close(connection, self.run_id, "good" if good else "troubled")

    def _close(self, connection: Connection, run_id: int, state: str) -> bool:
        """False where it was closed already."""
        return bool(list(connection.rows("close_run", run_id=run_id, state=state, ended_at=self._stamp())))

    def keep_lease(self, connection: Connection) -> bool:
        """Lengthens the lease; False where it was taken away."""
        return bool(list(connection.rows("extend_lease", run_id=self.run_id, leased_until=self._stamp(LEASE))))

    # -- letters

    def claim(self, connection: Connection, frozen: Frozen) -> Claimed | None:
        """Puts a letter on the ledger; None where somebody else has claimed it, or told some of it, meanwhile."""
        letter = frozen.letter
        others = connection.rows("deliveries_to", recipient=letter.to.key, today=self.day)
        if any(row["state"] not in ("waiting", "dropped") for row in others) or _told(connection, letter):
            return None
        waiting = next(iter(list(connection.rows("deliveries_in_to", state="waiting", recipient=letter.to.key))), None)
        values = {
            "message_id": frozen.message_id,
            "delivery_run_id": self.run_id,
            "recipient": letter.to.key,
            "day": self.day,
            "state": "claimed",
            "subject": frozen.subject,
            "content": frozen.content,
            "answer": "",
            "changed_at": self._stamp(),
            "not_before": "",
        }
        if waiting is None:
            attempts = 1
            number = connection.run("insert delivery", id=None, attempts=attempts, **values)
        else:
            number, attempts = waiting["id"], waiting["attempts"] + 1
            connection.run("update delivery", **{**dict(waiting), **values, "attempts": attempts})
        for key in letter.keys:
            told = {"id": None, "delivery_id": number, "recipient": letter.to.key, **key._asdict()}
            connection.run("insert delivery_item", **told)
        return Claimed(number, attempts, letter.to.key, frozen.subject, frozen.problem, names_of(letter))

    def take_up(self, connection: Connection, number: int) -> Claimed | None:
        """Makes a message that is in doubt this run's own; None where it is so no longer."""
        row = connection.row("take_up", delivery_id=number, run_id=self.run_id)
        if row is None:
            return None
        return Claimed(row["id"], row["attempts"], row["recipient"], row["subject"])

    def hand_over(self, connection: Connection, number: int, was: str = "claimed") -> str | None:
        """Notes that a message is about to be sent, and gives its words, "" where they were redacted meanwhile; None
        where it is this run's no longer."""
        values = {"delivery_id": number, "run_id": self.run_id, "was": was, "now": self._stamp()}
        found = list(connection.rows("begin_sending", **values))
        return str(found[0]["content"]) if found else None

    def not_sent(self, connection: Connection, number: int, was: str) -> None:
        """Takes back that a message was about to be handed over, where it is still this run's."""
        row = connection.row("get delivery", id=number)
        if row is None or (row["state"], row["delivery_run_id"]) != ("sending", self.run_id):
            return
        if was == "in doubt":
            self._change(connection, row, state=was)
        else:
            self.give_back(connection, row)

    def settle(self, connection: Connection, one: Claimed, outcome: Outcome, was: str) -> tuple[str, str]:
        """Notes what became of a message, and gives its state and the answer; what was certainly not taken is owed
        again. One that `was` in doubt stays so unless it is taken now: a failure says nothing of the time before. So
        it is where another run has taken the message up meanwhile, being told that it was in doubt."""
        if was == "in doubt" and not isinstance(outcome, Accepted):
            outcome = InDoubt(outcome.reason)
        wait = PATIENCE[min(one.attempts, len(PATIENCE)) - 1]
        state, answer, not_before = {
            Accepted: ("accepted", "where", ""),
            Refused: ("refused", "reason", ""),
            Later: ("waiting", "reason", self._stamp(wait)),
            InDoubt: ("in doubt", "reason", ""),
        }[type(outcome)]
        said = getattr(outcome, answer)
        there = connection.rows(
            "settle",
            delivery_id=one.number,
            run_id=self.run_id,
            state=state,
            answer=said,
            changed_at=self._stamp(),
            not_before=not_before,
        )
        if list(there) and state == "waiting":
            connection.run("release_items", delivery_id=one.number)
        elif state == "accepted":
            self._tell_again(connection, one.recipient)
        return state, said

    def _tell_again(self, connection: Connection, recipient: str) -> None:
        """What was once refused for somebody whose server now takes messages is owed again; nothing waits for them."""
        for state in ("refused", "waiting"):
            for row in list(connection.rows("deliveries_in_to", state=state, recipient=recipient)):
                if self._change(connection, row, state="dropped"):
                    connection.run("release_items", delivery_id=row["id"])

    def drop_stale(self, connection: Connection, plan: Plan) -> None:
        """Ends the waiting of messages to people who are owed nothing any more; who is, a quiet day does not tell."""
        if plan.quiet:
            return
        list(connection.rows("lock_ledger"))
        owed = {letter.to.key for letter in plan.letters} | {held.to.key for held in plan.held}
        for row in list(connection.rows("deliveries_in", state="waiting")):
            if row["recipient"] not in owed:
                self._change(connection, row, state="dropped", content="")

    def give_back(self, connection: Connection, row: Any) -> None:
        """Makes what was claimed and certainly not sent owed again."""
        state = {"state": "waiting", "not_before": self._stamp()} if row["attempts"] > 1 else {"state": "dropped"}
        if self._change(connection, row, content="", **state):
            connection.run("release_items", delivery_id=row["id"])

    def _change(self, connection: Connection, row: Any, **values: Any) -> bool:
        """Brings a message from the state in which it was read into another one; False where somebody else did."""
        kept = {name: row[name] for name in ("state", "content", "answer", "not_before")}
        now = {"delivery_id": row["id"], "was": row["state"], "changed_at": self._stamp()}
        return bool(list(connection.rows("change_delivery", **{**kept, **values, **now})))

    def _stamp(self, later: timedelta = timedelta(0)) -> str:
        return (self.now() + later).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_at_work(row: Any, now: datetime, is_gone: Callable[[str], bool]) -> bool:
    """Whether a run, a row of `runs_at_work`, holds what it has claimed at the moment `now`, in real UTC.

    A lease that ends later than any that could have been given now was given by a clock that went astray.
    """
    until = datetime.fromisoformat(row["leased_until"])
    return now < until <= now + 2 * LEASE and not is_gone(row["worker"])


def names_of(letter: Letter) -> frozenset[int]:
    """The recommendations that a letter names, whether it tells of them or of a board's meeting."""
    return frozenset(line.id for line in letter.lines)


def _told(connection: Connection, letter: Letter) -> bool:
    """Whether anything in the letter was told to its recipient since it was planned."""
    told = (connection.row("told_already", recipient=letter.to.key, **key._asdict()) for key in letter.keys)
    return any(row is not None for row in told)


def _clock(stamp: str) -> str:
    return stamp[11:16]
