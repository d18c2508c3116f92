"""Minutes typed at a terminal: the items of a meeting's sheet, one after another, with the same checks as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from sli_cli.domain import forms
from sli_cli.domain.datewords import count_words
from sli_cli.domain.forms import CHOICE, DAY, MINUTES, Answer, Field, Filled, FilledRow, Item
from sli_cli.domain.meetings import CANCELLED
from sli_cli.errors import BadValue

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.services.answers import Checking

ALONE = ("noted", "not reached")
"""The decisions that need no more words."""


def typed_in(app: App, board: str, on: date | None) -> Filled:
    """What somebody types for the items of the board's last meeting, or of the one on the day `on`.

    Raises BadValue where nobody is at a terminal, or no meeting was held.
    """
    from sli_cli.services.finding import find_forum
    from sli_cli.services.minute_sheet import sheet

    if not app.interactive:
        raise BadValue("--typed needs somebody at a terminal.", "Fill in a sheet instead: sli minutes sheet BOARD.")
    with app.database.read() as reader:
        meetings = reader.meetings(find_forum(reader, board).id)
        day = on or _last_meeting([one.on for one in meetings if one.state != CANCELLED], app)
        form = sheet(reader, board, day)
    serial = forms.read_serial(form.serial)
    if serial is None:
        raise ValueError(form.serial)
    app.note(f"{form.title}: {count_words(len(form.items), 'item')}. Return leaves an item, or a field, empty.")
    rows = tuple(_row(app, item) for item in form.items)
    return Filled("what was typed", serial, rows)


def _last_meeting(days: list[date], app: App) -> date:
    past = [day for day in days if day <= app.today]
    if not past:
        raise BadValue("No meeting has been held yet.", "Name its day with --on.")
    return past[-1]


def _row(app: App, item: Item) -> FilledRow:
    app.note("")
    app.note(f"{item.ref}  {item.text}")
    for line in item.before.split("\n"):
        app.note(f"    {line}")
    answers: dict[str, Answer] = {}
    for field in forms.FIELDS[MINUTES]:
        decision = answers["decision"].text if answers else ""
        if answers and (not decision or (decision == "not reached" and field.key in ("outcome", "next"))):
            continue
        text = _asked(app, item, field)
        answers[field.key] = Answer(text, f"{item.ref}, {field.heading.lower()}")
    return FilledRow(item.ref, "typed", item.key, item.mark, answers)


def _asked(app: App, item: Item, field: Field) -> str:
    """What is typed into a field, asked again until it can be meant."""
    choices = f" ({', '.join(field.choices)})" if field.kind == CHOICE else ""
    prompt = f"  {field.heading}{choices}"
    text: str = click.prompt(prompt, default="", show_default=False, err=True, value_proc=_checked(app, item, field))
    return text


def _checked(app: App, item: Item, field: Field) -> Callable[[str], str]:
    from sli_cli.services.answers import Checking

    def check(text: str) -> str:
        checking: Checking = Checking(app.today)
        answer = Answer(text, field.heading.lower())
        if field.kind == CHOICE:
            text = checking.choice(item.ref, answer, field.choices, field.heading.lower())
        elif field.kind == DAY:
            checking.day(item.ref, answer, field.heading.lower())
        else:
            text = checking.words(item.ref, answer, field.heading.lower(), line=field.kind == forms.LINE)
        if checking.problems:
            raise click.BadParameter(checking.problems[0])
        return text

    return check
