"""The rules of cadences, reviews, parking and closing that no single command keeps, as a person meets them.

What one module or one command keeps for itself is held beside it, in `domain/` and `commands/`.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Run


def show(bwd: Run, ref: str, on: str = "2026-11-23") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bwd("show", ref, "--json", on=on).stdout)
    return found


def review(bwd: Run, ref: str, *more: str, on: str = "2026-11-23", code: int = 0) -> str:
    result = bwd("review", ref, "--outcome", "on track", "--note", "Looked at", *more, on=on, code=code)
    return result.stdout + result.stderr


# -- cadences ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "next_review", "after"),
    [
        ((), "2026-12-01", "2027-01-01"),  # from the adoption, 1 September
        (("--from", "2026-08-28"), "2026-11-28", "2026-12-28"),
        (("--first", "2027-02-10", "--reason", "Elections"), "2027-02-10", "2027-03-10"),
    ],
)
def test_a_new_rule_counts_from_the_adoption_the_day_named_or_its_first_date(
    bwd: Run, given: tuple[str, ...], next_review: str, after: str
) -> None:
    bwd("cadence", "20", "monthly", *given)
    assert show(bwd, "20")["next_review"] == next_review
    review(bwd, "20", on=next_review)
    assert show(bwd, "20", on=next_review)["next_review"] == after


@pytest.mark.parametrize(
    ("given", "next_review", "after"),
    [((), "2026-12-01", "2027-01-01"), (("--first", "2027-02-10"), "2027-02-10", "2027-03-10")],
)
def test_the_rule_of_a_new_recommendation_counts_from_the_adoption_or_its_first_date(
    bwd: Run, given: tuple[str, ...], next_review: str, after: str
) -> None:
    bwd("add", "23", "--text", "Publish", "--cadence", "monthly", *given)
    assert show(bwd, "23")["next_review"] == next_review
    review(bwd, "23", on=next_review)
    assert show(bwd, "23")["next_review"] == after


def test_a_rule_is_echoed_in_its_one_form_with_the_date_that_follows(bwd: Run) -> None:
    said = bwd("cadence", "20", "Each  january", "--reason", "With the budget").stdout
    assert said.startswith("20: next review 31 Jan 2027 (was 1 Dec 2026; every January, counted from 1 Sep 2026; ")


def test_none_needs_a_reason_and_is_parked(bwd: Run) -> None:
    assert "needs a reason" in bwd("cadence", "20", "none", code=2).stderr
    assert "needs a reason" in bwd("add", "23", "--text", "Publish", "--cadence", "none", code=2).stderr
    bwd("cadence", "20", "none", "--reason", "The service has ended")
    found = show(bwd, "20")
    assert (found["standing"], found["next_review"], found["state_reason"]) == ("parked", None, "The service has ended")
    assert "deliberately not reviewed" in bwd("resume", "20", code=2).stderr


def test_an_event_waits_with_a_long_stop_and_with_nothing_to_follow_is_reviewed_once(bwd: Run) -> None:
    bwd("cadence", "20", "when: money comes; check every 2 months", "--reason", "No money yet")
    assert [(show(bwd, "20", on=day)["standing"]) for day in ("2026-12-31", "2027-01-01", "2027-01-02")] == [
        "waiting",
        "due",
        "overdue",
    ]
    bwd("event", "20", "--happened", "2027-01-20", on="2027-01-20")
    assert show(bwd, "20", on="2027-01-20")["standing"] == "due"
    review(bwd, "20", on="2027-01-25")
    assert show(bwd, "20", on="2027-01-25")["standing"] == "unscheduled"


def test_an_event_of_tomorrow_has_not_happened(bwd: Run) -> None:
    assert "is in the future" in bwd("event", "12", "--happened", "2026-11-24", code=2).stderr
    assert show(bwd, "12")["standing"] == "waiting"


def test_a_first_date_long_ago_gives_one_overdue_item_and_one_review_brings_it_up_to_date(bwd: Run) -> None:
    bwd("cadence", "20", "weekly", "--first", "2026-09-07")
    assert show(bwd, "20")["days_overdue"] == 77
    assert "next review 30 Nov 2026" in review(bwd, "20")


def test_the_rule_it_has_already_moves_nothing_and_is_confirmed(bwd: Run) -> None:
    before = show(bwd, "3")
    assert bwd("cadence", "13", "every October").stdout == (
        "13: it is every October already, now confirmed; its dates stay.\n"
    )
    assert "nothing was changed" in bwd("cadence", "13", "every October").stdout
    assert show(bwd, "13")["next_review"] == "2026-10-31"
    assert show(bwd, "3") == before
    bwd("cadence", "20", "monthly", "--from", "2026-08-28")
    assert "nothing was changed" in bwd("cadence", "20", "monthly", "--from", "2026-08-28").stdout


# -- reviews -----------------------------------------------------------------------------------------------------------


def test_what_was_kept_as_much_too_early_counts_when_it_is_recorded_again_with_early(bwd: Run) -> None:
    assert "record it again with --early" in review(bwd, "20", "--on", "2026-09-10")
    assert "nothing was changed" in review(bwd, "20", "--on", "2026-09-10")
    assert "next review 1 Mar 2027" in review(bwd, "20", "--on", "2026-09-10", "--early")
    assert "nothing was changed" in review(bwd, "20", "--on", "2026-09-10", "--early")
    assert [(past["moved"], past["early"]) for past in show(bwd, "20")["reviews"]] == [(True, True)]


def test_another_review_of_the_same_day_moves_nothing_even_with_early(bwd: Run) -> None:
    review(bwd, "20", on="2026-12-01")
    said = review(bwd, "20", "--early", "--note", "Other words", on="2026-12-01")
    assert "kept; next review stays 1 Mar 2027, because another review of 1 Dec 2026 is recorded already" in said


def test_the_next_review_is_after_the_review_also_when_it_is_set_by_hand(bwd: Run) -> None:
    assert "is not after the review of 23 Nov 2026" in review(bwd, "20", "--next", "2026-11-23", code=2)
    assert "next review 24 Nov 2026" in review(bwd, "20", "--next", "2026-11-24")


def test_an_extension_leaves_the_occurrence_and_what_follows_it(bwd: Run) -> None:
    bwd("extend", "20", "--to", "2027-03-15", "--reason", "Leave")
    assert show(bwd, "20")["occurrence"] == "2026-12-01"
    assert "next review 1 Mar 2027" in review(bwd, "20", on="2027-02-02")


def test_a_date_set_by_hand_long_before_the_rules_is_one_more_and_the_rules_own_comes_after_it(bwd: Run) -> None:
    bwd("cadence", "20", "annually", "--reason", "Steady")
    review(bwd, "20", "--next", "2027-11-01", on="2027-09-01")  # in two months, not in a year
    assert "next review 1 Sep 2028 (was 1 Nov 2027; " in review(bwd, "20", on="2027-11-01")


def test_on_the_day_that_it_is_due_no_review_is_too_early(bwd: Run) -> None:
    bwd("register", "set", "working-days", "previous")
    for day in ("2026-12-24", "2026-12-29"):  # and between them Christmas and a weekend
        bwd("register", "close-day", day, "--reason", "Town hall closed")
    bwd("cadence", "20", "weekly", "--first", "2026-12-22", "--reason", "Steady")
    review(bwd, "20", on="2026-12-22")
    assert show(bwd, "20", on="2026-12-22")["next_review"] == "2026-12-23"
    assert "next review 5 Jan 2027" in review(bwd, "20", on="2026-12-23")


def test_a_date_brought_forward_a_little_is_that_occurrence(bwd: Run) -> None:
    review(bwd, "20", "--next", "2027-02-22")
    assert "next review 1 Jun 2027 (was 22 Feb 2027; " in review(bwd, "20", on="2027-02-22")


def test_a_rolling_rule_counts_from_the_newest_review_when_it_is_resumed_or_reopened(bwd: Run) -> None:
    bwd("cadence", "20", "4 months after review", "--reason", "Steady")
    review(bwd, "20", "--on", "2026-11-20")
    assert show(bwd, "20")["next_review"] == "2027-03-20"
    bwd("close", "20", "--as", "implemented", "--reason", "Done")
    assert "next review 20 Mar 2027" in bwd("reopen", "20", "--reason", "Not so").stdout
    bwd("park", "20", "--reason", "No money")
    assert "next review 20 Jul 2027" in bwd("resume", "20", on="2027-04-01").stdout


def test_a_progress_note_is_no_review_moves_nothing_and_is_kept_once_a_day(bwd: Run) -> None:
    assert bwd("note", "20", "Moving").stdout == "20: note of 23 Nov 2026 added; next review stays 1 Dec 2026.\n"
    assert "already recorded; nothing was changed" in bwd("note", "20", "Moving").stdout
    found = show(bwd, "20")
    assert ([note["text"] for note in found["notes"]], found["last_review"]) == (["Moving"], None)


def test_the_latest_update_is_the_newest_review_or_note_and_of_one_day_the_review(bwd: Run) -> None:
    def latest() -> tuple[str, str | None]:
        update = show(bwd, "20")["latest_update"]
        return update["text"], update["outcome"]

    bwd("note", "20", "Moving", "--on", "2026-11-20")
    assert latest() == ("Moving", None)
    review(bwd, "20", "--on", "2026-11-20")
    assert latest() == ("Looked at", "on track")
    bwd("note", "20", "Moved", "--on", "2026-11-22")
    assert latest() == ("Moved", None)


# -- parking and closing -----------------------------------------------------------------------------------------------


def test_parking_and_closing_keep_the_rule(bwd: Run) -> None:
    bwd("park", "20", "--reason", "No money")
    bwd("close", "21", "--as", "implemented", "--reason", "Done")
    assert [show(bwd, ref)["cadence"]["rule"] for ref in ("20", "21")] == ["every 3 months", "every October"]


def test_a_first_date_that_has_not_come_is_not_passed_over_when_it_is_reopened(bwd: Run) -> None:
    bwd("cadence", "20", "monthly", "--first", "2027-02-10", "--reason", "Elections")
    bwd("close", "20", "--as", "implemented", "--reason", "Done")
    assert "next review 10 Feb 2027" in bwd("reopen", "20", "--reason", "Not so").stdout


def test_a_rule_that_is_changed_while_parked_holds_when_it_is_resumed(bwd: Run) -> None:
    bwd("park", "20", "--reason", "No money")
    assert "--reason" in bwd("cadence", "20", "every June", code=2).stderr
    assert bwd("cadence", "20", "every June", "--reason", "Steady").stdout == "20: every June, when it is resumed.\n"
    assert (show(bwd, "20")["standing"], show(bwd, "20")["next_review"]) == ("parked", None)
    assert bwd("resume", "20").stdout == "20: resumed; next review 30 Jun 2027, as it was before it was parked.\n"
    found = show(bwd, "20")
    assert (found["next_review"], found["first_due"], found["extensions"]) == ("2027-06-30", "2026-12-01", 1)


def test_a_review_of_what_is_parked_is_kept_and_gives_it_no_date(bwd: Run) -> None:
    bwd("park", "20", "--reason", "No money")
    assert "kept; there is still no next review, because it is parked" in review(bwd, "20", "--next", "2026-11-30")
    assert show(bwd, "20")["next_review"] is None
    assert "Resume it first: sli resume 20" in bwd("extend", "20", "--to", "2027-05-01", "--reason", "x", code=4).stderr


def once(bwd: Run, *then: str) -> None:
    bwd("cadence", "20", "once on 2026-12-31", "--reason", "Only once")
    bwd(*then, "20", "--reason", "No money")


def test_what_is_reopened_with_nothing_to_come_is_unscheduled_and_the_remedy_is_named(bwd: Run) -> None:
    once(bwd, "close", "--as", "implemented")
    assert bwd("reopen", "20", "--reason", "Not so", on="2027-01-10").stdout == (
        "20: reopened, but it has no next review: its rule, once on 31 December 2026, gives no date after today. "
        "Give it a rule: sli cadence 20 RULE\n"
    )
    assert show(bwd, "20")["standing"] == "unscheduled"


def test_what_is_resumed_with_nothing_to_come_is_unscheduled_and_verifies(bwd: Run) -> None:
    once(bwd, "park")
    assert "resumed, but it has no next review" in bwd("resume", "20", on="2027-01-10").stdout
    assert show(bwd, "20")["standing"] == "unscheduled"
    bwd("db", "verify")


def test_what_is_deliberately_not_reviewed_is_parked_again_when_it_is_reopened(bwd: Run) -> None:
    bwd("cadence", "20", "none", "--reason", "Ended")
    bwd("close", "20", "--as", "not implemented", "--reason", "Ended")
    assert (
        "deliberately not reviewed. Give it a rule: sli cadence 20 RULE" in bwd("reopen", "20", "--reason", "x").stdout
    )
    assert show(bwd, "20")["standing"] == "parked"
    assert "with no next review" not in bwd("due", "--today").stdout
