"""What to do next, with the commands for it as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.domain.words import typed
from sli_cli.services.meeting_dates import none_planned

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation

ENDINGS = {"done": "implemented", "no longer needed": "not implemented"}
"""The outcomes of a review after which a recommendation is closed, and as what."""


def new_rule(one: Recommendation) -> str:
    return f"sli cadence {typed(one.name)} RULE"


def secretarys_address(board: str) -> str:
    return f"sli forum edit {typed(board)} --secretary-email ADDRESS"


def after_review(one: Recommendation, outcome: str | None) -> str:
    """What comes after a review that nothing follows: closing it where it has come to its end, else another rule."""
    if outcome in ENDINGS:
        return f"sli close {typed(one.name)} --as {typed(ENDINGS[outcome])} --reason …"
    return new_rule(one)


def nothing_follows(one: Recommendation, verb: str) -> str:
    """The sentence for a recommendation that is open again and has no date, with the command that gives it one."""
    boards = boards_of(parse_rule(one.cadence.rule)) if one.cadence else ()
    if boards:
        return f"{one.name}: {verb}, but it has no next review: {none_planned(boards[0])}"
    why = f"its rule, {one.cadence.rule}, gives no date after today" if one.cadence else "it has no rule"
    return f"{one.name}: {verb}, but it has no next review: {why}. Give it a rule: {new_rule(one)}"
