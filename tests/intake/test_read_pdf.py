"""Ruled tables of PDFs: through pages, with paragraphs and lists; scans and locked files are refused."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from reading import words

from sli_cli.errors import Rejected
from sli_cli.intake.opening import open_document

pytest.importorskip("pdfplumber")

WIDE, LINE = 150, 12  # of a column, and from one line to the next, in points


def drawn(*pages: list[list[list[str]]], shaded: str = "") -> list[str]:
    """The drawing of a ruled table on each page: rows of cells of lines; an empty line is half a line of space."""
    drawings = []
    for rows in pages:
        commands, top = [shaded], 760.0
        for row in rows:
            height = max(sum(LINE if line else LINE / 2 for line in lines) for lines in row) + 6
            for column, lines in enumerate(row):
                left = 50 + column * WIDE
                commands.append(f"0 0 0 RG {left} {top - height} {WIDE} {height} re S")
                down = top
                for line in lines:
                    down -= LINE if line else LINE / 2
                    said = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                    commands.append(f"BT /F1 9 Tf {left + 3} {down} Td ({said}) Tj ET" if line else "")
            top -= height
        drawings.append("\n".join(commands))
    return drawings


def pdf(path: Path, drawings: list[str], *, packed: bytes = b"") -> Path:
    """Writes a PDF with a page for each drawing, and perhaps one more packed stream."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(drawings)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(drawings)}>>".encode(), font]
    for at, drawing in enumerate(drawings):
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * at} 0 R"
        content = drawing.encode("cp1252")
        objects.append(f"{page}/Resources<</Font<</F1 3 0 R>>>>>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    if packed:
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed))
    whole, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(whole))
    path.write_bytes(whole + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end)
    return path


def test_a_ruled_table_is_read_with_its_places(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", drawn([[["Ref"], ["Text"]], [["1.10"], ["£5 (now)"]]]))
    assert words(path) == [["Ref", "Text"], ["1.10", "£5 (now)"]]
    table = open_document(str(path)).tables[0]
    assert (table.name, list(table.rows())[1].cells[0].place) == ("table 1, page 1", "page 1, table 1, row 2, column 1")


def test_lines_run_on_and_paragraphs_and_lists_end(tmp_path: Path) -> None:
    long = "A line that takes the whole cell"
    lines = [long, "and runs on.", "", "A new paragraph that reaches", "and runs on too:", "•  one"]
    lines += ["•  two words that will then go", "to the edge of the cell there"]
    path = pdf(tmp_path / "a.pdf", drawn([[["Ref"], ["Text"]], [["REC-2026-", "001"], lines]]))
    ref, text = words(path)[1]
    assert ref == "REC-2026-001"
    assert text == (
        f"{long} and runs on.\n\nA new paragraph that reaches and runs on too:\n\n"
        "• one\n• two words that will then go to the edge of the cell there"
    )


def test_a_table_that_goes_on_over_the_page_is_one_and_its_pages_begin_are_marked(tmp_path: Path) -> None:
    first = [[["Ref"], ["Text"]], [["1"], ["one that is cut"]]]
    path = pdf(tmp_path / "a.pdf", drawn(first, [[[""], ["here"]], [["2"], ["two"]]], [[["R"], ["red"], ["x"]]]))
    document = open_document(str(path))
    assert [table.name for table in document.tables] == ["table 1, page 1", "table 2, page 3"]
    rows = list(document.tables[0].rows())
    assert [([cell.text for cell in row.cells], row.number, row.new_page) for row in rows] == [
        (["Ref", "Text"], 1, False), (["1", "one that is cut"], 2, False),
        (["", "here"], 3, True), (["2", "two"], 4, False),
    ]  # fmt: skip


def test_the_lines_above_a_table_are_its_heading_and_colours_its_fills(tmp_path: Path) -> None:
    title = "1 0 0 rg 200 742 150 18 re f 0 g BT /F1 12 Tf 50 780 Td (Action plan 2027) Tj ET"
    table = open_document(str(pdf(tmp_path / "a.pdf", drawn([[["Ref"], ["Red"]]], shaded=title)))).tables[0]
    assert table.heading == "Action plan 2027"
    assert [cell.fill for cell in next(table.rows()).cells] == ["", "FF0000"]


def test_a_text_without_a_ruled_table_has_none_and_says_so(tmp_path: Path) -> None:
    document = open_document(str(pdf(tmp_path / "a.pdf", ["BT /F1 9 Tf 50 700 Td (Only prose.) Tj ET"])))
    assert (document.tables, document.notes) == ((), ("No table with ruled lines was found in it.",))


def test_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="it is a scan"):
        open_document(str(pdf(tmp_path / "a.pdf", ["100 100 300 300 re f"])))


def test_what_is_cut_short_or_broken_is_refused_or_read_and_never_fails_otherwise(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", drawn([[["Ref"], ["Text"]]])).read_bytes()
    refused = 0
    for at in range(9, len(whole), 61):
        for content in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
            (tmp_path / "b.pdf").write_bytes(content)
            try:
                open_document(str(tmp_path / "b.pdf"))
            except Rejected:
                refused += 1
    assert refused > 5


def test_a_stream_that_would_unpack_without_end_is_refused(tmp_path: Path) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(270)) + packer.flush()
    with pytest.raises(Rejected, match="would unpack to over 256 MB"):
        open_document(str(pdf(tmp_path / "a.pdf", drawn([[["Ref"]]]), packed=packed)))


def test_more_pages_than_a_register_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="has 301 pages"):
        open_document(str(pdf(tmp_path / "a.pdf", [""] * 301)))
