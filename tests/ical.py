"""Reads a calendar file as its tests do: held to the letter of RFC 5545 here, and understood by another library."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import vobject

LINE = re.compile(r'([A-Z][A-Z0-9-]*)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME")
ONCE = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP")


class Entry(NamedTuple):
    """An entry as a diary understands it; `alarm` is counted from the midnight with which `day` begins."""

    uid: str
    sequence: int
    written: datetime
    day: date
    summary: str
    description: str
    place: str
    category: list[str]
    status: str
    alarm: timedelta | None


def read(whole: str) -> dict[str, Entry]:
    """The entries of a calendar by their names; anything that the standard forbids fails."""
    _strict(whole)
    found = [_entry(event) for event in getattr(vobject.readOne(whole), "vevent_list", [])]
    assert len({one.uid for one in found}) == len(found)
    return {one.uid.partition("@")[0]: one for one in found}


def unfolded(whole: str) -> list[str]:
    """The content lines, checked one by one: lengths, line ends, and no character that none may hold."""
    assert whole.endswith("\r\n")
    lines = whole[:-2].split("\r\n")
    for line in lines:
        assert 0 < len(line.encode()) <= 75, line
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f]", line), line
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def _strict(whole: str) -> None:
    open_, names = [], []
    for line in unfolded(whole):
        match = LINE.fullmatch(line)
        assert match, line
        name, value = match[1], match[3]
        if name == "BEGIN":
            open_.append((value, names))
            names = []
        elif name == "END":
            _whole(value, names)
            began, names = open_.pop()
            assert began == value
        else:
            names.append(name)
            if name in TEXTS:
                assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", value), line
    assert not open_


def _whole(component: str, names: list[str]) -> None:
    if component == "VCALENDAR":
        assert names[:3] == ["VERSION", "PRODID", "METHOD"]
    elif component == "VEVENT":
        assert [name for name in ONCE if names.count(name) != 1] == []
    else:
        assert (component, names) == ("VALARM", ["ACTION", "DESCRIPTION", "TRIGGER"])


def _entry(event: Any) -> Entry:
    def value(name: str) -> Any:
        return getattr(event, name).value if hasattr(event, name) else ""

    assert type(value("dtstart")) is date
    assert value("dtend") == value("dtstart") + timedelta(days=1)
    assert (value("transp"), value("x_microsoft_cdo_busystatus")) == ("TRANSPARENT", "FREE")
    return Entry(
        value("uid"), int(value("sequence")), value("dtstamp"), value("dtstart"), value("summary"),
        value("description"), value("location"), value("categories") or [], value("status"),
        event.valarm.trigger.value if hasattr(event, "valarm") else None,
    )  # fmt: skip
