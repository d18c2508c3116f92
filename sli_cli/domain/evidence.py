"""The hash chain of history: what each row is bound to, so that a change behind its back is seen.

Each row's hash covers the hash of the row before it, who, when, what, and a salted hash of its texts. The texts are
bound through that second hash alone, so that a redaction can blank a passage and the chain still verifies; the salt
goes with the passage, so that nobody can find a blanked name again by trying names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from operator import itemgetter

GENESIS = "0" * 64
"""What the first row follows."""

CHAINED = ("seq", "change", "at", "account", "by", "verb", "entity", "entity_id", "recommendation_id", "operation")
"""The columns of a history row, beside its texts, that its hash covers."""

_chained = itemgetter(*CHAINED)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> str:
    """`value` (JSON types) as the one JSON text that is stored and hashed: sorted keys, no spaces."""
    return "{}" if value == {} else _ENCODER.encode(value)


def text_hash(salt: str, before: str, after: str, why: str) -> str:
    """The hash that binds a row's texts without showing them."""
    return _digest([salt, before, after, why])


def row_hash(previous: str, row: Mapping[str, object]) -> str:
    """The hash of a history row that follows the one whose hash is `previous`; reads CHAINED and `text_hash`."""
    return _digest([previous, *_chained(row), row["text_hash"]])


def _digest(parts: list[object]) -> str:
    return sha256(canonical(parts).encode("utf-8", "surrogatepass")).hexdigest()
