"""From words at places on a page to the text of a cell: lines, then paragraphs and lists, as they were before print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sli_cli.intake.markup import bulleted, tidied

_SAME_LINE = 0.5  # of a word's height by which the words of one line may differ
_PARAGRAPH = 1.3  # times the distance of two lines from which on a paragraph ends
_ROOM = 6.0  # points that must be left beside the next word for its line break to be meant


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its left and its top."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= across < self.right and self.top <= down < self.bottom

    def covers(self, other: Box) -> bool:
        """Whether this covers most of the other, and is not a whole page."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = (other.right - other.left) * (other.bottom - other.top)
        return across > 0 and down > 0 and across * down > 0.7 * area


@dataclass(frozen=True, slots=True)
class Word:
    """A word and the rectangle that it stands in, as in Box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, found: dict[str, Any]) -> Word:
        return cls(found["text"], found["x0"], found["top"], found["x1"], found["bottom"])


def lines_in(box: Box, words: list[Word]) -> list[list[Word]]:
    """The words in a rectangle by lines from the top, each from the left."""
    lines: list[list[Word]] = []
    for word in sorted((word for word in words if box.holds(word)), key=lambda word: (word.bottom, word.left)):
        if lines and word.bottom - lines[-1][0].bottom < _SAME_LINE * (word.bottom - word.top):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def usual_pitch(cells: list[list[list[Word]]]) -> float:
    """The usual distance of two lines of one paragraph, from the lines of all cells; 0 where none has two lines.

    The lower quartile of all distances: lines within paragraphs are closer than paragraphs, and the more.
    """
    pitches = sorted(below[0].bottom - line[0].bottom for lines in cells for line, below in pairwise(lines))
    return pitches[len(pitches) // 4] if pitches else 0.0


def text_of(lines: list[list[Word]], pitch: float) -> str:
    """The text of a cell's lines. One that ends although the next word had room there ends a paragraph."""
    if not lines:
        return ""
    edge = max(line[-1].right for line in lines)
    text = _said(lines[0])
    for line, below in pairwise(lines):
        said = _said(below)
        room = edge - line[-1].right - (below[0].right - below[0].left)
        if said.startswith("• ") or room > _ROOM or below[0].bottom - line[0].bottom > pitch * _PARAGRAPH:
            text += f"\n\n{said}"
        elif text.endswith("\xad"):
            text = text[:-1] + said
        else:  # a hyphen at the end of a line is one of the word's own: "REC-2026-" and "001"
            text += said if re.search(r"\w-$", text) else f" {said}"
    return tidied(text)


def _said(line: list[Word]) -> str:
    return bulleted(" ".join(word.text for word in line))


def fills_in(rects: list[dict[str, Any]]) -> list[tuple[Box, str]]:
    """The rectangles that are filled with a colour other than white, with it as RRGGBB."""
    found = []
    for rect in rects:
        colour = rect.get("non_stroking_color")
        if not rect.get("fill") or not isinstance(colour, (tuple, list)) or len(colour) not in (1, 3):
            continue
        parts = [min(max(float(part), 0.0), 1.0) for part in (colour * 3 if len(colour) == 1 else colour)]
        fill = "".join(f"{round(part * 255):02X}" for part in parts)
        if fill != "FFFFFF":
            found.append((Box(rect["x0"], rect["top"], rect["x1"], rect["bottom"]), fill))
    return found
