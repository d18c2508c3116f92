"""The PDF: everybody can read it, and what it says is what it was given."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sli_cli.errors import Rejected
from sli_cli.render.document import Document, Entry, Facts, Heading, Listing, Paragraph, Table
from sli_cli.render.document_pdf import render
from sli_cli.render.report import Column, Report

pytest.importorskip("typst")
page = pytest.importorskip("page")
pikepdf = pytest.importorskip("pikepdf")

COLUMNS = (
    Column("ref", "Ref", lambda row: row[0], least=4),
    Column("text", "Recommendation", lambda row: row[1], least=20, grow=3),
    Column("status", "Status", lambda row: row[2], least=8, emphasised=True),
)


def document(*rows: tuple[str, str, str], portrait: bool = False, marking: str = "") -> Document:
    report = Report("Items", COLUMNS, rows, emphasis=lambda row: "red" if row[2] == "late" else "")
    blocks = (
        Facts((("Meeting", "Thursday 10 December 2026"), ("Venue", "Town Hall"))),
        Heading("The Board is asked to"),
        Listing(("note this", "agree that"), lettered=True),
        Heading("A. Items"),
        Paragraph("What they are.", leads_in=True),
        Table(report),
        Heading("Since", 2),
        Heading("Reviewed (1)", 3),
        Listing(("3: on track",)),
        Entry("Item 3", (("Text", "Words\nmore"), ("Empty", ""))),
        Heading("Annex", new_page=True),
        Paragraph("The end."),
    )
    return Document("LSCB: recommendations", blocks, marking, "LSCB", portrait)


ROW = ("3", "Identify a named lead\nwithin the locality", "late")


def marks(pdf: Any) -> list[tuple[str, Any]]:
    """Every element of the structure, in order: its kind, and itself."""
    found = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), element))
            if "/K" in element:
                walk(element.K)

    walk(pdf.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("marking", ["", "NOT FOR PUBLICATION: Schedule 12A"])
def test_it_fails_no_rule_of_pdf_ua(portrait: bool, marking: str) -> None:
    report = page.validate_pdf_bytes(render(document(ROW, portrait=portrait, marking=marking), 100), profile="ua1")
    assert (report.is_compliant, list(report.failures)) == (True, [])


def test_its_header_cells_have_a_scope_its_title_is_a_heading_and_its_lists_are_lists() -> None:
    with pikepdf.open(io.BytesIO(render(document(ROW, ROW), 100))) as pdf:
        found = marks(pdf)
        kinds = [kind for kind, _ in found]
        assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/H3")) == (1, 4, 2)
        assert (kinds.count("/Table"), kinds.count("/THead"), kinds.count("/TH"), kinds.count("/TD")) == (1, 1, 3, 6)
        assert (kinds.count("/L"), kinds.count("/LI")) == (2, 3)
        heads = [
            element.A if isinstance(element.A, pikepdf.Dictionary) else element.A[0]
            for kind, element in found
            if kind == "/TH"
        ]
        assert {str(head.Scope) for head in heads} == {"/Column"}
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "LSCB: recommendations"
        assert "/Author" not in pdf.docinfo
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_the_same_document_is_the_same_file() -> None:
    assert render(document(ROW), 100) == render(document(ROW), 100)


def test_words_are_shown_and_never_obeyed_and_long_ones_do_not_run_into_the_next_column() -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    source = '*bold* #panic("x") $x$ @ref [a] <b> \\ // `c`'
    with pdfplumber.open(io.BytesIO(render(document(("3", source, "x" * 300)), 100))) as pdf:
        text = " ".join(pdf.pages[0].extract_text().split())
        assert source[:18] in text
        assert "@ref" in text
        assert max(char["x1"] for char in pdf.pages[0].chars) <= pdf.pages[0].width - 40
        assert sum(char["text"] == "x" for char in pdf.pages[0].chars) >= 300


def test_a_character_that_no_font_has_is_named_with_its_place() -> None:
    with pytest.raises(Rejected, match=r"No font here can show '漢' \(U\+6F22\) of '3' in a PDF"):
        render(document(ROW, ("3", "漢字", "due")), 100)


def test_a_row_longer_than_a_page_is_broken_and_its_header_repeats() -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(render(document(("3", "word " * 4_000, "due")), 100))) as pdf:
        pages = [found.extract_text() for found in pdf.pages]
    assert len(pages) > 3
    assert all("Recommendation" in found for found in pages[1:-1])
