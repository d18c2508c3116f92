"""Notice before a meeting: in working days, or in clear days of which neither end counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.bank_holidays import bank_holidays
from sli_cli.domain.meetings import Arrangement, Deadlines, deadlines
from sli_cli.domain.notice import Notice, parse_notice
from sli_cli.domain.workdays import WorkingDays
from sli_cli.errors import BadValue

ENGLAND = WorkingDays(closed=bank_holidays("england-and-wales"))
SCOTLAND = WorkingDays(closed=bank_holidays("scotland"))


@pytest.mark.parametrize(
    ("notice", "meeting", "expected"),
    [
        ("5 clear days", "2026-12-09", "2026-12-01"),  # a Wednesday: Wed 2, Thu, Fri, Mon, Tue are clear
        ("5 clear days", "2027-01-05", "2026-12-23"),  # over Christmas and New Year's Day
        ("1 clear day", "2026-12-09", "2026-12-07"),
        ("5 working days", "2026-12-09", "2026-12-02"),
        ("1 working day", "2026-12-07", "2026-12-04"),  # a Monday
        ("10 working days", "2027-01-05", "2026-12-17"),
    ],
)
def test_the_last_day_that_gives_notice_in_england(notice: str, meeting: str, expected: str) -> None:
    assert parse_notice(notice, "it").before(date.fromisoformat(meeting), ENGLAND) == date.fromisoformat(expected)


def test_bank_holidays_are_those_of_the_division() -> None:
    notice = parse_notice("2 clear days", "it")
    assert notice.before(date(2027, 1, 6), ENGLAND) == date(2026, 12, 31)  # 1 January is closed
    assert notice.before(date(2027, 1, 6), SCOTLAND) == date(2026, 12, 30)  # so is 4 January, for the 2nd


def test_what_was_not_settled_has_no_deadline() -> None:
    found = deadlines(Arrangement(updates_due="10 working days"), date(2026, 12, 9), ENGLAND)
    assert found == Deadlines(date(2026, 11, 25), None, None)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("10  Working Days", "10 working days"), ("1 clear day", "1 clear day"), ("5 clear days before", "5 clear days")],
)
def test_a_notice_is_kept_in_one_form(written: str, canonical: str) -> None:
    assert str(parse_notice(written, "it")) == canonical


@pytest.mark.parametrize(
    "written", ["", "5 days", "5", "two weeks", "0 clear days", "251 working days", "-1 clear day"]
)
def test_what_is_no_notice_is_refused_by_the_name_of_its_option(written: str) -> None:
    with pytest.raises(BadValue, match="--published"):
        parse_notice(written, "--published")


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(1, 30), st.sampled_from(["working day", "clear day"]))
def test_notice_is_that_many_working_days_and_neither_end_is_counted_of_clear_ones(
    meeting: date, count: int, kind: str
) -> None:
    day = Notice(count, kind).before(meeting, ENGLAND)
    between = [day + timedelta(n) for n in range(1, (meeting - day).days)]
    worked = sum(ENGLAND.is_working(one) for one in between)
    assert ENGLAND.is_working(day)
    assert worked == (count if kind == "clear day" else count - 1)
