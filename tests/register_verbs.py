"""What each verb does to a recommendation, said again as plainly as can be: the second half of the model.

Each gives False where nothing is to be written, else True, and raises Refused where the rules forbid it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.register_model import Calendar, Item, Refused, Spec


@dataclass(frozen=True)
class Day:
    """The day on which a verb is used, and the register's working days."""

    today: date
    calendar: Calendar


def set_rule(item: Item, at: Day, rule: Spec, start: date | None, first: date | None, reason: str) -> bool:
    if (rule.kind == "none" and not reason) or item.state == "closed":
        raise Refused
    if item.rule == rule and not start and not first:
        item.reason = reason or item.reason
        return True
    if item.rule and item.rule.kind == "none":
        item.state = "open"
    item.reason = reason
    anchor = first or start or item.newest or item.adopted
    _new_rule(item, rule, item.adopted if rule.kind == "after adoption" and not first else anchor, first)
    if rule.kind == "none":
        item.pending, item.state = None, "parked"
        return True
    due = _first_date(item, at, first)
    if due is None:
        raise Refused
    item.move(*due, bool(reason))
    return True


def _new_rule(item: Item, rule: Spec, anchor: date, first: date | None) -> None:
    item.rule, item.anchor, item.first_given, item.happened = rule, anchor, bool(first), None


def _first_date(item: Item, at: Day, first: date | None) -> tuple[date, date] | None:
    """The first date that was given, or the new rule's first after today; a new rule knows no review yet."""
    if first:
        return first, at.calendar.roll(first)
    assert item.rule
    rule = item.rule.check if item.rule.check else item.rule
    return item.first_after(rule, item.anchor, max(at.today, item.anchor), at.calendar)


def confirm(item: Item) -> bool:
    if item.rule is None:
        raise Refused
    return False


def review(item: Item, at: Day, on: date, words: str, early: bool, next_: date | None, reason: bool) -> bool:
    if on > at.today or (next_ and next_ <= on) or item.state == "closed":
        raise Refused
    same = next((one for one in item.reviews if one[:2] == (on, words)), None)
    others = [one for one in item.reviews if one[0] == on and one != same]
    much_too_early = (
        item.pending is not None and on < item.pending.next and item.too_early(item.pending.due, on, at.calendar)
    )
    moves = not others and not (item.newest and on < item.newest) and item.state == "open"
    moves = moves and (early or not much_too_early)
    if same:
        if same[2] or not (moves and early and much_too_early):
            return False
        item.reviews.remove(same)
    found = item.in_force()
    satisfied = item.pending
    kept_due = item.by_hand(satisfied.due if satisfied else next_, next_, at.calendar) if next_ else None
    item.reviews.append((on, words, moves and satisfied is not None))
    if not moves:
        if kept_due and item.state == "open":
            item.move(*kept_due, reason)
        return True
    item.pending = None
    follows = _what_follows(item, at, found, satisfied.due if satisfied else on, on)
    item.promise(follows or ((next_, next_) if next_ else None))
    if next_ and follows:
        item.move(*item.by_hand(follows[0], next_, at.calendar), reason)
    return True


def _what_follows(
    item: Item, at: Day, found: tuple[Spec, date] | None, due: date, on: date
) -> tuple[date, date] | None:
    if found is None or found[0].kind in ("once", "after adoption"):
        return None
    if found[0].kind == "rolling":
        return item.first_after(found[0], on, on, at.calendar)
    return item.first_after(*found, max(due, on), at.calendar)


def extend(item: Item, to: date) -> bool:
    if item.state != "open" or item.pending is None or to < item.pending.next:
        raise Refused
    if to == item.pending.next:
        return False
    item.move(item.pending.due, to, True)
    return True


def event(item: Item, at: Day, happened: date) -> bool:
    if happened > at.today or item.rule is None or item.rule.kind != "when":
        raise Refused
    if item.happened:
        return False
    if item.state != "open":
        raise Refused
    item.happened = happened
    item.move(happened, at.calendar.roll(happened), True)
    return True


def note(item: Item, at: Day, on: date, words: str) -> bool:
    if on > at.today:
        raise Refused
    if (on, words) in item.notes:
        return False
    item.notes.append((on, words))
    return True


def park(item: Item) -> bool:
    if item.state == "closed":
        raise Refused
    changed, item.state = item.state != "parked", "parked"
    return changed


def resume(item: Item, at: Day) -> bool:
    if item.state == "closed":
        raise Refused
    if item.state == "open":
        return False
    if item.rule and item.rule.kind == "none":
        raise Refused
    item.state = "open"
    if item.pending and min(item.pending.due, item.pending.next) > at.today:
        return True
    found = item.in_force()
    due = item.first_after(*found, at.today, at.calendar) if found else None
    if due:
        item.move(*due, True)
    else:
        item.pending = None
    return True


def close(item: Item) -> bool:
    if item.state == "closed":
        return False
    item.state, item.pending = "closed", None
    return True


def reopen(item: Item, at: Day) -> bool:
    if item.state != "closed":
        return False
    item.state = "parked" if item.rule and item.rule.kind == "none" else "open"
    found = item.in_force()
    if found and item.first_given and item.anchor > at.today:
        item.promise((item.anchor, at.calendar.roll(item.anchor)))
    else:
        item.promise(item.first_after(*found, at.today, at.calendar) if found else None)
    return True
