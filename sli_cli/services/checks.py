"""What is wrong in the register, one line each, with the command that mends it.

A check is a function from a recommendation (or the database) to findings; the list of checks is the list below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.words import identifiers_of_a_person, typed
from sli_cli.services.finding import post_names
from sli_cli.services.remedies import after_review

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Accountable, Recommendation
    from sli_cli.store.reader import Reader

FAR = 10
"""How many years from today a next review looks wrong."""

BETWEEN = re.compile(r"\s*[/;|&,]\s*|\s+and\s+")
"""What stands between the parts of a name: also within that of one post, `Director of Adults, Health & Wellbeing`."""

OFFICE = re.compile(
    r"\b(chair|chief|commissioner|consultant|councillor|director|head|lead|leader|manager|member|midwife|nurse|officer"
    r"|portfolio holder)\b",
    re.I,
)
"""What makes a part of a name the name of a post."""


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
    return "has no lead", f'sli edit {typed(one.name)} --lead "POST"'


def several_leads(one: Recommendation) -> tuple[str, str] | None:
    if one.state == "closed" or one.lead is None:
        return None
    if sum(OFFICE.search(part) is not None for part in BETWEEN.split(one.lead.post)) < 2:
        return None
    return f"has several people in one lead, {one.lead.post}", f'sli edit {typed(one.name)} --lead "POST"'


def assumed_cadence(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "open" or one.cadence is None or not one.cadence.assumed:
        return None
    return f"has an assumed cadence, {one.cadence.rule}", f"sli cadence {typed(one.name)} --confirm"


def no_next_review(one: Recommendation) -> tuple[str, str] | None:
    if one.standing != "unscheduled":
        return None
    boards = one.cadence.boards() if one.cadence else ()
    if boards:
        what = f"has no next review, for no {boards[0]} meeting is planned"
        return what, f"sli meeting plan {typed(boards[0])}"
    if one.cadence is not None and one.review is not None:
        return "was reviewed, and nothing follows", after_review(one, one.review.outcome)
    return "has no next review", f'sli cadence {typed(one.name)} "every 6 months"'


def between_meetings(one: Recommendation) -> tuple[str, str] | None:
    if one.between_meetings is None or one.next_review is None:
        return None
    before, after = one.between_meetings
    last = f" after {short(before)}" if before else ""
    what = f"is due {short(one.next_review)}, but the next {one.decides}{last} is {short(after)}"
    return what, f"sli extend {typed(one.name)} --to {after} --reason …"


def wrong_looking_year(one: Recommendation) -> tuple[str, str] | None:
    if one.next_review is None or abs(one.next_review.year - one.as_of.year) <= FAR:
        return None
    what = f"has a next review in a year that looks wrong, {short(one.next_review)}"
    return what, f'sli cadence {typed(one.name)} "RULE" --first DATE'


def extended_more_than_once(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "open" or one.occurrence is None or one.occurrence.extensions < 2:
        return None
    times = "twice" if one.occurrence.extensions == 2 else f"{one.occurrence.extensions} times"
    return f"was extended {times}, first due {short(one.occurrence.first_due)}", f"sli show {typed(one.name)}"


def closed_but_scheduled(one: Recommendation) -> tuple[str, str] | None:
    if one.state != "closed" or (one.next_review is None and one.occurrence is None):
        return None
    return "is closed but scheduled", f"sli reopen {typed(one.name)} --reason …"


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
    """What every check finds in `rows`: first the posts, then each recommendation in its order."""
    yield from _posts(rows, post_names(reader))
    for one in rows:
        for check in CHECKS:
            found = check(one)
            if found:
                yield Finding(one.register, (one.ref,), check.__name__.replace("_", "-"), *found)
        yield from _identifiers(one, reader.words_of(one.id))


def _posts(rows: list[Recommendation], names: dict[int, str]) -> Iterator[Finding]:
    """One finding a post, however many it leads: one command mends them all. `names` are those of posts."""
    led: dict[tuple[str, Accountable], list[str]] = {}
    for one in rows:
        if one.state != "closed" and one.lead is not None:
            led.setdefault((one.register, one.lead), []).append(one.ref)
    for (register, lead), refs in led.items():
        post, leads = names[lead.post_id], f"leads {', '.join(refs)}"
        if lead.holder is None:
            mend = f"sli lead appoint {typed(post)} --name NAME"
            yield Finding(register, tuple(refs), "vacant-post", f"{post} is vacant, and {leads}", mend)
        elif _are_several(lead.holder):
            what = f"{post} is held by several people, {lead.holder}, and {leads}"
            yield Finding(register, tuple(refs), "several-leads", what, f"sli lead handover {typed(post)} --to NAME")


def _are_several(holder: str) -> bool:
    """Whether the name of a holder names several people. A comma may also part a surname or a title from a name."""
    parts = [part for part in re.split(r"\s*[/;|&]\s*|\s+and\s+", holder) if part]
    by_commas = holder.split(",")
    return len(parts) > 1 or (len(by_commas) > 1 and all(len(part.split()) > 1 for part in by_commas))


def _identifiers(one: Recommendation, written: Iterable[str]) -> Iterator[Finding]:
    texts = (one.theme, one.text, one.position, one.action, one.state_reason or "", *written)
    for found in dict.fromkeys(what for text in texts for what in identifiers_of_a_person(text)):
        passage = found.partition("(")[2].rstrip(")")
        mend = f"sli history redact {typed(one.name)} --text {typed(passage)} --reason …"
        yield Finding(one.register, (one.ref,), "person", f"holds what looks like {found}", mend)
