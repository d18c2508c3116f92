"""What public papers leave out: the words that are not for publication, and every e-mail address."""

from __future__ import annotations

import re

ADDRESS_LEFT_OUT = "[e-mail address]"

# The parts are bounded, as addresses are, so that a long text without spaces takes no long time.
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\[\]]{1,253}(?<![.'’!?])")


def not_for_publication(ground: str) -> str:
    """What stands in place of the words of what is restricted, as part of a line."""
    return f"not for publication ({ground})"


def without_addresses(text: str) -> str:
    """`text` with a stand-in for each e-mail address."""
    return _ADDRESS.sub(ADDRESS_LEFT_OUT, text) if "@" in text else text
