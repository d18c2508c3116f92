"""What is owed is sent once: whatever dies, whenever, and whatever else is done, not zero times and not twice."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path
from shutil import copyfile
from subprocess import DEVNULL, PIPE, Popen
from threading import Barrier, Event, Thread
from typing import Any, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from sli_cli.app import App
from sli_cli.domain.letters import Letter
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Outcome, Refused
from sli_cli.errors import DatabaseProblem
from sli_cli.services import people, posting, recommendations, registers, reminding
from sli_cli.services.claims import Claimed, Claims, Frozen
from sli_cli.services.owed import Plan, plan
from sli_cli.services.people import Tenure
from sli_cli.services.posting import Way, Worker
from sli_cli.store.database import Database
from sli_cli.store.home import Transactions
from sli_cli.store.homes import home_of
from sli_cli.store.migrate import create
from tests.deliver.conftest import started
from tests.notify.mail_world import Fuse, NearServer, Server, World
from tests.notify.reminding_machine import (
    BEGIN,
    Reminding,
    WatchedWorld,
    another_run_when_the_lease_is_over,
    database,
    make,
)
from tests.notify.wired_server import WiredServer
from tests.places import Places


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("once") / "template.db"
    make(path)
    return path


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    path = tmp_path / "register.db"
    copyfile(template, path)
    return WatchedWorld(str(path), NearServer(), BEGIN)


@pytest.fixture
def mail_server() -> Iterator[WiredServer]:
    found = WiredServer()
    yield found
    found.stop()


# -- whatever happens --------------------------------------------------------------------------------------------------

EXAMPLES = {False: (6, 2), True: (120, 30)}
"""How many times the simulation is made, without wires and with them: in the short form and in the long one."""
LEAST = {False: (1, 1), True: (2000, 400)}
"""How many runs of `sli notify` there are then at the least."""


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--long", default=False))


def simulated(machine: type[Reminding], template: Path, examples: int) -> int:
    """Lets the machine run from the template so many times; how many runs of `sli notify` there were."""
    machine.template, machine.made = template, 0
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            report_multiple_bugs=False,
        ),
    )
    return machine.made


def test_whatever_happens_what_is_owed_is_accepted_once_or_listed_as_in_doubt(
    template: Path, long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "AT_ONCE", 2)  # so that a few letters are several batches
    assert simulated(Reminding, template, EXAMPLES[long][0]) >= LEAST[long][0]


def test_so_it_is_over_a_real_connection_to_a_real_server(
    template: Path, mail_server: WiredServer, long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "AT_ONCE", 2)

    class Wired(Reminding):
        def server(self) -> Server:
            return mail_server

    assert simulated(Wired, template, EXAMPLES[long][1]) >= LEAST[long][1]


# -- sent again --------------------------------------------------------------------------------------------------------


def test_what_is_sent_again_is_the_same_to_the_last_byte(world: World, mail_server: WiredServer) -> None:
    world.server = mail_server
    world.notify(["cut, taken"])
    ((number, message_id),) = world.in_doubt()
    world.decide(number, message_id, [], Fuse(), asks=False)
    assert world.taken[message_id] == 2
    first, second = (content for came, _, content in world.arrived if came == message_id)
    assert first == second


@pytest.mark.parametrize("fault", ["later", "refused", "cut before", "cut, not taken"])
def test_what_may_have_arrived_and_cannot_be_sent_again_is_still_in_doubt(world: World, fault: str) -> None:
    world.notify(["cut, taken"])
    ((number, message_id),) = world.in_doubt()
    world.decide(number, message_id, [fault], Fuse(), asks=False)
    assert world.in_doubt() == [(number, message_id)]
    world.now += timedelta(days=1)
    assert world.notify().ended == "well"


def test_a_message_that_is_tried_again_is_on_the_ledger_by_the_id_that_it_has_now(world: World) -> None:
    world.notify(["later"])
    (waiting,) = world.rows("SELECT id, message_id FROM delivery WHERE state = 'waiting'")
    world.now += timedelta(days=1)
    run = world.notify(["cut, taken"])
    (doubtful,) = world.in_doubt()
    assert doubtful == (waiting["id"], run.attempts[0]) and run.attempts[0] != waiting["message_id"]


# -- two at once -------------------------------------------------------------------------------------------------------


def test_of_two_runs_at_once_the_second_stops_and_says_so(world: World) -> None:
    """Each has a connection of its own; the second begins while the first hands a message over."""
    at_work, go_on = Event(), Event()

    def hold(_: World) -> None:
        at_work.set()
        assert go_on.wait(20)

    first = Thread(target=world.notify, kwargs={"meanwhile": {(0, False): hold}})
    first.start()
    assert at_work.wait(20)
    second = Worker("second", lambda: world.now, lambda name: False, lambda sent: pytest.fail("it sends"))
    with pytest.raises(DatabaseProblem, match=r"Another `sli notify` is at work .*; this one has sent nothing"):
        posting.send_all(world.database(), lambda: pytest.fail("it plans"), cast(Way, None), second)
    go_on.set()
    first.join()
    assert [run.ended for run in world.runs] == ["well"] and sum(world.taken.values()) == 4


def test_a_run_that_was_taken_for_dead_settles_what_it_had_in_hand_and_sends_no_more(world: World) -> None:
    run = world.notify(meanwhile={(0, True): another_run_when_the_lease_is_over([])})
    assert len(run.attempts) == 1 and sum(world.taken.values()) == 4
    assert Counter(world.ledger().values()) == {"accepted": 4, "dropped": 3}


@dataclass
class Late:
    """A message that its run had in hand while it was taken for dead; since then it is being sent again."""

    transaction: Transactions
    first: Claims
    again: Claims
    claimed: Claimed

    def settle(self, claims: Claims, outcome: Outcome) -> str:
        """Lets one of the two say what became of the message; its state then. Its items go only where it waits."""
        with self.transaction() as connection:
            claims.settle(connection, self.claimed, outcome, "claimed" if claims is self.first else "in doubt")
            row = connection.row("get delivery", id=self.claimed.number)
            assert row is not None and list(connection.rows("items_of_delivery", delivery_id=self.claimed.number))
        return str(row["state"])


@pytest.fixture
def late(world: World) -> Iterator[Late]:
    with world.database().read() as reader:
        letter = plan(reader, world.now).letters[0]
    first, second, again = (Claims(lambda: world.now, str(world.today), name) for name in ("first", "second", "again"))
    with world.database().ledger() as transaction:
        with transaction() as connection:
            first.begin(connection, lambda name: False, shared=False)
            claimed = first.claim(connection, Frozen(letter, "<1@example.gov.uk>", "Reminders", "words"))
            assert claimed is not None and first.hand_over(connection, claimed.number)
        with transaction() as connection:
            second.begin(connection, lambda name: True, shared=False)
            second.end(connection, good=True)
        with transaction() as connection:
            again.begin(connection, lambda name: True, shared=False)
            taken_up = again.take_up(connection, claimed.number)
            assert taken_up is not None and taken_up.number == claimed.number
            assert again.hand_over(connection, claimed.number, "in doubt") == "words"
        yield Late(transaction, first, again, claimed)


@pytest.mark.parametrize("outcome", [Later("451"), Refused("550"), InDoubt("cut")])
def test_what_a_late_run_failed_to_do_says_nothing_of_what_is_sent_again(late: Late, outcome: Outcome) -> None:
    assert late.settle(late.first, outcome) == "sending"
    assert late.settle(late.again, Accepted("250")) == "accepted"


def test_what_a_late_run_did_send_is_accepted_whatever_becomes_of_it_again(late: Late) -> None:
    assert late.settle(late.first, Accepted("250")) == "accepted"
    assert late.settle(late.again, Later("451")) == "accepted"


# -- several machines at one PostgreSQL database ----------------------------------------------------------------------


LEADS = 40
MORE_LEADS = 130
"""So many that one run cannot claim them all together."""


def each_once(leads: int) -> dict[str, int]:
    return {f"jo{number}@example.gov.uk": 1 for number in range(leads)}


def with_leads(path: Path, today: date, leads: int = LEADS) -> None:
    """A register with many leads, each of whom is owed one thing; reminders are on, on every day of the week."""
    create(str(path))
    made = database(path, today)
    registers.add(made, "many", adopted_on=today - timedelta(days=90))
    registers.settle(made, "many", "remind-quiet", "never")
    registers.settle(made, "many", "summary", "off")
    for number in range(leads):
        post = f"Head of {number}"
        people.add(made, post, None)
        people.appoint(made, post, Tenure(f"Jo {number}", f"jo{number}@example.gov.uk", today - timedelta(days=90)))
        first = today - timedelta(days=1)
        words = {"text": f"Do {number}"}
        recommendations.add(made, str(number), None, words, lead=post, rule="every year", first=first)
    reminding.start(made, "Pat")


@pytest.fixture
def shared(server: Places, template: Path, tmp_path: Path) -> Iterator[Database]:
    """A register with many leads in a PostgreSQL database."""
    with_leads(tmp_path / "many.db", BEGIN.date())
    place = server.new(tmp_path)
    server.put(tmp_path / "many.db", place)
    yield Database(home_of(place, 20), BEGIN.date(), lambda: pytest.fail("nothing is written but the ledger"))
    server.forget(place)


@dataclass
class Counted:
    """A way out that counts what is sent."""

    database: Database
    sent: list[str] = field(default_factory=list)

    def freeze(self, letter: Letter) -> Frozen:
        return Frozen(letter, f"<{uuid4().hex}@example.gov.uk>", "Reminders", letter.to.key)

    def send(self, content: str) -> Outcome:
        self.sent.append(content)
        time.sleep(0.002)
        return Accepted("250")

    def plan(self) -> Plan:
        with self.database.read() as reader:
            return plan(reader, BEGIN)


def test_several_machines_share_the_work_and_each_message_is_sent_once(
    shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "AT_ONCE", 3)
    begin = Barrier(4)

    def work(name: str) -> Counted:
        way = Counted(shared)
        begin.wait(20)
        posting.send_all(shared, way.plan, way, Worker(name, lambda: BEGIN, lambda name: False, lambda sent: None))
        return way

    with ThreadPoolExecutor(4) as machines:
        ways = list(machines.map(work, "abcd"))
    assert Counter(to for way in ways for to in way.sent) == each_once(LEADS)
    with shared.home.reading() as connection:
        assert {row["state"] for row in connection.rows("rows delivery")} == {"accepted"}


def test_a_run_is_not_cut_off_between_saying_that_it_sends_and_sending(shared: Database) -> None:
    """It has said so and the others do not see it yet: whoever takes it for dead waits until they do."""
    way = Counted(shared)
    letter = way.plan().letters[0]
    first, second = (Claims(lambda: BEGIN, "2026-11-23", name) for name in ("first", "second"))

    def cut_off() -> None:
        with shared.ledger() as transaction, transaction() as connection:
            second.begin(connection, lambda name: True, shared=True)

    with shared.ledger() as transaction, ThreadPoolExecutor(1) as elsewhere:
        with transaction() as connection:
            first.begin(connection, lambda name: False, shared=True)
            claimed = first.claim(connection, way.freeze(letter))
            assert claimed is not None
        with transaction() as connection:
            assert first.keep_lease(connection) and first.hand_over(connection, claimed.number)
            cutting = elsewhere.submit(cut_off)
            with pytest.raises(TimeoutError):
                cutting.result(0.5)
        cutting.result(20)
        with transaction() as connection:
            assert not first.keep_lease(connection)
            row = connection.row("get delivery", id=claimed.number)
            assert row is not None and row["state"] == "in doubt"
            first.settle(connection, claimed, Accepted("250"), "claimed")
            row = connection.row("get delivery", id=claimed.number)
            assert row is not None and row["state"] == "accepted"
            assert list(connection.rows("items_of_delivery", delivery_id=claimed.number))


# -- a real process, killed --------------------------------------------------------------------------------------------


@dataclass
class Taker:
    """A server in this process that counts what it takes, by recipient and Message-ID."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.rcpt_tos[0], str(message_from_bytes(envelope.content)["Message-ID"])))
        return "250 taken"


