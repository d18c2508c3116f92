"""From the tables of a document to drafts of recommendations: which table, what its columns mean, and every doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sli_cli.intake import own
from sli_cli.intake.body import body
from sli_cli.intake.choosing import Choice, choose
from sli_cli.intake.drafts import Drafter
from sli_cli.intake.gathering import Gatherer
from sli_cli.intake.headings import MEANINGS, key_of
from sli_cli.intake.layout import Layout, learn
from sli_cli.intake.numbering import Numbering
from sli_cli.intake.people import read_people
from sli_cli.intake.shape import Header
from sli_cli.intake.tables import Document
from sli_cli.intake.values import DOUBT, NOTE, PROBLEM, Doubt, Doubts, Draft, Drafts, Options, Reading, Shown


def understand(document: Document, options: Options, today: date) -> Reading:
    """What a document holds of recommendations, and what is doubtful about it; nothing is written and nothing is held.

    The rows are walked through three times: to learn what the columns are, to find every doubt and problem, and again
    whenever the drafts are asked for. A document without a register gives no drafts and says why.
    """
    begun = begin(document, options, today)
    return begun if isinstance(begun, Reading) else begun.reading()


def begin(document: Document, options: Options, today: date) -> Begun | Reading:
    """The first walk alone, which learns what the columns are; a Reading where there is no more to be read."""
    document = own.gathered(document)
    bad = _bad_mapping(options)
    choice = Choice(problems=bad) if bad else choose(document, options)
    if choice.problems or not choice.parts:
        return Reading(why=choice.why, problems=choice.problems)
    header = next(part.header for part in choice.parts if part.header)
    unknown = _unknown_headings(options, header)
    if unknown.kept:
        return Reading(why=choice.why, problems=tuple(unknown.kept))
    layout = learn(choice.parts, header, options, today, epoch_1904=document.epoch_1904)
    if "text" not in layout.one:
        sentence = "No column is left for the recommendations."
        without = Doubt("", "mapping", sentence, ", ".join(header.names.values()), severity=PROBLEM)
        return Reading(why=choice.why, mapping=_shown(layout), problems=(without,))
    general = Doubts()
    _say_of_columns(layout, general)
    return Begun(choice, layout, options, today, general)


@dataclass(frozen=True, slots=True)
class Begun:
    """A document whose columns are known. `general` are the remarks on the whole, `counts` what a walk has counted."""

    choice: Choice
    layout: Layout
    options: Options
    today: date
    general: Doubts
    counts: dict[str, int] = field(default_factory=dict)

    def drafts(self, doubts: Doubts) -> Iterator[Draft]:
        """The drafts, made as they are walked through, with every remark on their rows into `doubts`."""
        headings = {part.title for part in self.choice.parts if part.header}
        sections = len(headings) > 1 and "theme" not in self.layout.one
        tally: dict[str, int] = {}
        gatherer = Gatherer(self.layout, doubts, tally)
        numbering = Numbering(self.options, self.layout.highest, doubts, ours=self.layout.ours)
        drafter = Drafter(self.layout, numbering, doubts, self.today)
        for item in gatherer.items(body(self.choice.parts, doubts, tally), sections):
            draft = drafter.draft(item)
            if draft:
                yield draft
        self.counts.update(tally)

    def reading(self) -> Reading:
        """All that is understood of it, after a walk that finds every doubt and problem."""
        doubts, general = Doubts(), self.general
        count = sum(1 for _ in self.drafts(doubts))
        self.counts["recommendations"] = count
        remarks = [*general.kept, *doubts.kept]
        return Reading(
            tables=tuple(part.table.name for part in self.choice.parts),
            why=self.choice.why if count else f"{self.choice.why} {_nothing(self.counts)}",
            mapping=_shown(self.layout),
            drafts=Drafts(self.drafts, count),
            counts=self.counts,
            doubts=tuple(remark for remark in remarks if remark.severity != PROBLEM),
            problems=tuple(remark for remark in remarks if remark.severity == PROBLEM),
            doubt_counts=dict(general.counts + doubts.counts),
            general=tuple(general.kept),
        )


def _nothing(counts: dict[str, int]) -> str:
    """Why a table that looks like a register gives no recommendation."""
    if not counts.get("rows"):
        return "It holds a header only."
    empty = counts.get("empty numbered rows", 0)
    return f"It holds no recommendation: {empty} of its {counts['rows']} rows are numbered and otherwise empty."


def _bad_mapping(options: Options) -> tuple[Doubt, ...]:
    """The problems of meanings that there are none of."""
    doubts = Doubts()
    for heading, meaning in options.mapping:
        if meaning not in MEANINGS:
            sentence = f"'{heading}={meaning}': there is no meaning '{meaning}'. There is: {', '.join(MEANINGS)}."
            doubts.add("", "mapping", sentence, severity=PROBLEM)
    return tuple(doubts.kept)


def _unknown_headings(options: Options, header: Header) -> Doubts:
    doubts = Doubts()
    known = {key_of(name) for name in header.names.values()}
    for heading, meaning in options.mapping:
        if key_of(heading) not in known:
            there = ", ".join(f"'{name}'" for name in header.names.values() if name)
            sentence = f"'{heading}={meaning}': the table has no column '{heading}'. It has: {there}."
            doubts.add("", "mapping", sentence, severity=PROBLEM)
    return doubts


def _shown(layout: Layout) -> tuple[Shown, ...]:
    """The columns with what they were taken to mean, in words."""
    return tuple(Shown(layout.name(column.index), MEANINGS[column.meaning]) for column in layout.columns)


def _say_of_columns(layout: Layout, doubts: Doubts) -> None:
    """What was settled for whole columns: the order of dates, refs within the words, a lead named in the heading."""
    if layout.numbered:
        doubts.add(
            "",
            "refs",
            "The refs stand at the beginning of the recommendations and were taken from there.",
            severity=NOTE,
        )
    if layout.fill_theme:
        doubts.add("", "themes", "Where the theme is empty, that of the row above counts.", severity=NOTE)
    if layout.lead and "lead" not in layout.one:
        found = read_people(layout.lead)
        others = f", with {', '.join(found.others)} as contributors" if found.others else ""
        sentence = f"The heading names the lead of all of them: '{found.lead}'{others}."
        doubts.add("", "several-leads" if found.others else "lead", sentence, layout.lead)
    for index, reader in layout.readers.items():
        facts = layout.facts.get(index)
        if facts is None:
            continue
        dates, name = facts.dates, layout.name(index)
        if reader.contradicted:
            sentence = f"The rows of '{name}' disagree whether day or month comes first: the day was taken as first."
            doubts.add("", "order", sentence, severity=DOUBT)
        elif reader.order == "month-first":
            because = f", as in '{dates.deciding}'" if dates.deciding else ""
            doubts.add("", "order", f"In '{name}' the month comes first{because}: all its dates were read so.")
        elif dates.either and not dates.day_first:
            doubts.add(
                "", "order", f"In '{name}' no date shows which comes first: the day was taken as first.", severity=NOTE
            )
