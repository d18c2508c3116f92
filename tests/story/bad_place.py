"""A register at work and, around it, the files that people hand to commands by mistake."""

from __future__ import annotations

import gzip
import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import docx
from click.testing import CliRunner
from openpyxl import Workbook

from sli_cli.cli import sli

SET_UP = (
    "init --seed bwd-infant-mortality --adopted 2026-09-01",
    "lead appoint 'Chair of LSCB' --name 'Jo Bloggs' --email jo@example.gov.uk --on 2026-09-01",
    "meeting add LSCB 2026-11-17",
    "meeting add LSCB 2027-01-05",
    "forum add CSAP",
    "park 21 --reason 'No money'",
    "close 22 --as implemented --reason Done",
    "minutes sheet LSCB --on 2026-11-17 -o sheet.docx",
    "updates ask LSCB --on 2027-01-05 -o forms",
    "export --all -o all.jsonl",
)
HUGE, LONG = "x" * 200_000, "x" * 10_000
FOR = {"escape": "\x1b[31m\x07", "surrogate": "\udcff", "line": "\n", "huge": HUGE, "long": LONG}


def parted(line: str) -> list[str]:
    """A line of the corpus as a shell would part it, with what its braces stand for."""
    return [filled_in(word) for word in shlex.split(line)]


def filled_in(word: str) -> str:
    for name, meant in FOR.items():
        word = word.replace(f"{{{name}}}", meant)
    return word


def make(place: Path) -> None:
    """Fills an empty folder."""
    here = Path.cwd()
    os.chdir(place)
    try:
        for line in SET_UP:
            environment = {"SLI_DATABASE": str(place / "register.db"), "SLI_CONFIG": str(place / "settings.toml")}
            args = ["--as-of", "2026-11-23", *shlex.split(line)]
            done = CliRunner().invoke(sli, args, env=environment, prog_name="sli")
            assert done.exit_code == 0, (line, done.output)
    finally:
        os.chdir(here)
    _papers(place)
    _databases(place)


def _papers(place: Path) -> None:
    (place / "folder").mkdir()
    (form,) = (place / "forms").iterdir()
    copyfile(form, place / "form.docx")
    (place / "empty.csv").touch()
    (place / "binary.xlsx").write_bytes(bytes(range(256)) * 40)
    (place / "letter.docx").write_text("Dear all,\n\nPlease find attached.\n", encoding="utf-8")
    (place / "prose.txt").write_text("Dear all,\n\nPlease find attached.\n", encoding="utf-8")
    (place / "tracker.csv").write_text("Ref,Recommendation,Owner\nT1,Do this,Jo\nT2,Do that,Jo\n", encoding="utf-8")
    (place / "twice.csv").write_text("Ref,Recommendation\nT1,Do this\nT1,Do that\n", encoding="utf-8")
    lines = (place / "all.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (place / "half.jsonl").write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    (place / "newer.jsonl").write_text(lines[0].replace('"schema":', '"schema":99') + lines[1], encoding="utf-8")
    (place / "latin.jsonl").write_bytes(lines[0].encode() + '{"table": "post", "row": "Zoë"}\n'.encode("latin-1"))
    book, paper = Workbook(), docx.Document()
    book.active.append(["Ref", "Recommendation"])
    book.save(place / "whole.xlsx")
    paper.add_paragraph("Dear all")
    paper.save(str(place / "paper.docx"))
    (place / "cut.xlsx").write_bytes((place / "whole.xlsx").read_bytes()[:-700])


def _databases(place: Path) -> None:
    whole = (place / "register.db").read_bytes()
    (place / "half.db").write_bytes(whole[: len(whole) // 2])
    (place / "newer.db").write_bytes(whole)
    with closing(sqlite3.connect(place / "newer.db")) as raw:
        raw.execute("PRAGMA user_version = 999")
    with closing(sqlite3.connect(place / "theirs.db")) as raw:
        raw.execute("CREATE TABLE recommendation (id INTEGER)")
        raw.commit()
    kept = Path(__file__).parents[1] / "data" / "schema-1.db.gz"
    (place / "old.db").write_bytes(gzip.decompress(kept.read_bytes()))


def state(place: Path) -> dict[str, object]:
    """Everything in the place: the database as it is, every other file by its size and the time of its last change."""
    found: dict[str, object] = {"register.db": (place / "register.db").read_bytes()}
    for path in place.rglob("*"):
        if path.name != "register.db":
            about = path.stat()
            found[str(path)] = (about.st_size, about.st_mtime_ns)
    return found
