"""What people type as text: cleaned of what a terminal would obey, bounded, and never silently changed."""

from __future__ import annotations

import re

from sli_cli.errors import BadValue

MOST = 100_000
"""The longest text of one field, in characters: some thirty pages."""

# Control characters but for tab and line feed, the bidirectional overrides, and halves of surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean_text(text: str, what: str, *, empty: bool = False) -> str:
    """`text` as it is stored: line ends as `\\n`, white space at both ends gone, all else as typed.

    `what` names it in the sentence of the BadValue that is raised where it is empty (unless `empty`), too long, or
    holds control characters or escape sequences.
    """
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not cleaned and not empty:
        raise BadValue(f"The {what} is empty.", "Give it in words, in quotes.")
    if len(cleaned) > MOST:
        raise BadValue(
            f"The {what} has {len(cleaned):,} characters; the most is {MOST:,}.", "Shorten it, and point to the paper."
        )
    found = _FORBIDDEN.search(cleaned)
    if found:
        raise BadValue(
            f"The {what} holds a control character (U+{ord(found[0]):04X}, character {found.start() + 1}).",
            "Type or paste it again as plain text.",
        )
    return cleaned


def clean_line(text: str, what: str, *, empty: bool = False, most: int = 300) -> str:
    """A text of one line, such as a name or a title: like `clean_text`, with runs of white space as one space."""
    cleaned = " ".join(clean_text(text, what, empty=empty).split())
    if len(cleaned) > most:
        raise BadValue(f"The {what} has {len(cleaned):,} characters; the most is {most:,}.", "Shorten it.")
    return cleaned


def clean_email(text: str) -> str:
    """An e-mail address, or "". Raises BadValue where it is not of the form NAME@DOMAIN on one line."""
    address = clean_line(text, "e-mail address", empty=True, most=254)
    if address and not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\.]+", address):
        raise BadValue(f"{address!r} is not an e-mail address.", "Give one like jo.bloggs@example.gov.uk.")
    return address


def near(word: str, known: object) -> str:
    """The one of `known` (words) that `word` may have been meant as, or "": letters swapped, missed or added."""
    from difflib import get_close_matches

    by_key = {str(one).casefold(): str(one) for one in known}  # type: ignore[attr-defined]
    found = get_close_matches(word.casefold(), list(by_key), n=1, cutoff=0.6)
    return by_key[found[0]] if found else ""


def identifier_of_a_person(text: str) -> str:
    """What in `text` looks like an identifier of a person, in words, or "": an NHS number, a date of birth.

    A register holds no case data. Ten digits count as an NHS number where their check digit is right (modulus 11), a
    date as one of birth where the words before it say so.
    """
    for match in re.finditer(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)", text):
        digits = [int(digit) for digit in "".join(match.groups())]
        check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
        if check % 11 == digits[9] and check != 10 and len(set(digits)) > 1:
            return f"an NHS number ({match[0]})"
    birth = re.search(
        r"\b(d\.?o\.?b\.?|date of birth|born(?: on)?)\b\W{0,3}(\d{1,2}\D{1,3}\w{1,9}\D{1,3}\d{2,4})", text, re.I
    )
    return f"a date of birth ({birth[0]})" if birth else ""
