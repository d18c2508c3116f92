"""The rules of the clock as they are met at the command line: what moves the next review, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Run


def show(bwd: Run, ref: str, on: str = "2026-11-23") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bwd("show", ref, "--json", on=on).stdout)
    return found


def review(bwd: Run, ref: str, *more: str, code: int = 0, on: str = "2026-11-23", note: str = "Looked at") -> str:
    result = bwd("review", ref, "--outcome", "on track", "--note", note, *more, code=code, on=on)
    return result.stdout or result.stderr


def test_a_review_moves_the_next_review_and_says_why(bwd: Run) -> None:
    said = review(bwd, "20", on="2026-12-03")
    assert said == "20: next review 1 Mar 2027 (was 1 Dec 2026; every 3 months, from its schedule).\n"


def test_the_next_review_is_after_both_the_review_and_the_occurrence(bwd: Run) -> None:
    review(bwd, "20", on="2027-07-15")
    assert show(bwd, "20")["next_review"] == "2027-09-01"


def test_a_review_much_too_early_is_kept_and_satisfies_nothing_unless_early(bwd: Run) -> None:
    assert "review of 10 Sep 2026 kept; next review stays 1 Dec 2026" in review(bwd, "20", "--on", "2026-09-10")
    assert [past["moved"] for past in show(bwd, "20")["reviews"]] == [False]
    said = review(bwd, "20", "--on", "2026-09-11", "--early")
    assert "next review 1 Mar 2027" in said


def test_the_same_words_on_the_same_day_are_ignored_and_other_words_are_kept_and_move_nothing(bwd: Run) -> None:
    review(bwd, "20")
    assert "already recorded; nothing was changed" in review(bwd, "20")
    assert "kept; next review stays 1 Mar 2027" in review(bwd, "20", note="Other words")
    found = show(bwd, "20")
    assert [past["note"] for past in found["reviews"]] == ["Looked at", "Other words"]
    assert found["next_review"] == "2027-03-01"


def test_a_review_entered_late_is_kept_and_moves_nothing(bwd: Run) -> None:
    review(bwd, "20", on="2026-12-03")
    said = review(bwd, "20", "--on", "2026-11-25", on="2026-12-03")
    assert "kept; next review stays 1 Mar 2027, because a newer one, of 3 Dec 2026" in said


def test_a_back_dated_review_may_leave_an_item_overdue_and_says_so(bwd: Run) -> None:
    said = review(bwd, "20", "--on", "2026-12-02", on="2027-03-15")
    assert "next review 1 Mar 2027" in said
    assert "That is 14 days overdue already." in said


def test_a_later_next_than_the_rules_needs_a_reason_and_counts(bwd: Run) -> None:
    assert "Say why with --reason" in review(bwd, "20", "--next", "2027-05-01", code=2)
    assert show(bwd, "20")["reviews"] == []
    assert "extension 1, first due 1 Mar 2027" in review(bwd, "20", "--next", "2027-05-01", "--reason", "Elections")
    found = show(bwd, "20")
    assert (found["next_review"], found["first_due"], found["extensions"]) == ("2027-05-01", "2027-03-01", 1)


def test_an_extension_keeps_the_first_date_for_ever_and_never_moves_the_anchor(bwd: Run) -> None:
    bwd("extend", "20", "--to", "2026-12-20", "--reason", "Leave")
    bwd("extend", "20", "--to", "2027-01-20", "--reason", "Still on leave")
    one = json.loads(bwd("list", "--search", "Improve referral pathways", "--json").stdout)[0]
    assert (one["first_due"], one["next_review"], one["extensions"]) == ("2026-12-01", "2027-01-20", 2)
    assert "first due 1 Dec 2026, extended twice" in bwd("show", "20").stdout
    assert "next review 1 Mar 2027" in review(bwd, "20", on="2027-01-20")


@pytest.mark.parametrize("to", ["2026-11-30", "2020-01-01"])
def test_an_extension_to_an_earlier_date_is_refused(bwd: Run, to: str) -> None:
    assert "earlier than its next review" in bwd("extend", "20", "--to", to, "--reason", "x", code=2).stderr
    assert show(bwd, "20")["next_review"] == "2026-12-01"


def test_a_new_rule_counts_from_the_last_review_and_a_later_date_is_an_extension(bwd: Run) -> None:
    review(bwd, "20", "--on", "2026-11-20")
    assert "next review 20 Jan 2027" in bwd("cadence", "20", "every 2 months").stdout
    assert "--reason" in bwd("cadence", "20", "every year", code=2).stderr
    assert "extension 1" in bwd("cadence", "20", "every year", "--reason", "Mended").stdout
    assert show(bwd, "20")["cadence"]["basis"] == "confirmed"


def test_a_cadence_stays_assumed_until_it_is_confirmed(bwd: Run) -> None:
    assert "assumed" in bwd("show", "11").stdout
    bwd("cadence", "11", "--confirm")
    assert show(bwd, "11")["cadence"]["basis"] == "confirmed"
    assert "confirmed already" in bwd("cadence", "11", "--confirm").stdout


def test_an_event_makes_the_item_due_that_day_and_then_by_its_then(bwd: Run) -> None:
    assert show(bwd, "12")["standing"] == "waiting"
    assert "next review 20 Nov 2026" in bwd("event", "12", "--happened", "2026-11-20").stdout
    assert "recorded already" in bwd("event", "12", "--happened", "2026-11-20").stdout
    assert "next review 20 Nov 2027" in review(bwd, "12")


def test_a_parked_item_is_neither_due_nor_overdue_and_its_return_later_than_promised_counts(bwd: Run) -> None:
    bwd("park", "13", "--reason", "No money")
    assert show(bwd, "13")["standing"] == "parked"
    assert "13" not in [one["ref"] for one in json.loads(bwd("overdue", "--json").stdout)]
    assert "parked already" in bwd("park", "13", "--reason", "No money").stdout
    said = bwd("resume", "13").stdout
    assert "next review 31 Oct 2027" in said
    assert "extension 1, first due 31 Oct 2026" in said


def test_closing_needs_a_reason_and_reopening_begins_at_the_first_date_after_today(bwd: Run) -> None:
    assert (
        "closed on 23 Nov 2026 as implemented" in bwd("close", "13", "--as", "implemented", "--reason", "Done").stdout
    )
    assert show(bwd, "13")["standing"] == "closed"
    assert "closed already" in bwd("close", "13", "--as", "implemented", "--reason", "Done").stdout
    assert "Reopen it first" in review(bwd, "13", code=4)
    assert "next review 31 Oct 2027" in bwd("reopen", "13", "--reason", "Not so").stdout
    assert show(bwd, "13")["extensions"] == 0


def test_a_future_review_and_a_review_without_words_are_refused(bwd: Run) -> None:
    assert "in the future" in review(bwd, "20", "--on", "2026-11-24", code=2)
    assert "The note is empty" in review(bwd, "20", code=2, note="  ")
    assert "control character" in review(bwd, "20", code=2, note="a\x1b[2Jb")
    assert "100,001 characters" in review(bwd, "20", code=2, note="x" * 100_001)
    assert show(bwd, "20")["reviews"] == []


def test_several_refs_need_a_yes_and_are_all_done_or_none(bwd: Run) -> None:
    args = ("park", "13", "14", "15", "--reason", "One service")
    assert "--yes" in bwd(*args, code=2).stderr
    assert "Would say: 14: parked" in bwd(*args, "--dry-run").stdout
    assert show(bwd, "14")["state"] == "open"
    assert bwd(*args, "--yes").stdout.count("parked") == 3
    assert "99" in bwd("park", "16", "99", "--reason", "x", "--yes", code=3).stderr
    assert show(bwd, "16")["state"] == "open"
    assert bwd("resume", "--standing", "parked", "--yes").stdout.count("next review") == 3


def test_preview_needs_no_database(run: Run) -> None:
    args = ("cadence", "--preview", "every 6 months", "--from", "2023-08-31", "--json", "--count", "3")
    assert json.loads(run(*args).stdout) == ["2024-02-29", "2024-08-31", "2025-02-28"]
    assert json.loads(run(*args, "--reviewed", "2024-03-10").stdout) == ["2024-08-31", "2025-02-28", "2025-08-31"]
    assert "29 February 2024, a Thursday" in run(*args[:5]).stdout


def test_an_unknown_ref_names_the_near_one(bwd: Run) -> None:
    assert "There is no recommendation '222'. Did you mean 22?" in bwd("show", "222", code=3).stderr


def test_a_new_recommendation_and_a_correction(bwd: Run) -> None:
    assert "next review 31 Mar 2027" in bwd("add", "23", "--text", "Publish", "--cadence", "every March").stdout
    assert "already in bwd-infant-mortality" in bwd("add", "23", "--text", "Again", code=2).stderr
    assert "changed lead" in bwd("edit", "23", "--lead", "director of public health").stdout
    assert show(bwd, "23")["lead"]["post"] == "Director of Public Health"
    assert "says so already" in bwd("edit", "23", "--text", "Publish").stdout
    assert "no next review yet" in bwd("add", "24", "--text", "No date").stdout
    assert "1 with no next review: sli list --standing unscheduled" in bwd("due").stdout
    assert [one["ref"] for one in json.loads(bwd("list", "--standing", "unscheduled", "--json").stdout)] == ["24"]


def test_an_extension_that_is_only_asked_for_moves_nothing_and_goes_to_the_board(bwd: Run) -> None:
    bwd("meeting", "add", "LSCB", "2026-12-10")
    asked = ("extend", "8", "--to", "2027-06-30", "--reason", "New data team", "--ask")
    before = show(bwd, "8")["next_review"]
    assert (
        "30 Jun 2027 is asked for instead of 1 Dec 2026; it is for LSCB to approve: New data team" in bwd(*asked).stdout
    )
    found = show(bwd, "8")
    assert (found["next_review"], found["extensions"]) == (before, 0)
    assert [one["state"] for one in found["extension_list"]] == ["asked"]
    tables = json.loads(bwd("agenda", "LSCB", "--json").stdout)["tables"]
    assert [item["ref"] for item in tables["C"]["items"]] == ["8"]
    assert "is asked for already; nothing was changed" in bwd(*asked).stdout
    assert "do not go together" in bwd(*asked, "--approved-by", "LSCB", code=2).stderr
