"""The posts and boards that a document names: each found among those that are known, or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.domain.words import clean_line
from sli_cli.errors import NotFound
from sli_cli.services.finding import find_forum, find_post

if TYPE_CHECKING:
    from sli_cli.store.change import Change


class Bodies:
    """Looks names up once; a name that is not known becomes a vacant post, or a board.

    Nothing is guessed: initials, or a person's name, are a post of that name until somebody says whose they are.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        self._posts: dict[str, int] = {}
        self._forums: dict[str, int] = {}
        self.new_posts: list[str] = []
        self.new_forums: list[str] = []
        for post in change.posts():
            self._know(self._posts, post.label, post.id)
        for forum in change.forums():
            self._know(self._forums, forum.name, forum.id)

    @staticmethod
    def _know(names: dict[str, int], name: str, key: int) -> None:
        names[_key(name)] = key

    def post(self, name: str) -> int:
        """The key of the post of that name or holder. Raises BadValue where it names several."""
        key = _key(name)
        if key not in self._posts:
            self._posts[key] = self._find_or_add(name, "post")
        return self._posts[key]

    def forum(self, name: str) -> int:
        """The key of the board of that name or title."""
        key = _key(name)
        if key not in self._forums:
            self._forums[key] = self._find_or_add(name, "forum")
        return self._forums[key]

    def _find_or_add(self, name: str, kind: str) -> int:
        try:
            return find_post(self._change, name).id if kind == "post" else find_forum(self._change, name).id
        except NotFound:
            pass
        cleaned = clean_line(name, f"name of the {'post' if kind == 'post' else 'board'}")
        if kind == "post":
            self.new_posts.append(cleaned)
            return self._change.insert("post", name=cleaned, organisation="")
        self.new_forums.append(cleaned)
        return self._change.insert("forum", name=cleaned, title=cleaned)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
