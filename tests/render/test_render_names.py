"""Which format is meant by a name or by a file's suffix, and what is imported for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sli_cli.errors import BadValue
from sli_cli.render import BINARY, FORMATS, Column, Report, format_for_suffix, preamble, render, render_file


@pytest.mark.parametrize(
    ("typed", "near"),
    [("tabel", "Did you mean table? "), ("CSV", "Did you mean csv? "), ("jsnol", "Did you mean json"), ("pptx", "")],
)
def test_an_unknown_format_is_refused_at_once_with_the_near_match_and_the_list(typed: str, near: str) -> None:
    with pytest.raises(BadValue) as refused:
        render(Report("Title", (), []), typed, width=80)
    assert refused.value.sentence == f"There is no format {typed!r}."
    assert refused.value.remedy.startswith(near or "The formats are")
    assert refused.value.remedy.endswith(
        "The formats are table, plain, markdown, csv, tsv, json, jsonl, html, docx, xlsx, ics."
    )


@pytest.mark.parametrize(
    ("path", "fmt"),
    [
        ("due.txt", "table"),
        ("due.md", "markdown"),
        ("due.markdown", "markdown"),
        ("DUE.CSV", "csv"),
        ("due.tsv", "tsv"),
        ("due.json", "json"),
        ("due.jsonl", "jsonl"),
        ("due.ndjson", "jsonl"),
        ("due.html", "html"),
        ("due.htm", "html"),
        ("Due.DOCX", "docx"),
        ("due.xlsx", "xlsx"),
        ("/srv/papers.d/30.11.2026.json", "json"),
        ("C:\\Papers\\due list.Json", "json"),
    ],
)
def test_the_suffix_of_a_file_chooses_its_format(path: str, fmt: str) -> None:
    assert format_for_suffix(path) == fmt


@pytest.mark.parametrize("path", ["due", "due.", "due.doc", ".csv", "papers.csv/due", "papers.csv\\due", ""])
def test_a_suffix_that_chooses_nothing_is_refused_with_the_list(path: str) -> None:
    with pytest.raises(BadValue) as refused:
        format_for_suffix(path)
    assert refused.value.sentence == f"No format is known by the suffix of {path!r}."
    assert "Give --format, or a name that ends in .txt, .md, .markdown, .csv" in refused.value.remedy


def test_a_suffix_that_is_nearly_right_is_guessed_at_in_words() -> None:
    with pytest.raises(BadValue) as refused:
        format_for_suffix("due.jsn")
    assert refused.value.remedy.startswith("Did you mean .json? ")


def test_no_suffix_chooses_two_formats() -> None:
    suffixes = [suffix for _, found in FORMATS.values() for suffix in found]
    assert len(set(suffixes)) == len(suffixes)


def test_only_csv_begins_with_the_mark_that_excel_needs() -> None:
    assert {fmt: preamble(fmt) for fmt in FORMATS if preamble(fmt)} == {"csv": "\ufeff"}
    assert "\ufeffref".encode() == b"\xef\xbb\xbfref"


def test_a_file_of_text_is_its_text_as_utf_8_with_its_mark() -> None:
    report = Report("T", (Column("a", "A", lambda row: row),), ["Siân"])
    assert b"".join(render_file(report, "csv")) == b"\xef\xbb\xbfa\r\nSi\xc3\xa2n\r\n"
    assert b"".join(render_file(report, "plain")) == b"Si\xc3\xa2n\n"


@pytest.mark.parametrize("fmt", sorted(BINARY))
def test_what_is_no_text_is_a_file_and_is_refused_as_text(fmt: str) -> None:
    report = Report("T", (Column("a", "A", lambda row: row),), ["Siân"])
    assert b"".join(render_file(report, fmt)).startswith(b"PK\x03\x04")
    with pytest.raises(BadValue) as refused:
        render(report, fmt, width=80)
    assert refused.value.sentence == f"{fmt} is not text, and cannot be shown here."
    assert refused.value.remedy == f"Name a file with -o, such as -o report.{fmt}."


def test_an_unknown_kind_of_file_is_refused_at_once() -> None:
    with pytest.raises(BadValue):
        render_file(Report("T", (), []), "pptx")


def loaded_after(script: str) -> set[str]:
    """The modules that a fresh Python has loaded after `script`."""
    whole = f"{script}\nimport sys; print(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=True, encoding="utf-8")
    return set(ran.stdout.split())


def test_naming_the_formats_imports_none_of_them() -> None:
    loaded = loaded_after("import sli_cli.render")
    assert not {name for name in loaded if name.startswith("sli_cli.render.as_")}
    assert not loaded & {"tabulate", "wcwidth", "json", "csv"}


@pytest.mark.parametrize("fmt", [fmt for fmt in FORMATS if fmt not in BINARY | {"table", "ics"}])
def test_only_the_table_imports_the_slow_libraries(fmt: str) -> None:
    script = (
        "from sli_cli.render import Column, Report, render\n"
        "report = Report('T', (Column('a', 'A', lambda row: row),), ['ref', '\\u2019', '\\u65e5\\u672c'])\n"
        f"assert ''.join(render(report, {fmt!r}, width=80))\n"
    )
    loaded = loaded_after(script)
    assert FORMATS[fmt][0] in loaded
    assert not loaded & {"tabulate", "wcwidth", "openpyxl", "docx", "lxml", "jinja2"}
