"""Text broken into lines of a given width, counted in the columns of a terminal.

Most text is of one column a character and is broken without looking at each. Only where a text holds others (Chinese,
emoji, accents that stand alone) is wcwidth imported and asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Outside these ranges a character may take two columns or none: Latin letters; dashes, quotes and bullets; currencies;
# arrows and mathematical signs; U+FFFD. The soft hyphen is left out: versions of wcwidth count it as none or as one.
_NOT_NARROW = re.compile("[^ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u22ff\ufffd\n]")

_JOINER = "\u200d"


def visible(line: str) -> int:
    """How many columns of a terminal `line` takes. It holds no control character."""
    if _is_narrow(line):
        return len(line)
    from wcwidth import wcswidth

    return wcswidth(line)


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, each at most `width` (2 or more) columns wide, broken between words.

    Line feeds are kept as breaks, blank lines too. A word that is too long is broken, in Latin text after a hyphen or
    slash if it has one, and never before an accent that belongs to the letter before it. Breaks take the place of
    spaces; nothing else is added or lost. The text holds no control character but the line feed.
    """
    if len(text) <= width and text.isascii() and "\n" not in text:
        return [text]
    fold = _fold_narrow if _is_narrow(text) else _fold_wide
    lines: list[str] = []
    for line in text.split("\n"):
        lines += fold(line, width)
    return lines


def _is_narrow(text: str) -> bool:
    return text.isascii() or _NOT_NARROW.search(text) is None


def _fold_narrow(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    line = line.strip(" ")
    lines = []
    start = 0
    while len(line) - start > width:
        end = line.rfind(" ", start, start + width + 1)
        if end == -1:
            end = _best_end(line, start, start + width)
        lines.append(line[start:end].rstrip(" "))
        start = end
        while line[start] == " ":
            start += 1
    lines.append(line[start:])
    return lines


def _best_end(word: str, start: int, end: int) -> int:
    """Where a piece of a long word from `start` had better end: after its last hyphen or slash, else at `end`."""
    return max(word.rfind("-", start, end), word.rfind("/", start, end)) + 1 or end


def _fold_wide(line: str, width: int) -> list[str]:
    if visible(line) <= width:
        return [line]
    lines = []
    current = ""
    for word in filter(None, line.split(" ")):
        # The whole line is measured each time: some accents are wider or narrower by what stands before them.
        longer = f"{current} {word}" if current else word
        if visible(longer) <= width:
            current = longer
            continue
        if current:
            lines.append(current)
        *full, current = _broken(word, width) if visible(word) > width else [word]
        lines += full
    return [*lines, current]


def _broken(word: str, width: int) -> list[str]:
    """The pieces of a word too long for a line."""
    pieces, used = [""], 0
    for cluster in _clusters(word):
        columns = visible(cluster)
        if pieces[-1] and used + columns > width:
            pieces.append("")
            used = 0
        pieces[-1] += cluster
        used += columns
    return pieces


def _clusters(word: str) -> Iterator[str]:
    """What may not be torn apart: a character with its accents, and what a joiner ties to it."""
    from wcwidth import wcwidth

    start = 0
    for place in range(1, len(word)):
        if wcwidth(word[place]) != 0 and word[place - 1] != _JOINER:
            yield word[start:place]
            start = place
    yield word[start:]
