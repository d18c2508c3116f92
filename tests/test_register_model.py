"""The whole register against a simple model: whatever is done to it, and in whatever order, the two agree."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sli_cli.bank_holidays import bank_holidays
from sli_cli.domain import window as windows
from sli_cli.domain.filters import Filter
from sli_cli.errors import SliError
from sli_cli.services import cadences, recommendations, registers, reporting, reviews, states
from sli_cli.services.cadences import NewCadence
from sli_cli.services.reviews import NewReview
from sli_cli.services.schedule import Request
from sli_cli.services.states import NewClosure
from sli_cli.services.undo import undo
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.home import Home
from sli_cli.store.migrate import create
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.verify import verify
from tests import register_verbs as verbs
from tests.conftest import Examples, Put
from tests.places import home
from tests.register_model import Calendar, Item, Refused, Spec
from tests.register_verbs import Day

REFS = ("1", "2")
BEGIN, ADOPTED = date(2026, 11, 23), date(2026, 8, 31)
CLOSED = (date(2026, 12, 24), date(2027, 3, 31), date(2027, 4, 1))

units = st.sampled_from(["week", "month", "year"])
kinds = st.sampled_from(["day", "working day", "Monday", "Friday"])
repeating = (
    st.builds(Spec, st.just("every"), count=st.integers(1, 6), unit=st.sampled_from(["week", "month"]))
    | st.builds(Spec, st.just("every"), count=st.integers(1, 2), unit=units)
    | st.builds(Spec, st.just("rolling"), count=st.integers(1, 9), unit=st.sampled_from(["week", "month"]))
    | st.builds(Spec, st.just("month ends"), months=st.sampled_from([(2,), (3, 9), (1, 6)]))
    | st.builds(Spec, st.just("each year"), day=st.sampled_from([date(2024, 2, 29), date(2024, 12, 1)]))
    | st.builds(
        Spec,
        st.just("nth"),
        ordinal=st.tuples(st.sampled_from(["first", "second", "last"]), kinds).map(" ".join),
        unit=st.sampled_from(["month", "quarter", "year"]),
    )
)
rules = (
    repeating
    | st.builds(Spec, st.just("when"), check=repeating, then=st.none() | repeating)
    | st.builds(Spec, st.just("once"), day=st.dates(date(2026, 12, 1), date(2027, 9, 1)))
    | st.builds(Spec, st.just("after adoption"), count=st.integers(3, 8), unit=st.just("month"))
    | st.just(Spec("none"))
)
refs = st.sampled_from(REFS)
reasons = st.sampled_from(["", "Elections"])
back = st.sampled_from([0, 0, 0, 1, 5, 20, 70, -1]) | st.integers(0, 40)
ahead = st.integers(-30, 200)


class Register(RuleBasedStateMachine):
    """Two recommendations of one register, a day that moves on, and the model beside the real file."""

    anew: Callable[[], Home]

    def __init__(self) -> None:
        super().__init__()
        self.home, self.today = type(self).anew(), BEGIN
        self.items: dict[str, Item] = {}
        self.past: list[tuple[int, dict[str, Item]]] = []

    @property
    def database(self) -> Database:
        return Database(self.home, self.today, lambda: Stamp("2026-11-23T12:00:00Z", "officer", "Jo Bloggs"))

    @property
    def at(self) -> Day:
        return Day(self.today, self.calendar)

    def head(self) -> int:
        with self.database.read() as reader:
            return int(reader.rows("history_head")[0]["change"])

    def both(self, ref: str, model: Callable[[Item], bool], real: Callable[[], object]) -> None:
        """Does the same to the model and to the register; what the rules forbid writes nothing."""
        items, before = deepcopy(self.items), self.head()
        try:
            written = model(items[ref]) and items != self.items
        except Refused:
            written = None
        try:
            real()
            assert written is not None, "this was to be refused"
        except SliError:
            assert written is None, "this was to be done"
        assert self.head() == before + bool(written)
        if written:
            self.past.append((before + 1, self.items))
            self.items = items

    # -- what may happen

    @initialize(policy=st.sampled_from(["keep", "next", "previous"]))
    def begin(self, policy: str) -> None:
        self.calendar = Calendar(policy, bank_holidays("england-and-wales", CLOSED))
        registers.settle(self.database, None, "working-days", policy)
        for ref in REFS:
            self.items[ref] = Item(ADOPTED)

    @rule(days=st.sampled_from([1, 7, 30]) | st.integers(0, 100))
    def days_go_by(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), date(2028, 6, 1))

    @rule(ref=refs, spec=rules, start=st.none() | ahead, first=st.none() | st.none() | ahead, reason=reasons)
    def cadence(self, ref: str, spec: Spec, start: int | None, first: int | None, reason: str) -> None:
        start_on, first_on = self.after(start), self.after(first)
        new = NewCadence(spec.words(), "Jo", start_on, first_on, reason=reason)
        self.both(
            ref,
            lambda item: verbs.set_rule(item, self.at, spec, start_on, first_on, reason),
            lambda: cadences.set_rule(self.database, [ref], None, new),
        )

    @rule(ref=refs)
    def confirm(self, ref: str) -> None:
        self.both(ref, verbs.confirm, lambda: cadences.confirm(self.database, [ref], None))

    @rule(
        ref=refs,
        ago=back,
        words=st.sampled_from(["Seen", "Heard"]),
        early=st.booleans(),
        next_=st.none() | st.none() | st.sampled_from([0, 1]) | st.integers(0, 300),
        reason=reasons,
    )
    def review(self, ref: str, ago: int, words: str, early: bool, next_: int | None, reason: str) -> None:
        on = self.today - timedelta(days=ago)
        next_on = None if next_ is None else on + timedelta(days=next_)
        new = NewReview(on, "Jo", "on track", words, next=next_on, reason=reason, early=early)
        self.both(
            ref,
            lambda item: verbs.review(item, self.at, on, words, early, next_on, bool(reason)),
            lambda: reviews.review(self.database, [ref], None, new),
        )

    @rule(ref=refs)
    def review_when_due(self, ref: str) -> None:
        due = self.items[ref].next_review
        if due:
            self.today = max(self.today, due)
            self.review(ref, 0, "Seen", False, None, "")
            self.review(ref, 0, "Heard", True, None, "")

    @rule(ref=refs, days=ahead)
    def extend(self, ref: str, days: int) -> None:
        to = (self.items[ref].next_review or self.today) + timedelta(days=days)
        asked = Request("Elections", "Jo", self.today)
        self.both(
            ref,
            lambda item: verbs.extend(item, to),
            lambda: reviews.grant_extension(self.database, [ref], None, to, asked),
        )

    @rule(ref=refs, ago=back)
    def event(self, ref: str, ago: int) -> None:
        on = self.today - timedelta(days=ago)
        self.both(
            ref,
            lambda item: verbs.event(item, self.at, on),
            lambda: cadences.event(self.database, [ref], None, on, "Jo"),
        )

    @rule(ref=refs, ago=back)
    def note(self, ref: str, ago: int) -> None:
        on = self.today - timedelta(days=ago)
        self.both(
            ref,
            lambda item: verbs.note(item, self.at, on, "Moving"),
            lambda: reviews.note(self.database, [ref], None, "Moving", on, "Jo"),
        )

    @rule(ref=refs)
    def park(self, ref: str) -> None:
        self.both(ref, verbs.park, lambda: states.park(self.database, [ref], None, "No money"))

    @rule(ref=refs)
    def resume(self, ref: str) -> None:
        self.both(
            ref, lambda item: verbs.resume(item, self.at), lambda: states.resume(self.database, [ref], None, "", "Jo")
        )

    @rule(ref=refs)
    def close(self, ref: str) -> None:
        new = NewClosure("implemented", "Done", self.today)
        self.both(ref, verbs.close, lambda: states.close(self.database, [ref], None, new))

    @rule(ref=refs)
    def reopen(self, ref: str) -> None:
        self.both(
            ref, lambda item: verbs.reopen(item, self.at), lambda: states.reopen(self.database, [ref], None, "Not so")
        )

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        number, self.items = self.past.pop()
        undo(self.database, number)

    def after(self, days: int | None) -> date | None:
        return None if days is None else self.today + timedelta(days=days)

    # -- what always holds

    @invariant()
    def what_is_stored_is_what_follows_from_what_was_done(self) -> None:
        with self.database.read() as reader:
            for one in reader.everything():
                item, story = self.items[one.ref], reader.story(one.id)
                kept, pending = one.occurrence, item.pending
                assert one.next_review == item.next_review
                assert one.standing == item.standing(self.today)
                assert (kept and (kept.due_on, kept.first_due, kept.next_review, kept.extensions)) == (
                    pending and (pending.due, pending.first, pending.next, pending.extensions)
                )
                assert (one.cadence and one.cadence.rule) == (item.rule and item.rule.words())
                assert sorted((past.on, past.note, past.moved) for past in story.reviews) == sorted(item.reviews)
                assert sorted((past.from_date, past.to_date) for past in story.extensions) == sorted(item.extensions)
                assert (one.review and one.review.on) == item.newest

    @invariant()
    def every_count_is_the_length_of_a_list(self) -> None:
        standings = {ref: item.standing(self.today) for ref, item in self.items.items()}
        late = {ref for ref, standing in standings.items() if standing == "overdue"}
        window = windows.within("60d", self.today)
        with self.database.read() as reader:
            assert {one.ref for one in reporting.overdue(reader, Filter())} == late
            for chosen in (Filter(), Filter(open=True)):
                found = reporting.due(reader, window, chosen)
                rows: list[Any] = list(found.rows)
                assert {one.ref for one in rows} == {
                    ref for ref, item in self.items.items() if item.next_review and item.next_review <= window.last
                }
                assert (found.total, found.overdue) == (len(rows), len(late))
                assert [one.next_review for one in rows] == sorted(one.next_review for one in rows)
            unscheduled = reporting.everything(reader, Filter(standings=("unscheduled",)))
            assert [one.ref for one in unscheduled] == [ref for ref in REFS if standings.get(ref) == "unscheduled"]
            assert reader.counts(None)["unscheduled"] == list(standings.values()).count("unscheduled")

    def teardown(self) -> None:
        with self.database.read() as reader:
            verify(reader.connection)


def test_whatever_is_done_the_register_and_the_model_agree(put: Put, examples: Examples, tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    create(str(template))
    database = Database(SqliteFile(str(template)), BEGIN, lambda: Stamp("2026-11-23T12:00:00Z", "setup", ""))
    registers.add(database, "model", adopted_on=ADOPTED)
    for day in CLOSED:
        registers.close_day(database, None, day, "Town hall closed")
    for ref in REFS:
        recommendations.add(database, ref, None, {"text": "Do it"})

    def anew() -> Home:
        put(template)
        return home()

    Register.anew = staticmethod(anew)
    run_state_machine_as_test(
        Register,
        settings=settings(
            max_examples=examples(40, 4),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
