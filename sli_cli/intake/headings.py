"""What the heading of a column means, whatever the council calls it."""

from __future__ import annotations

import re
from functools import lru_cache

from sli_cli.domain import own_table
from sli_cli.intake.heading_words import PATTERNS, SIGNS

MEANINGS = {
    "ref": "ref",
    "text": "recommendation",
    "theme": "theme",
    "position": "comments, as at the document",
    "action": "local action",
    "lead": "lead",
    "sponsor": "sponsor",
    "contributors": "contributors",
    "forum": "board that decides",
    "informed": "boards that are informed",
    "cadence": "how often",
    "wording": "the document's wording of how often",
    "basis": "basis of how often",
    "reason": "reason for how often",
    "next_review": "next review",
    "last_review": "last review",
    "raised": "raised (never a due date): kept as an extra field",
    "closed_on": "closed on",
    "closure": "how it was closed",
    "state_reason": "why it is parked or closed",
    "restricted": "ground for not being published",
    "status": "status",
    "rating": "rating",
    "update": "latest update",
    "update_on": "date of the latest update",
    "update_by": "who gave the latest update",
    "extra": "kept as an extra field",
}
"""The meanings a column can have, and their words for people. `--map "Heading=lead"` names one of these keys."""


_SIGNS_BETWEEN = re.compile(r"[^\w%#]+|_")


def _plain(heading: str) -> str:
    return " ".join(_SIGNS_BETWEEN.sub(" ", heading.lower()).split())


# What our own tables call their columns, and what the keys are called.
_OWN = {
    **{_plain(heading): meaning for heading, meaning in own_table.HEADINGS.items()},
    "rule": "cadence",
    "goes to": "forum",
    "decides": "forum",
    "lead post": "lead",
    "sponsor post": "sponsor",
    "first due": "extra",
    **{key: key for key in ("ref", "text", "theme", "position", "lead", "sponsor", "contributors", "informed")},
    **{key: key for key in ("wording", "basis", "reason", "closure", "status", "rating", "cadence", "extra")},
}

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LEAD_CLAUSE = re.compile(
    r"[\s(–-]*\b(?:proposed |suggested |named )?lead(?: officer)?s?\s*:\s*(?P<lead>[^()\n]+?)\s*(?=\(|\n|\)|$)", re.I
)
LONGEST = 200
"""The longest heading, in characters."""


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> str:
    """What a heading means: a key of MEANINGS, or one with "?" that depends on other columns, or "" where unknown."""
    if len(heading) > LONGEST:
        return ""
    heading = lead_in(heading)[0]
    for words in (_plain(heading), _plain(_BRACKETS.sub(" ", heading))):
        if words in _OWN:
            return _OWN[words]
    for words in (_plain(_BRACKETS.sub(" ", heading)), _plain(heading)):
        for meaning, pattern in PATTERNS:
            if pattern.search(words):
                return meaning
        for sign, meaning in SIGNS.items():
            if sign in words:
                return meaning
    return ""


def lead_in(heading: str) -> tuple[str, str]:
    """A heading without the lead that it names for the whole table ("… Proposed lead: Chair"), and that lead or ""."""
    found = _LEAD_CLAUSE.search(heading)
    if not found or not heading[: found.start()].strip():
        return heading, ""
    return f"{heading[: found.start()]} {heading[found.end() :]}".strip(), found["lead"]


def key_of(heading: str) -> str:
    """The form in which headings are compared: capitals, spaces and punctuation do not count."""
    return _plain(heading)
