"""What an import would do, as it is shown before it is done: the columns, the first rows, every doubt, every change."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from sli_cli.domain.datewords import count_words, short
from sli_cli.intake.values import DOUBT, NOTE, Doubt
from sli_cli.output import terminal_width
from sli_cli.render import Column, Report, render
from sli_cli.render.clean import harmless

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.intake.tables import Document
    from sli_cli.intake.values import Draft, Reading
    from sli_cli.services.importing import Imported

FIRST_ROWS, MOST_DIFFERENCES = 3, 200
MOST_OF_A_KIND = {DOUBT: 10, NOTE: 3}
"""How many remarks of one kind are shown, by their severity; a report has all of them."""

MAPPING = (
    Column("heading", "Column", lambda shown: shown.heading, least=16, grow=2),
    Column("meaning", "Is taken to be", lambda shown: shown.meaning, least=24, grow=3),
)
ROWS = (
    Column("ref", "Ref", lambda draft: draft.ref, least=3, grow=0),
    Column("text", "Recommendation", lambda draft: _cut(draft.text), least=24, grow=4),
    Column("action", "Local action", lambda draft: _cut(draft.action), least=16, grow=3),
    Column("lead", "Lead", lambda draft: draft.lead or "No lead", least=12, grow=2),
    Column("when", "Next review", lambda draft: _when(draft), least=11, grow=1),
)
DOUBTS = (
    Column("place", "Where", lambda doubt: doubt.place, least=15, grow=1),
    Column("severity", "Is a", lambda doubt: doubt.severity, least=5, grow=0, rank=2),
    Column("kind", "Kind", lambda doubt: doubt.kind, least=8, grow=0, rank=3),
    Column("sentence", "What", lambda doubt: doubt.sentence, least=24, grow=4),
    Column("original", "There it says", lambda doubt: doubt.original, lambda doubt: _cut(doubt.original), 14, 2),
    Column("became", "Became", lambda doubt: doubt.became, least=10, grow=1, rank=1),
)
SHOWN_DOUBTS = tuple(column for column in DOUBTS if column.key not in ("severity", "kind"))
DIFFERENCES = (
    Column("ref", "Ref", lambda one: one.ref, least=3, grow=0),
    Column("field", "Field", lambda one: one.field, least=10, grow=0),
    Column("before", "In the register", lambda one: one.before, lambda one: _cut(one.before), 18, 2),
    Column("after", "In the document", lambda one: one.after, lambda one: _cut(one.after), 18, 2),
)


def preview(
    app: App, stream: TextIO, file: str, document: Document, reading: Reading, found: Imported
) -> Iterator[str]:
    """The preview in pieces of text for `stream`, each ending with a line end, harmless to a terminal."""
    name = os.path.basename(file)
    head = f"{name}: {count_words(len(reading.drafts), 'recommendation')} in {', '.join(reading.tables)}."
    for line in (head, reading.why, *document.notes, *_counts(reading)):
        if line:
            yield f"{harmless(line)}\n"
    yield from _table(app, stream, Report(title="Columns", columns=MAPPING, rows=reading.mapping))
    first = list(islice(iter(reading.drafts), FIRST_ROWS))
    columns = tuple(column for column in ROWS if column.key != "action" or any(draft.action for draft in first))
    yield from _table(app, stream, Report(title="The first of them", columns=columns, rows=first))
    doubts = sum(number for (severity, _), number in reading.doubt_counts.items() if severity == DOUBT)
    for severity, title in (
        (DOUBT, f"{count_words(doubts, 'doubt')}: look at each"),
        (NOTE, "So that it is known"),
    ):
        rows = list(_some(reading, severity))
        if rows:
            yield from _table(app, stream, Report(title=title, columns=SHOWN_DOUBTS, rows=rows))
    if found.differences:
        yield from _table(
            app,
            stream,
            Report(
                title="What differs",
                columns=DIFFERENCES,
                rows=found.differences[:MOST_DIFFERENCES],
                foot=(f"{count_words(found.differing, 'recommendation')} in all.",),
            ),
        )
    yield "\n"
    for line in found.lines():
        yield f"Would say: {harmless(line)}\n" if found.writes else f"{harmless(line)}\n"


def _table(app: App, stream: TextIO, report: Report) -> Iterator[str]:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    yield "\n"
    yield from render(report, "table", width=terminal_width(), color=app.color(stream), encoding=encoding)


def _some(reading: Reading, severity: str) -> Iterator[Doubt]:
    """The first remarks of each kind, and how many more there are of it."""
    shown: dict[str, int] = {}
    for remark in reading.doubts:
        if remark.severity == severity:
            shown[remark.kind] = shown.get(remark.kind, 0) + 1
            if shown[remark.kind] <= MOST_OF_A_KIND[severity]:
                yield remark
    for kind, number in shown.items():
        more = reading.doubt_counts[severity, kind] - min(number, MOST_OF_A_KIND[severity])
        if more:
            yield Doubt(f"and {more} more", kind, f"Of the kind {kind!r}: --report FILE writes all of them.")


def _counts(reading: Reading) -> Iterator[str]:
    said = [_counted(number, what) for what, number in reading.counts.items() if number and what != "recommendations"]
    if said:
        yield f"Counted: {', '.join(said)}."


def _counted(number: int, what: str) -> str:
    """`1 joined row`, `2 joined rows`."""
    return f"{number} {re.sub('s(?= |$)', '', what, count=1) if number == 1 else what}"


def _when(draft: Draft) -> str:
    if draft.state == "closed":
        return f"closed {short(draft.closed_on)}" if draft.closed_on else "closed"
    lines = [short(draft.next_review) if draft.next_review else "", draft.rule or ""]
    if (draft.rule or draft.next_review) and (draft.basis == "assumed" or draft.next_review_assumed):
        lines.append("assumed")
    return "\n".join(line for line in lines if line) or draft.wording or "no date"


def _cut(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
