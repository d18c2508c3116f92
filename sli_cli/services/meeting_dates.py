"""The dates of boards' meetings, given to the rules that follow them, and to the calendar that deadlines count in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.meeting_rules import bound, renamed
from sli_cli.domain.meetings import CANCELLED
from sli_cli.domain.words import typed
from sli_cli.services.finding import find_forum, refuse_succeeded

if TYPE_CHECKING:
    from sli_cli.domain.cadence import Rule
    from sli_cli.store.reader import Reader


def with_meetings(reader: Reader, rule: Rule) -> Rule:
    """The rule with the dates of its board's meetings, cancelled ones left out; any other as it is."""
    return bound(rule, lambda board: _dates(reader, board))


def _dates(reader: Reader, board: str) -> tuple[date, ...]:
    forum = next((one for one in reader.forums() if one.name.casefold() == board.casefold()), None)
    return tuple(one.on for one in reader.meetings(forum.id) if one.state != CANCELLED) if forum else ()


def with_known_boards(reader: Reader, rule: Rule) -> Rule:
    """The rule with each board by its own name. Raises NotFound for an unknown one, BadValue for one succeeded."""

    def name(board: str) -> str:
        forum = find_forum(reader, board)
        refuse_succeeded(reader, "forum", forum)
        return forum.name

    return renamed(rule, name)


def none_planned(board: str) -> str:
    """Why what follows a board's meetings has no date, and the command that gives it one."""
    return f"no {board} meeting is planned: sli meeting plan {typed(board)}"
