"""Somebody to whom something is sent: a name and an e-mail address, as people write the two together.

What can stand in a header of a message is decided here, once: for what is typed, and for what is sent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sli_cli.domain.words import clean_email, clean_line
from sli_cli.errors import BadValue


class Addressee(NamedTuple):
    """Who: the `name` may be "", the `address` is as it was typed."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """What recipients are told apart by: addresses are one whatever their capitals."""
        return self.address.lower()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def parse_addressee(text: str, what: str) -> Addressee:
    """The addressee that `Jo Bloggs <jo@example.gov.uk>`, or an address alone, means; BadValue, naming `what`, else.

    What was stored may be read so, whether or not it can be sent to.
    """
    line = clean_line(text, what)
    found = re.fullmatch(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>|(?P<alone>\S+)", line)
    address = found and (found["address"] or found["alone"])
    if not found or not address:
        raise BadValue(f"The {what} {line!r} has no e-mail address.", 'Write "Jo Bloggs <jo.bloggs@example.gov.uk>".')
    return Addressee((found["name"] or "").strip(' "'), clean_email(address.strip()))


def typed_addressee(text: str, what: str) -> Addressee:
    """As `parse_addressee`, for what somebody types now: it has to be one that can be sent to, too."""
    found = parse_addressee(text, what)
    refuse_unsendable(found.name, found.address)
    return found


# -- what can be sent to -----------------------------------------------------------------------------------------------


def refuse_unsendable(name: str, address: str) -> None:
    """Raises BadValue for a name or an address that no message can carry; either may be ""."""
    on_one_line(name, "name", empty=True)
    if address:
        wire_address(address)


def is_sendable(to: Addressee) -> bool:
    """Whether a message can carry both the name and the address."""
    try:
        refuse_unsendable(to.name, to.address)
    except BadValue:
        return False
    return bool(to.address)


def on_one_line(text: str, what: str, *, empty: bool = False, most: int = 300) -> None:
    """Raises BadValue where `text` cannot be a header: a line break in it would begin a header of its own."""
    if len(f"{text}.".splitlines()) > 1:
        raise BadValue(f"The {what} {text!r} has a line break.", "Give it on one line.")
    if "=?" in text:
        raise BadValue(f"The {what} {text!r} would be read as an encoded word, because of =?.", "Leave =? out.")
    clean_line(text, what, empty=empty, most=most)


@lru_cache(maxsize=1000)  # each is asked for a dozen times while its message is made and sent
def wire_address(address: str) -> str:
    """`address` as it stands on the wire: its domain in small letters and ASCII (IDNA).

    Raises BadValue where it is not an address, where the part before the @ is not ASCII (few servers take such), and
    where the domain has letters that Python's IDNA 2003 would change into others (ß into ss): another domain.
    """
    import unicodedata

    on_one_line(address, "e-mail address")
    if clean_email(address) != address:
        raise BadValue(f"{address!r} is not an e-mail address.", "Give one like jo.bloggs@example.gov.uk.")
    mailbox, _, domain = address.rpartition("@")
    plain = re.fullmatch(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", mailbox)
    if not plain or len(mailbox) > 64:
        raise BadValue(
            f"The e-mail address {address!r} cannot be sent to: the part before the @ is not in plain letters.",
            "Ask for an address in plain letters, such as jo.bloggs@example.gov.uk.",
        )
    ascii_domain = _ascii_domain(unicodedata.normalize("NFC", domain.lower()))
    if not re.fullmatch(r"(?=[^-.])[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", ascii_domain):
        raise BadValue(
            f"The e-mail address {address!r} has a domain that cannot be looked up.",
            "Give the domain in its plain form, which begins with xn-- where it has other letters.",
        )
    return f"{mailbox}@{ascii_domain}"


def _ascii_domain(domain: str) -> str:
    """`domain` as IDNA, or "" where that is not to be had, or stands for a domain with other letters."""
    if domain.isascii():
        return domain
    try:
        encoded = domain.encode("idna")
        return encoded.decode("ascii") if encoded.decode("idna") == domain else ""
    except UnicodeError:
        return ""
