"""What became of one message: accepted, refused for good, to be tried again later, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side has taken the message over; `where` is its answer, or the file that was written."""

    where: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message will never be taken as it is (an SMTP reply 5xx); `reason` is a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """The message was certainly not taken, and may be when it is tried again; `reason` is a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody can tell from here whether the message was taken: only a person may send it again."""

    reason: str


Outcome = Accepted | Refused | Later | InDoubt
