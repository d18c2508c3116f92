"""What is owed to whom on a day, said again as plainly as can be, to be compared with the house.

Nothing here asks the house: the register is read from its tables, and days are found by looking at one after the other.
"""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sli_cli.bank_holidays import bank_holidays

DAY = timedelta(days=1)
LATE, SOON = 3, 3
TABLES = (
    *("register", "register_setting", "closed_day", "recommendation", "holder", "absence", "reminder_plan"),
    *("routing", "arrangement", "meeting"),
)


class What(NamedTuple):
    """What somebody is told once: of a recommendation, meeting or register; of which date ("" for none); what."""

    about: str
    key: int
    due: str
    stage: str


Told = Mapping[tuple[str, What], set[date]]
"""Who was told what, and on which days."""


@dataclass(frozen=True)
class Item:
    """An open recommendation: who is to be told of it ("" for nobody), and whether in somebody's place; when the board
    that decides on it meets next, and on which days before today it was to meet and was not called off."""

    key: int
    register: int
    due: date | None
    to: str
    instead: bool
    before: tuple[int, ...]
    meets: date | None
    met: tuple[date, ...]


@dataclass(frozen=True)
class Settled:
    """What a register has settled, with the day on which the present week began."""

    owner: str
    before: tuple[int, ...]
    quiet: Callable[[date], bool]
    works: Callable[[date], bool]
    grace: int
    escalate_to: str
    week: date | None


# -- the register, as it stands ----------------------------------------------------------------------------------------


