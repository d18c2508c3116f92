"""Which column holds what: the hints of the headings settled by the other columns, by the contents, and by the user."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sli_cli.intake.dayforms import DAY_FIRST, past_day
from sli_cli.intake.facts import Facts
from sli_cli.intake.headings import MEANINGS, key_of, lead_in


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its place from the left (from 0), its heading, what it means (a key of MEANINGS), and,
    where several columns mean one thing, which counts first (the lowest)."""

    index: int
    name: str
    meaning: str
    rank: int = 0


_SEVERAL = ("next_review", "update", "contributors", "informed", "extra", "raised")
"""Meanings that several columns may have: a row takes the first that is filled, or all of them."""


def settle(
    names: dict[int, str], hints: dict[int, str], facts: dict[int, Facts], mapping: dict[str, str]
) -> list[Column]:
    """The columns with their meanings, from the left.

    `names` are the headings and `hints` what they hint at, by place; `mapping` is what the user said, by `key_of`, and
    stands whatever the contents are.
    """
    said = {index for index, name in names.items() if key_of(name) in mapping}
    settled = dict(hints)
    for index in names.keys() - said:
        settled[index] = _by_contents(settled[index], facts.get(index) or Facts(), settled)
    _settle_texts(settled)
    ranks = _settle_dates(settled, names, facts)
    _settle_ref(settled, names, facts)
    _settle_rating(settled, facts, said)
    ranks = _order_several(settled, names, ranks)
    _settle_single(settled, names, said)
    return [Column(index, names[index], settled[index] or "extra", ranks.get(index, 0)) for index in sorted(names)]


def _by_contents(hint: str, facts: Facts, hints: dict[int, str]) -> str:
    """A hint that the cells contradict is changed to what they show."""
    if hint == "item?":
        return "ref" if facts.most(facts.refs) or not facts.seen else "description?"
    if hint in ("text", "action?") and facts.most(facts.refs) and facts.usual_length < 12:
        others = sum(one in ("text", "action?", "description?", "action") for one in hints.values())
        return "ref" if others > 1 and "ref" not in hints.values() else hint
    if hint == "ref" and facts.usual_length > 40:
        return "description?"
    if hint == "update" and facts.seen >= 3 and facts.statuses == facts.seen and facts.usual_length < 20:
        return "status" if "status" not in hints.values() else hint
    if hint in ("update", "") and facts.most(facts.ratings) and "rating" not in hints.values():
        return "rating"
    if hint == "status" and facts.usual_length > 60 and "update" not in hints.values():
        return "update"
    return hint


def _settle_texts(hints: dict[int, str]) -> None:
    """Recommendation and Action: with both, the second is the local action; alone, Action is the recommendation."""

    def first(kind: str) -> int | None:
        return next((index for index in sorted(hints) if hints[index] == kind), None)

    if first("text") is None:
        action, description = first("action?"), first("description?")
        if action is not None and description is not None and description < action and first("action") is None:
            action = None
        index = next((one for one in (action, description, first("action")) if one is not None), None)
        if index is not None:
            hints[index] = "text"
    action = first("action?")
    if first("action") is None and action is not None:
        hints[action] = "action"
    for index, hint in hints.items():
        if hint in ("action?", "description?"):
            hints[index] = "extra"


def _settle_dates(hints: dict[int, str], names: dict[int, str], facts: dict[int, Facts]) -> dict[int, int]:
    """Due dates by rank: the next review first, then the revised date, the due date, the original one."""
    due = any(hint in ("due?", "revised?", "next_review") for hint in hints.values())
    ranks = {}
    for index, hint in hints.items():
        if hint == "completion?":
            hints[index] = "closed_on" if due else "next_review"
        elif hint == "date?":
            dates = facts[index].dates if index in facts else None
            coming = dates is not None and dates.dates and dates.coming * 2 > dates.dates
            hints[index] = "next_review" if coming and not due else "raised"
        elif hint in ("due?", "revised?"):
            hints[index] = "next_review"
            original = "original" in key_of(names[index])
            ranks[index] = 1 if hint == "revised?" else 3 if original else 2
    return ranks


def _settle_ref(hints: dict[int, str], names: dict[int, str], facts: dict[int, Facts]) -> None:
    """Without a column of refs, a first column without a name that holds numbers is one."""
    if "ref" in hints.values() or not names:
        return
    index = min(names)
    if not names[index].strip() and index in facts and facts[index].most(facts[index].refs):
        hints[index] = "ref"


def _settle_rating(hints: dict[int, str], facts: dict[int, Facts], said: set[int]) -> None:
    """A status column that holds colours is the rating, where there is no other."""
    if "rating" in hints.values():
        return
    for index, hint in hints.items():
        if hint == "status" and index not in said and index in facts and facts[index].most(facts[index].ratings):
            hints[index] = "rating"
            return


def _order_several(hints: dict[int, str], names: dict[int, str], ranks: dict[int, int]) -> dict[int, int]:
    """The order among columns of one meaning; of updates, the one whose heading bears the latest date comes first."""
    ordered: dict[int, int] = {}
    for meaning in _SEVERAL:
        indices = [index for index in sorted(hints) if hints[index] == meaning]
        if meaning == "update":
            indices.sort(key=lambda index: day_of(names[index]).toordinal(), reverse=True)
        else:
            indices.sort(key=lambda index: ranks.get(index, 0))
        ordered |= {index: rank for rank, index in enumerate(indices)}
    return ordered


def day_of(heading: str) -> date:
    """The day that the heading of an update bears ("Progress update - March 2024": its last day), or `date.min`."""
    words = [word for word in heading.lower().split() if word.strip(":-–") not in ("progress", "update", "updates", "")]
    return past_day(" ".join(words), DAY_FIRST) or date.min


def _settle_single(hints: dict[int, str], names: dict[int, str], said: set[int]) -> None:
    """Of two columns with one meaning the one named more exactly counts; the other is kept as an extra field."""
    for meaning in MEANINGS:
        if meaning in _SEVERAL:
            continue
        indices = [index for index in sorted(hints) if hints[index] == meaning]
        chosen = min(indices, key=lambda one: (one not in said, _vagueness(meaning, names[one]), one), default=None)
        for index in indices:
            if index != chosen:
                hints[index] = "extra"


def _vagueness(meaning: str, name: str) -> int:
    plain = key_of(lead_in(name)[0])
    if plain in (meaning, MEANINGS[meaning]):
        return 0
    if meaning == "lead":
        return 1 if any(word in plain for word in ("officer", "owner", "person", "responsible", "post")) else 2
    return 1
