"""The papers of an agenda as a document: its cover, its tables, what happened since the last meeting, and an annex.

The public paper names a restricted item by its ref and its ground; its words stand in a paper of their own, which is
marked. In both, no e-mail address and nothing of history.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain import agenda_words
from sli_cli.domain.agenda import LETTERS, Item
from sli_cli.domain.agenda_words import TABLES, Event
from sli_cli.domain.datewords import count_words, long, short
from sli_cli.domain.publication import not_for_publication, without_addresses
from sli_cli.domain.rating import KEYS
from sli_cli.render.document import Block, Document, Entry, Facts, Heading, Listing, Paragraph, Table
from sli_cli.render.report import Column, Report
from sli_cli.reports import agenda_columns

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.services.agenda import Papers

LAYOUTS = ("table", "items", "narrow")


class Wanted(NamedTuple):
    """How papers were asked for: which tables, laid out how, with which columns (keys with commas, or None)."""

    letters: tuple[str, ...] = LETTERS
    layout: str = "table"
    columns: str | None = None


class Paper:
    """The public paper of an agenda, or with `restricted` the one of what that leaves out."""

    def __init__(self, papers: Papers, wanted: Wanted, *, restricted: bool = False) -> None:
        self.papers = papers
        self.agenda = papers.agenda
        self.occasion = papers.agenda.occasion
        self.wanted = wanted
        self.restricted = restricted
        usual = agenda_columns.NARROW if wanted.layout == "narrow" else agenda_columns.USUAL
        self.columns = agenda_columns.chosen(wanted.columns, usual, self.occasion, public=not restricted)
        shown = self.agenda.items(wanted.letters)
        self.withheld = {item.one.id: item for item in shown if item.one.restricted or item.update_ground}

    @property
    def title(self) -> str:
        day = f"{self.papers.forum.title}: recommendations, {long(self.occasion.meets_on)}"
        return f"{day}: not for publication" if self.restricted else day

    def items(self, letter: str) -> list[Item]:
        """What stands in a table of this paper."""
        found = self.agenda.tables[letter]
        return [item for item in found if item.one.id in self.withheld] if self.restricted else list(found)

    def emphasis(self, item: Item) -> str:
        """The colour of an item's status; none where its status may not be told."""
        hidden = item.one.restricted and not self.restricted
        return "" if hidden else {"overdue": "red", "due": "yellow"}.get(item.one.standing, "")

    def document(self) -> Document:
        parts = self._restricted() if self.restricted else self._public()
        marking = ""
        if self.restricted:
            grounds = dict.fromkeys(item.one.restricted or item.update_ground or "" for item in self.withheld.values())
            marking = f"NOT FOR PUBLICATION: {'; '.join(grounds)}"
        footer = f"{self.papers.forum.name}, {long(self.occasion.meets_on)}, as at {short(self.occasion.as_of)}"
        return Document(self.title, tuple(parts), marking, footer, portrait=self.wanted.layout == "narrow")

    def opening(self) -> Iterator[Block]:
        """What comes before the tables."""
        return self._restricted_cover() if self.restricted else self._cover()

    def _public(self) -> Iterator[Block]:
        yield from self._cover()
        for letter in self.wanted.letters:
            yield from self._table(letter)
        yield from self.since_last()
        yield from self.annex()

    def _restricted(self) -> Iterator[Block]:
        yield from self._restricted_cover()
        for letter in self.wanted.letters:
            if self.items(letter):
                yield from self._table(letter)
        yield from self.annex()

    # -- the cover

    def _restricted_cover(self) -> Iterator[Block]:
        yield Facts((("Meeting", self._meeting()), ("As at", short(self.occasion.as_of))))
        yield Paragraph(
            f"The words of {count_words(len(self.withheld), 'item')} that the public paper of this meeting leaves out."
        )

    def _cover(self) -> Iterator[Block]:
        yield Facts(tuple(pair for pair in self._facts() if pair[1]))
        yield Heading("Purpose")
        yield Paragraph(self.purpose())
        yield Heading("The Board is asked to")
        yield Listing(self.resolutions(), lettered=True)
        yield Heading("What is before the Board")
        yield Table(self._numbers())
        yield Paragraph(self.sum())
        yield from self._key()

    def _facts(self) -> tuple[tuple[str, str], ...]:
        arranged = self.papers.arrangement
        sources = "; ".join(map(_source, self.papers.registers))
        last = self.occasion.last
        return (
            ("Meeting", self._meeting()),
            ("Venue", arranged.venue),
            ("Secretary", arranged.secretary),
            ("Last meeting", long(last) if last else "none is recorded"),
            ("As at", long(self.occasion.as_of)),
            ("Source", sources),
        )

    def _meeting(self) -> str:
        title = self.papers.meeting.title if self.papers.meeting else ""
        return f"{long(self.occasion.meets_on)}{f', {title}' if title else ''}"

    def purpose(self) -> str:
        return (
            f"To bring to {self.papers.forum.title} the recommendations that go to it: what it is to decide at this "
            "meeting, what was completed since it last met, and what is late."
        )

    def resolutions(self) -> tuple[str, ...]:
        return tuple(agenda_words.resolutions(self.agenda, self.wanted.letters))

    def _numbers(self) -> Report:
        """How many items stand in each table: the length of it, and the refs where they are few."""
        columns = (
            Column("table", "Table", lambda letter: letter, least=6, grow=0),
            Column("title", "What stands in it", lambda letter: TABLES[letter].title, least=24, grow=1),
            Column("items", "Items", lambda letter: len(self.agenda.tables[letter]), least=6, grow=0),
            Column("refs", "Refs", self._refs, least=20, grow=2),
        )
        return Report("What is before the Board", columns, LETTERS)

    def _refs(self, letter: str) -> str:
        if letter not in self.wanted.letters:
            return "not in this paper"
        items = self.agenda.tables[letter]
        if not items:
            return "None"
        return agenda_words.refs(items) if len(items) <= agenda_words.MOST_REFS else "see the table"

    def sum(self) -> str:
        """The numbers in one sentence."""
        completed = len(self.agenda.tables["B"])
        is_open = len(self.agenda.items()) - completed
        parked = self.agenda.parked
        kept = f" Parked, and in no table: {len(parked)}{agenda_words.in_brackets(parked)}." if parked else ""
        return f"{count_words(is_open, 'open item')} (tables A, C, D and E), {completed} completed (table B).{kept}"

    def _key(self) -> Iterator[Block]:
        """What the colours mean, for each scheme that a register here has; and what assumed means, where it is said."""
        if not any(column.key in agenda_columns.RATED for column in self.columns):
            return
        schemes: dict[str, list[str]] = {}
        for register in self.papers.registers:
            schemes.setdefault(register.setting("rating-scheme"), []).append(register.title)
        for scheme, registers in schemes.items():
            of = f" ({'; '.join(registers)})" if len(schemes) > 1 else ""
            yield Paragraph(f"Ratings go {scheme.replace('-', ' ')}{of}:", leads_in=True)
            yield Facts(tuple((colour.capitalize(), meaning) for colour, meaning in KEYS[scheme].items()))
        if any(item.one.cadence and item.one.cadence.assumed for item in self.agenda.items(self.wanted.letters)):
            yield Paragraph("Assumed: the source gives no date, and nobody has confirmed how often it is looked at.")

    # -- the tables

    def _table(self, letter: str) -> Iterator[Block]:
        items, words = self.items(letter), TABLES[letter]
        heading = f"{letter}. {words.title} ({len(items)})"
        yield Heading(heading)
        yield Paragraph(words.rule, leads_in=bool(items))
        if not items:
            yield Paragraph("None.")
        elif self.wanted.layout == "items":
            yield from map(self._entry, items)
        else:
            yield Table(Report(heading, self.columns, items, emphasis=self.emphasis))

    def _entry(self, item: Item) -> Entry:
        first, *others = self.columns
        ref, _, words = first.text_of(item).partition("\n")
        fields = [(column.heading, column.text_of(item)) for column in others]
        return Entry(f"Item {ref}", ((first.heading.removeprefix("Ref and ").capitalize(), words), *fields))

    # -- since the last meeting

    def since_last(self) -> Iterator[Block]:
        last = self.occasion.last
        yield Heading(f"Since the last meeting, {long(last)}" if last else "So far (no earlier meeting is recorded)")
        for kind, events in agenda_words.since_last(self.agenda).items():
            yield Heading(f"{kind} ({len(events)})", 3)
            yield Listing(self.lines(events)) if events else Paragraph("None.")
        silent = agenda_words.unanswered(self.agenda)
        yield Heading(f"No update for this meeting ({len(silent)})", 3)
        lines = tuple(f"{who}: {agenda_words.refs(items)}" for who, items in silent)
        yield Listing(lines) if lines else Paragraph("None.")

    def lines(self, events: tuple[Event, ...]) -> tuple[str, ...]:
        """A line for each thing that happened, with the refs of all that it happened to."""
        happened: dict[str, list[Item]] = {}
        for item, words in events:
            ground = item.one.restricted
            happened.setdefault(not_for_publication(ground) if ground else without_addresses(words), []).append(item)
        return tuple(f"{agenda_words.refs(items)}: {words}" for words, items in happened.items())

    # -- the annex

    def annex(self) -> Iterator[Block]:
        """What the source's own table said, as at the date of the document, and never as today's truth."""
        for register in self.papers.registers:
            items = [item for letter in self.wanted.letters for item in self.items(letter)]
            said = sorted(
                (item for item in items if item.one.register_id == register.id and self.position(item)),
                key=lambda item: item.one.sort_key,
            )
            if said:
                as_at = long(register.report_date) if register.report_date else "its date, which is not recorded"
                yield Heading(f"Annex: comments in the source, as at {as_at}", new_page=True)
                yield Paragraph(f"What {_source(register)} said then. It is not the position today.", leads_in=True)
                columns = (
                    Column("ref", "Ref", lambda item: item.one.ref, least=5, grow=0),
                    Column("position", "Comments in the source", self.position, least=40),
                )
                yield Table(Report("Comments in the source", columns, said))

    def position(self, item: Item) -> str:
        hidden = item.one.restricted and not self.restricted
        return "" if hidden else without_addresses(item.one.position)


def _source(register: Register) -> str:
    return register.report_title or register.title
