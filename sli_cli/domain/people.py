"""Posts outlive their holders; forums are succeeded. Each with what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is or was in a post; `since` and `until` are both days in post, `until` None while it lasts."""

    id: int
    name: str
    email: str
    since: date
    until: date | None


def in_post(held: Iterable[Holder], day: date) -> Holder | None:
    """Who of those that hold, held or will hold a post is in it on that day."""
    return next((one for one in held if one.since <= day and (one.until is None or day <= one.until)), None)


@dataclass(frozen=True, slots=True)
class Absence:
    """When a holder is away, both days included, `until` None while no end is known, and who is written to instead."""

    id: int
    holder_id: int
    since: date
    until: date | None
    deputy: str
    deputy_email: str


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its holder of the day, how many open recommendations it leads, and how many are overdue or due.

    `absence` is the one of that holder that lasts on the day, where there is one.
    """

    id: int
    name: str
    organisation: str
    holder: Holder | None
    open: int
    overdue: int
    due: int
    succeeded_by: int | None
    succeeded_on: date | None
    absence: Absence | None = None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


@dataclass(frozen=True, slots=True)
class ForumTitle:
    """A board as it is called."""

    id: int
    name: str
    title: str

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Forum:
    """A board with how many open recommendations it decides on, and of how many it is informed."""

    id: int
    name: str
    title: str
    decides: int
    informed: int
    succeeded_by: int | None
    succeeded_on: date | None

    @property
    def label(self) -> str:
        return self.name
