"""The sheet on which a secretary writes what a board decided: the items of its agenda, each with its mark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from sli_cli.domain.agenda import Item, Occasion, requested, why_now
from sli_cli.domain.agenda_words import TABLES
from sli_cli.domain.datewords import short, short_weekday
from sli_cli.domain.evidence import canonical
from sli_cli.domain.forms import MINUTES, Form, Serial
from sli_cli.domain.forms import Item as Row
from sli_cli.domain.words import typed
from sli_cli.errors import BadValue, NotFound
from sli_cli.services.agenda import prepare

if TYPE_CHECKING:
    from sli_cli.services.agenda import Papers
    from sli_cli.store.reader import Reader

USUAL = ("A", "B", "C", "D")
"""The tables of an agenda that a sheet has unless others are asked for."""
LONGEST_UPDATE = 200
"""How much of the latest update a sheet shows, in characters."""
HEAD = (
    "Choose a decision for each item that the Board came to, and leave the row empty where nothing is to be recorded. "
    "An item that was not reached stays as it is, and goes on the next agenda.",
    "An outcome makes it a review, and needs a note. Agreed approves the later date that was asked for, or the date "
    "under Next review. Agreed with the outcome done, or where done was reported, closes the item.",
    "Rows may be put in another order. A minute number may be added later.",
)


def sheet(
    reader: Reader, board: str, on: date | None, register: str | None = None, letters: Sequence[str] = USUAL
) -> Form:
    """The sheet for the board's meeting on the day `on`, or its next one, with these tables of its agenda.

    Raises NotFound where the meeting is not in the board's calendar, else as the agenda does. Writes nothing.
    """
    papers = prepare(reader, board, on, register)
    occasion = papers.agenda.occasion
    if papers.meeting is None:
        raise NotFound(
            f"{papers.forum.name} has no meeting on {short(occasion.meets_on)}.",
            f"Add it: sli meeting add {typed(papers.forum.name)} {occasion.meets_on}",
        )
    groups = tuple(
        (f"{letter}. {TABLES[letter].title}", tuple(_row(item, occasion) for item in items))
        for letter in letters
        if (items := papers.agenda.tables[letter]) or letter == USUAL[0]
    )
    day = short_weekday(occasion.meets_on)
    return Form(
        MINUTES,
        str(_serial(reader, papers)),
        f"Minute sheet: {papers.forum.title}, {short(occasion.meets_on)}",
        (f"{papers.forum.title}, {day}. As at {short(occasion.as_of)}.", *HEAD),
        groups,
    )


def _serial(reader: Reader, papers: Papers) -> Serial:
    head = reader.rows("history_head")[0]
    occasion = papers.agenda.occasion
    names = tuple(register.name for register in papers.registers)
    return Serial(
        MINUTES, papers.forum.name, occasion.meets_on, reader.today, int(head["change"]), str(head["hash"])[:12], names
    )


def _row(item: Item, occasion: Occasion) -> Row:
    one = item.one
    hidden = f"Not for publication ({one.restricted})" if one.restricted else ""
    return Row(one.id, one.name, mark_of(item), hidden or one.text, "\n".join(_known(item, occasion, hidden)))


def _known(item: Item, occasion: Occasion, hidden: str) -> list[str]:
    """What the board has before it of an item, a line each."""
    one, lines = item.one, []
    extension, closure = requested(item, occasion), item.closure
    if closure is not None:
        reason = "" if hidden else f": {closure.reason}"
        lines.append(f"Closed on {short(closure.on)} as {closure.kind}{reason}")
    elif extension is not None:
        reason = "" if hidden else f": {extension.reason}"
        done = "Asked for" if extension.state == "asked" else "Given, to be approved"
        lines.append(
            f"{done}: {short(extension.to_date)} instead of {short(extension.from_date)}, by "
            f"{extension.asked_by}{reason}"
        )
    elif why := why_now(item, occasion):
        lines.append(why[0].upper() + why[1:])
    if one.next_review is not None:
        late = f", {one.days_overdue} days overdue" if one.days_overdue > 1 else ""
        lines.append(f"Next review {short(one.next_review)}{late}")
    if one.occurrence and one.occurrence.first_due != one.next_review:
        lines.append(f"First due {short(one.occurrence.first_due)}")
    lead = one.lead
    lines.append(f"Lead: {lead.holder or '(vacant)'}, {lead.post}" if lead else "No lead")
    if not hidden:
        lines.append(latest(item))
    return lines


def latest(item: Item) -> str:
    """The latest update, dated and attributed; cut where it is long, and its ground where it is not for publication."""
    update = item.one.latest_update
    if update is None:
        return "No update recorded"
    if item.update_ground:
        return f"{short(update.on)}: not for publication ({item.update_ground})"
    text = update.text if len(update.text) <= LONGEST_UPDATE else update.text[:LONGEST_UPDATE].rstrip() + "…"
    outcome = f"{update.outcome}: " if update.outcome else ""
    return f"{short(update.on)}, {update.by}: {outcome}{text}"


def mark_of(item: Item) -> str:
    """The hash of what a row rests on: any change to it is a change of the mark. It does not depend on the day."""
    one = item.one
    rested_on = [
        one.ref,
        one.text,
        one.action,
        one.state,
        _iso(one.next_review),
        [_iso(value) for value in one.occurrence] if one.occurrence else None,
        [one.cadence.rule, _iso(one.cadence.happened_on)] if one.cadence else None,
        one.lead.post_id if one.lead else None,
        item.decides,
        one.restricted,
        [_iso(value) for value in one.latest_update] if one.latest_update else None,
        one.rating,
        [[past.id, past.state, _iso(past.to_date), past.reason, past.approved_by] for past in item.extensions],
        [[past.id, _iso(past.on), past.kind, past.agreed_by, _iso(past.reopened_on)] for past in item.closures],
    ]
    return sha256(canonical(rested_on).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def letters_of(text: str) -> tuple[str, ...]:
    """The tables that a person named, such as "A,C". Raises BadValue for one that there is not."""
    letters = [part.strip().upper() for part in text.replace(";", ",").split(",") if part.strip()]
    for letter in letters:
        if letter not in TABLES:
            raise BadValue(f"There is no table {letter!r}.", f"The tables are {', '.join(TABLES)}.")
    return tuple(dict.fromkeys(letters)) or USUAL
