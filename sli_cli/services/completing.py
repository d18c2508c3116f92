"""The words of a database that a shell can complete."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sli_cli.domain.refs import ref_key
from sli_cli.services.finding import find_register, post_names

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader


def known(reader: Reader, what: str, register: str | None = None) -> list[str]:
    """All `refs`, `posts`, `forums`, `themes` or `registers`, as they are typed.

    Refs are those of `register` where one is named; else one that stands in several registers is `REGISTER:REF`.
    """
    if what == "refs":
        return _refs(reader, register)
    if what == "themes":
        return reader.themes()
    if what == "posts":
        return [*post_names(reader).values(), *(post.holder.name for post in reader.posts() if post.holder)]
    if what == "forums":
        return [forum.name for forum in reader.forums()]
    return reader.register_names()


def _refs(reader: Reader, register: str | None) -> list[str]:
    every = reader.refs()
    if register is not None:
        wanted = find_register(reader, register).name
        return [ref for name, ref in every if name == wanted]
    bearers = Counter(ref_key(ref) for _, ref in every)
    return [ref if bearers[ref_key(ref)] == 1 else f"{name}:{ref}" for name, ref in every]
