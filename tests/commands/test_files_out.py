"""Documents from the command line: to a named file, through a pipe, and never onto a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.conftest import Run

REFS = [str(number) for number in range(1, 23)]


def test_the_suffix_makes_a_word_document_with_every_recommendation(bwd: Run, tmp_path: Path) -> None:
    bwd("list", "-o", str(tmp_path / "list.docx"))
    [table] = docx.Document(str(tmp_path / "list.docx")).tables
    assert [row.cells[0].text for row in table.rows] == ["Ref", *REFS]


def test_the_suffix_makes_a_workbook_with_every_recommendation(bwd: Run, tmp_path: Path) -> None:
    bwd("list", "-o", str(tmp_path / "list.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["Report"]
    assert [cell.value for cell in sheet["A"]] == ["Ref", *REFS]


def test_a_document_says_what_its_counts_are_and_what_it_does_not_show(bwd: Run, tmp_path: Path) -> None:
    bwd("due", "-o", str(tmp_path / "due.docx"))
    words = [paragraph.text for paragraph in docx.Document(str(tmp_path / "due.docx")).paragraphs]
    assert words[0] == "Due within 30 days (to Wed 23 Dec 2026), as at 23 Nov 2026"
    assert words[1] == "6 overdue, 5 due."
    assert "22 with no named lead: sli list --open --no-lead" in words


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_a_document_goes_through_a_pipe_byte_for_byte(bwd: Run, fmt: str) -> None:
    piped = bwd("list", "--format", fmt).stdout_bytes
    if fmt == "docx":
        assert len(docx.Document(BytesIO(piped)).tables[0].rows) == 23
    else:
        assert openpyxl.load_workbook(BytesIO(piped))["Report"].max_row == 23


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_a_terminal_gets_a_sentence_instead_of_a_document(bwd: Run, fmt: str) -> None:
    ours, terminal = os.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "sli_cli", "list", "--format", fmt],
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.PIPE,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    os.close(terminal)
    try:
        shown = os.read(ours, 1_000)
    except OSError:  # how Linux says that nothing was written
        shown = b""
    os.close(ours)
    assert (ran.returncode, shown) == (2, b"")
    assert f"{fmt} is not text, and cannot be shown here." in ran.stderr.decode()
    assert f"Name a file with -o, such as -o report.{fmt}." in ran.stderr.decode()


def test_a_document_that_cannot_be_written_leaves_no_half_of_it(bwd: Run, tmp_path: Path) -> None:
    bwd("list", "-o", str(tmp_path / "none" / "list.docx"), code=2)
    (tmp_path / "list.docx").mkdir()
    bwd("list", "-o", str(tmp_path / "list.docx"), code=2)
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
