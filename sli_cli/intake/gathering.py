"""Rows to whole recommendations: what a page or a merge cut in two is joined, sections and empty rows told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sli_cli.intake.choosing import Part
from sli_cli.intake.facts import looks_like_ref
from sli_cli.intake.layout import NUMBERED, Layout
from sli_cli.intake.lines import Line
from sli_cli.intake.people import names_a_lead
from sli_cli.intake.tables import Cell
from sli_cli.intake.values import DOUBT, NOTE, Doubts

_CONTINUED = re.compile(r"\s*[(\[]?\b(?:cont(?:inued|'?d|\.)?|ctd\.?)[)\]]?\.?$", re.I)
_ENDED = re.compile(r"[.!?:;…][”’\"')\]]*$")


@dataclass(slots=True)
class Item:
    """One recommendation as it stands in the table: the cells of each column, in the order of its rows."""

    part: Part
    number: int
    place: str
    cells: dict[int, list[Cell]]
    fills: dict[int, Cell] = field(default_factory=dict)
    section: str = ""
    lead: str = ""
    rows: int = 1

    def last(self, index: int | None) -> str:
        """The words of the last cell of a column, or ""."""
        pieces = self.cells.get(index) if index is not None else None
        return pieces[-1].text if pieces else ""


class Gatherer:
    """Goes through the rows once and gives the items; what it decided goes to `doubts` and `counts`."""

    def __init__(self, layout: Layout, doubts: Doubts, counts: dict[str, int]) -> None:
        self.layout = layout
        self.doubts = doubts
        self.counts = counts
        self.section = ""
        self.lead = ""
        self.theme: Cell | None = None
        self.current: Item | None = None
        self.text = layout.one.get("text")
        self.ref = layout.one.get("ref")

    def items(self, rows: Iterable[tuple[Part, Line]], sections: bool) -> Iterator[Item]:
        """The items; `sections` says that the headings of the tables are their themes."""
        title = ""
        for (part, line), following in _with_next(rows):
            if sections and part.header and part.title != title:
                title = self.section = part.title
            kind = self._kind(line, following)
            if kind == "item":
                if self.current:
                    yield self.current
                self._begin(part, line)
            else:
                getattr(self, f"_{kind}")(line, following)
        if self.current:
            yield self.current

    def _kind(self, line: Line, following: Line | None) -> str:
        """What a row is: an item, the rest of the one before, a section, ready-numbered and empty, or stray words."""
        if self.layout.ours:
            return "item"
        fresh = [index for index in line.cells if index not in line.merged]
        if self._merged(line) and self.current:
            return "rest"
        if self._is_empty(line, fresh):
            return "empty"
        if len(fresh) == 1 and (alone := self._alone(line, fresh[0])):
            return alone
        if self._numbers_a_section(line, fresh, following):
            return "section"
        return "rest" if self.current and self._goes_on(line) else "item"

    def _merged(self, line: Line) -> bool:
        """Whether the recommendation's own cells are merged with those above: it goes on over several rows."""
        key = self.ref if self.ref is not None and line.text(self.ref) else self.text
        return key in line.merged

    def _is_empty(self, line: Line, fresh: list[int]) -> bool:
        """Whether a row holds a number made ready for a recommendation, and at most a ready-made status."""
        ready = {self.layout.one.get(meaning) for meaning in ("ref", "status", "rating")}
        number = line.text(self.ref)
        if self.ref in fresh and set(fresh) <= ready:
            return looks_like_ref(number)
        bare = line.text(self.text)
        return fresh == [self.text] and self.layout.numbered and bool(re.fullmatch(r"[\d.]+[.)]?", bare))

    def _alone(self, line: Line, index: int) -> str:
        """What a row with one filled cell is; "" where it is to be judged as any other."""
        text = line.cells[index].text
        titled = _is_title(text) and not (line.new_page and text[:1].islower())
        if index == self.text and self.layout.numbered:
            cut = line.new_page and self.current and not _ENDED.search(self.current.last(self.text))
            return "" if NUMBERED.match(text) or (cut and not line.spans) else "section" if titled else ""
        if index in (self.ref, self.layout.one.get("theme")):
            return "section" if titled else ""
        if index == self.text:
            return "section" if titled and (line.spans or self._short_of_words(text)) else ""
        first = min((column.index for column in self.layout.columns), default=0)
        if titled and (line.spans or index == first):
            return "section"
        return "rest" if self.current else "stray"

    def _short_of_words(self, text: str) -> bool:
        """Whether words alone in the column of recommendations are more likely a heading than one of them."""
        if self.layout.sparse:
            return False
        facts = self.layout.facts.get(self.text) if self.text is not None else None
        return self.layout.refs_usual or facts is None or len(text) < 0.6 * facts.usual_length

    def _numbers_a_section(self, line: Line, fresh: list[int], following: Line | None) -> bool:
        """Whether a row such as "1 | Governance" heads the rows 1.1, 1.2 and so on."""
        if following is None or self.ref is None or set(fresh) != {self.ref, self.text}:
            return False
        ref = line.text(self.ref).rstrip(".")
        below = following.text(self.ref)
        return below.startswith(f"{ref}.") and below.rstrip(".") != ref and len(following.cells) > len(fresh)

    def _goes_on(self, line: Line) -> bool:
        """Whether a row is the rest of the item before it."""
        assert self.current is not None
        ref, text = line.text(self.ref), line.text(self.text)
        if ref:
            return bool(_CONTINUED.search(ref)) and _CONTINUED.sub("", ref) == self.current.last(self.ref)
        if not text:
            return True
        if self.layout.numbered and NUMBERED.match(text):
            return False
        cut = not _ENDED.search(self.current.last(self.text))
        if text[:1].islower():
            return cut or line.new_page
        return cut and line.new_page and (self.layout.numbered or self.layout.refs_usual)

    def _begin(self, part: Part, line: Line) -> None:
        cells = {index: [cell] for index, cell in line.cells.items()}
        theme = self.layout.one.get("theme")
        if theme is not None and self.layout.fill_theme:
            self.theme = line.cells.get(theme, self.theme)
            if self.theme and theme not in cells:
                cells[theme] = [self.theme]
                self._count("themes filled down")
        self.current = Item(part, line.number, line.place(), cells, dict(line.fills), self.section, self.lead)
        if line.hidden:
            self.doubts.add(line.place(), "hidden", "The file hides this row; it was read.", severity=NOTE)

    def _rest(self, line: Line, following: Line | None) -> None:
        """Joins a row to the item before it."""
        item = self.current
        assert item is not None
        for index, cell in line.cells.items():
            pieces = item.cells.setdefault(index, [])
            if index == self.ref and pieces:
                continue
            if index not in line.merged and all(cell.text != piece.text for piece in pieces):
                pieces.append(cell)
        item.rows += 1
        self._count("joined rows")
        ref = item.last(self.ref) or item.last(self.text)[:20]
        sentence = f"It is the rest of the row above ({ref!r}) and was joined to it."
        self.doubts.add(line.place(), "joined", sentence, line.text(self.ref), severity=NOTE)

    def _section(self, line: Line, following: Line | None) -> None:
        words = " ".join(cell.text for index, cell in line.cells.items() if index not in line.merged)
        words = " ".join(words.split())
        if following is None:
            self.doubts.add(line.place(), "below", "It stands below the table and was not read.", words)
            return
        self._count("sections")
        lead = names_a_lead(words)
        if lead:
            self.lead = lead
            words_left = re.split(r"[\s(–,:-]*\b(?:proposed )?(?:lead|owner|responsible)\b", words, flags=re.I)[0]
            theme = words_left.strip() if words_left != words else ""
            self.doubts.add(
                line.place(), "section", f"It heads the rows below it and names their lead, '{lead}'.", words
            )
            if theme:
                self.section = theme
            return
        self.section = words
        likely = line.spans or self.layout.numbered or "theme" not in self.layout.one
        severity = NOTE if likely else DOUBT
        self.doubts.add(line.place(), "section", "It heads the rows below it: their theme.", words, severity=severity)

    def _empty(self, line: Line, following: Line | None) -> None:
        self._count("empty numbered rows")
        words = " | ".join(cell.text for cell in line.cells.values())
        self.doubts.add(line.place(), "empty", "It holds a number and nothing else: left out.", words, severity=NOTE)

    def _stray(self, line: Line, following: Line | None) -> None:
        words = " | ".join(cell.text for cell in line.cells.values())
        self.doubts.add(line.place(), "stray", "It belongs to no recommendation and was left out.", words)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def joined(pieces: list[Cell]) -> str:
    """The words of a cell that was cut in two: run on where a sentence goes on, else as a new paragraph."""
    words = ""
    for piece in pieces:
        text = piece.text
        if not words:
            words = text
        elif text.startswith("• ") and words.rsplit("\n", 1)[-1].startswith("• "):
            words = f"{words}\n{text}"
        elif text[:1].islower() or re.search(
            r"\b(?:the|and|of|to|a|an|for|in|with|by|or|at|on|from|as|,)$", words, re.I
        ):
            words = f"{words} {text}"
        else:
            words = f"{words}\n\n{text}"
    return words


def _is_title(text: str) -> bool:
    """Whether words look like a heading rather than like a sentence."""
    return len(text) <= 120 and text.count("\n") < 2 and not text.endswith((".", ";", ",")) and not text[:1].islower()


def _with_next(rows: Iterable[tuple[Part, Line]]) -> Iterator[tuple[tuple[Part, Line], Line | None]]:
    """Each row with the one after it."""
    held: tuple[Part, Line] | None = None
    for row in rows:
        if held:
            yield held, row[1]
        held = row
    if held:
        yield held, None
