"""The numbers and bullets that Word puts before paragraphs and keeps in no text of theirs, counted as Word does."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sli_cli.intake.archive import Archive, attribute, local, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_STYLES = 50  # that stand upon one another


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its numbers are written, the text around them ("%1.%2"), the first of them."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


class Numbering:
    """The lists of a document, and how far each has been counted. Paragraphs must be asked for in their order."""

    def __init__(self, archive: Archive, numbering: str, styles: str) -> None:
        self.levels: dict[str, dict[int, _Level]] = {}  # by the list's number
        self.shared: dict[str, str] = {}  # the definition behind a list: lists with the same one count on together
        self.by_style: dict[str, tuple[str, int]] = {}
        self.style_names: dict[str, str] = {}
        self.counted: dict[str, dict[int, int]] = defaultdict(dict)
        self.seen: set[str] = set()
        if numbering:
            self._read_lists(archive.tree(numbering))
        if styles:
            self._read_styles(archive.tree(styles))

    def _read_lists(self, root: _Element) -> None:
        definitions = {
            attribute(one, "abstractNumId"): {
                whole(attribute(level, "ilvl"), 0): _level(level) for level in one if local(level.tag) == "lvl"
            }
            for one in root
            if local(one.tag) == "abstractNum"
        }
        for one in root:
            if local(one.tag) != "num":
                continue
            number = attribute(one, "numId")
            definition = next((attribute(part, "val") for part in one if local(part.tag) == "abstractNumId"), "")
            levels = dict(definitions.get(definition, {}))
            self.shared[number] = definition
            for override in one.iter("{*}lvlOverride"):
                at = whole(attribute(override, "ilvl"), 0)
                self.shared[number] = f"{definition}/{number}"  # it is counted on its own
                for part in override:
                    if local(part.tag) == "lvl":
                        levels[at] = _level(part)
                    elif local(part.tag) == "startOverride":
                        level = levels.get(at, _Level())
                        levels[at] = _Level(level.form, level.text, whole(attribute(part, "val"), 1))
            self.levels[number] = levels

    def _read_styles(self, root: _Element) -> None:
        based: dict[str, str] = {}
        for style in root:
            if local(style.tag) != "style":
                continue
            identity = attribute(style, "styleId")
            for part in style:
                if local(part.tag) == "basedOn":
                    based[identity] = attribute(part, "val")
                elif local(part.tag) == "name":
                    self.style_names[identity] = attribute(part, "val").lower()
                elif local(part.tag) == "pPr" and (found := _list_of(part)):
                    self.by_style[identity] = found
        for identity in self.style_names:
            base = identity
            for _ in range(_MOST_STYLES):
                if base in self.by_style:
                    self.by_style[identity] = self.by_style[base]
                    break
                base = based.get(base, "")

    def label(self, style: str, properties: _Element | None) -> str:
        """What stands before the next paragraph: "• ", "3. ", "1.2 ", or "" where it is in no list."""
        found = _list_of(properties) if properties is not None else None
        number, depth = found or self.by_style.get(style, ("", 0))
        if found and not number:
            number = self.by_style.get(style, ("", 0))[0]
        level = self.levels.get(number, {}).get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "• "
        label = self._counted(number, depth)
        return f"{label} " if label else ""

    def _counted(self, number: str, depth: int) -> str:
        levels = self.levels[number]
        counts = self.counted[self.shared[number]]
        counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]

        def written(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            level = levels.get(at, _Level())
            return _written(counts.setdefault(at, level.start), level.form)

        return re.sub(r"%([1-9])", written, levels[depth].text).strip()


def _level(element: _Element) -> _Level:
    said = {local(part.tag): attribute(part, "val") for part in element}
    return _Level(said.get("numFmt", "decimal"), said.get("lvlText", ""), whole(said.get("start", ""), 1))


def _list_of(properties: _Element) -> tuple[str, int] | None:
    """The list and the level that a paragraph's properties name; the list "0" means none, "" that of its style."""
    for part in properties:
        if local(part.tag) == "numPr":
            said = {local(one.tag): attribute(one, "val") for one in part}
            return said.get("numId", ""), whole(said.get("ilvl", ""), 0)
    return None


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letters = chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and number < 5000:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02}" if form == "decimalZero" else str(number)
