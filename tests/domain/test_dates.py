"""Dates typed by people are read day first and never guessed; dates are written without the locale's help."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.domain import datewords
from sli_cli.domain.dates import (
    MONTHS,
    WEEKDAYS,
    accepted_forms,
    days_between_words,
    in_words,
    parse_date,
    quoted,
    short,
    short_weekday,
    weekday_no_year,
)
from sli_cli.errors import BadValue

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
NOW = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def refusal(text: str, today: date = MONDAY) -> BadValue:
    with pytest.raises(BadValue) as refused:
        parse_date(text, today)
    return refused.value


@pytest.mark.parametrize(
    "text",
    [
        "2027-04-03",
        "3/4/2027",
        "03/04/2027",
        "3/04/2027",
        "3.4.2027",
        "03.04.2027",
        "3-4-2027",
        "03-04-2027",
        "3 April 2027",
        "03 April 2027",
        "3 Apr 2027",
        "3rd April 2027",
        "3rd apr 2027",
        "Sat 3 April 2027",
        "Saturday, 3 April 2027",
        "Saturday 3rd April 2027",
        "sat,3 apr 2027",
        "  SATURDAY,   3   APRIL\t2027\n",
        "3 / 4 / 2027",
        "3\u00a0April\u00a02027",
    ],
)
def test_a_date_is_read_in_each_accepted_form_with_the_day_first(text: str) -> None:
    assert parse_date(text, MONDAY) == date(2027, 4, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", date(2026, 11, 23)),
        ("tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("next friday", date(2026, 11, 27)),
        ("next monday", date(2026, 11, 30)),
        ("next Sun", date(2026, 11, 29)),
        ("last friday", date(2026, 11, 20)),
        ("last monday", date(2026, 11, 16)),
        ("last tues", date(2026, 11, 17)),
        ("last weds", date(2026, 11, 18)),
        ("next thur", date(2026, 11, 26)),
        ("next thurs", date(2026, 11, 26)),
        ("end of week", date(2026, 11, 29)),
        ("end of next week", date(2026, 12, 6)),
        ("end of month", date(2026, 11, 30)),
        ("end of next month", date(2026, 12, 31)),
        ("end of quarter", date(2026, 12, 31)),
        ("end of next quarter", date(2027, 3, 31)),
        ("end of year", date(2026, 12, 31)),
        ("end of next year", date(2027, 12, 31)),
        ("end of March 2027", date(2027, 3, 31)),
        ("end of Feb 2028", date(2028, 2, 29)),
        ("end of Sept 2027", date(2027, 9, 30)),
        ("Q1 2025/26", date(2025, 6, 30)),
        ("Q2 2025/26", date(2025, 9, 30)),
        ("Q3 2025/26", date(2025, 12, 31)),
        ("Q4 2025/26", date(2026, 3, 31)),
        ("q1 1999/00", date(1999, 6, 30)),
        ("Q3 2025 / 26", date(2025, 12, 31)),
        ("+6w", date(2027, 1, 4)),
        ("+10d", date(2026, 12, 3)),
        ("+3m", date(2027, 2, 23)),
        ("+1y", date(2027, 11, 23)),
        ("-2w", date(2026, 11, 9)),
        ("-1M", date(2026, 10, 23)),
        ("+ 6 W", date(2027, 1, 4)),
        ("+0d", date(2026, 11, 23)),
        ("in 6 weeks", date(2027, 1, 4)),
        ("in 1 week", date(2026, 11, 30)),
        ("in 10 days", date(2026, 12, 3)),
        ("In 2 Years", date(2028, 11, 23)),
        ("6 weeks ago", date(2026, 10, 12)),
        ("1 month ago", date(2026, 10, 23)),
    ],
)
def test_words_are_counted_from_today(text: str, expected: date) -> None:
    assert parse_date(text, MONDAY) == expected
    assert parse_date(f"  {text.upper().replace(' ', '   ')} ", MONDAY) == expected


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        (date(2027, 1, 31), "+1m", date(2027, 2, 28)),
        (date(2028, 1, 31), "in 1 month", date(2028, 2, 29)),
        (date(2027, 3, 31), "-1m", date(2027, 2, 28)),
        (date(2028, 2, 29), "+1y", date(2029, 2, 28)),
        (date(2028, 2, 29), "+4y", date(2032, 2, 29)),
        (date(2027, 1, 31), "+4m", date(2027, 5, 31)),
        (date(2026, 12, 31), "end of next month", date(2027, 1, 31)),
        (date(2027, 1, 31), "end of next month", date(2027, 2, 28)),
        (date(2026, 11, 29), "end of week", date(2026, 11, 29)),
        (date(2026, 11, 30), "end of month", date(2026, 11, 30)),
        (date(2026, 12, 31), "end of next quarter", date(2027, 3, 31)),
    ],
)
def test_month_ends_are_neither_skipped_nor_passed(today: date, text: str, expected: date) -> None:
    assert parse_date(text, today) == expected


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        (date(2026, 11, 23), "end of year", date(2027, 3, 31)),
        (date(2027, 3, 31), "end of year", date(2027, 3, 31)),
        (date(2027, 4, 1), "end of year", date(2028, 3, 31)),
        (date(2026, 11, 23), "end of next year", date(2028, 3, 31)),
        (date(2026, 11, 23), "end of quarter", date(2026, 12, 31)),
    ],
)
def test_the_year_ends_in_march_where_the_register_says_april(today: date, text: str, expected: date) -> None:
    assert parse_date(text, today, year_start=4) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        (" \t\n", "it is empty"),
        ("3/4/27", "the year must be written with four digits"),
        ("03-04-27", "the year must be written with four digits"),
        ("27-04-03", "the year must be written with four digits"),
        ("3 April 27", "the year must be written with four digits"),
        ("3 April 02027", "the year must be written with four digits"),
        ("3/4/202", "the year must be written with four digits"),
        ("end of March 27", "the year must be written with four digits"),
        ("Q3 25/26", "the year must be written with four digits"),
        ("3/4", "the year is missing"),
        ("3 April", "the year is missing"),
        ("Sat, 3rd April", "the year is missing"),
        ("end of March", "the year is missing"),
        ("April 2027", "it is a month without a day"),
        ("2026", "a number alone is not a date"),
        ("10", "a number alone is not a date"),
        ("20270403", "a number alone is not a date"),
        ("30 February 2027", "February 2027 has no day 30"),
        ("29/2/2027", "February 2027 has no day 29"),
        ("29 Feb 2100", "February 2100 has no day 29"),
        ("2026-02-30", "February 2026 has no day 30"),
        ("31 April 2027", "April 2027 has no day 31"),
        ("31st April 2027", "April 2027 has no day 31"),
        ("0/4/2027", "April 2027 has no day 0"),
        ("1/13/2027", "the day comes first, and there is no month 13"),
        ("13/45/2026", "the day comes first, and there is no month 45"),
        ("1/0/2027", "the day comes first, and there is no month 0"),
        ("2027-13-01", "there is no month 13"),
        ("1899-12-31", "years run from 1900 to 2199"),
        ("1/1/2200", "years run from 1900 to 2199"),
        ("1 January 0001", "years run from 1900 to 2199"),
        ("Q4 2199/00", "years run from 1900 to 2199"),
        ("+200y", "years run from 1900 to 2199"),
        ("-200y", "years run from 1900 to 2199"),
        ("+99999m", "years run from 1900 to 2199"),
        ("99999999999999999999 days ago", "years run from 1900 to 2199"),
        ("in 99999999999999999999 years", "years run from 1900 to 2199"),
        ("Mon 3 April 2027", "3 Apr 2027 is a Saturday"),
        ("Monday, 3 April 2027", "3 Apr 2027 is a Saturday"),
        ("3st April 2027", '"3st" is not a day'),
        ("11st April 2027", '"11st" is not a day'),
        ("3 Arpil 2027", '"arpil" is not a month'),
        ("Caturday 3 April 2027", '"caturday" is not a weekday'),
        ("end of Q3 2027", "it is not a date"),
        ("friday", "it could be the one before today or the one after"),
        ("Fri", "it could be the one before today or the one after"),
        ("this friday", "it could be the one before today or the one after"),
        ("6w", "it could be before today or after"),
        ("Q3 2025", "it could be a quarter of the calendar year or of the financial year"),
        ("Q3 2025/27", "2025/27 is not a financial year"),
        ("Q3 2025/25", "2025/25 is not a financial year"),
        ("Q3 2025/2026", "2025/2026 is not a financial year"),
        ("Q5 2025/26", "it is not a date"),
        ("Q3", "it is not a date"),
        ("tommorow", "it is not a date"),
        ("next month-ish", "it is not a date"),
        ("next month", "it is not a date"),
        ("soon", "it is not a date"),
        ("31st", "it is not a date"),
        ("2027/04/03", "it is not a date"),
        ("2027-4-3", "it is not a date"),
        ("2027-W14-6", "it is not a date"),
        ("3/4-2027", "it is not a date"),
        ("April 3 2027", "it is not a date"),
        ("3 4 2027", "it is not a date"),
        ("20 27-04-03", "it is not a date"),
        ("+6", "it is not a date"),
        ("+6 weeks", "it is not a date"),
        ("+1 0d", "it is not a date"),
        ("in six weeks", "it is not a date"),
        ("2027-04-03T00:00", "it is not a date"),
        ("2027-04-03 2027-04-03", "it is not a date"),
        ("٣/4/2027", "it holds characters that no date has"),
        ("２０２７-04-03", "it holds characters that no date has"),
        ("3–4–2027", "it holds characters that no date has"),
        ("in 6 wee\u212as", "it holds characters that no date has"),
        ("x" * 40, "it is not a date"),
        ("x" * 41, "it is too long for a date"),
        ("1" * 1_000_000, "it is too long for a date"),
    ],
)
def test_what_could_mean_two_days_or_none_is_refused(text: str, reason: str) -> None:
    assert refusal(text).sentence == f"Date {quoted(text)} is refused: {reason}."


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("tommorow", 'Did you mean "tomorrow"?'),
        ("yesteday", 'Did you mean "yesterday"?'),
        ("next firday", 'Did you mean "next friday"?'),
        ("end of next yaer", 'Did you mean "end of next year"?'),
        ("3 Arpil 2027", 'Did you mean "april"?'),
        ("end of Febuary 2027", 'Did you mean "february"?'),
        ("friday", 'Write "next friday" or "last friday".'),
        ("April 2027", 'Give the day, or write "end of april 2027".'),
        ("6w", 'Write "+6w" or "-6w".'),
        ("Q3 2025", 'Write "Q3 2025/26" for the financial year from April 2025, or "end of September 2025".'),
        ("Q3 2025/27", 'Write "Q3 2025/26".'),
        ("Mon 3 April 2027", "Correct the weekday or the date."),
    ],
)
def test_a_near_miss_is_told_what_to_write_before_the_accepted_forms(text: str, hint: str) -> None:
    assert refusal(text).remedy == f"{hint} {accepted_forms(MONDAY)}"


@pytest.mark.parametrize("text", ["", "soon", "next month-ish", "xyzzy 99", "1/13/2027"])
def test_nothing_is_suggested_for_what_is_near_to_no_date(text: str) -> None:
    assert refusal(text).remedy == accepted_forms(MONDAY)


def test_the_accepted_forms_are_listed_with_what_they_mean_today() -> None:
    assert refusal("soon").remedy == (
        "Write 2026-11-23, 23/11/2026, 23 November 2026 or Mon 23 Nov 2026; or in words: tomorrow (24 Nov 2026), "
        "next friday (27 Nov 2026), end of month (30 Nov 2026), end of next quarter (31 Mar 2027), "
        "end of March 2026 (31 Mar 2026), Q1 2026/27 (30 Jun 2026), +6w (4 Jan 2027), in 3 months (23 Feb 2027), "
        "10 days ago (13 Nov 2026)."
    )


def test_the_refused_value_is_named_as_the_caller_calls_it() -> None:
    with pytest.raises(BadValue) as option:
        parse_date("soon", MONDAY, what="--on")
    with pytest.raises(BadValue) as words:
        parse_date("soon", MONDAY, what="adoption date")
    assert option.value.sentence == '--on "soon" is refused: it is not a date.'
    assert words.value.sentence == 'Adoption date "soon" is refused: it is not a date.'


def test_an_echoed_value_is_short_and_moves_no_terminal() -> None:
    assert quoted("\x1b[31mred\u202e\n") == '"?[31mred??"'
    assert quoted("x" * 41) == '"' + "x" * 40 + '..."'
    assert quoted("x" * 40) == '"' + "x" * 40 + '"'


@given(NOW)
@settings(max_examples=60)
def test_every_listed_example_is_read_as_listed(today: date) -> None:
    fixed, _, words = accepted_forms(today).removeprefix("Write ").partition("; or in words: ")
    examples = re.findall(r"([^,(]+) \(([^)]+)\)", words)
    assert len(examples) == 9
    for form, meaning in examples:
        assert short(parse_date(form, today)) == meaning
    for form in re.split(", | or ", fixed):
        assert parse_date(form, MONDAY) == today


@given(day=DAYS, today=NOW)
@settings(max_examples=200)
def test_a_written_date_is_read_back_as_the_same_day(day: date, today: date) -> None:
    month, ending = MONTHS[day.month - 1], {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    ending = "th" if day.day in (11, 12, 13) else ending
    for written in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day}{ending} {month} {day.year}",
        f"{WEEKDAYS[day.weekday()]}, {day.day} {month} {day.year}",
        short(day),
        short_weekday(day),
        in_words(day).partition(",")[0],
    ):
        assert parse_date(written, today) == day


@given(day=DAYS, weekday=st.integers(0, 6))
@settings(max_examples=100)
def test_only_the_weekday_that_it_is_may_stand_before_a_date(day: date, weekday: int) -> None:
    text = f"{WEEKDAYS[weekday]} {day.day} {MONTHS[day.month - 1]} {day.year}"
    if weekday == day.weekday():
        assert parse_date(text, MONDAY) == day
    else:
        assert refusal(text).sentence.endswith(f" is a {WEEKDAYS[day.weekday()]}.")


@given(day=st.integers(0, 40), month=st.integers(0, 20), year=st.integers(1890, 2210), sign=st.sampled_from("/.-"))
@settings(max_examples=300)
def test_numbers_are_read_day_first_or_not_at_all(day: int, month: int, year: int, sign: str) -> None:
    text = f"{day}{sign}{month}{sign}{year}"
    try:
        expected = date(year, month, day) if 1900 <= year <= 2199 else None
    except ValueError:
        expected = None
    if expected is None:
        refusal(text)
    else:
        assert parse_date(text, MONDAY) == expected


@given(today=NOW, weekday=st.sampled_from(WEEKDAYS))
@settings(max_examples=100)
def test_next_and_last_weekday_are_the_nearest_that_are_not_today(today: date, weekday: str) -> None:
    after, before = parse_date(f"next {weekday}", today), parse_date(f"last {weekday}", today)
    assert 1 <= (after - today).days <= 7
    assert 1 <= (today - before).days <= 7
    assert WEEKDAYS[after.weekday()] == WEEKDAYS[before.weekday()] == weekday


@given(today=NOW, number=st.integers(0, 90), unit=st.sampled_from(["day", "week", "month", "year"]))
@settings(max_examples=100)
def test_a_span_means_the_same_in_signs_and_in_words(today: date, number: int, unit: str) -> None:
    ahead, behind = parse_date(f"+{number}{unit[0]}", today), parse_date(f"-{number}{unit[0]}", today)
    assert parse_date(f"in {number} {unit}s", today) == ahead >= today
    assert parse_date(f"{number} {unit}s ago", today) == behind <= today


@given(today=NOW, year_start=st.sampled_from([1, 4]))
@settings(max_examples=100)
def test_the_end_of_a_period_is_its_last_day_and_the_next_period_follows_it(today: date, year_start: int) -> None:
    for period in ("week", "month", "quarter", "year"):
        end = parse_date(f"end of {period}", today, year_start=year_start)
        assert end >= today
        assert parse_date(f"end of {period}", end, year_start=year_start) == end
        following = parse_date(f"end of {period}", end + timedelta(days=1), year_start=year_start)
        assert parse_date(f"end of next {period}", today, year_start=year_start) == following > end


MONTH_NAMES = f"({'|'.join(f'{month}|{month[:3]}' for month in MONTHS)}|sept)"
DAY_NAMES = f"({'|'.join(f'{day}|{day[:3]}' for day in WEEKDAYS)}|tues|weds|thurs?)"
DOCUMENTED = re.compile(
    rf"""\s*(
        [0-9]{{4}}\s*-\s*[0-9]{{2}}\s*-\s*[0-9]{{2}}
    |   [0-9]{{1,2}}\s*(?P<sign>[-/.])\s*[0-9]{{1,2}}\s*(?P=sign)\s*[0-9]{{4}}
    |   ({DAY_NAMES}(,\s*|\s+))?[0-9]{{1,2}}(st|nd|rd|th)?\s+{MONTH_NAMES}\s+[0-9]{{4}}
    |   today | tomorrow | yesterday
    |   (next|last)\s+{DAY_NAMES}
    |   end\s+of\s+(next\s+)?(week|month|quarter|year)
    |   end\s+of\s+{MONTH_NAMES}\s+[0-9]{{4}}
    |   q[1-4]\s+[0-9]{{4}}\s*/\s*[0-9]{{2}}
    |   [-+]\s*[0-9]+\s*[dwmy]
    |   in\s+[0-9]+\s+(day|week|month|year)s?
    |   [0-9]+\s+(day|week|month|year)s?\s+ago
    )\s*""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
