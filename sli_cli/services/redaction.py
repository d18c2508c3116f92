"""Blanks a passage that should never have been typed: in the live rows of a recommendation, and in its history.

The chain stays whole: each row keeps the hash of the texts it was written with, and the redaction, itself a row of
history, binds what is left of them. Who, when and why stay.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.datewords import count_words
from sli_cli.domain.evidence import canonical, text_hash
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.domain.words import clean_text
from sli_cli.errors import BadValue, DatabaseProblem
from sli_cli.services.history import Names, bearers, taken_out

if TYPE_CHECKING:
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader

Row = Mapping[str, Any]

BLANK = "[redacted]"
"""What stands where a passage stood."""

SHORTEST = 3
"""The shortest passage, in characters: fewer would blank half of every text."""

MOST_NAMED = 10
"""How many other places are named at most."""

DATES = """
report_date adopted_on closed_on succeeded_on since until meets_on state_on next_review lifted_on anchor happened_on
due_on first_due reviewed_on noted_on from_date to_date asked_on reopened_on moved_from started_on stopped_on
"""
VOCABULARIES = "adopted_basis basis state role outcome rating decision kind source"
NAMES = "ref ref_key sort_key"
FIXED = frozenset(f"{DATES} {VOCABULARIES} {NAMES} days_before".split())
"""The columns that are no free text: dates, closed vocabularies, numbers, and what a recommendation is called."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a passage stands: the live rows, and the texts of history rows by number, each as it will be."""

    live: list[tuple[str, dict[str, Any]]]
    history: dict[int, dict[str, str]]


def redact(
    database: Database, ref: str, register: str | None, passage: str, reason: str, *, keep: bool = True
) -> list[str]:
    """Blanks the passage in one transaction, then has what was overwritten wiped from its files; says where.

    A passage that stands nowhere, for example because it is blanked already, is said to. Raises NotFound or BadValue
    for the ref, BadValue for a passage shorter than SHORTEST and for a reason that is empty or holds the passage.
    """
    passage, reason = clean_text(passage, "passage"), clean_text(reason, "reason")
    if len(passage) < SHORTEST:
        raise BadValue(f"The passage {passage!r} is too short.", f"Give at least {SHORTEST} characters.")
    if passage in reason:
        raise BadValue("The reason holds the passage, and would stay.", "Say why without it.")
    with database.change("history redact", reason, keep=keep) as change:
        of = dict.fromkeys([*bearers(change, ref, register), *taken_out(change, ref, register)])
        name = Names(change).name("recommendation", next(iter(of)))
        found = _find(change, of, passage)
        if found.live or found.history:
            _write(change, next(iter(of)), found)
            for key in of:  # a message that was not settled yet may hold the passage, in lines of its own
                change.connection.run("forget_content", about_id=key)
        elsewhere = _elsewhere(change, passage)
    still = _wiped(database) if keep else []
    return [*_said(name, found), *still, *_left(elsewhere)]


def _wiped(database: Database) -> list[str]:
    """Has what was overwritten wiped; what is still to be done. Raises DatabaseProblem, which says what is done.

    In all that there is, and also where nothing was found: the passage may have been taken back, written over or sent
    before, and an attempt to wipe it may have failed.
    """
    try:
        return database.home.rewrite()
    except DatabaseProblem as error:
        raise DatabaseProblem(
            f"The passage is blanked, but what was overwritten may still be in the database's files: {error.why}.",
            "Type the same again when that is mended: it wipes them.",
        ) from error


def _said(name: str, found: _Found) -> list[str]:
    if not found.history:
        return [f"{name}: the passage stands nowhere in it, letter for letter; nothing was changed."]
    live, past = count_words(len(found.live), "row"), count_words(len(found.history), "row")
    return [
        f"{name}: blanked in {live} of the register and {past} of history; who wrote it, when and why stay.",
        "Backups, papers and other copies hold the passage still: replace or destroy them.",
    ]


def _left(elsewhere: list[str]) -> list[str]:
    if not elsewhere:
        return []
    named = ", ".join(elsewhere[:MOST_NAMED]) + (" and more" if len(elsewhere) > MOST_NAMED else "")
    return [f"It was left where it stands elsewhere: {named}."]


