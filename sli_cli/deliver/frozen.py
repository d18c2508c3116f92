"""A message as a text that can be kept and sent later, the same to the last byte, and back again."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime

from sli_cli.deliver.message import Attachment, Mailbox, Message


def freeze(message: Message) -> str:
    """The message as one JSON object."""
    reply_to = message.reply_to
    return json.dumps(
        {
            "to": [message.to.address, message.to.name],
            "sender": [message.sender.address, message.sender.name],
            "reply_to": [reply_to.address, reply_to.name] if reply_to else None,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "message_id": message.message_id,
            "sent": message.sent.isoformat(),
            "attachments": [[one.name, one.kind, b64encode(one.content).decode()] for one in message.attachments],
        },
        ensure_ascii=False,
    )


def thaw(text: str) -> Message:
    """The message that `freeze` was given."""
    kept = json.loads(text)
    return Message(
        to=Mailbox(*kept["to"]),
        sender=Mailbox(*kept["sender"]),
        reply_to=Mailbox(*kept["reply_to"]) if kept["reply_to"] else None,
        subject=kept["subject"],
        text=kept["text"],
        html=kept["html"],
        message_id=kept["message_id"],
        sent=datetime.fromisoformat(kept["sent"]),
        attachments=tuple(Attachment(name, kind, b64decode(content)) for name, kind, content in kept["attachments"]),
    )
