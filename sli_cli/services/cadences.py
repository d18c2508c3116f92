"""How often: a new rule, its confirmation, and the event that a rule waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain import clock
from sli_cli.domain.cadence import Never, OnceAfterAdoption, Rule
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_recommendations, refuse_closed, refuse_parked
from sli_cli.services.meeting_dates import none_planned, with_known_boards, with_meetings
from sli_cli.services.previewing import then
from sli_cli.services.remedies import new_rule
from sli_cli.services.schedule import Request, move, moved, register_of, settle, working_days

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sli_cli.domain.recommendation import Cadence, Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


@dataclass(frozen=True, slots=True)
class NewCadence:
    """A rule as it was given: `start` is the day it counts from, `first` a first date that is itself the anchor."""

    rule: str
    by: str
    start: date | None = None
    first: date | None = None
    wording: str | None = None
    assumed: bool = False
    reason: str = ""


def set_rule(
    database: Database, refs: Sequence[str], register: str | None, new: NewCadence, *, keep: bool = True
) -> list[str]:
    """Gives each recommendation a rule; its next review is the rule's first date after today, or `first`.

    A rule that follows a board of which no meeting is planned leaves it unscheduled, and says so. Raises BadValue for a
    rule that is none or never comes, for `none` without a reason, and for a later date than the present next review
    without a reason; Rejected for a closed recommendation; NotFound for an unknown board.
    """
    given = parse_rule(new.rule)
    if isinstance(given, Never) and not new.reason:
        raise BadValue("A recommendation that is never reviewed needs a reason.", "Say why with --reason.")
    with database.change("cadence", new.reason, keep=keep) as change:
        rule = with_known_boards(change, given)
        return [_set(change, one, rule, new) for one in find_recommendations(change, refs, register)]


def _set(change: Change, one: Recommendation, rule: Rule, new: NewCadence) -> str:
    refuse_closed(one)
    anchor = new.first or new.start or (one.review.on if one.review else one.adopted_on)
    if isinstance(rule, OnceAfterAdoption) and new.first is None:
        anchor = one.adopted_on
    values = {
        "wording": new.wording or (one.cadence.wording if one.cadence else None),
        "rule": str(rule),
        "basis": "assumed" if new.assumed else "confirmed",
        "reason": new.reason,
        "anchor": anchor,
        "happened_on": None,
    }
    if one.cadence and one.cadence.rule == values["rule"] and new.first is None and new.start is None:
        return _same_rule(change, one.name, one.cadence, new)
    if one.cadence:
        change.update("cadence", one.cadence.id, **values)
    else:
        change.insert("cadence", recommendation_id=one.id, **values)
    if isinstance(rule, Never):
        settle(change, one, "dropped")
        change.update("recommendation", one.id, state="parked", state_on=change.today, state_reason=new.reason)
        return f"{one.name}: no longer reviewed (none): {new.reason}."
    if one.cadence and one.cadence.rule == "none":
        change.update("recommendation", one.id, state="open", state_on=None, state_reason=None)
    due = _first_date(change, one, rule, anchor, new)
    if due is None:
        settle(change, one, "dropped")
        return moved(change, one, f"{rule}: {none_planned(boards_of(rule)[0])}")
    later = move(change, one, due, Request(new.reason, new.by, change.today))
    now = change.recommendation(one.id)
    if now == one:
        return f"{one.name}: it is {rule} already, counted from {short(anchor)}; nothing was changed."
    if now.state == "parked":
        # The promise waits with it: a later one is an extension even if nobody resumes it before that day.
        change.update("recommendation", one.id, next_review=None)
        return f"{one.name}: {rule}, when it is resumed."
    said = moved(change, one, f"{rule}, counted from {short(anchor)}", extended=later)
    return f"{said}{then(change, now)}"


def _same_rule(change: Change, name: str, cadence: Cadence, new: NewCadence) -> str:
    """The rule that it has already: its dates stay, whatever else was said of it is kept."""
    said = {"basis": "assumed" if new.assumed else "confirmed"}
    said |= {field: text for field, text in (("wording", new.wording), ("reason", new.reason)) if text}
    changed = [field for field, text in said.items() if text != getattr(cadence, field)]
    if not changed:
        return f"{name}: it is {cadence.rule} already; nothing was changed."
    change.update("cadence", cadence.id, **said)
    basis = f", now {said['basis']}" if "basis" in changed else f"; changed its {' and '.join(changed)}"
    return f"{name}: it is {cadence.rule} already{basis}; its dates stay."


def _first_date(change: Change, one: Recommendation, rule: Rule, anchor: date, new: NewCadence) -> Due | None:
    """The first date of a new rule after today, or the first date that was given.

    None for a rule that follows a board with no meeting planned; raises BadValue for another that gives no date.
    """
    days = working_days(register_of(change, one))
    if new.first is not None:
        return Due(new.first, days.roll(new.first))
    in_force, anchor = clock.effective(with_meetings(change, rule), anchor, None)
    due = clock.first_after(in_force, anchor, max(change.today, anchor), days)
    if due is None and not boards_of(in_force):
        raise BadValue(f"{one.name}: {rule} gives no date after {short(change.today)}.", "Give a rule that comes.")
    return due


def confirm(database: Database, refs: Sequence[str], register: str | None, *, keep: bool = True) -> list[str]:
    """Marks the cadence of each recommendation as confirmed; its dates stay. Raises BadValue where there is none."""
    lines = []
    with database.change("cadence", "confirmed", keep=keep) as change:
        for one in find_recommendations(change, refs, register):
            if one.cadence is None:
                raise BadValue(f"{one.name} has no cadence to confirm.", f"Give it one: {new_rule(one)}.")
            if change.update("cadence", one.cadence.id, basis="confirmed"):
                lines.append(f"{one.name}: {one.cadence.rule}, confirmed; next review stays {_day(one.next_review)}.")
            else:
                lines.append(f"{one.name}: {one.cadence.rule} is confirmed already; nothing was changed.")
    return lines


def event(
    database: Database, refs: Sequence[str], register: str | None, happened: date, by: str, *, keep: bool = True
) -> list[str]:
    """Records that what a rule waits for has happened: the item is due that day, then by its `then`, or once.

    Raises BadValue for a day in the future, or a recommendation that waits for nothing.
    """
    if happened > database.today:
        raise BadValue(f"{short(happened)} is in the future.", "Record the event when it has happened.")
    with database.change("event", keep=keep) as change:
        return [_happened(change, one, happened, by) for one in find_recommendations(change, refs, register)]


def _happened(change: Change, one: Recommendation, happened: date, by: str) -> str:
    cadence = one.cadence
    if cadence is None or not cadence.rule.startswith("when:"):
        raise BadValue(f"{one.name} waits for no event.", 'A rule that does is written "when: EVENT; check …; then …".')
    if cadence.happened_on is not None:
        return f"{one.name}: the event is recorded already, of {short(cadence.happened_on)}; nothing was changed."
    refuse_closed(one)
    refuse_parked(one)
    change.update("cadence", cadence.id, happened_on=happened)
    name = cadence.rule.partition(":")[2].partition(";")[0].strip()
    due = clock.after_event(happened, working_days(register_of(change, one)))
    later = move(change, one, due, Request(f"it happened: {name}", by, change.today))
    return moved(change, one, f"it happened on {short(happened)}: {name}", extended=later)


def _day(day: date | None) -> str:
    return short(day) if day else "unset"
