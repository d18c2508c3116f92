"""Whatever is wrong with a file, an import reads it or refuses it as an SliError, in bounded time and memory.

The files are such as people have, and then damaged: bytes flipped, cut, repeated; parts of an archive exchanged, taken
out or rewritten. With --long many times as many are tried. What is built to do harm is in intake/test_hostile_files.py.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from fpdf import FPDF
from hypothesis import strategies as st
from openpyxl import Workbook

from sli_cli.cli import sli
from sli_cli.domain.forms import KINDS
from sli_cli.errors import Rejected
from sli_cli.intake.forms import read_form
from sli_cli.intake.opening import open_document
from sli_cli.intake.understand import understand
from sli_cli.intake.values import Options
from tests.fuzzing import Edit, edited, edits, fuzz

TODAY = date(2026, 11, 23)
SHORT, LONG = 12, 1_000
"""How many damaged files of each kind."""
MEBIBYTES = 200
"""By how much all of them together may make this process grow."""

ROWS = (
    ("Ref", "Theme", "Recommendation", "Lead", "Review date", "Status", "RAG", "Progress", "How often"),
    (
        "1.1",
        "Homes",
        "Publish the plan.",
        "Director of Public Health",
        "31/03/2027",
        "Open",
        "Amber",
        "Begun",
        "6 monthly",
    ),
    (
        "1.2",
        "Homes",
        "Tell “everybody”\nabout it – in full.",
        "J. Bloggs",
        "March 2027",
        "Complete",
        "Green",
        "",
        "yearly",
    ),
    ("2", "Safety", "=Review | it, again & again", "", "04/05/27", "Superseded by 1.1", "", "12/10/2026: sent", ""),
)
XML = (
    *(
        "<w:p>",
        "</w:tc>",
        "<w:tbl><w:tr><w:tc>",
        "<w:sdt>",
        '<w:gridSpan w:val="9999999"/>',
        "<row r='-1'>",
        '<c r="XFD1">',
    ),
    *(
        '<c t="s"><v>99999999</v></c>',
        '<c t="d">',
        "<mergeCell ref='A1:ZZZ9'/>",
        "<![CDATA[",
        "&#0;",
        "&nope;",
        "<!--",
        "</a>",
    ),
    *("<table>", "<td rowspan='99999999'>", "<td colspan='-1'>", "| --- |", '","', "date1904='1'", "<v>1e308</v>"),
)


# -- the files as people have them -------------------------------------------------------------------------------------


def a_document(path: Path) -> None:
    paper = docx.Document()
    paper.add_heading("Action plan", 1)
    table = paper.add_table(0, len(ROWS[0]))
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.cell(1, 1).merge(table.cell(2, 1))
    paper.save(str(path))


def a_workbook(path: Path) -> None:
    book = Workbook()
    book.active.append(["Action plan"])
    for row in ROWS:
        book.active.append([date(2027, 3, 31) if word == "31/03/2027" else word for word in row])
    book.active.merge_cells("A1:C1")
    book.create_sheet("Notes").append(["Nothing here"])
    book.save(path)


def separated(path: Path) -> None:
    sign = "\t" if path.suffix == ".tsv" else ","
    path.write_text(
        "".join(sign.join('"' + word.replace('"', '""') + '"' for word in row) + "\r\n" for row in ROWS),
        encoding="utf-8-sig",
    )


def a_page(path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{word}</td>" for word in row) + "</tr>" for row in ROWS)
    path.write_text(f"<!doctype html><html><body><h1>Plan</h1><table>{rows}</table></body></html>", encoding="utf-8")


def marked_down(path: Path) -> None:
    lines = ["| " + " | ".join(word.replace("|", "\\|").replace("\n", "<br>") for word in row) + " |" for row in ROWS]
    path.write_text("\n".join(("# Plan", "", lines[0], "|" + " --- |" * len(ROWS[0]), *lines[1:])), encoding="utf-8")


def a_text(path: Path) -> None:
    path.write_bytes((Path(__file__).parent / "data" / "appendix-1.txt").read_bytes()[:6_000])


def a_pdf(path: Path) -> None:
    paper = FPDF("L")
    paper.add_page()
    paper.set_font("helvetica", size=7)
    with paper.table() as table:
        for row in ROWS:
            cells = table.row()
            for word in row:
                cells.cell(word.encode("latin-1", "replace").decode("latin-1"))
    paper.output(str(path))


MAKERS = {
    "plan.docx": a_document,
    "plan.xlsx": a_workbook,
    "plan.csv": separated,
    "plan.tsv": separated,
    "plan.html": a_page,
    "plan.md": marked_down,
    "plan.txt": a_text,
    "plan.pdf": a_pdf,
}
OWN = {
    "sheet.docx": "minutes sheet LSCB -o sheet.docx",
    "sheet.xlsx": "minutes sheet LSCB -o sheet.xlsx",
    "form.docx": "updates ask LSCB -o forms",
    "own.json": "export -o own.json",
    "own.docx": "export -o own.docx",
    "all.jsonl": "export --all -o all.jsonl",
}
"""What sli itself writes, and the line that writes it."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file whole."""
    place = tmp_path_factory.mktemp("papers")
    for name, make in MAKERS.items():
        make(place / name)
    here = Path.cwd()
    os.chdir(place)
    try:
        for line in (
            "init --seed bwd-infant-mortality --adopted 2026-09-01",
            "meeting add LSCB 2026-12-15",
            *OWN.values(),
        ):
            assert typed(line) == 0
    finally:
        os.chdir(here)
    (form,) = (place / "forms").iterdir()
    form.rename(place / "form.docx")
    return place


