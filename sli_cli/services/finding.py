"""From what a person typed to the one thing that it names; what is unknown is refused with what it may have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from sli_cli.domain.datewords import short
from sli_cli.domain.refs import near_ref, ref_key
from sli_cli.domain.words import near, typed
from sli_cli.errors import BadValue, NotFound, Rejected

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum, Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader


class Named(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...


T = TypeVar("T", bound="Named")


def find_register(reader: Reader, name: str | None) -> Register:
    """The register of that name or title, or the only one where none is named. Raises NotFound or BadValue."""
    registers = reader.register_titles()
    if name is not None:
        wanted = name.casefold()
        for key, called, title in registers:
            if wanted in (called.casefold(), title.casefold()):
                return reader.register(key)
        raise _unknown("register", name, [called for _, called, _ in registers], "sli register list")
    if not registers:
        raise NotFound(
            "There is no register yet.", "Load one with `sli init --seed bwd-infant-mortality`, or `sli register add`."
        )
    if len(registers) > 1:
        names = " and ".join(called for _, called, _ in registers)
        raise BadValue(f"There are several registers: {names}.", "Name one with --register.")
    return reader.register(registers[0][0])


def find_recommendations(reader: Reader, refs: Iterable[str], register: str | None) -> list[Recommendation]:
    """Each ref's recommendation, once, in the order typed. `REGISTER:REF` names one in a register of several.

    Raises NotFound for an unknown ref, BadValue for one that stands in several registers.
    """
    found: dict[int, Recommendation] = {}
    for ref in refs:
        one = find_recommendation(reader, ref, register)
        found.setdefault(one.id, one)
    return list(found.values())


def find_recommendation(reader: Reader, ref: str, register: str | None) -> Recommendation:
    """The recommendation of that ref; raises as `find_recommendations` does."""
    ref, wanted = parted(reader, ref, register)
    found = reader.by_ref(ref_key(ref), wanted.id if wanted else None)
    if len(found) == 1:
        return found[0]
    if found:
        names = " and ".join(one.register for one in found)
        raise BadValue(
            f"{found[0].ref} stands in several registers: {names}.",
            f"Name one with --register, or write {typed(found[0].name)}.",
        )
    known = [known_ref for name, known_ref in reader.refs() if wanted is None or name == wanted.name]
    raise _unknown("recommendation", ref, known, "sli list", near_ref)


def parted(reader: Reader, ref: str, register: str | None) -> tuple[str, Register | None]:
    """A ref and the register that is meant, from `REF` or `REGISTER:REF` and --register. Raises BadValue for two."""
    wanted = find_register(reader, register) if register is not None else None
    prefix, colon, rest = ref.partition(":")
    if not colon:
        return ref, wanted
    named = find_register(reader, prefix)
    if wanted is not None and wanted.id != named.id:
        raise BadValue(f"{ref} names {named.name}, and --register {wanted.name}.", "Name one.")
    return rest, named


def find_post(reader: Reader, name: str) -> Post:
    """The post of that name, `NAME (ORGANISATION)`, or of that holder. Raises NotFound or BadValue."""
    posts = reader.posts()
    held_by = [post for post in posts if post.holder and post.holder.name.casefold() == name.casefold()]
    return _one("post", name, posts, "sli lead list", held_by)


def post_names(reader: Reader) -> dict[int, str]:
    """What each post is called, by its key: its name, or with its organisation where the name would mean several."""
    posts = reader.posts()
    alike = Counter(post.name.casefold() for post in posts)
    return {post.id: post.name if alike[post.name.casefold()] == 1 else post.label for post in posts}


def find_forum(reader: Reader, name: str) -> Forum:
    """The forum of that name or full title. Raises NotFound."""
    forums = reader.forum_titles()
    titled = [forum for forum in forums if forum.title.casefold() == name.casefold()]
    return reader.forum(_one("board", name, forums, "sli forum list", titled).id)


def _one(kind: str, name: str, known: Sequence[T], listing: str, others: Sequence[T]) -> T:
    wanted = " ".join(name.split()).casefold()
    matches: Sequence[T] = [one for one in known if wanted in (one.label.casefold(), one.name.casefold())]
    exact = [one for one in matches if one.label.casefold() == wanted]
    found = exact or matches or others
    if len(found) == 1:
        return found[0]
    if found:
        labels = " and ".join(one.label for one in found)
        raise BadValue(f"{name} names several: {labels}.", "Write the one you mean in full, in quotes.")
    raise _unknown(kind, name, [word for one in known for word in (one.name, one.label)], listing)


def _unknown(
    kind: str, name: str, known: Iterable[str], listing: str, guessed: Callable[[str, Iterable[str]], str] = near
) -> NotFound:
    guess = guessed(name, known)
    meant = f" Did you mean {guess}?" if guess else ""
    return NotFound(f"There is no {kind} {name!r}.{meant}", f"`{listing}` shows them all.")


def refuse_closed(one: Recommendation) -> None:
    """Raises Rejected for a recommendation that is closed."""
    if one.state == "closed":
        remedy = f"Reopen it first: sli reopen {typed(one.name)} --reason …"
        raise Rejected(f"{one.name} is closed; nothing was written.", remedy)


def refuse_parked(one: Recommendation) -> None:
    """Raises Rejected for a recommendation that is parked."""
    if one.state == "parked":
        raise Rejected(f"{one.name} is parked; nothing was written.", f"Resume it first: sli resume {typed(one.name)}.")


def refuse_succeeded(reader: Reader, kind: str, body: Post | Forum) -> None:
    """Raises BadValue where another has taken the place of `body`: nothing new is given to what is no more."""
    if body.succeeded_by is None or body.succeeded_on is None:
        return
    known: list[Post] | list[Forum] = reader.posts() if kind == "post" else reader.forums()
    successor = next(one.name for one in known if one.id == body.succeeded_by)
    raise BadValue(
        f"{body.name} was succeeded by {successor} on {short(body.succeeded_on)}.",
        f"Name {successor}, or take the succession back with `sli undo`.",
    )