NUMBERS = ["1", "04", "12", "13", "30", "31", "31st", "3rd", "27", "2027", "2025/26", "Q3", "3/4/2027", "2027-04-03"]
NAMES = ["today", "next", "last", "this", "end of", "in", "ago", "d", "week", "months", "year", "Feb", "Sept", "Mon"]
TOKENS = [*NUMBERS, *NAMES, "/", "-", ".", ",", "+", "ish", "Saturday", "quarter"]
JUNK = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="0123456789/-. +dwmyq", max_size=12),
    st.lists(st.sampled_from(TOKENS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(TOKENS), max_size=4).map("".join),
)


@given(text=JUNK, today=NOW)
@settings(max_examples=1500)
def test_whatever_is_typed_is_a_documented_form_or_is_refused(text: str, today: date) -> None:
    try:
        day = parse_date(text, today)
    except BadValue as refused:
        assert refused.sentence.startswith("Date ")
        assert refused.sentence.isprintable()
        assert refused.remedy.endswith(accepted_forms(today))
    else:
        assert DOCUMENTED.fullmatch(text)
        assert 1900 <= day.year <= 2199


@pytest.mark.parametrize(
    ("day", "words", "cell", "with_weekday"),
    [
        (date(2027, 4, 3), "3 April 2027, a Saturday", "3 Apr 2027", "Sat 3 Apr 2027"),
        (date(2026, 9, 30), "30 September 2026, a Wednesday", "30 Sep 2026", "Wed 30 Sep 2026"),
        (date(2026, 11, 30), "30 November 2026, a Monday", "30 Nov 2026", "Mon 30 Nov 2026"),
        (date(1900, 1, 1), "1 January 1900, a Monday", "1 Jan 1900", "Mon 1 Jan 1900"),
    ],
)
def test_a_date_is_written_in_words_and_short(day: date, words: str, cell: str, with_weekday: str) -> None:
    assert (in_words(day), short(day), short_weekday(day)) == (words, cell, with_weekday)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 30), "Mon 30 Nov"),
        (date(2027, 1, 15), "Fri 15 Jan"),
        (date(2027, 5, 24), "Mon 24 May"),
        (date(2027, 5, 25), "Tue 25 May 2027"),
        (date(2026, 5, 25), "Mon 25 May"),
        (date(2026, 5, 24), "Sun 24 May 2026"),
        (date(2026, 1, 15), "Thu 15 Jan 2026"),
        (date(2027, 11, 30), "Tue 30 Nov 2027"),
    ],
)
def test_the_year_is_left_out_within_six_months_of_today(day: date, written: str) -> None:
    assert weekday_no_year(day, MONDAY) == written


@given(NOW)
@settings(max_examples=20)
def test_no_two_days_are_written_alike_though_the_year_is_left_out(today: date) -> None:
    days = [today + timedelta(days=n) for n in range(-800, 801)]
    without_weekday = {weekday_no_year(day, today).partition(" ")[2] for day in days}
    assert len(without_weekday) == len(days)


@pytest.mark.parametrize(("number", "words"), [(0, "0 days"), (1, "1 day"), (12, "12 days"), (365, "365 days")])
def test_a_number_of_days_is_written_with_its_plural(number: int, words: str) -> None:
    assert days_between_words(number) == words


@given(DAYS)
@settings(max_examples=200)
def test_periods_end_on_the_last_day_before_another_begins(day: date) -> None:
    week, month = datewords.end_of_week(day), datewords.end_of_month(day)
    quarter, year = datewords.end_of_quarter(day), datewords.end_of_year(day)
    assert week.weekday() == 6 and 0 <= (week - day).days <= 6
    assert (month + timedelta(days=1)).day == 1 and (month.year, month.month) == (day.year, day.month)
    assert (quarter + timedelta(days=1)).month in (1, 4, 7, 10) and 0 <= (quarter - day).days <= 91
    assert year == date(day.year, 12, 31)
