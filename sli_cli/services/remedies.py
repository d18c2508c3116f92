"""The commands that are printed as what to do next, as they are typed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sli_cli.domain.words import typed

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.reader import Reader

ENDINGS = {"done": "implemented", "no longer needed": "not implemented"}
"""The outcomes of a review after which a recommendation is closed, and as what."""


def new_rule(one: Recommendation) -> str:
    return f"sli cadence {typed(one.name)} RULE"


def after_review(one: Recommendation, outcome: str | None) -> str:
    """What comes after a review that nothing follows: closing it where it has come to its end, else another rule."""
    if outcome in ENDINGS:
        return f"sli close {typed(one.name)} --as {typed(ENDINGS[outcome])} --reason …"
    return new_rule(one)


def post_names(reader: Reader) -> dict[int, str]:
    """What each post is called, by its key: its name, or with its organisation where the name would mean several."""
    posts = reader.posts()
    alike = Counter(post.name.casefold() for post in posts)
    return {post.id: post.name if alike[post.name.casefold()] == 1 else post.label for post in posts}