class Register:
    """All that is known of a database on a day."""

    def __init__(self, path: str, today: date) -> None:
        self.today = today
        raw = sqlite3.connect(path)
        raw.row_factory = sqlite3.Row
        self._all = {
            table: [dict(row) for row in raw.execute(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES
        }
        raw.close()
        self.settled = {row["id"]: self._settled(row["id"]) for row in self._all["register"]}
        self.items = {row["id"]: self._item(row) for row in self._all["recommendation"] if row["state"] == "open"}

    def _settled(self, register: int) -> Settled:
        values = {row["name"]: row["value"] for row in self._all["register_setting"] if row["register_id"] == register}
        closed = [
            date.fromisoformat(row["closed_on"]) for row in self._all["closed_day"] if row["register_id"] == register
        ]
        holidays = bank_holidays("england-and-wales", closed)

        def works(day: date) -> bool:
            return day.weekday() < 5 and not holidays(day)

        def quiet(day: date) -> bool:
            return {"never": False, "weekends": day.weekday() >= 5}.get(values.get("remind-quiet", ""), not works(day))

        week = None if values.get("summary") == "off" else self.today - self.today.weekday() * DAY
        return Settled(
            _address(values.get("owner", "")),
            _days(values.get("remind-before", "30, 7")),
            quiet,
            works,
            int(values.get("escalate-after", "0").split()[0]),
            _address(values.get("escalate-to", "")),
            week,
        )

    def _item(self, row: dict[str, Any]) -> Item:
        settled = self.settled[row["register_id"]]
        own = [one["days_before"] for one in self._all["reminder_plan"] if one["recommendation_id"] == row["id"]]
        to, instead = settled.owner, True
        for holder in self._all["holder"]:
            if holder["post_id"] == row["lead_post_id"] and self._lasts(holder):
                if holder["email"]:
                    to, instead = holder["email"].lower(), False
                for absence in self._all["absence"]:
                    if absence["holder_id"] == holder["id"] and self._lasts(absence):
                        to, instead = absence["deputy_email"].lower(), True
        due = date.fromisoformat(row["next_review"]) if row["next_review"] else None
        boards = [one["forum_id"] for one in self._all["routing"] if one["recommendation_id"] == row["id"]]
        meeting = self._next(boards[0]) if boards else None
        meets = date.fromisoformat(meeting["meets_on"]) if meeting else None
        met = tuple(
            date.fromisoformat(one["meets_on"])
            for one in self._all["meeting"]
            if boards and one["forum_id"] == boards[0] and one["state"] != "cancelled"
        )
        met = tuple(day for day in met if day < self.today)
        before = _days(own[0]) if own else settled.before
        return Item(row["id"], row["register_id"], due, to, instead, before, meets, met)

    def _next(self, forum: int) -> dict[str, Any] | None:
        """The next meeting of a board that is planned, today's included."""
        there = [one for one in self._all["meeting"] if one["forum_id"] == forum and one["state"] == "planned"]
        return min(
            (one for one in there if one["meets_on"] >= str(self.today)), key=lambda one: one["meets_on"], default=None
        )

    def _lasts(self, row: dict[str, Any]) -> bool:
        return bool(row["since"] <= self.today.isoformat() <= (row["until"] or "9999"))

    def holds(self, what: What) -> bool:
        """Whether this can still be told: the recommendation is open, and its date is still that one."""
        if what.about != "recommendation":
            return True
        item = self.items.get(what.key)
        return item is not None and (what.due == "" or what.due == str(item.due))

    # -- what is owed

    def owed(self, told: Told) -> dict[str, set[What]]:
        """Everything that each recipient is still to be told today."""
        found: dict[str, set[What]] = defaultdict(set)
        for to, what in self._owed(told):
            found[to].add(what)
        return dict(found)

    def _owed(self, told: Told) -> Iterator[tuple[str, What]]:
        for board in self._all["arrangement"]:
            yield from self._owed_to_secretary(board, told)
        for key, settled in self.settled.items():
            if settled.owner and settled.week and not settled.quiet(self.today):
                summary = What("register", key, str(settled.week), "weekly summary")
                if (settled.owner, summary) not in told:
                    yield settled.owner, summary
        for item in self.items.values():
            settled = self.settled[item.register]
            if settled.quiet(self.today):
                continue
            newly = What("recommendation", item.key, "", "newly theirs")
            if item.to and not item.instead and (item.to, newly) not in told:
                yield item.to, newly
            if item.due is None:
                continue
            if item.to:
                for stage in owed_stages(item, item.due, settled, self.today, told):
                    yield item.to, What("recommendation", item.key, str(item.due), stage)
            escalation = What("recommendation", item.key, str(item.due), "escalation")
            late = bool(settled.grace and settled.escalate_to) and self.today > item.due
            late = late and self.today >= _after(item.due, settled.grace, settled.works)
            waits = item.meets is not None and item.meets - self.today <= 90 * DAY
            waits = waits and not any(item.due < day for day in item.met)
            late = late and not waits
            if late and (settled.escalate_to, escalation) not in told:
                yield settled.escalate_to, escalation

    def _owed_to_secretary(self, board: dict[str, Any], told: Told) -> Iterator[tuple[str, What]]:
        """A week before each deadline of the next meeting, and on its day or as soon after it as can be."""
        routed = {one["recommendation_id"] for one in self._all["routing"] if one["forum_id"] == board["forum_id"]}
        works = [self.settled[one["register_id"]].works for one in self._all["recommendation"] if one["id"] in routed]
        meeting, to = self._next(board["forum_id"]), board["secretary_email"].lower()
        if meeting is None or not all(works(self.today) for works in works):
            return
        for words in ("updates due", "papers close"):
            on = date.fromisoformat(meeting["meets_on"])
            count = int(board[words.replace(" ", "_")].split()[0])
            while count:
                on -= DAY
                count -= all(works(on) for works in works)
            stage, opens = ("on the day", on) if self.today >= on else ("7 days before", on - 7 * DAY)
            if self.today < opens:
                continue
            what = What("meeting", meeting["id"], str(on), f"{words}, {stage}")
            others = [
                day
                for (reader, other), days in told.items()
                if (reader, other[:3]) == (to, what[:3]) and other.stage.startswith(words)
                for day in days
            ]
            if (to, what) not in told and not any(opens <= day <= self.today for day in others):
                yield to, what


def owed_stages(item: Item, due: date, settled: Settled, today: date, told: Told) -> list[str]:
    """The newest stage that has opened, unless it was told, or another one was told since it opened; with one that is
    caught up late also the next, where it comes at once. The day itself is told on its own."""
    stages = list(_stages(due, item.before, settled.quiet, today))
    opened = [nth for nth, (_, opens) in enumerate(stages) if opens <= today]
    if not opened:
        return []
    newest, opens = stages[opened[-1]]
    of_date = {
        what.stage: days
        for (to, what), days in told.items()
        if (to, *what[:3]) == (item.to, "recommendation", item.key, str(due)) and what.stage != "escalation"
    }
    since = any(opens <= day <= today for days in of_date.values() for day in days)
    if newest in of_date or since:
        return []
    after, comes = stages[opened[-1] + 1]
    at_once = today - opens >= LATE * DAY and comes - today <= SOON * DAY and after != "on the day"
    return [newest, after] if at_once else [newest]


def _stages(
    due: date, before: tuple[int, ...], quiet: Callable[[date], bool], today: date
) -> Iterator[tuple[str, date]]:
    """All stages of a date in their order, with the day on which each opens, to one beyond today."""
    for count in before:
        yield f"{count} day{'s' if count > 1 else ''} before", due - count * DAY
    on = due
    while quiet(on):
        on -= DAY
    yield "on the day", on
    for count in (7, 14, 21, 28):
        yield f"{count} days after", due + count * DAY
    for months in range(2, 100):
        opens = _months_after(due, months)
        yield f"{months} months after", opens
        if opens > today:
            return


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _after(day: date, count: int, works: Callable[[date], bool]) -> date:
    while count:
        day += DAY
        count -= works(day)
    return day


def _address(addressee: str) -> str:
    return addressee.rpartition("<")[2].rstrip(">").lower()


def _days(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(", ")) if text != "none" else ()
