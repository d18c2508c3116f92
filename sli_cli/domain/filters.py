"""Which recommendations a person asked for: one pure predicate, the same in every command."""

# Annotations are not postponed in this module: NamedTuple would compile each of them anew whenever sli starts.

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sli_cli.domain.recommendation import Recommendation


class Asked(NamedTuple):
    """The filters as a person typed them."""

    register: str | None = None
    themes: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    basis: str | None = None
    no_lead: bool = False
    open: bool = False
    search: str | None = None


class Filter(NamedTuple):
    """None, an empty tuple or False asks for nothing. Several values of one kind are alternatives; kinds add up.

    `leads` and `sponsors` are keys of posts, `forums` names of forums, `agenda` that of the forum to whose meetings it
    goes; `themes` are parts of themes and `search` of any text, case folded. `written` gives, by a
    recommendation's key, what was written of it beside its own row: asked only for a `search`, and of what is left.
    """

    register_id: int | None = None
    themes: tuple[str, ...] = ()
    leads: frozenset[int] = frozenset()
    sponsors: frozenset[int] = frozenset()
    forums: frozenset[str] = frozenset()
    standings: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    basis: str | None = None
    no_lead: bool = False
    open: bool = False
    search: str | None = None
    agenda: str | None = None
    written: Callable[[int], Iterable[str]] | None = None

    @property
    def only_register(self) -> bool:
        """Whether nothing but the register is asked for, so that the database itself can count."""
        return self == Filter(register_id=self.register_id)

    def matches(self, one: Recommendation) -> bool:
        """Whether `one` is among what was asked for."""
        return (
            (self.register_id is None or one.register_id == self.register_id)
            and (not self.open or one.state == "open")
            and (not self.no_lead or one.no_named_lead)
            and (not self.standings or one.standing in self.standings)
            and (not self.ratings or (one.rating or "none") in self.ratings)
            and (self.basis is None or (one.cadence is not None and one.cadence.basis == self.basis))
            and (not self.leads or (one.lead is not None and one.lead.post_id in self.leads))
            and (not self.sponsors or (one.sponsor is not None and one.sponsor.post_id in self.sponsors))
            and (self.agenda is None or one.goes_to_meetings_of(self.agenda))
            and (not self.forums or any(name in self.forums for _, name in one.forums))
            and (not self.themes or any(theme in one.theme.casefold() for theme in self.themes))
            and (self.search is None or self._found(one, self.search))
        )

    def _found(self, one: Recommendation, words: str) -> bool:
        if words in _folded(_at_hand(one)):
            return True
        return self.written is not None and words in _folded(self.written(one.id))


def _at_hand(one: Recommendation) -> list[str]:
    people = [part for who in (one.lead, one.sponsor) if who for part in (who.post, who.organisation, who.holder or "")]
    updates = [update.text for update in (one.review, one.note) if update]
    own = [one.ref, one.theme, one.text, one.position, one.action, one.state_reason or ""]
    return [*own, *people, *one.contributors, *(name for _, name in one.forums), *updates]


def _folded(texts: Iterable[str]) -> str:
    return "\n".join(texts).casefold()
