"""What may be written: no character that a terminal would obey, and none that the stream cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Control characters but for tab and line feed, the bidirectional overrides, and halves of surrogate pairs.
_UNSAFE = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_LINE_ENDS = ("\r\n", "\u2028", "\u2029")
_REPLACEMENT = "\ufffd"
_TAB = "    "

# What is written for a character that an old encoding lacks, where the Unicode tables give nothing that reads well.
_STAND_INS = {
    "\u00a0": " ",
    "\u2026": "...",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2022": "*",
    "\u00b7": "*",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u00d7": "x",
    "\u2044": "/",
    "\u2192": "->",
    "\u00a3": "GBP ",
    "\u20ac": "EUR ",
}


def harmless(text: str) -> str:
    """`text` with each control character, bidirectional override and lone surrogate as U+FFFD.

    Tabs stay; line ends of every kind become a line feed.
    """
    if _plain(text):
        return text
    import re

    for line_end in _LINE_ENDS:
        text = text.replace(line_end, "\n")
    return re.sub(_UNSAFE, _REPLACEMENT, text)


def for_terminal(text: str) -> str:
    """`text` as a person may see it: harmless, and tabs as spaces, since a tab's width is the terminal's to say."""
    return text if _plain(text) else harmless(text).replace("\t", _TAB)


def _plain(text: str) -> bool:
    """Whether there is nothing to look at more closely. The expression for that costs more than most reports."""
    return text.replace("\n", "").isprintable()


def degrade(text: str, encoding: str) -> str:
    """`text` in characters that `encoding` holds: stand-ins for the common ones, letters without accents, else "?"."""
    if text.isascii() or _holds(encoding, text):
        return text
    return "".join([char if _holds(encoding, char) else _stand_in(char, encoding) for char in text])


def cleaner(encoding: str, safe: Callable[[str], str] = for_terminal) -> Callable[[str], str]:
    """The function that makes text fit to be written to a stream of `encoding`: `safe`, then degraded if need be.

    An encoding that Python does not know is taken as ASCII. To be applied to a cell before it is measured, quoted or
    escaped, since stand-ins may be longer than what they stand for, or need quoting.
    """
    if holds_all(encoding):
        return safe
    known = _known(encoding) or "ascii"
    return lambda text: degrade(safe(text), known)


def holds_all(encoding: str) -> bool:
    """Whether `encoding` has a form for every character."""
    return _known(encoding).startswith("utf")


def _known(encoding: str) -> str:
    """The name under which Python knows `encoding`, or ""."""
    import codecs

    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""


def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _stand_in(char: str, encoding: str) -> str:
    import unicodedata

    def one(part: str) -> str:
        if part in _STAND_INS:
            return _STAND_INS[part]
        # Accents that stand alone and what is invisible are left out: "Zoe" reads better than "Zoe?".
        return "" if unicodedata.category(part) in ("Mn", "Me", "Cf") else part

    whole = one(char) if char in _STAND_INS else "".join(map(one, unicodedata.normalize("NFKD", char)))
    return whole.encode(encoding, "replace").decode(encoding)
