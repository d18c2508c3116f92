"""A register with its people, a mail server, and a clock that a test can set."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from sli_cli.app import App
from sli_cli.domain.outcome import Outcome
from sli_cli.outgoing import Outgoing
from tests.conftest import Put, Run
from tests.deliver.conftest import Serve, Sink, authority, ca_file, no_proxy, serve, sink  # noqa: F401

CHAIR = "Chair of LSCB"
OWNER = "pat@example.gov.uk"
JO = "jo@example.gov.uk"


@dataclass
class Clock:
    """The clock of the machine; a Monday morning to begin with."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 7, 0, tzinfo=UTC))

    def on(self, day: str, time: str = "07:00") -> None:
        self.now = datetime.fromisoformat(f"{day}T{time}:00+00:00")

    def later(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(App, "clock", lambda self: found.now)
    return found


@dataclass
class Mail:
    """A register whose reminders go to a server; `run` types a command at the time of the clock."""

    run: Run
    sink: Sink
    clock: Clock
    settings: Path

    def notify(self, *args: str, code: int = 0, on: str | None = None) -> Result:
        if on:
            self.clock.on(on)
        return self.run("notify", *args, code=code)

    def begin(self) -> None:
        """The first run, after which nobody is owed anything; what it sent is forgotten."""
        self.notify("--start", "--yes")
        self.sink.taken.clear()

    def taken(self) -> list[EmailMessage]:
        """The messages that the server has taken since this was last asked, by recipient."""
        found = [message_from_bytes(raw, policy=default) for raw in self.sink.taken]
        self.sink.taken.clear()
        return sorted(found, key=lambda one: str(one["To"]))  # type: ignore[arg-type,return-value]

    def subjects(self) -> dict[str, str]:
        """What each recipient has got since this was last asked: the subject, by the address."""
        return {one["To"].addresses[0].addr_spec: str(one["Subject"]) for one in self.taken()}

    def status(self) -> list[dict[str, Any]]:
        """The messages that somebody may have to look after."""
        found: list[dict[str, Any]] = json.loads(self.notify("--status", "--json").stdout)
        return found

    def put_in_doubt(self) -> None:
        """The first run, of which nobody can say whether what it sent was taken; though the server has."""
        self.sink.does["DATA"] = "cut"
        assert "in doubt" in self.notify("--start", "--yes", code=5).stderr
        self.sink.does.clear()


@pytest.fixture
def mail(
    run: Run,
    put: Put,
    seeded: Path,
    own_place: Path,
    sink: Sink,  # noqa: F811
    serve: Serve,  # noqa: F811
    clock: Clock,
) -> Mail:
    """The seed register on 23 November 2026: the chair leads everything, Pat owns it, a server takes what is sent."""
    put(seeded)
    server = serve("starttls")
    settings = own_place / "settings.toml"
    settings.write_text(
        f"notify-by = 'smtp'\nmail-from = 'SLI <sli@example.gov.uk>'\nmail-server = '127.0.0.1:{server.port}'\n"
        f"mail-security = 'starttls'\nmail-ca-file = '{server.ca_file}'\nmail-timeout = 5\n"
    )
    run("register", "set", "owner", f"Pat Owner <{OWNER}>")
    run("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", JO, "--on", "2026-09-01")
    return Mail(run, sink, clock, settings)


class Killed(BaseException):
    """The power went out."""


def kill_at(monkeypatch: pytest.MonkeyPatch, nth: int, *, after: bool) -> None:
    """Ends the process while it hands over its nth message, before or after the server has taken it."""
    real, calls = Outgoing.send, [0]

    def send(self: Outgoing, content: str) -> Outcome:
        calls[0] += 1
        if calls[0] != nth:
            return real(self, content)
        if after:
            real(self, content)
        raise Killed

    monkeypatch.setattr(Outgoing, "send", send)
