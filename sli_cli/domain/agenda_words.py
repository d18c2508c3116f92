"""What an agenda says of its tables: their titles and rules, and the draft resolutions that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sli_cli.domain.agenda import Agenda, Item
from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.story import Review

MOST_REFS = 25
"""How many refs are named in a sentence at most; more stand in the table only."""


class Words(NamedTuple):
    """The title of a table, its rule in one sentence, and what the board is asked to do with it.

    In the last, `{items}` stands for "3 overdue items", with `noun` for one of them, and `{table}` for "Table D (3, 4,
    9)".
    """

    title: str
    rule: str
    noun: str
    resolution: str


TABLES = {
    "A": Words(
        "Live items for decision at this meeting",
        "Due by this meeting or before the next one, not reached last time, or reported done and still open.",
        "item",
        "decide what is to be done about the {items} in {table}",
    ),
    "B": Words(
        "Completed since the last meeting",
        "Closed since then, as implemented or otherwise.",
        "completed item",
        "note the {items} in {table}",
    ),
    "C": Words(
        "Extensions requested",
        "A later date was asked for, and no board has approved it yet.",
        "extension",
        "approve or refuse the {items} requested in {table}",
    ),
    "D": Words(
        "Overdue, with no extension asked",
        "The date of the next review has passed, and nobody has asked for a later one.",
        "overdue item",
        "note the {items} in {table}, and ask for a report on each to the next meeting",
    ),
    "E": Words(
        "Everything else open, for information",
        "Not due yet, without a date, or decided by another board.",
        "other open item",
        "note the {items} in {table}",
    ),
}


def resolutions(agenda: Agenda, letters: Sequence[str]) -> list[str]:
    """What the board is asked to do, one draft a table that has items, and one for what is not for publication."""
    drafts = []
    for letter in letters:
        items = agenda.tables[letter]
        if items:
            words = TABLES[letter]
            counted = count_words(len(items), words.noun) if len(items) > 1 else words.noun
            drafts.append(words.resolution.format(items=counted, table=f"Table {letter}{in_brackets(items)}"))
    nothing = "is before it" if not agenda.items() else f"stands in Table {' or '.join(letters)}"
    return drafts + exclusion(agenda.items(letters)) or [f"note that nothing {nothing}"]


def exclusion(items: Iterable[Item]) -> list[str]:
    """The draft resolution to consider in private what is not for publication; nothing where everything may be read."""
    withheld = [item for item in items if item.one.restricted]
    if not withheld:
        return []
    grounds = "; ".join(dict.fromkeys(item.one.restricted or "" for item in withheld))
    which = f"what concerns {refs(withheld)}" if len(withheld) <= MOST_REFS else f"{len(withheld)} items"
    return [
        f"exclude the press and the public while it considers {which}, since otherwise what is not for publication is "
        f"likely to be disclosed ({grounds})"
    ]


def refs(items: Iterable[Item]) -> str:
    """The refs of items with commas, each with its register where the ref stands in several."""
    return ", ".join(item.one.name for item in items)


def in_brackets(items: Sequence[Item]) -> str:
    """The refs of a few items, as ` (3, 4)`; nothing for many, which stand in their table only."""
    return f" ({refs(items)})" if len(items) <= MOST_REFS else ""


def _by_ref(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.one.register_id, item.one.sort_key))


def unanswered(agenda: Agenda) -> list[tuple[str, tuple[Item, ...]]]:
    """Who has not answered: each lead (post, with its holder) with the items to be decided (tables A, C and D) of which
    nothing was said since the last meeting."""
    silent: dict[str, list[Item]] = {}
    for item in _by_ref(agenda.items(("A", "C", "D"))):
        update = item.one.latest_update
        if update is None or not agenda.occasion.since(update.on):
            silent.setdefault(_lead(item), []).append(item)
    return [(who, tuple(items)) for who, items in sorted(silent.items())]


def _lead(item: Item) -> str:
    lead = item.one.lead
    if lead is None:
        return "no lead"
    return f"{lead.holder}, {lead.post}" if lead.holder else f"{lead.post} (vacant)"


# -- since the last meeting --------------------------------------------------------------------------------------------


class Event(NamedTuple):
    """Something that happened to an item since the last meeting, in words."""

    item: Item
    words: str


def since_last(agenda: Agenda) -> dict[str, tuple[Event, ...]]:
    """What happened since the last meeting to all that stands in the tables or is parked: by kind, every kind there."""
    items = _by_ref((*agenda.items(), *agenda.parked))
    news = agenda.occasion.since
    return {
        "Reviewed": tuple(
            Event(item, _review(item, review)) for item in items for review in item.reviews if news(review.on)
        ),
        "Moved": tuple(Event(item, _moved(item)) for item in items if _moved(item)),
        "Extended": tuple(
            Event(item, f"from {short(one.from_date)} to {short(one.to_date)}: {one.reason}")
            for item in items
            for one in item.extensions
            if one.state == "granted" and news(one.asked_on)
        ),
        "Handed over": tuple(Event(item, item.handed_over) for item in items if item.handed_over),
        "Gone red": tuple(
            Event(item, f"was {item.rated_before or 'not rated'}")
            for item in items
            if item.rating == "red" and item.rated_before != "red"
        ),
    }


def _review(item: Item, review: Review) -> str:
    if review.id in item.withheld_reviews:
        return f"{short(review.on)}, not for publication"
    return f"{review.outcome}, {short(review.on)}, {review.by}"


def _moved(item: Item) -> str:
    """How its next review moved, where not by an extension, which says so itself; "" where it did not."""
    if item.moved is None or any(one.to_date == item.moved[1] for one in item.extensions):
        return ""
    before, after = item.moved
    return f"next review {short(after) if after else 'none'} (was {short(before) if before else 'none'})"
