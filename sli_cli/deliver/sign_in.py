"""An application's sign-in to Microsoft 365: a token for Microsoft Graph, fetched when needed, renewed before it ends.

Of what the token endpoint says, only codes are repeated: it may echo the secret.
"""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlencode

from sli_cli.deliver.certificate import Certificate
from sli_cli.deliver.https import Answer, Failed, Host
from sli_cli.deliver.message import wire_address
from sli_cli.deliver.secrets import Secret
from sli_cli.errors import BadValue

SCOPE = "https://graph.microsoft.com/.default"

LAST_TIMEOUT = 120
"""Seconds that Microsoft 365 has for an answer: who gives up on a message early makes a doubt."""

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_EARLY = 300
"""Seconds before its end at which a token is renewed."""

_WHAT_TO_DO = {
    7000222: "the client secret has expired: make a new one in Entra ID (App registrations, the application, "
    "Certificates & secrets), keep it where graph-secret says, and set graph-expires",
    7000215: "the client secret is not the right one: copy the Value of the secret, not its ID, to where graph-secret "
    "says",
    700016: "this tenant does not know the application: compare graph-client and graph-tenant with its page in Entra "
    "ID",
    90002: "there is no such tenant: compare graph-tenant with the Directory (tenant) ID in Entra ID",
    900023: "there is no such tenant: compare graph-tenant with the Directory (tenant) ID in Entra ID",
    700027: "the certificate is not the application's: upload it in Entra ID (App registrations, the application, "
    "Certificates & secrets)",
    1000502: "the certificate is not valid today: make a new one, upload it in Entra ID and name it in "
    "graph-certificate",
    700024: "the clock of this machine is wrong, so that its signature is taken for an old one: set the clock",
    7000112: "the application is disabled: ask the administrator of Entra ID to enable it",
    7000229: "the application has no place in this tenant: ask the administrator of Entra ID to make its enterprise "
    "application",
    53003: "a Conditional Access policy keeps the application out: ask the administrator of Entra ID",
}
"""What Entra ID's error codes (AADSTS…) mean here, and what somebody can do about them."""


@dataclass(frozen=True, slots=True)
class Application:
    """An application registered in Entra ID, and the `mailbox` (an address) from which it sends.

    `tenant` is its ID or domain, `client` the application's ID; it signs in with a `secret`, or with the `certificate`
    in a PEM file of that name. `ca_file` and the times are as for a mail server. Raises BadValue where one cannot be.
    """

    tenant: str
    client: str
    mailbox: str
    secret: Secret | None = None
    certificate: str = ""
    ca_file: str = ""
    timeout: float = 30
    last_timeout: float = LAST_TIMEOUT
    login_url: str = "https://login.microsoftonline.com"
    graph_url: str = "https://graph.microsoft.com"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}", self.tenant):
            raise BadValue(f"{self.tenant!r} is no tenant.", "Give its ID or its domain, as Entra ID shows it.")
        if not re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", self.client):
            raise BadValue(
                "The application (client) ID is not of the form 00000000-0000-0000-0000-000000000000.",
                "Copy it from the application's page in Entra ID.",
            )
        wire_address(self.mailbox)
        if bool(self.secret) == bool(self.certificate):
            raise BadValue("An application signs in with a secret or with a certificate.", "Give one of the two.")


class NoToken(Exception):
    """The application was not let in; the text is a sentence that says why, and what can be done."""


class SignIn:
    """The token of one `application`. Raises BadValue where its certificate cannot be read."""

    def __init__(self, application: Application, context: ssl.SSLContext) -> None:
        self._application = application
        self._certificate = Certificate.read(application.certificate) if application.certificate else None
        self._host = Host(application.login_url, context, application.timeout, application.last_timeout)
        self._token: Secret | None = None
        self._until = 0.0

    def token(self) -> Secret:
        """The token, fetched where there is none or it ends soon. Raises NoToken."""
        if self._token is None or monotonic() >= self._until:
            self._token, life = self._fetch()
            self._until = monotonic() + max(life - _EARLY, life / 2)
        return self._token

    def forget(self) -> None:
        """Makes the next call of `token` fetch a new one: the old one was not taken."""
        self._token = None

    def _fetch(self) -> tuple[Secret, int]:
        """A new token, and for how many seconds it is good."""
        app = self._application
        path = f"/{app.tenant}/oauth2/v2.0/token"
        form = {"client_id": app.client, "scope": SCOPE, "grant_type": "client_credentials"}
        if self._certificate:
            form["client_assertion_type"] = _ASSERTION
            form["client_assertion"] = self._certificate.assertion(app.client, app.login_url + path).reveal()
        elif app.secret:
            form["client_secret"] = app.secret.reveal()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            answer = self._host.post(path, headers, urlencode(form).encode("ascii"))
        except Failed as failed:
            raise NoToken(f"There is no signing in to Microsoft 365: {str(failed).rstrip('.')}.") from None
        finally:
            self._host.close()  # the next one is an hour away
        return self._read(answer)

    def _read(self, answer: Answer) -> tuple[Secret, int]:
        said = as_object(answer.body)
        if answer.status != 200:
            raise NoToken(self._refused(answer.status, said))
        token = said.get("access_token")
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]+", token):
            raise NoToken(f"There is no signing in to Microsoft 365: {self._host.name} sent no token.")
        life = said.get("expires_in")
        return Secret(token), int(life) if isinstance(life, int | float) and 0 <= life <= 10**6 else 2 * _EARLY

    def _refused(self, status: int, said: dict[str, object]) -> str:
        codes = said.get("error_codes")
        found = re.match(r"AADSTS(\d{1,9})\b", str(said.get("error_description", "")))
        for code in (*(codes if isinstance(codes, list) else ()), int(found[1]) if found else 0):
            if isinstance(code, int) and code in _WHAT_TO_DO:
                return f"Microsoft 365 does not let the application in (AADSTS{code}): {_WHAT_TO_DO[code]}."
        if status == 429 or status >= 500:
            return f"There is no signing in to Microsoft 365 for now: {self._host.name} answered {status}."
        shown = f", AADSTS{found[1]}" if found else ""
        return (
            f"Microsoft 365 does not let the application in ({self._host.name} answered {status}{shown}): "
            "ask the administrator of Entra ID."
        )


def as_object(body: bytes) -> dict[str, object]:
    """A JSON object, or {} for whatever else was sent."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
