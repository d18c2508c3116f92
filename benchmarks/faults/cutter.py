"""A way to a PostgreSQL server that is cut after so many bytes, wherever in a message that is."""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

PORT = ".s.PGSQL.5432"
TO_SERVER, TO_CLIENT = 0, 1


class Cutter:
    """Listens in a folder as a PostgreSQL server does, and passes everything on to the one in another folder.

    After `budget` bytes in one direction both ends are closed; None lets everything pass. `passed` counts the bytes of
    each direction. It serves until it is closed.
    """

    def __init__(self, folder: Path, server: str, direction: int = TO_SERVER, budget: int | None = None) -> None:
        self.passed = [0, 0]
        self.was_cut = False
        self._server = f"{server}/{PORT}"
        self._direction = direction
        self._budget = budget
        self._lock = Lock()
        folder.mkdir(exist_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / PORT))
        self._listener.listen()
        Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Cutter:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                for direction, (source, target) in enumerate(((client, server), (server, client))):
                    Thread(target=self._pass_on, args=(direction, source, target), daemon=True).start()

    def _pass_on(self, direction: int, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                target.sendall(self._allowed(direction, data))
                if self.was_cut:
                    break
        except OSError:
            pass
        finally:
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _allowed(self, direction: int, data: bytes) -> bytes:
        """What may still pass."""
        with self._lock:
            left = len(data)
            if direction == self._direction and self._budget is not None:
                left = min(left, self._budget - self.passed[direction])
                self.was_cut = self.was_cut or left < len(data)
            self.passed[direction] += left
            return data[:left]
