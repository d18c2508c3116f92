"""Status and RAG words, and fill colours, as the closed vocabularies have them; the words themselves are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class State:
    """What a status word says: open, parked or closed, how it was closed, and whether the words are `known` ones."""

    state: str = "open"
    closure: str | None = None
    known: bool = True


_STILL_OPEN = re.compile(
    r"\b(?:not (?:yet )?(?:started|complete[d]?|closed|achieved|met|done|delivered|due|embedded)|incomplete"
    r"|half|part(?:ly|ially)?\b|nearly"
    r"|almost|to be (?:completed|closed|implemented|done)|in progress|progressing|ongoing|on[- ]going"
    r"|underway|under way"
    r"|yet to|awaiting|open|outstanding|live|active|current|pending|overdue|delayed|on track|off track|at risk|started"
    r"|new|slipp|behind|ahead|planned|due|some|mostly|continu|remain|to do|todo|wip|work in progress|scheduled|agreed"
    r"|accepted)",
    re.I,
)
_PERCENT = re.compile(r"(?<![0-9])([0-9]{1,3}) ?%")
_NOT_IMPLEMENTED = re.compile(
    r"\b(?:not (?:being )?(?:implemented|accepted|agreed|progressed|taken forward|pursued|supported)|rejected|declined"
    r"|refused|withdrawn|abandoned|cancelled|canceled|stopped|no longer (?:required|needed|relevant|applicable|valid)"
    r"|no further action|nfa|will not)\b",
    re.I,
)
_SUPERSEDED = re.compile(r"\b(?:superseded|replaced|merged|duplicate|subsumed|incorporated)\b", re.I)
_IMPLEMENTED = re.compile(
    r"\b(?:completed?|closed|done|implemented|achieved|delivered|discharged|resolved|finished|fulfilled|actioned|met"
    r"|embedded|cleared)\b|^[✓✔☑✅]$",
    re.I,
)


@lru_cache(maxsize=4096)
def read_status(words: str) -> State:
    """What the words of a status cell say. Words that are in no list leave the item open and are not `known`."""
    plain = " ".join(words.split())
    if not plain:
        return State()
    if plain.lower() == "parked":
        return State("parked")
    if plain.lower() == "not implemented":  # of an audit it means "not yet", of a closed item that it never will be
        return State(closure="not implemented", known=False)
    if _NOT_IMPLEMENTED.search(plain):
        return State("closed", "not implemented")
    if _SUPERSEDED.search(plain):
        return State("closed", "superseded")
    percent = _PERCENT.search(plain)
    if percent:
        return State("closed", "implemented") if int(percent[1]) == 100 else State()
    if _STILL_OPEN.search(plain):
        return State()
    if _IMPLEMENTED.search(plain) and len(plain) <= 60:
        return State("closed", "implemented")
    return State(known=read_rating(plain) is not None)


_COLOURS = {
    "red": r"\bred\b|🔴|🟥",
    "amber": r"\b(?:amber|yellow|orange)\b|🟠|🟡|🟧|🟨",
    "green": r"\bgreen\b|🟢|🟩",
}
_LETTERS = {"r": "red", "a": "amber", "g": "green"}


@lru_cache(maxsize=4096)
def read_rating(words: str) -> str | None:
    """red, amber or green, where the words name exactly one of them ("Green - on track", "A"); else None."""
    plain = words.strip().lower()
    if plain.strip("()[]. ") in _LETTERS:
        return _LETTERS[plain.strip("()[]. ")]
    named = [colour for colour, pattern in _COLOURS.items() if re.search(pattern, plain)]
    return named[0] if len(named) == 1 and len(plain) <= 80 else None


def colour_of(fill: str) -> str | None:
    """The rating that a fill colour (RRGGBB) shows: strong or pale red, amber (from orange to yellow) or green."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", fill):
        return None
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    most, least = max(red, green, blue), min(red, green, blue)
    if most < 0.3 or most - least < 0.12:
        return None
    span = most - least
    if most == red:
        hue = 60 * (((green - blue) / span) % 6)
    elif most == green:
        hue = 60 * ((blue - red) / span + 2)
    else:
        hue = 60 * ((red - green) / span + 4)
    if hue < 18 or hue >= 340:
        return "red"
    if hue < 70:
        return "amber"
    return "green" if hue < 170 else None
