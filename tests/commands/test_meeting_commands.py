"""Boards' meetings at the command line: planned from a schedule, cancelled and moved, with what hangs on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sli_cli.store.verify import verify
from tests.conftest import Run
from tests.places import home, stored

SCHEDULE = "first Tuesday of every second month from 1 January 2027"
DATES = ["2027-01-05", "2027-03-02", "2027-05-04", "2027-07-06", "2027-09-07", "2027-11-02"]


@pytest.fixture(autouse=True)
def history_is_whole_afterwards(own_place: Path) -> Iterator[None]:
    yield
    with home().reading() as connection:
        assert verify(connection).changes > 0


@pytest.fixture
def lscb(bwd: Run) -> Run:
    """The register as seen on 23 November 2026, the meetings of the LSCB planned for a year; it decides on 1 and 8."""
    bwd("forum", "edit", "LSCB", "--schedule", SCHEDULE, "--updates-due", "10 working days")
    bwd("forum", "edit", "LSCB", "--papers-close", "7 working days", "--published", "5 clear days")
    bwd("meeting", "plan", "LSCB")
    return bwd


def asked(bwd: Run, *args: str, on: str = "2026-11-23") -> Any:
    return json.loads(bwd(*args, "--json", on=on).stdout)


def item(bwd: Run, ref: str, on: str = "2026-11-23") -> dict[str, Any]:
    found: dict[str, Any] = asked(bwd, "show", ref, on=on)
    return found


def planned(bwd: Run, board: str = "LSCB") -> list[str]:
    return [one["on"] for one in asked(bwd, "meeting", "list", board) if one["state"] == "planned"]


def written_twice(bwd: Run, own_place: Path, *args: str, on: str = "2026-11-23") -> str:
    """Runs a command again, which may write nothing, and gives what it says."""
    before = stored()
    said: str = bwd(*args, on=on).stdout
    assert stored() == before
    return said


# -- how a board meets -------------------------------------------------------------------------------------------------


def test_how_a_board_meets_is_settled_once_and_shown_with_its_next_meetings(lscb: Run, own_place: Path) -> None:
    settle = ("forum", "edit", "LSCB", "--venue", "Town Hall", "--secretary", "A. Clerk")
    assert lscb(*settle).stdout == (
        'LSCB: venue is now "Town Hall" (was not settled).\nLSCB: secretary is now "A. Clerk" (was not settled).\n'
        "LSCB: nobody is reminded of its deadlines until its secretary has an e-mail address: "
        "sli forum edit LSCB --secretary-email ADDRESS\n"
    )
    assert "nothing was changed" in written_twice(lscb, own_place, *settle)
    lscb("forum", "edit", "LSCB", "--secretary-email", "a.clerk@example.gov.uk")
    page = " ".join(lscb("forum", "show", "LSCB").stdout.split())
    for said in (
        f"Meets {SCHEDULE}",
        "Where Town Hall",
        "Secretary A. Clerk <a.clerk@example.gov.uk>",
        "5 clear days before, the agenda is published",
        "Tue 5 Jan 2027 updates due Thu 17 Dec 2026 papers close Tue 22 Dec 2026 published Wed 23 Dec 2026",
        "3 more: sli meeting list",
    ):
        assert said in page
    whole = asked(lscb, "forum", "show", "LSCB")
    assert whole["schedule"] == SCHEDULE
    assert whole["secretary"] == {"name": "A. Clerk", "email": "a.clerk@example.gov.uk"}
    assert whole["notice"]["published"] == "5 clear days"
    assert whole["meetings"][0] == {
        "forum": "LSCB", "on": "2027-01-05", "state": "planned", "title": None, "source": "schedule",
        "moved_from": None, "reason": None, "updates_due": "2026-12-17", "papers_close": "2026-12-22",
        "published": "2026-12-23", "working_day": True,
    }  # fmt: skip


def test_a_councils_committee_publishes_five_clear_days_before_unless_it_says_otherwise(bwd: Run) -> None:
    bwd("forum", "add", "Scrutiny", "--committee", "--schedule", "second Monday of every month")
    assert asked(bwd, "forum", "show", "Scrutiny")["notice"]["published"] == "5 clear days"
    bwd("forum", "add", "Cabinet", "--committee", "--published", "7 clear days")
    assert asked(bwd, "forum", "show", "Cabinet")["notice"]["published"] == "7 clear days"
    bwd("forum", "add", "Partnership")
    assert asked(bwd, "forum", "show", "Partnership")["notice"]["published"] is None


def test_what_was_settled_is_settled_no_longer_when_it_is_given_as_nothing(lscb: Run) -> None:
    assert lscb("forum", "edit", "LSCB", "--published", "").stdout == (
        'LSCB: notice of publication is now not settled (was "5 clear days").\n'
    )
    assert asked(lscb, "meeting", "list", "LSCB")[0]["published"] is None


def test_deadlines_count_the_bank_holidays_of_the_registers_that_go_to_the_board(lscb: Run) -> None:
    lscb("register", "set", "bank-holidays", "scotland")  # closed on 4 January 2027 too, and open on Easter Monday
    assert asked(lscb, "meeting", "list", "LSCB")[0]["published"] == "2026-12-22"
    lscb("register", "close-day", "2026-12-22", "--reason", "Town hall closed")
    assert asked(lscb, "meeting", "list", "LSCB")[0]["published"] == "2026-12-21"


# -- planning ----------------------------------------------------------------------------------------------------------


def test_meetings_are_planned_a_year_ahead_each_with_its_deadlines_and_only_once(bwd: Run, own_place: Path) -> None:
    bwd("forum", "edit", "LSCB", "--schedule", SCHEDULE, "--published", "5 clear days")
    rehearsed = written_twice(bwd, own_place, "meeting", "plan", "LSCB", "--dry-run")
    said = bwd("meeting", "plan", "LSCB").stdout
    assert rehearsed == "".join(f"Would say: {line}\n" for line in said.splitlines())
    assert said.splitlines()[0] == "LSCB: Tue 5 Jan 2027 planned: published Wed 23 Dec 2026."
    assert planned(bwd) == DATES
    assert written_twice(bwd, own_place, "meeting", "plan", "LSCB") == (
        "LSCB: all 6 meetings to 23 Nov 2027 are planned already; nothing was changed.\n"
    )
    bwd("meeting", "plan", "LSCB", "--until", "2028-01-31")
    assert planned(bwd) == [*DATES, "2028-01-04"]


def test_a_date_on_which_nobody_works_is_planned_and_said_and_not_moved(bwd: Run) -> None:
    bwd("forum", "edit", "LSCB", "--schedule", "last Friday of every quarter")
    said = bwd("meeting", "plan", "LSCB", "--until", "2026-12-31").stdout
    assert said == (
        "LSCB: Fri 25 Dec 2026 planned. It is a bank holiday or a closed day: "
        "sli meeting move LSCB 2026-12-25 --to DATE --reason …\n"
    )
    assert planned(bwd) == ["2026-12-25"]
    assert "on a bank holiday or a closed day" in " ".join(bwd("meeting", "list").stdout.split())


def test_what_was_cancelled_or_moved_is_not_planned_again(lscb: Run, own_place: Path) -> None:
    lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "No quorum")
    lscb("meeting", "move", "LSCB", "2027-03-02", "--to", "2027-03-09", "--reason", "Flood")
    assert "nothing was changed" in written_twice(lscb, own_place, "meeting", "plan", "LSCB")
    assert planned(lscb) == ["2027-03-09", *DATES[2:]]


def test_meetings_of_an_earlier_schedule_stand_and_are_named(lscb: Run) -> None:
    lscb("forum", "edit", "LSCB", "--schedule", "5 January 2027 and 12 January 2027")
    said = lscb("meeting", "plan", "LSCB", "--until", "2027-04-01").stdout.splitlines()
    assert said[0].startswith("LSCB: Tue 12 Jan 2027 planned")
    assert said[1:] == ["LSCB: Tue 2 Mar 2027 is planned, but not in its schedule: sli meeting cancel LSCB 2027-03-02"]


def test_a_meeting_is_added_once_named_and_one_of_a_past_day_was_held(bwd: Run, own_place: Path) -> None:
    add = ("meeting", "add", "LSCB", "2027-01-19", "--title", "Extraordinary meeting")
    assert bwd(*add).stdout == "LSCB: Tue 19 Jan 2027 planned.\n"
    assert "is planned already; nothing was changed" in written_twice(bwd, own_place, *add)
    bwd("meeting", "add", "LSCB", "2026-10-06")
    found = {one["on"]: one for one in asked(bwd, "meeting", "list", "LSCB", "--all")}
    assert (found["2026-10-06"]["state"], found["2026-10-06"]["source"]) == ("held", "hand")
    assert found["2027-01-19"]["title"] == "Extraordinary meeting"
    assert [one["on"] for one in asked(bwd, "meeting", "list", "LSCB")] == ["2027-01-19"]


def test_a_meeting_that_was_held_is_neither_cancelled_nor_moved(bwd: Run, own_place: Path) -> None:
    bwd("meeting", "add", "LSCB", "2026-11-24")
    assert "in the future" in bwd("meeting", "held", "LSCB", "2026-11-24", code=2).stderr
    assert bwd("meeting", "held", "LSCB", "2026-11-24", on="2026-11-24").stdout == "LSCB: Tue 24 Nov 2026 was held.\n"
    again = written_twice(bwd, own_place, "meeting", "held", "LSCB", "2026-11-24", on="2026-11-24")
    assert "held already; nothing was changed" in again
    for verb in (("cancel",), ("move", "--to", "2027-01-12")):
        refused = bwd("meeting", verb[0], "LSCB", "2026-11-24", *verb[1:], "--reason", "x", code=4)
        assert "was held; nothing was written" in refused.stderr


def test_a_meeting_at_which_a_review_was_held_was_held(bwd: Run) -> None:
    bwd("meeting", "add", "LSCB", "2026-11-23")
    bwd("review", "8", "--outcome", "on track", "--note", "Heard", "--at", "LSCB")
    assert "was held" in bwd("meeting", "cancel", "LSCB", "2026-11-23", "--reason", "x", code=4).stderr


# -- what follows meetings ---------------------------------------------------------------------------------------------


def follow(bwd: Run, ref: str = "8", rule: str = "at each LSCB meeting") -> None:
    bwd("cadence", ref, rule, "--reason", "Agreed")


@pytest.mark.parametrize(
    ("rule", "first", "after"),
    [
        ("at each lscb meeting", "2027-01-05", "2027-03-02"),
        ("every second LSCB meeting", "2027-03-02", "2027-07-06"),
        ("every third LSCB meeting", "2027-05-04", "2027-11-02"),
        ("at the first LSCB meeting on or after every 6 months", "2027-03-02", "2027-09-07"),
        ("when: it opens; check every second LSCB meeting", "2027-03-02", "2027-07-06"),
    ],
)
def test_an_item_is_next_at_a_meeting_and_after_its_review_at_the_next(
    lscb: Run, rule: str, first: str, after: str
) -> None:
    lscb("cadence", "8", rule, "--reason", "Agreed")
    assert item(lscb, "8")["next_review"] == first
    assert item(lscb, "8")["cadence"]["rule"] == rule.replace("lscb", "LSCB")
    lscb("review", "8", "--outcome", "on track", "--note", "Heard", on=first)
    assert item(lscb, "8", on=first)["next_review"] == after
    assert written_dates(lscb, rule, first)[:2] == [first, after]


def written_dates(bwd: Run, rule: str, first: str) -> list[str]:
    start = "2026-09-01" if "or after" in rule else "2026-11-23"
    return [str(day) for day in asked(bwd, "cadence", "--preview", rule, "--from", start)]


def test_a_preview_of_an_unknown_boards_meetings_is_refused(bwd: Run) -> None:
    assert "LSCB" in bwd("cadence", "--preview", "at each LSCP meeting", code=3).stderr
    assert "There is no board 'quarterly'" in bwd("cadence", "8", "every quarterly meeting", code=3).stderr


def test_with_no_meeting_planned_it_is_unscheduled_and_said_loudly(bwd: Run) -> None:
    said = bwd("cadence", "8", "at each LSCB meeting").stdout
    assert said == (
        "8: no next review any more (was 1 Dec 2026; at each LSCB meeting: no LSCB meeting is planned: "
        "sli meeting plan LSCB).\n"
    )
    assert item(bwd, "8")["standing"] == "unscheduled"
    assert "1 with no next review: sli list --standing unscheduled" in bwd("due").stdout
    listed = " ".join(bwd("list", "--standing", "unscheduled", "--columns", "ref,status").stdout.split())
    assert "8 unscheduled no LSCB meeting is planned" in listed
    (found,) = [one for one in asked(bwd, "check") if one["kind"] == "no-next-review"]
    assert (found["what"], found["mend"]) == (
        "has no next review, for no LSCB meeting is planned",
        "sli meeting plan LSCB",
    )
    assert "no LSCB meeting is planned" in bwd("add", "23", "--text", "x", "--cadence", "at each LSCB meeting").stdout


def test_what_was_unscheduled_gets_its_date_when_meetings_are_planned(bwd: Run) -> None:
    follow(bwd)
    bwd("add", "23", "--text", "Publish", "--cadence", "every second LSCB meeting")
    said = bwd("meeting", "add", "LSCB", "2027-01-05").stdout
    assert "8: next review 5 Jan 2027 (LSCB meets on 5 Jan 2027; at each LSCB meeting; extension 1" in said
    assert (item(bwd, "8")["next_review"], item(bwd, "8")["first_due"]) == ("2027-01-05", "2026-12-01")
    assert item(bwd, "23")["standing"] == "unscheduled"
    assert "23: next review 12 Jan 2027" in bwd("meeting", "add", "LSCB", "2027-01-12").stdout
    assert item(bwd, "23")["extensions"] == 0


def test_a_cancelled_meeting_moves_what_hangs_on_it_and_the_first_date_is_kept(lscb: Run, own_place: Path) -> None:
    follow(lscb)
    cancel = ("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "No quorum")
    said = lscb(*cancel).stdout
    assert said.splitlines()[:2] == [
        "LSCB: Tue 5 Jan 2027 is cancelled: No quorum",
        "8: next review 2 Mar 2027 (was 5 Jan 2027; LSCB of 5 Jan 2027 was cancelled: No quorum; "
        "at each LSCB meeting; extension 2, first due 1 Dec 2026).",
    ]
    assert "is cancelled already; nothing was changed" in written_twice(lscb, own_place, *cancel)
    extension = item(lscb, "8")["extension_list"][-1]
    assert (extension["from_date"], extension["to_date"]) == ("2027-01-05", "2027-03-02")
    assert (extension["asked_by"], extension["reason"]) == ("LSCB", "LSCB of 5 Jan 2027 was cancelled: No quorum")


def test_the_last_meeting_that_is_cancelled_leaves_what_hangs_on_it_without_a_date_until_another_is_planned(
    bwd: Run,
) -> None:
    bwd("meeting", "add", "LSCB", "2026-12-01")
    follow(bwd)
    said = bwd("meeting", "cancel", "LSCB", "2026-12-01", "--reason", "Snow").stdout
    assert "8: no next review any more (was 1 Dec 2026; LSCB of 1 Dec 2026 was cancelled: Snow; " in said
    assert "no LSCB meeting is planned: sli meeting plan LSCB)" in said
    assert item(bwd, "8")["standing"] == "unscheduled"
    again = bwd("meeting", "add", "LSCB", "2026-12-01").stdout
    assert again.splitlines()[0] == "LSCB: Tue 1 Dec 2026 is planned again (it was cancelled: Snow)."
    assert (item(bwd, "8")["next_review"], item(bwd, "8")["extensions"]) == ("2026-12-01", 0)


def test_a_moved_meeting_takes_along_what_hangs_on_it(lscb: Run, own_place: Path) -> None:
    follow(lscb)
    move = ("meeting", "move", "LSCB", "2027-01-05", "--to", "2027-01-12", "--reason", "Room flooded")
    said = lscb(*move).stdout
    assert "LSCB: Tue 12 Jan 2027 planned (was Tue 5 Jan 2027: Room flooded): updates due Thu 24 Dec 2026" in said
    assert "8: next review 12 Jan 2027 (was 5 Jan 2027; LSCB of 5 Jan 2027 was moved to 12 Jan 2027: " in said
    assert "nothing was changed" in written_twice(lscb, own_place, *move)
    assert asked(lscb, "meeting", "list", "LSCB")[0]["moved_from"] == "2027-01-05"
    lscb("meeting", "move", "LSCB", "2027-01-12", "--to", "2027-01-05", "--reason", "Dry again")
    assert asked(lscb, "meeting", "list", "LSCB")[0]["moved_from"] is None
    assert (item(lscb, "8")["next_review"], item(lscb, "8")["first_due"]) == ("2027-01-05", "2026-12-01")


def test_an_earlier_meeting_that_is_added_comes_first_and_its_addition_is_undone_with_all(lscb: Run) -> None:
    follow(lscb)
    assert "8: next review 8 Dec 2026 (was 5 Jan 2027; " in lscb("meeting", "add", "LSCB", "2026-12-08").stdout
    assert "8: next review 5 Jan 2027" in lscb("undo", "--yes").stdout
    assert planned(lscb) == DATES


def test_every_second_counts_the_meetings_that_were_not_cancelled_since_the_review(lscb: Run) -> None:
    follow(lscb, "8", "every second LSCB meeting")
    lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "No quorum")
    assert item(lscb, "8")["next_review"] == "2027-05-04"
    lscb("meeting", "add", "LSCB", "2027-01-12")
    assert item(lscb, "8")["next_review"] == "2027-03-02"


def test_a_review_shortly_before_its_meeting_counts_for_it_whatever_is_planned_then(lscb: Run) -> None:
    follow(lscb)
    lscb("review", "8", "--outcome", "on track", "--note", "For the papers", on="2027-01-04")
    assert item(lscb, "8", on="2027-01-04")["next_review"] == "2027-03-02"
    lscb("meeting", "add", "LSCB", "2027-01-19", on="2027-01-04")
    assert item(lscb, "8", on="2027-01-04")["next_review"] == "2027-01-19"


def test_what_is_late_stays_late_whatever_the_board_plans(lscb: Run) -> None:
    follow(lscb)
    said = lscb("meeting", "add", "LSCB", "2027-01-19", on="2027-01-08").stdout
    assert said == (
        "LSCB: Tue 19 Jan 2027 planned: updates due Tue 5 Jan 2027, papers close Fri 8 Jan 2027, "
        "published Mon 11 Jan 2027.\n"
    )
    assert item(lscb, "8", on="2027-01-08")["days_overdue"] == 3


def test_a_meeting_that_did_not_take_place_makes_nothing_late(lscb: Run) -> None:
    follow(lscb)
    lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "Snow", on="2027-01-08")
    assert item(lscb, "8", on="2027-01-08")["next_review"] == "2027-03-02"


@pytest.mark.parametrize(
    "by_hand",
    [
        ("extend", "8", "--to", "2027-02-01", "--reason", "Leave"),
        ("cadence", "8", "at each LSCB meeting", "--first", "2027-03-02", "--reason", "Leave"),
        ("review", "8", "--outcome", "on track", "--note", "x", "--early", "--next", "2026-12-20"),
    ],
)
def test_a_date_that_was_set_by_hand_holds(lscb: Run, by_hand: tuple[str, ...]) -> None:
    follow(lscb)
    lscb(*by_hand)
    before = item(lscb, "8")["next_review"]
    lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "Snow")
    lscb("meeting", "add", "LSCB", "2026-12-08")
    assert item(lscb, "8")["next_review"] == before


def test_what_was_extended_to_a_meeting_goes_with_it_or_to_the_one_after_it(lscb: Run) -> None:
    follow(lscb)
    lscb("extend", "8", "--to", "2027-03-02", "--reason", "Leave")
    lscb("meeting", "move", "LSCB", "2027-03-02", "--to", "2027-03-09", "--reason", "Flood")
    assert item(lscb, "8")["next_review"] == "2027-03-09"
    lscb("meeting", "cancel", "LSCB", "2027-03-09", "--reason", "Flood again")
    assert item(lscb, "8")["next_review"] == "2027-05-04"


def test_what_is_parked_is_resumed_at_a_meeting_that_there_is(lscb: Run) -> None:
    follow(lscb)
    lscb("park", "8", "--reason", "No money")
    said = lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "Snow").stdout
    assert "8: next review 2 Mar 2027, when it is resumed (LSCB of 5 Jan 2027 was cancelled: Snow)." in said
    assert item(lscb, "8")["next_review"] is None
    lscb("resume", "8")
    assert item(lscb, "8")["next_review"] == "2027-03-02"


def test_what_only_goes_to_the_board_keeps_its_date_and_is_named(lscb: Run) -> None:
    lscb("forum", "route", "LSCB", "20")
    said = lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "Snow").stdout
    assert "20: next review stays 1 Dec 2026; the next LSCB is 2 Mar 2027." in said
    assert item(lscb, "20")["next_review"] == "2026-12-01"


def test_an_undone_plan_leaves_nothing_hanging_on_meetings_that_are_none(bwd: Run) -> None:
    bwd("meeting", "add", "LSCB", "2026-12-08")
    number = asked(bwd, "history")[0]["change"]
    bwd("meeting", "add", "LSCB", "2027-01-05")
    follow(bwd)
    said = bwd("undo", str(number), "--yes").stdout
    assert "8: next review 5 Jan 2027 (was 8 Dec 2026; its calendar was put back; at each LSCB meeting" in said


# -- another name, another board ---------------------------------------------------------------------------------------


def test_a_boards_new_name_is_taken_into_the_rules_that_follow_it(lscb: Run) -> None:
    follow(lscb)
    assert lscb("forum", "edit", "LSCB", "--name", "CSAP").stdout == (
        'LSCB: name is now "CSAP" (was "LSCB").\n8: its rule is now at each CSAP meeting (was at each LSCB meeting).\n'
    )
    assert item(lscb, "8")["cadence"]["rule"] == "at each CSAP meeting"
    assert "8: next review 2 Mar 2027" in lscb("meeting", "cancel", "CSAP", "2027-01-05", "--reason", "x").stdout


def test_a_name_that_no_rule_could_hold_is_refused(lscb: Run) -> None:
    follow(lscb, "8", "when: it opens; check at each LSCB meeting")
    refused = lscb("forum", "edit", "LSCB", "--name", "Safer; stronger", code=2)
    assert "A rule could not be written" in refused.stderr
    assert item(lscb, "8")["cadence"]["rule"] == "when: it opens; check at each LSCB meeting"


def test_what_followed_a_board_follows_the_one_that_takes_its_place(lscb: Run) -> None:
    follow(lscb)
    lscb("forum", "add", "CSAP")
    lscb("meeting", "add", "CSAP", "2027-02-09")
    said = lscb("forum", "succeed", "LSCB", "CSAP").stdout
    assert "8: its rule is now at each CSAP meeting (was at each LSCB meeting)." in said
    assert "8: next review 9 Feb 2027 (was 5 Jan 2027; CSAP took the place of LSCB; at each CSAP meeting" in said
    assert "was succeeded by CSAP" in lscb("meeting", "plan", "LSCB", code=2).stderr
    assert "was succeeded by CSAP" in lscb("cadence", "1", "at each LSCB meeting", code=2).stderr


# -- before a meeting --------------------------------------------------------------------------------------------------


def test_before_a_meeting_is_what_it_decides_on_and_what_follows_it_due_by_its_day(lscb: Run) -> None:
    lscb("forum", "route", "LSCB", "3", "20", "--yes")
    lscb("forum", "route", "LSCB", "9", "--informed")
    lscb("cadence", "10", "at each LSCB meeting", "--reason", "Agreed")
    lscb("cadence", "1", "every second LSCB meeting", "--reason", "Agreed")
    assert [one["ref"] for one in asked(lscb, "due", "--before-meeting", "lscb")] == ["3", "8", "20", "10"]
    said = " ".join(lscb("due", "--before-meeting", "LSCB").stdout.split())
    assert said.startswith("Due before LSCB of Tue 5 Jan 2027 (updates are due Thu 17 Dec 2026), as at 23 Nov 2026")
    assert "1 overdue, 3 due." in said
    assert "20" not in [one["ref"] for one in asked(lscb, "due", "--before-meeting", "LSCB", "--theme", "Capacity")]
    assert [one["ref"] for one in asked(lscb, "due", "--before-meeting", "LSCB", "--no-overdue")] == ["8", "20", "10"]


def test_on_the_day_of_a_meeting_it_is_still_the_next_one_and_its_updates_were_due(lscb: Run) -> None:
    said = lscb("due", "--before-meeting", "LSCB", on="2027-01-05").stdout
    assert "before LSCB of Tue 5 Jan 2027 (updates were due Thu 17 Dec 2026)" in " ".join(said.split())
    assert "LSCB of Tue 2 Mar 2027" in " ".join(lscb("due", "--before-meeting", "LSCB", on="2027-01-06").stdout.split())


def test_before_a_meeting_needs_one(bwd: Run) -> None:
    assert "sli meeting plan LSCB" in bwd("due", "--before-meeting", "LSCB", code=3).stderr
    assert "LSCB" in bwd("due", "--before-meeting", "LSCP", code=3).stderr
    assert "are two windows" in bwd("due", "--before-meeting", "LSCB", "--this-month", code=2).stderr


def status(bwd: Run, ref: str, on: str = "2026-11-23") -> str:
    lines = bwd("list", "--columns", "ref,status,goes_to", "--format", "markdown", on=on).stdout.splitlines()
    return next(line for line in lines if line.startswith(f"| {ref} "))


def test_a_date_between_two_meetings_is_warned_of_and_one_on_a_meeting_is_not(lscb: Run) -> None:
    lscb("meeting", "add", "LSCB", "2026-12-15")
    lscb("extend", "8", "--to", "2026-12-20", "--reason", "Leave")
    assert "due Sun 20 Dec<br>but the next LSCB after 15 Dec is 5 Jan" in status(lscb, "8")
    assert "LSCB<br>15 Dec 2026" in status(lscb, "8")
    (found,) = [one for one in asked(lscb, "check") if one["kind"] == "between-meetings" and one["refs"] == ["8"]]
    assert found["what"] == "is due 20 Dec 2026, but the next LSCB after 15 Dec 2026 is 5 Jan 2027"
    assert found["mend"] == "sli extend 8 --to 2027-01-05 --reason …"
    lscb("extend", "8", "--to", "2027-01-05", "--reason", "So that LSCB can hear it")
    assert "but the next" not in status(lscb, "8")


def test_a_date_before_every_meeting_is_warned_of_and_one_after_the_last_is_not(lscb: Run) -> None:
    assert "but the next LSCB is 5 Jan" in status(lscb, "8")
    lscb("extend", "8", "--to", "2027-12-01", "--reason", "Far")
    assert "but the next" not in status(lscb, "8")


def test_what_is_late_and_on_a_coming_agenda_says_so(lscb: Run) -> None:
    assert "7 days overdue, to LSCB 5 Jan" in status(lscb, "8", on="2026-12-08")
    assert "to LSCB" not in status(lscb, "20", on="2026-12-08")


# -- what cannot be meant ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("forum", "edit", "LSCB", "--schedule", "whenever"), 2, "no schedule of meetings"),
        (("forum", "edit", "LSCB", "--published", "5 days"), 2, "--published"),
        (("forum", "edit", "LSCB", "--secretary-email", "nobody"), 2, "not an e-mail address"),
        (("meeting", "plan", "LSCP"), 3, "LSCB"),
        (("meeting", "plan", "Health SPT"), 2, "has no schedule"),
        (("meeting", "plan", "LSCB", "--until", "2026-11-22"), 2, "not within five years"),
        (("meeting", "plan", "LSCB", "--until", "2099-01-01"), 2, "not within five years"),
        (("meeting", "add", "LSCB", "05/01"), 2, "the year is missing"),
        (("meeting", "cancel", "LSCB", "2027-01-06", "--reason", "x"), 3, "Planned: 5 Jan 2027, 2 Mar 2027"),
        (("meeting", "cancel", "LSCB", "2027-01-05"), 2, "--reason"),
        (("meeting", "cancel", "LSCB", "2027-01-05", "--reason", " "), 2, "reason is empty"),
        (("meeting", "move", "LSCB", "2027-01-05", "--to", "2026-11-22", "--reason", "x"), 2, "is past"),
        (
            ("meeting", "move", "LSCB", "2027-01-05", "--to", "2027-03-02", "--reason", "x"),
            2,
            "Tue 2 Mar 2027 is planned",
        ),
        (("meeting", "held", "LSCB", "2026-11-17"), 3, "has no meeting on 17 Nov 2026"),
        (("meeting", "hold"), 2, "held"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    lscb: Run, own_place: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    before = stored()
    result = lscb(*args, code=code)
    assert (result.stdout, says in result.stderr) == ("", True), result.stderr
    assert stored() == before


def test_what_was_cancelled_is_neither_held_nor_moved(lscb: Run) -> None:
    lscb("meeting", "cancel", "LSCB", "2027-01-05", "--reason", "Snow")
    refused = lscb("meeting", "move", "LSCB", "2027-01-05", "--to", "2027-01-12", "--reason", "x", code=4)
    assert "was cancelled; nothing was written" in refused.stderr
    assert "was cancelled" in lscb("meeting", "held", "LSCB", "2027-01-05", code=4, on="2027-01-06").stderr


def test_the_tables_fit_80_columns_and_history_names_the_meeting(lscb: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lscb("meeting", "move", "LSCB", "2027-01-05", "--to", "2027-01-12", "--reason", "The room was flooded by the river")
    for args in (("meeting", "list"), ("forum", "show", "LSCB")):
        assert max(map(len, lscb(*args).stdout.splitlines())) <= 80
    assert "LSCB of 12 Jan 2027" in " ".join(lscb("history").stdout.split())


def test_a_redaction_blanks_no_board_in_a_rule(lscb: Run) -> None:
    follow(lscb)
    lscb("note", "8", "LSCB was asked")
    lscb("history", "redact", "8", "--text", "LSCB", "--reason", "A test", "--yes")
    assert item(lscb, "8")["cadence"]["rule"] == "at each LSCB meeting"
    assert item(lscb, "8")["notes"][0]["text"] == "[redacted] was asked"


def test_what_stands_in_two_registers_is_named_with_its_own(lscb: Run) -> None:
    lscb("register", "add", "Our plan", "--adopted", "2026-09-01")
    for ref in ("8", "9"):
        lscb("add", ref, "--text", "x", "--register", "Our plan", "--cadence", "at each LSCB meeting")
    said = lscb("meeting", "add", "LSCB", "2026-12-08").stdout
    assert "Our plan:8: next review 8 Dec 2026" in said and "Our plan:9: next review 8 Dec 2026" in said
