"""A draft that a document gave becomes a recommendation: all its rows, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain import clock
from sli_cli.domain.cadence import Never, Once, Rule
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.meeting_rules import renamed
from sli_cli.domain.refs import clean_ref, ref_key, sort_key
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.services.meeting_dates import with_meetings
from sli_cli.services.schedule import working_days

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.intake.values import Draft
    from sli_cli.services.import_people import Bodies
    from sli_cli.store.change import Change

STATUS_WORD, RATING_WORD, WHEN = "As imported: status", "As imported: rating", "As imported: when"
"""Extra fields that keep the document's own word where a closed vocabulary, or no field at all, stands for it."""

OUTCOME_OF = {"green": "on track", "amber": "at risk", "red": "off track"}
"""What a document that only rates says of the outcome of the review behind it."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document: the name of its file, and the SHA-256 of its bytes, by which the same one is known again."""

    file: str
    digest: str

    @property
    def by(self) -> str:
        """To whom what it says is attributed."""
        return f"import of {self.file}"


@dataclass(frozen=True, slots=True)
class Times:
    """The rule of a draft, the day it counts from, and its first date; None where the document says none."""

    rule: Rule | None
    anchor: date | None
    due: Due | None


class Writer:
    """Writes drafts into one register."""

    def __init__(self, change: Change, register: Register, source: Source, bodies: Bodies) -> None:
        self.change = change
        self.register = register
        self.source = source
        self.bodies = bodies
        self._days = working_days(register)
        self._rules: dict[str, Rule] = {}
        # How many of those added are closed; of them without a date of their own; and open without a next review.
        self.closed = self.closed_today = self.undated = 0

    def add(self, draft: Draft) -> int:
        """Writes a new recommendation with all that belongs to it, and gives its key.

        Raises BadValue for words or names that a register does not take.
        """
        ref, times = clean_ref(draft.ref), self.times(draft)
        state = "parked" if isinstance(times.rule, Never) and draft.state == "open" else draft.state
        reason = self.reason(draft) if state != "open" else None
        one = self.change.insert(
            "recommendation",
            register_id=self.register.id,
            ref=ref,
            ref_key=ref_key(ref),
            sort_key=sort_key(ref),
            theme=clean_line(draft.theme, "theme", empty=True, most=1000),
            text=clean_text(draft.text, "text of the recommendation"),
            position=clean_text(draft.position, "comments", empty=True),
            action=clean_text(draft.action, "local action", empty=True),
            lead_post_id=self.bodies.post(draft.lead) if draft.lead else None,
            sponsor_post_id=self.bodies.post(draft.sponsor) if draft.sponsor else None,
            state=state,
            state_on=self._closed_on(draft) if state != "open" else None,
            state_reason=reason,
            next_review=times.due.next_review if times.due and state == "open" else None,
        )
        self._bodies_of(one, draft)
        self._clock_of(one, draft, times, state)
        self.record_update(one, draft)
        if draft.state == "closed":
            self.close(one, draft)
        if draft.restricted:
            self.restrict(one, draft)
        for rank, (name, value) in enumerate(self.extra(draft, times), 1):
            self.change.insert("extra_field", recommendation_id=one, rank=rank, name=name, value=value)
        self.came_from(one, draft)
        self.closed += state == "closed"
        self.closed_today += state == "closed" and draft.closed_on is None
        self.undated += state == "open" and times.due is None
        return one

    def came_from(self, one: int, draft: Draft) -> None:
        """Remembers the document, the table and the row."""
        table, row = draft.place
        place = f"{table}, row {row}"
        self.change.insert(
            "origin", recommendation_id=one, file=self.source.file, digest=self.source.digest, place=place
        )

    # -- its clock

    def times(self, draft: Draft) -> Times:
        """A date that the document gives is itself the first date; without one the rule counts from the last review,
        else from adoption. A date without a rule is reviewed once."""
        rule = self._rule(draft.rule) if draft.rule else None
        given = draft.next_review
        if given is not None:
            return Times(rule or Once(given), given, Due(given, given))
        if rule is None or isinstance(rule, Never):
            return Times(rule, self.register.adopted_on if rule else None, None)
        anchor = draft.last_review or self.register.adopted_on
        in_force, counted_from = clock.effective(with_meetings(self.change, rule), anchor, None)
        return Times(rule, anchor, clock.first_after(in_force, counted_from, self.change.today, self._days))

    def _rule(self, text: str) -> Rule:
        """The rule, read once: a long document says the same few over and over. A board that it follows is added."""
        if text not in self._rules:
            self._rules[text] = renamed(
                parse_rule(text), lambda board: self.bodies.forum_name(self.bodies.forum(board))
            )
        return self._rules[text]

    def _clock_of(self, one: int, draft: Draft, times: Times, state: str) -> None:
        if times.rule is None:
            return
        self.change.insert(
            "cadence",
            recommendation_id=one,
            wording=draft.wording or None,
            rule=str(times.rule),
            basis="assumed" if draft.next_review_assumed else draft.basis,
            reason=draft.reason,
            anchor=times.anchor,
        )
        if times.due and state != "closed":
            self.change.insert(
                "occurrence",
                recommendation_id=one,
                due_on=times.due.occurrence,
                first_due=times.due.next_review,
                next_review=times.due.next_review,
                extensions=0,
                state="pending",
            )

    # -- what hangs on it

    def _bodies_of(self, one: int, draft: Draft) -> None:
        lead = self.bodies.post(draft.lead) if draft.lead else None
        posts = dict.fromkeys(self.bodies.post(name) for name in draft.contributors)
        for rank, post in enumerate((post for post in posts if post != lead), 1):
            self.change.insert("contributor", recommendation_id=one, post_id=post, rank=rank)
        roles: dict[int, str] = {}
        for role, name in draft.forums:
            roles.setdefault(self.bodies.forum(name), role)
        for forum, role in roles.items():
            self.change.insert("routing", recommendation_id=one, forum_id=forum, role=role, words="")

    def said_on(self, draft: Draft) -> date | None:
        """The day that the document gives to what it says last; today where that would be still to come."""
        days = (draft.last_review, draft.update_on) if draft.rating else (draft.update_on, draft.last_review)
        day = days[0] or days[1]
        return min(day, self.change.today) if day else None

    def record_update(self, one: int, draft: Draft) -> None:
        """A rating is what a review found, so it is kept as one; words alone are a progress note, and so is the bare
        day of a review. All are dated as the document says, and attributed to it."""
        update, said_on = clean_text(draft.update, "latest update", empty=True), self.said_on(draft)
        on = said_on or self.change.today
        if draft.rating:
            self.change.insert(
                "review",
                recommendation_id=one,
                reviewed_on=on,
                reviewed_by=clean_line(draft.update_by, "name", empty=True) or self.source.by,
                outcome="done" if draft.state == "closed" else OUTCOME_OF[draft.rating],
                rating=draft.rating,
                note=update or f"Rated {draft.rating_word or draft.rating} in {self.source.file}",
                early=0,
            )
        elif update:
            self._note(one, on, update, draft.update_by)
        elif said_on:
            self._note(one, on, f"Last reviewed on this day, as {self.source.file} says")

    def _note(self, one: int, on: date, text: str, by: str = "") -> None:
        by = clean_line(by, "name", empty=True) or self.source.by
        self.change.insert("progress_note", recommendation_id=one, noted_on=on, noted_by=by, text=text)

    def restrict(self, one: int, draft: Draft) -> None:
        """What was not for publication where it comes from is not for publication here."""
        self.change.insert(
            "restriction",
            recommendation_id=one,
            ground=clean_line(draft.restricted, "ground"),
            reason=f"So it is in {self.source.file}",
            restricted_by=self.source.by,
            since=self.change.today,
        )

    def close(self, one: int, draft: Draft) -> None:
        """What the document says of a closed item: how, and on which day, or else that it came in closed today."""
        self.change.insert(
            "closure",
            recommendation_id=one,
            closed_on=self._closed_on(draft),
            kind=draft.closure or "implemented",
            reason=self.reason(draft),
            minute_number="",
            reopened_reason="",
        )

    def _closed_on(self, draft: Draft) -> date:
        said = draft.closed_on if draft.state == "closed" else None
        return min(said or self.change.today, self.change.today)

    def reason(self, draft: Draft) -> str:
        """Why an item is closed or parked: the document's own reason, or the word by which it says so."""
        never = draft.reason if draft.state != "closed" else ""  # the cadence's reason, where that is never to review
        word = draft.status_word or draft.rating_word
        return draft.state_reason or never or word or f"So it is in {self.source.file}"

    def extra(self, draft: Draft, times: Times) -> list[tuple[str, str]]:
        """The extra fields, with the document's words for what is kept as a word of ours."""
        fields = list(draft.extra)
        known = {"open", "parked", "closed", "", draft.closure or ""}
        if draft.status_word.casefold() not in known and draft.state == "open":
            fields.append((STATUS_WORD, draft.status_word))
        elif draft.status_word.casefold() not in known and self.reason(draft) != draft.status_word:
            fields.append((STATUS_WORD, draft.status_word))  # the reason stands where its word would have stood
        if draft.rating_word.casefold() not in ("", draft.rating or ""):
            fields.append((RATING_WORD, draft.rating_word))
        if draft.wording and times.rule is None:
            fields.append((WHEN, draft.wording))
        return [(name, clean_text(value, name)) for name, value in fields if value.strip()]
