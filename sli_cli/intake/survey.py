"""One pass over a file's bytes: its fingerprint, and which encoding its text is in."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator

from sli_cli.errors import BadValue, Rejected

_CHUNK = 1 << 20
_MARKS = (  # the longer first: that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNDEFINED_IN_1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def chunks(path: str) -> Iterator[bytes]:
    """The bytes of a file, a mebibyte at a time."""
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def digest(path: str) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    found = hashlib.sha256()
    for chunk in chunks(path):
        found.update(chunk)
    return found.hexdigest()


def digest_and_encoding(path: str, name: str, given: str | None) -> tuple[str, str]:
    """The SHA-256 of a text file and the encoding it is in: `given`, else the first that fits of a short ladder.

    A byte order mark decides; many NULs mean UTF-16 without one; then strict UTF-8; then Windows-1252, which British
    spreadsheets write. No statistics: on short texts they take "Siân" for Chinese. Raises BadValue where nobody knows
    `given`, Rejected where the bytes are no text.
    """
    if given is not None:
        return digest(path), _known(given)
    found = hashlib.sha256()
    look = _Look()
    for chunk in chunks(path):
        found.update(chunk)
        look.at(chunk)
    return found.hexdigest(), look.encoding(name)


def _known(given: str) -> str:
    try:
        info = codecs.lookup(given)
        if not info._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError) as error:
        raise BadValue(
            f"{given!r} is no encoding that is known here.", "Give one such as utf-8, utf-16 or cp1252."
        ) from error
    return "utf-8-sig" if info.name == "utf-8" else info.name


class _Look:
    """What the bytes say of their encoding, gathered chunk by chunk."""

    def __init__(self) -> None:
        self.start = b""
        self.size = 0
        self.nuls = [0, 0]  # at even and at odd places
        self.utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self.defined_in_1252 = True

    def at(self, chunk: bytes) -> None:
        self.start = self.start or chunk[:4]
        for place in (0, 1):
            self.nuls[(place + self.size) % 2] += chunk[place::2].count(0)
        self.size += len(chunk)
        self.defined_in_1252 = self.defined_in_1252 and not any(byte in chunk for byte in _UNDEFINED_IN_1252)
        try:
            if self.utf8:
                self.utf8.decode(chunk)
        except UnicodeDecodeError:
            self.utf8 = None

    def encoding(self, name: str) -> str:
        for mark, encoding in _MARKS:
            if self.start.startswith(mark):
                return encoding
        even, odd = self.nuls
        if max(even, odd) * 5 > self.size and min(even, odd) * 20 < max(even, odd):
            return "utf-16-le" if odd > even else "utf-16-be"
        if even or odd:
            raise Rejected(f"{name!r} is no text: it holds NUL characters.", "Export it again as CSV or text in UTF-8.")
        if self.utf8 and self._ends_whole():
            return "utf-8"
        if self.defined_in_1252:
            return "cp1252"
        raise Rejected(
            f"{name!r} is neither UTF-8 nor Windows-1252 text.",
            "Name its encoding with --encoding, or save it as UTF-8.",
        )

    def _ends_whole(self) -> bool:
        try:
            assert self.utf8 is not None
            self.utf8.decode(b"", True)
        except UnicodeDecodeError:
            return False
        return True
