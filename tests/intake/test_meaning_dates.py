"""What single cells say of when: days, periods, how often, and words that are none of these."""

from __future__ import annotations

from datetime import date

import pytest

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.intake.cadencewords import rule_of
from sli_cli.intake.dayforms import DAY_FIRST, ISO, MONTH_FIRST, past_day, read_when

D = date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-04-03", D(2027, 4, 3)),
        ("2027-04-03 00:00:00", D(2027, 4, 3)),
        ("2027-04-03T00:00:00Z", D(2027, 4, 3)),
        ("2027/04/03", D(2027, 4, 3)),
        ("20270403", D(2027, 4, 3)),
        ("3/4/2027", D(2027, 4, 3)),
        ("03.04.27", D(2027, 4, 3)),
        ("[03-06-2021]", D(2021, 6, 3)),
        ("24-Feb-21", D(2021, 2, 24)),
        ("20th September 2021", D(2021, 9, 20)),
        ("Mon 3 April 2027", D(2027, 4, 3)),
        ("31st August 2021.", D(2021, 8, 31)),
        ("12 Sept. 2022", D(2022, 9, 12)),
        ("February 24th 2021", D(2021, 2, 24)),
        ("Feb 24, 2021", D(2021, 2, 24)),
        ("04/25/2021", D(2021, 4, 25)),
        ("12 Febuary 2022", D(2022, 2, 12)),
        ("by 31 March 2022", D(2022, 3, 31)),
        ("By the end of March 2022", D(2022, 3, 31)),
        ("end of Q2 2024/25", D(2024, 9, 30)),
    ],
)
def test_what_is_a_date_becomes_one(text: str, day: date) -> None:
    when = read_when(text, DAY_FIRST)
    assert (when.day, when.assumed) == (day, False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("May-22", D(2022, 5, 31)),
        ("July 2017", D(2017, 7, 31)),
        ("Sepetember 2021", D(2021, 9, 30)),
        ("05/2022", D(2022, 5, 31)),
        ("2022-05", D(2022, 5, 31)),
        ("Q3 2025/26", D(2025, 12, 31)),
        ("Q4 25/26", D(2026, 3, 31)),
        ("2025/26 Q1", D(2025, 6, 30)),
        ("2025/26", D(2026, 3, 31)),
        ("2021-22", D(2022, 3, 31)),
        ("2022", D(2022, 12, 31)),
        ("Spring 2022", D(2022, 5, 31)),
        ("Winter 2022/23", D(2023, 2, 28)),
        ("April - June 2022", D(2022, 6, 30)),
        ("March/April 2022", D(2022, 4, 30)),
        ("1 April 2021 – 31 March 2022", D(2022, 3, 31)),
        ("mid May 2022", D(2022, 5, 31)),
        ("by July 2017", D(2017, 7, 31)),
        ("Report to Council in May 2022", D(2022, 5, 31)),
        ("31/03/2021 revised to 30/06/2021", D(2021, 6, 30)),
    ],
)
def test_what_is_a_period_becomes_its_last_day_assumed(text: str, day: date) -> None:
    when = read_when(text, DAY_FIRST)
    assert (when.day, when.assumed, when.words) == (day, True, True)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Annual review in May", "every May"),
        ("Annually", "every year"),
        ("Quarterly", "every 3 months"),
        ("Ongoing - quarterly review", "every 3 months"),
        ("six-monthly", "every 6 months"),
        ("6 monthly", "every 6 months"),
        ("twice a year", "every 6 months"),
        ("every two weeks", "every 2 weeks"),
        ("Reviewed each month", "every month"),
        ("every March and September", "every March and September"),
        ("Half-yearly in April and October", "every April and October"),
        ("3 months after review", "3 months after review"),
        ("last working day of every month", "last working day of every month"),
    ],
)
def test_what_is_a_cadence_becomes_a_rule(text: str, rule: str) -> None:
    when = read_when(text, DAY_FIRST)
    assert (when.day, when.rule) == (None, rule)
    assert str(parse_rule(rule)) == rule == rule_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Spring",
        "TBC",
        "ongoing",
        "by next meeting",
        "ASAP",
        "March",
        "31 March",
        "Q3",
        "Q3 2025",
        "31/02/2022",
        "99/99/2020",
        "2010-11",
        "each meeting",
        "annual report to Council",
        "31/03/2021 30/06/2021",
        "Completed 12/05/2021",
        "was due 31/03/2021",
        "within 3 months",
        "0 monthly",
        "quarterly in May",
        "1 April 0001",
        "none",
    ],
)
def test_what_is_neither_is_no_date_and_says_why(text: str) -> None:
    when = read_when(text, DAY_FIRST)
    assert (when.day, when.rule) == (None, None)
    assert when.why


def test_day_and_month_are_read_in_the_order_asked_for() -> None:
    assert read_when("03/04/2027", MONTH_FIRST).day == D(2027, 3, 4)
    assert read_when("25/04/2027", MONTH_FIRST).day == D(2027, 4, 25)
    assert read_when("03/04/2027", ISO).day is None
    assert read_when("3 April 2027", ISO).day == D(2027, 4, 3)
    assert [read_when(text, DAY_FIRST).ambiguous for text in ("03/04/2027", "13/04/2027", "04/04/2027")] == [
        True,
        False,
        False,
    ]


def test_the_day_of_something_past_is_found_among_words() -> None:
    assert past_day("Completed 12/05/2021", DAY_FIRST) == D(2021, 5, 12)
    assert past_day("Closed - May 2021", DAY_FIRST) == D(2021, 5, 31)
    assert past_day("12/05/2021 and 13/05/2021", DAY_FIRST) is None
