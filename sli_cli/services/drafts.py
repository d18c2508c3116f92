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
    """What one recipient is owed so far. `registers` are keys, in the order in which they came, each with the day by
    which the most urgent of it wants an answer; `boards_of` the boards that decide on what is in it, "" for none."""

    to: Addressee
    as_of: date
    mine: list[Line] = field(default_factory=list)
    escalated: list[Line] = field(default_factory=list)
    boards: list[BoardNotice] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    registers: dict[int, date] = field(default_factory=dict)
    boards_of: set[str] = field(default_factory=set)

    def add(self, keys: Iterable[Key], registers: Iterable[int], board: str | None, urgent: date) -> None:
        """Notes what was put in: for the ledger, for the heading, and for who is to be answered. `board` is None where
        no answer is asked for."""
        self.keys.extend(keys)
        for register in registers:
            self.registers[register] = min(urgent, self.registers.get(register, date.max))
        if board is not None:
            self.boards_of.add(board)

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
        self.led: Counter[str] = Counter()
        """How many open recommendations each leads."""
        self.stood_in: Counter[str] = Counter()
        """For how many each answers in place of a lead."""
        self.late: Counter[str] = Counter()
        """How many of the two are overdue."""

    def to(self, recipient: Addressee) -> Draft:
        found = self.by_recipient.get(recipient.key)
        if found is None:
            found = self.by_recipient[recipient.key] = Draft(recipient, self.as_of)
        return found

    def count(self, to: Addressee, *, stands_in: bool, late: bool) -> None:
        """Counts an open recommendation for who answers for it."""
        (self.stood_in if stands_in else self.led)[to.key] += 1
        if late:
            self.late[to.key] += 1

    def letter(
        self,
        draft: Draft,
        titles: Mapping[int, str],
        reply_to: Addressee | None,
        attach: set[str],
        *,
        answers_self: bool = False,
    ) -> Letter:
        yesterday, soon = self.as_of - timedelta(days=1), self.as_of + timedelta(days=SOON)
        mine = Mine(
            overdue=draft.section(date.min, yesterday),
            due=draft.section(yesterday, soon),
            coming=draft.section(soon, date.max),
            open=self.led[draft.to.key],
            stood_in=self.stood_in[draft.to.key],
            late=self.late[draft.to.key],
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
            answers_self=answers_self,
        )
