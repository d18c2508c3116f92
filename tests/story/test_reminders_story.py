"""Reminders as a person sees them at a terminal, and as whoever looks for the password afterwards finds them."""

from __future__ import annotations

import os
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest

from sli_cli.app import App
from sli_cli.commands.notify_sending import _Heard
from sli_cli.deliver.secrets import Secret
from sli_cli.services.posting import Sent
from tests.deliver.conftest import (  # noqa: F401
    PASSWORD,
    Serve,
    Sink,
    authority,
    ca_file,
    no_proxy,
    serve,
    sink,
)
from tests.notify.test_once import with_leads
from tests.story.program import SLI, Program, Ran

pexpect = pytest.importorskip("pexpect")
pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(os.name == "nt", reason="there is no such terminal on Windows"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # it is TLS from the start
]

LEADS = 3
NOTHING = "Nothing is owed to anybody today.\n"


@pytest.fixture
def owing(fresh: Program, serve: Serve) -> Program:  # noqa: F811
    """Three leads, each of whom is owed one thing on the day it really is; a relay takes what is sent."""
    with_leads(fresh.database, App().actual_today, LEADS)
    server = serve("none", tls=False)
    write_settings(fresh, f"mail-server = '127.0.0.1:{server.port}'", "mail-security = 'none'")
    return fresh


def write_settings(program: Program, *lines: str) -> None:
    usual = ("notify-by = 'smtp'", "mail-from = 'sli@example.gov.uk'", "mail-timeout = 5")
    (program.place / "settings.toml").write_text("\n".join((*usual, *lines)))


def today(program: Program, *args: str, code: int = 0) -> Ran:
    """One command line on the day it is: on no other is anything sent."""
    return program(*args, code=code, on=App().actual_today.isoformat())


# -- at a terminal


def at_a_terminal(program: Program, line: str) -> tuple[int, str]:
    """What the shell runs there; its exit code, and all that the terminal shows."""
    environment = program.environment | {"TERM": "xterm", "PY": SLI[0]}
    child = pexpect.spawn("/bin/sh", ["-c", line], env=environment, cwd=program.place, encoding="utf-8", timeout=30)
    shown = child.read().replace("\r\n", "\n")
    child.close()
    return child.exitstatus, shown


def test_at_a_terminal_a_bar_fills_and_then_the_numbers_are_said(owing: Program, sink: Sink) -> None:  # noqa: F811
    code, shown = at_a_terminal(owing, '"$PY" -m sli_cli notify')
    assert code == 0
    assert shown.lstrip("\r").removeprefix("\x1b[?25l").startswith("Sending  [---")
    for part in ("0%", "33%", "66%", "100%"):
        assert f"]  {part:>4}" in shown
    assert shown.endswith("\n3 accepted.\n")
    assert "jo0@" not in shown  # the bar takes the place of the lines
    assert len(sink.taken) == LEADS


def test_with_nothing_to_send_a_terminal_gets_a_sentence_and_cron_nothing(owing: Program) -> None:
    assert len(today(owing, "notify").out.splitlines()) == LEADS
    assert at_a_terminal(owing, '"$PY" -m sli_cli notify') == (0, NOTHING)
    ran = today(owing, "notify")
    assert (ran.out, ran.err) == ("", "")


def test_nothing_to_send_is_no_sentence_where_something_waits(owing: Program, sink: Sink) -> None:  # noqa: F811
    sink.does["RCPT"] = "451 4.3.0 try later"
    today(owing, "notify", code=5)
    code, shown = at_a_terminal(owing, '"$PY" -m sli_cli notify')
    assert code == 5
    assert "3 messages waiting to be tried again" in shown
    assert "Sending" not in shown and "Nothing" not in shown


def test_a_plan_that_is_made_anew_makes_the_bar_longer_or_shorter() -> None:
    with ExitStack() as bars:
        heard = _Heard(App(), bars)
        heard.expect(0)
        assert heard.bar is None
        heard.expect(2)
        heard.hear(cast(Sent, None))
        heard.expect(5)
        assert (heard.bar.pos, heard.bar.length) == (1, 6)
        heard.expect(0)
        assert heard.bar.length == 1


@pytest.mark.parametrize("elsewhere", ["> said", "2> said"])
def test_with_one_stream_elsewhere_there_is_a_line_for_each_message_and_no_bar(owing: Program, elsewhere: str) -> None:
    code, shown = at_a_terminal(owing, f'"$PY" -m sli_cli notify {elsewhere}')
    said = shown + (owing.place / "said").read_text()
    assert code == 0
    assert "Sending" not in said
    assert said.count(" accepted #") == LEADS


