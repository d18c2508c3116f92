"""Messages shown as they would be read, on a stream: for a look at what would go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sli_cli.deliver.answers import ended
from sli_cli.domain.outcome import Accepted, InDoubt, Outcome

if TYPE_CHECKING:
    from sli_cli.deliver.message import Message

RULE = "-" * 72


class StdoutChannel:
    """Writes each message to `stream`; what its encoding cannot hold is written as an escape."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> StdoutChannel:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def send(self, message: Message) -> Outcome:
        """Accepted once it is flushed; InDoubt where the stream fails, since part of it may have been read."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        shown = as_read(message).encode(encoding, "backslashreplace").decode(encoding)
        try:
            self._stream.write(shown)
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream is closed
            why = getattr(error, "strerror", None) or str(error)
            return InDoubt(ended(f"Writing the message failed: {why}"))
        return Accepted("shown")


def as_read(message: Message) -> str:
    """`message` as text: who, what and when, its plain text, the names of what is attached, and a rule."""
    head = [
        f"From: {message.sender}",
        f"To: {message.to}",
        *([f"Reply-To: {message.reply_to}"] if message.reply_to else []),
        f"Subject: {message.subject}",
        f"Date: {message.sent:%a %d %b %Y %H:%M %z}",
        f"Message-ID: {message.message_id}",
    ]
    files = [f"Attached: {file.name} ({len(file.content):,} bytes)" for file in message.attachments]
    return "\n".join([*head, *files, "", message.text.rstrip("\n"), RULE, ""])
