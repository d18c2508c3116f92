"""Forms that LibreOffice saved come back too: it drops the tags of controls, and keeps the words of the table."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from sli_cli.domain.forms import MINUTES, UPDATES
from sli_cli.intake.forms import read_form
from sli_cli.intake.opening import open_document
from sli_cli.render import docx_form, xlsx_form
from tests.filling_in import fill, fill_docx
from tests.intake.test_forms import ANSWERS, ITEMS, READ, form, said

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"),
]


def saved_by_libreoffice(file: Path, kind: str) -> Path:
    """A copy of `file`, opened and saved again in the same format."""
    folder = file.parent / "saved"
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / file.name


@pytest.mark.parametrize("tracked", [False, True], ids=["plain", "tracked"])
def test_a_document_that_libreoffice_saved_says_the_same(tmp_path: Path, tracked: bool) -> None:
    path = tmp_path / "minutes.docx"
    path.write_bytes(docx_form.render(form()))
    fill_docx(path, ANSWERS, tracked=tracked)
    found = read_form(open_document(str(saved_by_libreoffice(path, "docx:MS Word 2007 XML"))), MINUTES)
    assert said(found) == READ
    assert [row.mark for row in found.rows] == [item.mark for item in ITEMS]
    assert str(found.serial) == form().serial


def test_an_empty_document_that_libreoffice_saved_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "updates.docx"
    path.write_bytes(docx_form.render(form(UPDATES, by="Jo Bloggs")))
    found = read_form(open_document(str(saved_by_libreoffice(path, "docx:MS Word 2007 XML"))), UPDATES)
    assert all(row.is_blank for row in found.rows)
    assert found.by.text == "Jo Bloggs"


def test_a_workbook_that_libreoffice_saved_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "minutes.xlsx"
    path.write_bytes(xlsx_form.render(form()))
    fill(path, ANSWERS | {("11", "next"): date(2027, 1, 29)})
    found = read_form(open_document(str(saved_by_libreoffice(path, "xlsx:Calc MS Excel 2007 XML"))), MINUTES)
    assert said(found) == READ
    assert found.rows[0].answer("next").day == date(2027, 1, 29)
    assert [row.mark for row in found.rows] == [item.mark for item in ITEMS]
