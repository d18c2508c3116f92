"""A password or key, fetched from where it is kept, that shows itself to nobody who does not ask for it by name."""

from __future__ import annotations

import os
import re
import stat
from base64 import b64decode
from importlib import import_module
from typing import NoReturn

from sli_cli.errors import BadValue

_MOST = 10_000
_WAYS = "Name a place: file:PATH, env:NAME or keyring:SERVICE/USER."


class Secret:
    """A text that is in no repr, no error and no pickle; `reveal()` is the only way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not text or not text.isprintable():
            raise BadValue("The secret is empty, or holds a line break or control character.", "Write it again.")
        self._text = text

    def reveal(self) -> str:
        return self._text

    def hide(self, text: str) -> str:
        """`text` (a server's answer, say) with the secret blotted out, also inside base64: servers echo AUTH lines."""
        return re.sub(r"[A-Za-z0-9+/]{4,}=*", self._hide_encoded, text.replace(self._text, "***"))

    def _hide_encoded(self, found: re.Match[str]) -> str:
        word = found[0].rstrip("=")
        decoded = b64decode(word[: len(word) - (len(word) % 4 == 1)] + "==")
        return "***" if self._text.encode() in decoded else found[0]

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def find_secret(place: str) -> Secret:
    """The secret that is kept at `place`: `file:PATH`, `env:NAME` or `keyring:SERVICE/USER`.

    Raises BadValue where it is not there, or where others can read its file. A `place` of another form, or a variable
    that cannot be one, is not echoed: it may be the secret itself.
    """
    way, _, where = place.partition(":")
    if way == "file" and where:
        return _from_file(os.path.expanduser(where))
    if way == "env" and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", where):
        return _from_environment(where)
    if way == "keyring" and "/" in where:
        return _from_keyring(*where.split("/", 1))
    raise BadValue("That is no place where a secret is kept.", _WAYS)


def is_plain_name(name: str) -> bool:
    """Whether it looks like the name of a variable, as people write them; else it may be the secret in its place."""
    return bool(re.fullmatch(r"[A-Z_][A-Z0-9_]*", name))


def read_private(path: str, what: str, most: int) -> bytes:
    """The content of a file that only its owner can read, up to `most` bytes; Windows has no such bits to look at.

    Raises BadValue where others can read it or it cannot be read; `what` is in it.
    """
    try:
        with open(path, "rb") as file:
            kept = os.fstat(file.fileno())
            if not stat.S_ISREG(kept.st_mode):
                raise BadValue(f"{path} is not a file that can hold a {what}.", "Name a file of your own.")
            if os.name != "nt" and kept.st_mode & 0o077:
                raise BadValue(
                    f"Others than its owner can read the {what} in {path} (mode {kept.st_mode & 0o777:03o}).",
                    f"Run chmod 600 {path}, and change the {what} if others may have seen it.",
                )
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: a path that none can have
        why = getattr(error, "strerror", None) or "it is no path"
        raise BadValue(f"The {what} in {path!r} cannot be read: {why}.", "Name the file where it is kept.") from None


def _from_file(path: str) -> Secret:
    """The one line of the file."""
    content = read_private(path, "secret", _MOST)
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1 or not lines[0].isprintable():
        raise BadValue(f"{path} does not hold a secret as one line of text.", "Write it on one line, as UTF-8.")
    return Secret(lines[0])


def _from_environment(name: str) -> Secret:
    value = os.environ.get(name, "")
    if not value or not value.isprintable():
        if not is_plain_name(name):
            raise BadValue("The environment variable of that name holds no secret.", f"Is it a name? {_WAYS}")
        raise BadValue(f"The environment variable {name} holds no secret.", f"Set {name}, or name another place.")
    return Secret(value)


def _from_keyring(service: str, user: str) -> Secret:
    try:
        keyring = import_module("keyring")
    except ImportError:
        raise BadValue(
            "The package keyring is not installed.", "Install sli-cli[keyring], or use file:PATH or env:NAME."
        ) from None
    try:
        value = keyring.get_password(service, user)
    except Exception as error:  # a keyring's back ends raise what they like: only its name is certain to tell nothing
        raise BadValue(
            f"The keyring cannot be opened ({type(error).__name__}).", "Unlock it, or use file:PATH."
        ) from None
    if not value:
        raise BadValue(f"The keyring has no secret for {user} of {service}.", f"Run keyring set {service} {user}.")
    return Secret(value)
