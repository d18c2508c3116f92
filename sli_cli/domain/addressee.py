"""Somebody to whom something is sent: a name and an e-mail address, as people write the two together."""

from __future__ import annotations

import re
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
    """The addressee that `Jo Bloggs <jo@example.gov.uk>`, or an address alone, means; BadValue, naming `what`, else."""
    line = clean_line(text, what)
    found = re.fullmatch(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>|(?P<alone>\S+)", line)
    address = found and (found["address"] or found["alone"])
    if not found or not address:
        raise BadValue(f"The {what} {line!r} has no e-mail address.", 'Write "Jo Bloggs <jo.bloggs@example.gov.uk>".')
    return Addressee((found["name"] or "").strip(' "'), clean_email(address.strip()))