# -- where it stands ---------------------------------------------------------------------------------------------------


def _find(reader: Reader, of: Iterable[int], passage: str) -> _Found:
    """History knows every row that ever belonged to a recommendation, and so where to look among the live ones."""
    rows = [row for one in of for row in reader.rows("history_of_recommendation", recommendation_id=one)]
    live = []
    for table, row_id in sorted({(row["entity"], row["entity_id"]) for row in rows}):
        for row in reader.rows(f"get {table}", id=row_id):
            blanked = _blank_values(row, passage)
            if blanked != row:
                live.append((table, blanked))
    return _Found(live, _past(reader, rows, passage))


def _past(reader: Reader, rows: Iterable[Row], passage: str) -> dict[int, dict[str, str]]:
    """The texts of the history rows that hold the passage, blanked, by row number."""
    found: dict[int, dict[str, str]] = {}
    # The reason of a change stands on all its rows, also on those about something else, whose other texts are not ours.
    for number in {row["change"] for row in rows if _blank_text(row["why"], passage) != row["why"]}:
        for other in reader.rows("history_of_change", change=number):
            why = _blank_text(other["why"], passage)
            found[other["seq"]] = {"before": other["before"], "after": other["after"], "why": why}
    for row in rows:
        texts = {
            "before": canonical(_blank_values(json.loads(row["before"]), passage)),
            "after": canonical(_blank_values(json.loads(row["after"]), passage)),
            "why": _blank_text(row["why"], passage),
        }
        if any(texts[name] != row[name] for name in texts):
            found[row["seq"]] = texts
    return dict(sorted(found.items()))


def _blank_values(values: Row, passage: str) -> dict[str, Any]:
    return {column: _blank_value(column, value, passage) for column, value in values.items()}


def _blank_value(column: str, value: Any, passage: str) -> Any:
    if column in FIXED or not isinstance(value, str):
        return value
    blanked = _blank_text(value, passage)
    # A rule may wait for an event, in somebody's words; the rest of it, the name of a board too, is no free text.
    return blanked if column != "rule" or _is_rule(blanked, value) else value


def _blank_text(text: str, passage: str) -> str:
    """`text` without the passage; what an earlier redaction left is no text in which to look for it."""
    return BLANK.join(part.replace(passage, BLANK) for part in text.split(BLANK))


def _is_rule(text: str, before: str) -> bool:
    """Whether `text` is still a rule, and follows the same boards as it did `before`."""
    try:
        rule = parse_rule(text)
        return str(rule) == text and boards_of(rule) == boards_of(parse_rule(before))
    except BadValue:
        return False


def _elsewhere(reader: Reader, passage: str) -> list[str]:
    """Where in history the passage is left, by name: what belongs to others, refs, and who did it."""
    names = Names(reader)
    found: dict[str, None] = {}
    for row in reader.connection.rows("history_in_order"):
        if passage in row["by"] or passage in row["account"]:
            found[f"the name of who made change {row['change']}"] = None
        texts = [row["why"], *json.loads(row["before"]).values(), *json.loads(row["after"]).values()]
        if any(isinstance(text, str) and _blank_text(text, passage) != text for text in texts):
            of = row["recommendation_id"]
            table, row_id = ("recommendation", of) if of is not None else (row["entity"], row["entity_id"])
            found[names.thing(table, row_id, of)] = None
    return list(found)


# -- blanking it -------------------------------------------------------------------------------------------------------


def _write(change: Change, about: int, found: _Found) -> None:
    """One history row that lists all, then the rows themselves: the passage must not stand in a new history row."""
    fresh = [(seq, texts, os.urandom(16).hex()) for seq, texts in found.history.items()]
    bound = {
        "rows": [[seq, text_hash(salt, **texts)] for seq, texts, salt in fresh],
        "live": [[table, row["id"]] for table, row in found.live],
    }
    redaction = change.record("recommendation", about, "redact", {}, bound)
    for table, row in found.live:
        change.connection.run(f"update {table}", **row)
    for seq, texts, salt in fresh:
        change.connection.run("redact_history", redacted_seq=seq, redacted_by=redaction, salt=salt, **texts)
