"""Word documents: what a person reads in them, also where a library would not look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from reading import words

from sli_cli.intake.docx_numbering import Numbering
from sli_cli.intake.opening import open_document

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str, inside: str = "w:t") -> str:
    return f'<w:r><{inside} xml:space="preserve">{text}</{inside}></w:r>'


def saved(document: Any, tmp_path: Path) -> Path:
    document.save(str(tmp_path / "a.docx"))
    return tmp_path / "a.docx"


def of_xml(tmp_path: Path, body: str) -> Path:
    """A document whose body is written by hand."""
    document = docx.Document()
    elements = parse_xml(f"<w:body {SPACE}>{body}</w:body>")
    for element in list(document.element.body):
        document.element.body.remove(element)
    for element in list(elements):
        document.element.body.append(element)
    return saved(document, tmp_path)


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(content: str, properties: str = "") -> str:
    paragraph = content if content.startswith(("<w:p>", "<w:tbl>")) else f"<w:p>{content}</w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph}</w:tc>"


@pytest.mark.parametrize("content, text", [
    (f'{run("kept ")}<w:ins w:id="1">{run("put in")}</w:ins>', "kept put in"),
    (f'{run("kept ")}<w:del w:id="1">{run("taken", "w:delText")}</w:del>{run("too")}', "kept too"),
    (f'<w:moveFrom w:id="1">{run("old")}</w:moveFrom><w:moveTo w:id="2">{run("new")}</w:moveTo>', "new"),
    (f'<w:hyperlink>{run("a link")}</w:hyperlink>', "a link"),
    (f"<w:sdt><w:sdtContent>{run('a control')}</w:sdtContent></w:sdt>", "a control"),
    (f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>", ""),
    (f"<w:smartTag>{run('a place')}</w:smartTag>", "a place"),
    (f'{run("one")}<w:r><w:br/></w:r>{run("two")}<w:r><w:tab/></w:r>{run("three")}', "one\ntwo\tthree"),
    (f'{run("one")}<w:r><w:br w:type="page"/></w:r>{run(" two")}', "one two"),
    (f'{run("multi")}<w:r><w:noBreakHyphen/></w:r>{run("agency")}', "multi-agency"),
    (f'<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>{run(" done")}', "✓ done"),
    (f'{run("seen")}<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>', "seen"),
    (f'{run("seen")}<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> too</w:t></w:r>', "seen too"),
    (f'<w:r><w:instrText>DATE</w:instrText></w:r>{run("1 May")}', "1 May"),
    (f'<w:r><w:pict><w:txbxContent><w:p>{run("box")}</w:p></w:txbxContent></w:pict></w:r>{run("words")}', "words"),
    (f'{run("R&amp;D &lt;Board&gt;")}', "R&D <Board>"),
])  # fmt: skip
def test_the_words_of_a_cell_are_those_that_are_read_once_changes_are_accepted(
    tmp_path: Path, content: str, text: str
) -> None:
    assert words(of_xml(tmp_path, table(cell(run("Ref")) + cell(content)))) == [["Ref", text]]


@pytest.mark.parametrize("content, note", [
    (f'<w:ins w:id="1">{run("x")}</w:ins>', "Tracked changes were read as accepted."),
    (f'<w:r><w:pict><w:txbxContent><w:p>{run("x")}</w:p></w:txbxContent></w:pict></w:r>', "Text boxes were left out."),
    ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>", "Hidden text was left out."),
    (run("x"), None),
])  # fmt: skip
def test_what_was_left_out_is_noted(tmp_path: Path, content: str, note: str | None) -> None:
    path = of_xml(tmp_path, table(cell(run("Ref")) + cell(content)))
    assert open_document(str(path)).notes == ((note,) if note else ())


def test_paragraphs_are_parted_by_a_blank_line_and_items_of_a_list_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    held = document.add_table(1, 1).cell(0, 0)
    held.text = "Plans include:"
    for item in ("one", "two"):
        held.add_paragraph(item, style="List Bullet")
    held.add_paragraph("")
    held.add_paragraph("·\xa0\xa0typed")
    held.add_paragraph("After.")
    assert words(saved(document, tmp_path)) == [["Plans include:\n\n• one\n• two\n• typed\n\nAfter."]]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    deleted = '<w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
    content = f"<w:p>{deleted}{run('one ')}</w:p><w:p>{run('two')}</w:p><w:p>{run('three')}</w:p>"
    assert words(of_xml(tmp_path, table(cell(content)))) == [["one two\n\nthree"]]


def test_numbers_that_word_counts_are_part_of_the_text(tmp_path: Path) -> None:
    document = docx.Document()
    held = document.add_table(3, 2)
    for row in range(3):
        held.cell(row, 0).paragraphs[0].style = document.styles["List Number"]
        held.cell(row, 1).text = f"text {row}"
    assert words(saved(document, tmp_path)) == [["1.", "text 0"], ["2.", "text 1"], ["3.", "text 2"]]


NUMBERING = f"""<w:numbering {SPACE}>
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
  <w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
  <w:lvl w:ilvl="3"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%4"/></w:lvl>
  <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
  <w:lvl w:ilvl="5"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


