"""A world for reminders to go wrong in: a clock, a mail server that counts for itself, and runs that may die anywhere.

The ledger is looked at with plain SQL; what the server took is known from the server alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from sli_cli.domain.letters import Letter
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Outcome, Refused
from sli_cli.errors import DatabaseProblem
from sli_cli.services import owed, posting, reminding
from sli_cli.services.claims import LEASE, Frozen
from sli_cli.services.posting import Worker
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.home import Transactions
from sli_cli.store.sqlite import SqliteFile
from tests.notify.owed_model import Register, What

LONDON = ZoneInfo("Europe/London")

FAULTS: dict[str, tuple[bool, Outcome]] = {
    "taken": (True, Accepted("250 taken")),
    "later": (False, Later("451 try again.")),
    "refused": (False, Refused("550 no such user.")),
    "cut before": (False, Later("The connection broke before the message.")),
    "cut, taken": (True, InDoubt("The connection broke after the message.")),
    "cut, not taken": (False, InDoubt("The connection broke after the message.")),
    "unreachable": (False, Later("It cannot be reached.")),
}
"""What the server may do with a message: whether it takes it, and what the other side then knows."""


class Killed(BaseException):
    """What ends a process that is killed: nothing of it runs after."""


@dataclass
class Fuse:
    """Ends a run after so many steps (None: never), by `kill -9` or by Ctrl-C."""

    left: int | None = None
    kill: bool = True
    burnt: bool = False

    def step(self) -> None:
        if self.burnt and self.kill:
            raise Killed
        if self.left is not None and not self.burnt:
            self.left -= 1
            if self.left < 0:
                self.burnt = True
                raise Killed if self.kill else KeyboardInterrupt


class MortalFile(SqliteFile):
    """A SQLite file whose user may die before, in and after every transaction on the ledger."""

    def __init__(self, path: str, fuse: Fuse) -> None:
        super().__init__(path)
        self.fuse = fuse

    @contextmanager
    def session(self) -> Iterator[Transactions]:
        with super().session() as begin:

            @contextmanager
            def transaction(*, keep: bool = True) -> Iterator[Any]:
                self.fuse.step()
                with begin(keep=keep) as connection:
                    yield connection
                    self.fuse.step()
                self.fuse.step()

            yield transaction


@dataclass(frozen=True)
class Seen:
    """A letter as it was frozen: for whom, what it tells, on which day, and whether all of that still held then."""

    to: str
    tells: frozenset[What]
    day: date
    held: bool


Action = Callable[["World"], None]
Moment = tuple[int, bool]
"""The nth message of a run, before (False) or after (True) the server has dealt with it."""


@dataclass
class Run:
    """One run: how it may go wrong, and what it has done."""

    name: str
    day: date
    fuse: Fuse
    faults: list[str]
    meanwhile: Mapping[Moment, Action]
    owed: dict[str, set[What]] = field(default_factory=dict)
    had_today: set[str] = field(default_factory=set)
    attempts: list[str] = field(default_factory=list)
    in_hand: str = ""
    planned: bool = False
    disturbed: bool = False
    """Whether another run took its work over."""
    ended: str = ""


class Server(Protocol):
    """Takes messages from a run, or does not: by its way out and by the faults that the run is to meet."""

    def way(self, world: World, run: Run) -> posting.Way: ...

    def close(self) -> None: ...


class World:
    """Everything around the register in the file at `path`."""

    def __init__(self, path: str, server: Server, now: datetime) -> None:
        self.path = path
        self.server = server
        self.now = now
        self.runs: list[Run] = []
        self.at_work: list[Run] = []
        self.gone: set[str] = set()
        self.letters: dict[str, Seen] = {}
        self.bodies: dict[str, bytes] = {}
        self.taken: Counter[str] = Counter()
        """What the server has taken, by Message-ID, as often as it took it: its own count."""
        self.arrived: list[tuple[str, str, bytes]] = []
        """What came over a wire: Message-ID, recipient and bytes."""
        self.wrong: set[str] = set()
        """The addresses that the server does not know."""
        self.refused: set[str] = set()
        self.put_off: dict[str, datetime] = {}
        self.may_be_in_doubt: set[str] = set()
        self.sent_again: Counter[str] = Counter()

    # -- the clock, the file

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    def database(self, fuse: Fuse | None = None) -> Database:
        file = MortalFile(self.path, fuse or Fuse())
        return Database(file, self.today, lambda: Stamp("2026-11-23T12:00:00Z", "officer", "Jo Bloggs"))

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        raw = sqlite3.connect(self.path)
        raw.row_factory = sqlite3.Row
        found = [dict(row) for row in raw.execute(sql, values)]
        raw.close()
        return found

    def ledger(self) -> dict[str, str]:
        """The state of every message on the ledger, by its Message-ID."""
        return {row["message_id"]: row["state"] for row in self.rows("SELECT message_id, state FROM delivery")}

    def in_doubt(self) -> list[tuple[int, str]]:
        """The messages that a person has to decide on, each by its number and its Message-ID."""
        found = self.rows("SELECT id, message_id FROM delivery WHERE state = 'in doubt' ORDER BY id")
        return [(row["id"], row["message_id"]) for row in found]

    def told(self) -> dict[tuple[str, What], set[date]]:
        """Who was told what and when: by the server's count, or as far as it is listed as in doubt or refused."""
        listed = {one for one, state in self.ledger().items() if state in ("in doubt", "refused")}
        found: dict[tuple[str, What], set[date]] = {}
        for message_id in listed | set(self.taken):
            seen = self.letters[message_id]
            for what in seen.tells:
                found.setdefault((seen.to, what), set()).add(seen.day)
        return found

    def had_today(self) -> set[str]:
        listed = {one for one, state in self.ledger().items() if state in ("in doubt", "refused")}
        return {self.letters[one].to for one in listed | set(self.taken) if self.letters[one].day == self.today}

    # -- a run

    def notify(
        self,
        faults: list[str] | None = None,
        fuse: Fuse | None = None,
        meanwhile: Mapping[Moment, Action] | None = None,
        *,
        known_to_be_gone: bool = True,
    ) -> Run:
        """One `sli notify`, and whether what it did is right."""
        run = self._begin(faults, fuse, meanwhile)
        self._go(
            run,
            lambda: posting.send_all(
                self.database(run.fuse), lambda: self._plan(run), self.server.way(self, run), self._worker(run)
            ),
            known_to_be_gone,
        )
        self._check_run(run)
        self.check()
        return run

    def decide(self, number: int, message_id: str, faults: list[str], fuse: Fuse, *, asks: bool) -> None:
        """A person settles a message that is in doubt: asks whether it came, or has it sent again."""
        if asks and self.taken[message_id]:
            reminding.arrived(self.database(), [number], "Jo", _stamp(self.now))
            return
        run = self._begin(faults, fuse, None)
        self.sent_again[message_id] += 1
        self._go(
            run,
            lambda: posting.resend(self.database(run.fuse), [number], self.server.way(self, run), self._worker(run)),
            True,
        )
        assert set(run.attempts) <= {message_id}
        self.check()

    def _begin(self, faults: list[str] | None, fuse: Fuse | None, meanwhile: Mapping[Moment, Action] | None) -> Run:
        run = Run(f"run {len(self.runs)}", self.today, fuse or Fuse(), list(faults or ()), meanwhile or {})
        self.runs.append(run)
        return run

    def _worker(self, run: Run) -> Worker:
        return Worker(run.name, lambda: self.now, self.gone.__contains__, lambda sent: None)

    def _go(self, run: Run, act: Callable[[], object], known_to_be_gone: bool) -> None:
        self.at_work.append(run)
        try:
            act()
            run.ended = "well"
        except DatabaseProblem as error:
            assert "is at work" in str(error), error
            run.ended = "stopped"
        except (Killed, KeyboardInterrupt) as error:
            run.ended = "killed" if isinstance(error, Killed) else "interrupted"
        self.at_work.pop()
        if known_to_be_gone or run.ended != "killed":
            self.gone.add(run.name)
        if run.ended in ("killed", "interrupted"):
            self._one_at_most_in_doubt(run)
        if run.ended != "stopped":
            for other in self.at_work:
                other.disturbed = True
                self.may_be_in_doubt.add(other.in_hand)

    def _one_at_most_in_doubt(self, run: Run) -> None:
        """A run that was cut off leaves at most one message of which nobody knows."""
        states = self.ledger()
        sql = "SELECT message_id FROM delivery JOIN delivery_run AS run ON run.id = delivery_run_id WHERE worker = ?"
        ours = [row["message_id"] for row in self.rows(sql, run.name)]
        unknown = {one for one in ours if states[one] in ("sending", "in doubt")} - self.may_be_in_doubt
        assert len(unknown) <= 1, unknown
        self.may_be_in_doubt |= unknown

    def _plan(self, run: Run) -> owed.Plan:
        """The plan of the house, and beside it the model's."""
        run.fuse.step()
        run.planned = True
        run.owed = Register(self.path, self.today).owed(self.told())
        run.had_today = self.had_today()
        with self.database().read() as reader:
            found = owed.plan(reader, self.now)
        run.fuse.step()
        return found

    # -- what the server and the way out tell

    def frozen(self, run: Run, letter: Letter, message_id: str) -> None:
        """Notes a letter, and that it holds the items that it says it tells of."""
        tells = {What(*key) for key in letter.keys}
        assert len(tells) == len(letter.keys)
        mine = {line.id for line in letter.mine.lines}
        escalated = {line.id for line in letter.escalated}
        assert mine == {one.key for one in tells if one.about == "recommendation" and one.stage != "escalation"}
        assert len(letter.boards) == len([one for one in tells if one.about == "meeting"])
        assert len(letter.summaries) == len([one for one in tells if one.about == "register"])
        assert escalated == {one.key for one in tells if one.stage == "escalation"}
        register = Register(self.path, self.today)
        held = all(map(register.holds, tells))
        self.letters[message_id] = Seen(letter.to.key, frozenset(tells), run.day, held)

    def handing_over(self, run: Run, message_id: str, body: bytes) -> str:
        """A message leaves the run; what the server is to do with it."""
        seen = self.letters[message_id]
        again = self.sent_again[message_id] > 0
        assert seen.held or again, "a stage that was cancelled is sent"
        assert self.bodies.setdefault(message_id, body) == body, "sent again with other words"
        run.attempts.append(message_id)
        run.in_hand = message_id
        fault = "refused" if seen.to in self.wrong else next(iter(run.faults), "taken")
        if fault != "unreachable":  # which it stays
            del run.faults[:1]
        if fault == "refused":
            self.refused.add(message_id)
        if fault in ("later", "cut before", "unreachable"):
            self.put_off[seen.to] = self.now
        if fault.startswith("cut,"):
            self.may_be_in_doubt.add(message_id)
        return fault

    def meanwhile(self, run: Run, *, after: bool) -> None:
        """What happens elsewhere while a message is handed over."""
        action = run.meanwhile.get((len(run.attempts) - 1, after))
        if action:
            action(self)

    # -- what is right

    def _check_run(self, run: Run) -> None:
        """Whether a run did to each recipient what the model says."""
        if run.ended == "stopped":
            self._check_stopped(run)
            return
        tried = Counter(self.letters[one].to for one in run.attempts)
        for message_id in run.attempts:
            seen = self.letters[message_id]
            assert tried[seen.to] == 1, f"{seen.to} is sent several messages in one run"
            assert seen.to not in run.had_today, f"{seen.to} had a message today"
            assert set(seen.tells) == run.owed.get(seen.to, set()), seen.to
        if run.ended != "well" or run.disturbed or not run.planned:
            return
        for to, tells in run.owed.items():
            may_wait = to in self.put_off and self.put_off[to] <= self.now < self.put_off[to] + timedelta(hours=12)
            if tried[to] or to in run.had_today or may_wait:
                continue
            dropped = [one for one in self.letters.values() if one.to == to and one.tells == tells and not one.held]
            assert dropped, f"{to} was owed {tells} and not told"

    def _check_stopped(self, run: Run) -> None:
        """A run stops where another one is at work, or was a short while ago and may still be; and sends nothing."""
        assert run.attempts == []
        others = self.rows("SELECT * FROM delivery_run WHERE state = 'running' AND worker <> ?", run.name)
        assert any(
            one["worker"] not in self.gone and _stamp(self.now) <= one["leased_until"] <= _stamp(self.now + 2 * LEASE)
            for one in others
        )

    def check(self) -> None:
        """What holds at any moment."""
        states = self.ledger()
        working = {run.name for run in self.at_work} | {run.name for run in self.runs if run.ended == "killed"}
        for message_id, count in self.taken.items():
            assert states[message_id] in ("accepted", "in doubt", "sending"), (
                f"{message_id} was taken, and is forgotten"
            )
            assert count <= 1 + self.sent_again[message_id], f"{message_id} was taken {count} times"
        came: dict[str, bytes] = {}
        for message_id, to, content in self.arrived:
            assert to == self.letters[message_id].to
            assert came.setdefault(message_id, content) == content, "it came again with other bytes"
        told = Counter((seen.to, what) for one in self.taken for seen in [self.letters[one]] for what in seen.tells)
        assert not [one for one, count in told.items() if count > 1], "told twice"
        days = Counter((self.letters[one].to, self.letters[one].day) for one in self.taken)
        assert not [one for one, count in days.items() if count > 1], "two messages on one day"
        for message_id, state in states.items():
            assert state != "accepted" or self.taken[message_id], f"{message_id} was not taken, and is lost"
            assert state != "refused" or message_id in self.refused
            assert state != "in doubt" or message_id in self.may_be_in_doubt
        sql = (
            "SELECT worker FROM delivery JOIN delivery_run AS run ON run.id = delivery_run_id WHERE delivery.state = ?"
        )
        for state in ("claimed", "sending"):
            assert {row["worker"] for row in self.rows(sql, state)} <= working, f"it stays {state}"
        assert len(self.rows("SELECT 1 FROM delivery_run WHERE state = 'running'")) <= 1 + len(self.at_work)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


# -- a server without wires --------------------------------------------------------------------------------------------


class NearServer:
    """A server in the same process: what it says arrives at once, unless the run dies before it hears it."""

    def way(self, world: World, run: Run) -> posting.Way:
        return _NearWay(world, run)

    def close(self) -> None:
        pass


class _NearWay(NamedTuple):
    world: World
    run: Run

    def freeze(self, letter: Letter) -> Frozen:
        self.run.fuse.step()
        message_id = f"<{len(self.world.letters)}@example.gov.uk>"
        self.world.frozen(self.run, letter, message_id)
        return Frozen(letter, message_id, "Reminders", json.dumps([message_id, repr(letter)]))

    def send(self, content: str) -> Outcome:
        message_id = json.loads(content)[0]
        fault = self.world.handing_over(self.run, message_id, content.encode())
        self.run.fuse.step()
        self.world.meanwhile(self.run, after=False)
        takes, outcome = FAULTS[fault]
        if takes:
            self.world.taken[message_id] += 1
        self.run.fuse.step()
        self.world.meanwhile(self.run, after=True)
        self.run.in_hand = ""
        self.run.fuse.step()
        return outcome