def typed(line: str, database: str = "own.db") -> int:
    """The exit code of a line, which may not be 1."""
    args = ["--database", database, "--as-of", TODAY.isoformat(), *shlex.split(line)]
    result = CliRunner().invoke(sli, args, env={"SLI_CONFIG": "none.toml"}, prog_name="sli")
    assert result.exit_code in (0, 2, 3, 4, 6), result.output
    return result.exit_code


# -- damaged -----------------------------------------------------------------------------------------------------------

Damage = tuple[str, int, int, list[Edit]]
"""What is done to a file: how, two numbers that say where, and edits for what is text in it."""

HOWS = ("flip", "cut", "repeat", "edit")
PARTS = ("exchange", "remove", "empty", "edit part", "edit part", "edit part", "flip part", "nest part")


def damages(archive: bool) -> st.SearchStrategy[list[Damage]]:
    how = st.sampled_from(PARTS * 2 + HOWS if archive else HOWS)
    place = st.integers(0, 1_000_000)
    return st.lists(st.tuples(how, place, place, edits(XML)), min_size=1, max_size=3)


def damaged(content: bytes, done: Sequence[Damage]) -> bytes:
    for how, one, other, texts in done:
        if how in HOWS:
            content = on_bytes(content, how, one, other, texts)
        else:
            try:
                content = on_parts(content, how, one, other, texts)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
                continue  # it is no archive any more
    return content


def on_bytes(content: bytes, how: str, one: int, other: int, texts: Sequence[Edit]) -> bytes:
    begin, end = sorted((one % (len(content) + 1), other % (len(content) + 1)))
    if how == "flip":
        flipped = bytearray(content)
        for at in range(begin, min(end, len(content)), max(1, (end - begin) // 4)):
            flipped[at] ^= 1 << (one + at) % 8
        return bytes(flipped)
    if how == "cut":
        return content[:begin] + (content[end:] if one % 2 else b"")
    if how == "repeat":
        return content[:begin] + content[begin:end] * (1 + other % 3) + content[end:]
    # As text of one letter a byte, so that whatever the file is, it can be edited and nothing else in it changes.
    return edited_near(content.decode("latin-1"), one, texts).encode("latin-1", "replace")


def edited_near(text: str, place: int, texts: Sequence[Edit]) -> str:
    """Edits a stretch of a text, which begins where a tag, a cell or a line does."""
    begins = [found.start() for found in re.finditer(r"[<|,\n]", text)] or [0]
    begin = begins[place % len(begins)]
    return text[:begin] + edited(text[begin : begin + 200], texts) + text[begin + 200 :]


def on_parts(content: bytes, how: str, one: int, other: int, texts: Sequence[Edit]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(
        parts, key=lambda name: (not re.search(r"document|sheet|sharedStrings|styles|numbering", name), name)
    )
    first, second = names[one % len(names)] if one % 3 else names[0], names[other % len(names)]
    if how == "exchange":
        parts[first], parts[second] = parts[second], parts[first]
    elif how == "remove":
        del parts[first]
    elif how == "empty":
        parts[first] = b""
    elif how == "flip part":
        parts[first] = on_bytes(parts[first], "flip", one, other, ())
    elif how == "nest part":
        text = parts[first].decode("utf-8", "replace")
        tags = list(re.finditer(r"<([\w:]+)[^<>/]*>", text))
        if tags:
            tag, depth = tags[other % len(tags)], 1 + one % 400
            nested = tag[0] * depth + f"</{tag[1]}>" * depth
            parts[first] = (text[: tag.start()] + nested + text[tag.start() :]).encode("utf-8", "replace")
    else:
        parts[first] = edited_near(parts[first].decode("utf-8", "replace"), other, texts).encode("utf-8", "replace")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


# -- read --------------------------------------------------------------------------------------------------------------


def read_whole(path: Path) -> None:
    """As an import reads it: every row, and what it means; and as both kinds of form are read."""
    document = open_document(str(path))
    reading = understand(document, Options(), TODAY)
    assert all(draft.ref for draft in reading.drafts)
    for kind in KINDS:
        try:
            assert read_form(document, kind).rows is not None
        except Rejected:
            continue


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    return LONG if request.config.getoption("--long", default=False) else SHORT


@pytest.mark.parametrize("name", [*MAKERS, "sheet.docx", "sheet.xlsx", "form.docx", "own.docx"])
def test_a_damaged_file_is_read_or_refused(papers: Path, tmp_path: Path, examples: int, name: str) -> None:
    content = (papers / name).read_bytes()
    path = tmp_path / name
    read_whole(papers / name)  # whole, it is
    before = peak()

    def check(done: list[Damage]) -> None:
        path.write_bytes(damaged(content, done))
        read_whole(path)

    fuzz(damages(content.startswith(b"PK")), check, examples)
    assert peak() - before < MEBIBYTES


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("own.json", "import own.json --dry-run"),
        ("all.jsonl", "import all.jsonl --all --database new.db"),
        ("all.jsonl", "db restore all.jsonl --to new.db"),
    ],
    ids=lambda word: word.replace(" ", "_"),
)
def test_a_damaged_export_is_restored_or_refused(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: int, name: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    content = (papers / name).read_bytes()
    typed("init", "empty.db")

    def check(done: list[Damage]) -> None:
        (tmp_path / name).write_bytes(damaged(content, done))
        code = typed(line, "empty.db")
        (tmp_path / "new.db").unlink(missing_ok=True)
        if code:
            raise Rejected("It was refused.")

    check([])
    fuzz(st.just([]) | damages(archive=False), check, max(examples // 3, 5))


def peak() -> float:
    """The most memory that this process has had, in MiB; 0 where that cannot be asked."""
    if os.name == "nt":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
