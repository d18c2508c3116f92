"""What `sli notify` shows: what would go out, what became of what did, and how a machine is made to run it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sli_cli.app import App
from sli_cli.commands.notify_sending import in_numbers
from sli_cli.domain.datewords import count_words, short
from sli_cli.errors import BadValue, Undelivered
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report
from sli_cli.render.clean import harmless
from sli_cli.services.claims import is_at_work
from sli_cli.services.reminding import UNSETTLED, unsettled
from sli_cli.workers import is_gone

if TYPE_CHECKING:
    from sli_cli.domain.letters import Letter
    from sli_cli.services.owed import Plan
    from sli_cli.store.reader import Reader

COUNTED = 30
"""Over how many days `--status` counts messages."""


# -- what would go out -------------------------------------------------------------------------------------------------


def planned_report(app: App, plan: Plan, *, for_people: bool = True) -> Report:
    """The messages of a plan, a row each, and below them what does not go out and why."""
    from sli_cli.domain.letter_subject import subject

    with app.database.read() as reader:
        on = reader.reminding() is not None
    columns = (
        Column("to", "To", lambda letter: str(letter.to), least=16, grow=1),
        Column("subject", "Subject", subject, least=20, grow=2),
        Column("items", "Because of", lambda letter: "\n\n".join(_because(letter)), least=16, grow=2),
    )
    data = (
        Column("to", "to", lambda letter: letter.to.address),
        Column("name", "name", lambda letter: letter.to.name or None),
        columns[1],
        Column("items", "items", lambda letter: [key._asdict() for key in letter.keys]),
    )
    count = count_words(len(plan.letters), "message")
    return Report(
        title="What is owed today",
        columns=columns if for_people else data,
        rows=plan.letters,
        as_of=app.today,
        head=(f"{count} would go out." if on else f"{count} would go out, once reminders are switched on.",),
        foot=tuple(_besides(plan)),
        empty="Nothing goes out today." if _besides(plan) else "Nothing is owed to anybody today.",
    )


def _because(letter: Letter) -> list[str]:
    """What brings a letter about, each reason once with the refs that it brings: `7 days before: 2, 11`."""
    found: dict[str, list[str]] = {}
    for line in (*letter.mine.lines, *letter.escalated):
        for why in line.why.split(" and "):
            found.setdefault(why, []).append(line.name)
    lines = [f"{why}: {', '.join(names)}" for why, names in found.items()]
    for board in letter.boards:
        lines.append(f"{board.when(letter.as_of, short(board.on))}: {board.board} {short(board.meets_on)}")
    return lines + [f"weekly summary: {summary.register}" for summary in letter.summaries]


def _besides(plan: Plan) -> list[str]:
    lines = [f"{held.to} waits until {held.until}: {held.why}" for held in plan.held]
    if plan.quiet:
        lines.append(f"A quiet day of: {', '.join(plan.quiet)}")
    if plan.nobody:
        lines.append(f'Nobody can be told of {", ".join(plan.nobody)}: sli register set owner "NAME <ADDRESS>"')
    return lines


# -- what became of it -------------------------------------------------------------------------------------------------


def show_status(app: App, as_json: bool) -> None:
    """Prints how reminders stand, and every message that somebody may have to see to."""
    wanted = Wanted(as_json=as_json)
    since = app.today - timedelta(days=COUNTED)
    with app.database.read() as reader:
        rows = [row for state in UNSETTLED for row in unsettled(reader, state)]
        counted = Counter(
            {row["state"]: row["count"] for row in reader.rows("deliveries_since", since=since.isoformat())}
        )
        head = [_standing(reader), *_at_work(app, reader)]
        head.append(f"Since {short(since)}: {in_numbers(counted) or 'no message'}.")
    report = Report(
        title="Reminders",
        columns=STATUS if wanted.for_people else STATUS_DATA,
        rows=rows,
        as_of=app.today,
        head=tuple(head),
        foot=tuple(_how(rows)),
        empty="No message is in doubt, refused or waiting.",
    )
    write(app, wanted, report)


STATUS = (
    Column("number", "Number", lambda row: row["id"], least=6, grow=0),
    Column("state", "State", lambda row: row["state"], least=8, grow=0),
    Column("day", "Of", lambda row: short(date.fromisoformat(row["day"])), least=11, grow=0),
    Column("to", "To", lambda row: row["recipient"], least=16, grow=1),
    Column("subject", "Subject", lambda row: row["subject"], least=16, grow=1),
    Column("answer", "What was said", lambda row: row["answer"], least=16, grow=2),
)
STATUS_DATA = (
    *STATUS[:2],
    Column("day", "day", lambda row: row["day"]),
    *STATUS[3:],
    Column("attempts", "attempts", lambda row: row["attempts"]),
    Column("not_before", "not_before", lambda row: row["not_before"] or None),
    Column("message_id", "message_id", lambda row: row["message_id"]),
)


def _standing(reader: Reader) -> str:
    on = reader.reminding()
    if on is None:
        return "Reminders are off: `sli notify --start` switches them on."
    last = f"the last good run was on {short(on.last_good)}" if on.last_good else "there was no good run yet"
    return f"Reminders are on since {short(on.started_on)} ({on.started_by}); {last}."


def _at_work(app: App, reader: Reader) -> Iterator[str]:
    """The runs that have not come to their end: at work, or cut off, and what they have in hand."""
    for run in reader.rows("runs_at_work"):
        states = Counter(row["state"] for row in reader.rows("deliveries_of_run", run_id=run["id"]))
        since = f"since {short(date.fromisoformat(run['began_at'][:10]))}, {run['began_at'][11:16]} UTC"
        if is_at_work(run, app.clock(), is_gone):
            yield f"A run is at work ({run['worker']}, {since})."
        else:
            yield (
                f"A run was cut off ({run['worker']}, {since}): {count_words(states['sending'], 'message')} may have "
                f"been sent, {states['claimed']} certainly not; the next `sli notify` sees to them."
            )


def _how(rows: list[dict[str, Any]]) -> list[str]:
    """What can be done about each state that there is."""
    due = min((row["not_before"] for row in rows if row["not_before"]), default="")
    when = f"from {due[11:16]} UTC on {short(date.fromisoformat(due[:10]))}" if due else "once its time has come"
    remedies = {
        "in doubt": "In doubt: ask whether it came, then `sli notify --arrived NUMBER`, or `--resend NUMBER`.",
        "refused": "Refused: correct the address (`sli lead appoint POST --name NAME --email ADDRESS`), or --retry.",
        "waiting": f"Waiting: `sli notify` tries again {when}; --retry tries now.",
    }
    there = {row["state"] for row in rows}
    return [words for state, words in remedies.items() if state in there]


# -- setting it up -----------------------------------------------------------------------------------------------------


def send_test(app: App, address: str) -> None:
    """Sends a message that says no more than that it came, and says what became of it."""
    from sli_cli.deliver.message import Message
    from sli_cli.domain.addressee import parse_addressee
    from sli_cli.domain.outcome import Accepted
    from sli_cli.outgoing import mailbox, new_message_id, outgoing

    with outgoing(app, sys.stdout) as way:
        message = Message(
            to=mailbox(parse_addressee(address, "address")),
            sender=way.sender,
            subject="Test of sli's reminders",
            text="Somebody tried whether sli can send e-mail, and it can. There is nothing to do.\n",
            message_id=new_message_id(way.sender),
            sent=app.clock(),
        )
        outcome = way.channel.send(message)
    if not isinstance(outcome, Accepted):
        raise Undelivered(outcome.reason, "`sli config` shows the settings, and where each comes from.")
    app.say(harmless(f"Sent to {message.to}: {outcome.where}") + "\n")


def preview(app: App, plan: Plan, folder: str) -> None:
    """Writes the messages of a plan into a folder and prints their paths. Raises BadValue for one that cannot be."""
    from sli_cli.deliver import channel
    from sli_cli.domain.outcome import Accepted
    from sli_cli.mailing import sender_of
    from sli_cli.outgoing import Outgoing

    with channel("file", folder) as files:
        way = Outgoing(app, files, sender_of(app.settings))
        for letter in plan.letters:
            frozen = way.freeze(letter)
            outcome = None if frozen.problem else way.send(frozen.content)
            if not isinstance(outcome, Accepted):
                why = frozen.problem or getattr(outcome, "reason", "")
                raise BadValue(why, "Nothing was sent; mend it, and look again.")
            app.say(f"{outcome.where}\n")
    if not plan.letters:
        app.note("Nothing is owed to anybody today.")
