"""What is due, what is late, and everything: lists with the counts that are their lengths."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.filters import Asked, Filter

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.window import Window
    from sli_cli.store.reader import Reader


class Found(NamedTuple):
    """`rows` may be read once, and is as long as `total`, of which the first `overdue` are overdue."""

    rows: Iterable[Recommendation]
    total: int
    overdue: int


def due(reader: Reader, window: Window, chosen: Filter) -> Found:
    """The open recommendations whose next review lies in the window, overdue first, then by date."""
    rows = (
        one
        for one in reader.due(window.last, chosen.register_id)
        if one.next_review and window.contains(one.next_review) and chosen.matches(one)
    )
    if window.first is None and chosen.only_register:
        # The index counts; the rows are then read one by one, so that the first fifty of a million cost fifty.
        overdue, total = reader.due_counts(window.last, chosen.register_id)
        return Found(rows, total, overdue)
    found = list(rows)
    return Found(found, len(found), sum(one.days_overdue > 0 for one in found))


def for_next_meeting(reader: Reader, board: str, chosen: Filter) -> tuple[Window, Filter]:
    """What must be ready for a board's next meeting: the days up to it, and what goes to it of what was asked for.

    Raises NotFound where there is no such board, or no meeting of it is planned.
    """
    from sli_cli.domain.window import before_meeting
    from sli_cli.services.calendars import next_sitting

    found = next_sitting(reader, board)
    name, day = found.forum.name, found.meeting.on
    return before_meeting(name, day, found.deadlines.updates_due, reader.today), chosen._replace(agenda=name)


def next_ones(reader: Reader, window: Window, chosen: Filter, count: int = 5) -> list[Recommendation]:
    """The first few that come after the window."""
    return list(islice(filter(chosen.matches, reader.coming(window.last, chosen.register_id)), count))


def overdue(reader: Reader, chosen: Filter) -> list[Recommendation]:
    """The open recommendations whose next review is before today, the latest first."""
    rows = reader.due(reader.today - timedelta(days=1), chosen.register_id)
    return [one for one in rows if chosen.matches(one)]


def everything(reader: Reader, chosen: Filter) -> Iterable[Recommendation]:
    """Every recommendation that was asked for, by register and ref; to be read once."""
    return filter(chosen.matches, reader.everything(chosen.register_id))


def how_many(reader: Reader, chosen: Filter) -> int:
    """How many recommendations there are in all, in the register that was asked for or in every one."""
    return sum(register.recommendations for register in reader.registers() if chosen.register_id in (None, register.id))


def of_several_registers(reader: Reader, chosen: Filter) -> bool:
    """Whether what was asked for may be of several registers."""
    return chosen.register_id is None and len(reader.register_names()) > 1


def resolve(reader: Reader, asked: Asked) -> Filter:
    """The filter that the words of the options mean. Raises NotFound for an unknown register, post, forum or theme."""
    return Filter(
        register_id=_register(reader, asked.register),
        themes=_themes(reader, asked.themes),
        leads=_posts(reader, asked.leads),
        sponsors=_posts(reader, asked.sponsors),
        forums=_forums(reader, asked.forums),
        standings=asked.standings,
        ratings=asked.ratings,
        basis=asked.basis,
        no_lead=asked.no_lead,
        open=asked.open,
        search=asked.search.casefold() if asked.search else None,
        written=reader.words_of if asked.search else None,
    )


# What a report needs only for some filters is imported where one was given: most of the time goes into starting up.


def _register(reader: Reader, name: str | None) -> int | None:
    if name is None:
        return None
    from sli_cli.services.finding import find_register

    return find_register(reader, name).id


def _forums(reader: Reader, names: tuple[str, ...]) -> frozenset[str]:
    if not names:
        return frozenset()
    from sli_cli.services.finding import find_forum

    return frozenset(find_forum(reader, name).name for name in names)


def _posts(reader: Reader, names: tuple[str, ...]) -> frozenset[int]:
    """The keys of the posts that are named, each by itself or by its holder (who may hold several)."""
    if not names:
        return frozenset()
    from sli_cli.services.finding import find_post

    found: set[int] = set()
    posts = reader.posts()
    for name in names:
        held = {post.id for post in posts if post.holder and post.holder.name.casefold() == name.casefold()}
        found |= held or {find_post(reader, name).id}
    return frozenset(found)


def _themes(reader: Reader, parts: tuple[str, ...]) -> tuple[str, ...]:
    if not parts:
        return ()
    from sli_cli.domain.words import near
    from sli_cli.errors import NotFound

    themes = reader.themes()
    for part in parts:
        if not any(part.casefold() in theme.casefold() for theme in themes):
            guess = near(part, themes)
            meant = f" Did you mean {guess}?" if guess else ""
            raise NotFound(f"There is no theme {part!r}.{meant}", f"Themes: {'; '.join(themes) or 'none yet'}.")
    return tuple(part.casefold() for part in parts)
