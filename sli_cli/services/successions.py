"""A post or a board whose place another takes: what hangs on it moves, and old papers keep its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sli_cli.domain.datewords import ONE_DAY, short
from sli_cli.domain.words import clean_text, typed
from sli_cli.errors import BadValue, NotFound
from sli_cli.services.absences import end_with_tenure
from sli_cli.services.assignments import set_lead
from sli_cli.services.finding import find_forum, find_post, refuse_succeeded
from sli_cli.services.following import Cause, follow, rename

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum, Post
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader

Body = TypeVar("Body", "Post", "Forum")

NOUNS = {"post": "lead", "forum": "forum"}
"""What succeeds what, as its tables are called, and the command that is about it."""


@dataclass(frozen=True, slots=True)
class Succession:
    """`new` took the place of `old` (both names) on the day `on`; `reason` may be empty."""

    old: str
    new: str
    on: date
    reason: str


def successions_of(reader: Reader, kind: str, body_id: int) -> list[Succession]:
    """Every succession in which a post or a forum (`kind`, a key of NOUNS) gave or took a place, oldest first."""
    return [
        Succession(row[f"old_{kind}"], row[f"new_{kind}"], date.fromisoformat(row["succeeded_on"]), row["reason"])
        for row in reader.rows(f"{kind}_successions")
        if body_id in (row[f"old_{kind}_id"], row[f"new_{kind}_id"])
    ]


def succeed_post(
    database: Database, old_name: str, new_name: str, on: date, reason: str, *, keep: bool = True
) -> list[str]:
    """Moves all that a post leads, sponsors and contributes to, closed ones too, to the post that takes its place.

    Whoever holds the old post leaves it the day before. Raises BadValue for a day in the future, for a post that
    another has succeeded already, and for one that is to succeed itself; NotFound where there is no such post.
    """
    why = _checked(database.today, on, reason)
    with database.change("lead succeed", why, keep=keep) as change:
        old, new = find_post(change, old_name), _find_new(change, "post", new_name, find_post)
        _record(change, "post", old, new, on, why)
        since = old.succeeded_on or on
        led, sponsored = _move_led(change, old, new), _move_sponsored(change, old, new)
        contributed = _move_contributions(change, old, new)
        left = _end_tenures(change, old, since)
        if not change.changed:
            return [_already(old, new)]
        holder = find_post(change, new.label).holder
    lines = [
        f"{old.name}: succeeded by {new.name} on {short(since)}, which takes over what it led ({led}), "
        f"sponsored ({sponsored}) and contributed to ({contributed}).",
        *left,
    ]
    vacant = f"{new.name}: it is vacant: sli lead appoint {typed(new.label)} --name NAME"
    return lines if holder else [*lines, vacant]


def succeed_forum(
    database: Database, old_name: str, new_name: str, on: date, reason: str, *, keep: bool = True
) -> list[str]:
    """Moves all that a board decides on or is informed of, closed ones too, to the board that takes its place.

    What went to both goes to the new one, which decides where the old one did; what followed the old one's meetings
    follows the new one's. Raises as `succeed_post` does.
    """
    why = _checked(database.today, on, reason)
    with database.change("forum succeed", why, keep=keep) as change:
        old, new = find_forum(change, old_name), _find_new(change, "forum", new_name, find_forum)
        _record(change, "forum", old, new, on, why)
        rows = change.rows("routing_to", forum_id=old.id)
        for row in rows:
            _move_routing(change, row, new)
        followed = rename(change, old.name, new.name)
        if not change.changed:
            return [_already(old, new)]
        followed += (
            follow(change, new, Cause(f"{new.name} took the place of {old.name}", another=True)) if followed else []
        )
    decided = sum(row["role"] == "decides" for row in rows)
    return [
        f"{old.name}: succeeded by {new.name} on {short(old.succeeded_on or on)}, which takes over what it decided on "
        f"({decided}) and was informed of ({len(rows) - decided}).",
        *followed,
    ]


def _checked(today: date, on: date, reason: str) -> str:
    """The reason as it is stored. Raises BadValue for a day in the future: what is moved is moved now."""
    if on > today:
        raise BadValue(f"{short(on)} is in the future.", "Record the succession on the day itself.")
    return clean_text(reason, "reason", empty=True)


def _find_new(change: Change, kind: str, name: str, find: Callable[[Reader, str], Body]) -> Body:
    """The one that takes the place; where there is none of that name, NotFound says how to add it."""
    try:
        return find(change, name)
    except NotFound as error:
        raise NotFound(error.sentence, f"If it is new, add it first: sli {NOUNS[kind]} add {typed(name)}.") from error


def _record(change: Change, kind: str, old: Body, new: Body, on: date, why: str) -> None:
    """Writes that `new` succeeds `old`, once. As neither may have been succeeded before, nothing goes in a circle."""
    if old.id == new.id:
        raise BadValue(f"{old.name} cannot succeed itself.", "Name the one that takes its place.")
    refuse_succeeded(change, kind, new)
    if old.succeeded_by != new.id:
        refuse_succeeded(change, kind, old)
        ids = {f"old_{kind}_id": old.id, f"new_{kind}_id": new.id}
        change.insert(f"{kind}_succession", **ids, succeeded_on=on, reason=why)


def _already(old: Body, new: Body) -> str:
    return f"{old.name}: {new.name} succeeded it already; nothing was changed."


def _move_led(change: Change, old: Post, new: Post) -> int:
    ids = [row["id"] for row in change.rows("ids_led_by", post_id=old.id)]
    for recommendation_id in ids:
        set_lead(change, recommendation_id, new.id)
    return len(ids)


def _move_sponsored(change: Change, old: Post, new: Post) -> int:
    ids = [row["id"] for row in change.rows("ids_sponsored_by", post_id=old.id)]
    for recommendation_id in ids:
        change.update("recommendation", recommendation_id, sponsor_post_id=new.id)
    return len(ids)


def _move_contributions(change: Change, old: Post, new: Post) -> int:
    """Where both contribute, the new post goes on doing so, once; where it leads, it does not contribute too."""
    there = {row["recommendation_id"] for row in change.rows("contributions_of", post_id=new.id)}
    there |= {row["id"] for row in change.rows("ids_led_by", post_id=new.id)}
    rows = change.rows("contributions_of", post_id=old.id)
    for row in rows:
        if row["recommendation_id"] in there:
            change.delete("contributor", row["id"])
        else:
            change.update("contributor", row["id"], post_id=new.id)
    return len(rows)


def _end_tenures(change: Change, old: Post, on: date) -> list[str]:
    """A post that is no more has no holder: whoever was in it before `on`, and would be on that day, leaves."""
    lines = []
    for held in change.holders(old.id):
        if held.since < on and (held.until is None or held.until >= on):
            change.update("holder", held.id, until=on - ONE_DAY)
            lines.append(f"{old.name}: the last day of {held.name} in it is {short(on - ONE_DAY)}.")
            lines += end_with_tenure(change, old, held, on - ONE_DAY)
    return lines


def _move_routing(change: Change, row: dict[str, Any], new: Forum) -> None:
    """Gives one routing of the old board to the new one, which may have its own: then that stays, and may decide."""
    recommendation_id = row["recommendation_id"]
    others = change.rows("routing_of", recommendation_id=recommendation_id)
    own = next((other for other in others if other["forum_id"] == new.id), None)
    if own is None:
        change.update("routing", row["id"], forum_id=new.id)
        return
    change.delete("routing", row["id"])
    role = "decides" if "decides" in (row["role"], own["role"]) else "informed"
    change.update("routing", own["id"], role=role, words=own["words"] or row["words"])
