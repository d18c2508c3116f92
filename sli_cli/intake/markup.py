"""Paragraphs, line breaks and bullets of every format, brought into one shape of plain text."""

from __future__ import annotations

import html
import re

_BLOCK = r"p|div|h[1-6]|ul|ol|table|tr|section|blockquote"
_INLINE = r"b|i|u|s|strong|em|span|font|sup|sub|small|big|a|mark|abbr|td|th|tbody|thead|center|o:p"
_TAG = re.compile(rf"<(/?)({_BLOCK}|{_INLINE}|li|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LIST = re.compile(r"(<[uo]l\b[^<>]*>)(.*?)(</[uo]l>|$)", re.IGNORECASE | re.DOTALL)
_BULLET = "•·◦▪●‣\uf0b7\uf0a7"


def tidied(text: str) -> str:
    """`text` with one blank line between paragraphs, none between the `• ` lines of a list, and no line end white."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
    return re.sub(r"(?m)^(• .*)\n\n(?=• )", r"\1\n", text)


def bulleted(paragraph: str) -> str:
    """A paragraph that begins with any of the usual bullets and a space, with `• ` instead."""
    return re.sub(rf"^[{_BULLET}][\s\xa0]+", "• ", paragraph)


def has_markup(text: str) -> bool:
    """Whether a fragment of HTML stands in a plain text: an element that paragraphs or lists are made of."""
    return _TAG.search(text) is not None


def from_fragments(text: str) -> str:
    """A plain text that holds fragments of HTML, as text: what is no element that we know stays as it is (`<3`).

    A list whose items run on in one line, each after its own bullet, is a list all the same.
    """
    text = _LIST.sub(lambda found: found[1] + re.sub(r"\s*•\s+", "\n• ", found[2]) + found[3], text)
    text = _TAG.sub(_in_text, text)
    return tidied(re.sub(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);", lambda found: html.unescape(found[0]), text))


def _in_text(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name == "br":
        return "\n"
    if name == "li":
        return "" if tag[1] else "\n• "
    return "\n\n" if re.fullmatch(_BLOCK, name) else ""
