"""Who is owed which letter today: every open recommendation, each board and each register, against the ledger.

Nothing is written. What is owed is decided by windows and by what was told, so that a run that was missed, or made
twice, changes nothing of what people get.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sli_cli.domain.addressee import Addressee, is_sendable
from sli_cli.domain.letters import Key, Letter, Line
from sli_cli.domain.owed import is_owed, owed_stages
from sli_cli.domain.stages import ESCALATION, NEWLY_THEIRS
from sli_cli.services.board_notices import deadlines, notice, one_line
from sli_cli.services.drafts import Draft, Drafts
from sli_cli.services.recipients import Rules, lead_of, rules_of
from sli_cli.services.told import Held, Ledger
from sli_cli.services.weekly_summary import Week, summary_of, week_before

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

ON_AN_AGENDA = 90
"""How far ahead, in days, a meeting may be for what is late to count as being on its agenda."""

Agenda = tuple[str, date]
"""A board and the day of its coming meeting."""


class Plan(NamedTuple):
    """The letters of a run, by recipient; who has to wait; the names of what nobody can be told of; the registers that
    have a quiet day."""

    letters: tuple[Letter, ...]
    held: tuple[Held, ...] = ()
    nobody: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()


def plan(reader: Reader, now: datetime, credential_expires: date | None = None) -> Plan:
    """What is owed on the reader's day. `now` is real UTC, by which waiting ends; a `credential_expires` that is near
    is named in the weekly summaries."""
    return Planner(reader, now).plan(credential_expires)


class Planner:
    """One look at the register and the ledger, both of one moment."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self.reader = reader
        self.today = reader.today
        self.ledger = Ledger(reader, now)
        self.registers = {one.id: one for one in reader.registers()}
        self.rules = {one.id: rules_of(one, reader.today) for one in self.registers.values()}
        self.absences = reader.absences()
        self.planned = reader.planned_meetings()
        rows = reader.connection.rows("last_meetings", today=self.today.isoformat())
        self.met = {row["name"]: date.fromisoformat(row["meets_on"]) for row in rows}
        self.drafts = Drafts(reader.today)
        self.nobody: list[str] = []
        self._weeks: dict[date, Week] = {}

    def plan(self, credential_expires: date | None) -> Plan:
        for row in self.reader.connection.rows("remindable", today=self.today.isoformat()):
            self._consider(row)
        self._consider_boards()
        self._consider_summaries(credential_expires)
        letters, held = [], []
        for _, draft in sorted(self.drafts.by_recipient.items()):
            wait = self.ledger.hold(draft.to)
            if wait is None:
                letters.append(self._letter(draft))
            else:
                held.append(wait)
        quiet = tuple(self.registers[key].name for key, rules in self.rules.items() if rules.quiet_today)
        return Plan(tuple(letters), tuple(held), tuple(self.nobody), quiet)

    # -- recommendations

    def _consider(self, row: Any) -> None:
        rules = self.rules[row["register_id"]]
        to, instead = lead_of(row, rules.owner, self.absences)
        due = date.fromisoformat(row["next_review"]) if row["next_review"] else None
        if to is not None:
            self.drafts.count(to, stands_in=bool(instead), late=due is not None and due < self.today)
        if rules.quiet_today:
            return
        if to is None:
            if due is not None and rules.stages(due, row["days_before"])[0] is not None:
                self.nobody.append(name_of(self.registers[row["register_id"]], row))
        elif owed := self.owed(row, due, to, newly=not instead):
            draft = self.drafts.to(to)
            draft.mine.append(self._line(row, due, " and ".join(key.stage for key in owed), instead))
            draft.add(owed, [row["register_id"]], row["decides"] or "", self._urgency(row, due))
        if due is not None and due < self.today and rules.escalation is not None:
            self._escalate(row, due, rules, rules.escalation[1])

    def owed(self, row: Any, due: date | None, to: Addressee, *, newly: bool) -> list[Key]:
        """What `to` is still to be told of a row of `remindable`: the stage that it has reached, that it is theirs."""
        owed = []
        if due is not None:
            told = self.ledger.told(to, "recommendation", row["id"], row["next_review"])
            now, after = self.rules[row["register_id"]].stages(due, row["days_before"])
            for stage in owed_stages(now, after, told, self.today):
                owed.append(Key("recommendation", row["id"], row["next_review"], stage.name))
        if newly and NEWLY_THEIRS not in self.ledger.told(to, "recommendation", row["id"], ""):
            owed.append(Key("recommendation", row["id"], "", NEWLY_THEIRS))
        return owed

    def _escalate(self, row: Any, due: date, rules: Rules, to: Addressee) -> None:
        """Names what is overdue beyond the grace, and waits for no meeting, to whoever is to know of it: once."""
        if self.today < rules.escalates(due) or self.agenda(row, due) is not None:
            return
        key = Key("recommendation", row["id"], due.isoformat(), ESCALATION)
        if ESCALATION not in self.ledger.told(to, *key[:3]):
            draft = self.drafts.to(to)
            draft.escalated.append(self._line(row, due, ESCALATION, ""))
            draft.add([key], [row["register_id"]], row["decides"] or "", self._urgency(row, due))

    def _urgency(self, row: Any, due: date | None) -> date:
        """By when an answer is wanted; what is restricted is no more urgent than anything, for that would tell it."""
        return due if due is not None and row["restricted"] is None else date.max

    def agenda(self, row: Any, due: date) -> Agenda | None:
        """The coming meeting that what is overdue may wait for, and is not escalated meanwhile: only the first one of
        the board since the date has passed, for a board that meets often would put it off for ever."""
        met = self.met.get(row["decides"], date.min)
        return None if due < met else self.coming(row, due)

    def coming(self, row: Any, due: date) -> Agenda | None:
        """The coming meeting on whose agenda an overdue recommendation is, with the board that decides on it."""
        if due >= self.today or row["decides"] is None:
            return None
        meets_on = next(iter(self.planned.get(row["decides"], ())), None)
        near = meets_on is not None and (meets_on - self.today).days <= ON_AN_AGENDA
        return (row["decides"], meets_on) if meets_on and near else None

    def _line(self, row: Any, due: date | None, why: str, instead: str) -> Line:
        restricted = row["restricted"] is not None
        holder = row["holder"] or "vacant"
        return Line(
            id=row["id"],
            name=name_of(self.registers[row["register_id"]], row),
            register=self.registers[row["register_id"]].title,
            action="" if restricted else one_line(row["action"] or row["text"]),
            lead=f"{holder}, {row['post']}" if row["post"] else "no lead",
            next_review=due,
            days_overdue=max(0, (self.today - due).days) if due else 0,
            assumed=row["basis"] == "assumed",
            restricted=restricted,
            why=why,
            instead=instead,
            agenda=self.coming(row, due) if due else None,
        )

    # -- boards, and the week

    def _consider_boards(self) -> None:
        for one in deadlines(self.reader):
            kind = f"{one.words}, "
            told = self.ledger.told(one.to, *one.key[:3])
            of_kind = {name.removeprefix(kind): day for name, day in told.items() if name.startswith(kind)}
            if is_owed(one.stage, of_kind, self.today):
                found, registers = notice(self.reader, one)
                draft = self.drafts.to(one.to)
                draft.boards.append(found)
                draft.add([one.key], registers, one.board, one.on)

    def _consider_summaries(self, credential_expires: date | None) -> None:
        for register in self.registers.values():
            rules = self.rules[register.id]
            begins = rules.summary_begins
            if rules.owner is None or begins is None or rules.quiet_today:
                continue
            key = Key("register", register.id, begins.isoformat(), "weekly summary")
            if key.stage not in self.ledger.told(rules.owner, *key[:3]):
                draft = self.drafts.to(rules.owner)
                if begins not in self._weeks:
                    self._weeks[begins] = week_before(self.reader, begins, self.ledger.now)
                week = self._weeks[begins]
                draft.summaries.append(summary_of(self.reader, register, week, rules.quiet, credential_expires))
                draft.add([key], [register.id], None, date.max)

    # -- letters

    def _letter(self, draft: Draft) -> Letter:
        titles = {key: register.title for key, register in self.registers.items()}
        attach = {kind for register in draft.registers for kind in self.rules[register].attach}
        may_answer = [one for one in self._answering(draft) if one in self._sendable]
        others = [one for one in may_answer if one.key != draft.to.key]
        reply_to = others[0] if others else None
        return self.drafts.letter(draft, titles, reply_to, attach, answers_self=bool(may_answer) and not others)

    def _answering(self, draft: Draft) -> Iterator[Addressee]:
        """Who may answer, the best first: the secretary of the one board that decides on all of it, then the owners of
        the registers, that of the most urgent item first."""
        secretaries = {self._secretaries.get(board) for board in draft.boards_of}
        only = next(iter(secretaries)) if len(secretaries) == 1 else None
        owners = (self.rules[register].owner for register in sorted(draft.registers, key=draft.registers.__getitem__))
        yield from (one for one in (only, *owners) if one is not None)

    @cached_property
    def _secretaries(self) -> dict[str, Addressee]:
        """The secretaries who have an e-mail address, by the name of their board."""
        found = {}
        for forum in self.reader.forums():
            arranged = self.reader.arrangement(forum.id)
            if arranged.secretary_email:
                found[forum.name] = Addressee(arranged.secretary, arranged.secretary_email)
        return found

    @cached_property
    def _sendable(self) -> set[Addressee]:
        """Of those who may answer, who can stand in a header: what cannot would have the whole letter refused."""
        owners = (rules.owner for rules in self.rules.values())
        return {one for one in (*self._secretaries.values(), *owners) if one is not None and is_sendable(one)}


def name_of(register: Register, row: Any) -> str:
    """What names a row of `remindable` in a sentence or a command, as `Recommendation.name`."""
    alone = not row["shared"] and not row["ref"].startswith("-")
    return str(row["ref"]) if alone else f"{register.name}:{row['ref']}"
