"""The posts and boards that a document names: each found among those that are known, or added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.words import clean_line
from sli_cli.errors import BadValue

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum, Post
    from sli_cli.store.change import Change


class Bodies:
    """Looks names up once; a name that is not known becomes a vacant post, or a board.

    Nothing is guessed: initials, or a person's name, are a post of that name until somebody says whose they are. An
    old document may name what was succeeded since: then what took its place is meant, and `followed` says so.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        posts, forums = change.posts(), change.forums()
        self._posts = _Names("post", posts, [[one.label for one in posts], [one.name for one in posts], _held(posts)])
        self._forums = _Names("board", forums, [[one.name for one in forums], [one.title for one in forums]])

    @property
    def new_posts(self) -> list[str]:
        return self._posts.new

    @property
    def new_forums(self) -> list[str]:
        return self._forums.new

    @property
    def followed(self) -> list[str]:
        """What was said of old names, in sentences."""
        return [*self._posts.followed, *self._forums.followed]

    def post(self, name: str) -> int:
        """The key of the post of that name, `NAME (ORGANISATION)` or holder. Raises BadValue where several are."""
        found = self._posts.find(name)
        if found is None:
            cleaned = clean_line(name, "name of the post")
            found = self._posts.add(name, cleaned, self._change.insert("post", name=cleaned, organisation=""))
        return found

    def forum(self, name: str) -> int:
        """The key of the board of that name or title. Raises BadValue where several are."""
        found = self._forums.find(name)
        if found is None:
            cleaned = clean_line(name, "name of the board")
            found = self._forums.add(name, cleaned, self._change.insert("forum", name=cleaned, title=cleaned))
        return found

    def forum_name(self, key: int) -> str:
        """The name of the board of that key."""
        return self._forums.name(key)


class _Names:
    """Bodies of one kind by the names that they go by, the surest kind of name first.

    A document may name thousands: so they are read once, and what is added is known from then on.
    """

    def __init__(self, kind: str, bodies: Sequence[Post | Forum], ways: Iterable[list[str]]) -> None:
        self._added: dict[int, str] = {}
        self.followed: list[str] = []
        self._kind = kind
        self._bodies: dict[int, Post | Forum] = {body.id: body for body in bodies}
        self._ways: list[dict[str, list[int]]] = []
        for names in ways:
            known: dict[str, list[int]] = {}
            for body, name in zip(bodies, names, strict=True):
                if name:
                    known.setdefault(_key(name), []).append(body.id)
            self._ways.append(known)
        self._found: dict[str, int] = {}

    @property
    def new(self) -> list[str]:
        """The names of those that were added."""
        return list(self._added.values())

    def find(self, name: str) -> int | None:
        """The key of what goes by that name, or None. Raises BadValue where several do."""
        key = _key(name)
        if key in self._found:
            return self._found[key]
        keys = next((known[key] for known in self._ways if key in known), [])
        if len(keys) > 1:
            labels = " and ".join(self._bodies[one].label for one in keys)
            raise BadValue(f"{name} names several: {labels}.", "Write the one that is meant in full.")
        if not keys:
            return None
        self._found[key] = self._successor(keys[0])
        return self._found[key]

    def name(self, key: int) -> str:
        return self._added[key] if key in self._added else self._bodies[key].name

    def add(self, name: str, cleaned: str, key: int) -> int:
        """Remembers what was written, and gives its key."""
        self._added[key] = cleaned
        self._found[_key(name)] = self._found[_key(cleaned)] = key
        return key

    def _successor(self, key: int) -> int:
        """What has taken the place of a post or board; itself where nothing has."""
        old = self._bodies[key]
        if old.succeeded_by is None or old.succeeded_on is None:
            return key
        new = self._bodies[old.succeeded_by]
        day = short(old.succeeded_on)
        self.followed.append(f"{old.name}, which it names, was succeeded by {new.name} on {day}: that was taken.")
        return self._successor(new.id)


def _held(posts: Sequence[Post]) -> list[str]:
    """The name of each post's holder, or ""."""
    return [post.holder.name if post.holder else "" for post in posts]


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
