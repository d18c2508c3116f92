"""A draft beside the recommendation of its ref: what differs, field by field, and how it is brought into line.

What the document does not say is left as it is: an empty cell takes nothing away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from sli_cli.domain.cadence import Never
from sli_cli.domain.clock import Due
from sli_cli.domain.datewords import short
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.services.assignments import set_lead
from sli_cli.services.schedule import Request, clock_of, move, settle

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.story import Story
    from sli_cli.intake.values import Draft
    from sli_cli.services.import_new import Times, Writer
    from sli_cli.store.change import Change

    Row = dict[str, Any]


PRINTED = {"theme": "theme", "text": "recommendation", "position": "comments", "action": "local action"}
"""What the words of a recommendation are called in print."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one recommendation: what it is and what the document says, in words; `write` makes it so."""

    ref: str
    field: str
    before: str
    after: str
    write: Callable[[], object]


def differences(writer: Writer, one: Recommendation, draft: Draft) -> Iterator[Difference]:
    """What the document says otherwise than the register. Nothing is written until a difference is asked to."""
    story, times = writer.change.story(one.id), writer.times(draft)
    yield from _words(writer.change, one, draft)
    yield from _people(writer, one, draft)
    yield from _boards(writer, one, draft)
    yield from _clock(writer, one, draft, times)
    yield from _state(writer, one, draft)
    if draft.restricted and one.restricted is None:
        yield Difference(one.ref, "not for publication", "", draft.restricted, partial(writer.restrict, one.id, draft))
    yield from _updates(writer, one, draft, story)
    yield from _extra(writer, one, draft, times, story)


def _words(change: Change, one: Recommendation, draft: Draft) -> Iterator[Difference]:
    said = {
        "theme": clean_line(draft.theme, "theme", empty=True, most=1000),
        "text": clean_text(draft.text, "text of the recommendation"),
        "position": clean_text(draft.position, "comments", empty=True),
        "action": clean_text(draft.action, "local action", empty=True),
    }
    for name, after in said.items():
        before = getattr(one, name)
        if after and after != before:
            yield Difference(
                one.ref, PRINTED[name], before, after, partial(change.update, "recommendation", one.id, **{name: after})
            )


def _people(writer: Writer, one: Recommendation, draft: Draft) -> Iterator[Difference]:
    change, bodies = writer.change, writer.bodies
    lead = one.lead.post_id if one.lead else None
    if draft.lead:
        lead = bodies.post(draft.lead)
        if one.lead is None or one.lead.post_id != lead:
            before = one.lead.post if one.lead else ""
            yield Difference(one.ref, "lead", before, draft.lead, partial(set_lead, change, one.id, lead))
    if draft.sponsor:
        sponsor = bodies.post(draft.sponsor)
        if one.sponsor is None or one.sponsor.post_id != sponsor:
            before = one.sponsor.post if one.sponsor else ""
            yield Difference(
                one.ref,
                "sponsor",
                before,
                draft.sponsor,
                partial(change.update, "recommendation", one.id, sponsor_post_id=sponsor),
            )
    rows = change.rows("contributors_of", recommendation_id=one.id)
    there, rank = {row["post_id"] for row in rows}, max((row["rank"] for row in rows), default=0)
    for name in draft.contributors:
        post = bodies.post(name)
        if post not in there and post != lead:
            there.add(post)
            rank += 1
            yield Difference(
                one.ref,
                "contributor",
                "",
                name,
                partial(change.insert, "contributor", recommendation_id=one.id, post_id=post, rank=rank),
            )


def _boards(writer: Writer, one: Recommendation, draft: Draft) -> Iterator[Difference]:
    """One board decides: another one takes its place, and it is informed from then on. The others are added."""
    change = writer.change
    rows = {row["forum_id"]: row for row in change.rows("routing_of", recommendation_id=one.id)}
    decides = next((key for key, row in rows.items() if row["role"] == "decides"), None)
    roles: dict[int, tuple[str, str]] = {}
    for role, name in draft.forums:
        roles.setdefault(writer.bodies.forum(name), (role, name))
    for forum, (role, name) in roles.items():
        if role == "decides" and forum != decides:
            before = writer.bodies.forum_name(decides) if decides is not None else ""
            decide = partial(_decide, change, one.id, rows.get(decides or 0), rows.get(forum), forum)
            yield Difference(one.ref, "deciding board", before, name, decide)
        elif role == "informed" and forum not in rows:
            inform = partial(change.insert, "routing", recommendation_id=one.id, forum_id=forum, role=role, words="")
            yield Difference(one.ref, "informed board", "", name, inform)


def _decide(change: Change, one_id: int, old: Row | None, new: Row | None, forum: int) -> None:
    """Makes a board the deciding one; `old` and `new` are the rows of the one before, and of itself, if any."""
    if old:
        change.update("routing", old["id"], role="informed")
    if new:
        change.update("routing", new["id"], role="decides")
    else:
        change.insert("routing", recommendation_id=one_id, forum_id=forum, role="decides", words="")


