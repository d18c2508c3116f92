"""A calendar holds what it was told, to the letter of the standard, whatever that is."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import HOSTILE, UNICODE

from sli_cli.domain.diary import DiaryEntry
from sli_cli.errors import BadValue
from sli_cli.render import Report, render, render_file
from tests.ical import read

WRITTEN = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)  # noqa: UP017 - Python 3.11 and its house say UTC elsewhere
PLAIN = DiaryEntry("review-3@x.sli", 2, WRITTEN, date(2026, 12, 31), "Review 3: Name a lead", days_before=14)

LITERAL = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//sli//sli calendar//EN
METHOD:PUBLISH
X-WR-CALNAME:Reviews
BEGIN:VEVENT
SUMMARY:Review 3: Name a lead
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
DTSTAMP:20261123T093000Z
UID:review-3@x.sli
SEQUENCE:2
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Review 3: Name a lead
TRIGGER:-P13DT15H
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def calendar(*entries: DiaryEntry | None, title: str = "Reviews", encoding: str = "utf-8") -> str:
    report = Report(title, (), entries, diary=lambda entry: entry)
    return "".join(render(report, "ics", width=80, encoding=encoding))


def test_an_entry_is_written_so() -> None:
    assert calendar(PLAIN) == LITERAL.replace("\n", "\r\n")


def test_a_calendar_of_nothing_is_one_all_the_same() -> None:
    assert read(calendar()) == read(calendar(None)) == {}


def test_what_is_cancelled_says_so_and_rings_no_more() -> None:
    entry = read(calendar(PLAIN._replace(cancelled=True)))["review-3"]
    assert (entry.status, entry.alarm) == ("CANCELLED", None)


def test_an_alarm_rings_at_nine_in_the_morning() -> None:
    entry = read(calendar(PLAIN._replace(days_before=3)))["review-3"]
    assert entry.alarm == timedelta(days=-3, hours=9)
    assert read(calendar(PLAIN._replace(days_before=None)))["review-3"].alarm is None


def test_a_file_is_utf_8_without_a_mark_and_a_stream_gets_what_it_holds() -> None:
    told = PLAIN._replace(summary="Siân’s")
    report = Report("Reviews", (), [told], diary=lambda entry: entry)
    assert b"".join(render_file(report, "ics")) == calendar(told).encode()
    assert read(calendar(told, encoding="ascii"))["review-3"].summary == "Sian's"


def test_rows_that_are_nothing_for_a_diary_are_refused_at_once() -> None:
    with pytest.raises(BadValue) as refused:
        render(Report("Boards", (), []), "ics", width=80)
    assert refused.value.sentence == "This list is nothing for a diary."


@pytest.mark.parametrize(
    "words", [*HOSTILE.values(), *UNICODE, "END:VEVENT\r\nBEGIN:VEVENT", "a;b,c:d\\n\\", "é" * 5000]
)
def test_no_words_break_out_of_their_line(words: str) -> None:
    entry = PLAIN._replace(summary=words, description=words, place=words, category=words)
    assert list(read(calendar(entry, PLAIN._replace(uid="other@x.sli"), title=words))) == ["review-3", "other"]


# Line breaks become the standard's; what a terminal would obey has tests of its own (test_clean_text.py).
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"), include_characters="\n\t"))


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_words_come_back_as_they_were(words: str) -> None:
    entry = read(calendar(PLAIN._replace(description=words, summary=words)))["review-3"]
    assert entry.description == words
    assert entry.summary == " ".join(words.split())
