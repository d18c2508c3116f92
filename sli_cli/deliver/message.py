"""A message as a value that cannot be wrong, and how it is built for the wire.

Whoever made a Message can send it: header injection, addresses that are none and characters that a terminal or a mail
program would obey are refused when it is made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256
from textwrap import wrap
from typing import Any

from sli_cli.domain.addressee import on_one_line, refuse_unsendable, wire_address
from sli_cli.errors import BadValue

LONGEST_WORD = 60
"""The longest word of a subject that goes out as it is, in characters: it fits on the line that names the header."""


class _Wire(EmailPolicy):
    """What the standard library folds badly is folded here: it loses the quotes of a long name, and a comma makes two
    of it; and a long subject begins with an empty line, which some mail programs show."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "Subject":
            return f"{name}: {_folded(str(value))}\r\n".encode("ascii")
        if name not in ("From", "To", "Reply-To"):
            return super().fold_binary(name, value)
        (address,) = value.addresses
        shown = address.display_name
        if not shown:
            return f"{name}: {address.addr_spec}\r\n".encode("ascii")
        if shown.isascii() and len(shown) <= 50:
            shown = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
        else:
            shown = Header(shown, "utf-8", header_name=name).encode(linesep="\r\n")
        return f"{name}: {shown}\r\n <{address.addr_spec}>\r\n".encode("ascii")


def _folded(subject: str) -> str:
    """A subject on lines of at most 78 characters, the first beside its name; encoded where it cannot be broken at
    spaces alone."""
    words = subject.split(" ")
    if subject.isascii() and all(0 < len(word) <= LONGEST_WORD for word in words):
        lines = wrap(f"Subject: {subject}", 77, break_long_words=False, break_on_hyphens=False)
        return "\r\n ".join(lines).removeprefix("Subject: ")
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


class _Headers(HeaderRegistry):
    """Makes the class of each kind of header once, where the standard library makes one for every header there is."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


# All parts as ASCII, encoded where they must be: no server needs 8BITMIME, and no line is too long.
_POLICY = _Wire(linesep="\r\n", cte_type="7bit", header_factory=_Headers())

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _fit_to_send(text: str, what: str) -> None:
    found = _UNFIT.search(text)
    if found:
        raise BadValue(
            f"The {what} holds a control character (U+{ord(found[0]):04X}, character {found.start() + 1}).",
            "Type or paste it again as plain text.",
        )


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Who: an address, and a name (or "") as it is shown. BadValue where either cannot be sent."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        wire_address(self.address)
        refuse_unsendable(self.name, self.address)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a message: its name without a folder, its media type (text/csv), its bytes."""

    name: str
    kind: str
    content: bytes

    def __post_init__(self) -> None:
        on_one_line(self.name, "name of the attachment", most=120)
        if re.search(r'[/\\:"]', self.name) or not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", self.kind):
            raise BadValue(
                f"{self.name!r} of type {self.kind!r} cannot be attached.", "Give it a plain name such as due.csv."
            )


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient. `message_id` is kept when it is sent again; `sent` has a time zone.

    `html` is "" for plain text alone. Raises BadValue where anything in it could not go out as it stands.
    """

    to: Mailbox
    sender: Mailbox
    subject: str
    text: str
    message_id: str
    sent: datetime
    html: str = ""
    reply_to: Mailbox | None = None
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        on_one_line(self.subject, "subject", most=500)
        if not self.text.strip():
            raise BadValue("The message has no text.", "Give at least one line.")
        _fit_to_send(self.text, "text of the message")
        _fit_to_send(self.html, "HTML of the message")
        if not re.fullmatch(r"<[A-Za-z0-9._+=-]{1,64}@[A-Za-z0-9.-]{1,100}>", self.message_id):
            raise BadValue(f"{self.message_id!r} is not a Message-ID.", "Give one like <20261123.1@example.gov.uk>.")
        if self.sent.utcoffset() is None:
            raise BadValue(f"The time {self.sent} has no zone.", "Give it with one.")


def _header(mailbox: Mailbox) -> Address:
    return Address(display_name=mailbox.name, addr_spec=wire_address(mailbox.address))


def build(message: Message, *, draft: bool = False) -> EmailMessage:
    """`message` for the wire: plain text, the same as HTML where there is one, then the attachments.

    As a `draft` it carries `X-Unsent: 1`, with which Outlook opens it to be sent by a person; otherwise the headers
    that keep out-of-office replies away.
    """
    built = EmailMessage(policy=_POLICY)
    built["From"] = _header(message.sender)
    built["To"] = _header(message.to)
    if message.reply_to:
        built["Reply-To"] = _header(message.reply_to)
    built["Subject"] = message.subject
    built["Date"] = message.sent
    built["Message-ID"] = message.message_id
    if draft:
        built["X-Unsent"] = "1"
    else:
        built["Auto-Submitted"] = "auto-generated"
        built["X-Auto-Response-Suppress"] = "All"
    built.set_content(message.text)
    if message.html:
        built.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        main, _, sub = attachment.kind.partition("/")
        charset = {"charset": "utf-8"} if main == "text" else {}
        built.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name, params=charset)
    # Not by chance, which is what they are otherwise: a message that is sent again is the same to the last byte.
    boundary = sha256(message.message_id.encode()).hexdigest()[:32]
    for level, part in enumerate(part for part in built.walk() if part.is_multipart()):
        part.set_boundary(f"={level}={boundary}")
    return built
