"""The standing: the first that fits, for every recommendation on every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.standing import DUE, OVERDUE, STANDINGS, standing

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("state", "rule_is_none", "next_review", "waiting", "expected"),
    [
        ("closed", True, YESTERDAY, True, "closed"),
        ("parked", False, YESTERDAY, True, "parked"),
        ("open", True, YESTERDAY, True, "parked"),
        ("open", False, None, True, "unscheduled"),
        ("open", False, YESTERDAY, True, "overdue"),
        ("open", False, YESTERDAY, False, "overdue"),
        ("open", False, TODAY, True, "due"),
        ("open", False, TODAY, False, "due"),
        ("open", False, TOMORROW, True, "waiting"),
        ("open", False, TOMORROW, False, "upcoming"),
    ],
)
def test_the_standing_is_the_first_that_fits(
    state: str, rule_is_none: bool, next_review: date | None, waiting: bool, expected: str
) -> None:
    assert standing(state, rule_is_none, next_review, waiting, TODAY) == expected


def test_the_standings_are_listed_in_the_order_in_which_they_are_tried() -> None:
    assert STANDINGS == ("closed", "parked", "unscheduled", "overdue", "due", "waiting", "upcoming")


near_days = st.dates(date(2026, 11, 1), date(2026, 12, 31))  # so near each other that they are often the same


@given(
    state=st.sampled_from(["open", "parked", "closed"]),
    rule_is_none=st.booleans(),
    next_review=st.none() | near_days,
    waiting=st.booleans(),
    today=near_days,
)
def test_every_recommendation_has_a_standing(
    state: str, rule_is_none: bool, next_review: date | None, waiting: bool, today: date
) -> None:
    found = standing(state, rule_is_none, next_review, waiting, today)
    assert found in STANDINGS
    assert found != OVERDUE or (next_review is not None and next_review < today)
    assert found != DUE or next_review == today


@given(today=st.dates(min_value=date(1, 1, 2)), waiting=st.booleans())
def test_due_today_is_not_overdue_and_yesterday_is(today: date, waiting: bool) -> None:
    assert standing("open", False, today, waiting, today) == DUE
    assert standing("open", False, today - timedelta(days=1), waiting, today) == OVERDUE
