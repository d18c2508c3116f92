"""One recommendation whole: as a page for people, and as the JSON object that `sli show --json` promises.

Keys are a promise: added, never renamed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.words import typed
from sli_cli.render.clean import for_terminal
from sli_cli.render.wrap import visible, wrap
from sli_cli.reports.columns import record, status

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Accountable, Recommendation
    from sli_cli.domain.story import Closure, Decision, Extension, Restriction, Review, Story

Record = dict[str, object]

COUNTED_FROM = ("every ", "weekly", "monthly", "quarterly", "annually")
"""How a rule begins whose dates depend on the day from which they are counted."""


def page(one: Recommendation, story: Story, document: date | None, to_come: Sequence[date], width: int) -> list[str]:
    """The lines of the page, each with its line end; `document` is the source's own date, where it bears one."""
    title = wrap(for_terminal(f"{one.name}  {one.theme}".rstrip()), width)
    lines = [*title, "=" * max(map(visible, title)), "", *wrap(for_terminal(one.text), width)]
    for heading, body in _sections(one, story, document, to_come):
        if body:
            lines += ["", *wrap(for_terminal(heading), width)]
            lines += [f"  {line}".rstrip() for line in wrap(for_terminal(body), width - 2)]
    return [f"{line}\n" for line in lines]


def _sections(
    one: Recommendation, story: Story, document: date | None, to_come: Sequence[date]
) -> list[tuple[str, str]]:
    as_at = short(document) if document else "the document, which bears no date"
    boards = (f"{'decides' if role == 'decides' else 'is informed'}: {name}" for role, name in one.forums)
    return [
        (f"Status, as at {short(one.as_of)}", _lines(_status(one))),
        ("Local action", one.action),
        ("People", _lines(_people(one))),
        ("Boards", _lines(boards)),
        ("How often", _lines(_how_often(one))),
        ("Dates to come", ", ".join(short(day) for day in to_come)),
        ("Reminders", _reminders(story.remind_before)),
        ("Reviews", _lines(map(_review, story.reviews)) or "Never reviewed"),
        ("Extensions", _lines(map(_extension, story.extensions))),
        ("Decisions", _lines(map(_decision, story.decisions))),
        ("Progress notes", _lines(f"{short(note.on)}, {note.by}: {note.text}" for note in story.notes)),
        ("Closed", _lines(map(_closure, story.closures))),
        ("Supersedes", ", ".join(story.supersedes)),
        ("Not for publication", _lines(_restriction(past, one.as_of) for past in story.restrictions)),
        ("See also", _lines(_grouped(story.references))),
        ("Referred to from", _lines(f"{ref}: {words}" for ref, words in story.referred_from)),
        *story.fields,
        ("Came from", _lines(f"{file}: {place}" for file, place in story.origins)),
        (f"Comments, as at {as_at}", one.position),
    ]


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _status(one: Recommendation) -> list[str]:
    late = [f"Next review was {short(one.next_review)}"] if one.next_review and one.standing == "overdue" else []
    rating = [f"Last rated {one.rating}"] if one.rating else []
    reason = [f"Why: {one.state_reason}"] if one.state_reason else []
    return [*status(one).split("\n"), *late, *rating, *reason]


def _people(one: Recommendation) -> list[str]:
    lines = [_person("Lead", one.lead) if one.lead else "Lead: none"]
    if one.sponsor:
        lines.append(_person("Sponsor", one.sponsor))
    return lines + [f"Contributor: {name}" for name in one.contributors]


def _person(role: str, who: Accountable) -> str:
    whose = f" ({who.organisation})" if who.organisation else ""
    return f"{role}: {who.post}{whose}: {who.holder or 'vacant'}{f' <{who.email}>' if who.email else ''}"


def _how_often(one: Recommendation) -> list[str]:
    cadence = one.cadence
    if cadence is None:
        return [f"No cadence: sli cadence {typed(one.name)} RULE"]
    counted = cadence.rule.startswith(COUNTED_FROM) and any(char.isdigit() for char in cadence.rule)
    since = f", counted from {short(cadence.anchor)}" if counted or cadence.rule in COUNTED_FROM else ""
    lines = [f"{cadence.rule}{since} ({cadence.basis})"]
    if cadence.wording:
        lines.append(f'The document says "{cadence.wording}"')
    if cadence.reason:
        lines.append(f"Why: {cadence.reason}")
    if cadence.happened_on:
        lines.append(f"The event happened on {short(cadence.happened_on)}")
    return lines


