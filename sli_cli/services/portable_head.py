"""A register, its posts and its boards as plain values, and the names by which rows point at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sli_cli.services.arrangements import NAMES

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

Values = dict[str, Any]
HOLDER = ("name", "email", "since", "until")
ABSENCE = ("since", "until", "deputy", "deputy_email")
DETAIL = ("title", "source", "moved_from", "reason")


class Names:
    """Posts, boards and meetings by their keys."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._posts = {row["id"]: row for row in reader.rows("rows post")}
        self._forums = {row["id"]: row for row in reader.rows("rows forum")}
        self._meetings = {row["id"]: row for row in reader.rows("rows meeting")}
        self._after = {
            kind: {row[f"old_{kind}_id"]: row for row in reader.rows(f"{kind}_successions")}
            for kind in ("post", "forum")
        }

    def post(self, post_id: int) -> Values:
        row = self._posts[post_id]
        return {"post": row["name"], "organisation": row["organisation"] or None}

    def meeting(self, meeting_id: int | None) -> Values | None:
        """A meeting by its board and its day."""
        if meeting_id is None:
            return None
        row = self._meetings[meeting_id]
        return {"forum": self._forums[row["forum_id"]]["name"], "on": row["meets_on"]}

    def board_of(self, meeting_id: int | None) -> int | None:
        """The key of the board that a meeting is of."""
        return self._meetings[meeting_id]["forum_id"] if meeting_id is not None else None

    def everything(self) -> tuple[set[int], set[int]]:
        """The keys of all posts and of all boards."""
        return set(self._posts), set(self._forums)

    def with_successors(self, kind: str, keys: Iterable[int | None]) -> set[int]:
        """These posts or boards (`kind`), and all that they succeeded or were succeeded by."""
        found = {key for key in keys if key is not None}
        pairs = [{old, row[f"new_{kind}_id"]} for old, row in self._after[kind].items()]
        while more := set().union(*(pair for pair in pairs if pair & found)) - found:
            found |= more
        return found

    def head(self, register: Register, posts: Iterable[int], forums: Iterable[int]) -> Values:
        """The register, and these posts with all their holders, and boards with their meetings, by name."""
        return {
            "register": register_values(register),
            "posts": sorted(map(self._post, posts), key=lambda post: (post["post"], post["organisation"] or "")),
            "forums": sorted(map(self._forum, forums), key=lambda forum: str(forum["name"])),
        }

    def _post(self, post_id: int) -> Values:
        after = self._after["post"].get(post_id)
        held = self.reader.rows("holders_of", post_id=post_id)
        away: dict[int, list[Values]] = {row["id"]: [] for row in held}
        for row in self.reader.rows("absences_of", post_id=post_id):
            away[row["holder_id"]].append({name: row[name] for name in ABSENCE})
        return {
            **self.post(post_id),
            "holders": [{**{name: row[name] for name in HOLDER}, "absences": away[row["id"]]} for row in held],
            "succeeded_by": after and {**self.post(after["new_post_id"]), **_when(after)},
        }

    def _forum(self, forum_id: int) -> Values:
        row, after = self._forums[forum_id], self._after["forum"].get(forum_id)
        settled = self.reader.rows("arrangement_of", forum_id=forum_id)
        meetings = self.reader.rows("meetings_of", forum_id=forum_id)
        return {
            "name": row["name"],
            "title": row["title"],
            "arrangement": {key: settled[0][key] for key in NAMES} if settled else None,
            "meetings": [_meeting(meeting) for meeting in meetings],
            "succeeded_by": after and {"name": self._forums[after["new_forum_id"]]["name"], **_when(after)},
        }


def _meeting(row: Mapping[str, Any]) -> Values:
    detail = {name: row[name] for name in DETAIL} if row["detail_id"] is not None else None
    return {"on": row["meets_on"], "state": row["state"], "detail": detail}


def _when(succession: Mapping[str, Any]) -> Values:
    return {"on": succession["succeeded_on"], "reason": succession["reason"]}


def register_values(found: Register) -> Values:
    """What is settled of a register."""
    return {
        **{name: getattr(found, name) for name in ("name", "title", "locality", "report_title")},
        "report_date": found.report_date.isoformat() if found.report_date else None,
        "adopted_on": found.adopted_on.isoformat(),
        "adopted_basis": found.adopted_basis,
        "settings": dict(sorted(found.settings.items())),
        "closed_days": [{"on": day.isoformat(), "reason": reason} for day, reason in found.closed_days],
    }
