"""The subject of a letter: what a busy person needs to decide whether to open it now, the most urgent first.

Every number in it is the length of a list in the letter; where more is overdue than is named, that too is said. No
date in it is that of something not for publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sli_cli.domain.datewords import no_year
from sli_cli.domain.letters import BoardNotice, Letter, Line, Mine, Summary
from sli_cli.domain.stages import NEWLY_THEIRS

MOST = 90
"""How long a subject is at most, in characters: about what a list of messages shows."""
LONGEST_BOARD = 40
LEAST_TITLE = 15
"""How much of a title must fit in, in characters, to be worth its room."""
AND_MORE = "; and more"

# Control characters, bidirectional overrides, halves of surrogate pairs, and the two that are no characters.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def newly(mine: Mine) -> tuple[Line, ...]:
    """Of what is neither overdue nor due, what is newly theirs."""
    return tuple(line for line in mine.coming if NEWLY_THEIRS in line.why)


def coming(mine: Mine) -> tuple[Line, ...]:
    """Of what is neither overdue nor due, what is not newly theirs."""
    return tuple(line for line in mine.coming if NEWLY_THEIRS not in line.why)


def subject(letter: Letter) -> str:
    """One line of at most MOST characters, which a message can have as it is; cut between words where it must be."""
    line = headline(letter)
    between = " - " if ": " in line else ": "
    title = _title(letter, MOST - len(line) - len(between))
    return f"{line}{between}{title}" if title else line


def headline(letter: Letter) -> str:
    """What the subject says, without the titles of the registers."""
    line, *others = _parts(letter) or ["Reminders"]
    for place, part in enumerate(others, 1):
        room = MOST - len(line) - (len(AND_MORE) if place < len(others) else 0)
        if len(part) + 2 > room:
            return line + AND_MORE
        line += f"; {part}"
    return line


def _parts(letter: Letter) -> list[str]:
    """What the letter tells, the most urgent first; each fits into a subject alone."""
    mine = ", ".join(_of_mine(letter))
    parts = [mine] if mine else []
    if letter.escalated:
        parts.append(f"{len(letter.escalated)} overdue, escalated to you")
    parts += [_of_sitting(letter, sitting) for sitting in letter.sittings]
    if letter.summaries:
        parts.append(f"{'reminders' if parts else 'Reminders'}, {_of_summaries(letter)}")
    return parts


def _of_mine(letter: Letter) -> Iterator[str]:
    mine = letter.mine
    if mine.overdue:
        of = f" of {mine.overdue_in_all}" if mine.overdue_in_all > len(mine.overdue) else ""
        yield f"{len(mine.overdue)}{of} overdue"
    if mine.due:
        yield f"{len(mine.due)} due{_by(letter)}"
    if newly(mine):
        yield f"{len(newly(mine))} newly yours"
    if coming(mine):
        alone = not (mine.overdue or mine.due)
        yield f"{len(coming(mine))} coming{_first(letter) if alone else ''}"


def _by(letter: Letter) -> str:
    """By when all that is due within a week is due; the week itself where a date may not be told."""
    days = _days(letter.mine.due)
    if not days:
        return " within a week"
    return " today" if max(days) <= letter.as_of else f" by {no_year(max(days), letter.as_of)}"


def _first(letter: Letter) -> str:
    days = _days(coming(letter.mine))
    return f", the first {no_year(min(days), letter.as_of)}" if days else ""


def _days(lines: tuple[Line, ...]) -> list[date]:
    """Their dates; none where one of them is not to be told."""
    if any(line.restricted for line in lines):
        return []
    return [line.next_review for line in lines if line.next_review]


def _of_sitting(letter: Letter, sitting: tuple[BoardNotice, ...]) -> str:
    deadlines = (board.when(letter.as_of, no_year(board.on, letter.as_of)) for board in sitting)
    said = ", ".join([f" {no_year(sitting[0].meets_on, letter.as_of)}", *deadlines])
    name = _cut(_line(sitting[0].board), min(LONGEST_BOARD, MOST - len(said)))
    return f"{name or 'Meeting of'}{said}"


def _of_summaries(letter: Letter) -> str:
    first, *others = letter.summaries
    clear = sum(summary.clear for summary in letter.summaries)
    said = f"week of {no_year(first.since, letter.as_of)}: "
    if clear == len(letter.summaries):
        return f"{said}all clear"
    if others:
        return f"{said}{clear} of {len(letter.summaries)} registers clear"
    troubles = list(_troubles(letter, first))
    while len(said) + len(", ".join(troubles)) > MOST - len("Reminders, "):
        troubles.pop()
    return said + ", ".join(troubles)


def _troubles(letter: Letter, summary: Summary) -> Iterator[str]:
    counts = {
        "in doubt": summary.in_doubt,
        "refused": len(summary.refusals),
        "waiting": summary.waiting,
        f"{'day' if len(summary.days) == 1 else 'days'} without a good run": len(summary.days),
        "overdue": summary.overdue,
        "unscheduled": summary.unscheduled,
        "vacant": len(summary.vacant),
        "without an address": len(summary.no_address),
    }
    if summary.credential_expires:
        expires = "expired" if summary.credential_expires < letter.as_of else "expires"
        yield f"sign-in {expires} {no_year(summary.credential_expires, letter.as_of)}"
    yield from (f"{count} {words}" for words, count in counts.items() if count)


def _title(letter: Letter, room: int) -> str:
    """The titles of the registers, or how many there are, or as much of the one title as there is room for."""
    titles = [words for title in letter.titles if (words := _line(title))]
    joined = " and ".join(filter(None, [", ".join(titles[:-1]), *titles[-1:]]))
    if len(joined) <= room:
        return joined
    if len(titles) > 1:
        counted = f"{len(letter.titles)} registers"
        return counted if len(counted) <= room else ""
    return _cut(joined, room) if room >= LEAST_TITLE else ""


def _line(text: str) -> str:
    """`text` on one line, with nothing in it that a header may not hold (an encoded word begins with =?)."""
    return _OBEYED.sub("\ufffd", " ".join(text.split())).replace("=?", "= ?")


def _cut(text: str, most: int) -> str:
    """As many whole words of `text` as fit into `most` characters, with "…" where some are left out; "" for none."""
    if len(text) <= most:
        return text
    end = text.rfind(" ", 0, max(most, 0))
    return f"{text[:end].rstrip(' ,;:-–(')}…" if end > 0 else ""
