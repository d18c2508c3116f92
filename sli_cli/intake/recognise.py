"""What a file really is, whatever its name says: judged by its first bytes and, for an archive, by what is in it."""

from __future__ import annotations

import re
import zipfile
import zlib

WORDS = {
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "docm": "a Word document with macros",
    "xlsm": "an Excel workbook with macros",
    "csv": "a table in CSV",
    "tsv": "a table parted by tabs",
    "txt": "a plain text",
    "md": "a text in Markdown",
    "html": "a web page (HTML)",
    "json": "JSON",
    "jsonl": "JSON, an object a line",
    "pdf": "a PDF",
    "doc": "an old Word document (.doc)",
    "xls": "an old Excel workbook (.xls)",
    "locked": "an Office file that is locked with a password",
    "ole": "an old Office file",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "pptx": "a PowerPoint presentation",
    "odt": "an OpenDocument text (.odt)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "zip": "a ZIP archive",
    "cut": "an Office file or ZIP archive that is damaged or cut short",
    "rtf": "a Rich Text document (.rtf)",
    "picture": "a picture",
    "archive": "a compressed archive",
    "program": "a program",
    "database": "a database",
    "text": "a plain text",
    "binary": "a file of a kind that is not known here",
}
"""What each kind is called in a sentence."""

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\x00", "database"),
)
_MAIN_PARTS = (  # what [Content_Types].xml says of an Office archive
    (rb"wordprocessingml\.(?:document|template)\.main\+xml", "docx"),
    (rb"spreadsheetml\.(?:sheet|template)\.main\+xml", "xlsx"),
    (rb"ms-word\.(?:document|template)\.macroEnabled", "docm"),
    (rb"ms-excel\.(?:sheet|template|addin)\.macroEnabled", "xlsm"),
    (rb"ms-excel\.sheet\.binary", "xlsb"),
    (rb"presentationml", "pptx"),
)


def real_kind(path: str) -> str:
    """The kind of a file by its content: a key of WORDS, "text" for any text that is neither HTML nor JSON."""
    with open(path, "rb") as file:
        start = file.read(8192)
        if start.startswith(b"PK"):
            return _archive(path)
        if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            sector, size = int.from_bytes(start[48:52], "little"), 1 << min(start[30], 12)
            file.seek((sector + 1) * size)
            return _compound(file.read(1 << 16))
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if start[:2] == b"MZ" and b"\x00" in start:
        return "program"
    if b"%PDF-" in start[:1024]:
        return "pdf"
    return _text(start)


def _text(start: bytes) -> str:
    plain = re.sub(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", start.replace(b"\x00", b"")).lstrip().lower()
    if re.match(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", plain, re.DOTALL):
        return "html"
    if re.match(rb'\{\s*("|\}|$)|\[\s*(\{|\[|"|\]\s*$)', plain):
        return "json"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) * 5 > len(start):
        return "text"  # in UTF-16, where any byte may stand
    unlikely = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in plain)
    return "binary" if unlikely * 3 > len(plain) else "text"


def _archive(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    said = part.read(200)
                return {b"text": "odt", b"spreadsheet": "ods"}.get(said.rpartition(b".")[2], "zip")
            if "[Content_Types].xml" not in names:
                return "zip"
            with archive.open("[Content_Types].xml") as part:
                said = part.read(1 << 20)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return "cut"
    kind = next((kind for pattern, kind in _MAIN_PARTS if re.search(pattern, said)), "zip")
    macros = any(name.endswith("vbaProject.bin") for name in names)
    return {"docx": "docm", "xlsx": "xlsm"}.get(kind, kind) if macros else kind


def _compound(directory: bytes) -> str:
    """What an OLE compound file holds, by the names in its directory, which are in UTF-16."""
    named = (("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
    return next((kind for name, kind in named if name.encode("utf-16-le") in directory), "ole")
