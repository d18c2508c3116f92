"""Why a recommendation is, or is not, in today's message to somebody, and when it next will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import count_words, short, short_weekday
from sli_cli.domain.stages import ESCALATION, following
from sli_cli.services.finding import find_recommendation
from sli_cli.services.owed import Planner
from sli_cli.services.recipients import Recipient, lead_of

if TYPE_CHECKING:
    from sli_cli.domain.letters import Letter
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.services.recipients import Rules
    from sli_cli.store.reader import Reader

BECAME = {"refused": "was refused, and reached nobody", "in doubt": "may or may not have arrived"}
"""What became of a message, by its state, where it was not simply told."""


def explain(reader: Reader, now: datetime, ref: str, register: str | None) -> list[str]:
    """The answer, a sentence a line; raises as `find_recommendation` does."""
    one = find_recommendation(reader, ref, register)
    if one.state != "open":
        return [f"{one.name}: is {one.state}, so nobody is reminded of it."]
    planner = Planner(reader, now)
    plan = planner.plan(None)
    row = next(
        row for row in reader.connection.rows("remindable", today=reader.today.isoformat()) if row["id"] == one.id
    )
    rules = planner.rules[one.register_id]
    to, instead = lead_of(row, rules.owner, planner.absences)
    if to is None:
        return [
            f"{one.name}: {instead}, and the register has no owner, so nobody can be told of it.",
            'Name one: sli register set owner "NAME <ADDRESS>"',
        ]
    lines = [f"{one.name}: goes to {to}{f', because {instead}' if instead else ', who leads it'}."]
    if reader.reminding() is None:
        lines.append("Reminders are off: nothing is sent until `sli notify --start`.")
    letters = [letter for letter in plan.letters if any(_about(key, one.id) for key in letter.keys)]
    lead = Recipient(to, instead)
    lines += [_in(letter, one, to.key) for letter in letters] or [_why_not(planner, plan.held, row, lead, one)]
    return [*lines, *_next(planner, rules, row, one, lead), *_told(reader, one)]


def _about(key: Any, recommendation_id: int) -> bool:
    return bool(key.about == "recommendation" and key.about_id == recommendation_id)


def _in(letter: Letter, one: Recommendation, lead: str) -> str:
    stages = " and ".join(key.stage for key in letter.keys if _about(key, one.id))
    whose = "" if letter.to.key == lead else f" to {letter.to}"
    return f"It is in today's message{whose}: {stages}{_of(one)}."


def _of(one: Recommendation) -> str:
    return f"; its next review is {short_weekday(one.next_review)}" if one.next_review else ""


def _why_not(planner: Planner, held: Any, row: Any, lead: Recipient, one: Recommendation) -> str:
    """Why it is in no message of today."""
    rules = planner.rules[one.register_id]
    wait = next((found for found in held if lead.to and found.to.key == lead.to.key), None)
    due = one.next_review
    if rules.quiet_today:
        return f"It is not in a message today: {short_weekday(planner.today)} is a quiet day of the register."
    if lead.to and wait and planner.owed(row, due, lead.to, newly=not lead.instead):
        return f"It is owed and waits ({wait.why.rstrip('.')}); it goes out from {wait.until} on."
    if due is None:
        return "It is not in a message today: it has no next review."
    stage = rules.stages(due, row["days_before"])[0]
    if stage is None:
        return f"It is not in a message today: its next review is {short_weekday(due)}, and no stage of that has come."
    became = _became(planner.reader, row, lead)
    return f"It is not in a message today: what is owed of {short(due)} {became} ({stage.name})."


def _became(reader: Reader, row: Any, lead: Recipient) -> str:
    """What became of the newest message that told the lead of the present date."""
    told = reader.rows("told_of", about="recommendation", about_id=row["id"])
    of_it = (one for one in told if lead.to and one["recipient"] == lead.to.key and one["due_on"] == row["next_review"])
    newest = next(of_it, None)
    return BECAME.get(newest["state"], "was told") if newest else "was told"


def _next(planner: Planner, rules: Rules, row: Any, one: Recommendation, lead: Recipient) -> Iterator[str]:
    due, to = one.next_review, lead.to
    if to is not None and rules.quiet_today and (owed := planner.owed(row, due, to, newly=not lead.instead)):
        on = short_weekday(_not_quiet(rules, planner.today))
        yield f"Unless something changes, it is next in a message on {on}: {' and '.join(key.stage for key in owed)}."
        return
    if due is None or to is None:
        return
    before = rules.before_of(row["days_before"])
    told = planner.ledger.told(to, "recommendation", one.id, due.isoformat())
    stage = following(planner.today, due, before, rules.quiet)
    while stage is not None and stage.name in told:
        stage = following(stage.opens, due, before, rules.quiet)
    if stage is not None:
        on = short_weekday(_not_quiet(rules, stage.opens))
        yield f"Unless something changes, it is next in a message on {on}: {stage.name}."
    if rules.escalation is None:
        return
    agenda = planner.agenda(row, due)
    after, told_of = rules.escalation
    if agenda is not None:
        yield f"It is not escalated: it is on the agenda of {agenda[0]} on {short(agenda[1])}."
    elif ESCALATION not in planner.ledger.told(told_of, "recommendation", one.id, due.isoformat()):
        on = short_weekday(_not_quiet(rules, max(rules.escalates(due), planner.today)))
        shield = f", unless it waits for {row['decides']} to meet" if row["decides"] else ""
        late = count_words(after, "working day")
        yield f"If it is still overdue then, {told_of} is told on {on}, {late} late{shield}."


def _not_quiet(rules: Rules, day: date) -> date:
    """The first day from `day` on on which something is sent; the day itself where there is none for a month."""
    days = (day + timedelta(days=count) for count in range(31))
    return next((found for found in days if not rules.quiet(found)), day)


def _told(reader: Reader, one: Recommendation) -> Iterator[str]:
    """What was told of it before, the newest first."""
    for row in reader.rows("told_of", about="recommendation", about_id=one.id):
        of = f" of {short(date.fromisoformat(row['due_on']))}" if row["due_on"] else ""
        yield f"Told {short(date.fromisoformat(row['day']))}: {row['recipient']}, {row['stage']}{of} ({row['state']})."
