"""Letters on their way: each written as a message, frozen, and handed to the channel of the settings.

For commands only. A letter that cannot be sent as it is (to an address that no server takes) says so instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sli_cli.deliver.frozen import freeze, thaw
from sli_cli.deliver.message import Attachment, Mailbox, Message, wire_address
from sli_cli.domain.letter_subject import subject
from sli_cli.errors import BadValue
from sli_cli.render.letter import as_html, as_text
from sli_cli.services.claims import Frozen

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.deliver import Channel
    from sli_cli.domain.addressee import Addressee
    from sli_cli.domain.letters import Letter
    from sli_cli.domain.outcome import Outcome
    from sli_cli.services.diary import Diary
    from sli_cli.store.reader import Reader


class Outgoing:
    """The way out through `channel`, from `sender`; what letters carry besides is read from the register."""

    def __init__(self, app: App, channel: Channel, sender: Mailbox) -> None:
        self.app = app
        self.channel = channel
        self.sender = sender
        self._read: Diary | None = None

    def freeze(self, letter: Letter) -> Frozen:
        """The letter as it goes out; where it cannot, the reason in words."""
        message_id = new_message_id(self.sender)
        try:
            message = self.message(letter, message_id, self.app.clock())
        except BadValue as error:
            return Frozen(letter, message_id, subject(letter), "", error.sentence)
        return Frozen(letter, message_id, message.subject, freeze(message))

    def send(self, content: str) -> Outcome:
        return self.channel.send(thaw(content))

    def message(self, letter: Letter, message_id: str, sent: datetime) -> Message:
        """The letter as a message. Raises BadValue where that cannot be sent."""
        return Message(
            to=mailbox(letter.to),
            sender=self.sender,
            reply_to=mailbox(letter.reply_to) if letter.reply_to else None,
            subject=subject(letter),
            text=as_text(letter),
            html=as_html(letter),
            message_id=message_id,
            sent=sent,
            attachments=tuple(self._attachments(letter)),
        )

    def _attachments(self, letter: Letter) -> Iterator[Attachment]:
        if not letter.attach or not letter.lines:
            return
        from sli_cli.reports.letter_files import FILES, as_csv, as_ics

        with self.app.database.read() as reader:
            found = [reader.recommendation(line.id) for line in letter.lines]
            if "csv" in letter.attach:
                yield Attachment(*FILES["csv"], as_csv(found))
            if "ics" in letter.attach and letter.dated:
                # A diary says on which day something is: of what is restricted that is too much.
                shown = [one for one in found if not one.restricted]
                entries = [entry for one in shown if (entry := self._diary(reader).review(one))]
                yield Attachment(*FILES["ics"], as_ics(entries, ", ".join(letter.titles)))

    def _diary(self, reader: Reader) -> Diary:
        """What history knows of every date is read once a run: it is long."""
        if self._read is None:
            from sli_cli.services.diary import Diary

            self._read = Diary(reader)
        return self._read


@contextmanager
def outgoing(app: App, stream: Any) -> Iterator[Outgoing]:
    """The way out that the settings describe; `stream` is what the channel stdout writes to."""
    from sli_cli.mailing import channel_of, sender_of

    with channel_of(app.settings, stream) as channel:
        yield Outgoing(app, channel, sender_of(app.settings))


def new_message_id(sender: Mailbox) -> str:
    """A Message-ID of the sender's domain that no other message has."""
    return f"<{uuid4().hex}@{wire_address(sender.address).rpartition('@')[2]}>"


def mailbox(addressee: Addressee) -> Mailbox:
    return Mailbox(addressee.address, addressee.name)
