"""What acts by itself on what is written or read, compared with what sli made: the triggers that guard history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Guard(NamedTuple):
    """A trigger or a view: which of them, and what it does, in a form that can be compared."""

    kind: str
    does: str


def difference(made: Mapping[str, Guard], found: Mapping[str, Guard]) -> str:
    """What of those found, by name, is missing, altered or not of sli's making, in words; "" where all is as made."""
    for name, guard in found.items():
        if name not in made:
            return f"it has a {guard.kind} {name} that sli did not make"
    for name, guard in made.items():
        if found.get(name) != guard:
            return f"its guard {name} is {'altered or switched off' if name in found else 'missing'}"
    return ""
