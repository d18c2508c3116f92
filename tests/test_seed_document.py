"""The document that the seed register was made from, imported without help: the same 22 recommendations, word for word.

Then the same content in every other kind of file that is read, made here as the usual programs make them.
"""

from __future__ import annotations

import csv
import html
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Alignment, Font

from tests.conftest import SEED, Run

SOURCE = Path(__file__).parent / "data" / "appendix-1.txt"
SEEDED: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "seed" / "bwd-infant-mortality.toml").read_text(encoding="utf-8")
)
ROWS: list[dict[str, str]] = SEEDED["recommendation"]
WORDS = ("ref", "theme", "text", "position", "action")
TITLE = SEEDED["register"]["report_title"]
HEADINGS = (
    "Recommendation for individual localities Proposed lead: Chair of LSCB/ Director Public Health "
    "(Directly taken from the Review)",
    "Blackburn with Darwen Borough Council Comments",
    "Recommendation for Local Action",
)


def as_printed() -> Iterator[tuple[str, str, str]]:
    """The rows of the document's table: a theme alone, or the numbered words, the comments and the action."""
    theme = ""
    for row in ROWS:
        if row["theme"] != theme:
            theme = row["theme"]
            yield theme, "", ""
        yield f"{row['ref']}. {row['text']}", row["position"], row["action"]


def write_docx(path: Path) -> None:
    """Paragraphs and bulleted lists in the cells; the theme in one cell over all three; two tables on two pages."""
    document = docx.Document()
    document.add_heading(TITLE, 1)
    rows = list(as_printed())
    for part in (rows[:9], rows[9:]):
        table = document.add_table(0, 3, style="Table Grid")
        for words in (HEADINGS, *part):
            cells = table.add_row().cells
            if not words[1]:
                cells[0].merge(cells[2]).text = words[0]
                continue
            for cell, text in zip(cells, words, strict=True):
                cell.paragraphs[0].text = ""
                for number, line in enumerate(line for line in text.split("\n") if line):
                    paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                    paragraph.text = line.removeprefix("• ")
                    if line.startswith("• "):
                        paragraph.style = document.styles["List Bullet"]
        document.add_page_break()
    document.save(str(path))


def write_xlsx(path: Path) -> None:
    """A title above, themes merged over the table, long texts wrapped, and a sheet of notes before it."""
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Read me"
    notes.append(["This workbook is kept by Public Health."])
    sheet = book.create_sheet("Recommendations")
    sheet["A1"] = TITLE
    sheet["A1"].font = Font(bold=True)
    for at, words in enumerate((HEADINGS, *as_printed()), 3):
        for column, text in enumerate(words, 1):
            sheet.cell(at, column, text or None).alignment = Alignment(wrap_text=True)
        if not words[1]:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=3)
    book.save(path)


def write_csv(path: Path) -> None:
    """A list with a column for each, in the encoding of an English Windows, as Excel saves it."""
    with open(path, "w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Ref", "Theme", "Recommendation", "Comments", "Local action"])
        writer.writerows([row[name] for name in WORDS] for row in ROWS)


def _html(text: str) -> str:
    pieces = []
    for paragraph in text.split("\n\n"):
        lines = [html.escape(line) for line in paragraph.split("\n")]
        if lines[0].startswith("• "):
            pieces.append("<ul>" + "".join(f"<li>{line.removeprefix('• ')}</li>" for line in lines) + "</ul>")
        else:
            pieces.append(f"<p>{'<br>'.join(lines)}</p>")
    return "".join(pieces)


def write_html(path: Path) -> None:
    """A page whose table stands in another, which only lays out the page."""
    heads = "".join(f"<th>{html.escape(heading)}</th>" for heading in HEADINGS)
    rows = ""
    for words in as_printed():
        cells = [f"<td>{_html(text)}</td>" for text in words] if words[1] else [f'<td colspan="3">{words[0]}</td>']
        rows += f"<tr>{''.join(cells)}</tr>\n"
    page = f"<h1>{TITLE}</h1><table><tr><td>Menu</td><td><table><tr>{heads}</tr>{rows}</table></td></tr></table>"
    path.write_text(f"<!DOCTYPE html><html lang=en><meta charset=utf-8>{page}</html>", encoding="utf-8")


def write_md(path: Path) -> None:
    """A table of Markdown, with its line breaks as `<br>` and its bars escaped."""
    lines = [f"# {TITLE}", "", "| " + " | ".join(HEADINGS) + " |", "| --- | --- | --- |"]
    for words in as_printed():
        lines.append("| " + " | ".join(text.replace("|", "\\|").replace("\n", "<br>") for text in words) + " |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_pdf(path: Path) -> None:
    """A ruled table on landscape pages, its header on each, words wrapped and themes across."""
    pytest.importorskip("pdfplumber")
    pdf = pytest.importorskip("fpdf").FPDF(orientation="landscape")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.add_page()
    pdf.set_font("helvetica", size=14)
    pdf.cell(text=TITLE, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", size=8)
    with pdf.table(col_widths=(3, 5, 3), text_align="LEFT", line_height=4, padding=1) as table:
        for words in (HEADINGS, *as_printed()):
            row = table.row()
            for text in words if words[1] else words[:1]:
                row.cell(text, colspan=1 if words[1] else 3)
    pdf.output(str(path))


WRITERS: dict[str, Callable[[Path], None]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "html": write_html,
    "md": write_md,
    "pdf": write_pdf,
}


def listed(run: Run, *more: str) -> list[dict[str, str]]:
    """The words of every recommendation of the register, in its order."""
    return [{name: one[name] for name in WORDS} for one in json.loads(run(*more, "list", "--json").stdout)]


def test_the_document_itself_gives_what_the_seed_gives(run: Run, own_place: Path) -> None:
    other = ("--database", str(own_place / "seed.db"))
    run(*other, "init", "--seed", SEED)
    expected = listed(run, *other)
    assert [one["ref"] for one in expected] == [str(number) for number in range(1, 23)]
    run("init")
    assert "22 recommendations added" in run("import", str(SOURCE), "--yes").stdout
    assert listed(run) == expected


def test_the_lead_that_its_heading_proposes_is_a_vacant_post_with_the_other_as_contributor(run: Run) -> None:
    run("init")
    said = run("import", str(SOURCE), "--yes").stdout
    assert said.splitlines()[-1] == "New posts, vacant: Chair of LSCB; Director Public Health."
    one = json.loads(run("show", "11", "--json").stdout)
    assert (one["lead"]["post"], one["lead"]["holder"]) == ("Chair of LSCB", None)
    assert one["contributors"] == ["Director Public Health"]
    assert (one["cadence"], one["next_review"], one["standing"]) == (None, None, "unscheduled")


@pytest.mark.parametrize("suffix", WRITERS)
def test_its_content_in_another_kind_of_file_gives_the_same(run: Run, own_place: Path, suffix: str) -> None:
    run("init")
    WRITERS[suffix](own_place / f"plan.{suffix}")
    run("import", str(own_place / f"plan.{suffix}"), "--yes")
    found = listed(run)
    for row, one in zip(ROWS, found, strict=True):
        assert one == {name: row[name] for name in WORDS}
