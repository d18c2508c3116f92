"""What people type as text: cleaned of what a terminal would obey, bounded, and never silently changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sli_cli.errors import BadValue

MOST = 100_000
"""The longest text of one field, in characters: some thirty pages."""

# Control characters but for tab and line feed, the bidirectional overrides, halves of surrogate pairs, and the two that
# are no characters, which no Word file or workbook can hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029")


def clean_text(text: str, what: str, *, empty: bool = False) -> str:
    """`text` as it is stored: line ends as `\\n`, white space at both ends gone, all else as typed.

    `what` names it in the sentence of the BadValue that is raised where it is empty (unless `empty`), too long, or
    holds control characters or escape sequences.
    """
    cleaned = _LINE_ENDS.sub("\n", text).strip()
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


def near(word: str, known: Iterable[str]) -> str:
    """The one of `known` that `word` may have been meant as, or "": letters swapped, missed or added."""
    from difflib import get_close_matches

    by_key = {one.casefold(): one for one in known}
    found = get_close_matches(word.casefold(), list(by_key), n=1, cutoff=0.6)
    return by_key[found[0]] if found else ""


def typed(word: str) -> str:
    """`word` as one word of a command that is printed to be typed: quoted where a shell would take it otherwise.

    In double quotes where all shells agree on those (sh, cmd, PowerShell); where they hold something that one of them
    would replace, in the single quotes of sh, which PowerShell reads alike unless there is one inside.
    """
    if re.fullmatch(r"[\w./:][\w./:+-]*", word):
        return word
    if not re.search(r'["$`\\!“”„]', word):
        return f'"{word}"'
    from shlex import quote

    return quote(word)


def identifiers_of_a_person(text: str) -> list[str]:
    """All that in `text` looks like an identifier of a person, in words: NHS numbers, then dates of birth.

    A register holds no case data. Ten digits count as an NHS number where their check digit is right (modulus 11), a
    date as one of birth where the words before it say so.
    """
    numbers = re.finditer(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)", text)
    births = re.finditer(
        r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\b\W{0,3}\d{1,2}\D{1,3}\w{1,9}\D{1,3}\d{2,4}", text, re.I
    )
    found = [f"an NHS number ({number[0]})" for number in numbers if _is_nhs_number("".join(number.groups()))]
    return list(dict.fromkeys([*found, *(f"a date of birth ({birth[0]})" for birth in births)]))


def _is_nhs_number(ten: str) -> bool:
    """Whether the last of ten digits is the check digit of the others; ten alike are no number of anybody."""
    digits = [int(digit) for digit in ten]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9] and check != 10 and len(set(digits)) > 1
