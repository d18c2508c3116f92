"""What leads are asked before a board meets: a form for each, with their items that are due by then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.agenda import Item, Occasion, requested
from sli_cli.domain.datewords import short, short_weekday
from sli_cli.domain.forms import UPDATES, Form, Serial
from sli_cli.domain.forms import Item as Row
from sli_cli.domain.words import typed
from sli_cli.errors import NotFound
from sli_cli.services.agenda import prepare
from sli_cli.services.calendars import calendar_of
from sli_cli.services.minute_sheet import latest, mark_of

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Accountable
    from sli_cli.services.agenda import Papers
    from sli_cli.store.reader import Reader

HEAD = (
    "For each item choose how it stands and say in your own words what was done and what comes next: that is a review. "
    "Words without an outcome are kept as a note. The date is the day on which you answer unless you pick another.",
    "If it needs more time, pick the later date that you ask for and say why; the Board decides.",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What one lead is asked: the post with its holder, the form, and what its file may be called."""

    lead: Accountable
    form: Form
    file: str


@dataclass(frozen=True, slots=True)
class Requests:
    """What all leads are asked for one meeting; `nobody` are the refs of items that have no lead to be asked."""

    board: str
    meets_on: date
    requests: tuple[Request, ...]
    nobody: tuple[str, ...]


def ask(reader: Reader, board: str, on: date | None, register: str | None = None) -> Requests:
    """The forms for the board's meeting on the day `on`, or its next one; writes nothing.

    Asked for is what the board decides on and what is due by the meeting, was not reached at the last one, or has a
    later date asked for. Raises NotFound where the meeting is not in the calendar, else as the agenda does.
    """
    papers = prepare(reader, board, on, register)
    occasion = papers.agenda.occasion
    if papers.meeting is None:
        raise NotFound(
            f"{papers.forum.name} has no meeting on {short(occasion.meets_on)}.",
            f"Add it: sli meeting add {typed(papers.forum.name)} {occasion.meets_on}",
        )
    by_lead: dict[int, list[Item]] = {}
    nobody = []
    for item in sorted(papers.agenda.items(), key=lambda one: (one.one.register_id, one.one.sort_key)):
        if not is_asked(item, occasion):
            continue
        if item.one.lead is None:
            nobody.append(item.one.name)
        else:
            by_lead.setdefault(item.one.lead.post_id, []).append(item)
    due = calendar_of(reader, papers.forum).deadlines(occasion.meets_on).updates_due
    leads = [item.one.lead for items in by_lead.values() if (item := items[0]).one.lead]
    names = _file_names(papers, leads)
    requests = [
        Request(lead, _form(reader, papers, lead, by_lead[lead.post_id], due), name)
        for lead, name in zip(leads, names, strict=True)
    ]
    return Requests(papers.forum.name, occasion.meets_on, tuple(requests), tuple(nobody))


def is_asked(item: Item, occasion: Occasion) -> bool:
    one = item.one
    if not item.is_open or not item.decides:
        return False
    due = one.next_review is not None and one.next_review <= occasion.meets_on
    return due or item.not_reached or requested(item, occasion) is not None


def _form(reader: Reader, papers: Papers, lead: Accountable, items: list[Item], due: date | None) -> Form:
    occasion, secretary = papers.agenda.occasion, papers.arrangement.secretary
    head = reader.rows("history_head")[0]
    registers = tuple(register.name for register in papers.registers)
    serial = Serial(
        UPDATES, papers.forum.name, occasion.meets_on, reader.today, int(head["change"]), str(head["hash"])[:12],
        registers, post_label(lead),
    )  # fmt: skip
    to = f"to {secretary} " if secretary else ""
    to += f"({papers.arrangement.secretary_email}) " if secretary and papers.arrangement.secretary_email else ""
    by = f"by {short_weekday(due)}" if due else "in good time before it"
    return Form(
        UPDATES,
        str(serial),
        f"Updates for {papers.forum.title}, {short(occasion.meets_on)}",
        (
            f"For {lead.holder or 'whoever holds the post'}, {post_label(lead)}. The Board meets on "
            f"{short_weekday(occasion.meets_on)}; please send this back {to}{by}.",
            *HEAD,
        ),
        (("Your items", tuple(_row(item, occasion) for item in items)),),
        by=lead.holder or "",
    )


def _row(item: Item, occasion: Occasion) -> Row:
    """A row for the lead, who may read what is restricted; that it is not for publication is said."""
    one = item.one
    lines = [f"Not for publication ({one.restricted})"] if one.restricted else []
    if one.next_review is not None:
        late = f", {one.days_overdue} days overdue" if one.days_overdue > 1 else ""
        lines.append(f"Due {short(one.next_review)}{late}")
    extension = requested(item, occasion)
    if extension is not None:
        lines.append(f"Later date: {short(extension.to_date)}, {extension.state}")
    lines.append(f"Last update: {latest(item)}" if one.latest_update else "No update recorded")
    text = f"{one.text}\nLocal action: {one.action}" if one.action else one.text
    return Row(one.id, one.name, mark_of(item), text, "\n".join(lines))


def post_label(lead: Accountable) -> str:
    return f"{lead.post} ({lead.organisation})" if lead.organisation else lead.post


def _file_names(papers: Papers, leads: Iterable[Accountable]) -> list[str]:
    """A name for each lead's file, which says board, meeting and post; no two alike."""
    found: list[str] = []
    for lead in leads:
        parts = (_slug(papers.forum.name), str(papers.agenda.occasion.meets_on), _slug(lead.post))
        name = "-".join(("updates", *filter(None, parts)))
        number = 1
        while f"{name}{f'-{number}' if number > 1 else ''}" in found:
            number += 1
        found.append(f"{name}{f'-{number}' if number > 1 else ''}")
    return [f"{name}.docx" for name in found]


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.casefold()))[:60].strip("-")
