"""A recommendation as tables, filters and rules see it: its words, its people, its clock, its latest update."""

# Annotations are not postponed in this module: NamedTuple would compile each of them anew whenever sli starts.

from datetime import date
from typing import NamedTuple

from sli_cli.domain.standing import standing


class Accountable(NamedTuple):
    """A post and who holds it on the day that was asked for; `holder` is None where the post is vacant."""

    post_id: int
    post: str
    organisation: str
    holder: str | None
    email: str | None


class Cadence(NamedTuple):
    """How often: the document's wording (or None), the rule in its canonical form, and how sure that is.

    `anchor` is the day from which the rule counts; `happened_on` the day of the event that a rule waits for.
    """

    id: int
    wording: str | None
    rule: str
    basis: str
    reason: str
    anchor: date
    happened_on: date | None

    @property
    def assumed(self) -> bool:
        return self.basis == "assumed"

    def boards(self) -> tuple[str, ...]:
        """The names of the forums whose meetings the rule follows; mostly none."""
        if "meeting" not in self.rule:
            return ()
        # Imported here because hardly any report has to know how a rule is read.
        from sli_cli.domain.cadence_grammar import parse_rule
        from sli_cli.domain.meeting_rules import boards_of

        return boards_of(parse_rule(self.rule))

    @property
    def waiting(self) -> bool:
        """Whether the event that the rule waits for has not happened."""
        return self.rule.startswith("when:") and self.happened_on is None


class Occurrence(NamedTuple):
    """The occurrence that is to be reviewed next: what the rule gave, what was first promised, how often extended."""

    id: int
    due_on: date
    first_due: date
    next_review: date
    extensions: int


class Update(NamedTuple):
    """A review or a progress note. `outcome` is None for a note."""

    on: date
    by: str
    text: str
    outcome: str | None


class Recommendation(NamedTuple):
    """One row of a register, on the day `as_of`. Texts are verbatim, paragraphs parted by a blank line.

    `forums` are (role, name) pairs; `meetings` are the dates planned from `as_of` on of the one that decides;
    `contributors` are names of posts; `restricted` is the ground, where there is one. `shared` says whether its ref
    stands in another register too.
    """

    id: int
    register: str
    register_id: int
    adopted_on: date
    as_of: date
    ref: str
    sort_key: str
    theme: str
    text: str
    position: str
    action: str
    lead: Accountable | None
    sponsor: Accountable | None
    contributors: tuple[str, ...]
    forums: tuple[tuple[str, str], ...]
    meetings: tuple[date, ...]
    cadence: Cadence | None
    occurrence: Occurrence | None
    next_review: date | None
    review: Update | None
    note: Update | None
    rating: str | None
    state: str
    state_on: date | None
    state_reason: str | None
    restricted: str | None
    shared: bool

    @property
    def name(self) -> str:
        """What names it in a sentence or a command: its ref, or REGISTER:REF where the ref would not do alone."""
        alone = not self.shared and not self.ref.startswith("-")  # which a command would take for an option
        return self.ref if alone else f"{self.register}:{self.ref}"

    @property
    def standing(self) -> str:
        cadence = self.cadence
        return standing(
            self.state,
            cadence is not None and cadence.rule == "none",
            self.next_review,
            cadence is not None and cadence.waiting,
            self.as_of,
        )

    @property
    def latest_update(self) -> Update | None:
        """The newer of the newest review and the newest note; of one day, the review."""
        updates = [update for update in (self.note, self.review) if update]
        return max(updates, key=lambda update: (update.on, update.outcome is not None), default=None)

    @property
    def decides(self) -> str | None:
        """The forum whose review counts, and which closes it."""
        return next((name for role, name in self.forums if role == "decides"), None)

    @property
    def next_meeting(self) -> date | None:
        """The next meeting of the forum that decides, where one is planned; it may be today."""
        return self.meetings[0] if self.meetings else None

    @property
    def between_meetings(self) -> tuple[date | None, date] | None:
        """Where the next review, today or later, falls between two meetings of the forum that decides: the last before
        it, if one is planned, and the next. None where it is the day of a meeting, or no later one is planned."""
        on = self.next_review
        if on is None or on < self.as_of or self.state != "open" or on in self.meetings:
            return None
        after = next((meeting for meeting in self.meetings if meeting > on), None)
        before = max((meeting for meeting in self.meetings if meeting < on), default=None)
        return (before, after) if after else None

    def goes_to_meetings_of(self, forum: str) -> bool:
        """Whether that forum decides on it, or its rule follows that forum's meetings."""
        return self.decides == forum or (self.cadence is not None and forum in self.cadence.boards())

    @property
    def days_overdue(self) -> int:
        """How many days late the next review is; 0 where it is not overdue."""
        return (self.as_of - self.next_review).days if self.standing == "overdue" and self.next_review else 0

    @property
    def no_named_lead(self) -> bool:
        return self.lead is None or self.lead.holder is None
