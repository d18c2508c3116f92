"""Writes a register that was checked: its settings, its recommendations, and all that was recorded of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sli_cli.domain.refs import ref_key, sort_key
from sli_cli.services.portable_checks import refused

if TYPE_CHECKING:
    from sli_cli.services.portable_bodies import Bodies
    from sli_cli.store.change import Change

Values = Mapping[str, Any]
PEOPLE = ("lead", "sponsor")
PLAIN = ("ref", "text", "state", "state_on", "state_reason", "next_review")
MAY_BE_EMPTY = ("theme", "position", "action")
"""The keys that are columns of the recommendation itself; absent, the latter are empty texts."""


class Writer:
    """Rows are written in the order of the file, so that they come out again in that order."""

    def __init__(self, change: Change, bodies: Bodies) -> None:
        self.change = change
        self.bodies = bodies
        self._keys: dict[str, int] = {}

    def write(self, whole: Values) -> None:
        """Writes everything. Raises Rejected, with the place, where something names what is not in the file."""
        register = self._register(whole["register"])
        rows = whole["recommendations"]
        for one in rows:
            self._keys[ref_key(one["ref"])] = self._recommendation(register, one)
        for one in rows:
            self._parts(self._keys[ref_key(one["ref"])], one)

    def _register(self, register: Values) -> int:
        columns = {key: value for key, value in register.items() if key not in ("settings", "closed_days")}
        key = self.change.insert("register", **columns)
        for name, value in register["settings"].items():
            self.change.insert("register_setting", register_id=key, name=name, value=value)
        for closed in register["closed_days"]:
            self.change.insert("closed_day", register_id=key, closed_on=closed["on"], reason=closed["reason"])
        return key

    def _recommendation(self, register: int, one: Values) -> int:
        place = f"recommendation {one['ref']}"
        return self.change.insert(
            "recommendation",
            register_id=register,
            **{name: one[name] for name in PLAIN},
            **{name: one[name] or "" for name in MAY_BE_EMPTY},
            **{f"{role}_post_id": self.bodies.post(one[role], f"{place}, {role}") for role in PEOPLE},
            ref_key=ref_key(one["ref"]),
            sort_key=sort_key(one["ref"]),
        )

    def _parts(self, key: int, one: Values) -> None:
        """What belongs to a recommendation; what names another recommendation comes when all are there."""
        place = f"recommendation {one['ref']}"
        for rank, post in enumerate(one["contributing"], 1):
            named = self.bodies.post(post, f"{place}, contributing {rank}")
            self.change.insert("contributor", recommendation_id=key, post_id=named, rank=rank)
        for at, forum in enumerate(one["forums"], 1):
            board = self.bodies.forum(forum["name"], f"{place}, forums {at}")
            self.change.insert(
                "routing", recommendation_id=key, forum_id=board, role=forum["role"], words=forum["words"]
            )
        for rank, field in enumerate(one["fields"], 1):
            self.change.insert("extra_field", recommendation_id=key, rank=rank, **field)
        if one["cadence"]:
            self.change.insert("cadence", recommendation_id=key, **one["cadence"])
        self._recorded(key, one, place)
        for at, reference in enumerate(one["references"], 1):
            target = self._ref(reference["ref"], f"{place}, references {at}")
            self.change.insert("cross_reference", recommendation_id=key, target_id=target, words=reference["words"])
        for origin in one["origins"]:
            self.change.insert("origin", recommendation_id=key, **origin)
        if one["remind_before"]:
            self.change.insert("reminder_plan", recommendation_id=key, days_before=one["remind_before"])

    def _recorded(self, key: int, one: Values, place: str) -> None:
        of = {"recommendation_id": key}
        occurrences = [self.change.insert("occurrence", **of, **row) for row in one["occurrences"]]
        reviews = [
            self._review(of, row, occurrences, f"{place}, reviews {at}") for at, row in enumerate(one["reviews"], 1)
        ]
        notes = [
            self.change.insert("progress_note", **of, noted_on=row["on"], noted_by=row["by"], text=row["text"])
            for row in one["notes"]
        ]
        for at, row in enumerate(one["extension_list"], 1):
            self._extension(of, row, occurrences, f"{place}, extension_list {at}")
        for at, row in enumerate(one["closures"], 1):
            self._closure(of, row, f"{place}, closures {at}")
        for at, row in enumerate(one["decisions"], 1):
            where = f"{place}, decisions {at}"
            linked = {
                "meeting_id": self.bodies.meeting(row["meeting"], where),
                "review_id": _the(reviews, row["review"], f"{where}, review"),
            }
            self.change.insert("decision", **of, **linked, **_without(row, "meeting", "review"))
        for at, row in enumerate(one["restrictions"], 1):
            where = f"{place}, restrictions {at}"
            linked = {
                "review_id": _the(reviews, row["review"], f"{where}, review"),
                "progress_note_id": _the(notes, row["note"], f"{where}, note"),
            }
            self.change.insert("restriction", **of, **linked, **_without(row, "review", "note"))

    def _review(self, of: Values, row: Values, occurrences: Sequence[int], place: str) -> int:
        return self.change.insert(
            "review",
            **of,
            reviewed_on=row["on"],
            reviewed_by=row["by"],
            forum_id=self.bodies.forum(row["forum"], place),
            meeting_id=self.bodies.meeting(row["meeting"], place),
            occurrence_id=_the(occurrences, row["occurrence"], f"{place}, occurrence"),
            **{name: row[name] for name in ("outcome", "rating", "note", "early")},
        )

    def _extension(self, of: Values, row: Values, occurrences: Sequence[int], place: str) -> None:
        if row["to_date"] <= row["from_date"]:
            raise refused(place, "an extension is to a later date.")
        self.change.insert(
            "extension",
            **of,
            occurrence_id=_the(occurrences, row["occurrence"], f"{place}, occurrence"),
            approved_by_forum_id=self.bodies.forum(row["approved_by"], place),
            meeting_id=self.bodies.meeting(row["meeting"], place),
            **_without(row, "occurrence", "approved_by", "meeting"),
        )

    def _closure(self, of: Values, row: Values, place: str) -> None:
        self.change.insert(
            "closure",
            **of,
            closed_on=row["on"],
            agreed_by_forum_id=self.bodies.forum(row["agreed_by"], place),
            meeting_id=self.bodies.meeting(row["meeting"], place),
            superseded_by_id=self._ref(row["superseded_by"], place) if row["superseded_by"] else None,
            **_without(row, "on", "agreed_by", "meeting", "superseded_by"),
        )

    def _ref(self, ref: str, place: str) -> int:
        if ref_key(ref) not in self._keys:
            raise refused(place, f"there is no recommendation {ref} in the file.")
        return self._keys[ref_key(ref)]


def _the(keys: Sequence[int], at: int | None, place: str) -> int | None:
    """The key of the row that stands at a place, counted from 1. Raises Rejected where there is none."""
    if at is None:
        return None
    if not 1 <= at <= len(keys):
        raise refused(place, f"there is no number {at} in that list, which has {len(keys)}.")
    return keys[at - 1]


def _without(row: Values, *names: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}
