"""The story of one recommendation: all that was recorded of it, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Review:
    """`moved` says whether it satisfied an occurrence; a review that came much too early, or late on paper, did not."""

    id: int
    on: date
    by: str
    outcome: str
    rating: str | None
    note: str
    forum: str | None
    moved: bool
    early: bool


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Extension:
    id: int
    from_date: date
    to_date: date
    reason: str
    asked_by: str
    asked_on: date
    state: str
    approved_by: str | None
    minute_number: str


@dataclass(frozen=True, slots=True)
class Closure:
    id: int
    on: date
    kind: str
    reason: str
    agreed_by: str | None
    minute_number: str
    superseded_by: str | None
    reopened_on: date | None
    reopened_reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    id: int
    on: date
    forum: str
    decision: str
    note: str
    minute_number: str


@dataclass(frozen=True, slots=True)
class Restriction:
    id: int
    review_id: int | None
    note_id: int | None
    ground: str
    reason: str
    by: str
    since: date
    until: date | None
    lifted_on: date | None

    def in_force(self, today: date) -> bool:
        return self.lifted_on is None and (self.until is None or self.until >= today)


@dataclass(frozen=True, slots=True)
class Story:
    """`references` and `referred_from` are (ref, the words that refer); `fields` are (name, value) as imported.

    `origins` are (file, place): the documents that it came from, oldest first. `supersedes` are refs. `remind_before`
    is in the form of `domain/stages.py`, None where it is as the register says.
    """

    reviews: tuple[Review, ...]
    notes: tuple[Note, ...]
    extensions: tuple[Extension, ...]
    closures: tuple[Closure, ...]
    decisions: tuple[Decision, ...]
    restrictions: tuple[Restriction, ...]
    references: tuple[tuple[str, str], ...]
    referred_from: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    origins: tuple[tuple[str, str], ...] = ()
    supersedes: tuple[str, ...] = ()
    remind_before: str | None = None
