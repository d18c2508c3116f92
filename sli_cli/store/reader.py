"""What can be asked of an open database, in values of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.recommendation import Recommendation
from sli_cli.store import COUNTED_TO
from sli_cli.store.rows import day, known_day, recommendation

if TYPE_CHECKING:
    from sli_cli.domain.meetings import Arrangement, Meeting
    from sli_cli.domain.people import Absence, Forum, Holder, Post
    from sli_cli.domain.register import Register
    from sli_cli.domain.reminding import Reminding
    from sli_cli.domain.story import Closure, Extension, Review, Story
    from sli_cli.store.home import Connection


class Reader:
    """Questions about the register as it stands, answered for the day `today` (who holds a post, what is in force)."""

    counted_to = COUNTED_TO

    def __init__(self, connection: Connection, today: date) -> None:
        self.connection = connection
        self.today = today
        self._day = today.isoformat()

    # -- recommendations

    def due(self, until: date) -> Iterator[Recommendation]:
        """The open ones whose next review is on or before `until`, by date; read one by one."""
        return self._recommendations("due", until=until.isoformat())

    def coming(self, after: date) -> Iterator[Recommendation]:
        """The open ones whose next review is after `after`, by date; read one by one."""
        return self._recommendations("coming", after=after.isoformat())

    def everything(self) -> Iterator[Recommendation]:
        """Every recommendation, by register and ref; read one by one."""
        return self._recommendations("everything")

    def by_ref(self, ref_key: str) -> list[Recommendation]:
        """The recommendations of that ref (in its looked-up form): one in each register at most."""
        return list(self._recommendations("by_ref", ref_key=ref_key))

    def recommendation(self, recommendation_id: int) -> Recommendation:
        """The recommendation of that key, which has to be there."""
        return next(self._recommendations("by_id", id=recommendation_id))

    def to_forum(self, forum_id: int) -> list[Recommendation]:
        """All that goes to a board, closed ones too, by register and ref."""
        return list(self._recommendations("to_forum", forum_id=forum_id))

    def told_to_forum(self, forum_id: int) -> dict[int, tuple[list[Review], list[Extension], list[Closure]]]:
        """The reviews, extensions and closures of all that goes to a board, by the recommendation's key."""
        from sli_cli.store.stories import told_to_forum

        return told_to_forum(self.connection, forum_id)

    def _recommendations(self, statement: str, **parameters: object) -> Iterator[Recommendation]:
        planned = self.planned_meetings()
        rows = self.connection.rows(statement, today=self._day, **parameters)
        return (recommendation(row, self.today, planned) for row in rows)

    def refs(self) -> list[tuple[str, str]]:
        """Every (register, ref), in order."""
        return [(row["register"], row["ref"]) for row in self.connection.rows("refs")]

    def themes(self) -> list[str]:
        return [row["theme"] for row in self.connection.rows("themes")]

    def counts(self, register_id: int | None) -> dict[str, int]:
        """How many open ones are `unscheduled`, `assumed` and with `no_lead`, in one register or in all.

        Each is counted as far as `counted_to`, which stands for that many or more.
        """
        row = self.connection.row("counts", today=self._day, register=register_id)
        return dict(row) if row else {}

    def due_counts(self, until: date, register_id: int | None) -> tuple[int, int]:
        """How many open ones are overdue, and how many there are up to and including `until`."""
        row = self.connection.row("due_counts", today=self._day, until=until.isoformat(), register=register_id)
        return (row["overdue"], row["all"]) if row else (0, 0)

    def words_of(self, recommendation_id: int) -> list[str]:
        """All that was ever written of a recommendation beside its own row: reviews, notes, reasons and the like."""
        rows = self.connection.rows("words_of", recommendation_id=recommendation_id)
        return [row["words"] for row in rows if row["words"]]

    def story(self, recommendation_id: int) -> Story:
        from sli_cli.store.stories import story

        return story(self.connection, recommendation_id)

    # -- registers, people, forums

    def register_names(self) -> list[str]:
        return [row["name"] for row in self.connection.rows("register_names")]

    def registers(self) -> list[Register]:
        """Every register with its settings and closed days, oldest first."""
        from sli_cli.domain.register import Register

        found = []
        for row in list(self.connection.rows("registers")):
            of = {"register_id": row["id"]}
            found.append(
                Register(
                    row["id"], row["name"], row["title"], row["locality"], row["report_title"],
                    day(row["report_date"]), known_day(row["adopted_on"]), row["adopted_basis"],
                    row["recommendations"], row["open"],
                    {one["name"]: one["value"] for one in self.connection.rows("settings_of", **of)},
                    tuple(
                        (known_day(one["closed_on"]), one["reason"])
                        for one in self.connection.rows("closed_days_of", **of)
                    ),
                )
            )  # fmt: skip
        return found

    def posts(self, due_until: date | None = None) -> list[Post]:
        """Every post, with its holder of the day and its load: open, overdue, and due to `due_until` inclusive."""
        from sli_cli.domain.people import Post

        until, away = (due_until or self.today).isoformat(), self.absences()
        return [
            Post(
                row["id"], row["name"], row["organisation"], _holder(row) if row["holder_id"] else None,
                row["open"], row["overdue"], row["due"], row["new_post_id"], day(row["succeeded_on"]),
                away.get(row["holder_id"]),
            )
            for row in self.connection.rows("posts", today=self._day, until=until)
        ]  # fmt: skip

    def holders(self, post_id: int) -> list[Holder]:
        """All who hold, held or will hold a post, oldest first."""
        return [
            _holder({**dict(row), "holder_id": row["id"], "holder": row["name"]})
            for row in self.connection.rows("holders_of", post_id=post_id)
        ]

    def absences(self) -> dict[int, Absence]:
        """The absences that last today, by the holder's key: nobody has two at a time."""
        return {row["holder_id"]: _absence(row) for row in self.connection.rows("absences", today=self._day)}

    def absences_of(self, post_id: int) -> list[Absence]:
        """All absences of those who hold, held or will hold a post, oldest first."""
        return [_absence(row) for row in self.connection.rows("absences_of", post_id=post_id)]

    def forums(self) -> list[Forum]:
        from sli_cli.domain.people import Forum

        return [
            Forum(
                row["id"], row["name"], row["title"], row["decides"], row["informed"], row["new_forum_id"],
                day(row["succeeded_on"]),
            )
            for row in self.connection.rows("forums")
        ]  # fmt: skip

    def arrangement(self, forum_id: int) -> Arrangement:
        """How a board meets; all empty where nothing was settled."""
        from sli_cli.domain.meetings import Arrangement

        for row in self.rows("arrangement_of", forum_id=forum_id):
            return Arrangement(**{name: row[name] for name in row if name not in ("id", "forum_id")})
        return Arrangement()

    def meetings(self, forum_id: int) -> list[Meeting]:
        """All meetings of a board, by date: planned, held and cancelled."""
        from sli_cli.domain.meetings import HAND, Meeting

        return [
            Meeting(
                row["id"], known_day(row["meets_on"]), row["state"], row["title"] or "", row["source"] or HAND,
                day(row["moved_from"]), row["reason"] or "",
            )
            for row in self.connection.rows("meetings_of", forum_id=forum_id)
        ]  # fmt: skip

    def planned_meetings(self) -> dict[str, tuple[date, ...]]:
        """The dates of the meetings planned for today and later, of each board that has any, by the board's name."""
        found: dict[str, tuple[date, ...]] = {}
        for row in self.connection.rows("planned_meetings", today=self._day):
            found[row["name"]] = (*found.get(row["name"], ()), known_day(row["meets_on"]))
        return found

    def reminding(self) -> Reminding | None:
        """Since when reminders go out, and how the last run went; None while they do not."""
        row = self.connection.row("reminding")
        if row is None:
            return None
        from sli_cli.domain.reminding import Reminding

        return Reminding(known_day(row["started_on"]), row["started_by"], day(row["last_good"]))

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a named statement as they are stored, for what has no value of its own in the domain."""
        return [dict(row) for row in self.connection.rows(statement, **parameters)]


def _holder(row: Any) -> Holder:
    from sli_cli.domain.people import Holder

    return Holder(row["holder_id"], row["holder"], row["email"], known_day(row["since"]), day(row["until"]))


def _absence(row: Any) -> Absence:
    from sli_cli.domain.people import Absence

    return Absence(
        row["id"], row["holder_id"], known_day(row["since"]), day(row["until"]), row["deputy"], row["deputy_email"]
    )
