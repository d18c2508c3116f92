"""What stands in a diary: an all-day entry, which a calendar file holds and Outlook shows."""

# Annotations are not postponed in this module: NamedTuple would compile each of them anew whenever sli starts.

from datetime import date, datetime
from typing import NamedTuple


class DiaryEntry(NamedTuple):
    """One day in a diary, which blocks nothing.

    `uid` names it for ever, whatever day it moves to; `sequence` rises whenever it moves, is cancelled or comes back;
    `written` is the moment, in UTC, of the register that it was made from. `day` is the whole day, or the last one
    where it is `cancelled`. It is announced at nine in the morning, `days_before` days before; with None, never.
    """

    uid: str
    sequence: int
    written: datetime
    day: date
    summary: str
    description: str = ""
    place: str = ""
    category: str = ""
    cancelled: bool = False
    days_before: int | None = None
