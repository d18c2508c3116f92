"""Which table of an agenda each item stands in: by example for each rule, and for all by property."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.domain.agenda import LETTERS, Item, Occasion, agenda, table_of, why_now
from sli_cli.domain.agenda_words import resolutions, since_last, unanswered
from sli_cli.domain.recommendation import Accountable, Cadence, Occurrence, Recommendation, Update
from sli_cli.domain.story import Closure, Extension, Review

TODAY = date(2026, 11, 23)
LAST, MEETING, NEXT = date(2026, 10, 20), date(2026, 12, 10), date(2027, 1, 22)
OCCASION = Occasion("LSCB", MEETING, TODAY, LAST, NEXT)


def one(due: date | None = None, *, ref: str = "1", state: str = "open", ground: str | None = None) -> Recommendation:
    return Recommendation(
        id=int(ref), register="bwd", register_id=1, adopted_on=date(2026, 3, 1), as_of=TODAY, ref=ref, sort_key=ref,
        theme="", text="Words", position="", action="",
        lead=Accountable(1, "Chair of LSCB", "", None, None), sponsor=None, contributors=(),
        forums=(("decides", "LSCB"),), meetings=(), cadence=Cadence(1, None, "every year", "assumed", "", TODAY, None),
        occurrence=Occurrence(1, due, due, due, 0) if due else None, next_review=due, review=None, note=None,
        rating=None, state=state, state_on=None, state_reason=None, restricted=ground, shared=False,
    )  # fmt: skip


def review(on: date, outcome: str = "on track", rating: str | None = None) -> Review:
    return Review(1, on, "Jo", outcome, rating, "Looked at.", None, True, False)


def extension(
    to: date, *, state: str = "granted", on: date = TODAY, by: str = "Jo", agreed: str | None = None
) -> Extension:
    return Extension(1, TODAY, to, "No time", by, on, state, agreed, "")


def closure(on: date) -> Closure:
    return Closure(1, on, "implemented", "Done", None, "", None, None, "")


def item(due: date | None = None, **more: object) -> Item:
    return replace(Item(one(due)), **more)  # type: ignore[arg-type]


LATE = TODAY - timedelta(days=1)
FAR = date(2027, 6, 30)

CASES = {
    "due today": (item(TODAY), "A"),
    "due on the day of the meeting": (item(MEETING), "A"),
    "due before the next meeting": (item(MEETING + timedelta(days=1)), "A"),
    "due before the next meeting, when a review now would be too early": (
        item(MEETING + timedelta(days=1), too_early=True),
        "E",
    ),
    "due on the day of the next meeting": (item(NEXT), "E"),
    "overdue": (item(LATE), "D"),
    "overdue, and not reached last time": (item(LATE, not_reached=True), "A"),
    "overdue, and reported done": (item(LATE, reviews=(review(LAST, "done"),)), "A"),
    "reported done, and then on track": (item(FAR, reviews=(review(LAST, "done"), review(TODAY))), "E"),
    "no longer needed": (item(FAR, reviews=(review(TODAY, "no longer needed"),)), "A"),
    "far off": (item(FAR), "E"),
    "without a date": (item(None), "E"),
    "overdue, of another board": (item(LATE, decides=False), "E"),
    "asked for and not decided": (item(LATE, extensions=(extension(FAR, state="asked", on=LAST),)), "C"),
    "given since the last meeting by nobody's leave": (item(FAR, extensions=(extension(FAR),)), "C"),
    "given before the last meeting": (item(FAR, extensions=(extension(FAR, on=LAST),)), "E"),
    "approved by a board": (item(FAR, extensions=(extension(FAR, agreed="LSCB"),)), "E"),
    "refused": (item(LATE, extensions=(extension(FAR, state="refused"),)), "D"),
    "given by the board's own calendar": (item(FAR, extensions=(extension(FAR, by="LSCB"),)), "E"),
    "given to a date that the meeting has reached": (item(MEETING, extensions=(extension(MEETING),)), "A"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_open_item_stands_in_the_first_table_whose_rule_fits(case: str) -> None:
    found, letter = CASES[case]
    assert table_of(found, OCCASION) == letter


@pytest.mark.parametrize(
    ("on", "letter"), [(LAST, None), (LAST + timedelta(days=1), "B"), (TODAY, "B"), (TODAY + timedelta(days=1), None)]
)
def test_what_was_closed_after_the_last_meeting_is_completed_and_what_was_closed_by_then_is_history(
    on: date, letter: str | None
) -> None:
    assert table_of(Item(one(state="closed"), closures=(closure(on),)), OCCASION) == letter


def test_what_is_parked_is_in_no_table_and_is_counted_apart() -> None:
    parked = Item(one(state="parked"))
    found = agenda(OCCASION, [parked, Item(one(FAR, ref="2"))])
    assert found.parked == (parked,)
    assert [item.one.ref for item in found.items()] == ["2"]


def test_without_a_last_meeting_everything_is_news_and_without_a_next_one_nothing_is_brought_forward() -> None:
    first = Occasion("LSCB", MEETING, TODAY)
    assert table_of(Item(one(state="closed"), closures=(closure(date(2020, 1, 1)),)), first) == "B"
    assert table_of(item(MEETING + timedelta(days=1)), first) == "E"


def test_why_an_item_is_up_for_decision_is_said_in_words() -> None:
    assert why_now(item(LATE, not_reached=True), OCCASION) == "not reached on 20 Oct 2026"
    assert why_now(item(MEETING), OCCASION) == "due by this meeting"
    assert why_now(item(date(2026, 12, 31)), OCCASION) == "before the next meeting, 22 Jan 2027"
    assert why_now(item(FAR, reviews=(review(TODAY, "done"),)), OCCASION) == "reported done: to be closed?"


# -- for all -----------------------------------------------------------------------------------------------------------

days = st.dates(date(2026, 9, 1), date(2027, 3, 1))
extensions = st.builds(
    extension, days, state=st.sampled_from(["asked", "granted", "refused"]), on=days,
    by=st.sampled_from(["Jo", "LSCB"]), agreed=st.sampled_from([None, "LSCB"]),
)  # fmt: skip
items = st.builds(
    Item,
    st.builds(
        one,
        st.none() | days,
        state=st.sampled_from(["open", "parked", "closed"]),
        ground=st.sampled_from([None, "Schedule 12A"]),
    ),
    decides=st.booleans(),
    reviews=st.lists(st.builds(review, days, st.sampled_from(["on track", "off track", "done"])), max_size=2).map(
        tuple
    ),
    extensions=st.lists(extensions, max_size=2).map(tuple),
    closures=st.lists(st.builds(closure, days), max_size=2).map(tuple),
    not_reached=st.booleans(),
    too_early=st.booleans(),
)
occasions = st.builds(
    Occasion, st.just("LSCB"), st.dates(TODAY, NEXT), st.just(TODAY), st.none() | st.dates(date(2026, 9, 1), TODAY),
    st.none() | st.dates(NEXT + timedelta(days=1), date(2027, 6, 1)),
)  # fmt: skip


def numbered(found: list[Item]) -> list[Item]:
    return [replace(item, one=item.one._replace(ref=str(n), id=n, sort_key=f"{n:04}")) for n, item in enumerate(found)]


@given(occasions, st.lists(items, max_size=12).map(numbered))
@settings(max_examples=300, deadline=None)
def test_each_open_item_stands_in_exactly_one_table_and_no_other_kind_does(
    occasion: Occasion, found: list[Item]
) -> None:
    papers = agenda(occasion, found)
    standing = sorted(item.one.id for letter in "ACDE" for item in papers.tables[letter])
    assert standing == [item.one.id for item in found if item.one.state == "open"]
    assert all(item.one.state == "closed" for item in papers.tables["B"])
    assert tuple(papers.tables) == LETTERS
    assert all(item.decides for letter in "ACD" for item in papers.tables[letter])
    assert all(item.overdue for item in papers.tables["D"])
    for table in papers.tables.values():
        assert [item.one.sort_key for item in table] == sorted(item.one.sort_key for item in table)


@given(occasions, st.lists(items, max_size=12).map(numbered))
@settings(max_examples=200, deadline=None)
def test_every_number_in_a_resolution_is_the_length_of_its_table(occasion: Occasion, found: list[Item]) -> None:
    papers = agenda(occasion, found)
    drafts = resolutions(papers, LETTERS)
    for letter in LETTERS:
        said = [draft for draft in drafts if f"Table {letter}" in draft]
        count = len(papers.tables[letter])
        assert len(said) == bool(count)
        if count > 1:
            assert f"the {count} " in said[0]
        for item in papers.tables[letter]:
            assert item.one.ref in said[0]
    withheld = any(item.one.restricted for item in papers.items())
    assert any("exclude the press" in draft for draft in drafts) == withheld
    assert drafts


# -- what is said ------------------------------------------------------------------------------------------------------


def test_the_drafts_are_made_from_the_tables() -> None:
    found = [
        Item(one(MEETING, ref="1")),
        Item(one(state="closed", ref="2"), closures=(closure(TODAY),)),
        Item(one(FAR, ref="3"), extensions=(extension(FAR),)),
        Item(one(LATE, ref="4")),
        Item(one(LATE, ref="5", ground="Schedule 12A, paragraph 2")),
        Item(one(FAR, ref="6")),
    ]
    assert resolutions(agenda(OCCASION, found), LETTERS) == [
        "decide what is to be done about the item in Table A (1)",
        "note the completed item in Table B (2)",
        "approve or refuse the extension requested in Table C (3)",
        "note the 2 overdue items in Table D (4, 5), and ask for a report on each to the next meeting",
        "note the other open item in Table E (6)",
        "exclude the press and the public while it considers what concerns 5, since otherwise what is not for "
        "publication is likely to be disclosed (Schedule 12A, paragraph 2)",
    ]
    assert resolutions(agenda(OCCASION, found), ("A", "C")) == [
        "decide what is to be done about the item in Table A (1)",
        "approve or refuse the extension requested in Table C (3)",
    ]
    assert resolutions(agenda(OCCASION, []), LETTERS) == ["note that nothing is before it"]
    assert resolutions(agenda(OCCASION, found[:1]), ("C", "D")) == ["note that nothing stands in Table C or D"]


def test_what_happened_since_the_last_meeting_is_told_by_kind() -> None:
    found = [
        item(FAR, reviews=(review(LAST), review(TODAY, "at risk")), moved=(MEETING, FAR), rating="red"),
        item(FAR, extensions=(extension(FAR),), moved=(TODAY, FAR), handed_over="Jo, Chair (before: Sam)"),
        item(FAR, rating="red", rated_before="red"),
    ]
    told = {kind: [words for _, words in events] for kind, events in since_last(agenda(OCCASION, found)).items()}
    assert told == {
        "Reviewed": ["at risk, 23 Nov 2026, Jo"],
        "Moved": ["next review 30 Jun 2027 (was 10 Dec 2026)"],
        "Extended": ["from 23 Nov 2026 to 30 Jun 2027: No time"],
        "Handed over": ["Jo, Chair (before: Sam)"],
        "Gone red": ["was not rated"],
    }


def test_who_has_not_answered_is_who_said_nothing_since_the_last_meeting_of_what_is_to_be_decided() -> None:
    def said(ref: str, on: date) -> Item:
        return Item(one(MEETING, ref=ref)._replace(note=Update(on, "Jo", "Words", None)))

    jo = Accountable(2, "Director", "", "Jo Bloggs", None)
    found = [
        said("1", LAST),
        said("2", TODAY),
        Item(one(MEETING, ref="3")._replace(lead=jo)),
        Item(one(LATE, ref="4")),
        Item(one(FAR, ref="5")),
    ]
    answers = unanswered(agenda(OCCASION, found))
    assert [(who, [item.one.ref for item in items]) for who, items in answers] == [
        ("Chair of LSCB (vacant)", ["1", "4"]),
        ("Jo Bloggs, Director", ["3"]),
    ]
