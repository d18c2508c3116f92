"""An iCalendar file (RFC 5545) of all-day entries, as Outlook, Google and Apple take it.

It holds no times and so no time zones, and nobody's address. Told of the same entries, it is the same to the byte.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event, vText

from sli_cli.errors import BadValue
from sli_cli.render.clean import cleaner, harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sli_cli.domain.diary import DiaryEntry
    from sli_cli.render.report import Page, Report

RINGS_AT = timedelta(hours=9)
"""When on its day an entry is announced: counted from midnight alone, it would be in the night."""

_END = "END:VCALENDAR\r\n"


def render(report: Report, page: Page) -> Iterator[str]:
    """Yields the calendar, an entry at a time, for each row that has one; lines of 75 octets at most, ending in CR LF.

    Raises BadValue, at once, where the rows of the report are nothing for a diary.
    """
    if report.diary is None:
        raise BadValue("This list is nothing for a diary.", "`sli calendar` writes the reviews and the meetings.")
    return _pieces(report, report.diary, cleaner(page.encoding, harmless))


def _pieces(report: Report, diary: Callable[[object], DiaryEntry | None], clean: Callable[[str], str]) -> Iterator[str]:
    yield _text(_head(_one_line(clean(report.title)))).removesuffix(_END)
    for row in report.rows:
        entry = diary(row)
        if entry is not None:
            yield _text(_event(entry, clean))
    yield _END


def _text(component: Calendar | Event) -> str:
    return str(component.to_ical(), "utf-8")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _head(title: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//sli//sli calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar["x-wr-calname"] = vText(title)  # or the library escapes nothing: it does not know what this is
    return calendar


def _event(entry: DiaryEntry, clean: Callable[[str], str]) -> Event:
    summary = _one_line(clean(entry.summary))
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.written)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # the first day that is no longer part of it
    event.add("summary", summary)
    for name, words in (("description", entry.description), ("location", entry.place)):
        if words:
            event.add(name, clean(words))
    if entry.category:
        event.add("categories", [clean(entry.category)])
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")  # what Outlook goes by
    if entry.days_before is not None and not entry.cancelled:
        event.add_component(_alarm(entry.days_before, summary))
    return event


def _alarm(days_before: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", RINGS_AT - timedelta(days=days_before))
    alarm.add("description", summary)
    return alarm
