"""What red, amber and green mean under each scheme."""

from __future__ import annotations

from datetime import date

import pytest

from sli_cli.domain.rating import KEYS, SCHEMES, rating
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.domain.story import Review
from sli_cli.domain.vocabulary import OUTCOMES, RATINGS

DAY = date(2026, 11, 23)


def review(outcome: str, rated: str | None = None, on: date = DAY) -> Review:
    return Review(1, on, "Jo", outcome, rated, "Note", None, True, False)


@pytest.mark.parametrize(
    ("outcome", "by_issues", "by_progress"),
    [
        ("on track", "green", "amber"),
        ("at risk", "amber", "amber"),
        ("off track", "red", "red"),
        ("done", "green", "green"),
        ("no longer needed", "green", "green"),
    ],
)
def test_an_unrated_review_is_rated_by_its_outcome(outcome: str, by_issues: str, by_progress: str) -> None:
    assert rating("by-issues", [review(outcome)], None, DAY) == by_issues
    assert rating("by-progress", [review(outcome)], None, DAY) == by_progress


def test_what_the_reviewer_said_holds_over_the_outcome_but_not_over_the_months() -> None:
    rated = [review("on track", "red")]
    assert [rating(scheme, rated, DAY, DAY) for scheme in SCHEMES] == ["red", "red", "green"]


def test_the_newest_review_up_to_the_day_says_it() -> None:
    held = [review("off track", on=date(2026, 10, 1)), review("on track", on=date(2026, 11, 1))]
    assert rating("by-issues", held, None, DAY) == "green"
    assert rating("by-issues", held, None, date(2026, 10, 31)) == "red"
    assert rating("by-issues", held, None, date(2026, 9, 30)) is None


def test_never_reviewed_is_not_started_by_progress_and_not_rated_by_issues() -> None:
    assert [rating(scheme, [], None, DAY) for scheme in SCHEMES] == [None, "red", "green"]


@pytest.mark.parametrize(
    ("due", "colour"),
    [
        (date(2026, 11, 24), "green"),
        (date(2026, 11, 23), "green"),
        (date(2026, 11, 22), "amber"),
        (date(2026, 8, 23), "amber"),
        (date(2026, 8, 22), "red"),
        (None, "green"),
    ],
)
def test_by_months_late_three_months_are_amber_and_more_are_red(due: date | None, colour: str) -> None:
    assert rating("by-months-late", [], due, DAY) == colour


def test_every_scheme_has_a_key_of_all_colours_and_is_a_setting() -> None:
    assert {scheme: tuple(key) for scheme, key in KEYS.items()} == dict.fromkeys(
        SETTINGS["rating-scheme"].choices, RATINGS
    )
    for scheme in ("by-issues", "by-progress"):
        assert {rating(scheme, [review(outcome)], None, DAY) for outcome in OUTCOMES} == set(RATINGS)
