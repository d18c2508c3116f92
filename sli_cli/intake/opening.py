"""Opens a document that somebody hands in: looks what it really is, refuses what cannot be read, finds its reader."""

from __future__ import annotations

import os
import stat
from importlib import import_module

from sli_cli.errors import BadValue, Rejected
from sli_cli.intake.recognise import WORDS, real_kind
from sli_cli.intake.source import Source, stamp_of, unreadable
from sli_cli.intake.survey import digest, digest_and_encoding
from sli_cli.intake.tables import Document

READERS = {
    "docx": "read_docx",
    "xlsx": "read_xlsx",
    "csv": "read_csv",
    "tsv": "read_csv",
    "txt": "read_text",
    "md": "read_markdown",
    "html": "read_html",
    "pdf": "read_pdf",
}
"""The module that reads each kind, imported when a file of the kind is opened."""

_SUFFIXES = {
    ".docx": "docx", ".dotx": "docx", ".xlsx": "xlsx", ".xltx": "xlsx", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_SAVED_AS = {  # kinds that are not read, and what to do about them
    "docm": "Save it as .docx, which holds no macros.",
    "xlsm": "Save it as .xlsx, which holds no macros.",
    "doc": "Save it as .docx.",
    "xls": "Save it as .xlsx.",
    "xlsb": "Save it as .xlsx.",
    "ole": "Save it as .docx or .xlsx.",
    "locked": "Open it with its password, save it without one, and import that.",
    "odt": "Save it as .docx.",
    "ods": "Save it as .xlsx.",
    "rtf": "Save it as .docx.",
    "pptx": "Copy its table into a Word document or a workbook.",
    "zip": "Unpack it and import the document in it.",
    "archive": "Unpack it and import the document in it.",
    "picture": "Ask for the document that it was made from.",
    "cut": "Fetch it again, or open it and save it anew.",
}
_TEXTS = {"csv", "tsv", "txt", "md", "html", "json", "jsonl"}
_MEBIBYTE = 1 << 20
_MOST = {"csv": 1024, "tsv": 1024, "jsonl": 1024, "json": 1024, "xlsx": 200, "docx": 200, "pdf": 100}
_MOST_OTHERS = 50  # read whole into memory: in mebibytes, as above
_KNOWN = "What is read: .docx, .xlsx, .csv, .tsv, .txt, .md, .html, .pdf, .json and .jsonl."


def open_document(path: str, *, encoding: str | None = None) -> Document:
    """The tables of the file at `path`, as they stand in it; own exports in JSON have the kind and no tables.

    `encoding` overrides what is found out of a text file. Raises BadValue where there is no such file, or no such
    encoding; Rejected for a file that cannot be read, is not what its suffix says, is too large or might do harm. Some
    of that shows only while the rows of a table are read, which may therefore raise Rejected too.
    """
    status = _status(path)
    name = os.path.basename(path)
    try:
        kind = _kind(path, name)
        _check_size(name, kind, status.st_size)
        if kind not in _TEXTS:
            source = Source(path, kind, digest(path), stamp=stamp_of(status))
        else:
            found, encoded = digest_and_encoding(path, name, encoding)
            notes = (f"Read as {encoded}, as it is no UTF-8.",) if encoded == "cp1252" and not encoding else ()
            source = Source(path, kind, found, encoded, stamp_of(status), notes)
    except OSError as error:
        raise unreadable(name, error) from error
    if kind in ("json", "jsonl"):
        return source.document(())
    try:
        document: Document = import_module(f"sli_cli.intake.{READERS[kind]}").read(source)
    except RecursionError as error:
        raise source.damaged("its parts stand within one another too deeply") from error
    return document


def _status(path: str) -> os.stat_result:
    """What the file system says of a regular file that is not empty; raises for anything else."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise BadValue(f"There is no file {path!r}.", "Check the name and the folder.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise Rejected(f"{path!r} is a folder.", "Name one file in it.")
    if not stat.S_ISREG(status.st_mode):
        raise Rejected(f"{path!r} is no file but a pipe or a device.", "Save what comes from it to a file first.")
    if status.st_size == 0:
        raise Rejected(f"{os.path.basename(path)!r} is empty.", "Fetch it again, or name another file.")
    return status


def _kind(path: str, name: str) -> str:
    """The kind to read the file as, by its suffix where its content bears that out. Raises Rejected elsewhere."""
    real = real_kind(path)
    if real in _SAVED_AS:
        raise Rejected(f"{name!r} is {WORDS[real]}, which cannot be read.", _SAVED_AS[real])
    suffix = os.path.splitext(name)[1].lower()
    named = _SUFFIXES.get(suffix)
    if named is None:
        if real in READERS:
            return real
        raise Rejected(f"{name!r} is {WORDS[real]}, and its suffix does not say how to read it.", _KNOWN)
    if not _fits(named, real):
        remedy = f"Rename it to end in .{real}, if that is what it should be." if real in READERS else _KNOWN
        raise Rejected(f"{name!r} is not {WORDS[named]}, as its suffix says, but {WORDS[real]}.", remedy)
    return named


def _fits(named: str, real: str) -> bool:
    """Whether content of one kind may bear the suffix of another: what is only text may be CSV, Markdown and more."""
    if real == "text":
        return named in _TEXTS - {"json", "html"}
    return real == named or (named, real) in (("jsonl", "json"), ("md", "html"), ("md", "json"))


def _check_size(name: str, kind: str, size: int) -> None:
    most = _MOST.get(kind, _MOST_OTHERS)
    if size > most * _MEBIBYTE:
        raise Rejected(
            f"{name!r} has {size // _MEBIBYTE:,} MB; the most for {WORDS[kind]} is {most:,} MB.",
            "Import the part that holds the register, or save that as CSV.",
        )
