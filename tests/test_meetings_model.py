"""Boards' meetings against a simple model: whatever is planned, cancelled, moved and reviewed, the two agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sli_cli.domain.recommendation import Recommendation
from sli_cli.errors import SliError
from sli_cli.services import cadences, forums, meetings, recommendations, registers, reviews
from sli_cli.services.cadences import NewCadence
from sli_cli.services.reviews import NewReview
from sli_cli.services.undo import undo
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.home import Home
from sli_cli.store.migrate import create
from sli_cli.store.sqlite import SqliteFile
from sli_cli.store.verify import verify
from tests.conftest import Examples, Put
from tests.places import home

BEGIN = date(2026, 11, 23)
EVERY = {"1": 1, "2": 2, "3": 3}
WORDS = {1: "at each LSCB meeting", 2: "every second LSCB meeting", 3: "every third LSCB meeting"}

ahead = st.integers(1, 120).map(lambda days: timedelta(days=days))


class Board(RuleBasedStateMachine):
    """One board and three recommendations that follow its meetings: each, every second and every third."""

    anew: Callable[[], Home]

    def __init__(self) -> None:
        super().__init__()
        self.home, self.today = type(self).anew(), BEGIN
        self.there: set[date] = set()
        """The meetings that were not cancelled."""
        self.since = dict.fromkeys(EVERY, BEGIN)
        """Of each recommendation the newest review, or the meeting that it was for where that is later."""

    @property
    def database(self) -> Database:
        return Database(self.home, self.today, lambda: Stamp("2026-11-23T12:00:00Z", "officer", "Jo Bloggs"))

    def items(self) -> dict[str, Recommendation]:
        with self.database.read() as reader:
            return {one.ref: one for one in reader.everything()}

    def head(self) -> int:
        with self.database.read() as reader:
            return int(reader.rows("history_head")[0]["change"])

    # -- what may happen

    @initialize(policy=st.sampled_from(["keep", "next", "previous"]), gaps=st.lists(st.integers(5, 60), max_size=8))
    def begin(self, policy: str, gaps: list[int]) -> None:
        registers.settle(self.database, None, "working-days", policy)
        for number in range(len(gaps)):
            self.add(timedelta(days=sum(gaps[: number + 1])))
        for ref, every in EVERY.items():
            cadences.set_rule(self.database, [ref], None, NewCadence(WORDS[every], "Jo"))

    @rule(days=st.integers(1, 40))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(later=ahead)
    def add(self, later: timedelta) -> None:
        meetings.add(self.database, "LSCB", self.today + later, "")
        self.there.add(self.today + later)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        coming = sorted(day for day in self.there if day > self.today)
        if coming:
            day = data.draw(st.sampled_from(coming))
            meetings.cancel(self.database, "LSCB", day, "No quorum")
            self.there.remove(day)
            before = self.head()
            meetings.cancel(self.database, "LSCB", day, "No quorum")
            assert self.head() == before, "a second time writes nothing"

    @rule(data=st.data(), later=ahead)
    def move(self, data: st.DataObject, later: timedelta) -> None:
        coming, to = sorted(day for day in self.there if day > self.today), self.today + later
        if not coming:
            return
        day = data.draw(st.sampled_from(coming))
        try:
            meetings.move(self.database, "LSCB", day, to, "Flood")
        except SliError:
            return  # there is, or was, another meeting on that day
        self.there = self.there - {day} | {to}

    @rule(ref=st.sampled_from(list(EVERY)), early=st.integers(0, 3))
    def review(self, ref: str, early: int) -> None:
        """At the meeting or, so that its papers can say so, a few days before it."""
        one = self.items()[ref]
        if one.next_review is None or (one.review and one.next_review - timedelta(early) <= one.review.on):
            return
        self.today = max(self.today, one.next_review - timedelta(days=early))
        new = NewReview(self.today, "Jo", "on track", f"Seen on {self.today}", early=True)
        reviews.review(self.database, [ref], None, new)
        self.since[ref] = max(self.today, one.next_review)

    @rule(later=ahead)
    def think_better_of_it(self, later: timedelta) -> None:
        """Whatever a new meeting moves, undoing it brings back."""
        day = self.today + later
        before, items = self.head(), self.items()
        meetings.add(self.database, "LSCB", day, "")
        if self.head() > before:
            undo(self.database, self.head())
            assert self.items() == items

    # -- what always holds

    @invariant()
    def each_hangs_on_the_meeting_that_its_rule_says(self) -> None:
        for ref, one in self.items().items():
            since, every = self.since[ref], EVERY[ref]
            given = [day for day in sorted(self.there) if day > since][every - 1 :: every]
            coming = [day for day in given if day > self.today]
            if one.next_review is None:
                assert coming == [], f"{ref} has no date, though there is a meeting for it"
            elif one.next_review > self.today:
                assert one.next_review == coming[0]
            else:
                assert one.next_review in self.there, f"{ref} is late for a meeting that was none"

    @invariant()
    def a_later_date_is_an_extension_and_the_first_is_kept(self) -> None:
        with self.database.read() as reader:
            for one in self.items().values():
                if one.occurrence and one.next_review:
                    assert one.occurrence.first_due <= one.next_review
                    assert bool(one.occurrence.extensions) or one.occurrence.first_due == one.next_review
                    asked = [past.asked_by for past in reader.story(one.id).extensions]
                    assert set(asked) <= {"LSCB"}

    def teardown(self) -> None:
        with self.home.reading() as connection:
            verify(connection)


def test_meetings_and_what_hangs_on_them_agree_with_the_model(put: Put, examples: Examples, tmp_path: Path) -> None:
    template = tmp_path / "template.db"
    create(str(template))
    database = Database(SqliteFile(str(template)), BEGIN, lambda: Stamp("2026-11-23T12:00:00Z", "officer", "Jo Bloggs"))
    registers.add(database, "north", adopted_on=BEGIN)
    forums.add(database, "LSCB", None)
    for ref in EVERY:
        recommendations.add(database, ref, None, {"text": "Publish"})

    def anew() -> Home:
        put(template)
        return home()

    Board.anew = staticmethod(anew)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Board,
        settings=settings(
            max_examples=examples(30, 4), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