def _clock(writer: Writer, one: Recommendation, draft: Draft, times: Times) -> Iterator[Difference]:
    """A new rule brings its date; a date alone is set by hand, and where it is later it counts as an extension."""
    change, request = writer.change, Request(writer.source.by, writer.source.by, writer.change.today)
    rule = str(times.rule) if times.rule and (draft.rule or one.cadence is None) else None
    if rule and (one.cadence is None or one.cadence.rule != rule):
        before = one.cadence.rule if one.cadence else ""
        yield Difference(one.ref, "how often", before, rule, partial(_new_rule, writer, one, draft, times, request))
        return
    given = draft.next_review
    if given is None or one.state != "open" or given == one.next_review:
        return
    if one.occurrence and given == one.occurrence.first_due:
        return  # the document gives the first date, and it was extended since: that stays

    def set_by_hand() -> None:
        now = change.recommendation(one.id)
        clock = clock_of(change, now)
        pending = now.occurrence.due_on if now.occurrence else given
        move(change, now, clock.by_hand(pending, given) if clock else Due(given, given), request)

    before = short(one.next_review) if one.next_review else ""
    yield Difference(one.ref, "next review", before, short(given), set_by_hand)


def _new_rule(writer: Writer, one: Recommendation, draft: Draft, times: Times, request: Request) -> None:
    change = writer.change
    values = {
        "wording": draft.wording or (one.cadence.wording if one.cadence else None),
        "rule": str(times.rule),
        "basis": "assumed" if draft.next_review_assumed else draft.basis,
        "reason": draft.reason,
        "anchor": times.anchor,
        "happened_on": None,
    }
    if one.cadence:
        change.update("cadence", one.cadence.id, **values)
    else:
        change.insert("cadence", recommendation_id=one.id, **values)
    now = change.recommendation(one.id)
    if isinstance(times.rule, Never):
        settle(change, now, "dropped")
        change.update(
            "recommendation", one.id, state="parked", state_on=change.today, state_reason=draft.reason or request.reason
        )
    elif times.due and now.state == "open":
        move(change, now, times.due, request)


def _state(writer: Writer, one: Recommendation, draft: Draft) -> Iterator[Difference]:
    """A document closes what is open; it reopens nothing, since it may only be older than the closure."""
    if draft.state != "closed" or one.state == "closed":
        return

    def close() -> None:
        change = writer.change
        settle(change, change.recommendation(one.id), "dropped")
        on: date = min(draft.closed_on or change.today, change.today)
        change.update("recommendation", one.id, state="closed", state_on=on, state_reason=writer.reason(draft))
        writer.close(one.id, draft)

    yield Difference(one.ref, "state", one.state, "closed", close)


def _updates(writer: Writer, one: Recommendation, draft: Draft, story: Story) -> Iterator[Difference]:
    """A rating or words that are new, or a day on which nothing was recorded yet; what is known is not said again."""
    day = writer.said_on(draft)
    rated = [(review.on, review.rating) for review in story.reviews]
    recorded = {review.on for review in story.reviews} | {note.on for note in story.notes}
    if draft.rating:
        new = (day, draft.rating) not in rated if day else draft.rating != one.rating
    else:
        new = day is not None and day not in recorded
    update = clean_text(draft.update, "latest update", empty=True)
    known = {note.text for note in story.notes} | {review.note for review in story.reviews}
    if new or (update and update not in known):
        latest = one.latest_update
        before = [one.rating if draft.rating else "", latest.text if latest and update else ""]
        after = [draft.rating if new else "", update, "" if update or draft.rating or not day else short(day)]
        said_before, said = (" ".join(filter(None, part)) for part in (before, after))
        yield Difference(one.ref, "latest update", said_before, said, partial(writer.record_update, one.id, draft))


def _extra(writer: Writer, one: Recommendation, draft: Draft, times: Times, story: Story) -> Iterator[Difference]:
    """Extra fields are matched by name and, where a name stands twice, by their order."""
    change = writer.change
    rows = change.rows("extra_fields_of", recommendation_id=one.id)
    left = list(rows)
    rank = max((row["rank"] for row in rows), default=0)
    for name, value in writer.extra(draft, times):
        found = next((row for row in left if row["name"] == name), None)
        if found is None:
            rank += 1
            yield Difference(
                one.ref,
                name,
                "",
                value,
                partial(change.insert, "extra_field", recommendation_id=one.id, rank=rank, name=name, value=value),
            )
            continue
        left.remove(found)
        if found["value"] != value:
            yield Difference(
                one.ref,
                name,
                found["value"],
                value,
                partial(change.update, "extra_field", found["id"], value=value),
            )
