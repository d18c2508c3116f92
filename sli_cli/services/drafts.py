"""Letters while they are put together: one for each recipient, whatever it is that they are owed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.letters import BoardNotice, Key, Letter, Line, Mine, Summary

SOON = 7
"""What falls due within so many days is due; what comes later is coming."""


@dataclass(slots=True)
class Draft:
    """What one recipient is owed so far. `registers` are keys, in the order in which they came; `boards_of` the boards
    that decide on what is in it."""

    to: Addressee
    as_of: date
    mine: list[Line] = field(default_factory=list)
    escalated: list[Line] = field(default_factory=list)
    boards: list[BoardNotice] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    registers: dict[int, None] = field(default_factory=dict)
    boards_of: set[str] = field(default_factory=set)

    def add(self, keys: Iterable[Key], registers: Iterable[int], board: str | None) -> None:
        """Notes what was put in: for the ledger, for the heading, and for who is to be answered."""
        self.keys.extend(keys)
        self.registers |= dict.fromkeys(registers)
        self.boards_of.add(board or "")

    def section(self, after: date, until: date) -> tuple[Line, ...]:
        """The lines whose next review is after the one day and up to the other, inclusive, by date; those that are
        restricted come last, for their place among the others would tell their date."""
        lines = [line for line in self.mine if after < (line.next_review or date.max) <= until]
        return tuple(sorted(lines, key=lambda line: date.max if line.restricted else line.next_review or date.max))


class Drafts:
    """The drafts of all recipients, each by the key of the address."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.by_recipient: dict[str, Draft] = {}
        self.open: Counter[str] = Counter()
        """How many open recommendations each leads."""

    def to(self, recipient: Addressee) -> Draft:
        found = self.by_recipient.get(recipient.key)
        if found is None:
            found = self.by_recipient[recipient.key] = Draft(recipient, self.as_of)
        return found

    def letter(self, draft: Draft, titles: Mapping[int, str], reply_to: Addressee | None, attach: set[str]) -> Letter:
        yesterday, soon = self.as_of - timedelta(days=1), self.as_of + timedelta(days=SOON)
        mine = Mine(
            overdue=draft.section(date.min, yesterday),
            due=draft.section(yesterday, soon),
            coming=draft.section(soon, date.max),
            open=self.open[draft.to.key],
        )
        return Letter(
            to=draft.to,
            as_of=self.as_of,
            titles=tuple(titles[register] for register in draft.registers),
            keys=tuple(draft.keys),
            mine=mine,
            escalated=tuple(draft.escalated),
            boards=tuple(draft.boards),
            summaries=tuple(draft.summaries),
            reply_to=reply_to,
            attach=frozenset(attach),
        )
