"""A server on loopback that speaks the shapes of Entra ID's token endpoint and of Microsoft Graph's sendMail."""

from __future__ import annotations

import binascii
import json
import ssl
import threading
from base64 import b64decode, urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from time import time
from typing import Any
from urllib.parse import parse_qs, unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "66666666-7777-8888-9999-000000000000"
MAILBOX = "sli@example.gov.uk"
SECRET = "Q~8hidden.client-secret_42"

TOKEN, SEND = "token", "send"


@dataclass(frozen=True)
class Says:
    """An answer; `{echo}` in its body becomes all that was asked, as a careless server would log it."""

    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)


def aadsts(code: int, status: int = 401, error: str = "invalid_client", more: str = "") -> Says:
    said = f"AADSTS{code}: What is wrong. {more}Trace ID: 0 Correlation ID: 0 Timestamp: 2026-11-23 08:00:00Z"
    return Says(status, {"error": error, "error_description": said, "error_codes": [code]})


def graph_error(status: int, code: str, message: str = "What is wrong.", **headers: str) -> Says:
    return Says(status, {"error": {"code": code, "message": message}}, headers)


@dataclass
class Cloud:
    """What the two endpoints know, what they do, and what they saw.

    `does` holds for a step (TOKEN, SEND) an answer in place of the true one, or "cut early" (before the body is read),
    "stall" (which reads no body), "cut", "half" or "hang" (once the step was truly done), "slow" (half a second), or
    "bye" (which answers, and hangs up without a word); a list of them is used up one by one.
    """

    does: dict[str, Any] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    certificate: x509.Certificate | None = None
    life: Any = 3599
    taken: list[bytes] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)

    def next_for(self, step: str) -> Any:
        does = self.does.get(step)
        return (does.pop(0) if does else None) if isinstance(does, list) else does

    def token(self, path: str, body: bytes) -> Says:
        form = {name: values[0] for name, values in parse_qs(body.decode("ascii"), strict_parsing=True).items()}
        if path != f"/{TENANT}/oauth2/v2.0/token":
            return aadsts(90002, 400, "invalid_request")
        if (form["grant_type"], form["scope"]) != ("client_credentials", "https://graph.microsoft.com/.default"):
            return aadsts(70011, 400, "invalid_scope")
        if form["client_id"] != CLIENT:
            return aadsts(700016, 400, "unauthorized_client")
        if "client_secret" in form and form["client_secret"] != SECRET:
            return aadsts(7000215)
        if "client_secret" not in form and not self._signed(form):
            return aadsts(700027)
        self.tokens.append(token_urlsafe(900))
        return Says(200, {"token_type": "Bearer", "expires_in": self.life, "access_token": self.tokens[-1]})

    def _signed(self, form: dict[str, str]) -> bool:
        """Whether the assertion is what Entra ID takes from the owner of the certificate, and nobody else."""
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        signed, _, signature = form["client_assertion"].rpartition(".")
        header, claims = (json.loads(_unbase64(part)) for part in signed.split("."))
        assert self.certificate is not None
        key = self.certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        try:
            key.verify(_unbase64(signature), signed.encode(), PSS(MGF1(SHA256()), PSS.DIGEST_LENGTH), SHA256())
        except InvalidSignature:
            return False
        assert (header["alg"], header["typ"]) == ("PS256", "JWT")
        assert _unbase64(header["x5t#S256"]) == self.certificate.fingerprint(SHA256())
        assert claims["iss"] == claims["sub"] == CLIENT
        assert claims["aud"].endswith(f"/{TENANT}/oauth2/v2.0/token")
        assert claims["nbf"] <= time() < claims["exp"] <= claims["nbf"] + 600
        assert len(claims["jti"]) == 36
        return True

    def send(self, path: str, headers: dict[str, str], body: bytes) -> Says:
        if not self.tokens or headers.get("authorization") != f"Bearer {self.tokens[-1]}":
            return graph_error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.")
        if unquote(path) != f"/v1.0/users/{MAILBOX}/sendMail":
            return graph_error(404, "ErrorInvalidUser", "The requested user is invalid.")
        if headers.get("content-type") != "text/plain":
            return graph_error(400, "BadRequest", "Write request only supports contentType Application/Json")
        try:
            content = b64decode(body, validate=True)
        except binascii.Error:
            return graph_error(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.")
        read = message_from_bytes(content, policy=default)
        if [one.addr_spec for one in read["From"].addresses] != [MAILBOX]:
            return graph_error(403, "ErrorSendAsDenied", "The user account does not have the right to send as this.")
        to = [one.addr_spec for one in read["To"].addresses]
        if len(to) != 1 or to[0] in self.refuses:
            return graph_error(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        self.taken.append(content)
        return Says(202, headers={"request-id": f"0000-{len(self.taken)}"})


def _unbase64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # head and body leave in one piece
    server: _Server

    def do_POST(self) -> None:
        cloud = self.server.cloud
        step = TOKEN if self.path.endswith("/token") else SEND
        cloud.asked.append(step)
        cloud.connections.add(self.client_address)
        cloud.headers.append({name.lower(): value for name, value in self.headers.items()})
        does = cloud.next_for(step)
        if does == "cut early":
            self.close_connection = True
            return
        if does == "stall":
            cloud.done.wait(20)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if isinstance(does, Says):
            says = does
        else:
            says = cloud.token(self.path, body) if step == TOKEN else cloud.send(self.path, cloud.headers[-1], body)
        if does in ("hang", "slow"):
            cloud.done.wait(20 if does == "hang" else 0.5)
        if does in ("cut", "hang"):
            self.close_connection = True
            return
        self._say(
            says, f"{self.path} {dict(self.headers)} {body.decode('latin-1')}", half=does == "half", bye=does == "bye"
        )

    def _say(self, says: Says, asked: str, *, half: bool, bye: bool) -> None:
        body = says.body if isinstance(says.body, bytes | str) else json.dumps(says.body)
        if isinstance(body, str):
            echo = json.dumps(asked)[1:-1] if isinstance(says.body, dict) else asked
            body = body.replace("{echo}", echo).encode()
        self.send_response(says.status)
        for name, value in {"Content-Length": str(len(body)), **says.headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if half:
            self.wfile.write(b"".join(self._headers_buffer)[:10])  # type: ignore[attr-defined]
            self._headers_buffer = []
            self.close_connection = True
            return
        self.end_headers()
        self.wfile.write(body)
        self.close_connection |= bye

    def log_message(self, *args: object) -> None:
        """Says nothing: what is printed is the business of tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def __init__(self, cloud: Cloud, context: ssl.SSLContext) -> None:
        self.cloud, self.context = cloud, context
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: a client that does not trust the certificate hangs up."""


UNTIL = datetime(2027, 11, 23, 12, tzinfo=UTC)


def a_certificate(
    until: datetime = UNTIL, key: Any = None, password: bytes | None = None
) -> tuple[bytes, x509.Certificate]:
    """A key with its own certificate: both as PEM in one, and the certificate as it is uploaded."""
    key = key or rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sli")])
    made = (
        x509.CertificateBuilder()
        .issuer_name(name)
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(365))
        .not_valid_after(until)
        .sign(key, SHA256())
    )
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    how = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return key.private_bytes(*how) + made.public_bytes(serialization.Encoding.PEM), made


class Running:
    """The server, until `stop`; `url` is how it is reached."""

    def __init__(self, cloud: Cloud, context: ssl.SSLContext) -> None:
        self._cloud = cloud
        self._server = _Server(cloud, context)
        self.port = self._server.server_address[1]
        self.url = f"https://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._cloud.done.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
