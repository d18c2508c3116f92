"""Everything that may happen to reminders, as a machine: days, runs that are cut off, servers that fail, changes."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.letters import Letter
from sli_cli.errors import SliError
from sli_cli.services import (
    absences,
    cadences,
    forums,
    meetings,
    people,
    recommendations,
    registers,
    reminding,
    reviews,
    states,
)
from sli_cli.services.absences import Away
from sli_cli.services.cadences import NewCadence
from sli_cli.services.claims import LEASE
from sli_cli.services.owed import Plan
from sli_cli.services.people import Tenure
from sli_cli.services.reviews import NewReview
from sli_cli.services.schedule import Request
from sli_cli.services.states import NewClosure
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.migrate import create
from sli_cli.store.sqlite import SqliteFile
from tests.notify.mail_world import FAULTS, Action, Fuse, NearServer, Run, Server, World
from tests.notify.owed_model import Register

YEAR = timedelta(days=365)
LAST = date(2029, 1, 1)
BEGIN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
REFS = ("1", "2", "3", "4", "5", "6")
OTHER = "7"
"""In a register of its own, without quiet days; led by somebody who leads in the first one too."""
POSTS = ("Head of Care", "Head of Data", "Head of Homes")
BOARD = "LSCB"
PEOPLE = {name: f"{name}@example.gov.uk" for name in ("ann", "bob", "cat", "pat", "di", "wrong")}
IN_MEMORY = Path("/dev/shm")


def database(path: Path, day: date) -> Database:
    return Database(SqliteFile(str(path)), day, lambda: Stamp("2026-11-23T12:00:00Z", "setup", ""))


def make(path: Path) -> None:
    """Two registers with their people, and reminders switched on; nothing has been sent."""
    create(str(path))
    made = database(path, BEGIN.date())
    for name, quiet in (("first", "weekends-and-holidays"), ("other", "never")):
        registers.add(made, name, adopted_on=date(2026, 9, 1))
        registers.settle(made, name, "remind-quiet", quiet)
        registers.settle(made, name, "owner", "Pat Owner <pat@example.gov.uk>")
    registers.settle(made, "first", "escalate-after", "10 working days")
    registers.settle(made, "first", "escalate-to", "Di Rector <di@example.gov.uk>")
    registers.settle(made, "other", "summary", "off")
    for post, holder in zip(POSTS, ("ann", "bob", ""), strict=True):
        people.add(made, post, None)
        if holder:
            people.appoint(made, post, Tenure(holder, PEOPLE[holder], date(2026, 9, 1)))
    for nth, ref in enumerate((*REFS, OTHER)):
        register = "other" if ref == OTHER else "first"
        lead = POSTS[nth % 3]
        due = date(2026, 11, 9) + timedelta(days=11 * nth)
        rule = ("every 3 weeks", "every month", "once on 31 December 2026")[nth % 3]
        first = None if nth % 3 == 2 else due
        recommendations.add(made, ref, register, {"text": f"Do {ref}"}, lead=lead, rule=rule, first=first)
    board = {"updates_due": "10 working days", "papers_close": "5 working days"}
    secretary = {"secretary": "Sec Retary", "secretary_email": "sec@example.gov.uk"}
    forums.add(made, BOARD, None, {**board, **secretary})
    forums.route(made, BOARD, REFS[1:4], None, "decides")
    for day in (date(2026, 12, 15), date(2027, 2, 9)):
        meetings.add(made, BOARD, day, "")
    reminding.start(made, "Pat")


# -- what may happen to the register, in a run or between two ----------------------------------------------------------


def attempt(act: Callable[[], object]) -> None:
    """What the rules forbid is not done."""
    with suppress(SliError):
        act()


def review(ref: str, early: bool) -> Action:
    def act(world: World) -> None:
        new = NewReview(world.today, "Jo", "on track", f"Seen at {world.now}", early=early)
        attempt(lambda: reviews.review(world.database(), [ref], None, new))

    return act


def extend(ref: str, days: int) -> Action:
    def act(world: World) -> None:
        (row,) = world.rows("SELECT next_review FROM recommendation WHERE ref = ?", ref)
        if row["next_review"]:
            to = date.fromisoformat(row["next_review"]) + timedelta(days=days)
            request = Request("Elections", "Jo", world.today)
            attempt(lambda: reviews.grant_extension(world.database(), [ref], None, to, request))

    return act


def other_rule(ref: str, days: int) -> Action:
    def act(world: World) -> None:
        on = world.today + timedelta(days=days)
        new = NewCadence(f"once on {on}", "Jo", first=on, reason="So it was agreed")
        attempt(lambda: cadences.set_rule(world.database(), [ref], None, new))

    return act


def own_days(ref: str, before: str) -> Action:
    return lambda world: attempt(
        lambda: recommendations.edit(world.database(), ref, None, {}, remind_before=before) and None
    )


def set_aside(ref: str, how: str) -> Action:
    def act(world: World) -> None:
        made = world.database()
        closure = NewClosure("implemented", "Done", world.today)
        acts: dict[str, Callable[[], object]] = {
            "park": lambda: states.park(made, [ref], None, "No money"),
            "resume": lambda: states.resume(made, [ref], None, "Money", "Jo"),
            "close": lambda: states.close(made, [ref], None, closure),
            "reopen": lambda: states.reopen(made, [ref], None, "Not so"),
        }
        attempt(acts[how])

    return act


def hand_over(post: str, to: str) -> Action:
    def act(world: World) -> None:
        new = Tenure(to, PEOPLE[to], world.today)
        attempt(lambda: people.handover(world.database(), post, new))

    return act


def vacate(post: str) -> Action:
    return lambda world: attempt(lambda: people.vacate(world.database(), post, world.today))


def away(post: str, deputy: str, days: int) -> Action:
    def act(world: World) -> None:
        said = Away(Addressee(deputy, PEOPLE[deputy]), world.today, world.today + timedelta(days=days))
        attempt(lambda: absences.away(world.database(), post, said))

    return act


def back(post: str) -> Action:
    return lambda world: attempt(lambda: absences.back(world.database(), post, world.today))


def correct_addresses(world: World) -> None:
    """Whoever has an address that the server does not know gets another one; so does the server know it."""
    for row in world.rows("SELECT * FROM holder WHERE until IS NULL"):
        if row["email"] in world.wrong:
            (post,) = world.rows("SELECT name FROM post WHERE id = ?", row["post_id"])
            right = Tenure(row["name"], f"right-{row['email']}", world.today)
            attempt(lambda right=right, post=post: people.appoint(world.database(), post["name"], right))  # type: ignore[misc]


def others_days(before: str) -> Action:
    return lambda world: attempt(lambda: registers.settle(world.database(), "first", "remind-before", before))


def close_tomorrow(world: World) -> None:
    tomorrow = world.today + timedelta(days=1)
    attempt(lambda: registers.close_day(world.database(), "first", tomorrow, "Town hall closed"))


def meet(days: int) -> Action:
    def act(world: World) -> None:
        on = world.today + timedelta(days=days)
        attempt(lambda: meetings.add(world.database(), BOARD, on, ""))

    return act


def other_meeting(days: int | None) -> Action:
    """The next meeting is moved by so many days; None: cancelled."""

    def act(world: World) -> None:
        sql = "SELECT meets_on FROM meeting WHERE state = 'planned' AND meets_on >= ? ORDER BY meets_on"
        for row in world.rows(sql, str(world.today))[:1]:
            on = date.fromisoformat(row["meets_on"])
            if days is None:
                attempt(lambda on=on: meetings.cancel(world.database(), BOARD, on, "Elections"))  # type: ignore[misc]
            else:
                to = on + timedelta(days=days)
                attempt(lambda on=on, to=to: meetings.move(world.database(), BOARD, on, to, "Elections"))  # type: ignore[misc]

    return act


def restrict(ref: str, lift: bool) -> Action:
    def act(world: World) -> None:
        if lift:
            attempt(lambda: states.lift(world.database(), [ref], None, "In error"))
        else:
            attempt(lambda: states.restrict(world.database(), [ref], None, "Exempt", "Families", None, "Jo"))

    return act


def switch_off_and_on(world: World) -> None:
    reminding.stop(world.database())
    reminding.start(world.database(), "Pat")


def add(world: World) -> None:
    ref = f"new {len(world.rows('SELECT id FROM recommendation'))}"
    first = world.today + timedelta(days=5)
    attempt(
        lambda: recommendations.add(
            world.database(), ref, "first", {"text": "Do more"}, lead=POSTS[0], rule="every month", first=first
        )
    )


refs = st.sampled_from((*REFS, OTHER))
posts = st.sampled_from(POSTS)
names = st.sampled_from(tuple(PEOPLE))
of_items = st.one_of(
    st.builds(review, refs, st.booleans()),
    st.builds(extend, refs, st.sampled_from([1, 3, 7, 30])),
    st.builds(other_rule, refs, st.integers(0, 40)),
    st.builds(set_aside, refs, st.sampled_from(["park", "resume", "close", "reopen"])),
    st.builds(restrict, refs, st.booleans()),
    st.just(add),
)
of_people = st.one_of(
    st.builds(hand_over, posts, names),
    st.builds(vacate, posts),
    st.builds(away, posts, names, st.integers(0, 20)),
    st.builds(back, posts),
    st.just(correct_addresses),
)
of_meetings = st.one_of(
    st.builds(meet, st.integers(1, 40)), st.builds(other_meeting, st.sampled_from([None, 1, 7, 20]))
)
of_settings = st.one_of(
    st.builds(own_days, refs, st.sampled_from(["3, 1", "60, 14", "none", ""])),
    st.builds(others_days, st.sampled_from(["3, 1", "40, 20, 9", "none", ""])),
    st.just(close_tomorrow),
)

# -- what may happen while a run is at work ----------------------------------------------------------------------------


def another_run(world: World) -> None:
    """At once: it finds the first at work."""
    assert world.notify().ended == "stopped"


def review_everything(world: World) -> None:
    for ref in (*REFS, OTHER):
        review(ref, True)(world)


def another_run_when_the_lease_is_over(faults: list[str]) -> Action:
    """The machine was asleep, or the server took its time: the first is taken for dead."""

    def act(world: World) -> None:
        world.now += LEASE + timedelta(minutes=1)
        assert world.notify(faults).ended == "well"

    return act


def another_run_and_a_decision(again: bool) -> Action:
    def act(world: World) -> None:
        another_run_when_the_lease_is_over([])(world)
        for number, message_id in world.in_doubt():
            world.decide(number, message_id, [], Fuse(), asks=not again)

    return act


def time_goes_by(world: World) -> None:
    world.now += timedelta(minutes=9)


Meanwhile = dict[tuple[int, bool], Action]

days = st.sampled_from([0, 1, 1, 1, 2, 3, 7, 30])
hours = st.integers(0, 23)
faults = st.lists(st.sampled_from([*FAULTS, "taken", "taken"]), max_size=5)
fuses = st.tuples(st.integers(0, 40), st.booleans())
"""After how many steps a run is cut off, and whether it is killed or interrupted."""
moments = st.tuples(st.integers(0, 3), st.booleans())
meanwhiles = st.dictionaries(
    moments,
    st.one_of(
        of_items,
        of_people,
        of_meetings,
        of_settings,
        st.sampled_from([another_run, time_goes_by, review_everything, switch_off_and_on]),
        st.builds(another_run_when_the_lease_is_over, faults),
        st.builds(another_run_and_a_decision, st.booleans()),
    ),
    max_size=2,
)


class WatchedWorld(World):
    """A world in which a run may have to plan again, and what it hands over has to be owed at that very moment."""

    def __init__(self, path: str, server: Server, now: datetime) -> None:
        super().__init__(path, server, now)
        self.in_words: dict[str, set[int]] = {}
        """The recommendations whose words are in a message, by its Message-ID."""

    def _plan(self, run: Run) -> Plan:
        """What somebody was owed who has been told already is what they were owed then."""
        owed, had_today = run.owed, run.had_today
        found = super()._plan(run)
        tried = {self.letters[one].to for one in run.attempts}
        run.owed |= {to: tells for to, tells in owed.items() if to in tried}
        run.had_today = had_today | (run.had_today - tried)
        return found

    def frozen(self, run: Run, letter: Letter, message_id: str) -> None:
        super().frozen(run, letter, message_id)
        self.in_words[message_id] = {line.id for line in letter.lines if line.action}

    def handing_over(self, run: Run, message_id: str, body: bytes) -> str:
        if not self.sent_again[message_id]:
            seen = self.letters[message_id]
            owed = Register(self.path, run.day).owed(self.told())
            assert seen.tells <= owed.get(seen.to, set()), "what is owed no longer is sent"
            assert not self.in_words[message_id] & self.restricted(), "what is restricted is sent in words"
        return super().handing_over(run, message_id, body)

    def restricted(self) -> set[int]:
        rows = self.rows("SELECT recommendation_id AS one FROM restriction WHERE lifted_on IS NULL")
        return {row["one"] for row in rows}


class Reminding(RuleBasedStateMachine):
    """Days go by, and everything happens that may."""

    template: Path
    made = 0
    """How many runs there have been."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
        path = Path(self.folder.name) / "register.db"
        shutil.copy(self.template, path)
        self.world: World = WatchedWorld(str(path), self.server(), BEGIN)
        self.world.wrong.add(PEOPLE["wrong"])
        self.astray = False

    def server(self) -> Server:
        return NearServer()

    @rule(days=days, hour=hours)
    def good_morning(self, days: int, hour: int) -> None:
        self.days_go_by(days, hour)
        self.world.notify()

    @rule(days=days, hour=hours, faults=faults, meanwhile=meanwhiles)
    def bad_morning(self, days: int, hour: int, faults: list[str], meanwhile: Meanwhile) -> None:
        self.days_go_by(days, hour)
        self.world.notify(faults, None, meanwhile)

    @rule(days=days, hour=hours, faults=faults, fuse=fuses, meanwhile=meanwhiles, known=st.booleans())
    def run_that_is_cut_off(
        self, days: int, hour: int, faults: list[str], fuse: tuple[int, bool], meanwhile: Meanwhile, known: bool
    ) -> None:
        self.days_go_by(days, hour)
        self.world.notify(faults, Fuse(*fuse), meanwhile, known_to_be_gone=known)

    def days_go_by(self, days: int, hour: int) -> None:
        if self.world.today < LAST:
            self.world.now = self.world.now.replace(hour=hour) + timedelta(days=days)

    @rule(minutes=st.sampled_from([1, 5, 9, 16, 60, 300]), faults=faults, meanwhile=meanwhiles)
    def another_run_on_the_same_day(self, minutes: int, faults: list[str], meanwhile: Meanwhile) -> None:
        self.world.now += timedelta(minutes=minutes)
        self.world.notify(faults, None, meanwhile)

    @rule(fuse=fuses, known=st.booleans())
    def the_clock_goes_astray_for_one_run(self, fuse: tuple[int, bool], known: bool) -> None:
        self.world.now += YEAR
        self.world.notify([], Fuse(*fuse), known_to_be_gone=known)
        self.world.now -= YEAR
        assert self.world.notify().ended == "well"

    @rule()
    def the_clock_goes_astray_or_is_put_right(self) -> None:
        self.world.now += -YEAR if self.astray else YEAR
        self.astray = not self.astray

    @rule(change=of_items)
    def items_change(self, change: Action) -> None:
        change(self.world)

    @rule(change=of_people)
    def people_change(self, change: Action) -> None:
        change(self.world)

    @rule(change=of_meetings)
    def meetings_change(self, change: Action) -> None:
        change(self.world)

    @rule(change=of_settings)
    def settings_change(self, change: Action) -> None:
        change(self.world)

    @rule(hours=st.sampled_from([1, 5, 24]))
    def the_server_cannot_be_reached(self, hours: int) -> None:
        for _ in range(3):
            self.world.notify(["unreachable"])
            self.world.now += timedelta(hours=hours)

    @precondition(lambda self: self.world.in_doubt())
    @rule(nth=st.integers(0, 5), faults=faults, fuse=st.just((None, True)) | fuses, asks=st.booleans())
    def decide(self, nth: int, faults: list[str], fuse: tuple[int | None, bool], asks: bool) -> None:
        there = self.world.in_doubt()
        self.world.decide(*there[nth % len(there)], faults, Fuse(*fuse), asks=asks)

    @rule()
    def retry(self) -> None:
        reminding.try_again(self.world.database(), self.world.now.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.world.check()

    @invariant()
    def nothing_is_forgotten_and_nothing_is_told_twice(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            self.end_well()
        type(self).made += len(self.world.runs)
        self.world.server.close()
        self.folder.cleanup()

    def end_well(self) -> None:
        """In the end all is well, somebody settles what is in doubt, and nothing is left."""
        world = self.world
        world.now = max(world.now, max(run_day(world))) + timedelta(days=1)
        while world.today.weekday() > 2 or world.now.month == 12:
            world.now += timedelta(days=1)
        world.wrong.clear()
        for ref in (*REFS, OTHER):
            restrict(ref, True)(world)
        world.notify()
        for number, message_id in world.in_doubt():
            world.decide(number, message_id, [], Fuse(), asks=True)
        world.now += timedelta(days=1)
        world.notify()
        assert set(world.ledger().values()) <= {"accepted", "dropped", "refused"}


def run_day(world: World) -> list[datetime]:
    return [world.now, *(datetime(run.day.year, run.day.month, run.day.day, 7, tzinfo=UTC) for run in world.runs)]
