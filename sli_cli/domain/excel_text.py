r"""How a workbook holds any text exactly: escapes for what XML lacks, and a sheet for what is longer than a cell.

It stands here because what writes workbooks and what reads them may not know each other. Excel and LibreOffice show
the escapes as the characters that they stand for; openpyxl hands them over as they are, so a reader asks `unescaped`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_IN_A_CELL = 32_767
"""What Excel holds in a cell, in UTF-16 units."""
LONG_TEXTS = "Long texts"
"""The sheet of the texts that are longer: number, part, text. A part after another goes on where that one ends."""
LONG_TEXTS_HEADER = ("Number", "Part", "Text")

_BEGINNING = 1_000
_PART = 4_000  # all escaped, a character takes seven, which is still less than a cell holds
_MARK = re.compile(r"…\n\[The whole text is on the sheet Long texts, number (\d{1,9})\.\]\Z")

# What XML 1.0 cannot hold, and the carriage return, which it reads as a line feed.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# What would be read as an escape, and what openpyxl takes out of any text that it reads.
_LIKE_AN_ESCAPE = re.compile("(?<=_)x(?=[0-9A-Fa-f]{4})|x(?=005F)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """`text` as the XML of a workbook holds it: `_x0001_` for U+0001, `_x0078_` for an `x` that looks like one."""
    spared = _LIKE_AN_ESCAPE.sub("_x0078_", text)
    return spared if spared.isprintable() else _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", spared)


def unescaped(text: str) -> str:
    """The text that a cell shows, from what its XML holds."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def too_long(text: str) -> bool:
    """Whether `text` has to go to the sheet of long texts: longer than a cell, or it reads like one that is there."""
    if len(text) * 7 <= MOST_IN_A_CELL:
        return _MARK.search(text) is not None
    return len(escaped(text).encode("utf-16-le")) // 2 > MOST_IN_A_CELL or _MARK.search(text) is not None


def beginning(text: str, number: int) -> str:
    """What stands in the cell of a text that is too long: how it begins, and its number on the sheet of long texts."""
    return f"{text[:_BEGINNING]}…\n[The whole text is on the sheet {LONG_TEXTS}, number {number}.]"


def parts(text: str) -> Iterator[str]:
    """The cells that hold the whole of a text on the sheet of long texts."""
    for start in range(0, len(text), _PART):
        yield text[start : start + _PART]


def whole(text: str, long_texts: Mapping[int, str]) -> str:
    """The text of a cell, from `long_texts` where it only begins there; as it stands where it was edited since.

    `long_texts` holds the joined parts of each text by its number. Rows may have been sorted or moved in between.
    """
    mark = _MARK.search(text)
    found = long_texts.get(int(mark[1])) if mark else None
    return found if mark and found is not None and found.startswith(text[: mark.start()]) else text
