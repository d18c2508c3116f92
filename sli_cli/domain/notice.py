"""Notice: how long before a meeting something has to be done, in working days or in clear days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sli_cli.domain.datewords import count_words
from sli_cli.domain.workdays import WorkingDays
from sli_cli.errors import BadValue

WORKING, CLEAR = KINDS = ("working day", "clear day")
MOST = 250
"""The longest notice, in days: about a year of working days."""

COMMITTEE = "5 clear days"
"""What the law asks of a council's committees before their papers are published."""


@dataclass(frozen=True)
class Notice:
    """`count` days (1 or more) of a kind, one of KINDS. Of clear days neither end counts, and none is a closed day."""

    count: int
    kind: str

    def before(self, meeting: date, workdays: WorkingDays) -> date:
        """The last day that gives this notice of a meeting: always a working day."""
        if self.kind == CLEAR:
            return workdays.clear_days_before(meeting, self.count)
        return workdays.add_working_days(meeting, -self.count)

    def __str__(self) -> str:
        return count_words(self.count, self.kind)


def parse_notice(text: str, what: str) -> Notice:
    """The notice that a text such as "10 working days" or "5 clear days" means; `what` names it in the BadValue."""
    found = re.fullmatch(r"\s*([0-9]{1,3})\s+(working|clear)\s+days?(?:\s+before)?\s*", text, re.IGNORECASE)
    if not found or not 1 <= int(found[1]) <= MOST:
        shown = " ".join(text.split())[:40]
        raise BadValue(
            f"{what} {shown!r} is no notice of 1 to {MOST} days.",
            'Write "10 working days", or "5 clear days" (neither the first nor the day of the meeting counts).',
        )
    return Notice(int(found[1]), f"{found[2].lower()} day")
