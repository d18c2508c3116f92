"""The files that go with a letter: what it is about as a table, and its dates for a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sli_cli.render import Report, render_file
from sli_cli.render.report import Column
from sli_cli.reports.columns import FLAT

if TYPE_CHECKING:
    from sli_cli.domain.diary import DiaryEntry
    from sli_cli.domain.recommendation import Recommendation

FILES = {"csv": ("recommendations.csv", "text/csv"), "ics": ("reviews.ics", "text/calendar")}
"""What each is attached as: its name and its media type."""

KEYS = frozenset(
    {
        *("register", "ref", "theme", "text", "action", "lead_post", "lead_organisation", "lead_holder", "decides"),
        *(
            "rule",
            "basis",
            "next_review",
            "first_due",
            "last_review",
            "standing",
            "days_overdue",
            "extensions",
            "as_of",
        ),
    }
)
"""The columns of the table, as `sli list` names them. No e-mail address goes out, and no words or rating of a review:
one that is not for publication looks here like any other."""

HIDDEN = "not for publication"


def as_csv(recommendations: Iterable[Recommendation]) -> bytes:
    """A table for a spreadsheet, a row each in the order given. What is restricted has its ref, and that it is so."""
    columns = tuple(_shown(column) for column in FLAT if column.key in KEYS)
    return b"".join(render_file(Report("Recommendations", columns, recommendations), "csv"))


def as_ics(entries: Iterable[DiaryEntry], title: str) -> bytes:
    """A calendar of the entries as `services.diary` makes them, the same as `sli calendar` writes: a diary takes either
    in place of the other. `title` is what the diary calls it."""
    return b"".join(render_file(Report(title, (), entries, diary=lambda entry: entry), "ics"))


def _shown(column: Column) -> Column:
    """`column` with nothing in it of what is restricted but its ref."""
    value = column.value
    if column.key == "ref":
        return column
    said = HIDDEN if column.key == "text" else None
    return column._replace(value=lambda one: said if one.restricted else value(one))
