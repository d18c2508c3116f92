"""Posts outlive their holders; forums are succeeded. Each with what hangs on it."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its holder of the day, how many open recommendations it leads, and how many are overdue or due."""

    id: int
    name: str
    organisation: str
    holder: Holder | None
    open: int
    overdue: int
    due: int
    succeeded_by: int | None
    succeeded_on: date | None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


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
