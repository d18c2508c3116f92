"""Where a table begins: its header, over one to three rows, wherever it stands, and which columns belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sli_cli.domain import own_table
from sli_cli.intake.facts import looks_like_ref
from sli_cli.intake.headings import LONGEST, key_of, meaning_of
from sli_cli.intake.lines import Line

LOOKED_AT = 80
"""How many rows from the top of a table are searched for its header."""

TEXTS = ("text", "action?", "description?", "action")
_WEIGHTS = {
    "text": 3.0, "lead": 2.0, "next_review": 2.0, "due?": 2.0, "revised?": 0.5, "completion?": 1.0, "date?": 0.5,
    "ref": 1.0, "item?": 0.5, "status": 1.5, "rating": 1.5, "update": 1.0, "position": 1.5, "theme": 1.0,
    "cadence": 1.0, "last_review": 1.0, "raised": 0.5, "closed_on": 0.5, "sponsor": 0.5, "contributors": 0.5,
    "forum": 0.5,
}  # fmt: skip
_OUR_SCORE = 100.0  # more than any other table can have
_RISKS = re.compile(r"\b(?:risks?|likelihood|impact|inherent|residual|mitigat\w*|controls?)\b", re.I)
_LEGEND = re.compile(r"\b(?:key|legend|scale|scores?|definitions?|meaning|likelihood|impact)\b", re.I)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the numbers of its first and last row, the headings by column, what each hints at, how
    much it looks like that of a register, what stands above it, and the columns that only stand beside it.

    `ours` says that it is the header of an export, so that what its columns mean is known."""

    first: int
    last: int
    names: dict[int, str]
    hints: dict[int, str]
    score: float
    above: tuple[str, ...]
    beside: frozenset[int]
    keys: tuple[frozenset[str], ...]
    ours: bool = False

    @property
    def signature(self) -> tuple[str, ...]:
        """What two tables with the same columns have in common."""
        return tuple(key_of(self.names[index]) for index in sorted(self.names) if self.names[index])


def find_header(head: list[Line], mapping: dict[str, str]) -> Header | None:
    """The header among the first rows of a table, or None; `mapping` are meanings that the user gave, by `key_of`.

    That of an export is known at once, unless the user gave meanings; else the best row counts, the earliest of equals,
    and rows below belong to it where together they say more.
    """
    own = next((line for line in head if not mapping and is_ours(line)), None)
    if own is not None:
        return _own_header(head, own)
    best: tuple[float, int, int] | None = None
    scores: dict[tuple[int, int], float] = {}
    for stop in range(min(len(head), LOOKED_AT)):
        for start in range(stop, max(stop - 3, -1), -1):
            if not _may_be_header(head[start], below=False) or (
                start < stop and not _may_be_header(head[stop], below=True)
            ):
                break
            scores[start, stop] = score = _score_of(head[start : stop + 1], mapping)
            inner = max(scores.get((start + 1, stop), 0.0), scores.get((start, stop - 1), 0.0)) if start < stop else 0.0
            belongs = start < stop and (
                _only_hints(head[stop]) or bool(head[stop].merged) or _tells_apart(head, start, stop)
            )
            extends = score > inner + 0.4 or (belongs and score >= inner)
            if extends and score and (best is None or score > best[0] or (belongs and score == best[0])):
                best = (score, start, stop)
    if best is None:
        return None
    return _header(head, best[1], best[2], best[0], mapping)


def is_ours(line: Line) -> bool:
    """Whether a row is the header of an export."""
    return own_table.is_header([line.text(index) for index in range(own_table.WIDTH)])


def _own_header(head: list[Line], own: Line) -> Header:
    """The header of an export: the columns after its own are extra fields, as are those that have only contents."""
    width = max(index for line in head for index in line.cells) + 1
    names = {index: own.text(index) for index in range(width)}
    meanings = dict(enumerate(own_table.HEADINGS.values()))
    hints = {index: meanings.get(index, "extra") for index in names}
    keys = (frozenset(key_of(cell.text) for cell in own.cells.values()),)
    return Header(own.number, own.number, names, hints, _OUR_SCORE, (), frozenset(), keys, ours=True)


def _header(head: list[Line], start: int, stop: int, score: float, mapping: dict[str, str]) -> Header:
    window = head[start : stop + 1]
    names = _names(window)
    width = max((index for line in head for index in line.cells), default=0) + 1
    body = head[stop + 1 :]
    filled = {index: sum(index in line.cells for line in body) for index in range(width)}
    names |= {index: "" for index in range(width) if index not in names and filled[index]}
    hints = {index: _hint(window, names, index, mapping) for index in names}
    above = tuple(cell.text for line in head[:start] for cell in line.cells.values())
    keys = tuple(frozenset(key_of(cell.text) for cell in line.cells.values()) for line in window)
    beside = _beside(names, hints, filled)
    kept = {index: name for index, name in sorted(names.items()) if index not in beside}
    return Header(head[start].number, head[stop].number, kept, {i: hints[i] for i in kept}, score, above, beside, keys)


