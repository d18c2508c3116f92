"""The cells of files that a spreadsheet opens: a value as one piece of text that stays text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object, clean: Callable[[str], str]) -> str:
    """A value as the text of a cell: dates as YYYY-MM-DD, lists with "; ", nothing for None, a dict as JSON.

    `clean` makes text fit for the stream. All but numbers is guarded against being taken for a formula.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return guarded(clean(in_text(value)))


def guarded(text: str) -> str:
    """`text` with a `'` before it where a spreadsheet would take it for a formula.

    A text that begins with such a `'` of its own gets one more, so that taking one away always gives back the text.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def in_text(value: object) -> str:
    """A value as text that can be read back: dates as YYYY-MM-DD, lists with "; ", a dict as JSON, nothing for None."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "; ".join([in_text(item) for item in value])
    if isinstance(value, dict):
        from sli_cli.render.json_text import on_one_line

        return on_one_line(value)
    return str(value)
