"""Messages to Microsoft 365 through Microsoft Graph (sendMail), from one mailbox, as an application of its own.

A message goes out as MIME, not as Graph's JSON: with its own Message-ID (by which one that is sent again is known to be
the same) and its plain text beside the HTML, the very message that every other channel sends. JSON carries one body
alone, and no header of ours whose name does not begin with x-.
"""

from __future__ import annotations

import re
from base64 import b64encode
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from urllib.parse import quote

from sli_cli.deliver.answers import ended
from sli_cli.deliver.https import Answer, Host, NotSent, Unanswered, Unreachable
from sli_cli.deliver.message import Message, build, wire_address
from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.sign_in import Application, NoToken, SignIn, as_object
from sli_cli.deliver.trust import trusting
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Outcome, Refused

_WRONG_MAILBOX = "there is no such mailbox in this tenant that Graph can use: compare graph-mailbox with Exchange"
_NOT_ALLOWED = (
    "the application may not send from it: an Exchange administrator gives it the role Application Mail.Send for this "
    "mailbox, which takes up to two hours to count"
)
_OURS = {
    "erroraccessdenied": _NOT_ALLOWED,
    "authorization_requestdenied": _NOT_ALLOWED,
    "errorsendasdenied": "it may not send as the address in mail-from: set that to the mailbox itself",
    "errorinvaliduser": _WRONG_MAILBOX,
    "errornonexistentmailbox": _WRONG_MAILBOX,
    "mailboxnotenabledforrestapi": _WRONG_MAILBOX,
    "resourcenotfound": _WRONG_MAILBOX,
    "request_resourcenotfound": _WRONG_MAILBOX,
    "errormessagesubmissionblocked": "Exchange has stopped it from sending: ask its administrator to release it",
    "errorexceededmessagelimit": "it has sent as many messages as it may for now",
    "errorquotaexceeded": "it is full: Exchange keeps a copy of each message in its Sent Items, so empty those",
}
"""Error codes that are about us, whatever the message: what is wrong with the mailbox, and what can be done."""

_THE_MESSAGES = (
    "errorinvalidrecipients",
    "errormessagesizeexceeded",
    "errormimecontentinvalid",
    "errormimecontentinvalidbase64string",
    "errormimecontentconversionfailed",
    "requestentitytoolarge",
)
"""Error codes that are about one message, which will never be taken as it is."""

_ASKS_TO_WAIT = (429, 503, 509)

_FALLS = 3
"""So many failures in a row stop the run: each is a long wait, and may leave a message in doubt."""


