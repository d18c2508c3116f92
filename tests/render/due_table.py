"""The table of `sli due`, with items as long as real ones, for the tests of how tables look."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sli_cli.render import Column, Report, render


class Item(NamedTuple):
    """A row as `sli due` has them."""

    ref: str
    text: str
    action: str
    lead: str
    update: str
    due: date
    board: str
    status: str
    colour: str = ""
    theme: str = ""


ITEMS = (
    Item(
        "11",
        "Review working practices for professional staff working in deprived areas and ensure rotation to more "
        "affluent areas to prevent social norms becoming distorted",
        "To review the BwD Risk Model over time.",
        "Jane Ackroyd\nDirector of Public Health",
        "12 Sep 2026, A. Khan: the model was taken to the learning group; two areas asked for a shorter form.",
        date(2026, 11, 18),
        "LSCB",
        "12 days overdue\nassumed",
        "red",
        "Safeguarding",
    ),
    Item(
        "22",
        "Services provide an additional ‘offer’ to families who are most deprived e.g. free vitamins",
        "Review of holistic local ‘offer’ for families who are most deprived",
        "Mohammed Siddiqui-Hargreaves\nChair of LSCB",
        "No update recorded",
        date(2026, 11, 30),
        "Children’s Partnership Board",
        "due today",
        "yellow",
        "Deprivation",
    ),
)

REF = Column("ref", "Ref", lambda item: item.ref, least=3, grow=0)
TEXT = Column("text", "Recommendation", lambda item: item.text, least=24, grow=4)
ACTION = Column("action", "Local action", lambda item: item.action, least=20, grow=3, rank=3)
LEAD = Column("lead", "Lead", lambda item: item.lead, least=16, grow=2)
UPDATE = Column("latest_update", "Latest update", lambda item: item.update, least=20, grow=3, rank=4)
DUE = Column("next_review", "Next review", lambda item: item.due, least=11, grow=0)
BOARD = Column("goes_to", "Goes to", lambda item: item.board, least=14, grow=1, rank=2)
STATUS = Column("standing", "Status", lambda item: item.status, least=12, grow=0, emphasised=True)
COLUMNS = (REF, TEXT, ACTION, LEAD, UPDATE, DUE, BOARD, STATUS)


def due(items: Any = ITEMS, **more: Any) -> Report:
    return Report("Due this month", COLUMNS, items, emphasis=lambda item: item.colour, **more)


def drawn(report: Report, width: int = 80, **more: Any) -> str:
    return "".join(render(report, "table", width=width, **more))
