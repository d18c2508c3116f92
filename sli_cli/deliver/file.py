"""Messages as .eml files in a folder: to be kept, or as drafts that a person opens in Outlook and sends."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from tempfile import mkstemp

from sli_cli.deliver.message import Message, build
from sli_cli.domain.outcome import Accepted, Later, Outcome


class FileChannel:
    """Writes each message into `folder`, which is made where it is missing; as `drafts` with `X-Unsent: 1`."""

    def __init__(self, folder: str, *, drafts: bool = False) -> None:
        self._folder = folder
        self._drafts = drafts

    def __enter__(self) -> FileChannel:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def send(self, message: Message) -> Outcome:
        """Accepted with the path, once the file is on disk; Later where it is not there at all.

        The same message again is the same file again: one that is sent twice is there once.
        """
        path = os.path.join(self._folder, file_name(message))
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            _write_whole(path, build(message, draft=self._drafts).as_bytes())
        except OSError as error:
            return Later(f"{path} cannot be written: {error.strerror}.")
        return Accepted(path)


def file_name(message: Message) -> str:
    """A name that sorts by day, tells the recipient, is its own for each Message-ID, and fits any file system."""
    recipient = re.sub(r"[^a-z0-9@.-]+", "_", message.to.address.lower())[:60]
    return f"{message.sent:%Y-%m-%d}_{recipient}_{sha256(message.message_id.encode()).hexdigest()[:12]}.eml"


def _write_whole(path: str, content: bytes) -> None:
    """All of `content` in the file, with rights for its owner alone, or no file and an OSError."""
    handle, unfinished = mkstemp(dir=os.path.dirname(path), prefix=".", suffix=".part")  # made with mode 0600
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
    if os.name != "nt":  # the name is on disk too, before the message counts as delivered
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
