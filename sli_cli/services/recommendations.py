"""The rows themselves: a new recommendation, and corrections to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain import clock
from sli_cli.domain.cadence import Never, Rule
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import Due
from sli_cli.domain.meeting_rules import boards_of
from sli_cli.domain.refs import clean_ref, ref_key, sort_key
from sli_cli.domain.words import clean_line, clean_text, identifiers_of_a_person, typed
from sli_cli.errors import BadValue
from sli_cli.services.assignments import set_lead
from sli_cli.services.finding import find_post, find_recommendation, find_register, refuse_succeeded
from sli_cli.services.meanwhile import refuse_unseen
from sli_cli.services.meeting_dates import none_planned, with_known_boards, with_meetings
from sli_cli.services.previewing import then
from sli_cli.services.remedies import new_rule
from sli_cli.services.reminder_plans import plan
from sli_cli.services.schedule import moved, promise, working_days

if TYPE_CHECKING:
    from sli_cli.domain.people import Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

TEXTS = ("text", "position", "action")


def add(
    database: Database,
    ref: str,
    register: str | None,
    words: Mapping[str, str],
    *,
    lead: str | None = None,
    sponsor: str | None = None,
    rule: str | None = None,
    first: date | None = None,
    keep: bool = True,
) -> list[str]:
    """Adds a recommendation; `words` are its theme, text, position and action, of which the text is needed.

    With a `rule` it counts from adoption, or from `first`, its first date. Raises BadValue for a ref that is there
    already, or a rule that gives no date after today unless `first` is given.
    """
    with database.change("add", keep=keep) as change:
        into = find_register(change, register)
        ref = clean_ref(ref)
        _refuse_taken(change, ref, into.id, into.name)
        one = change.insert(
            "recommendation",
            register_id=into.id,
            ref=ref,
            ref_key=ref_key(ref),
            sort_key=sort_key(ref),
            theme=clean_line(words.get("theme", ""), "theme", empty=True),
            text=clean_text(words.get("text", ""), "text of the recommendation"),
            position=clean_text(words.get("position", ""), "comments", empty=True),
            action=clean_text(words.get("action", ""), "local action", empty=True),
            lead_post_id=_living(change, lead).id if lead else None,
            sponsor_post_id=_living(change, sponsor).id if sponsor else None,
            state="open",
        )
        if rule is None:
            added = change.recommendation(one)
            return [f"{added.name}: added to {into.name}; it has no next review yet: {new_rule(added)}"]
        known = with_known_boards(change, parse_rule(rule))
        return [_begin(change, change.recommendation(one), into, known, first)]


def _begin(change: Change, one: Recommendation, register: Register, rule: Rule, first: date | None) -> str:
    """Gives a new recommendation its rule and its first date."""
    if isinstance(rule, Never):
        raise BadValue(
            "A recommendation that is never reviewed needs a reason.",
            f"Add it without a rule, then: sli cadence {typed(one.name)} none --reason …",
        )
    days, anchor = working_days(register), first or register.adopted_on
    in_force, _ = clock.effective(with_meetings(change, rule), anchor, None)
    due = Due(first, days.roll(first)) if first else clock.first_after(in_force, anchor, change.today, days)
    boards = boards_of(in_force)
    if due is None and not boards:
        raise BadValue(f"{rule} gives no date after today.", "Give a rule that comes, or --first DATE.")
    change.insert("cadence", recommendation_id=one.id, rule=str(rule), basis="confirmed", reason="", anchor=anchor)
    promise(change, one.id, due)
    said = moved(change, one, str(rule) if due else f"{rule}: {none_planned(boards[0])}")
    return f"{said}{then(change, change.recommendation(one.id))}"


def edit(
    database: Database,
    ref: str,
    register: str | None,
    words: Mapping[str, str],
    *,
    new_ref: str | None = None,
    lead: str | None = None,
    sponsor: str | None = None,
    remind_before: str | None = None,
    over: int | None = None,
    keep: bool = True,
) -> list[str]:
    """Corrects a recommendation: the `words` that are given, its ref, its lead, its sponsor ("" for nobody), and on how
    many days before its next review its lead is told ("" for as the register says).

    Its old words stay in history. Raises BadValue for a ref that is taken; NotFound for an unknown post; Rejected where
    somebody else has just changed the same, unless `over` names that change.
    """
    with database.change("edit", keep=keep) as change:
        one = find_recommendation(change, ref, register)
        values: dict[str, Any] = {
            name: clean_text(words[name], name, empty=name != "text") for name in TEXTS if name in words
        }
        if "theme" in words:
            values["theme"] = clean_line(words["theme"], "theme", empty=True)
        if new_ref is not None:
            cleaned = clean_ref(new_ref)
            if ref_key(cleaned) != ref_key(one.ref):
                _refuse_taken(change, cleaned, one.register_id, one.register)
            values |= {"ref": cleaned, "ref_key": ref_key(cleaned), "sort_key": sort_key(cleaned)}
        for name, post in (("lead_post_id", lead), ("sponsor_post_id", sponsor)):
            if post is not None:
                values[name] = _living(change, post).id if post else None
        if not values and remind_before is None:
            raise BadValue("Nothing to change was given.", "Give one of --text, --action, --lead and the like.")
        names = [name.removesuffix("_post_id") for name in values if name not in ("ref_key", "sort_key")]
        refuse_unseen(change, one, values, over)
        changed = change.update("recommendation", one.id, **values)
        if values.get("lead_post_id"):
            set_lead(change, one.id, values["lead_post_id"])
        if remind_before is not None:
            changed |= plan(change, one.id, remind_before)
            names.append("when its lead is reminded")
        if not changed:
            return [f"{one.name}: it says so already; nothing was changed."]
        name = change.recommendation(one.id).name
        return [f"{name}: changed {', '.join(names)}; what was there before is in its history."]


def _living(change: Change, name: str) -> Post:
    """The post of that name; raises BadValue for one that was succeeded."""
    post = find_post(change, name)
    refuse_succeeded(change, "post", post)
    return post


def _refuse_taken(change: Change, ref: str, register_id: int, register: str) -> None:
    for one in change.by_ref(ref_key(ref)):
        if one.register_id == register_id:
            remedy = f"Give another ref, or change that one: sli edit {typed(one.name)} --text …"
            raise BadValue(f"{ref} is already in {register}.", remedy)


def warnings(texts: Mapping[str, str]) -> list[str]:
    """What in texts that are entered looks like an identifier of a person, one sentence each."""
    return [
        f"The {name} seems to hold {what}; a register holds no case data (`sli history redact` blanks a passage)."
        for name, text in texts.items()
        for what in identifiers_of_a_person(text)
    ]
