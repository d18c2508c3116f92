"""What can be printed of a recommendation: each field once, with its key in JSON and CSV and its words for people.

Keys are a promise: added, never renamed or removed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sli_cli.domain.datewords import count_words, no_year, short, weekday_no_year
from sli_cli.domain.recommendation import Accountable, Recommendation, Update
from sli_cli.domain.vocabulary import RATINGS, STATES
from sli_cli.errors import BadValue
from sli_cli.render.report import Column

LONGEST_UPDATE = 240
"""How much of the latest update a table shows, in characters; `sli show` has it whole."""


def record(one: Recommendation) -> dict[str, object]:
    """The JSON object of a recommendation; dates as dates, absent values None."""
    cadence, occurrence = one.cadence, one.occurrence
    return {
        "register": one.register,
        "ref": one.ref,
        "theme": one.theme or None,
        "text": one.text,
        "position": one.position or None,
        "action": one.action or None,
        "lead": _person(one.lead),
        "sponsor": _person(one.sponsor),
        "contributors": list(one.contributors),
        "forums": [{"name": name, "role": role} for role, name in one.forums],
        "cadence": cadence
        and {
            "wording": cadence.wording,
            "rule": cadence.rule,
            "basis": cadence.basis,
            "reason": cadence.reason,
            "anchor": cadence.anchor,
            "happened_on": cadence.happened_on,
        },
        "next_review": one.next_review,
        "occurrence": occurrence and occurrence.due_on,
        "first_due": occurrence and occurrence.first_due,
        "next_meeting": one.next_meeting,
        "last_review": one.review and one.review.on,
        "latest_update": _update(one.latest_update),
        "standing": one.standing,
        "days_overdue": one.days_overdue,
        "rating": one.rating,
        "extensions": occurrence.extensions if occurrence else 0,
        "state": one.state,
        "state_reason": one.state_reason,
        "restricted": one.restricted,
        "as_of": one.as_of,
    }


def _person(who: Accountable | None) -> dict[str, object] | None:
    if who is None:
        return None
    return {"post": who.post, "organisation": who.organisation or None, "holder": who.holder, "email": who.email}


def _update(update: Update | None) -> dict[str, object] | None:
    if update is None:
        return None
    return {"on": update.on, "by": update.by, "text": update.text, "outcome": update.outcome}


# -- for people


def status(one: Recommendation) -> str:
    """The standing in words, and what belongs to it: `12 days overdue, to LSCB 22 Jan`, `first due …`, `assumed`."""
    lines = [_standing(one)]
    if one.between_meetings:
        before, after = one.between_meetings
        last = f" after {no_year(before, one.as_of)}" if before else ""
        lines.append(f"but the next {one.decides}{last} is {no_year(after, one.as_of)}")
    if one.occurrence and one.occurrence.extensions:
        lines.append(f"first due {short(one.occurrence.first_due)}, extended {_times(one.occurrence.extensions)}")
    if one.cadence and one.cadence.assumed and one.state == "open":
        lines.append("assumed")
    if one.restricted:
        lines.append(f"not for publication ({one.restricted})")
    return "\n".join(lines)


def _standing(one: Recommendation) -> str:
    if one.standing == "overdue":
        late = f"{count_words(one.days_overdue, 'day')} overdue"
        return f"{late}, to {one.decides} {no_year(one.next_meeting, one.as_of)}" if one.next_meeting else late
    if one.standing == "unscheduled" and one.cadence and one.cadence.boards():
        return f"unscheduled\nno {one.cadence.boards()[0]} meeting is planned"
    if one.standing == "due":
        return "due today"
    if one.standing in ("upcoming", "waiting") and one.next_review:
        waits = "waiting; " if one.standing == "waiting" else ""
        return f"{waits}due {weekday_no_year(one.next_review, one.as_of)}"
    return f"{one.standing} {short(one.state_on)}" if one.state_on else one.standing


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def lead(who: Accountable | None) -> str:
    """The name above the post; a vacant post says so."""
    if who is None:
        return "No lead"
    return f"{who.holder or '(vacant)'}\n{who.post}"


def latest_update(one: Recommendation) -> str:
    update = one.latest_update
    if update is None:
        return "No update recorded"
    outcome = f"{update.outcome}: " if update.outcome else ""
    words = f"{short(update.on)}, {update.by}: {outcome}{update.text}"
    return words if len(words) <= LONGEST_UPDATE else words[: LONGEST_UPDATE - 1].rstrip() + "…"


def goes_to(one: Recommendation) -> str:
    if one.decides is None:
        return ""
    return f"{one.decides}\n{short(one.next_meeting)}" if one.next_meeting else one.decides


def how_often(one: Recommendation) -> str:
    if one.cadence is None:
        return "no cadence"
    return f"{one.cadence.rule} ({one.cadence.basis})"


def _from_record(key: str) -> Any:
    return lambda one: record(one)[key]


def _column(key: str, heading: str, value: Any = None, text: Any = None, **layout: Any) -> Column:
    return Column(key, heading, value or _from_record(key), text, **layout)


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        _column("ref", "Ref", lambda one: one.ref, least=3, grow=0),
        _column("text", "Recommendation", lambda one: one.text, least=24, grow=5),
        _column("action", "Local action", lambda one: one.action, least=20, grow=4, rank=2),
        _column("lead", "Lead", None, lambda one: lead(one.lead), least=12, grow=2, rank=1),
        _column("latest_update", "Latest update", None, latest_update, least=18, grow=3, rank=3),
        _column("next_review", "Next review", lambda one: one.next_review, least=11, grow=0),
        _column("goes_to", "Goes to", goes_to, None, least=10, grow=1, rank=4),
        _column("status", "Status", status, None, least=14, grow=1, emphasised=True),
        _column("register", "Register", least=8, rank=5),
        _column("theme", "Theme", least=12, grow=2, rank=4),
        _column("position", "Comments, as at the document", least=24, grow=5, rank=5),
        _column("sponsor", "Sponsor", None, lambda one: lead(one.sponsor) if one.sponsor else "", least=12, rank=4),
        _column("contributors", "Contributors", least=12, rank=5),
        _column("forums", "Boards", None, lambda one: "\n".join(name for _, name in one.forums), least=10, rank=4),
        _column("cadence", "How often", None, how_often, least=14, grow=2, rank=3),
        _column("first_due", "First due", least=11, grow=0, rank=4),
        _column("occurrence", "Occurrence", least=11, grow=0, rank=5),
        _column("next_meeting", "Next meeting", least=11, grow=0, rank=5),
        _column("last_review", "Last review", least=11, grow=0, rank=4),
        _column("standing", "Standing", least=11, grow=0, rank=5),
        _column("days_overdue", "Days overdue", least=7, grow=0, rank=5),
        _column("rating", "Rating", least=6, grow=0, rank=3, choices=RATINGS),
        _column("extensions", "Extensions", least=4, grow=0, rank=5),
        _column("state", "State", least=6, grow=0, rank=5, choices=STATES),
        _column("state_reason", "Why", least=10, rank=5),
        _column("restricted", "Restricted", least=10, rank=5),
        _column("as_of", "As at", least=11, grow=0, rank=5),
    )
}

DUE = ("ref", "text", "action", "lead", "latest_update", "next_review", "goes_to", "status")
LIST = ("ref", "theme", "text", "lead", "cadence", "next_review", "goes_to", "status")

FLAT = tuple(
    Column(key, key, value)
    for key, value in {
        **{key: _from_record(key) for key in ("register", "ref", "theme", "text", "position", "action")},
        "lead_post": lambda one: one.lead and one.lead.post,
        "lead_organisation": lambda one: one.lead and one.lead.organisation,
        "lead_holder": lambda one: one.lead and one.lead.holder,
        "lead_email": lambda one: one.lead and one.lead.email,
        "sponsor_post": lambda one: one.sponsor and one.sponsor.post,
        "contributors": _from_record("contributors"),
        "decides": lambda one: one.decides,
        "informed": lambda one: [name for role, name in one.forums if role == "informed"],
        "wording": lambda one: one.cadence and one.cadence.wording,
        "rule": lambda one: one.cadence and one.cadence.rule,
        "basis": lambda one: one.cadence and one.cadence.basis,
        **{key: _from_record(key) for key in ("next_review", "first_due", "last_review")},
        "latest_update_on": lambda one: one.latest_update and one.latest_update.on,
        "latest_update_by": lambda one: one.latest_update and one.latest_update.by,
        "latest_update": lambda one: one.latest_update and one.latest_update.text,
        **{
            key: _from_record(key)
            for key in ("standing", "days_overdue", "rating", "extensions", "state", "restricted", "as_of")
        },
    }.items()
)
"""What CSV and TSV print unless --columns says otherwise: one plain value a cell."""


def chosen(keys: str | None, usual: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a comma-separated list of keys, or the usual ones. Raises BadValue for a key there is none of."""
    names = usual if keys is None else tuple(key.strip() for key in keys.split(","))
    for name in names:
        if name not in COLUMNS:
            from sli_cli.domain.words import near

            guess = near(name, COLUMNS)
            meant = f" Did you mean {guess}?" if guess else ""
            raise BadValue(f"There is no column {name!r}.{meant}", f"Columns: {', '.join(COLUMNS)}.")
    return tuple(COLUMNS[name] for name in names)


def order(keys: str) -> tuple[Any, bool]:
    """A sort key from the key of a column (what has no value comes last), and whether to reverse; raises BadValue."""
    reverse = keys.startswith("-")
    column = chosen(keys.lstrip("-"), ())[0]

    def by(one: Recommendation) -> tuple[bool, Any, str]:
        value = one.sort_key if column.key == "ref" else column.value(one)
        if not isinstance(value, str | int | date):
            value = column.text_of(one) if value is not None else None
        return (value is None) != reverse, value if value is not None else "", one.sort_key

    return by, reverse
