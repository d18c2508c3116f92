"""Boards: which one decides on a recommendation, and which are informed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.vocabulary import FORUM_ROLES
from sli_cli.domain.words import clean_line, typed
from sli_cli.errors import BadValue
from sli_cli.services.arrangements import arrange, cleaned
from sli_cli.services.calendars import Sitting, sittings
from sli_cli.services.finding import find_forum, find_recommendations, refuse_succeeded
from sli_cli.services.following import rename
from sli_cli.services.registers import edit_row
from sli_cli.services.remedies import secretarys_address
from sli_cli.services.successions import Succession, successions_of

if TYPE_CHECKING:
    from sli_cli.domain.meetings import Arrangement
    from sli_cli.domain.people import Forum
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader

DECIDES, INFORMED = FORUM_ROLES


def add(
    database: Database,
    name: str,
    title: str | None,
    given: Mapping[str, str | None] | None = None,
    *,
    committee: bool = False,
) -> list[str]:
    """Adds a board; its title is the name unless given, and `given` says how it meets.

    Raises BadValue for words that another board goes by, and for an arrangement that is none.
    """
    name = clean_line(name, "name of the board")
    title = None if title is None else clean_line(title, "title")
    arrangement = cleaned(given or {}, database.today, committee=committee)
    with database.change("forum add") as change:
        for known in change.forums():
            if known.name.casefold() == name.casefold() and title in (None, known.title):
                now = change.arrangement(known.id)
                if all(getattr(now, key) == value for key, value in arrangement.items()):
                    return [f"{known.name}: there is such a board already; nothing was changed."]
        _refuse_taken(change.forums(), (name, title or name))
        forum = change.insert("forum", name=name, title=title or name)
        lines = _arrange(change, forum, name, arrangement)
    return [f"{name}: board added; nothing goes to it yet: sli forum route {typed(name)} REF", *lines]


def edit(
    database: Database,
    forum_name: str,
    name: str | None,
    title: str | None,
    given: Mapping[str, str | None] | None = None,
    *,
    committee: bool = False,
) -> list[str]:
    """Corrects the name, the title or how a board meets (None: as it is); raises as `add` does.

    Rules that follow its meetings take its new name.
    """
    values: dict[str, str | date] = {}
    if name is not None:
        values["name"] = clean_line(name, "name of the board")
    if title is not None:
        values["title"] = clean_line(title, "title")
    arrangement = cleaned(given or {}, database.today, committee=committee)
    with database.change("forum edit") as change:
        forum = find_forum(change, forum_name)
        _refuse_taken([other for other in change.forums() if other.id != forum.id], map(str, values.values()))
        arranged = _arrange(change, forum.id, forum.name, arrangement)
        if arranged and not values:
            return arranged
        lines = edit_row(change, "forum", forum, values or ({"name": forum.name} if arrangement else {}))
        new = str(values.get("name", forum.name))
        return [*lines, *arranged, *(rename(change, forum.name, new) if new != forum.name else [])]


def _arrange(change: Change, forum_id: int, board: str, values: Mapping[str, str]) -> list[str]:
    """As `arrange`; and a sentence where what was settled leaves nobody to be reminded of the deadlines."""
    lines = arrange(change, forum_id, board, values)
    now = change.arrangement(forum_id)
    reminded = {"secretary", "secretary_email", "updates_due", "papers_close"} & values.keys()
    if lines and reminded and (now.secretary or now.updates_due or now.papers_close) and not now.secretary_email:
        until = f"until its secretary has an e-mail address: {secretarys_address(board)}"
        lines.append(f"{board}: nobody is reminded of its deadlines {until}")
    return lines


def _refuse_taken(others: Iterable[Forum], words: Iterable[str]) -> None:
    """A board is looked up by its name or its title, so no two may go by the same words."""
    wanted = {word.casefold() for word in words}
    for other in others:
        if wanted & {other.name.casefold(), other.title.casefold()}:
            raise BadValue(f"The board {other.name} ({other.title}) goes by these words already.", "Give other words.")


@dataclass(frozen=True, slots=True)
class Routed:
    """A recommendation that goes to a board; `role` is DECIDES or INFORMED, `words` are the document's that say so."""

    recommendation: Recommendation
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """A board with all that goes to it, by ref, closed ones too; `names` are those of all boards, by their keys.

    `sittings` are its meetings from today on.
    """

    forum: Forum
    names: dict[int, str]
    arrangement: Arrangement
    sittings: list[Sitting]
    routed: list[Routed]
    successions: list[Succession]


def portrait(reader: Reader, forum_name: str) -> Portrait:
    """All that there is to say of a board."""
    forum = find_forum(reader, forum_name)
    routed = [
        Routed(reader.recommendation(row["recommendation_id"]), row["role"], row["words"])
        for row in reader.rows("routing_to", forum_id=forum.id)
    ]
    routed.sort(key=lambda one: (one.recommendation.register, one.recommendation.sort_key))
    names = {one.id: one.name for one in reader.forums()}
    coming = sittings(reader, forum.name, reader.today)
    successions = successions_of(reader, "forum", forum.id)
    return Portrait(forum, names, reader.arrangement(forum.id), coming, routed, successions)


# -- what goes to a board ----------------------------------------------------------------------------------------------


def route(
    database: Database, forum_name: str, refs: Sequence[str], register: str | None, role: str, *, keep: bool = True
) -> list[str]:
    """Makes a board decide on each recommendation, or be informed of it (`role`).

    One board decides: the one that did so before is informed from now on, as it may be named in the document. Raises
    BadValue for a board that was succeeded.
    """
    with database.change("forum route", keep=keep) as change:
        forum = find_forum(change, forum_name)
        refuse_succeeded(change, "forum", forum)
        return [_route(change, one, forum, role) for one in find_recommendations(change, refs, register)]


def _route(change: Change, one: Recommendation, forum: Forum, role: str) -> str:
    routing = {row["forum_id"]: row for row in change.rows("routing_of", recommendation_id=one.id)}
    own = routing.pop(forum.id, None)
    does = f"{forum.name} decides" if role == DECIDES else f"{forum.name} is informed"
    if own is not None and own["role"] == role:
        return f"{one.name}: {does} already; nothing was changed."
    before = next((row for row in routing.values() if row["role"] == DECIDES), None)
    if before is not None and role == DECIDES:
        change.update("routing", before["id"], role=INFORMED)
        does += f"; {before['forum']} did so before, and is now informed"
    if own is None:
        change.insert("routing", recommendation_id=one.id, forum_id=forum.id, role=role, words="")
    else:
        change.update("routing", own["id"], role=role)
        does += "; no board decides" if role == INFORMED else ""
    return f"{one.name}: {does}."


def unroute(
    database: Database, forum_name: str, refs: Sequence[str], register: str | None, *, keep: bool = True
) -> list[str]:
    """Takes each recommendation from a board, whether it decides or is informed."""
    with database.change("forum route", keep=keep) as change:
        forum = find_forum(change, forum_name)
        return [_unroute(change, one, forum) for one in find_recommendations(change, refs, register)]


def _unroute(change: Change, one: Recommendation, forum: Forum) -> str:
    rows = change.rows("routing_of", recommendation_id=one.id)
    own = next((row for row in rows if row["forum_id"] == forum.id), None)
    if own is None:
        return f"{one.name}: it does not go to {forum.name}; nothing was changed."
    change.delete("routing", own["id"])
    none_decides = "; no board decides" if own["role"] == DECIDES else ""
    return f"{one.name}: it no longer goes to {forum.name}{none_decides}."
