"""Messages to a mail server: one connection for many, its certificate verified, and every answer told apart.

What counts is the moment when the server has the whole message but has not answered: before it, a failure means
"certainly not sent" and the message waits; after it, nobody can tell, and only a person may send it again.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from sli_cli.deliver.answers import ended, is_about_relaying, is_about_sender, is_basic_auth_off, not_relayed
from sli_cli.deliver.message import Message, build, wire_address
from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.trust import trusting
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Outcome, Refused
from sli_cli.errors import BadValue

SECURITY = ("starttls", "tls", "none")

BASIC_AUTH_IS_OFF = (
    "Microsoft 365 no longer takes a user name and password here (550 5.7.30, or 535 5.7.139): send through Microsoft "
    "Graph (notify-by = 'graph') or the council's own mail relay without a user name, or ask its administrator to "
    "switch SMTP AUTH on again for now."
)

LAST_TIMEOUT = 300
"""Seconds that a server has for its answer to a whole message: who gives up earlier makes doubts, and RFC 5321
(4.5.3.2.6) asks for ten minutes."""

_ABOUT_THE_SESSION = (500, 501, 502, 503, 504, 530, 538)
"""Replies of a server that wants to be talked to otherwise (AUTH first, say): the message itself may be sound."""

_THE_MESSAGE = "did not take the message"

_FALLS = 3
"""So many connections lost in a row stop the run: each may be a long wait, and may leave a message in doubt."""

_FAILURES = (OSError, smtplib.SMTPException)  # a timeout, a refused connection and a bad certificate are OSErrors


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send, and how: `security` is one of SECURITY; without `user` it is a relay that asks for no AUTH.

    `ca_file` holds certificates of authorities to be trusted besides the system's. Times are in seconds: `timeout` for
    each step, `last_timeout` for the answer to a whole message, which a server may take minutes to check.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: Secret | None = None
    ca_file: str = ""
    timeout: float = 30
    last_timeout: float = LAST_TIMEOUT

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            raise BadValue(f"{self.security!r} is no kind of security.", f"Choose one of: {', '.join(SECURITY)}.")
        if bool(self.user) != bool(self.password):
            raise BadValue("A user name and a password go together.", "Give both, or neither for a relay.")
        if self.password and self.security == "none":
            raise BadValue("A password is not sent in the clear.", "Use starttls or tls, or no user name.")
        if self.password and not (self.password.reveal() + self.user).isascii():
            raise BadValue("The user name or password has letters that SMTP does not carry.", "Use plain letters.")


class SmtpChannel:
    """Sends through one `server`. The connection is opened by the first message, and kept. BadValue for its `ca_file`.

    Where the server cannot be reached or does not let us in, this is tried once a run, not once a message: it would
    take hours, and lock the account. A server that lets us in and then falls silent is left alone
    after _FALLS messages.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._context = trusting(server.ca_file)
        self._client: smtplib.SMTP | None = None
        self._trouble = ""
        self._falls = 0
        self._sender = ""

    def __enter__(self) -> SmtpChannel:
        return self

    def __exit__(self, *error: object) -> None:
        if self._client:
            try:
                self._client.quit()
            except _FAILURES:
                self._hang_up()
            self._client = None

    def send(self, message: Message) -> Outcome:
        """What became of `message`; a connection that the server closed since the last one is opened once more."""
        content = build(message).as_bytes()
        kept = self._client is not None
        outcome = self._try(message, content)
        if kept and self._client is None and not self._trouble and isinstance(outcome, Later):
            outcome = self._try(message, content)
        if self._client is None and isinstance(outcome, InDoubt | Later):
            self._falls += 1
            if self._falls == _FALLS and not self._trouble:
                self._trouble = f"The run was stopped after {_FALLS} lost connections in a row. {outcome.reason}"
        else:
            self._falls = 0
        return outcome

    def _try(self, message: Message, content: bytes) -> Outcome:
        if self._trouble:
            return Later(self._trouble)
        try:
            client = self._client or self._connect()
            outcome = self._address(client, message)
        except (*_FAILURES, ValueError) as error:
            if self._client is None:
                self._trouble = self._no_way_in(error)
                return Later(self._trouble)
            self._hang_up()
            return Later(ended(f"The connection to {self._server.host} broke before the message: {self._words(error)}"))
        return outcome or self._hand_over(client, content)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        client: smtplib.SMTP
        if server.security == "tls":
            client = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=self._context)
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                client.starttls(context=self._context)
            client.ehlo_or_helo_if_needed()
            if server.password:
                client.login(server.user, server.password.reveal())
                vars(client).pop("password", None)  # smtplib keeps it there in the clear, for no use of ours
        except BaseException:
            client.close()
            raise
        self._client = client
        return client

    def _address(self, client: smtplib.SMTP, message: Message) -> Outcome | None:
        """Sender, recipient and the leave to go on; None where all were taken, so that the message may follow."""
        self._sender = message.sender.address
        code, answer = client.docmd("MAIL", f"FROM:<{wire_address(self._sender)}>")
        if code != 250:  # it is the sender that is wrong, for whomever the message is: it waits until that is mended
            self._start_afresh(client, code)
            return self._judged("", code, answer)
        code, answer = client.docmd("RCPT", f"TO:<{wire_address(message.to.address)}>")
        if code not in (250, 251):
            self._start_afresh(client, code)
            return self._judged("did not take the recipient", code, answer)
        code, answer = client.docmd("DATA")
        if code != 354:
            self._start_afresh(client, code)
            return self._judged(_THE_MESSAGE, code, answer)
        return None

    def _hand_over(self, client: smtplib.SMTP, content: bytes) -> Outcome:
        """The message itself, after which only a whole answer tells what became of it."""
        try:
            if client.sock:
                client.sock.settimeout(self._server.last_timeout)
            client.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
            code, answer = client.getreply()
            if client.sock:
                client.sock.settimeout(self._server.timeout)
        except _FAILURES as error:
            self._hang_up()
            return self._doubt(self._words(error))
        if code == 421:
            self._hang_up()
        if 200 <= code < 300:
            return Accepted(self._plain(answer))
        if 400 <= code < 600:
            return self._judged(_THE_MESSAGE, code, answer)
        self._hang_up()
        return self._doubt(f"it answered {code} {self._plain(answer)}".rstrip())

    def _doubt(self, why: str) -> InDoubt:
        return InDoubt(ended(f"{self._server.host} may or may not have taken the message: {why}"))

    def _judged(self, what: str, code: int, answer: bytes) -> Outcome:
        """A refusal by its code: 5xx is for good, all else for now; and what is about us is no refusal of the message.

        `what` was not taken, or "" where that is the sender.
        """
        said = self._plain(answer)
        host, shown = self._server.host, f"{code} {said}".rstrip(" .")
        if is_basic_auth_off(code, said):
            self._trouble = BASIC_AUTH_IS_OFF
            return Later(BASIC_AUTH_IS_OFF)
        if what != _THE_MESSAGE and is_about_relaying(code, said):
            return Later(not_relayed(host, shown, with_user=bool(self._server.user)))
        if not what or is_about_sender(code, said):  # it waits, whomever it is for, until that is mended
            return Later(ended(f"{host} does not take messages from {self._sender}: {shown}"))
        reason = ended(f"{host} {what}: {shown}")
        return Refused(reason) if 500 <= code < 600 and code not in _ABOUT_THE_SESSION else Later(reason)

    def _no_way_in(self, error: Exception) -> str:
        """Why there is no connection, as a sentence; nothing more is tried in this run."""
        host = f"{self._server.host}:{self._server.port}"
        code, answer = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", "")
        if is_basic_auth_off(code, self._plain(answer)):
            return BASIC_AUTH_IS_OFF
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return ended(f"{host} did not take the user name and password: {self._words(error)}")
        if isinstance(error, ssl.SSLCertVerificationError):
            return ended(f"The certificate of {host} cannot be trusted: {error.verify_message}")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return ended(f"{host} does not offer what the settings ask for: {self._words(error)}")
        if isinstance(error, ConnectionRefusedError):
            return f"The mail server cannot be reached: connection refused by {host}."
        return ended(f"{host} cannot be reached: {self._words(error)}")

    def _words(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            return f"{error.smtp_code} {self._plain(error.smtp_error)}"
        if isinstance(error, TimeoutError) or "timed out" in str(error):  # smtplib makes a broken connection of it
            return "it did not answer in time"
        if isinstance(error, socket.gaierror):
            return "there is no host of that name"
        if isinstance(error, ssl.SSLError) and error.reason:
            return f"TLS failed, {error.reason.replace('_', ' ').lower()}"
        words = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return self._plain(re.sub(r"\[Errno -?\d+\] ", "", words))  # smtplib quotes the error that it met

    def _plain(self, answer: bytes | str) -> str:
        """What the server said, fit for a line of a log: no control characters, not the secret, not without end."""
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        if self._server.password:
            text = self._server.password.hide(text)
        text = "".join(letter if letter.isprintable() else " " for letter in text)
        return " ".join(text.split())[:300]

    def _start_afresh(self, client: smtplib.SMTP, code: int) -> None:
        """Makes the connection ready for the next message, or hangs up where that is not to be had."""
        try:
            if code != 421 and client.rset()[0] == 250:
                return
        except _FAILURES:
            pass
        self._hang_up()

    def _hang_up(self) -> None:
        if self._client:
            self._client.close()
        self._client = None
