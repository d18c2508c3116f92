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
    from datetime import date

    from sli_cli.domain.people import Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.reader import Reader

FAR = 10
"""How many years from today a next review looks wrong."""

LONG_AWAY = 90
"""For how many days somebody may be away without a known end before that is asked about."""

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
    """`kind` is the check's name; `refs` of `register` are what it is about; `mend` is a command to be typed, or says
    what is to be done where no command does it."""

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
    """What every check finds in `rows`: first the owners and posts, then each recommendation in its order."""
    yield from _owners(reader, rows)
    yield from _posts(reader, rows)
    for one in rows:
        for check in CHECKS:
            found = check(one)
            if found:
                yield Finding(one.register, (one.ref,), check.__name__.replace("_", "-"), *found)
        yield from _identifiers(one, reader.words_of(one.id))


def _owners(reader: Reader, rows: list[Recommendation]) -> Iterator[Finding]:
    """Of each register without an owner, once reminders go out, what nobody is reminded of."""
    if reader.reminding() is None:
        return
    registers = {one.name: one for one in reader.registers()}
    led_by_nobody: dict[str, list[str]] = {}
    for one in rows:
        if one.state == "open" and (one.lead is None or one.lead.holder is None):
            led_by_nobody.setdefault(one.register, []).append(one.ref)
    for register, refs in led_by_nobody.items():
        if registers[register].owner is None:
            which = f" --register {typed(register)}" if len(registers) > 1 else ""
            what = f"{register} has no owner, so nobody is reminded of {', '.join(refs)}"
            yield Finding(register, tuple(refs), "no-owner", what, f'sli register set owner "NAME <ADDRESS>"{which}')


def _posts(reader: Reader, rows: list[Recommendation]) -> Iterator[Finding]:
    """One finding a post and fault, however many it leads: one command mends them all."""
    names, posts = post_names(reader), {post.id: post for post in reader.posts()}
    led: dict[tuple[str, int], list[str]] = {}
    for one in rows:
        if one.state != "closed" and one.lead is not None:
            led.setdefault((one.register, one.lead.post_id), []).append(one.ref)
    for (register, post_id), refs in led.items():
        for kind, what, mend in _faults(posts[post_id], names[post_id], f"leads {', '.join(refs)}", reader.today):
            yield Finding(register, tuple(refs), kind, what, mend)


def _faults(post: Post, name: str, leads: str, today: date) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a post and its holder: the kind, in words, and the command that mends it."""
    held, away = post.holder, post.absence
    if held is None:
        yield "vacant-post", f"{name} is vacant, and {leads}", f"sli lead appoint {typed(name)} --name NAME"
        return
    if _are_several(held.name):
        what = f"{name} is held by several people, {held.name}, and {leads}"
        yield "several-leads", what, f"sli lead handover {typed(name)} --to NAME"
    if not held.email:
        what = f"{held.name} has no e-mail address, as {name} {leads}"
        yield "no-email", what, f"sli lead appoint {typed(name)} --name {typed(held.name)} --email ADDRESS"
    if away is not None and away.until is None and (today - away.since).days > LONG_AWAY:
        what = f"{held.name} has been away since {short(away.since)}, with no known end, and as {name} {leads}"
        yield "long-away", what, f"sli lead back {typed(name)}"


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
