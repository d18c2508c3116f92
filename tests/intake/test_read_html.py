"""Tables of web pages as browsers lay them out."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import measured, words

from sli_cli.errors import Rejected
from sli_cli.intake.opening import open_document


def page(tmp_path: Path, body: str, encoding: str = "utf-8") -> Path:
    (tmp_path / "a.html").write_bytes(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(encoding))
    return tmp_path / "a.html"


@pytest.mark.parametrize("cell, text", [
    ("one\n   two", "one two"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("one<br>two<br/>three", "one\ntwo\nthree"),
    ("list:<ul><li>a</li><li>b <b>c</b><li><p>d</p></ul>after", "list:\n\n• a\n• b c\n• d\n\nafter"),
    ("R&amp;D &lt;Board&gt; &pound;5&nbsp;now", "R&D <Board> £5 now"),
    ("seen<script>alert(1)</script><style>p{}</style><!-- no --><del>old</del>", "seen"),
    ("<p>·&nbsp;&nbsp; a</p><p>·&nbsp;&nbsp; b</p>", "• a\n• b"),
    ("<span>in</span><em>ner</em>", "inner"),
    ("&bogus; &#0; x", "&bogus; � x"),
])  # fmt: skip
def test_the_words_of_a_cell_are_those_that_are_shown(tmp_path: Path, cell: str, text: str) -> None:
    assert words(page(tmp_path, f"<table><tr><td>Ref<td>{cell}</table>")) == [["Ref", text]]


def test_cells_that_span_are_repeated_and_marked(tmp_path: Path) -> None:
    body = """<table><thead><tr><th>Ref<th colspan="2">When<th>Lead</thead>
      <tr><td rowspan="2">1<td>a<td>b<td rowspan="0">DPH<tr><td>c<td>d<tr><td>2<td colspan=2>e</table>"""
    rows = open_document(str(page(tmp_path, body))).tables[0].rows()
    assert [[(cell.text, cell.again) for cell in row.cells] for row in rows] == [
        [("Ref", False), ("When", False), ("When", True), ("Lead", False)],
        [("1", False), ("a", False), ("b", False), ("DPH", False)],
        [("1", True), ("c", False), ("d", False), ("DPH", True)],
        [("2", False), ("e", False), ("e", True), ("DPH", True)],
    ]


def test_headings_fills_and_places_are_given(tmp_path: Path) -> None:
    body = """<h2>The actions</h2><p>Words.</p><table><tr><td style="background-color: #f00">x<td bgcolor=green>x
      <td style="background: rgb(255, 192, 0)">x<td style="color: #fff">x</table>
      <p>Below</p><table><caption>A caption</caption><tr><td>y</table><table><tr><td>z</table>"""
    document = open_document(str(page(tmp_path, body)))
    assert [table.heading for table in document.tables] == ["The actions", "A caption", ""]
    row = next(document.tables[0].rows())
    assert [cell.fill for cell in row.cells] == ["FF0000", "008000", "FFC000", ""]
    assert row.cells[1].place == "table 1, row 1, column 2"


def test_a_table_within_a_cell_is_both_text_and_table(tmp_path: Path) -> None:
    path = page(tmp_path, "<table><tr><td>words<table><tr><td>in<td>ner<tr><td>more</table></table>")
    assert words(path, 1) == [["words\n\nin | ner\nmore"]]
    assert words(path, 2) == [["in", "ner"], ["more"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_page_is_read_in_the_encoding_of_its_bytes(tmp_path: Path, encoding: str) -> None:
    assert words(page(tmp_path, "<table><tr><td>Siân’s £5</table>", encoding)) == [["Siân’s £5"]]


def test_a_page_without_tables_has_none(tmp_path: Path) -> None:
    assert open_document(str(page(tmp_path, "<p>words</p>"))).tables == ()


@pytest.mark.parametrize("whole", ["<!doctype html><html", "<!DOCTYPE html>", "<html"])
def test_a_page_that_ends_before_it_begins_has_no_tables(tmp_path: Path, whole: str) -> None:
    (tmp_path / "a.html").write_text(whole)
    assert open_document(str(tmp_path / "a.html")).tables == ()


def test_spans_without_end_take_no_time_and_nesting_without_end_is_refused_or_read(tmp_path: Path) -> None:
    wide = "<tr>" + '<td colspan="999999999" rowspan="999999999">x' * 100
    found = measured(page(tmp_path, f"<table>{wide * 50}</table>"))
    assert found["seconds"] < 4 and found["rows"] == 50  # type: ignore[operator]
    for tag in ("<div>", "<table><tr><td>", "<b>", "<ul><li>"):
        try:
            open_document(str(page(tmp_path, tag * 20_000)))
        except Rejected as refused:
            assert "too deeply" in refused.sentence


def test_entities_of_a_document_type_are_not_read(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/hostname">]><table><tr><td>x&a;&b;</table>'
    (tmp_path / "a.html").write_text(bomb)
    assert words(tmp_path / "a.html") == [["x&a;&b;"]]
