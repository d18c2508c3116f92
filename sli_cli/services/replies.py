"""What leads answered: recorded as reviews, notes and requests for a later date, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.vocabulary import OUTCOMES
from sli_cli.domain.words import clean_line, typed
from sli_cli.errors import BadValue, Rejected, SliError
from sli_cli.services.answers import Checking, Problems, find
from sli_cli.services.extension_requests import ask
from sli_cli.services.finding import find_post
from sli_cli.services.reviews import NewReview, review_one

if TYPE_CHECKING:
    from sli_cli.domain.forms import Filled, FilledRow
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

IS_ASKED = "a later date is asked for"


@dataclass(slots=True)
class Replied:
    """What reading the replies did, or would do; `blank` are the refs that nothing was said of, by file."""

    lines: list[str] = field(default_factory=list)
    blank: dict[str, list[str]] = field(default_factory=dict)
    writes: bool = False

    def said(self) -> list[str]:
        silent = [f"{file}: nothing is said of {', '.join(refs)}." for file, refs in self.blank.items() if refs]
        nothing = [] if self.writes else ["Nothing was changed."]
        return [*self.lines, *nothing, *silent]


@dataclass(frozen=True, slots=True)
class _Reply:
    """What was said of one item; `on` is None where no date was picked."""

    one: Recommendation
    outcome: str
    note: str
    on: date | None
    to: date | None
    reason: str


def record(database: Database, replies: Sequence[Filled], *, keep: bool = True) -> Replied:
    """Records what the forms say: an outcome and words are a review, words alone a note, a later date a request.

    What is there already is left alone. Raises Problems with all that is wrong, each with its file and place.
    """
    found = Replied()
    boards = dict.fromkeys(f"{filled.serial.board}, {filled.serial.meets_on}" for filled in replies)
    with database.change("updates read", f"updates for {'; '.join(boards)}", keep=keep) as change:
        problems: list[str] = []
        for filled in replies:
            reading = _Reading(change, filled, found)
            for row in filled.rows:
                reading.read(row)
            problems += [f"{filled.file}, {problem}" for problem in reading.checking.problems]
        if problems:
            files = replies[0].file if len(replies) == 1 else count_words(len(replies), "file")
            raise Problems(files, problems)
        found.writes = change.changed
        return found


class _Reading:
    """One form on its way into the register."""

    def __init__(self, change: Change, filled: Filled, found: Replied) -> None:
        self.change, self.filled, self.found = change, filled, found
        self.checking = Checking(change.today)
        self.by = self._by()
        self.blank = found.blank.setdefault(filled.file, [])

    def _by(self) -> str:
        """Who answers: the name on the form, else who holds the post, else the post itself."""
        name = " ".join(self.filled.by.text.split())
        if name:
            try:
                return clean_line(name, "name")
            except BadValue as error:
                self.checking.refuse(self.filled.by.place, "", error)
        try:
            post = find_post(self.change, self.filled.serial.post)
        except SliError:
            return self.filled.serial.post
        return post.holder.name if post.holder else post.label

    def read(self, row: FilledRow) -> None:
        try:
            if row.doubt:
                raise BadValue(f"This row cannot be read: {row.doubt}.", "Write each answer into its own cell.")
            one = find(self.change, row, self.filled.serial)
            if row.is_blank:
                self.blank.append(row.ref or one.name)
                return
            reply = self._reply(row, one)
            if reply is not None:
                self.found.lines += self._record(reply)
        except SliError as error:
            self.checking.refuse(row.place, row.ref, error)

    def _reply(self, row: FilledRow, one: Recommendation) -> _Reply | None:
        """What a row says, or None where it says something that cannot be: then the problems are gathered."""
        checking, before = self.checking, len(self.checking.problems)
        reply = _Reply(
            one,
            checking.choice(one.name, row.answer("outcome"), OUTCOMES, "outcome"),
            checking.words(one.name, row.answer("note"), "words"),
            checking.day(one.name, row.answer("on"), "date"),
            checking.day(one.name, row.answer("to"), "later date"),
            checking.words(one.name, row.answer("reason"), "reason"),
        )
        if len(checking.problems) > before:
            return None
        if reply.outcome and not reply.note:
            raise BadValue(f"It is said to be {reply.outcome}, but not in words how.", "Say what was done.")
        if reply.reason and reply.to is None:
            raise BadValue("It says why later, but not until when.", "Give the later date that is asked for.")
        if reply.to is not None and not (reply.reason or reply.note):
            raise BadValue(f"{short(reply.to)} is asked for without a reason.", "Say why later.")
        if reply.on is not None and not (reply.note or reply.to):
            raise BadValue("There is a date, but nothing is said.", "Say what was done, or take the date out.")
        if reply.on is not None and reply.on > self.change.today:
            raise BadValue(f"{short(reply.on)} is in the future.", "Give the day on which it was looked at.")
        return reply

    def _record(self, reply: _Reply) -> list[str]:
        """Writes down what is new in a reply, and says of the rest that it is there already."""
        one, lines = reply.one, []
        known = self._known(reply) if reply.note else None
        asks = reply.to is not None and not self._was_asked(reply)
        if one.state == "closed" and (asks or (reply.note and known is None)):
            raise Rejected("It is closed.", f"Reopen it first: sli reopen {typed(one.name)}.")
        if known is not None:
            lines.append(f"{one.name}: what is said of it is recorded already, of {short(known)}; nothing was changed.")
        elif reply.outcome:
            stays = IS_ASKED if reply.to else ""
            new = NewReview(reply.on or self.change.today, self.by, reply.outcome, reply.note, stays=stays)
            lines += review_one(self.change, one, new, reply.note, None)
        elif reply.note:
            lines.append(self._note(reply))
        if reply.to is not None and asks:
            now, today = self.change.recommendation(one.id), self.change.today
            lines.append(ask(self.change, now, reply.to, reply.reason or reply.note, self.by, today))
        elif reply.to is not None:
            lines.append(f"{one.name}: {short(reply.to)} is asked for already; nothing was changed.")
        return lines

    def _note(self, reply: _Reply) -> str:
        on, one = reply.on or self.change.today, reply.one
        self.change.insert("progress_note", recommendation_id=one.id, noted_on=on, noted_by=self.by, text=reply.note)
        stays = f"next review stays {short(one.next_review)}" if one.next_review else "there is no next review"
        return f"{one.name}: note of {short(on)} added; {stays}."

    def _known(self, reply: _Reply) -> date | None:
        """The day of which the same words are recorded already: that of the form, or any since it was sent out."""
        story, first = self.change.story(reply.one.id), self.filled.serial.printed_on
        there = [(past.on, past.outcome, past.note) for past in story.reviews]
        there += [(past.on, "", past.text) for past in story.notes]
        for on, outcome, words in there:
            same_day = on == reply.on if reply.on else on >= first
            if same_day and (outcome, words) == (reply.outcome, reply.note):
                return on
        return None

    def _was_asked(self, reply: _Reply) -> bool:
        """Whether the later date was asked for since the form was sent out; a board may have set another by now."""
        reason, first = reply.reason or reply.note, self.filled.serial.printed_on
        past = self.change.story(reply.one.id).extensions
        return any(
            one.reason == reason and one.asked_on >= first and (one.to_date == reply.to or one.approved_by)
            for one in past
        )
