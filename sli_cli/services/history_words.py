"""History as people read it: each change once, each thing in it once, and names in place of keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby, islice
from operator import attrgetter

from sli_cli.domain.datewords import count_words, short
from sli_cli.services.history import WORDS_FOR, Entry, Names, referred

LONGEST = 100
"""How much of a text is shown, in characters; programs get it whole."""

MOST_ROWS = 24
"""The longest change whose rows are shown one by one; of a longer one they are counted."""

_UNTOLD = ("id", "recommendation_id", "register_id", "ref_key", "sort_key")


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to one thing in one change, in words; `words` has a line for each field, long texts shortened."""

    change: str
    what: str
    words: str


def for_people(found: Iterable[Entry], names: Names) -> Iterator[list[Told]]:
    """What people read of each change: what happened to each thing, in order, or of a long one how many there were."""
    for _, rows in groupby(found, key=attrgetter("change")):
        newest = list(islice(rows, MOST_ROWS + 1))
        title = _title(newest[0])
        if len(newest) > MOST_ROWS:
            counted = Counter((row.operation, row.table.replace("_", " ")) for row in chain(newest, rows))
            lines = [f"{WORDS_FOR[done]}: {count_words(number, what)}" for (done, what), number in counted.items()]
            yield [Told(title, count_words(counted.total(), "row"), "\n".join(reversed(lines)))]
        else:
            yield [Told(title, row.what, _in_words(row, names)) for row in _each_thing_once(reversed(newest))]


def _title(row: Entry) -> str:
    """Of a change: `Change 7: review, 23 Nov 2026 10:14 UTC, by Jo Bloggs (jbloggs): why`."""
    day, time = short(date.fromisoformat(row.at[:10])), row.at[11:16]
    who = f"{row.by} ({row.account})" if row.by else row.account
    return f"Change {row.change}: {row.verb}, {day} {time} UTC, by {who}" + (f": {row.why}" if row.why else "")


def _each_thing_once(rows: Iterable[Entry]) -> Iterable[Entry]:
    """The rows of one change, oldest first: what was touched several times, as it was before and as it was after."""
    found: dict[tuple[str, int], Entry] = {}
    for row in rows:
        past = found.get((row.table, row.id))
        if past is not None:
            before = past.before and {**row.before, **past.before}  # what is new was nothing before
            row = replace(past, before=before, after=row.after and {**past.after, **row.after})
        found[row.table, row.id] = row
    return found.values()


def _in_words(row: Entry, names: Names) -> str:
    """Each field on a line: `next review: 30 Jun 2026 → 30 Sep 2026`; of a row made or taken out, what it holds."""
    if row.operation == "redact":
        live, past = count_words(len(row.after["live"]), "row"), count_words(len(row.after["rows"]), "row")
        return f"a passage blanked in {live} of the register and {past} of history"
    lines = []
    for column in row.after or row.before:
        old, new = _value(column, row.before.get(column), names), _value(column, row.after.get(column), names)
        if column in _UNTOLD or old == new:
            continue
        field = column.removesuffix("_id").replace("_", " ")
        if row.before and row.after:
            old, new = _where_they_differ(old, new)
            lines.append(f"{field}: {_shortened(old) or 'none'} → {_shortened(new) or 'none'}")
        else:
            lines.append(f"{field}: {_shortened(new or old)}")
    return "\n".join(lines)


def _value(column: str, value: object, names: Names) -> str:
    """A stored value in words; "" for none, an empty text and a zero."""
    table = referred(column)
    if table is not None and isinstance(value, int):
        return names.name(table, value)
    text = " ".join(str(value or "").split())
    return short(date.fromisoformat(text)) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else text


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Two long texts from a few words before the first that they do not share."""
    alike = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = old.rfind(" ", 0, max(0, alike - LONGEST // 4)) + 1
    return (f"…{old[start:]}", f"…{new[start:]}") if start else (old, new)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
