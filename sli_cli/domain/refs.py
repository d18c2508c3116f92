"""Refs: text always, looked up with case and spaces folded, ordered as a person would order them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sli_cli.errors import BadValue

MOST = 60
"""The longest ref, in characters."""


def ref_key(ref: str) -> str:
    """The form in which a ref is looked up: `SR (25/26) 01` and `sr (25/26)  01` are one; `1.1` and `1.10` are two."""
    folded = " ".join(ref.split()).casefold()
    if folded.isprintable():
        return folded
    # No ref holds what cannot be printed, and bytes that are no text could not even be asked for.
    return "".join(letter if letter.isprintable() else "\n" for letter in folded)


def sort_key(ref: str) -> str:
    """The form by which refs are ordered as text: 9 before 10, 1.9 before 1.10, 1a after 1."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").rjust(8, "0"), ref_key(ref))


def clean_ref(ref: str) -> str:
    """A ref as it is stored: spaces folded. Raises BadValue where it is empty, too long or not one plain line."""
    folded = " ".join(ref.split())
    if not folded:
        raise BadValue("A ref is empty.", "Give one, for example 11 or 1a.")
    if len(folded) > MOST or not folded.isprintable():
        raise BadValue(f"A ref is at most {MOST} printable characters on one line: {folded[:40]!r}.", "Shorten it.")
    if ":" in folded:
        raise BadValue(f"A ref has no colon: {folded!r}.", "REGISTER:REF names a ref in one of several registers.")
    return folded


def near_ref(ref: str, known: Iterable[str]) -> str:
    """The one of `known` refs that `ref` may have been meant as, or "".

    One digit more or less is another recommendation, so 23 is never meant as 3: only a ref with the same digits comes
    into question, or one that begins with two or more of them, as 22 and 222 do.
    """
    from sli_cli.domain.words import near

    def alike(one: str, other: str) -> bool:
        shorter, longer = sorted((_digits(one), _digits(other)), key=len)
        return shorter == longer or (len(shorter) > 1 and longer.startswith(shorter))

    return near(ref, (one for one in known if alike(ref, one)))


def _digits(ref: str) -> str:
    return re.sub(r"[^0-9]", "", ref)
