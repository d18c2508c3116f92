"""When the holder of a post is away, and who is reminded meanwhile.

Both days of an absence are days away, and nobody has two absences at a time. An absence belongs to the holder: it ends
with the tenure, and whoever comes next is not away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.addressee import Addressee, refuse_unsendable
from sli_cli.domain.datewords import ONE_DAY, short
from sli_cli.domain.people import in_post
from sli_cli.domain.words import clean_email, clean_line, typed
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_post

if TYPE_CHECKING:
    from sli_cli.domain.people import Absence, Holder, Post
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


@dataclass(frozen=True, slots=True)
class Away:
    """What is said of an absence: from `since` (None: today, or when one that is known began) to `until`, both included
    (None: no known end), and who stands in."""

    deputy: Addressee
    since: date | None = None
    until: date | None = None


def away(database: Database, post_name: str, said: Away) -> list[str]:
    """Marks the holder of a post as away. Where the same deputy stands in already, that absence gets the new days.

    Raises BadValue where nobody holds the post on the first day, where the last day is before the first, and where
    another deputy stands in on one of the days.
    """
    deputy, since = _deputy(said.deputy), said.since or database.today
    if said.until is not None and said.until < since:
        raise BadValue(f"The last day away, {short(said.until)}, is before the first, {short(since)}.", "Correct one.")
    with database.change("lead away") as change:
        post = find_post(change, post_name)
        held = _holder_on(change, post, since)
        if deputy.name.casefold() == held.name.casefold() or deputy.key == held.email.lower():
            raise BadValue(f"{held.name} cannot stand in for themselves.", "Name somebody else with --deputy.")
        until = _earlier(said.until, held.until)
        present = _present(change, post, held, deputy, _Span(since, until))
        if said.since is None and present is not None:
            since = min(since, present.since)
        values = {"since": since, "until": until, "deputy": deputy.name, "deputy_email": deputy.address}
        if present is None:
            change.insert("absence", holder_id=held.id, **values)
        elif not change.update("absence", present.id, **values):
            return [f"{post.name}: {held.name} is marked so already; nothing was changed."]
        elsewhere = [other for other in change.posts() if _stays(other, held)]
    before = f" (was {_Span(present.since, present.until)})" if present else ""
    leaving = ", the last day in post" if until != said.until else ""
    line = f"{post.name}: {held.name} is away {_Span(since, until)}{leaving}{before}; {deputy} is reminded meanwhile."
    return [line, *(f"{other.name}: {held.name} holds it too, and is not marked away there." for other in elsewhere)]


def back(database: Database, post_name: str, on: date) -> list[str]:
    """Ends the absence of a post's holder: they are back on the day `on`, and the last day away is the one before."""
    with database.change("lead back") as change:
        post = find_post(change, post_name)
        present = next((one for one in change.absences_of(post.id) if _Span(on, on).meets(one)), None)
        if present is None:
            return [f"{post.name}: nobody is away from it on {short(on)}; nothing was changed."]
        if present.since == on:
            change.delete("absence", present.id)
        else:
            change.update("absence", present.id, until=on - ONE_DAY)
        held = next(one for one in change.holders(post.id) if one.id == present.holder_id)
    was = f"was to be away {_Span(present.since, present.until)}"
    return [f"{post.name}: {held.name} is back on {short(on)} ({was})."]


def end_with_tenure(change: Change, post: Post, held: Holder, last: date) -> list[str]:
    """Ends what is marked of a holder beyond their last day in post, and says so; for whoever sets that day."""
    lines = []
    for one in _of(change, post, held):
        if one.until is not None and one.until <= last:
            continue
        if one.since > last:
            change.delete("absence", one.id)
        else:
            change.update("absence", one.id, until=last)
        was = _Span(one.since, one.until)
        lines.append(f"{post.name}: {held.name} was marked away {was}; that ends with the last day in post.")
    return lines


class _Span(NamedTuple):
    """The days of an absence, both included."""

    since: date
    until: date | None

    def __str__(self) -> str:
        to = f"to {short(self.until)}" if self.until else "with no known end"
        return f"from {short(self.since)} {to}"

    def meets(self, other: Absence) -> bool:
        """Whether the two share a day."""
        begins_in_time = self.until is None or other.since <= self.until
        return begins_in_time and (other.until is None or other.until >= self.since)


def _deputy(said: Addressee) -> Addressee:
    """Raises BadValue for a name or an address that cannot be one, cannot be sent to, or is empty."""
    found = Addressee(clean_line(said.name, "name of the deputy"), clean_email(said.address))
    if not found.address:
        raise BadValue("The deputy's e-mail address is empty.", "Say with --deputy-email where reminders go.")
    refuse_unsendable(*found)
    return found


def _holder_on(change: Change, post: Post, day: date) -> Holder:
    """Who holds the post on that day. Raises BadValue where it is vacant then."""
    held = in_post(change.holders(post.id), day)
    if held is None:
        raise BadValue(
            f"{post.name} is vacant on {short(day)}: nobody can be away from it.",
            f"Appoint somebody first: sli lead appoint {typed(post.label)} --name NAME",
        )
    return held


def _present(change: Change, post: Post, held: Holder, deputy: Addressee, span: _Span) -> Absence | None:
    """The absence of the holder that shares a day with `span`, where there is one.

    Raises BadValue where there are several, or another deputy stands in: whose days they are is not guessed.
    """
    found = [one for one in _of(change, post, held) if span.meets(one)]
    for one in found:
        on = max(one.since, span.since)
        if len(found) > 1 or one.deputy.casefold() != deputy.name.casefold():
            raise BadValue(
                f"{held.name} is marked away {_Span(one.since, one.until)} already, and {one.deputy} stands in.",
                f"Give other days, or end that first: sli lead back {typed(post.label)} --on {on}.",
            )
    return found[0] if found else None


def _of(change: Change, post: Post, held: Holder) -> list[Absence]:
    """All absences of one holder, oldest first."""
    return [one for one in change.absences_of(post.id) if one.holder_id == held.id]


def _stays(other: Post, held: Holder) -> bool:
    """Whether the same person holds another post, and is not marked away from it."""
    who = other.holder
    return who is not None and who.id != held.id and who.name == held.name and other.absence is None


def _earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends, of which None is none."""
    return min(filter(None, (one, other)), default=None)
