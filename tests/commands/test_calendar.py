"""The calendar: what a diary is told, and that it is told of every move, and of nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.ical import Entry, read
from tests.places import stored

LEAD = "Chair of LSCB"


def entries(bwd: Run, *args: str, on: str = "2026-11-23") -> dict[str, Entry]:
    return read(bwd("calendar", *args, on=on).stdout_bytes.decode())


def of(bwd: Run, ref: str) -> Entry:
    """The review of a recommendation of the seed register, whose keys are its refs."""
    return entries(bwd)[f"review-{ref}"]


# -- reviews -----------------------------------------------------------------------------------------------------------


def test_every_next_review_is_a_day_in_the_diary(bwd: Run) -> None:
    found = entries(bwd)
    assert list(found) == [f"review-{number}" for number in range(1, 23)]
    three = found["review-3"]
    assert three.day == date(2026, 9, 30)
    assert three.summary.startswith("Review 3 (assumed): Identify a named lead for reducing")
    assert (three.sequence, three.status, three.alarm) == (0, "CONFIRMED", timedelta(days=-14, hours=9))
    assert three.category == ["Capacity to improve"]
    assert "\n\nLead: Chair of LSCB (vacant)\n\n" in three.description


@pytest.mark.parametrize(
    "verb",
    [
        ["extend", "3", "--to", "2027-03-31", "--reason", "No Council before"],
        ["review", "13", "--outcome", "on track", "--note", "Looked at"],
        ["cadence", "11", "every 2 months", "--from", "2026-11-01"],
    ],
    ids=lambda verb: verb[0],
)
def test_a_date_that_moves_keeps_its_name_and_rises(bwd: Run, verb: list[str]) -> None:
    before = of(bwd, verb[1])
    bwd(*verb)
    after = of(bwd, verb[1])
    assert after.uid == before.uid
    assert (after.day != before.day, after.sequence) == (True, before.sequence + 1)
    assert after.written >= before.written
    bwd("undo")
    assert (of(bwd, verb[1]).day, of(bwd, verb[1]).sequence) == (before.day, before.sequence + 2)


def test_only_what_moved_rises(bwd: Run) -> None:
    before = entries(bwd)
    bwd("extend", "4", "--to", "2027-03-31", "--reason", "No Council before")
    bwd("note", "6", "Figures are here")
    after = entries(bwd)
    assert [name for name in after if after[name].sequence != before[name].sequence] == ["review-4"]
    assert "First due 30 Sep 2026; 1 extension" in after["review-4"].description


@pytest.mark.parametrize(
    ("verb", "back", "why"),
    [
        (["park", "7", "--reason", "No funding"], ["resume", "7"], "Parked 23 Nov 2026: No funding"),
        (
            ["close", "7", "--as", "implemented", "--reason", "All done"],
            ["reopen", "7", "--reason", "Not all"],
            "Closed 23 Nov 2026: All done",
        ),
        (
            ["review", "3", "--outcome", "done", "--note", "Named"],
            ["undo"],
            "Reviewed 23 Nov 2026: done; nothing follows",
        ),
    ],
    ids=["park", "close", "once"],
)
def test_what_is_no_longer_due_is_cancelled_on_its_last_day_and_can_come_back(
    bwd: Run, verb: list[str], back: list[str], why: str
) -> None:
    ref = verb[1]
    before = of(bwd, ref)
    bwd(*verb)
    gone = of(bwd, ref)
    assert (gone.uid, gone.day, gone.sequence) == (before.uid, before.day, before.sequence + 1)
    assert (gone.status, gone.alarm) == ("CANCELLED", None)
    assert gone.summary.startswith(f"Cancelled: review {ref}: ")
    assert gone.description.endswith(why)
    bwd(*back)
    again = of(bwd, ref)
    assert (again.uid, again.status, again.sequence) == (before.uid, "CONFIRMED", before.sequence + 2)


def test_what_never_had_a_date_is_not_in_the_diary(bwd: Run) -> None:
    bwd("add", "23", "--text", "Look again")
    assert "review-23" not in entries(bwd)


def test_a_ref_is_told_with_its_register_where_there_are_several(bwd: Run) -> None:
    bwd("register", "add", "peer", "--title", "Peer challenge")
    assert of(bwd, "3").summary.startswith("Review bwd-infant-mortality:3 (assumed): ")


def test_what_is_restricted_is_its_ref_and_nothing_else(bwd: Run) -> None:
    bwd("restrict", "14", "--ground", "Schedule 12A", "--reason", "Families")
    bwd("park", "14", "--reason", "The family asked")
    one = of(bwd, "14")
    assert one.summary == "Cancelled: review 14: Not for publication"
    assert (one.description, one.place, one.category) == ("", "", [])
    bwd("resume", "14")
    assert of(bwd, "14").summary == "Review 14: Not for publication"


def test_no_address_of_anybody_is_in_it(bwd: Run) -> None:
    bwd("lead", "appoint", LEAD, "--name", "Jo Bloggs", "--email", "jo.bloggs@example.gov.uk")
    assert f"\n\nLead: Jo Bloggs, {LEAD}\n\n" in of(bwd, "3").description
    assert "example.gov.uk" not in bwd("calendar").stdout


def test_hostile_words_stay_words(bwd: Run) -> None:
    words = "END:VEVENT\nBEGIN:VEVENT\n" + "; , \\ \\n " + "Siân " * 1000
    bwd("edit", "3", "--text", words)
    one = of(bwd, "3")
    assert len(entries(bwd)) == 22
    assert one.description.startswith("END:VEVENT\nBEGIN:VEVENT\n; , \\ \\n Siân Siân")
    assert one.summary.endswith("…")
    assert len(one.summary) < 90


# -- the same again ----------------------------------------------------------------------------------------------------


def test_a_file_is_the_same_to_the_byte_until_something_changes_whatever_the_day(bwd: Run, own_place: Path) -> None:
    first, again, changed = (own_place / name for name in ("a.ics", "b.ics", "c.ics"))
    database = stored()
    bwd("calendar", "-o", str(first))
    bwd("calendar", "-o", str(again), on="2027-06-01")
    assert first.read_bytes() == again.read_bytes()
    assert stored() == database
    assert not list(own_place.glob("*.part"))
    bwd("extend", "4", "--to", "2027-03-31", "--reason", "No Council before")
    bwd("calendar", "-o", str(changed))
    assert first.read_bytes() != changed.read_bytes()


def test_two_databases_never_name_two_entries_alike(bwd: Run, run: Run, own_place: Path) -> None:
    other = ("--database", str(own_place / "other.db"))
    run("--as-of", "2026-11-23", *other, "init", "--seed", "bwd-infant-mortality", "--adopted", "2026-09-01")
    theirs = read(run(*other, "calendar").stdout_bytes.decode())
    assert not {one.uid for one in entries(bwd).values()} & {one.uid for one in theirs.values()}


# -- which ones --------------------------------------------------------------------------------------------------------


def test_filters_choose_and_name_the_calendar(bwd: Run) -> None:
    assert list(entries(bwd, "--forum", "LSCB")) == ["review-1", "review-8"]
    assert list(entries(bwd, "--theme", "Deprivation")) == ["review-22"]
    assert list(entries(bwd, "--standing", "closed")) == []
    assert "X-WR-CALNAME:Reviews: LSCB\r\n" in bwd("calendar", "--forum", "LSCB").stdout_bytes.decode()


def test_lists_of_recommendations_can_be_calendars_too(bwd: Run, own_place: Path) -> None:
    bwd("due", "--within", "10d", "--no-overdue", "-o", str(own_place / "due.ics"))
    found = read((own_place / "due.ics").read_bytes().decode())
    assert list(found) == ["review-7", "review-8", "review-17", "review-18", "review-20"]
    assert found["review-7"] == of(bwd, "7")
    assert list(read(bwd("list", "--limit", "2", "--format", "ics").stdout_bytes.decode())) == ["review-1", "review-2"]
    overdue = read(bwd("overdue", "--format", "ics").stdout_bytes.decode())
    assert sorted(overdue) == [f"review-{ref}" for ref in (13, 14, 15, 21, 3, 4)]


def test_what_is_no_calendar_is_refused(bwd: Run) -> None:
    assert "Name one that ends in .ics." in bwd("calendar", "-o", "reviews.csv", code=2).stderr
    assert "`sli calendar`" in bwd("lead", "list", "--format", "ics", code=2).stderr


# -- meetings ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def board(bwd: Run) -> Run:
    """LSCB meets on Tue 19 Jan 2027, and has settled two of its three deadlines."""
    settled = ("--venue", "Town Hall, Room B", "--updates-due", "10 working days", "--published", "5 clear days")
    bwd("forum", "edit", "LSCB", *settled)
    bwd("meeting", "add", "LSCB", "2027-01-19")
    return bwd


def test_a_meeting_and_its_deadlines_are_days_in_the_diary(board: Run) -> None:
    found = entries(board, "--forum", "LSCB")
    meeting, updates, published = list(found.values())[-3:]
    assert list(found)[-3:] == ["meeting-1", "updates-due-1", "published-1"]
    assert (meeting.summary, meeting.day, meeting.place) == ("LSCB meeting", date(2027, 1, 19), "Town Hall, Room B")
    assert "Updates due: 5 Jan 2027\nPublished: 11 Jan 2027" in meeting.description
    assert (updates.summary, updates.day) == ("LSCB 19 Jan 2027: updates due", date(2027, 1, 5))
    assert (published.summary, published.day) == ("LSCB 19 Jan 2027: published", date(2027, 1, 11))
    assert {one.status for one in (meeting, updates, published)} == {"CONFIRMED"}


def test_a_meeting_that_moves_takes_its_deadlines_along(board: Run) -> None:
    before = entries(board, "--forum", "LSCB")
    board("meeting", "move", "LSCB", "2027-01-19", "--to", "2027-01-26", "--reason", "Room flooded")
    after = entries(board, "--forum", "LSCB")
    for name, days in (("meeting-1", 7), ("updates-due-1", 7), ("published-1", 7)):
        assert after[name].uid == before[name].uid
        assert after[name].day == before[name].day + timedelta(days=days)
        assert after[name].sequence == before[name].sequence + 1
    assert "First planned for 19 Jan 2027\n\nRoom flooded" in after["meeting-1"].description


def test_a_meeting_that_is_cancelled_is_cancelled_with_its_deadlines(board: Run) -> None:
    before = entries(board, "--forum", "LSCB")
    board("meeting", "cancel", "LSCB", "2027-01-19", "--reason", "No quorum")
    after = entries(board, "--forum", "LSCB")
    for name in ("meeting-1", "updates-due-1", "published-1"):
        assert (after[name].uid, after[name].day) == (before[name].uid, before[name].day)
        assert (after[name].status, after[name].sequence) == ("CANCELLED", before[name].sequence + 1)
    assert after["meeting-1"].summary == "Cancelled: LSCB meeting"


@pytest.mark.parametrize(
    "verb",
    [
        ["forum", "edit", "LSCB", "--updates-due", "3 working days"],
        ["register", "close-day", "2027-01-13", "--reason", "Moving house"],
    ],
    ids=" ".join,
)
def test_a_deadline_that_moves_without_its_meeting_rises_alone(board: Run, verb: list[str]) -> None:
    before = entries(board, "--forum", "LSCB")
    board(*verb)
    after = entries(board, "--forum", "LSCB")
    assert after["updates-due-1"].day != before["updates-due-1"].day
    assert after["updates-due-1"].sequence > before["updates-due-1"].sequence
    assert after["meeting-1"].sequence == before["meeting-1"].sequence


def test_the_meetings_are_those_of_the_boards_that_decide_on_what_was_chosen(board: Run) -> None:
    board("forum", "add", "Scrutiny")
    board("meeting", "add", "Scrutiny", "2027-02-01")
    scrutiny, lscb = "meeting-2", "meeting-1"
    assert {scrutiny, lscb} <= entries(board).keys()
    assert lscb in entries(board, "--theme", "Child Death")
    assert scrutiny not in entries(board, "--theme", "Child Death")
    assert list(entries(board, "--forum", "Scrutiny")) == [scrutiny]


def test_a_meeting_that_was_held_rings_no_more(board: Run) -> None:
    board("meeting", "held", "LSCB", "2027-01-19", on="2027-01-20")
    found = entries(board, "--forum", "LSCB", on="2027-01-20")
    assert (found["meeting-1"].status, found["meeting-1"].alarm) == ("CONFIRMED", None)
