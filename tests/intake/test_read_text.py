"""Plain text with tables: the source document itself, and other texts as people paste them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from reading import words

from sli_cli.intake.markup import from_fragments, tidied
from sli_cli.intake.opening import open_document

SOURCE = Path(__file__).parents[1] / "data" / "appendix-1.txt"
SEED = Path(__file__).parents[2] / "seed" / "bwd-infant-mortality.toml"
SEEDED: dict[str, Any] = {row["ref"]: row for row in tomllib.loads(SEED.read_text("utf-8"))["recommendation"]}


def given_file(tmp_path: Path, content: str) -> Path:
    (tmp_path / "a.txt").write_text(content, encoding="utf-8")
    return tmp_path / "a.txt"


def test_the_source_document_holds_one_table_under_its_title() -> None:
    document = open_document(str(SOURCE))
    assert [table.name for table in document.tables] == ["table 1"]
    assert document.tables[0].heading.split("\n") == [
        "Blackburn with Darwen Borough Council /Blackburn with Darwen Local Safeguarding Children's Board",
        "Sector Led Improvement (SLI) Infant Mortality: Recommendations for individual localities",
    ]
    assert document.notes == ("Left out, as belonging to the pages: 'Appendix 1' (8 times), 'End of Report'.",)


def test_the_source_documents_rows_are_a_header_seven_themes_and_recommendations_cut_by_pages() -> None:
    rows = list(open_document(str(SOURCE)).tables[0].rows())
    assert len(rows) == 1 + 7 + 22 + 4
    assert [len(row.cells) for row in rows] == [3] * 34
    assert [row.cells[0].text for row in rows if not row.cells[1].text and not row.cells[2].text] == [
        "Child Death Overview Panel (CDOP)",
        "Capacity to improve",
        "Safeguarding",
        "Congenital abnormalities",
        "Co-sleeping",
        "Smoking in pregnancy",
        "Deprivation",
    ]
    assert [row.number for row in rows if row.new_page] == [19, 24, 31, 37, 45, 54, 63]
    assert [row.number for row in rows if not row.cells[0].text] == [24, 31, 37, 63]
    assert rows[0].cells[0].place == "line 9, column 1"


def test_the_source_documents_cells_are_those_of_the_seed_word_for_word() -> None:
    joined: dict[str, list[str]] = {}
    for row in list(open_document(str(SOURCE)).tables[0].rows())[1:]:
        texts = [cell.text for cell in row.cells]
        if row.new_page and not texts[0]:
            last = joined[list(joined)[-1]]
            last[:] = [f"{begun} {rest}".rstrip() for begun, rest in zip(last, texts, strict=True)]
        elif texts[1]:
            ref, _, text = texts[0].partition(". ")
            joined[ref] = [text, *texts[1:]]
    assert joined == {ref: [row["text"], row["position"], row["action"]] for ref, row in SEEDED.items()}


@pytest.mark.parametrize("content, expected", [
    ("Ref\tText\n1\tone\n2\ttwo\n", [["Ref", "Text"], ["1", "one"], ["2", "two"]]),
    ("| Ref | Text |\n|---|---|\n| 1 | a\tb |\n| 2 | |\n", [["Ref", "Text"], ["1", "a\tb"], ["2", ""]]),
    ("+-----+------+\n| Ref | Text |\n+=====+======+\n| 1   | one  |\n+-----+---+\n", [["Ref", "Text"], ["1", "one"]]),
    ("Ref | Text\n----+-----\n1 | one\n", [["Ref", "Text"], ["1", "one"]]),
    ("Ref\tText\nSafeguarding\n1\tone\n", [["Ref", "Text"], ["Safeguarding"], ["1", "one"]]),
    ("Ref\tText\n1\tone\n\nSafeguarding\n\n2\ttwo\n", [["Ref", "Text"], ["1", "one"], ["Safeguarding"], ["2", "two"]]),
    ('Ref\tText\n1\t"two\nlines ""here"""\n2\t"a" b\n', [["Ref", "Text"], ["1", 'two\nlines "here"'], ["2", '"a" b']]),
    ('Ref\tText\n1\t"one mark only\n2\ttwo\n', [["Ref", "Text"], ["1", '"one mark only'], ["2", "two"]]),
    ("Ref\tText\n1\tless <3 months & <Board> &amp;\n", [["Ref", "Text"], ["1", "less <3 months & <Board> &amp;"]]),
    ("Ref\tText\n1\t<b>less</b> <3 months &amp; more\n", [["Ref", "Text"], ["1", "less <3 months & more"]]),
    ("Ref\tText\n\t\n1\tone\n", [["Ref", "Text"], ["1", "one"]]),
])  # fmt: skip
def test_a_table_in_plain_text_is_read(tmp_path: Path, content: str, expected: list[list[str]]) -> None:
    assert words(given_file(tmp_path, content)) == expected


