"""Servers on loopback that do as a test says, and messages to send to them."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from sli_cli.deliver.message import Mailbox, Message
from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.sign_in import Application
from sli_cli.deliver.smtp import Server
from tests.deliver.graph_server import CLIENT, MAILBOX, SECRET, TENANT, Cloud, Running

PASSWORD = "tr0ub4dor-hidden"


def a_message(number: int = 1, to: str | Mailbox = "jo.bloggs@example.gov.uk", **more: Any) -> Message:
    parts: dict[str, Any] = {
        "to": to if isinstance(to, Mailbox) else Mailbox(to, "Bloggs, Jo"),
        "sender": Mailbox("sli@example.gov.uk", "SLI register"),
        "subject": "3 overdue, 2 due by 30 Nov: SLI Infant Mortality (BwD)",
        "text": "Dear Jo,\n.a line that begins with a dot\n",
        "message_id": f"<20261123.{number}@example.gov.uk>",
        "sent": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    }
    return Message(**{**parts, **more})


@dataclass
class Sink:
    """Takes messages, or does at a step (MAIL, RCPT, DATA) what `does` says: an answer, "cut", "hang" or "slow"."""

    does: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    logins: int = 0
    accepts: bool = True

    async def _step(self, name: str, server: Any, answer: str = "") -> str:
        does = self.does.get(name, answer)
        if does == "cut":
            server.transport.abort()
            return "250 never seen"
        if does == "hang":
            await asyncio.sleep(5)
        if does == "slow":
            await asyncio.sleep(1)
            return ""
        return does

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections.add(session.peer)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return await self._step("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return await self._step("RCPT", server, self.refuses.get(address, "")) or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await self._step("DATA", server)
        if not answer or answer[0] not in "45":
            self.taken.append(envelope.content)
        return answer or "250 taken as 4711"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins += 1
        right = self.accepts and data.login == b"sli" and data.password == PASSWORD.encode()
        return AuthResult(success=True) if right else AuthResult(success=False, handled=False, message=self.no_login())

    def no_login(self) -> str | None:
        return self.does.get("AUTH")


def greet(port: int) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 1) as raw, context.wrap_socket(raw) as secured:
        assert secured.recv(10).startswith(b"220")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


def started(sink: Sink, security: str, options: dict[str, Any]) -> Controller:
    """A server on a free port; on another one where somebody took that meanwhile."""
    for last in (False, False, True):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=20, **options)
        if security == "tls":
            controller._trigger_server = lambda port=port: greet(port)  # aiosmtpd's own uses the server's context
        try:
            controller.start()
        except (OSError, RuntimeError):
            if last:
                raise
            continue
        return controller
    raise AssertionError


Serve = Callable[..., Server]
Register = Callable[..., Application]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test goes through the proxy of whoever runs it."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def serve(sink: Sink, authority: trustme.CA, ca_file: str) -> Iterator[Serve]:
    """Starts a server that uses `sink`, and returns how it is reached."""
    running: list[Controller] = []

    def start(security: str = "starttls", host_named: str = "127.0.0.1", tls: bool = True, **more: Any) -> Server:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(host_named).configure_cert(context)
        options: dict[str, Any] = {}
        if "user" in more:
            options |= {"authenticator": sink.authenticate, "auth_required": True}
        if security == "tls":
            options |= {"ssl_context": context, "auth_require_tls": False}
        elif tls:
            options |= {"tls_context": context, "require_starttls": security == "starttls"}
        running.append(started(sink, security, options))
        reached = {"ca_file": ca_file, "timeout": 10.0, "last_timeout": 10.0, **more}
        return Server("127.0.0.1", running[-1].port, security, **reached)

    yield start
    for controller in running:
        controller.stop(no_assert=True)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def register(cloud: Cloud, authority: trustme.CA, ca_file: str) -> Iterator[Register]:
    """Starts the endpoints of `cloud`, and returns an application that is registered there."""
    running: list[Running] = []

    def start(host_named: str = "127.0.0.1", **more: Any) -> Application:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(host_named).configure_cert(context)
        running.append(Running(cloud, context))
        url = running[-1].url
        how: dict[str, Any] = {"tenant": TENANT, "client": CLIENT, "mailbox": MAILBOX, "ca_file": ca_file}
        if "certificate" not in more:
            how["secret"] = Secret(SECRET)
        times = {"timeout": 10.0, "last_timeout": 10.0}
        return Application(**{**how, **times, "login_url": url, "graph_url": url, **more})

    yield start
    for server in running:
        server.stop()