# -- a password


SECRETS = [PASSWORD, b64encode(f"\0sli\0{PASSWORD}".encode()).decode(), b64encode(PASSWORD.encode()).decode()]
ECHO = f"5.7.8 no: {' '.join(SECRETS)}"


class Found:
    """All that anybody could read of some runs: streams, files, and what the system tells of a process."""

    def __init__(self, program: Program, *, in_environment: bool) -> None:
        self.program, self.in_environment = program, in_environment
        self._seen: list[str] = []

    def run(self, *args: str, code: int = 0) -> str:
        ran = today(self.program, "--debug", *args, code=code)
        with (self.program.place / "sli-notify.log").open("a") as log:
            log.write(ran.out)
        self._seen.append(ran.out + ran.err)
        return ran.out + ran.err

    def crash(self, *args: str) -> None:
        """A run that cannot even say what it did."""
        line = ["sh", "-c", '"$@" > /dev/full', "sh", *self.program.line("--debug", *args, on=str(App().actual_today))]
        ran = subprocess.run(line, capture_output=True, text=True, cwd=self.program.place, env=self.program.environment)
        assert ran.returncode and ran.stderr
        self._seen.append(ran.stderr)

    def while_running(self, *args: str, until: Callable[[], bool]) -> None:
        """What the system tells others of a process that is at work."""
        with self.program.start("--debug", *args, on=str(App().actual_today)) as process:
            deadline = time.monotonic() + 20
            while not until() and time.monotonic() < deadline:
                time.sleep(0.02)
            assert until()
            told = Path(f"/proc/{process.pid}")
            names = ["cmdline", "status", "maps", *([] if self.in_environment else ["environ"])]
            self._seen += [(told / name).read_bytes().decode("latin-1") for name in names if told.exists()]
            out, err = process.communicate(timeout=30)
        self._seen.append((out + err).decode())

    def everything(self) -> Iterator[str]:
        yield from self._seen
        for path in self.program.place.rglob("*"):
            if path.is_file() and path.name != "password":
                yield path.read_bytes().decode("latin-1")


@pytest.mark.parametrize("kept", ["file", "env"])
def test_the_password_is_found_nowhere_whether_it_is_taken_or_not(
    fresh: Program,
    serve: Serve,  # noqa: F811
    sink: Sink,  # noqa: F811
    kept: str,
) -> None:
    with_leads(fresh.database, App().actual_today, LEADS)
    server = serve("starttls", user="sli", password=Secret(PASSWORD))
    (fresh.place / "password").write_text(PASSWORD)
    (fresh.place / "password").chmod(0o600)
    place = f"file:{fresh.place / 'password'}" if kept == "file" else "env:MAIL_PASSWORD"
    if kept == "env":
        fresh.environment["MAIL_PASSWORD"] = PASSWORD
    found = Found(fresh, in_environment=kept == "env")
    write_settings(
        fresh,
        f"mail-server = '127.0.0.1:{server.port}'",
        "mail-user = 'sli'",
        f"mail-password = '{place}'",
        f"mail-ca-file = '{server.ca_file}'",
    )

    sink.accepts, sink.does = False, {"AUTH": f"535 {ECHO}"}
    assert "did not take the user name and password: 535 5.7.8 no: ***" in found.run("notify", code=5)
    found.run("notify", "--test", "jo@example.gov.uk", code=5)
    found.run("notify", "--status", "--json")
    sink.accepts, sink.does = True, {"RCPT": f"451 {ECHO}"}
    found.run("notify", "--retry", code=5)
    sink.does = {"RCPT": f"550 {ECHO}"}
    assert "refused" in found.run("notify", "--retry", code=5)
    sink.does = {"DATA": "slow"}
    before = sink.logins
    found.while_running("notify", "--retry", until=lambda: sink.logins > before)
    assert len(sink.taken) == LEADS  # so the password was the right one
    sink.does = {}
    found.run("notify", "--test", "jo@example.gov.uk")
    found.crash("notify", "--test", "jo@example.gov.uk")
    for words in ("notify --status", "notify --status --json", "config", "config --json", "history", "check", "due"):
        found.run(*words.split())
    found.run("export", "--all", "-o", "all.jsonl")
    found.run("db", "backup")
    found.run("notify", "--install-cron")

    everything = list(found.everything())
    assert any("535 5.7.8 no: ***" in one for one in everything)
    assert not [one[:200] for one in everything for secret in SECRETS if secret in one]
