"""What stands between sli and its PostgreSQL server: a network that can be encrypted, slow, counted, and cut."""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
ASKS = b"QSH"
"""The messages after which a client waits for an answer: a simple query, a sync, a flush."""


class Proxy:
    """Passes on what comes to `port` of 127.0.0.1 to a server's socket, and its answers back.

    With `tls` it takes encrypted connections. Where the client says `cut`, the connection ends: before the server hears
    of it, or, with `heard`, after the server has done it and before the client hears of that.
    """

    def __init__(
        self, server: str, *, tls: ssl.SSLContext | None = None, cut: bytes = b"", heard: bool = False, delay: float = 0
    ) -> None:
        self.server = server
        self.tls = tls
        self.cut = cut
        self.heard = heard
        self.delay = delay
        self.asked = 0
        """How often the server was asked something and its answer waited for."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def address(self, database: str, user: str = "postgres", query: str = "") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{query}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                Thread(target=self._one, args=(client,), daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _one(self, client: socket.socket) -> None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.connect(self.server)
            plain, first = self._begun(client)
            server.sendall(first)
            Thread(target=self._answers, args=(server, plain), daemon=True).start()
            try:
                self._questions(plain, server)
            finally:
                _end(server)

    def _begun(self, client: socket.socket) -> tuple[socket.socket, bytes]:
        """The connection as it is to be used, and the client's first message."""
        while True:
            (length,) = struct.unpack("!I", _exactly(client, 4))
            rest = _exactly(client, length - 4)
            (code,) = struct.unpack("!I", rest[:4])
            if code == SSL_REQUEST and self.tls:
                client.sendall(b"S")
                client = self.tls.wrap_socket(client, server_side=True)
            elif code in (SSL_REQUEST, GSS_REQUEST):
                client.sendall(b"N")
            else:
                return client, struct.pack("!I", length) + rest

    def _questions(self, client: socket.socket, server: socket.socket) -> None:
        while True:
            kind = _exactly(client, 1)
            (length,) = struct.unpack("!I", size := _exactly(client, 4))
            body = _exactly(client, length - 4)
            cut = bool(self.cut) and self.cut in body
            if cut and not self.heard:
                break
            if kind in ASKS and self._answered:
                self._answered = False
                self.asked += 1
                time.sleep(self.delay)
            self._deaf = cut
            server.sendall(kind + size + body)
            if cut:
                time.sleep(0.3)  # for the server to do it
                break
        _end(client)

    _deaf = False
    _answered = True

    def _answers(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                self._answered = True
                if not self._deaf:
                    client.sendall(data)
        _end(client)


def _end(connection: socket.socket) -> None:
    # To close it would not be enough while another thread waits to receive: then the other end hears nothing of that.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _exactly(source: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        more = source.recv(count - len(found))
        if not more:
            raise ConnectionError
        found += more
    return found


@contextmanager
def between(server: str, **how: object) -> Iterator[Proxy]:
    proxy = Proxy(server, **how)  # type: ignore[arg-type]
    thread = Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
