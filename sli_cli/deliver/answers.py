"""What a mail server's refusal is about: the message and its recipient, or us, to whom it would say so of any other;
and how its words end a sentence.
"""

from __future__ import annotations

import re

_RECIPIENT = re.compile(
    r"\b[45]\.1\.(?![78]\b)\d|recipient address rejected|(?:user|mailbox|recipient)\s+(?:is )?(?:unknown|not found)"
    r"|(?:unknown|no such) (?:user|mailbox|recipient)|does not exist",
    re.IGNORECASE,
)
"""It knows the recipient not (X.1.7 and X.1.8 of RFC 3463 are about the sender). Some name a table of relays then."""

_SENDER = re.compile(r"\b[45]\.1\.[78]\b|sender address rejected|send as this sender", re.IGNORECASE)
"""Some servers say so only once they know the recipient."""

_RELAY = re.compile(
    r"(?<![\w.@-])relay(?:ing)?(?![\w@-]|\.\w)|rcpthosts|(?:client host|helo command) rejected"
    r"|\bauth(?:entication)? (?:is )?(?:required|needed)|(?:requires?|needs?|without|first) (?:smtp )?auth"
    r"|\b(?:must|need to|please) (?:first )?(?:authenticate|log ?in)|authenticate first|not authenticated",
    re.IGNORECASE,
)

_AUTH_IS_OFF = re.compile(r"\b5\.7\.(?:139|3)\b.*\bdisabled", re.IGNORECASE | re.DOTALL)
_ACCOUNT_IS_OFF = re.compile(r"\b(?:account|user|mailbox) (?:is |has been )?disabled", re.IGNORECASE)


def is_about_sender(code: int, answer: str) -> bool:
    """Whether nobody gets anything from this sender, so that it is no refusal of the recipient."""
    return 400 <= code < 600 and bool(_SENDER.search(answer))


def is_about_relaying(code: int, answer: str) -> bool:
    """Whether the server relays nothing for this machine or without a user name, whoever the recipient is."""
    return 400 <= code < 600 and not _RECIPIENT.search(answer) and bool(_RELAY.search(answer))


def not_relayed(host: str, shown: str, *, with_user: bool) -> str:
    """What that is in a sentence, with the answer as it is `shown`, and whom to ask for what."""
    who, remedy = "this machine", "let it send, or for a user name (mail-user)"
    if with_user:
        who, remedy = "mail-user", "let that user send, and to whom"
    return f"{host} does not send on what comes from {who} ({shown}): ask its administrator to {remedy}."


def is_basic_auth_off(code: int, answer: str) -> bool:
    """Whether Microsoft 365 takes no user name and password any more; a wrong one has the code 5.7.139 too."""
    if code not in (535, 550):
        return False
    off = _AUTH_IS_OFF.search(answer) and not _ACCOUNT_IS_OFF.search(answer)
    return bool(off) or bool(re.search(r"\b5\.7\.30\b", answer))


def ended(words: str) -> str:
    """`words` as the end of a sentence: one full stop, however the other side ended its own."""
    return words.rstrip(" .!?,:;") + "."
