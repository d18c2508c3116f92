"""How a letter is worded: the parts that its plain text and its HTML share, sentence by sentence.

Of what is not for publication a letter says the ref and no more: no date, no lead, not why it is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sli_cli.domain.datewords import count_words, short, short_list, short_weekday
from sli_cli.domain.letter_frame import about, foot, shared_reason
from sli_cli.domain.letter_subject import coming, headline, newly, subject
from sli_cli.domain.letters import BoardNotice, Letter, Line, Summary
from sli_cli.domain.stages import NEWLY_THEIRS
from sli_cli.domain.vocabulary import OUTCOMES

__all__ = ["Entry", "Section", "Wording", "subject", "wording"]

HIDDEN = "not for publication"
FEW = 3
"""How many refusals a summary names."""

MEANS = {
    "overdue": "The date of the next review has passed: please say how each stands.",
    "due": "The date of the next review is today, or comes within a week.",
    "newly": "These are new to you: you lead them now, or stand in for whoever does.",
    "coming": "The date is further off; an early word is welcome.",
    "escalated": (
        "These have been overdue for longer than was agreed, and so they are brought to you. Please see to it that "
        "each lead says how it stands, or asks for a later date."
    ),
}


class Entry(NamedTuple):
    """An item of a section: its ref, when it is due, what is to be done ("" where that is not said), and sentences."""

    name: str
    when: str
    action: str = ""
    notes: tuple[str, ...] = ()
    late: bool = False


class Section(NamedTuple):
    """A part of the letter: its heading, what it means in a sentence or two, and its items, or its facts by name, or
    points of one line each."""

    heading: str
    meaning: str
    entries: tuple[Entry, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()


ANSWER = Section(
    "How to answer",
    "Reply to this message. For each item, by its ref, say:",
    points=(
        f"how it stands: {', '.join(OUTCOMES[:-1])} or {OUTCOMES[-1]};",
        "what was done;",
        "where it needs more time, the date that you ask for, and why.",
    ),
)


RECORD = Section(
    "What to do",
    "An answer to this message would come to you. For each item, by its ref:",
    points=(
        "where you know how it stands, record it: sli review REF;",
        "where it needs more time, move its date: sli extend REF;",
        "where nobody can be asked, appoint somebody: sli lead appoint POST.",
    ),
)


class Wording(NamedTuple):
    """A whole letter: its title, what it is, its sections, and what stands below."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]


def wording(letter: Letter) -> Wording:
    """The letter in words. Nothing is cleaned of what a terminal or a mail program would obey: who writes it does."""
    return Wording(headline(letter), tuple(about(letter)), tuple(_sections(letter)), tuple(foot(letter)))


# -- the sections ------------------------------------------------------------------------------------------------------


def _sections(letter: Letter) -> Iterator[Section]:
    mine, said = letter.mine, shared_reason(letter)
    lists = (
        ("overdue", "Overdue", mine.overdue),
        ("due", "Due within a week", mine.due),
        ("newly", "Newly yours", newly(mine)),
        ("coming", "Coming", coming(mine)),
    )
    for key, heading, lines in lists:
        if lines:
            entries = (_entry(letter, line, said, new=key == "newly") for line in lines)
            yield Section(f"{heading}: {len(lines)}", MEANS[key], tuple(entries))
    if mine.lines:
        yield RECORD if letter.answers_self else ANSWER
    if letter.escalated:
        entries = (_entry(letter, line, led=True) for line in letter.escalated)
        yield Section(f"Escalated to you: {len(letter.escalated)}", MEANS["escalated"], tuple(entries))
    for sitting in letter.sittings:
        board = sitting[0]
        deadlines = ", ".join(one.when(letter.as_of, short_weekday(one.on)) for one in sitting)
        heading = f"{board.board}, {short_weekday(board.meets_on)}: {deadlines}"
        yield Section(heading, _waiting(board), tuple(_entry(letter, line, led=True) for line in board.waiting))
    for summary in letter.summaries:
        yield _summary(letter, summary)


def _entry(letter: Letter, line: Line, said: str = "", *, new: bool = False, led: bool = False) -> Entry:
    """An item in words; with `led` its lead is named. What the section says already is not said again: for whom the
    recipient stands in (`said`), and with `new` that it is newly theirs."""
    if line.restricted:
        return Entry(line.name, HIDDEN)
    notes = []
    if led and line.lead:
        notes.append(f"Lead: {line.lead}")
    if line.agenda:
        board, day = line.agenda
        notes.append(f"It is on the agenda of {board} on {short(day)}.")
    if NEWLY_THEIRS in line.why and not new:
        notes.append("It is newly yours.")
    if line.instead and line.instead != said:
        notes.append(f"You are told because {line.instead}.")
    if len(letter.titles) > 1:
        notes.append(f"Register: {line.register}")
    return Entry(line.name, _when(letter, line), line.action, tuple(notes), line.days_overdue > 0)


def _when(letter: Letter, line: Line) -> str:
    assumed = ", assumed" if line.assumed else ""
    day = line.next_review
    if day is None:
        return "no next review yet"
    if line.days_overdue:
        return f"{count_words(line.days_overdue, 'day')} overdue (due {short(day)}{assumed})"
    return f"due {'today, ' if day == letter.as_of else ''}{short_weekday(day)}{' (assumed)' if assumed else ''}"


def _waiting(board: BoardNotice) -> str:
    if not board.items:
        return "Nothing is asked of leads for this meeting."
    items, silent = f"Asked of leads for this meeting: {count_words(board.items, 'item')}.", len(board.waiting)
    if not silent:
        return f"{items} Something was said of {'it' if board.items == 1 else 'each'} since the last meeting."
    some = f"{silent} of them" if silent < board.items else "either of them" if silent == 2 else "any of them"
    return f"{items} Nothing was said of {'it' if board.items == 1 else some} since the last meeting."


def _summary(letter: Letter, summary: Summary) -> Section:
    of = ", of all registers" if summary.of_all else ""
    refused = f"Refused{of} ({len(summary.refusals)})" if summary.refusals else f"Refused{of}"
    facts = [
        (f"Messages sent{of}", str(summary.accepted)),
        (refused, _refusals(summary) or "0"),
        (f"Waiting to be sent{of}", str(summary.waiting)),
        (f"In doubt{of}", str(summary.in_doubt)),
        ("Overdue recommendations", str(summary.overdue)),
        ("Unscheduled", str(summary.unscheduled)),
    ]
    if summary.days:
        facts.insert(4, (f"Days on which not everything went out ({len(summary.days)})", short_list(summary.days)))
    if summary.vacant:
        posts = "; ".join(f"{post} ({count} open)" for post, count in summary.vacant)
        facts.append((f"Vacant posts ({len(summary.vacant)})", posts))
    if summary.no_address:
        facts.append((f"Without an e-mail address ({len(summary.no_address)})", "; ".join(summary.no_address)))
    if summary.credential_expires:
        expires = "expired" if summary.credential_expires < letter.as_of else "expires"
        facts.append(("What sli signs in with", f"{expires} on {short_weekday(summary.credential_expires)}"))
    helps = "Run sli notify --status for the messages, and sli check for what else is wrong and what mends it."
    meaning = "All clear: nothing waits for your hand." if summary.clear else helps
    return Section(f"{summary.register}: reminders since {short(summary.since)}", meaning, facts=tuple(facts))


def _refusals(summary: Summary) -> str:
    """Who refused a message and what was said, of a few of them."""
    some = [f"{address}: {said}" for address, said in summary.refusals[:FEW]]
    more = len(summary.refusals) - len(some)
    return "; ".join([*some, f"and {more} more"] if more else some)
