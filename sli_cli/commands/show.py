"""`sli show`: the whole story of one recommendation."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.options import command, pass_app, ref_argument

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.story import Story


@command("show")
@ref_argument
@click.option("--register", metavar="NAME", help="Of this register.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_app
def show(app: App, ref: str, register: str | None, as_json: bool) -> None:
    """The whole story of a recommendation: its words, its people, how often, and all that was recorded of it.

    \b
    Examples:
      sli show 11
      sli show 11 --json
    """
    from sli_cli.services.finding import find_recommendation
    from sli_cli.services.schedule import clock_of, register_of

    with app.database.read() as reader:
        one = find_recommendation(reader, ref, register)
        story, document = reader.story(one.id), register_of(reader, one)
        clock = clock_of(reader, one)
        upcoming = _upcoming(clock, one)
    if as_json:
        _as_json(app, one, story)
        return
    width = min(max(shutil.get_terminal_size().columns, 40), 110)
    app.say(_page(one, story, document.report_date, upcoming, width))


def _upcoming(clock: Any, one: Recommendation, count: int = 3) -> list[date]:
    """The next review, and what the rule gives after it if each review is held when it is due."""
    days = [one.next_review] if one.next_review else []
    occurrence = one.occurrence.due_on if one.occurrence else None
    while clock and days and len(days) < count:
        due = clock.after_review(occurrence, days[-1])
        if due is None:
            break
        occurrence = due.occurrence
        days.append(due.next_review)
    return days


def _as_json(app: App, one: Recommendation, story: Story) -> None:
    from dataclasses import asdict

    from sli_cli.columns import record
    from sli_cli.render.json_text import indented

    parts: dict[str, Any] = asdict(story)
    parts["extension_list"] = parts.pop("extensions")  # `extensions` is their number, as in every list
    parts["references"] = [{"ref": ref, "words": words} for ref, words in story.references]
    parts["referred_from"] = [{"ref": ref, "words": words} for ref, words in story.referred_from]
    parts["origins"] = [{"file": file, "place": place} for file, place in story.origins]
    parts["fields"] = [{"name": name, "value": value} for name, value in story.fields]
    app.say(indented({**record(one), **parts}, getattr(sys.stdout, "encoding", None) or "utf-8") + "\n")


def _page(one: Recommendation, story: Story, document: date | None, days: list[date], width: int) -> list[str]:
    from sli_cli.domain.datewords import short
    from sli_cli.render.clean import for_terminal
    from sli_cli.render.wrap import visible, wrap

    title = wrap(for_terminal(f"{one.ref}  {one.theme}".rstrip()), width)
    lines = [*title, "=" * max(map(visible, title)), "", *wrap(for_terminal(one.text), width)]
    as_at = short(document) if document else "the document, which bears no date"
    sections = [
        (f"Status, as at {short(one.as_of)}", "\n".join(_status(one))),
        ("Local action", one.action),
        ("People", "\n".join(_people(one))),
        (
            "Boards",
            "\n".join(f"{'decides' if role == 'decides' else 'is informed'}: {name}" for role, name in one.forums),
        ),
        ("How often", "\n".join(_how_often(one))),
        ("Dates to come", ", ".join(short(day) for day in days)),
        ("Reviews", "\n".join(_reviews(story))),
        ("Extensions", "\n".join(_extensions(story))),
        ("Decisions", "\n".join(f"{short(d.on)}, {d.forum}: {d.decision}. {d.note}" for d in story.decisions)),
        ("Progress notes", "\n".join(f"{short(note.on)}, {note.by}: {note.text}" for note in story.notes)),
        ("Closed", "\n".join(f"{short(c.on)}: {c.kind}. {c.reason}" for c in story.closures)),
        ("See also", "\n".join(f"{ref}: {words}" for ref, words in _grouped(story.references))),
        ("Referred to from", "\n".join(f"{ref}: {words}" for ref, words in story.referred_from)),
        *story.fields,
        ("Came from", "\n".join(f"{file}: {place}" for file, place in story.origins)),
        (f"Comments, as at {as_at}", one.position),
    ]
    for heading, body in sections:
        if body:
            lines += ["", *wrap(for_terminal(heading), width)]
            lines += [f"  {line}".rstrip() for line in wrap(for_terminal(body), width - 2)]
    return [f"{line}\n" for line in lines]


def _grouped(references: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The refs of one phrase on one line."""
    found: dict[str, list[str]] = {}
    for ref, words in references:
        found.setdefault(words, []).append(ref)
    return [(", ".join(refs), words) for words, refs in found.items()]


def _status(one: Recommendation) -> list[str]:
    from sli_cli.columns import status

    reason = [f"Why: {one.state_reason}"] if one.state_reason else []
    rating = [f"Last rated {one.rating}"] if one.rating else []
    return [*status(one).split("\n"), *rating, *reason]


def _people(one: Recommendation) -> list[str]:
    lines = []
    for role, who in (("Lead", one.lead), ("Sponsor", one.sponsor)):
        if who:
            mail = f" <{who.email}>" if who.email else ""
            whose = f" ({who.organisation})" if who.organisation else ""
            lines.append(f"{role}: {who.post}{whose}: {who.holder or 'vacant'}{mail}")
    if not one.lead:
        lines.insert(0, "Lead: none")
    return lines + [f"Contributor: {name}" for name in one.contributors]


def _how_often(one: Recommendation) -> list[str]:
    from sli_cli.domain.datewords import short

    cadence = one.cadence
    if cadence is None:
        return [f"No cadence: sli cadence {one.ref} RULE"]
    lines = [f"{cadence.rule}, counted from {short(cadence.anchor)} ({cadence.basis})"]
    if cadence.wording:
        lines.append(f'The document says "{cadence.wording}"')
    if cadence.reason:
        lines.append(f"Why: {cadence.reason}")
    if cadence.happened_on:
        lines.append(f"The event happened on {short(cadence.happened_on)}")
    return lines


def _reviews(story: Story) -> list[str]:
    from sli_cli.domain.datewords import short

    return [
        f"{short(past.on)}, {past.by}{f' at {past.forum}' if past.forum else ''}: {past.outcome}"
        f"{f' ({past.rating})' if past.rating else ''}. {past.note}{'' if past.moved else ' (moved nothing)'}"
        for past in story.reviews
    ] or ["Never reviewed"]


def _extensions(story: Story) -> list[str]:
    from sli_cli.domain.datewords import short

    return [
        f"From {short(past.from_date)} to {short(past.to_date)}, asked by {past.asked_by}"
        f"{f', approved by {past.approved_by}' if past.approved_by else ''}: {past.reason}"
        for past in story.extensions
    ]
