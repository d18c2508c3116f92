"""How a letter is worded: the parts that its plain text and its HTML share, sentence by sentence.

Of what is not for publication a letter says the ref and no more: no date, no lead, not why it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sli_cli.domain.datewords import count_words, long, short, short_weekday
from sli_cli.domain.letter_subject import coming, headline, newly, subject
from sli_cli.domain.letters import BoardNotice, Letter, Line, Summary
from sli_cli.domain.stages import NEWLY_THEIRS
from sli_cli.domain.vocabulary import OUTCOMES

__all__ = ["Entry", "Section", "Wording", "subject", "wording"]

HIDDEN = "not for publication"
NO_LEAD = "it has no lead"

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


class Wording(NamedTuple):
    """A whole letter: its title, what it is, its sections, and what stands below."""

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]


def wording(letter: Letter) -> Wording:
    """The letter in words. Nothing is cleaned of what a terminal or a mail program would obey: who writes it does."""
    return Wording(headline(letter), tuple(_about(letter)), tuple(_sections(letter)), tuple(_foot(letter)))


def _about(letter: Letter) -> Iterator[str]:
    whose = f", for {letter.to.name}" if letter.to.name else ""
    yield f"{'; '.join(letter.titles) or 'Recommendations'}, as at {long(letter.as_of)}{whose}."
    if letter.mine.lines and letter.mine.open:
        yield f"You lead {count_words(letter.mine.open, 'open recommendation')} in all."
    shared = _shared_reason(letter)
    if shared:
        yield f"You are told because {shared}."


def _shared_reason(letter: Letter) -> str:
    """For whom the recipient stands in, where that is the same for all of their items that may be read; else "".

    That an item has no lead is said of each: it is the item's own.
    """
    reasons = {line.instead for line in letter.mine.lines if not line.restricted}
    return "" if len(reasons) != 1 or reasons & {NO_LEAD} else reasons.pop()


# -- the sections ------------------------------------------------------------------------------------------------------


def _sections(letter: Letter) -> Iterator[Section]:
    mine, said = letter.mine, _shared_reason(letter)
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
        yield ANSWER
    if letter.escalated:
        entries = (_entry(letter, line, led=True) for line in letter.escalated)
        yield Section(f"Escalated to you: {len(letter.escalated)}", MEANS["escalated"], tuple(entries))
    for board in letter.boards:
        heading = f"{board.board}, {short_weekday(board.meets_on)}: {board.deadline} {short_weekday(board.on)}"
        yield Section(heading, _waiting(board), tuple(_entry(letter, line, led=True) for line in board.waiting))
    for summary in letter.summaries:
        yield _summary(summary)


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
        return "Nothing is up for decision at this meeting."
    items = f"Up for decision: {count_words(board.items, 'item')}."
    if not board.waiting:
        return f"{items} Something was said of each since the last meeting."
    which = f"{len(board.waiting)} of them" if board.items > 1 else "it"
    return f"{items} Nothing was said of {which} since the last meeting."


def _summary(summary: Summary) -> Section:
    counts = {
        "Messages sent": summary.accepted,
        "Refused": summary.refused,
        "Waiting to be sent": summary.waiting,
        "In doubt": summary.in_doubt,
        "Overdue recommendations": summary.overdue,
        "Unscheduled": summary.unscheduled,
    }
    facts = [(name, str(count)) for name, count in counts.items()]
    if summary.vacant:
        posts = "; ".join(f"{post} ({count} open)" for post, count in summary.vacant)
        facts.append((f"Vacant posts ({len(summary.vacant)})", posts))
    if summary.no_address:
        facts.append((f"Without an e-mail address ({len(summary.no_address)})", "; ".join(summary.no_address)))
    if summary.credential_expires:
        facts.append(("What sli signs in with expires", short_weekday(summary.credential_expires)))
    helps = "Run sli notify --status for the messages, and sli check for what else is wrong and what mends it."
    meaning = "All clear: nothing waits for your hand." if summary.clear else helps
    return Section(f"{summary.register}: reminders since {short(summary.since)}", meaning, facts=tuple(facts))


# -- what stands below -------------------------------------------------------------------------------------------------


def _foot(letter: Letter) -> Iterator[str]:
    lines = letter.lines
    if any(line.assumed for line in lines if not line.restricted):
        yield "A date marked as assumed is not from the document: say whether it should stand."
    if any(line.restricted for line in lines):
        yield "Of what is not for publication only the ref is sent by e-mail; the register has the rest."
    files = {"csv": "recommendations.csv holds these items", "ics": "reviews.ics holds their dates for your calendar"}
    attached = [words for name, words in files.items() if name in letter.attach and lines]
    if attached:
        yield f"Attached: {', and '.join(attached)}."
    why = "; ".join(_reasons(letter))
    if why:
        yield f"You get this because {why}."
    if letter.reply_to:
        yield f"A reply goes to {letter.reply_to}. Ask there, too, if something is wrong or is not yours."
    else:
        yield "Reply, too, if something is wrong or is not yours."


def _reasons(letter: Letter) -> Iterator[str]:
    """Why the recipient is told, a clause for each part of the letter."""
    if letter.mine.lines:
        stands_in = any(line.instead for line in letter.mine.lines if not line.restricted)
        yield "you lead these recommendations" + (", or stand in for whoever does" if stands_in else "")
    if letter.escalated:
        yield "what has long been overdue is brought to you"
    if letter.boards:
        yield f"you prepare the meetings of {_listed(board.board for board in letter.boards)}"
    if letter.summaries:
        yield f"you are the owner of {_listed(summary.register for summary in letter.summaries)}"


def _listed(names: Iterable[str]) -> str:
    *most, last = dict.fromkeys(names)
    return f"{', '.join(most)} and {last}" if most else last
