"""A report → text or bytes, in the format that was asked for.

Each format is one module, `as_NAME.py`, with one function: `render(report, page)` yields the text in pieces, or the
bytes of a BINARY one. It is imported when it is first asked for, because most commands need one format and some
formats are slow to import.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from sli_cli.errors import BadValue
from sli_cli.render.report import Column, Page, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BINARY", "FORMATS", "Column", "Page", "Report", "format_for_suffix", "preamble", "render", "render_file"]

# The name of a format → its module, and the suffixes of files that choose it.
FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "table": ("sli_cli.render.as_table", (".txt",)),
    "plain": ("sli_cli.render.as_plain", ()),
    "markdown": ("sli_cli.render.as_markdown", (".md", ".markdown")),
    "csv": ("sli_cli.render.as_csv", (".csv",)),
    "tsv": ("sli_cli.render.as_tsv", (".tsv",)),
    "json": ("sli_cli.render.as_json", (".json",)),
    "jsonl": ("sli_cli.render.as_jsonl", (".jsonl", ".ndjson")),
    "html": ("sli_cli.render.as_html", (".html", ".htm")),
    "docx": ("sli_cli.render.as_docx", (".docx",)),
    "xlsx": ("sli_cli.render.as_xlsx", (".xlsx",)),
    "ics": ("sli_cli.render.as_ics", (".ics",)),
}

BINARY = frozenset({"docx", "xlsx"})
"""The formats that are no text: a terminal cannot show them."""

NARROWEST = 20
"""The least width of a page, in characters; some terminals say that they have 0."""
WIDTH_OF_A_FILE = 120
"""The width of a page of text that goes to a file, in characters."""


def render(
    report: Report,
    fmt: str,
    *,
    width: int,
    color: bool = False,
    encoding: str = "utf-8",
    explicit_columns: bool = False,
) -> Iterator[str]:
    """Yields `report` in the format `fmt`, a piece at a time; joined, the pieces are the whole text.

    `width` is that of the page, in characters. `encoding` is that of the stream the text goes to: what it cannot hold
    is written another way, so that writing never fails. With `explicit_columns` the user chose the columns, and none
    is left out for want of width. Raises BadValue for an unknown format, and for a BINARY one, at once.
    """
    if fmt in BINARY:
        raise BadValue(
            f"{fmt} is not text, and cannot be shown here.", f"Name a file with -o, such as -o report.{fmt}."
        )
    pieces: Iterator[str] = _module(fmt).render(report, Page(max(width, NARROWEST), color, encoding, explicit_columns))
    return pieces


def render_file(report: Report, fmt: str, *, explicit_columns: bool = False) -> Iterator[bytes]:
    """Yields the bytes of a file that holds `report` in the format `fmt`, text as UTF-8, a piece at a time.

    Raises BadValue for an unknown format, at once.
    """
    if fmt in BINARY:
        pieces: Iterator[bytes] = _module(fmt).render(report, Page(WIDTH_OF_A_FILE, False, "utf-8", explicit_columns))
        return pieces
    text = render(report, fmt, width=WIDTH_OF_A_FILE, explicit_columns=explicit_columns)
    return (piece.encode("utf-8", "surrogatepass") for piece in chain((preamble(fmt),), text))


def _module(fmt: str) -> Any:
    from importlib import import_module

    if fmt not in FORMATS:
        raise _no_such(f"There is no format {fmt!r}.", fmt, list(FORMATS), "The formats are")
    return import_module(FORMATS[fmt][0])


def format_for_suffix(path: str) -> str:
    """The name of the format that the suffix of the file name `path` chooses, in capitals or not.

    Raises BadValue where it has no suffix or an unknown one.
    """
    by_suffix = {suffix: name for name, (_, suffixes) in FORMATS.items() for suffix in suffixes}
    name = path.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    suffix = (dot + ending).lower() if stem else ""
    if suffix in by_suffix:
        return by_suffix[suffix]
    sentence = f"No format is known by the suffix of {path!r}."
    raise _no_such(sentence, suffix, list(by_suffix), "Give --format, or a name that ends in")


def preamble(fmt: str) -> str:
    """What a file in the format `fmt` begins with, before the report: the byte order mark that Excel needs for CSV."""
    return "\ufeff" if fmt == "csv" else ""


def _no_such(sentence: str, word: str, known: list[str], remedy: str) -> BadValue:
    from sli_cli.domain.words import near

    found = near(word, known)
    guess = f"Did you mean {found}? " if found else ""
    return BadValue(sentence, f"{guess}{remedy} {', '.join(known)}.")
