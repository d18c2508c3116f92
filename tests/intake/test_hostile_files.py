"""Hostile and hopeless files, through the command itself: one sentence, exit 4, in seconds and little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from sli_cli.store.migrate import create

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither FIFOs nor os.wait4")

SECONDS, MEBIBYTES = 10.0, 150.0
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "%s">]>'
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Ref", "Recommendation", "Lead"], ["1", "Do this", "Jo"]):
        book.active.append(row)
    book.save(path)


def with_part(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, kept in {**parts, part: content}.items():
            made.writestr(name, kept)


def zip_bomb(path: Path) -> None:
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/media/image1.bmp", "w") as part:
        for _ in range(300):
            part.write(b"\x00" * (1 << 20))


def entity_bomb(path: Path) -> None:
    workbook(path)
    with_part(path, "xl/worksheets/sheet1.xml", LAUGHS % (b"&b;" * 1000) + b"<a>&c;</a>")


def word_entity_bomb(path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 0).text = "Ref"
    document.save(str(path))
    with_part(path, "word/document.xml", LAUGHS % (b"&b;" * 1000) + b"<a>&c;</a>")


def with_macros(path: Path) -> None:
    workbook(path)
    with_part(path, "xl/vbaProject.bin", b"macros")


def cut_short(path: Path) -> None:
    workbook(path)
    path.write_bytes(path.read_bytes()[:-700])


def locked(path: Path) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 22 + b"\x09\x00" + b"\x00" * 480
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\x00"))


def open_quote(path: Path) -> None:
    path.write_text('Ref,Recommendation,Lead\n1,"Do this,Jo\n' + "2,Do that,Jo\n" * 300_000, encoding="utf-8")


def endless_line(path: Path) -> None:
    path.write_bytes(b"Ref,Recommendation,Lead\n1," + b"x" * (40 << 20))


def million_rows(path: Path) -> None:
    """A sheet that declares a million rows, and has them, with nothing in all but two."""
    workbook(path)
    rows = ['<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c>']
    rows += ['<c r="B1" t="inlineStr"><is><t>Recommendation</t></is></c></row>']
    rows += ['<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>Do this</t></is></c></row>']
    rows += [f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, 1_000_001)]
    sheet = f'<worksheet {SPACE}><dimension ref="A1:XFD1048576"/><sheetData>{"".join(rows)}</sheetData></worksheet>'
    with_part(path, "xl/worksheets/sheet1.xml", sheet.encode())


def imported(path: str, place: Path) -> dict[str, Any]:
    """Runs `sli import PATH --yes` as a process of its own: code, output, seconds, and its peak of memory in MiB."""
    environment = {
        **os.environ,
        "SLI_DATABASE": str(place / "register.db"),
        "SLI_CONFIG": str(place / "none.toml"),
    }
    script = (
        "import json, os, subprocess, sys\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)\n"
        "out, err = child.communicate()\n"
        "import resource\n"
        "unit = 1 << (20 if sys.platform == 'darwin' else 10)\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit\n"
        "print(json.dumps({'code': child.returncode, 'out': out, 'err': err, 'peak': peak}))\n"
    )
    line = [sys.executable, "-c", script, sys.executable, "-m", "sli_cli", "import", path, "--yes"]
    start = time.perf_counter()
    ran = subprocess.run(line, capture_output=True, text=True, check=True, env=environment, timeout=60)
    found: dict[str, Any] = json.loads(ran.stdout)
    return {**found, "seconds": time.perf_counter() - start}


@pytest.fixture
def place(own_place: Path) -> Path:
    create(str(own_place / "register.db"))
    return own_place


@pytest.mark.parametrize(
    "name, make, says",
    [
        ("bomb.xlsx", zip_bomb, "would unpack to"),
        ("laughs.xlsx", entity_bomb, "declares a document type"),
        ("laughs.docx", word_entity_bomb, "declares a document type"),
        ("macros.xlsx", with_macros, "with macros"),
        ("cut.xlsx", cut_short, "damaged or cut short"),
        ("wrong.docx", workbook, "is not a Word document, as its suffix says, but an Excel workbook"),
        ("locked.xlsx", locked, "locked with a password"),
        ("quote.csv", open_quote, "A quotation mark is never closed"),
        ("line.csv", endless_line, "one of its lines has more than a million characters"),
        ("folder.csv", Path.mkdir, "is a folder"),
        ("pipe.csv", os.mkfifo, "is no file but a pipe"),
    ],
)
def test_it_is_refused_in_one_sentence_within_seconds_and_nothing_is_written(
    place: Path, name: str, make: Callable[[Path], None], says: str
) -> None:
    make(place / name)
    before = (place / "register.db").read_bytes()
    ran = imported(str(place / name), place)
    assert (ran["code"], ran["out"]) == (4, "")
    assert ran["err"].startswith("sli: ") and ran["err"].count("\n") == 1
    assert says in ran["err"]
    assert ran["seconds"] < SECONDS and ran["peak"] < MEBIBYTES
    assert (place / "register.db").read_bytes() == before


def test_a_million_empty_rows_take_little_and_what_is_among_them_is_read(place: Path) -> None:
    million_rows(place / "rows.xlsx")
    ran = imported(str(place / "rows.xlsx"), place)
    assert (ran["code"], ran["out"].splitlines()[0]) == (0, "rows, a new register: 1 recommendation added.")
    assert ran["seconds"] < 3 * SECONDS and ran["peak"] < MEBIBYTES
