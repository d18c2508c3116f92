"""The rows of the register alone: without what stands above, beside and below, and without repeated headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from sli_cli.intake.choosing import Part
from sli_cli.intake.headings import LONGEST, key_of
from sli_cli.intake.lines import Line, lines
from sli_cli.intake.shape import Header, is_ours
from sli_cli.intake.values import NOTE, Doubts

_RULE = re.compile(r"[\W_]+")
_PAGE = re.compile(r"page \d+(?: (?:of|/) ?\d+)?|\d+ (?:of|/) \d+|end of (?:the )?(?:report|document|table)\.?", re.I)
_BELOW = re.compile(r"(?:rag |colou?r |risk |status )?(?:key|legend|ratings? key|key to .{1,40}|footnotes?)\s*:?", re.I)


def body(
    parts: tuple[Part, ...], doubts: Doubts | None = None, counts: dict[str, int] | None = None
) -> Iterator[tuple[Part, Line]]:
    """The rows that may say something of recommendations, table after table; what was left out goes to `doubts`."""
    first = next(part.header for part in parts if part.header)
    doubts = doubts or Doubts(most=0)
    counts = counts if counts is not None else {}
    for part in parts:
        header = part.header or first
        above = {key_of(text) for text in (*header.above, *part.table.heading.split("\n"))}
        ended = False
        for line in lines(part.table.rows(), doubts):
            if part.header and line.number <= part.header.last:
                if line.number < part.header.first:
                    _note(line, "above", "It stands above the table", doubts)
                continue
            _without_beside(line, header, doubts)
            counts["rows"] = counts.get("rows", 0) + 1
            if header.ours:
                if not is_ours(line):
                    yield part, line
                continue
            if repeats(line, header):
                counts["repeated headers"] = counts.get("repeated headers", 0) + 1
                if not {key_of(cell.text) for cell in line.cells.values()} <= frozenset().union(*header.keys):
                    _note(line, "header", "It is nearly the header again", doubts)
                continue
            ended = ended and len(line.cells) < max(3, len(header.names) // 2)
            ended = ended or bool(len(line.cells) <= 2 and _BELOW.fullmatch(_first(line)))
            if ended:
                _note(line, "below", "It stands below the table", doubts)
            elif _of_the_page(line, above):
                _note(line, "page", "It belongs to the page, not to the table", doubts)
            elif line.cells:
                yield part, line


def repeats(line: Line, header: Header) -> bool:
    """Whether a row is a row of the header again, as on the next page."""
    if len(line.cells) < 2:
        return False
    first, second = islice(line.cells.values(), 2)
    if not any(
        key_of(cell.text) in known for cell in (first, second) if len(cell.text) <= LONGEST for known in header.keys
    ):
        return False  # nearly every row of data ends here
    keys = {key_of(cell.text) for cell in line.cells.values()}
    return any(len(keys & known) * 5 >= len(keys) * 3 and len(known) > 1 for known in header.keys)


def _first(line: Line) -> str:
    return next((cell.text for cell in line.cells.values()), "")


def _without_beside(line: Line, header: Header, doubts: Doubts) -> None:
    """Takes out of a row what only stands beside the table."""
    for index in header.beside & line.cells.keys():
        cell = line.cells.pop(index)
        doubts.add(cell.place, "beside", "It stands beside the table and was not read.", cell.text, severity=NOTE)


def _of_the_page(line: Line, above: set[str]) -> bool:
    """Whether a row is a rule, a page number, or a line of the title that comes again on each page."""
    texts = [cell.text for cell in line.cells.values()]
    if all(_RULE.fullmatch(text) for text in texts):
        return True
    return len(texts) == 1 and (bool(_PAGE.fullmatch(texts[0])) or key_of(texts[0]) in above)


def _note(line: Line, kind: str, sentence: str, doubts: Doubts) -> None:
    words = " | ".join(cell.text for cell in line.cells.values())
    doubts.add(line.place(), kind, f"{sentence} and was not read.", words, severity=NOTE)
