"""A real mail server on loopback, and the real way out to it, which may die in the middle of a message."""

from __future__ import annotations

import smtplib
from email import message_from_bytes
from typing import TYPE_CHECKING, Any, cast

from sli_cli.deliver.frozen import thaw
from sli_cli.deliver.message import Mailbox, Message
from sli_cli.deliver.smtp import Server, SmtpChannel
from sli_cli.outgoing import Outgoing
from tests.deliver.conftest import started
from tests.notify.mail_world import Fuse, Run, World

if TYPE_CHECKING:
    from sli_cli.domain.letters import Letter
    from sli_cli.domain.outcome import Outcome
    from sli_cli.services.claims import Frozen

SENDER = Mailbox("sli@example.gov.uk", "SLI")


class Hook:
    """What aiosmtpd asks: it counts what it takes by Message-ID, and does what the run's fault says."""

    world: World
    fault = "taken"
    late = False
    """Whether it puts off only after it has the whole message."""

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        if self.fault == "unreachable":
            server.transport.abort()
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.fault in ("cut before", "unreachable"):
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.fault == "refused":
            return "550 no such user"
        if self.fault == "later" and not self.late:
            return "451 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.fault == "later":
            return "451 try again"
        if self.fault != "cut, not taken":
            message_id = str(message_from_bytes(envelope.content)["Message-ID"])
            self.world.taken[message_id] += 1
            self.world.arrived.append((message_id, envelope.rcpt_tos[0], envelope.content))
        if self.fault.startswith("cut,"):
            server.transport.abort()
        return "250 taken"


class WiredServer:
    """One server for the worlds of many simulations, one after the other."""

    def __init__(self) -> None:
        self.hook = Hook()
        self.controller = started(self.hook, "none", {})  # type: ignore[arg-type]
        self.reached = Server("127.0.0.1", self.controller.port, "none", timeout=10, last_timeout=10)

    def way(self, world: World, run: Run) -> WiredWay:
        self.hook.world = world
        return WiredWay(world, run, self)

    def close(self) -> None:
        """It serves the next one too."""

    def stop(self) -> None:
        self.controller.stop(no_assert=True)


class MortalChannel(SmtpChannel):
    """May die before a message, in the middle of it, and after it; its connection dies with it."""

    def __init__(self, server: Server, fuse: Fuse) -> None:
        super().__init__(server)
        self.fuse = fuse

    def send(self, message: Message) -> Outcome:
        try:
            self.fuse.step()
            return super().send(message)
        finally:
            if self.fuse.burnt:
                self._hang_up()

    def _address(self, client: smtplib.SMTP, message: Message) -> Outcome | None:
        found = super()._address(client, message)
        self.fuse.step()
        return found

    def _hand_over(self, client: smtplib.SMTP, content: bytes) -> Outcome:
        try:
            self.fuse.step()
        except BaseException:
            client.send(content[: len(content) // 2])
            raise
        outcome = super()._hand_over(client, content)
        self.fuse.step()
        return outcome


class WiredWay:
    """The way out of the program itself, through a channel that may die."""

    def __init__(self, world: World, run: Run, server: WiredServer) -> None:
        self.world, self.run, self.server = world, run, server
        self.channel = MortalChannel(server.reached, run.fuse)
        self.outgoing = Outgoing(cast(Any, self), self.channel, SENDER)

    def clock(self) -> Any:
        return self.world.now

    def freeze(self, letter: Letter) -> Frozen:
        self.run.fuse.step()
        frozen = self.outgoing.freeze(letter)
        self.world.frozen(self.run, letter, frozen.message_id)
        return frozen

    def send(self, content: str) -> Outcome:
        fault = self.world.handing_over(self.run, thaw(content).message_id, content.encode())
        self.world.meanwhile(self.run, after=False)
        self.server.hook.fault, self.server.hook.late = fault, len(self.run.attempts) % 2 == 0
        outcome = self.outgoing.send(content)
        self.world.meanwhile(self.run, after=True)
        self.run.in_hand = ""
        return outcome
