"""Requests to one host over HTTPS, and how far each got when it fails: that decides whether it may be sent again."""

from __future__ import annotations

import re
import select
import ssl
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from time import monotonic
from typing import NamedTuple, NoReturn
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from sli_cli.errors import BadValue

_FAILURES = (OSError, HTTPException, ValueError)  # ValueError: a host or proxy whose name cannot be one

_MOST = 1_000_000
"""The most of an answer that is read, in bytes."""

_IDLE = 20
"""Seconds after which a kept connection is not trusted to be still there, although nothing says otherwise."""


class Answer(NamedTuple):
    """What the other side said, whole: `headers` with names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Failed(Exception):
    """A request that has no answer; the text says why, in words, and holds nothing that was sent."""


class Unreachable(Failed):
    """There is no connection, so nothing was sent; nor will the next request fare better. The text is a sentence."""


class NotSent(Failed):
    """The connection broke before the whole request was out: it cannot have been obeyed."""


class Unanswered(Failed):
    """The whole request went out and no whole answer came back: nobody knows whether it was obeyed."""


class Host:
    """The host of `url` (https only), connected to by the first request; the connection is kept for the next.

    The proxy that the environment names is used. `timeout` is for each step, `last_timeout` for an answer, in seconds.
    """

    def __init__(self, url: str, context: ssl.SSLContext, timeout: float, last_timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise BadValue(f"{url!r} is not the address of a host that speaks HTTPS.", "Give one like https://HOST.")
        self.name = parts.netloc
        self._name, self._port = parts.hostname, parts.port or 443
        self._context = context
        self._timeout, self._last_timeout = timeout, last_timeout
        self._connection: HTTPSConnection | None = None
        self._used = 0.0

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a request. Raises one of the three kinds of Failed.

        Where a connection that was kept turns out to be gone before the request was out, a new one is tried once.
        """
        kept = self._alive()
        try:
            return self._post(path, headers, body)
        except NotSent:
            if not kept:
                raise
        return self._post(path, headers, body)

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        connection = self._connection if self._alive() else None
        connection = connection or self._connect()
        try:
            connection.request("POST", path, body, dict(headers))
        except _FAILURES as error:
            return self._answer_or(connection, NotSent, error)
        return self._answer_or(connection, Unanswered)

    def _connect(self) -> HTTPSConnection:
        self.close()
        through = ""
        try:
            proxy = _proxy_for(self._name)
            if proxy:
                through = f" through the proxy {proxy.hostname}:{proxy.port or 80}"
                connection = HTTPSConnection(
                    proxy.hostname or "", proxy.port or 80, timeout=self._timeout, context=self._context
                )
                connection.set_tunnel(self._name, self._port, _proxy_headers(proxy))
            else:
                connection = HTTPSConnection(self._name, self._port, timeout=self._timeout, context=self._context)
            self._connection = connection
            connection.connect()
        except _FAILURES as error:
            self.close()
            raise Unreachable(f"{self.name} cannot be reached{through}: {_words(error)}.") from None
        self._used = monotonic()
        return connection

    def _answer_or(self, connection: HTTPSConnection, kind: type[Failed], broken: Exception | None = None) -> Answer:
        """The answer, or `kind` of failure. A server may answer and hang up before it has the whole (`broken`)."""
        if isinstance(broken, TimeoutError):
            self._give_up(kind, broken)
        try:
            if connection.sock:
                connection.sock.settimeout(self._last_timeout)
            response = connection.getresponse()
            answer = Answer(
                response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(_MOST)
            )
            done = response.isclosed()
        except _FAILURES as error:
            self._give_up(kind, broken or error)
        if broken or not done or connection.sock is None:
            self.close()
        else:
            connection.sock.settimeout(self._timeout)
            self._used = monotonic()
        return answer

    def _give_up(self, kind: type[Failed], error: Exception) -> NoReturn:
        self.close()
        raise kind(_words(error)) from None

    def _alive(self) -> bool:
        """Whether the kept connection can be used: what has something to say between two requests is saying goodbye."""
        socket = self._connection.sock if self._connection else None
        if socket is None or monotonic() - self._used > _IDLE:
            return False
        try:
            return not select.select([socket], [], [], 0)[0]
        except (OSError, ValueError):
            return False


def _proxy_for(host: str) -> SplitResult | None:
    address = getproxies().get("https", "")
    if not address or proxy_bypass(host):
        return None
    return urlsplit(address if "://" in address else f"//{address}")


def _proxy_headers(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    who = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(who.encode()).decode()}"}


def _words(error: Exception) -> str:
    """Why, in words that are certain to hold nothing of what was sent or echoed."""
    tunnel = re.match(r"Tunnel connection failed: (\d{3})", str(error))
    if tunnel:
        return f"the proxy answered {tunnel[1]}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({str(error.verify_message).rstrip('.')})"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, OSError):
        return error.strerror or "the connection was cut"
    return "what came back is not HTTP" if isinstance(error, HTTPException) else "its name cannot be one"
