"""Reports for the tests of the formats, and how what was rendered is read back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl

from sli_cli.domain import excel_text
from sli_cli.render import Column, Report, render, render_file

# What a terminal would obey.
OBEYED = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}

HOSTILE = {
    "terminal injection: colours, a title, a cleared screen": "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x9b2J",
    "injection into a table: bars, quotes and line ends": "a|b\\|c\r\nnew line\rand \"quotes\" and 'others'",
    "csv injection: a command": "=cmd|' /C calc'!A0",
    "csv injection: a function": "@SUM(1+1)*cmd",
    "csv injection: behind a tab": "\t=1+1",
    "csv injection: behind a carriage return": "\r=1+1",
    "sql injection": "-- ; DROP TABLE",
    "html injection: a script, and marks of Markdown": "<script>alert(1)</script> &amp; **bold** `code` [link](http://x)",
    "terminal injection: other control characters": "NUL\x00 DEL\x7f NEL\x85 VT\x0b",
    "half a character": "lone \ud800 surrogate \udfff",
    "terminal injection: text that runs backwards": "bidi \u202egnp.exe \u2066isolate\u2069 line\u2028separator\u2029",
    "nothing": "",
    "spaces": "   ",
    "line ends": "\n\n",
    "a control character": "\x01",
}
"""By what each tries to do: what may stand in a text that somebody typed or that a file brought."""
NUMBER_LIKE = ("1e5", "1.10", "012/21", "NaN", "0x1F", "1_000", "007", "1,000.50", "True", "None")
UNICODE = ("日本語のテキスト", "👩‍👩‍👧", "e\u0301cole", "שלום", "مرحبا", "Siân’s", "–", "हिन्दी", "❤\ufe0f")

COLUMNS = (
    Column("ref", "Ref", lambda row: row["ref"], least=4, grow=0),
    Column("text", "Recommendation", lambda row: row["text"], grow=3),
    Column("lead", "Lead", lambda row: row["lead"], lambda row: (row["lead"] or "vacant") + "\nCouncil"),
    Column("next_review", "Next review", lambda row: row["next_review"], least=11, grow=0),
)


def a_row(
    ref: str = "11", text: str = "To review the model over time.", lead: str | None = "Director"
) -> dict[str, Any]:
    return {"ref": ref, "text": text, "lead": lead, "next_review": date(2026, 11, 30)}


def a_report(rows: Any, **more: Any) -> Report:
    return Report("Due this month", COLUMNS, rows, empty="Nothing falls due.", **more)


def text_of(report: Report, fmt: str, *, width: int = 120, encoding: str = "utf-8") -> str:
    return "".join(render(report, fmt, width=width, encoding=encoding))


def markdown_cells(line: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", line)[1:-1]
    return [unescape(re.sub(r"\\(.)", r"\1", cell.strip(" ").replace("<br>", "\n"))) for cell in cells]


def unescaped_tsv(cell: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "\\": "\\"}[found[1]], cell)


def without_guard(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


class _Cells(HTMLParser):
    """The texts of a page: of the cells of its tables, row by row, and of its headings and paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.words: list[tuple[str, str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = tag
        elif tag in ("title", "h1", "h2", "p", "caption", "style"):
            self.words.append((tag, ""))
            self.inside = tag
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("td", "th"):
            self.rows[-1][-1] += data
        elif self.inside:
            self.words[-1] = (self.inside, self.words[-1][1] + data)


def html_read(whole: str) -> _Cells:
    found = _Cells()
    found.feed(whole)
    found.close()
    return found


def file_of(report: Report, fmt: str) -> io.BytesIO:
    return io.BytesIO(b"".join(render_file(report, fmt)))


def docx_rows(file: io.BytesIO) -> list[list[str]]:
    """The texts of the cells of all tables, header rows too."""
    return [[cell.text for cell in row.cells] for table in docx.Document(file).tables for row in table.rows]


def docx_words(file: io.BytesIO) -> list[str]:
    """The texts of headings and paragraphs, without those in tables."""
    return [paragraph.text for paragraph in docx.Document(file).paragraphs]


def xlsx_rows(file: io.BytesIO, sheet: str = "Report") -> list[list[Any]]:
    """The values of a sheet, the header too: what was written, and None for an empty cell."""
    book = openpyxl.load_workbook(file)
    texts: dict[int, str] = {}
    if excel_text.LONG_TEXTS in book.sheetnames:
        for number, _, words in book[excel_text.LONG_TEXTS].iter_rows(min_row=2, values_only=True):
            texts[number] = texts.get(number, "") + excel_text.unescaped(words or "")

    def value(found: Any) -> Any:
        return excel_text.whole(excel_text.unescaped(found), texts) if isinstance(found, str) else found

    return [[value(found) for found in row] for row in book[sheet].iter_rows(values_only=True)]


def xlsx_words(file: io.BytesIO) -> list[str]:
    """The lines of the sheet that says what the table is."""
    return [row[0] for row in xlsx_rows(file, "About")]


# How a format that is no text is read back: rows of cells, with the header; and the words around them.
READ_ROWS: dict[str, Callable[[io.BytesIO], list[list[Any]]]] = {"docx": docx_rows, "xlsx": xlsx_rows}
READ_WORDS: dict[str, Callable[[io.BytesIO], list[str]]] = {"docx": docx_words, "xlsx": xlsx_words}

# How each format is read back: its whole text → the texts of the column `text`, one a row.
READ: dict[str, Callable[[str], list[str]]] = {
    "json": lambda whole: [record["text"] for record in json.loads(whole)],
    "jsonl": lambda whole: [json.loads(line)["text"] for line in whole.split("\n")[:-1]],
    "csv": lambda whole: [without_guard(line[1]) for line in list(csv.reader(io.StringIO(whole, newline="")))[1:]],
    "tsv": lambda whole: [without_guard(unescaped_tsv(line.split("\t")[1])) for line in whole.split("\n")[1:-1]],
    "markdown": lambda whole: [markdown_cells(line)[1] for line in whole.split("\n") if line.startswith("| ")][2:],
    "html": lambda whole: [row[1] for row in html_read(whole).rows[1:]],
    "plain": lambda whole: [line.split("\t")[1] for line in whole.split("\n")[:-1]],
}
