"""Forms that people fill in with Word or Excel and hand back: what is asked, how it is known again, what was answered.

A form carries a serial, which says what it was printed for, and each of its rows a mark: a hash of what the row rested
on, so that a row that has changed since is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sli_cli.domain.vocabulary import DECISIONS, OUTCOMES

UPDATES, MINUTES = KINDS = ("updates", "minutes")
"""What leads say before a meeting, and what a board decided at it."""

CHOICE, DAY, LINE, WORDS = ("choice", "day", "line", "words")
"""One of a few words; a date; a text of one line, and one of several."""

PROMPTS = {CHOICE: "[choose]", DAY: "[pick a date]", LINE: "[write]", WORDS: "[write here]"}
"""What an empty field shows. In brackets, so that it is known again where somebody wrote beside it."""

_PROGRAMS_PROMPTS = (
    *("choose an item", "click or tap to enter a date", "click to enter a date", "click here to enter a date"),
    *("click or tap here to enter text", "click here to enter text"),
)
"""What Word shows in a field that was emptied again, in small letters and without its full stop."""


class Field(NamedTuple):
    """What is asked of each item; `width` is that of its column, in characters of a page on its side."""

    key: str
    heading: str
    kind: str
    width: int
    choices: tuple[str, ...] = ()


FIELDS: dict[str, tuple[Field, ...]] = {
    UPDATES: (
        Field("outcome", "Outcome", CHOICE, 15, OUTCOMES),
        Field("note", "What was done, and what comes next", WORDS, 30),
        Field("on", "Date", DAY, 12),
        Field("to", "Later date asked for", DAY, 12),
        Field("reason", "Why later", LINE, 15),
    ),
    MINUTES: (
        Field("decision", "Decision", CHOICE, 12, DECISIONS),
        Field("outcome", "Outcome", CHOICE, 12, OUTCOMES),
        Field("note", "Note", WORDS, 33),
        Field("next", "Next review", DAY, 12),
        Field("minute", "Minute", LINE, 10),
    ),
}
REF = "ref"
REF_HEADINGS = ("Ref and recommendation", "Ref")
MARK_HEADING = "Mark"
BEFORE = {UPDATES: "As it stands", MINUTES: "Before the board"}
"""The heading over what is known of an item."""
BY = Field("by", "Filled in by", LINE, 40)
"""Who answers, asked once above all items."""


class Item(NamedTuple):
    """A row of a form: the recommendation `key`, its ref as it is printed, its words and what is known of it."""

    key: int
    ref: str
    mark: str
    text: str
    before: str


class Form(NamedTuple):
    """What is printed: `groups` are headings with their items, `by` a first guess at who fills it in (None: not asked).

    `head` are lines for whoever fills it in.
    """

    kind: str
    serial: str
    title: str
    head: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    by: str | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for _, items in self.groups for item in items)


class Answer(NamedTuple):
    """What stands in a field, where a person finds it, and the date that the file itself holds there."""

    text: str
    place: str
    day: date | None = None


NOTHING = Answer("", "")


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row as it came back. `key` is None, and `mark` is "", where the file lost them; `doubt` says what is amiss."""

    ref: str
    place: str
    key: int | None = None
    mark: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    doubt: str = ""

    def answer(self, key: str) -> Answer:
        """The answer to a field; an empty one, at the place of the row, where nothing stands there."""
        return self.answers.get(key) or NOTHING._replace(place=self.place)

    @property
    def is_blank(self) -> bool:
        return not any(answer.text for answer in self.answers.values())


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it came back: the file, what it was printed for, who filled it in, and its rows in their order."""

    file: str
    serial: Serial
    rows: tuple[FilledRow, ...]
    by: Answer = NOTHING
    notes: tuple[str, ...] = ()


# -- how a form is known again -----------------------------------------------------------------------------------------


class Serial(NamedTuple):
    """What a form was printed for. `post` is whose form it is, "" on a sheet for a whole board.

    `change` and `head` are the newest change of the register then, and how the hash of its last row begins.
    """

    kind: str
    board: str
    meets_on: date
    printed_on: date
    change: int
    head: str
    registers: tuple[str, ...] = ()
    post: str = ""

    def __str__(self) -> str:
        registers = ",".join(map(_escaped, self.registers))
        parts = (_escaped(self.board), str(self.meets_on), str(self.printed_on), f"{self.change}-{self.head}")
        return "|".join((f"sli:{self.kind}:1", registers, *parts, _escaped(self.post)))


def read_serial(text: str) -> Serial | None:
    """The serial that a text is, or None."""
    start, *parts = text.strip().split("|")
    _, _, rest = start.partition("sli:")
    kind, _, version = rest.partition(":")
    if not start.startswith("sli:") or kind not in KINDS or version != "1" or len(parts) != 6:
        return None
    registers, board, meets_on, printed_on, at, post = parts
    change, _, head = at.partition("-")
    try:
        days = date.fromisoformat(meets_on), date.fromisoformat(printed_on)
        names = tuple(_plain(name) for name in registers.split(",") if name)
        return Serial(kind, _plain(board), *days, int(change), head, names, _plain(post))
    except ValueError:
        return None


_ESCAPES = (("%", "%25"), ("|", "%7C"), (",", "%2C"))


def _escaped(name: str) -> str:
    for plain, escape in _ESCAPES:
        name = name.replace(plain, escape)
    return name


def _plain(name: str) -> str:
    for plain, escape in reversed(_ESCAPES):
        name = name.replace(escape, plain)
    return name


def tag_of(key: str, item: Item | None = None) -> str:
    """The tag of a content control: which field of which item it holds. Word takes no more than 64 characters."""
    return f"sli:{key}:{item.key}:{item.mark}" if item else f"sli:{key}:0:"


def read_tag(tag: str) -> tuple[str, int, str] | None:
    """The field, the recommendation's key and the mark that a tag holds, or None where it is none of ours."""
    start, *parts = tag.split(":")
    if start != "sli" or len(parts) != 3 or not parts[1].isdecimal() or len(parts[1]) > 18:
        return None
    return parts[0], int(parts[1]), parts[2]


def said(text: str) -> str:
    """What a text says, without the prompts of empty fields: "" where it is nothing else."""
    for prompt in PROMPTS.values():
        text = text.replace(prompt, "")
    plain = text.strip()
    return "" if " ".join(plain.split()).rstrip(".").casefold() in _PROGRAMS_PROMPTS else plain
