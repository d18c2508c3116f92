"""Reports for the tests of the formats, and how what was rendered is read back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

from sli_cli.render import Column, Report, render

# What a terminal would obey.
OBEYED = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}

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


# How each format is read back: its whole text → the texts of the column `text`, one a row.
READ: dict[str, Callable[[str], list[str]]] = {
    "json": lambda whole: [record["text"] for record in json.loads(whole)],
    "jsonl": lambda whole: [json.loads(line)["text"] for line in whole.split("\n")[:-1]],
    "csv": lambda whole: [without_guard(line[1]) for line in list(csv.reader(io.StringIO(whole, newline="")))[1:]],
    "tsv": lambda whole: [without_guard(unescaped_tsv(line.split("\t")[1])) for line in whole.split("\n")[1:-1]],
    "markdown": lambda whole: [markdown_cells(line)[1] for line in whole.split("\n") if line.startswith("| ")][2:],
    "plain": lambda whole: [line.split("\t")[1] for line in whole.split("\n")[:-1]],
}
