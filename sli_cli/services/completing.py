"""The words that a shell can complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader


def known(reader: Reader, what: str) -> list[str]:
    """All `refs`, `posts`, `forums`, `themes` or `registers`, as they are typed."""
    if what == "refs":
        return [ref for _, ref in reader.refs()]
    if what == "themes":
        return reader.themes()
    if what == "posts":
        holders = [post.holder.name for post in reader.posts() if post.holder]
        return [post.name for post in reader.posts()] + holders
    return [one.name for one in (reader.forums() if what == "forums" else reader.registers())]
