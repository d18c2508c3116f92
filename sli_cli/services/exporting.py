"""The rows of a table that leaves the house: each recommendation with what lists do not show of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain import own_table
from sli_cli.services import reporting

if TYPE_CHECKING:
    from sli_cli.domain.filters import Filter
    from sli_cli.domain.recommendation import Accountable, Recommendation
    from sli_cli.store.reader import Reader


class Exported(NamedTuple):
    """A recommendation with the names of its lead, its sponsor and, in their order, its contributors.

    `closure` says as what it is closed, `fields` are its extra fields, by name and value, those with a value.
    """

    one: Recommendation
    lead: str
    sponsor: str
    contributors: tuple[str, ...]
    closure: str | None
    fields: tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """How many recommendations there are, and the columns that their extra fields need."""

    total: int
    columns: list[str]


def survey(reader: Reader, chosen: Filter) -> Found:
    """What is known of a table before its rows are read; nothing of them is held."""
    count = 0

    def names() -> Iterator[tuple[str, ...]]:
        nonlocal count
        for one in reporting.everything(reader, chosen):
            count += 1
            yield tuple(name for name, _ in _fields(reader, one))

    columns = own_table.columns_for(dict.fromkeys(names()))
    return Found(count, columns)


def rows(reader: Reader, chosen: Filter) -> Iterator[Exported]:
    """Every recommendation that was asked for, by ref, closed ones too; read one by one."""
    posts = reader.posts()
    known = Counter(post.name.casefold() for post in posts)
    # A post goes by its name alone, unless there is another of that name.
    names = {post.id: post.label if known[post.name.casefold()] > 1 else post.name for post in posts}

    def name(who: Accountable | None) -> str:
        return names[who.post_id] if who else ""

    for one in reporting.everything(reader, chosen):
        contributors = reader.rows("contributors_of", recommendation_id=one.id)
        yield Exported(
            one,
            name(one.lead),
            name(one.sponsor),
            tuple(names[row["post_id"]] for row in contributors),
            _closure(reader, one),
            _fields(reader, one),
        )


def _closure(reader: Reader, one: Recommendation) -> str | None:
    if one.state != "closed":
        return None
    found = reader.rows("closures_of", recommendation_id=one.id)
    return str(found[-1]["kind"]) if found else None


def _fields(reader: Reader, one: Recommendation) -> tuple[tuple[str, str], ...]:
    found = reader.rows("extra_fields_of", recommendation_id=one.id)
    return tuple((row["name"], row["value"]) for row in found if row["value"])
