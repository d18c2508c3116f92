"""Markdown: its pipe tables, as GitHub and this program write them, with what marks text up taken away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from sli_cli.intake.markup import from_fragments, has_markup
from sli_cli.intake.source import MOST_COLUMNS, Source
from sli_cli.intake.tables import Cell, Document, Row, Table

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_LITERAL = re.compile(
    r"(?<!`)(?P<ticks>`{1,3})(?!`)(?P<code>.{1,2000}?)(?<!`)(?P=ticks)(?!`)"
    r"|\\[!-/:-@\[-`{-~]|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[\ue000-\uf8ff]"
)
_KEPT = 0xE000  # what is meant literally waits here, among characters for private use, while markup is taken away
_MOST_KEPT = 6000


def read(source: Source) -> Document:
    """The tables of a Markdown text, the rule under the header left out. Those in fenced code are no tables."""
    tables = []
    for number, (heading, rows) in enumerate(_tables(source.text().split("\n")), 1):
        tables.append(_table(number, heading, rows))
    return source.document(tuple(tables))


def _table(number: int, heading: str, lines: list[tuple[int, str]]) -> Table:
    rows = []
    for line, text in lines:
        cells = [
            Cell(plain(cell), f"line {line}, column {column}") for column, cell in enumerate(_cells(text), start=1)
        ]
        if any(cell.text for cell in cells):
            rows.append(Row(line, tuple(cells[:MOST_COLUMNS])))
    return Table(f"table {number}", number, lambda: iter(rows), heading)


def _tables(lines: list[str]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The heading of each table, and its lines with their numbers."""
    heading = near = fence = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        fenced = _FENCE.match(line)
        if fenced and (not fence or fenced[1].startswith(fence)):
            fence = "" if fence else fenced[1]
        elif not fence and "|" in line and _is_rule(lines, at + 1):
            rows = [(at + 1, line)]
            at += 2
            while at < len(lines) and lines[at].strip() and not _FENCE.match(lines[at]):
                rows.append((at + 1, lines[at]))
                at += 1
            yield heading or near, rows
            heading = near = ""
            continue
        elif not fence and (found := _HEADING.fullmatch(line)):
            heading = plain(found[1])
        elif not fence and line.strip():
            near = plain(line)
        at += 1


def _is_rule(lines: list[str], at: int) -> bool:
    return at < len(lines) and "-" in lines[at] and "|" in lines[at] and _RULE.fullmatch(lines[at]) is not None


def _cells(line: str) -> list[str]:
    """The cells of a line. A bar after a backslash parts nothing, in code neither."""
    cells = [""]
    for piece in re.findall(r"\\.|[^\\|]+|\||\\$", line.strip().removeprefix("|")):
        if piece == "|":
            cells.append("")
        else:
            cells[-1] += piece
    return cells if cells[-1].strip() or len(cells) == 1 else cells[:-1]


def plain(text: str) -> str:
    """A cell as text: links as their words, emphasis without its marks, escaped characters as themselves."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if len(kept) == _MOST_KEPT:
            return found[0]
        words = found[0]
        if found["code"]:
            words = found["code"].strip().replace("\\|", "|")
        elif len(words) > 1:
            words = words[1:] if words.startswith("\\") else html.unescape(words)
        kept.append(words)
        return chr(_KEPT + len(kept) - 1)

    text = _LITERAL.sub(keep, text)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)", r"\1", text)
    text = re.sub(r"(\*\*|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*]{1,2000}?)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(?=\S)([^_]{1,2000}?)(?<=\S)_(?!\w)", r"\1", text)
    text = from_fragments(text) if has_markup(text) else text.strip()
    return re.sub("[\ue000-\uf8ff]", lambda found: _back(found[0], kept), text)


def _back(character: str, kept: list[str]) -> str:
    at = ord(character) - _KEPT
    return kept[at] if at < len(kept) else character