def test_pages_end_at_form_feeds_page_numbers_and_lines_that_come_again(tmp_path: Path) -> None:
    text = "Council\n\nRef\tText\n1\tone\n\nPage 1 of 2\n\fCouncil\n\n2\ttwo\n3\tthree\n\n- 2 -\n"
    table = open_document(str(given_file(tmp_path, text))).tables[0]
    assert [(row.cells[0].text, row.new_page) for row in table.rows()] == [
        ("Ref", False), ("1", False), ("2", True), ("3", False),
    ]  # fmt: skip


def test_tables_of_other_widths_are_tables_of_their_own_with_the_heading_right_above(tmp_path: Path) -> None:
    path = given_file(tmp_path, "Key\n\nR\tred\nG\tgreen\n\nThe actions\n\nRef\tText\tDue\n1\tone\tMay\n\nSigned\n")
    tables = open_document(str(path)).tables
    assert [(table.name, table.heading) for table in tables] == [("table 1", "Key"), ("table 2", "The actions")]
    assert words(path, 2) == [["Ref", "Text", "Due"], ["1", "one", "May"]]
    assert open_document(str(path)).notes == ("Left out, as standing below the last table: lines 11 to 11.",)


def test_a_text_without_a_table_has_none(tmp_path: Path) -> None:
    assert open_document(str(given_file(tmp_path, "Only prose,\nin two lines.\n"))).tables == ()


def test_hostile_lines_take_no_time(tmp_path: Path) -> None:
    parts = (
        "-" * 200_000 + "x",
        "<p>" * 50_000,
        "<ul>" * 50_000,
        "&" * 100_000,
        '\t"' + "\n" * 100_000,
        "<p " * 50_000,
    )
    words(given_file(tmp_path, "Ref\tText\n" + "\n".join(f"{part}\t{part}" for part in parts)))


@pytest.mark.parametrize("text, expected", [
    ("<p>one</p> <p>two</p>", "one\n\ntwo"),
    ("<P class='x'>one<br/>two</P>", "one\ntwo"),
    ("<p>list:</p> <ul style='x'> • a • b ", "list:\n\n• a\n• b"),
    ("list:<ul><li>a</li><li>b</li></ul>after • no bullet", "list:\n\n• a\n• b\n\nafter • no bullet"),
    ("<ol><li>a</li> <li>b</li></ol>", "• a\n• b"),
    ("<b>bold</b><i>er</i>", "bolder"),
    ("<p></p><p> </p><p>one</p>", "one"),
])  # fmt: skip
def test_fragments_of_html_become_paragraphs_and_lists(text: str, expected: str) -> None:
    assert from_fragments(text) == expected


def test_tidying_keeps_lines_and_parts_paragraphs_by_one_blank_line() -> None:
    assert tidied(" a \r\n\r\n\r\n\n b\rc ") == "a\n\nb\nc"
    assert tidied("• a\n\n• b\n\n• c\n\nd") == "• a\n• b\n• c\n\nd"