class OneArchive:
    """Gives the numbering above where the archive is asked for it."""

    def tree(self, name: str) -> Any:
        return parse_xml(NUMBERING)


def test_lists_are_counted_by_level_across_lists_of_one_definition_and_anew_where_said() -> None:
    numbering = Numbering(OneArchive(), "numbering", "")  # type: ignore[arg-type]

    def label(number: str, level: int) -> str:
        said = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return numbering.label("", parse_xml(f"<w:pPr {SPACE}>{said}</w:pPr>"))

    asked = [("1", 0), ("1", 1), ("1", 1), ("2", 0), ("2", 1), ("1", 2), ("1", 2), ("1", 3), ("1", 4), ("1", 5)]
    assert [label(*one) for one in asked] == ["3. ", "3.1 ", "3.2 ", "4. ", "4.1 ", "(a) ", "(b) ", "I ", "• ", ""]
    assert [label("3", 0), label("3", 0), label("0", 0), label("99", 0)] == ["1. ", "2. ", "", ""]


def test_merged_cells_are_repeated_and_marked(tmp_path: Path) -> None:
    document = docx.Document()
    held = document.add_table(4, 3)
    for row, texts in enumerate([("Ref", "Text", "Lead"), ("Section", "", ""), ("1", "one", "DPH"), ("", "more", "")]):
        for column, text in enumerate(texts):
            held.cell(row, column).text = text
    held.cell(1, 0).merge(held.cell(1, 2))
    held.cell(2, 0).merge(held.cell(3, 0))
    held.cell(2, 2).merge(held.cell(3, 2))
    rows = open_document(str(saved(document, tmp_path))).tables[0].rows()
    assert [[(cell.text, cell.again) for cell in row.cells] for row in rows] == [
        [("Ref", False), ("Text", False), ("Lead", False)],
        [("Section", False), ("Section", True), ("Section", True)],
        [("1", False), ("one", False), ("DPH", False)],
        [("1", True), ("more", False), ("DPH", True)],
    ]


def test_rows_that_begin_further_right_and_spans_without_end_keep_to_their_columns(tmp_path: Path) -> None:
    first = cell(run("a")) + cell(run("b"))
    second = "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell(run("c"))
    third = cell(run("d"), '<w:gridSpan w:val="999999999"/>')
    found = words(of_xml(tmp_path, table(first, second, third)))
    assert found[:2] == [["a", "b"], ["", "c"]]
    assert len(found[2]) == 100


def test_deleted_rows_are_gone_and_rows_and_cells_in_controls_are_there(tmp_path: Path) -> None:
    gone = f'<w:trPr><w:del w:id="1"/></w:trPr>{cell(run("gone"))}'
    controlled = f"<w:sdt><w:sdtContent><w:tr>{cell(run('row'))}</w:tr></w:sdtContent></w:sdt>"
    one = f"<w:sdt><w:sdtContent>{cell(run('cell'))}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{cell(run('Enter'))}</w:sdtContent></w:sdt>"
    body = f"<w:tbl><w:tr>{gone}</w:tr>{controlled}<w:tr>{one}{prompt}{cell(run('x'))}</w:tr></w:tbl>"
    assert words(of_xml(tmp_path, body)) == [["row"], ["cell", "", "x"]]


def test_a_table_within_a_control_is_found_and_one_within_a_cell_is_both_text_and_table(tmp_path: Path) -> None:
    inner = table(cell(run("in")) + cell(run("ner")), cell(run("more")) + cell(""))
    outer = table(cell(run("Ref")) + cell(f"<w:p>{run('words')}</w:p>{inner}"))
    path = of_xml(tmp_path, f"<w:sdt><w:sdtContent>{outer}</w:sdtContent></w:sdt>")
    assert [one.name for one in open_document(str(path)).tables] == ["table 1", "table 2"]
    assert words(path, 1) == [["Ref", "words\n\nin | ner\nmore"]]
    assert words(path, 2) == [["in", "ner"], ["more", ""]]


def test_a_tables_heading_is_the_last_heading_above_it_or_else_the_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Long ago")
    for heading, paragraphs in (("Safeguarding", ["An introduction."]), ("", ["Words", "Right above"]), ("", [])):
        if heading:
            document.add_heading(heading, 2)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        document.add_table(1, 1).cell(0, 0).text = "Ref"
    tables = open_document(str(saved(document, tmp_path))).tables
    assert [one.heading for one in tables] == ["Safeguarding", "Right above", ""]


def test_shaded_cells_have_fills_and_every_cell_its_place(tmp_path: Path) -> None:
    red = cell(run("x"), '<w:shd w:val="clear" w:fill="ff0000"/>')
    solid = cell(run("x"), '<w:shd w:val="solid" w:color="00B050" w:fill="auto"/>')
    plain = cell(run("x"), '<w:shd w:val="clear" w:fill="auto"/>') + cell(run("x"), '<w:shd w:fill="FFFFFF"/>')
    row = next(open_document(str(of_xml(tmp_path, table(red + solid + plain)))).tables[0].rows())
    assert [one.fill for one in row.cells] == ["FF0000", "00B050", "", ""]
    assert [one.place for one in row.cells][:2] == ["table 1, row 1, column 1", "table 1, row 1, column 2"]