class GraphChannel:
    """Sends from the mailbox of one `application`. Raises BadValue for its `ca_file` and its certificate.

    The connection and the token are fetched by the first message, and kept. Where the application is not let in, or may
    not send, this is tried once a run. Where Microsoft asks for a pause, it is waited for, up to `patience` seconds in
    a run; until a longer one is over, nothing is asked.
    """

    def __init__(self, application: Application, *, patience: float = 300) -> None:
        context = trusting(application.ca_file)
        self._mailbox = wire_address(application.mailbox)
        self._sign_in = SignIn(application, context)
        self._graph = Host(application.graph_url, context, application.timeout, application.last_timeout)
        self._patience = patience
        self._trouble = ""
        self._pause, self._not_before = "", 0.0
        self._falls = 0

    def __enter__(self) -> GraphChannel:
        return self

    def __exit__(self, *error: object) -> None:
        self._graph.close()

    def send(self, message: Message) -> Outcome:
        """What became of `message`; one that was certainly not taken is sent once more after a pause that is asked for,
        and with a new token where the old one has ended."""
        content = b64encode(build(message).as_bytes())
        outcome = self._try(content)
        wait = max(self._not_before - monotonic(), 0)
        if self._pause and wait <= self._patience:
            self._patience -= wait
            sleep(wait)
            outcome = self._try(content)
        return outcome

    def _try(self, content: bytes) -> Outcome:
        if self._trouble:
            return Later(self._trouble)
        if self._pause and monotonic() < self._not_before:
            return Later(self._pause)
        self._pause = ""
        try:
            token = self._sign_in.token()
            answer = self._post(token, content)
            if answer.status == 401:
                self._sign_in.forget()
                token = self._sign_in.token()
                answer = self._post(token, content)
        except Unanswered as failed:
            return self._fell(InDoubt(f"Microsoft 365 may or may not have taken the message: {failed}."))
        except NotSent as failed:
            return self._fell(Later(f"The connection to {self._graph.name} broke before the message: {failed}."))
        except (NoToken, Unreachable) as failed:
            self._trouble = str(failed)
            return Later(self._trouble)
        return self._judged(answer, token)

    def _post(self, token: Secret, content: bytes) -> Answer:
        headers = {"Authorization": f"Bearer {token.reveal()}", "Content-Type": "text/plain", "User-Agent": "sli"}
        return self._graph.post(f"/v1.0/users/{quote(self._mailbox, safe='@')}/sendMail", headers, content)

    def _judged(self, answer: Answer, token: Secret) -> Outcome:
        """By its status and Graph's own code: taken, refused, a trouble of ours, a pause, or nobody knows."""
        status = answer.status
        if status == 202:
            self._falls = 0
            return Accepted(f"request-id {_plain(answer.headers.get('request-id'), token) or 'unknown'}")
        code, said = _error(answer, token)
        shown = f"{status} {code}".strip()
        seconds = _seconds(answer.headers.get("retry-after", ""))
        if status in _ASKS_TO_WAIT:
            return self._asked_to_wait(seconds, shown)
        if not 400 <= status < 500 and status != 507:
            reason = f"Microsoft 365 may or may not have taken the message: it answered {shown}."
            return self._fell(InDoubt(reason))
        self._falls = 0
        reason = ended(f"Microsoft 365 did not take the message: {shown} {said}")
        if status == 413 or code.lower() in _THE_MESSAGES:
            return Refused(reason)
        why = _OURS.get(code.lower())
        if why or status in (401, 403, 404):
            why = why or said or "it does not say why"
            self._trouble = ended(f"Microsoft 365 does not send from {self._mailbox} ({shown}): {why}")
            return Later(self._trouble)
        return Later(reason)

    def _fell(self, outcome: InDoubt | Later) -> Outcome:
        self._falls += 1
        if self._falls == _FALLS:
            self._trouble = f"The run was stopped after {_FALLS} failures in a row. {outcome.reason}"
        return outcome

    def _asked_to_wait(self, seconds: float | None, shown: str) -> Later:
        if seconds is None:
            return Later(f"Microsoft 365 has no time for the message ({shown}).")
        self._pause = f"Microsoft 365 asks to be left alone for {seconds:.0f} seconds ({shown})."
        self._not_before = monotonic() + seconds
        return Later(self._pause)


def _error(answer: Answer, token: Secret) -> tuple[str, str]:
    """Graph's code for what is wrong, and its sentence; "" for what it does not say."""
    error = as_object(answer.body).get("error")
    said = error if isinstance(error, dict) else {}
    code = _plain(said.get("code"), token)
    return code if re.fullmatch(r"[A-Za-z0-9_.-]{1,80}", code) else "", _plain(said.get("message"), token)


def _plain(said: object, token: Secret) -> str:
    """What Graph said, fit for a line of a log: without the token, or any other word as long as a part of one."""
    text = re.sub(r"[\w.~+/=-]{40,}", "***", token.hide(said)) if isinstance(said, str) else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:300]


def _seconds(text: str) -> float | None:
    """How long a Retry-After header asks to wait: it holds seconds, or a date. None where it says neither."""
    if re.fullmatch(r"\d{1,6}", text.strip()):
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time(), 0)
    except (TypeError, ValueError, OverflowError):
        return None
