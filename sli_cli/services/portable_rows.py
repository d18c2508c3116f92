"""One register as plain values, for a file that holds all of it but its history: no keys of rows, only names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sli_cli.services import reporting
from sli_cli.services.portable_head import Names

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.domain.filters import Filter
    from sli_cli.domain.recommendation import Accountable, Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

VERSION = 1
"""The version of the form, as the file names it in `sli_export`."""

Row = Mapping[str, Any]
Values = dict[str, Any]


class Portable:
    """What of a register goes into a file: the recommendations that were asked for, and whom and what they name.

    `left_out` counts references to recommendations that are not in the file.
    """

    def __init__(self, reader: Reader, register: Register, chosen: Filter) -> None:
        self.reader = reader
        self.register = register
        self.chosen = chosen
        self.left_out = 0
        self.names = Names(reader)
        self._refs = {one.id: one.ref for one in reporting.everything(reader, chosen)}

    @property
    def count(self) -> int:
        """How many recommendations there are."""
        return len(self._refs)

    def head(self, as_of: str) -> Values:
        """Everything but the recommendations.

        A register that is alone in its database takes all posts and boards with it; one of several takes those that it
        names, and those that came before or after them.
        """
        alone = len(self.reader.registers()) == 1
        keys = self.names.everything() if alone else self._named()
        return {"sli_export": VERSION, "as_of": as_of, **self.names.head(self.register, *keys)}

    def _named(self) -> tuple[set[int], set[int]]:
        """The keys of the posts and the boards that the recommendations name."""
        posts, forums = set[int | None](), set[int | None]()
        for one in reporting.everything(self.reader, self.chosen):
            posts |= {who.post_id for who in (one.lead, one.sponsor) if who}
            posts |= {row["post_id"] for row in self._rows("contributors_of", one)}
            for statement, column in NAME_BOARDS:
                forums |= {row[column] for row in self._rows(statement, one)}
            for statement in NAME_MEETINGS:
                forums |= {self.names.board_of(row["meeting_id"]) for row in self._rows(statement, one)}
        return self.names.with_successors("post", posts), self.names.with_successors("forum", forums)

    def recommendations(self) -> Iterator[tuple[Recommendation, Values]]:
        """Each recommendation, by ref, and all that is stored of it."""
        for one in reporting.everything(self.reader, self.chosen):
            yield one, self.stored(one)

    def stored(self, one: Recommendation) -> Values:
        """All that is stored of a recommendation; lists in the order in which their rows were written."""
        return {
            **{name: getattr(one, name) or None for name in ("ref", "theme", "text", "position", "action")},
            **self._people_and_boards(one),
            "cadence": self._cadence(one),
            "next_review": _iso(one.next_review),
            "state": one.state,
            "state_on": _iso(one.state_on),
            "state_reason": one.state_reason,
            "fields": [_picked(row, ("name", "value")) for row in self._in_order("extra_fields_of", one)],
            **self._recorded(one),
            "references": self._references(one),
            "origins": [_picked(row, ORIGIN) for row in self._rows("origins_of", one)],
            "remind_before": next((row["days_before"] for row in self._rows("reminder_plan_of", one)), None),
        }

    def _people_and_boards(self, one: Recommendation) -> Values:
        routing = [{"name": row["forum"], **_picked(row, ("role", "words"))} for row in self._rows("routing_of", one)]
        return {
            "lead": _person(one.lead),
            "sponsor": _person(one.sponsor),
            "contributing": [self.names.post(row["post_id"]) for row in self._in_order("contributors_of", one)],
            "forums": sorted(routing, key=lambda forum: (forum["role"], forum["name"])),
        }

    def _recorded(self, one: Recommendation) -> Values:
        """What was recorded over time. A row that belongs to another names it by its place in that list, from 1."""
        places = {
            name: {row["id"]: at for at, row in enumerate(self._rows(name, one), 1)}
            for name in ("occurrences_of", "reviews_of", "notes_of")
        }
        occurrences, reviews, notes = places.values()
        return {
            "occurrences": [_picked(row, OCCURRENCE) for row in self._rows("occurrences_of", one)],
            "reviews": [self._review(row, occurrences) for row in self._rows("reviews_of", one)],
            "notes": [
                {"on": row["noted_on"], "by": row["noted_by"], "text": row["text"]}
                for row in self._rows("notes_of", one)
            ],
            "extension_list": [self._extension(row, occurrences) for row in self._rows("extensions_of", one)],
            "closures": [self._closure(row) for row in self._rows("closures_of", one)],
            "decisions": [self._decision(row, reviews) for row in self._rows("decisions_of", one)],
            "restrictions": [
                {
                    "review": reviews.get(row["review_id"]),
                    "note": notes.get(row["progress_note_id"]),
                    **_picked(row, RESTRICTION),
                }
                for row in self._rows("restrictions_of", one)
            ],
        }

    def _in_order(self, statement: str, one: Recommendation) -> list[Values]:
        return self.reader.rows(statement, recommendation_id=one.id)

    def _rows(self, statement: str, one: Recommendation) -> list[Values]:
        """The rows that belong to a recommendation, in the order in which they were written."""
        return sorted(self._in_order(statement, one), key=lambda row: int(row["id"]))

    # -- parts of a recommendation

    @staticmethod
    def _cadence(one: Recommendation) -> Values | None:
        cadence = one.cadence
        if cadence is None:
            return None
        return {
            **{name: getattr(cadence, name) for name in ("wording", "rule", "basis", "reason")},
            "anchor": _iso(cadence.anchor),
            "happened_on": _iso(cadence.happened_on),
        }

    def _review(self, row: Row, occurrences: Mapping[int, int]) -> Values:
        return {
            "on": row["reviewed_on"],
            "by": row["reviewed_by"],
            "forum": row["forum"],
            "meeting": self.names.meeting(row["meeting_id"]),
            **_picked(row, ("outcome", "rating", "note")),
            "occurrence": occurrences.get(row["occurrence_id"]),
            "early": bool(row["early"]),
        }

    def _extension(self, row: Row, occurrences: Mapping[int, int]) -> Values:
        return {
            "occurrence": occurrences[row["occurrence_id"]],
            **_picked(row, EXTENSION),
            "approved_by": row["forum"],
            "meeting": self.names.meeting(row["meeting_id"]),
            "minute_number": row["minute_number"],
        }

    def _decision(self, row: Row, reviews: Mapping[int, int]) -> Values:
        return {
            "meeting": self.names.meeting(row["meeting_id"]),
            **_picked(row, ("decision", "note", "minute_number")),
            "review": reviews.get(row["review_id"]),
        }

    def _closure(self, row: Row) -> Values:
        return {
            "on": row["closed_on"],
            **_picked(row, ("kind", "reason")),
            "agreed_by": row["forum"],
            "meeting": self.names.meeting(row["meeting_id"]),
            "minute_number": row["minute_number"],
            "superseded_by": self._ref(row["superseded_by_id"]),
            **_picked(row, ("reopened_on", "reopened_reason")),
        }

    def _references(self, one: Recommendation) -> list[Values]:
        rows = self.reader.rows("references_of", recommendation_id=one.id)
        named = [{"ref": self._ref(row["target_id"]), "words": row["words"]} for row in rows]
        return [reference for reference in named if reference["ref"] is not None]

    def _ref(self, recommendation_id: int | None) -> str | None:
        """The ref of a recommendation that is in the file; what is not is counted as left out."""
        self.left_out += recommendation_id is not None and recommendation_id not in self._refs
        return self._refs.get(recommendation_id) if recommendation_id is not None else None


OCCURRENCE = ("due_on", "first_due", "next_review", "extensions", "state")
EXTENSION = ("from_date", "to_date", "reason", "asked_by", "asked_on", "state")
RESTRICTION = ("ground", "reason", "restricted_by", "since", "until", "lifted_on")
ORIGIN = ("file", "digest", "place")
NAME_BOARDS = (
    ("routing_of", "forum_id"),
    ("reviews_of", "forum_id"),
    ("extensions_of", "approved_by_forum_id"),
    ("closures_of", "agreed_by_forum_id"),
)
NAME_MEETINGS = ("reviews_of", "decisions_of", "extensions_of", "closures_of")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _picked(row: Row, names: Iterable[str]) -> Values:
    return {name: row[name] for name in names}


def _person(who: Accountable | None) -> Values | None:
    return {"post": who.post, "organisation": who.organisation or None} if who else None
