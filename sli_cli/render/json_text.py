"""A value as JSON text that is safe on a terminal and in any encoding, and reads back as exactly that value."""

from __future__ import annotations

import json
from datetime import date

from sli_cli.render.clean import holds_all

# What json leaves as it is, and a terminal would obey or no file could hold.
_UNSAFE = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def on_one_line(value: object, encoding: str = "utf-8") -> str:
    """`value` as JSON on one line, in characters that `encoding` holds; dates as YYYY-MM-DD."""
    return _escaped((_LINE if holds_all(encoding) else _LINE_ASCII).encode(value))


def indented(value: object, encoding: str = "utf-8") -> str:
    """`value` as JSON over several lines, each level two spaces deeper, in characters that `encoding` holds."""
    return _escaped((_LINES if holds_all(encoding) else _LINES_ASCII).encode(value))


def _escaped(text: str) -> str:
    r"""JSON text with what is unsafe as \u escapes, which mean the same."""
    if text.replace("\n", "").isprintable():
        return text
    import re  # to compile the expression costs more than most reports

    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_LINE = json.JSONEncoder(ensure_ascii=False, default=_iso)
_LINE_ASCII = json.JSONEncoder(ensure_ascii=True, default=_iso)
_LINES = json.JSONEncoder(ensure_ascii=False, indent=2, default=_iso)
_LINES_ASCII = json.JSONEncoder(ensure_ascii=True, indent=2, default=_iso)
