"""What is wrong in the register, one line each, with the command that mends it.

A check is a function from a recommendation (or the database) to findings; the list of checks is the list below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.words import identifier_of_a_person

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.story import Story
    from sli_cli.store.reader import Reader

FAR = 10
"""How many years from today a next review looks wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` is the check's name; `refs` of `register` are what it is about; `mend` is a command to be typed."""

    register: str
    refs: tuple[str, ...]
    kind: str
    what: str
    mend: str


Check = Callable[["Recommendation"], tuple[str, str] | None]


def no_lead(one: Recommendation) -> tuple[str, str] | None:
    if one.state == "closed" or one.lead is not None:
        return None
    return "has no lead", f'sli edit {_q(one.ref)} --lead "POST"'


def several_leads(one: Recommendation) -> tuple[str, str] | None:
    if one.state == "closed" or one.lead is None or not re.search(r"\s/\s?|/\s|;|\||\s&\s|,", one.lead.post):
        return None
    return f"has several people in one lead, {one.lead.post}", f'sli edit {_q(one.ref)} --lead "POST"'


def assumed_cadence(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "open" or one.cadence is None or not one.cadence.assumed:
        return None
    return f"has an assumed cadence, {one.cadence.rule}", f"sli cadence {_q(one.ref)} --confirm"


def no_next_review(one: Recommendation) -> tuple[str, str] | None:
    if one.standing != "unscheduled":
        return None
    boards = one.cadence.boards() if one.cadence else ()
    if boards:
        return f"has no next review, for no {boards[0]} meeting is planned", f'sli meeting plan "{boards[0]}"'
    if one.cadence is not None and one.review is not None:
        return "was reviewed, and nothing follows", f"sli close {_q(one.ref)} --as implemented --reason …"
    return "has no next review", f'sli cadence {_q(one.ref)} "every 6 months"'


def between_meetings(one: Recommendation) -> tuple[str, str] | None:
    if one.between_meetings is None or one.next_review is None:
        return None
    before, after = one.between_meetings
    last = f" after {short(before)}" if before else ""
    what = f"is due {short(one.next_review)}, but the next {one.decides}{last} is {short(after)}"
    return what, f"sli extend {_q(one.ref)} --to {after} --reason …"


def wrong_looking_year(one: Recommendation) -> tuple[str, str] | None:
    if one.next_review is None or abs(one.next_review.year - one.as_of.year) <= FAR:
        return None
    what = f"has a next review in a year that looks wrong, {short(one.next_review)}"
    return what, f'sli cadence {_q(one.ref)} "RULE" --first DATE'


def extended_more_than_once(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "open" or one.occurrence is None or one.occurrence.extensions < 2:
        return None
    times = "twice" if one.occurrence.extensions == 2 else f"{one.occurrence.extensions} times"
    return f"was extended {times}, first due {short(one.occurrence.first_due)}", f"sli show {_q(one.ref)}"


def closed_but_scheduled(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "closed" or (one.next_review is None and one.occurrence is None):
        return None
    return "is closed but scheduled", f"sli reopen {_q(one.ref)} --reason …"


CHECKS: tuple[Check, ...] = (
    no_lead,
    several_leads,
    no_next_review,
    between_meetings,
    wrong_looking_year,
    extended_more_than_once,
    closed_but_scheduled,
    assumed_cadence,
)


def findings(reader: Reader, rows: list[Recommendation]) -> Iterator[Finding]:
    """What every check finds in `rows`: first the vacant posts, then each recommendation in its order."""
    yield from _vacant_posts(rows)
    for one in rows:
        for check in CHECKS:
            found = check(one)
            if found:
                yield Finding(one.register, (one.ref,), _name(check), *found)
        yield from _identifiers(one, reader.story(one.id))


def _vacant_posts(rows: list[Recommendation]) -> Iterator[Finding]:
    """One finding a post, however many it leads: one appointment mends them all."""
    led: dict[tuple[str, str], list[str]] = {}
    for one in rows:
        if one.state != "closed" and one.lead is not None and one.lead.holder is None:
            led.setdefault((one.register, one.lead.post), []).append(one.ref)
    for (register, post), refs in led.items():
        what = f"{post} is vacant, and leads {', '.join(refs)}"
        yield Finding(register, tuple(refs), "vacant-post", what, f'sli lead appoint "{post}" --name NAME')


def _identifiers(one: Recommendation, story: Story) -> Iterator[Finding]:
    texts = [
        *(one.text, one.position, one.action, one.state_reason or ""),
        *(past.note for past in story.reviews),
        *(note.text for note in story.notes),
        *(past.reason for past in story.extensions),
        *(value for _, value in story.fields),
    ]
    for found in dict.fromkeys(filter(None, map(identifier_of_a_person, texts))):
        passage = found.partition("(")[2].rstrip(")")
        mend = f'sli history redact {_q(one.ref)} --text "{passage}" --reason …'
        yield Finding(one.register, (one.ref,), "person", f"holds what looks like {found}", mend)


def _name(check: Check) -> str:
    return check.__name__.replace("_", "-")


def _q(ref: str) -> str:
    """A ref as it is typed in a shell."""
    return ref if re.fullmatch(r"[\w.\-]+", ref) else f'"{ref}"'
