"""What stands above and below the items of a letter: how much there is in all, why it came, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sli_cli.domain.datewords import count_words, long
from sli_cli.domain.letters import Letter, Mine

NO_LEAD = "it has no lead"


def about(letter: Letter) -> Iterator[str]:
    """What the letter is about, a sentence or two each."""
    whose = f", for {letter.to.name}" if letter.to.name else ""
    yield f"{'; '.join(letter.titles) or 'Recommendations'}, as at {long(letter.as_of)}{whose}."
    if letter.mine.lines and letter.mine.open + letter.mine.stood_in:
        yield _in_all(letter.mine)
    shared = shared_reason(letter)
    if shared:
        yield f"You are told because {shared}."


def shared_reason(letter: Letter) -> str:
    """For whom the recipient stands in, where that is the same for all of their items that may be read; else "".

    That an item has no lead is said of each: it is the item's own.
    """
    reasons = {line.instead for line in letter.mine.lines if not line.restricted}
    return "" if len(reasons) != 1 or reasons & {NO_LEAD} else reasons.pop()


def _in_all(mine: Mine) -> str:
    """How many open ones the recipient answers for, how many of them are overdue, and how many of those are named."""
    leads = "its lead" if mine.stood_in == 1 else "their leads"
    if not mine.stood_in:
        said = f"You lead {count_words(mine.open, 'open recommendation')} in all"
    elif not mine.open:
        said = f"In place of {leads} you answer for {count_words(mine.stood_in, 'open recommendation')} in all"
    else:
        led = count_words(mine.open, "open recommendation")
        said = f"You lead {led} and answer for {mine.stood_in} in place of {leads}, {mine.open + mine.stood_in} in all"
    late, named = mine.overdue_in_all, len(mine.overdue)
    if mine.open + mine.stood_in == 1:
        return f"{said}; it is {'' if late else 'not '}overdue."
    if not late:
        return f"{said}; none is overdue."
    overdue = f"{said}, of which {late} {'is' if late == 1 else 'are'} overdue"
    if named == late:
        return f"{overdue}."
    if late == 1:
        return f"{overdue}; it is not named today."
    return f"{overdue}; {named or 'none'} of these {'are' if named > 1 else 'is'} named today."


# -- what stands below -------------------------------------------------------------------------------------------------


def foot(letter: Letter) -> Iterator[str]:
    """What is marked, what is attached, why the letter came and whom to ask."""
    lines = letter.lines
    hidden = any(line.restricted for line in lines)
    if any(line.assumed for line in lines if not line.restricted):
        yield "A date marked as assumed is not from the document: say whether it should stand."
    if hidden:
        yield "Of what is not for publication only the ref is sent by e-mail; the register has the rest."
    attached = []
    if "csv" in letter.attach and lines:
        attached.append("recommendations.csv holds these items")
    if "ics" in letter.attach and letter.dated:
        others = "the dates of the others" if hidden else "their dates"
        attached.append(f"reviews.ics holds {others} for your calendar")
    if attached:
        yield f"Attached: {', and '.join(attached)}."
    why = "; ".join(_reasons(letter))
    if why:
        yield f"You get this because {why}."
    asked = bool(letter.mine.lines) and not letter.answers_self
    too = ", too," if asked else ""
    if letter.reply_to:
        yield f"A reply goes to {letter.reply_to}. Ask there{too} if something is wrong or is not yours."
    elif asked:
        yield "Reply, too, if something is wrong or is not yours."


def _reasons(letter: Letter) -> Iterator[str]:
    """Why the recipient is told, a clause for each part of the letter."""
    if letter.mine.lines:
        yield _whose(letter)
    if letter.escalated:
        yield "what has long been overdue is brought to you"
    if letter.boards:
        yield f"you prepare the meetings of {_listed(board.board for board in letter.boards)}"
    if letter.summaries:
        yield f"you are the owner of {_listed(summary.register for summary in letter.summaries)}"


def _whose(letter: Letter) -> str:
    """Whose the items are. Where none may be read, it is not said for which of them the recipient stands in."""
    reasons = [line.instead for line in letter.mine.lines if not line.restricted]
    if not reasons or (any(reasons) and not all(reasons)):
        return "you lead these recommendations, or stand in for whoever does"
    if not any(reasons):
        return "you lead these recommendations"
    return "these have no lead" if set(reasons) == {NO_LEAD} else "you stand in for whoever leads these"


def _listed(names: Iterable[str]) -> str:
    *most, last = dict.fromkeys(names)
    return f"{', '.join(most)} and {last}" if most else last
