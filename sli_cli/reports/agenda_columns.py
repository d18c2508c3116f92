"""The columns of an agenda's tables: at most six by default, each made of what belongs together on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sli_cli.domain.agenda import Item, Occasion, requested, why_now
from sli_cli.domain.datewords import count_words, short
from sli_cli.domain.publication import not_for_publication, without_addresses
from sli_cli.errors import BadValue
from sli_cli.render.report import NEVER_LEAVES, Column
from sli_cli.reports import columns as catalogue

USUAL = ("item", "action", "lead", "update", "dates", "status")
NARROW = ("item_and_action", "lead_and_update", "dates_and_status")
IN_A_WORKBOOK = ("ref", "text", "action", "lead", "update", "first_due", "next_review", "status")
RATED = {"status", "dates_and_status"}
"""The columns in which a rating stands, so that its key has to be printed."""
DATES = {"next_review", "first_due", "last_review", "occurrence", "next_meeting", "as_of"}
"""The columns of nothing but a date, which a workbook holds as one."""


def chosen(keys: str | None, usual: tuple[str, ...], occasion: Occasion, *, public: bool) -> tuple[Column, ...]:
    """The columns of a comma-separated list of keys, or the usual ones; each gives its text of an Item.

    Where they are for the public, an item that is restricted shows its ref and the ground, and nothing else. Raises
    BadValue for a key there is none of.
    """
    known = _known(occasion, public)
    names = usual if keys is None else tuple(key.strip() for key in keys.split(","))
    for name in names:
        if name not in known:
            from sli_cli.domain.words import near

            guess = near(name, known)
            meant = f" Did you mean {guess}?" if guess else ""
            raise BadValue(f"An agenda has no column {name!r}.{meant}", f"Columns: {', '.join(known)}.")
    bearer = next((name for name in names if name != "ref"), "ref")
    found = [_fit_to_print(known[name], _in_place(name, bearer, names), public=public) for name in names]
    # What somebody chose is not left out for want of width.
    return tuple(found if keys is None else (column._replace(rank=NEVER_LEAVES) for column in found))


def _in_place(name: str, bearer: str, names: Sequence[str]) -> Callable[[Item], str]:
    """What a column shows of an item of which nothing may be said: its ref, the ground in the first other column."""

    def text(item: Item) -> str:
        ground = not_for_publication(item.one.restricted or "")
        ref = item.one.name if name == "ref" or (name == bearer and "ref" not in names) else ""
        return _below(ref, f"N{ground[1:]}" if name == bearer else "")

    return text


def _known(occasion: Occasion, public: bool) -> dict[str, Column]:
    """Every column by its key: those made for agendas, and those of every list."""
    update = partial(_update, public=public)
    status = partial(_status, occasion=occasion)
    dates = partial(_dates, occasion=occasion)
    own = (
        _column("item", "Ref and recommendation", _item, least=30, grow=5),
        _column("action", "Local action", lambda item: item.one.action, least=24, grow=4, rank=4),
        _column("lead", "Lead", _lead, least=15, grow=2, rank=2),
        _column("update", "Latest update", update, least=20, grow=4, rank=3),
        _column("latest_update", "Latest update", update, least=20, grow=4, rank=3),
        _column("dates", "First due, next review", dates, least=12, grow=1, rank=1),
        _column("status", "Status", status, least=16, grow=3, emphasised=True),
        _column(
            "item_and_action",
            "Recommendation and local action",
            lambda item: _below(_item(item), "Local action: " + item.one.action if item.one.action else ""),
            least=30,
            grow=3,
        ),
        _column(
            "lead_and_update",
            "Lead and latest update",
            lambda item: _below(_lead(item), update(item)),
            least=22,
            grow=2,
        ),
        _column(
            "dates_and_status",
            "Dates and status",
            lambda item: _below(dates(item), status(item)),
            least=17,
            grow=1,
        ),
    )
    taken = {column.key: column for column in own}
    return taken | {key: _of_item(column) for key, column in catalogue.COLUMNS.items() if key not in taken}


def _column(key: str, heading: str, text: Callable[[Item], str], **layout: Any) -> Column:
    return Column(key, heading, text, text, **layout)


def _of_item(column: Column) -> Column:
    """A column of every list, for items."""
    text = column.text
    return column._replace(
        value=lambda item: column.value(item.one), text=None if text is None else lambda item: text(item.one)
    )


def _fit_to_print(column: Column, in_place: Callable[[Item], str], *, public: bool) -> Column:
    """The column with no e-mail address in it and, for the public, with `in_place` for what is restricted."""

    def hidden(item: Item) -> bool:
        return public and item.one.restricted is not None

    def text(item: Item) -> str:
        return in_place(item) if hidden(item) else without_addresses(column.text_of(item))

    def value(item: Item) -> object:
        return in_place(item) if hidden(item) else column.value(item)

    # Only a workbook asks for the value, and only where there is no text.
    return column._replace(value=value, text=None if column.key in DATES else text, choices=())


def _below(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


# -- what they say -----------------------------------------------------------------------------------------------------


def _item(item: Item) -> str:
    return f"{item.one.name}\n{item.one.text}"


def _lead(item: Item) -> str:
    return catalogue.lead(item.one.lead)


def _update(item: Item, *, public: bool) -> str:
    """The newest review or note, dated and attributed, whole; or that it is not for publication."""
    update = item.one.latest_update
    if update is None:
        return "No update recorded"
    if public and item.update_ground:
        return f"{short(update.on)}: {not_for_publication(item.update_ground)}"
    outcome = f"{update.outcome}: " if update.outcome else ""
    return f"{short(update.on)}, {update.by}: {outcome}{update.text}"


def _dates(item: Item, *, occasion: Occasion) -> str:
    if item.closure:
        return f"Closed {_unbroken(item.closure.on)}"
    request = requested(item, occasion)
    first, due = item.one.occurrence, item.one.next_review
    lines = (
        f"First due {_unbroken(first.first_due)}" if first else "",
        f"Next review {_unbroken(due)}" if due else "No next review",
        f"Asked for {_unbroken(request.to_date)}" if request and request.to_date != due else "",
    )
    return _below(*lines)


def _unbroken(day: date) -> str:
    """The day with spaces at which no line ends, so that a narrow column breaks before it and not within."""
    return short(day).replace(" ", "\u00a0")


def _status(item: Item, *, occasion: Occasion) -> str:
    """The rating, the standing, and why the item stands where it does."""
    one = item.one
    if item.closure:
        agreed = f"agreed by {item.closure.agreed_by}" if item.closure.agreed_by else ""
        return _below(f"Closed as {item.closure.kind}", agreed, item.closure.reason)
    request = requested(item, occasion)
    extensions = one.occurrence.extensions if one.occurrence else 0
    lines = (
        item.rating.capitalize() if item.rating else "Not rated",
        catalogue.status(one).partition("\n")[0],
        why_now(item, occasion) if item.decides and not request else "",
        f"later date asked for by {request.asked_by}: {request.reason}" if request else "",
        count_words(extensions, "extension") if extensions else "",
        "assumed" if one.cadence and one.cadence.assumed else "",
        "" if item.decides else f"decided by {one.decides or 'no board'}",
        not_for_publication(one.restricted) if one.restricted else "",
    )
    return _below(*lines)
