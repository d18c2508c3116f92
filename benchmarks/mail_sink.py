"""A mail server that takes everything, as fast as Python can, and throws it away: `python benchmarks/mail_sink.py`.

It prints its port, and after each connection how many messages came by it. With a file as argument it keeps there what
it takes, each message after its length.
"""

from __future__ import annotations

import asyncio
import sys
from typing import BinaryIO

END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, kept: BinaryIO | None) -> None:
        self.kept = kept
        self.buffer = b""
        self.in_message = False
        self.taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self.message() if self.in_message else self.command():
            pass

    def connection_lost(self, error: Exception | None) -> None:
        print(self.taken, flush=True)

    def command(self) -> bool:
        """Answers the next line; False where there is none yet."""
        line, end, rest = self.buffer.partition(b"\r\n")
        if not end:
            return False
        self.buffer = rest
        verb = line[:4].upper()
        self.in_message = verb == b"DATA"
        self.transport.write({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 so be it\r\n"))
        if verb == b"QUIT":
            self.transport.close()
        return True

    def message(self) -> bool:
        """Takes the message, where it is whole; False where it is not yet."""
        end = self.buffer.find(END)
        if end < 0:
            return False
        if self.kept:
            self.kept.write(f"{end + 2}\n".encode() + self.buffer[: end + 2])
            self.kept.flush()
        self.buffer = self.buffer[end + len(END) :]
        self.in_message = False
        self.taken += 1
        self.transport.write(b"250 taken\r\n")
        return True


async def serve(kept: BinaryIO | None) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Sink(kept), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(open(sys.argv[1], "wb") if len(sys.argv) > 1 else None))  # noqa: SIM115 - until it is killed