def _reminders(days: str | None) -> str:
    if days is None:
        return ""
    when = "Not before the day itself" if days == "none" else f"{days} days before each date"
    return f"{when}, whatever the register says"


def _review(past: Review) -> str:
    at = f" at {past.forum}" if past.forum else ""
    rated = f" ({past.rating})" if past.rating else ""
    return (
        f"{short(past.on)}, {past.by}{at}: {past.outcome}{rated}. {past.note}{'' if past.moved else ' (moved nothing)'}"
    )


def _extension(past: Extension) -> str:
    verb = "refused" if past.state == "refused" else "approved"
    open_ = ", not decided yet" if past.state == "asked" else ""
    approved = f", {verb} by {past.approved_by}" if past.approved_by else open_
    dates = f"From {short(past.from_date)} to {short(past.to_date)}"
    return f"{dates}, asked by {past.asked_by}{approved}{_minute(past.minute_number)}: {past.reason}"


def _decision(past: Decision) -> str:
    return f"{short(past.on)}, {past.forum}: {past.decision}{_minute(past.minute_number)}. {past.note}".rstrip()


def _closure(past: Closure) -> str:
    by = f" by {past.superseded_by}" if past.superseded_by else ""
    agreed = f", agreed by {past.agreed_by}" if past.agreed_by else ""
    again = f"\n{short(past.reopened_on)}: reopened. {past.reopened_reason}" if past.reopened_on else ""
    return f"{short(past.on)}: {past.kind}{by}{agreed}{_minute(past.minute_number)}. {past.reason}{again}"


def _minute(number: str) -> str:
    return f", minute {number}" if number else ""


def _restriction(past: Restriction, today: date) -> str:
    what = "a review: " if past.review_id else "a note: " if past.note_id else ""
    until = f" until {short(past.until)}" if past.until else ""
    lifted = f" Lifted on {short(past.lifted_on)}." if past.lifted_on else ""
    over = "" if past.lifted_on or past.in_force(today) else " That is over."
    why = f" {past.reason}." if past.reason else ""
    return f"{what}{past.ground}, from {short(past.since)}{until}, by {past.by}.{why}{lifted}{over}"


def _grouped(references: tuple[tuple[str, str], ...]) -> list[str]:
    """The refs of one phrase on one line."""
    found: dict[str, list[str]] = {}
    for ref, words in references:
        found.setdefault(words, []).append(ref)
    return [f"{', '.join(refs)}: {words}" for words, refs in found.items()]


# -- as JSON -----------------------------------------------------------------------------------------------------------


def whole(one: Recommendation, story: Story) -> Record:
    """The JSON object: the keys of a list, and all that was recorded. `extensions` is their number, as in a list."""
    return {
        **record(one), "remind_before": story.remind_before,
        "reviews": [
            {
                "on": past.on, "by": past.by, "forum": past.forum, "outcome": past.outcome, "rating": past.rating,
                "note": past.note, "moved": past.moved, "early": past.early,
            }
            for past in story.reviews
        ],
        "notes": [{"on": note.on, "by": note.by, "text": note.text} for note in story.notes],
        "extension_list": [
            {
                "from_date": past.from_date, "to_date": past.to_date, "reason": past.reason,
                "asked_by": past.asked_by, "asked_on": past.asked_on, "state": past.state,
                "approved_by": past.approved_by, "minute_number": past.minute_number or None,
            }
            for past in story.extensions
        ],
        "closures": [
            {
                "on": past.on, "kind": past.kind, "reason": past.reason, "agreed_by": past.agreed_by,
                "minute_number": past.minute_number or None, "superseded_by": past.superseded_by,
                "reopened_on": past.reopened_on, "reopened_reason": past.reopened_reason or None,
            }
            for past in story.closures
        ],
        "supersedes": list(story.supersedes),
        "decisions": [
            {
                "on": past.on, "forum": past.forum, "decision": past.decision, "note": past.note or None,
                "minute_number": past.minute_number or None,
            }
            for past in story.decisions
        ],
        "restrictions": [
            {
                "ground": past.ground, "reason": past.reason or None, "by": past.by, "since": past.since,
                "until": past.until, "lifted_on": past.lifted_on,
                "of": "review" if past.review_id else "note" if past.note_id else "recommendation",
            }
            for past in story.restrictions
        ],
        "references": [{"ref": ref, "words": words} for ref, words in story.references],
        "referred_from": [{"ref": ref, "words": words} for ref, words in story.referred_from],
        "fields": [{"name": name, "value": value} for name, value in story.fields],
        "origins": [{"file": file, "place": place} for file, place in story.origins],
    }  # fmt: skip
