"""How `sli notify` sends: a bar at a terminal, a line a message in a log, and one sentence where something failed."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.changing import ask, tell
from sli_cli.domain.datewords import count_words
from sli_cli.errors import BadValue, Undelivered
from sli_cli.outgoing import outgoing
from sli_cli.render.clean import harmless
from sli_cli.services import posting, reminding
from sli_cli.services.owed import Plan, plan
from sli_cli.services.posting import CHANGED, STOPPED, Report, Sent, Worker
from sli_cli.workers import is_gone, this_worker

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

STATES = ("accepted", "refused", "waiting", "in doubt", "dropped")


def send(app: App) -> None:
    """Sends what is owed, where reminders are on. Raises BadValue where they never were, Undelivered as `_conclude`."""
    with app.database.read() as reader:
        on, ever = reader.reminding() is not None, reminding.was_started(reader)
    if on:
        _send_all(app)
    elif not ever:
        raise BadValue("Reminders have not been switched on; nothing was sent.", "Look first: sli notify --start")


def start(app: App) -> None:
    """Shows the first run, asks, switches reminders on, and sends. Raises BadValue where somebody could not be told."""
    from sli_cli.commands.notify_looking import planned_report
    from sli_cli.output import Wanted, write

    _refuse_another_day(app)
    with app.database.read() as reader:
        if reader.reminding() is not None:
            app.say("Reminders are on already; nothing was sent.\n")
            return
    first = planned(app)
    reminding.refuse_nobody(first)
    with outgoing(app, sys.stdout):
        pass  # so that what is wrong with the settings is said before anybody is asked
    write(app, Wanted(), planned_report(app, first))
    if "yes" not in app.flags:
        ask(app, [], f"Switch reminders on, and send {count_words(len(first.letters), 'message')} now?")
    tell(app, reminding.start(app.database, app.actor))
    _send_all(app)


def retry(app: App) -> None:
    """Tries what was refused, or waits, at once."""
    _refuse_another_day(app)
    with app.database.read() as reader:
        reminding.refuse_off(reader)
    with outgoing(app, sys.stdout):
        pass
    tell(app, reminding.try_again(app.database, stamp(app)))
    _send_all(app)


def resend(app: App, numbers: tuple[str, ...]) -> None:
    """Sends messages that are in doubt once more, while reminders are on."""
    _refuse_another_day(app)
    wanted = reminding.in_doubt(app.database, numbers)
    with app.database.read() as reader:
        reminding.refuse_off(reader)
    reminding.refuse_redacted(app.database, wanted)
    reminding.refuse_restricted(app.database, wanted)
    with app.database.read() as reader:
        for line in reminding.changed_since(reader, wanted):
            app.note(f"sli: warning: {line}")
    with outgoing(app, sys.stdout) as way, _heard(app) as heard:
        heard.expect(len(wanted))
        report = posting.resend(app.database, wanted, way, _worker(app, heard))
    _conclude(app, report)


def planned(app: App) -> Plan:
    """What is owed on the day of the run."""
    from sli_cli.mailing import credential_expires

    expires = credential_expires(app.settings) if app.settings["notify-by"] else None
    with app.database.read() as reader:
        return plan(reader, app.clock(), expires)


def stamp(app: App) -> str:
    """This moment, as the ledger writes it."""
    return app.clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def log_line(sent: Sent) -> str:
    """What became of one message, as a line of a log: nothing that others wrote can begin a line of its own."""
    words = f"{sent.at:%Y-%m-%d %H:%M:%S}Z {sent.state} #{sent.number} {sent.recipient} {sent.subject!r}"
    return harmless(" ".join(f"{words} {sent.answer}".split())) + "\n"


def in_numbers(states: Counter[str]) -> str:
    """How many messages came to each state: `12 accepted, 1 refused`."""
    return ", ".join(f"{states[state]} {state}" for state in STATES if states[state])


def _send_all(app: App) -> None:
    _refuse_another_day(app)
    with outgoing(app, sys.stdout) as way, _heard(app) as heard:

        def make_plan() -> Plan:
            found = planned(app)
            heard.expect(len(found.letters))
            return found

        report = posting.send_all(app.database, make_plan, way, _worker(app, heard))
    _conclude(app, report)


def _refuse_another_day(app: App) -> None:
    if app.today != app.actual_today:
        raise BadValue("Mail is sent on the day it is.", "Look at another day with --dry-run and --as-of.")


def _worker(app: App, heard: _Heard) -> Worker:
    return Worker(this_worker(), app.clock, is_gone, heard.hear)


def _conclude(app: App, report: Report) -> None:
    """Says the numbers at a terminal. Raises Undelivered where a message of the run failed, one is in doubt, or
    something could be told to nobody."""
    if report.states and _at_terminal(sys.stdout):
        app.say(f"{in_numbers(report.states)}.\n")
    if report.left == STOPPED:
        app.say(f"{STOPPED}\n")
    with app.database.read() as reader:
        said = list(_troubles(reader, report))
    if not (report.states or report.left or said) and _at_terminal(sys.stdout):
        waits = report.plan.held or report.plan.quiet
        app.say("Nothing goes out today.\n" if waits else "Nothing is owed to anybody today.\n")
    if said:
        raise Undelivered(f"{'; '.join(said)}.", "`sli notify --status` shows what to do.")


def _troubles(reader: Reader, report: Report) -> Iterator[str]:
    """What went wrong in the run, and what had gone wrong before and still waits."""
    refused = report.states["refused"]
    if refused:
        every = count_words(report.states.total(), "message")
        yield f"{refused} refused of {every} ({_newest_answer(reader, 'refused')})"
    elif before := reminding.unsettled(reader, "refused"):
        newest = f"to {before[-1]['recipient']}: {str(before[-1]['answer']).rstrip('.')}"
        yield f"{count_words(len(before), 'message')} refused before, and not settled ({newest})"
    waiting = reminding.unsettled(reader, "waiting")
    if waiting:
        yield f"{count_words(len(waiting), 'message')} waiting to be tried again ({_newest_answer(reader, 'waiting')})"
    doubts = reminding.unsettled(reader, "in doubt")
    if doubts:
        yield f"{count_words(len(doubts), 'message')} in doubt, which may or may not have arrived"
    if report.plan.nobody:
        some = ", ".join(report.plan.nobody[:3]) + (" and more" if len(report.plan.nobody) > 3 else "")
        yield f"{count_words(len(report.plan.nobody), 'recommendation')} of which nobody can be told ({some})"
    if report.left == CHANGED:
        yield CHANGED


def _newest_answer(reader: Reader, state: str) -> str:
    return str(reader.rows("deliveries_in", state=state)[-1]["answer"]).rstrip(".")


class _Heard:
    """What is heard of each message: a step of a bar, which is drawn among `bars` once one is to come; else a line."""

    def __init__(self, app: App, bars: ExitStack | None) -> None:
        self.app, self.bars = app, bars
        self.bar: Any = None

    def expect(self, count: int) -> None:
        """So many messages are still to come."""
        if self.bars and count and not self.bar:
            bar: Any = click.progressbar(length=count, label="Sending", file=sys.stderr)
            self.bar = self.bars.enter_context(bar)
        if self.bar:
            self.bar.length = self.bar.pos + count

    def hear(self, sent: Sent) -> None:
        if self.bar:
            self.bar.update(1)
        else:
            self.app.say(log_line(sent))


@contextmanager
def _heard(app: App) -> Iterator[_Heard]:
    """A bar where both streams are a terminal; else, such as into a log, a line for each message."""
    at_terminal = _at_terminal(sys.stderr) and _at_terminal(sys.stdout)
    if not at_terminal:
        yield _Heard(app, None)
        return
    with ExitStack() as bars:
        yield _Heard(app, bars)


def _at_terminal(stream: Any) -> bool:
    return stream is not None and bool(stream.isatty())