@dataclass
class Process:
    """The program in a place of its own, on the day it really is."""

    place: Path
    port: int
    database: str = ""
    """Where it is not a file in `place`."""

    def start(self, *args: str) -> Popen[str]:
        settings = self.place / "settings.toml"
        settings.write_text(
            "notify-by = 'smtp'\nmail-from = 'sli@example.gov.uk'\nmail-security = 'none'\n"
            f"mail-server = '127.0.0.1:{self.port}'\nmail-timeout = 20\n"
        )
        named = self.database or str(self.place / "register.db")
        environment = {**os.environ, "SLI_DATABASE": named, "SLI_CONFIG": str(settings), "SLI_BUSY_TIMEOUT": "20"}
        line = [sys.executable, "-m", "sli_cli", "notify", *args]
        return Popen(line, env=environment, cwd=self.place, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, text=True)

    def run(self, *args: str) -> tuple[int, str]:
        process = self.start(*args)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err and process.returncode in (0, 5), err
        return process.returncode, out

    def in_doubt(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.run("--status", "--json")[1])
        assert {row["state"] for row in rows} <= {"in doubt"}
        return rows


@pytest.fixture
def taker() -> Iterator[tuple[Taker, int]]:
    found = Taker()
    controller = started(found, "none", {})  # type: ignore[arg-type]
    yield found, controller.port
    controller.stop(no_assert=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_killed_at_any_moment_it_has_sent_every_message_once_or_says_which_is_in_doubt(
    taker: tuple[Taker, int], tmp_path: Path, long: bool
) -> None:
    server, port = taker
    with_leads(tmp_path / "template.db", App().actual_today)
    chance, in_the_middle, doubts = random.Random(20261123), 0, 0
    for kill in range(60 if long else 2):
        server.taken.clear()
        process = Process(tmp_path / str(kill), port)
        process.place.mkdir()
        copyfile(tmp_path / "template.db", process.place / "register.db")
        kill_when(process.start(), server, so_many=chance.randrange(LEADS), later=chance.uniform(0, 0.02))
        in_the_middle += 0 < len(server.taken) < LEADS
        process.run()
        doubts += settled(process, server)
        assert process.run() == (0, "")
        assert Counter(to for to, _ in server.taken) == each_once(LEADS)
    assert in_the_middle  # else the kills came before and after the work, and showed nothing
    assert doubts or not long


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_of_processes_at_once_one_is_killed_and_each_message_is_still_sent_once(
    taker: tuple[Taker, int], server: Places, tmp_path: Path
) -> None:
    counting, port = taker
    with_leads(tmp_path / "many.db", App().actual_today, MORE_LEADS)
    place = server.new(tmp_path)
    server.put(tmp_path / "many.db", place)
    try:
        process = Process(tmp_path, port, place)
        machines = [process.start() for _ in range(4)]
        kill_when(machines[0], counting, so_many=10, later=0)
        for machine in machines[1:]:
            _, err = machine.communicate(timeout=60)
            assert "Traceback" not in err and machine.returncode in (0, 5), err
        process.run()
        settled(process, counting)
        assert process.run() == (0, "")
    finally:
        server.forget(place)
    assert Counter(to for to, _ in counting.taken) == each_once(MORE_LEADS)


def settled(process: Process, server: Taker) -> int:
    """Settles what is in doubt as a person would who can look into the mailboxes; how many messages that were."""
    rows = process.in_doubt()
    for row in rows:
        came = (row["to"], row["message_id"]) in server.taken
        process.run("--arrived" if came else "--resend", str(row["number"]))
    assert process.in_doubt() == []
    return len(rows)


def kill_when(victim: Popen[str], server: Taker, so_many: int, later: float) -> None:
    """Kills the process so many seconds after the server has taken so many of its messages."""
    while len(server.taken) < so_many and victim.poll() is None:
        time.sleep(0.0005)
    time.sleep(later)
    victim.kill()
    victim.communicate()


# -- servers that are down, clocks that go astray ----------------------------------------------------------------------


def test_what_waits_over_a_weekend_is_still_said_to_wait(world: World) -> None:
    world.notify()
    world.now += timedelta(days=11)
    world.notify(["unreachable"])
    assert world.today.strftime("%A") == "Friday"
    waiting = Counter(world.ledger().values())["waiting"]
    world.now += timedelta(days=1)
    world.notify()
    assert Counter(world.ledger().values())["waiting"] == waiting > 0
    assert world.rows("SELECT state FROM delivery_run ORDER BY id DESC LIMIT 1") == [{"state": "troubled"}]


def test_a_good_run_of_a_day_that_is_still_to_come_hides_no_silence(world: World) -> None:
    world.notify()
    world.now += timedelta(days=365)
    world.notify()
    world.now -= timedelta(days=350)
    with world.database().read() as reader:
        reminding = reader.reminding()
    assert reminding is not None and reminding.silent(world.today) == 15


def test_what_was_sent_after_a_backup_is_owed_again_where_that_is_restored(world: World, tmp_path: Path) -> None:
    """It cannot be otherwise: the ledger goes with the register. `sli db restore` says so."""
    world.notify()
    copyfile(world.path, tmp_path / "backup.db")
    world.now += timedelta(days=11)
    first = world.notify()
    copyfile(tmp_path / "backup.db", world.path)
    for message_id in first.attempts:
        del world.taken[message_id]
    second = world.notify()
    assert [world.letters[one].tells for one in second.attempts] == [world.letters[one].tells for one in first.attempts]
