"""Documents as a council's programs see them: LibreOffice opens each and prints every recommendation."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice, poppler"
    ),
]


def printed(file: Path) -> str:
    """The text of a document as LibreOffice prints it, page by page."""
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pdf = str(file.with_suffix(".pdf"))
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("fmt", ["docx", "xlsx", "html"])
def test_libreoffice_prints_all_22_recommendations(bwd: Run, tmp_path: Path, fmt: str) -> None:
    file = tmp_path / f"list.{fmt}"
    bwd("list", "-o", str(file))
    text = printed(file)
    assert "Recommendations, as at 23 Nov 2026" in text
    assert [int(ref) for ref in re.findall(r"^ {0,8}(\d{1,2})  ", text, re.MULTILINE)] == list(range(1, 23))


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_the_header_row_stands_on_every_page_of_the_table(bwd: Run, tmp_path: Path, fmt: str) -> None:
    file = tmp_path / f"list.{fmt}"
    bwd("list", "-o", str(file))
    pages = printed(file).removesuffix("\f").split("\f")
    with_rows = [page for page in pages if re.search(r"^ {0,8}\d{1,2}  ", page, re.MULTILINE)]
    assert len(with_rows) >= 2
    assert all(re.search(r"Ref +Theme +Recommendation", page) for page in with_rows)


def test_no_cell_runs_as_a_formula_in_libreoffice(bwd: Run, tmp_path: Path) -> None:
    bwd("note", "11", "=1+1", "--yes")
    file = tmp_path / "list.xlsx"
    bwd("list", "--columns", "ref,latest_update,text", "--search", "=1+1", "-o", str(file))
    assert "=1+1" in printed(file)
