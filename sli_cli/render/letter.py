"""A letter → what stands in a message: plain text, and the same as HTML that any mail program shows."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sli_cli.domain.letter_words import subject, wording
from sli_cli.render.clean import for_terminal
from sli_cli.render.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template

    from sli_cli.domain.letter_words import Entry, Section, Wording
    from sli_cli.domain.letters import Letter

WIDTH = 76
"""How wide plain text is at most, in columns: quoted in a reply, it still does not break anew."""
INDENT = "   "


def as_text(letter: Letter) -> str:
    """The letter as plain text of WIDTH columns, ending in a line feed, with nothing in it that a terminal obeys."""
    return "\n".join(_lines(wording(letter))) + "\n"


def as_html(letter: Letter) -> str:
    """The letter as one page that fetches nothing; every text of the register is escaped."""
    return _template().render(letter=wording(letter), subject=subject(letter))


@cache
def _template() -> Template:
    """The template, compiled once: thousands of letters are written in one run."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FileSystemLoader(os.path.dirname(__file__)),
    )
    return environment.get_template("letter.html.jinja")


def _clean(text: str) -> str:
    """`text` on one line, without what a terminal or a mail program would obey."""
    return " ".join(for_terminal(text).split())


# -- plain text --------------------------------------------------------------------------------------------------------


def _lines(words: Wording) -> Iterator[str]:
    yield from _paragraph(words.title)
    yield ""
    for line in words.about:
        yield from _paragraph(line)
    for section in words.sections:
        yield from ("", "", *_paragraph(section.heading.upper()))
        yield from _section(section)
    yield from ("", "")
    for line in words.foot:
        yield from _paragraph(line)


def _section(section: Section) -> Iterator[str]:
    yield from _paragraph(section.meaning)
    if section.facts:
        yield ""
    for name, value in section.facts:
        yield from _hanging(f"{name}: {value}")
    for point in section.points:
        yield from _hanging(f"- {point}", "  ")
    for entry in section.entries:
        yield from ("", *_entry(entry))


def _entry(entry: Entry) -> Iterator[str]:
    yield from _hanging(f"{entry.name}: {entry.when}")
    for line in (entry.action, *entry.notes):
        if line:
            yield from (INDENT + piece for piece in wrap(_clean(line), WIDTH - len(INDENT)))


def _paragraph(text: str) -> list[str]:
    return wrap(_clean(text), WIDTH)


def _hanging(text: str, indent: str = INDENT) -> Iterator[str]:
    """The lines of `text`, all but the first indented; it is broken as if all were."""
    for place, line in enumerate(wrap(_clean(text), WIDTH - len(indent))):
        yield f"{indent}{line}" if place else line