def _may_be_header(line: Line, *, below: bool) -> bool:
    """Whether a row could be of a header: short words in two cells or more, and neither dates nor numbers."""
    if len(line.cells) < 2:
        return False
    for cell in line.cells.values():
        if cell.day or (cell.number is not None and cell.text.replace(".", "").isdigit()):
            return False
        if len(cell.text) > (60 if below else LONGEST) or re.fullmatch(r"[0-9./-]{3,}", cell.text):
            return False
        if len(cell.text) > 60 and not meaning_of(cell.text):
            return False
        if below and (cell.text.isdigit() or (looks_like_ref(cell.text) and not meaning_of(cell.text))):
            return False
    return True


def _tells_apart(head: list[Line], start: int, stop: int) -> bool:
    """Whether a row of groups is needed to tell headings apart that are the same below it."""
    below = [cell.text for cell in head[stop].cells.values()]
    if sum(bool(meaning_of(text)) for text in below) * 2 < len(below):
        return False
    whole = list(_names(head[start : stop + 1]).values())
    return len(set(below)) < len(below) and len(set(whole)) == len(whole)


def _only_hints(line: Line) -> bool:
    """Whether a row only explains the headings above it: everything in brackets, or repeated from above."""
    return all(
        index in line.merged or re.fullmatch(r"\(.*\)|\[.*\]|e\.?g\.? .*", cell.text, re.I | re.S)
        for index, cell in line.cells.items()
    )


def _names(window: list[Line]) -> dict[int, str]:
    """The headings: what stands above each other joined; a group's name counts for the columns under it.

    Where the file merges no cells, these are all those up to the next name.
    """
    parts: dict[int, list[str]] = {}
    for depth, line in enumerate(window):
        carried = ""
        below = window[depth + 1].cells if depth + 1 < len(window) else {}
        group = len(line.cells) < len(below)
        for index in range(max((*line.cells, *below), default=-1) + 1):
            text = line.text(index)
            under = index in line.spanned if line.spans else group and index in below
            carried = text or (carried if under else "")
            if carried and carried not in parts.setdefault(index, []):
                parts[index].append(carried)
    return {index: " ".join(words) for index, words in parts.items()}


def _score_of(window: list[Line], mapping: dict[str, str]) -> float:
    names = _names(window)
    return _score({index: _hint(window, names, index, mapping) for index in names}, names)


def _hint(window: list[Line], names: dict[int, str], index: int, mapping: dict[str, str]) -> str:
    """What a heading over several rows means: its lowest row by itself, where that says enough, else all of it."""
    name = names[index]
    if key_of(name) in mapping:
        return mapping[key_of(name)]
    lowest = next((line.text(index) for line in reversed(window) if line.text(index)), "")
    hint = meaning_of(lowest)
    if hint and (not hint.endswith("?") or lowest == name):
        return hint
    top = meaning_of(next((line.text(index) for line in window if line.text(index)), ""))
    if top and not top.endswith("?"):
        return top
    return meaning_of(name) or hint or top


def _score(hints: dict[int, str], names: dict[int, str]) -> float:
    """How much the headings look like those of a register; 0 without recommendations, with hardly a known heading, or
    for a register of risks."""
    known = {hint for hint in hints.values() if hint}
    texts = [hint for hint in hints.values() if hint in TEXTS]
    recognised = sum(bool(hint) for hint in hints.values())
    risks = sum(bool(_RISKS.search(name)) for name in names.values())
    if "text" not in texts and risks >= 3:
        return 0.0
    if not texts or len(known - {"extra"}) < 2 or recognised < 0.4 * len(hints):
        return 0.0
    score = 3.0 if "text" in texts else 2.5 if "action?" in texts or "action" in texts else 2.0
    score += 1.5 * (len(set(texts)) > 1)
    return score + sum(_WEIGHTS.get(hint, 0.0) for hint in known - set(TEXTS))


def _beside(names: dict[int, str], hints: dict[int, str], filled: dict[int, int]) -> frozenset[int]:
    """The columns of what stands beside the table, parted from it by an empty column: a key, a scale of scores."""
    blocks: list[list[int]] = []
    for index in sorted(names):
        if blocks and index == blocks[-1][-1] + 1:
            blocks[-1].append(index)
        else:
            blocks.append([index])
    if len(blocks) < 2:
        return frozenset()
    main = max(blocks, key=lambda block: _score({index: hints[index] for index in block}, names))
    rows = max(filled.get(index, 0) for index in main)
    taken = {hints[index] for index in main}
    beside: set[int] = set()
    for block in blocks:
        named = [index for index in block if hints[index] not in ("", "extra") and hints[index] not in taken]
        legend = any(_LEGEND.search(names[index]) for index in block)
        full = max(filled.get(index, 0) for index in block) * 2 >= rows
        if block is not main and (legend or not (named or (full and any(names[index] for index in block)))):
            beside.update(block)
    return frozenset(beside)
