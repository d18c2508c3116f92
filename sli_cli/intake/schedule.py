"""When an item is due and how often it is looked at, of all its columns that speak of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.vocabulary import BASES
from sli_cli.intake.cadencewords import rule_of
from sli_cli.intake.dayforms import When
from sli_cli.intake.days import Remark

if TYPE_CHECKING:
    from sli_cli.intake.drafts import Fields

_NO_DATE = re.compile(r"(?:n/?a|none|nil|not applicable|no cadence|[\W_]*)", re.I)


def read(fields: Fields) -> dict[str, Any]:
    """The fields of a draft on its clock: `wording`, `rule`, `basis`, `reason`, `last_review`, `next_review` and
    whether that is assumed.

    The first date column that gives a day or a rule counts; what the others say is kept in extra fields.
    """
    due, words = _due(fields)
    rule, wording, basis = _cadence(fields)
    own = fields.of("wording").text
    if (own or wording) and words:
        fields.keep(due[0])
    when = due[1] if due else When()
    wording = own or wording or words
    rule = rule or when.rule
    plain = when.day is not None and not when.assumed and rule is None
    said = fields.of("basis").text.lower()
    if said not in BASES and "basis" in fields.layout.one:
        fields.keep(fields.layout.one["basis"])
    reason = fields.of("reason").text
    if not reason and wording and (rule or when.assumed):
        reason = f'the document says "{" ".join(wording.split())}"'
    return {
        "wording": wording,
        "rule": rule,
        "basis": said if said in BASES else basis or ("confirmed" if plain else "assumed"),
        "reason": reason,
        "next_review": when.day,
        "next_review_assumed": when.day is not None and when.assumed,
        "last_review": past(fields, "last_review"),
    }


def past(fields: Fields, meaning: str) -> date | None:
    """The day in the one column of this meaning; words that say more or less than a day are kept as an extra field."""
    cell = fields.of(meaning)
    if not cell.text:
        return None
    index = fields.layout.one[meaning]
    reader = fields.layout.readers[index]
    when, remarks = reader.read(cell)
    if when.day and when.day > fields.today:
        fields.keep(index)
        fields.doubt(cell, "to-come", "It is still to come, so it is no day of something past: kept as an extra field.")
        return None
    if when.day and not when.assumed and not when.words:
        _report(fields, index, when, remarks)
        return when.day
    fields.keep(index)
    day = reader.past(cell)
    if day and day > fields.today:
        day = None
    if day:
        sentence = f"{day.isoformat()} was taken from it; its words are kept as an extra field."
        fields.doubt(cell, "past", sentence, day.isoformat())
    elif not _NO_DATE.fullmatch(cell.text):
        fields.doubt(cell, "wording", "No date was taken from it: it is kept as an extra field.")
    return day


def _report(fields: Fields, index: int, when: When, remarks: list[Remark]) -> None:
    cell = fields.cell(index)
    if when.day and len(fields.item.cells.get(index, ())) > 1:
        remarks = [*remarks, Remark("joined-date", "It was put together from several rows: check it.")]
    became = when.day.isoformat() if when.day else when.rule or ""
    for remark in remarks:
        fields.doubts.add(cell.place, remark.kind, remark.sentence, cell.text, became, remark.severity)


def _due(fields: Fields) -> tuple[Any, str]:
    """The column that says when the item is due and what it says, and its words where they say more than a day."""
    chosen: tuple[int, When] | None = None
    spoke: tuple[int, When] | None = None
    for column in fields.layout.several.get("next_review", ()):
        cell = fields.cell(column.index)
        if not cell.text:
            continue
        if _NO_DATE.fullmatch(cell.text):
            fields.doubt(cell, "no-date", f"'{cell.text}' says that there is no date.")
            continue
        if chosen:
            fields.keep(column.index)
            continue
        when, remarks = fields.layout.readers[column.index].read(cell)
        _report(fields, column.index, when, remarks)
        if when.day or when.rule:
            chosen = (column.index, when)
        elif spoke:
            fields.keep(column.index)
        else:
            spoke = (column.index, when)
    if chosen and spoke:
        fields.keep(spoke[0])
    found = chosen or spoke
    if not found:
        return None, ""
    speaks = found[1].words or found[1].day is None
    return found, fields.cell(found[0]).text if speaks else ""


def _cadence(fields: Fields) -> tuple[str | None, str, str]:
    """The rule, the wording and the basis that the column on how often gives."""
    cell = fields.of("cadence")
    words = cell.text
    if _NO_DATE.fullmatch(words) and words.lower() != "none":
        if words:
            fields.doubt(cell, "no-date", f"'{words}' says nothing of how often.")
        return None, "", ""
    found = re.fullmatch(r"(.*?)\s*\((assumed|confirmed)\)", words, re.S)
    phrase, basis = (found[1], found[2]) if found else (words, "")
    rule = rule_of(phrase)
    if rule is None:
        fields.doubt(cell, "wording", "No rule was taken from it: it is kept as wording.")
    elif not basis and "basis" not in fields.layout.one:
        fields.doubt(cell, "cadence", f"It says how often: '{rule}' is assumed.", rule)
    return rule, "" if phrase == rule else words, basis
