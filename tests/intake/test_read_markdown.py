"""Pipe tables in Markdown, ours and those of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import words

from sli_cli.intake.opening import open_document
from sli_cli.intake.read_markdown import plain


def given_file(tmp_path: Path, content: str) -> Path:
    (tmp_path / "a.md").write_text(content, encoding="utf-8")
    return tmp_path / "a.md"


@pytest.mark.parametrize("content, expected", [
    ("| Ref | Text |\n|---|:-:|\n| 1 | one |\n", [["Ref", "Text"], ["1", "one"]]),
    ("Ref | Text\n--- | ---\n1 | one\n2 |\n", [["Ref", "Text"], ["1", "one"], ["2"]]),
    ("| Ref | Text |\n|---|---|\n| 1 | a\\|b |\n| 2 | `c\\|d` |\n", [["Ref", "Text"], ["1", "a|b"], ["2", "c|d"]]),
    ("| Ref | Text |\n|---|---|\n| 1 | |\n|  | x |\n", [["Ref", "Text"], ["1", ""], ["", "x"]]),
    ("| Ref | Text |\n|---|---|\n| 1 | end\\\\ |\n", [["Ref", "Text"], ["1", "end\\"]]),
    ("| Ref |\n|-----|\n| 1 |\n\n| 2 |\n", [["Ref"], ["1"]]),
])  # fmt: skip
def test_a_pipe_table_is_read(tmp_path: Path, content: str, expected: list[list[str]]) -> None:
    assert words(given_file(tmp_path, content)) == expected


@pytest.mark.parametrize("text, shown", [
    ("**bold** and *more* and _this_", "bold and more and this"),
    ("snake_case_name 2*3*4 **", "snake_case_name 2*3*4 **"),
    ("\\*kept\\* \\_so\\_ \\`too\\` \\<p>", "*kept* _so_ `too` <p>"),
    ("[words](https://example.org/a_b) ![chart](x.png)", "words chart"),
    ("one<br>two<br/>• a<br>• b", "one\ntwo\n• a\n• b"),
    ("<p>one</p><p>two</p>", "one\n\ntwo"),
    ("R&amp;D &lt;Board> <3", "R&D <Board> <3"),
    ("`**code** \\*`", "**code** \\*"),
    ("~~gone~~", "gone"),
    ("private \ue000 \ue001 \\*", "private \ue000 \ue001 *"),
])  # fmt: skip
def test_markup_is_taken_away_and_what_is_escaped_is_kept(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_tables_have_the_heading_above_them_and_those_in_code_are_none(tmp_path: Path) -> None:
    text = "# Title\n\nWords\n\n| A |\n|---|\n| 1 |\n\nRight *above*\n| B |\n|---|\n| 2 |\n"
    text += "\n```\n| C |\n|---|\n| 3 |\n```\n"
    tables = open_document(str(given_file(tmp_path, text))).tables
    assert [(table.name, table.heading) for table in tables] == [("table 1", "Title"), ("table 2", "Right above")]
    rows = list(tables[1].rows())
    assert [(row.number, row.cells[0].place) for row in rows] == [(10, "line 10, column 1"), (12, "line 12, column 1")]


def test_hostile_cells_take_no_time(tmp_path: Path) -> None:
    parts = ("**a " * 50_000, "`" * 100_000 + "a", "[" * 100_000, "_a " * 50_000, "*a " * 50_000, "![" * 50_000)
    words(given_file(tmp_path, "| A | B |\n|---|---|\n" + "\n".join(f"| {part} | x |" for part in parts)))
