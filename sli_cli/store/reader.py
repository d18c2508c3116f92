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
    from sli_cli.domain.people import Absence, Forum, ForumTitle, Holder, Post
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
        self._planned: dict[int | None, dict[str, tuple[date, ...]]] = {}
        """The meetings to come, as they were read: many recommendations are read one by one."""

    # -- recommendations: of all registers, or of the one whose key is given, and then what others hold costs nothing

    def due(self, until: date, register_id: int | None = None) -> Iterator[Recommendation]:
        """The open ones whose next review is on or before `until`, by date; read one by one."""
        return self._recommendations("due", register_id, until=until.isoformat())

    def coming(self, after: date, register_id: int | None = None) -> Iterator[Recommendation]:
        """The open ones whose next review is after `after`, by date; read one by one."""
        return self._recommendations("coming", register_id, after=after.isoformat())

    def everything(self, register_id: int | None = None) -> Iterator[Recommendation]:
        """Every recommendation, by register and ref; read one by one."""
        return self._recommendations("everything", register_id)

    def by_ref(self, ref_key: str, register_id: int | None = None) -> list[Recommendation]:
        """The recommendations of that ref (in its looked-up form): one in each register at most."""
        return list(self._recommendations("by_ref", register_id, ref_key=ref_key))

    def recommendation(self, recommendation_id: int) -> Recommendation:
        """The recommendation of that key, which has to be there."""
        return next(self._recommendations("by_id", id=recommendation_id))

    def to_forum(self, forum_id: int) -> list[Recommendation]:
        """All that goes to a board, closed ones too, by register and ref."""
        return list(self._recommendations("to_forum", forum_id=forum_id))

    def told_to_forum(
        self, forum_id: int, last: date | None
    ) -> dict[int, tuple[list[Review], list[Extension], list[Closure]]]:
        """The reviews, extensions and closures of all that goes to a board, by the recommendation's key, oldest first.

        Of the reviews, those after the day `last` and of each recommendation the newest before; all where it is None.
        """
        from sli_cli.store.stories import told_to_forum

        return told_to_forum(self.connection, forum_id, last)

    def _recommendations(
        self, statement: str, register_id: int | None = None, **parameters: object
    ) -> Iterator[Recommendation]:
        planned = self.planned_meetings(register_id)
        statement, only = _in(register_id, statement)
        rows = self.connection.rows(statement, today=self._day, **parameters, **only)
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
        statement, only = _in(register_id, "counts")
        row = self.connection.row(statement, today=self._day, **only)
        return dict(row) if row else {}

    def due_counts(self, until: date, register_id: int | None) -> tuple[int, int]:
        """How many open ones are overdue, and how many there are up to and including `until`."""
        statement, only = _in(register_id, "due_counts")
        row = self.connection.row(statement, today=self._day, until=until.isoformat(), **only)
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

    def register_titles(self) -> list[tuple[int, str, str]]:
        """Each register's key, name and title, oldest first."""
        return [(row["id"], row["name"], row["title"]) for row in self.connection.rows("register_names")]

    def registers(self) -> list[Register]:
        """Every register with its settings and closed days, oldest first."""
        from sli_cli.store.rows import registers

        rows = ("registers", "rows register_setting", "rows closed_day")
        return registers(*(self.connection.rows(statement) for statement in rows))

    def register(self, register_id: int) -> Register:
        """The register of that key, which has to be there."""
        from sli_cli.store.rows import registers

        rows = ("register_of", "settings_of", "closed_days_of")
        (found,) = registers(*(self.connection.rows(statement, register_id=register_id) for statement in rows))
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
        return [_forum(row) for row in self.connection.rows("forums")]

    def forum(self, forum_id: int) -> Forum:
        """The board of that key, which has to be there."""
        return _forum(self.connection.row("forum_of", forum_id=forum_id))

    def forum_titles(self) -> list[ForumTitle]:
        """What every board is called; how much goes to them is not looked at."""
        from sli_cli.domain.people import ForumTitle

        return [ForumTitle(row["id"], row["name"], row["title"]) for row in self.connection.rows("forum_titles")]

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

    def planned_meetings(self, register_id: int | None = None) -> dict[str, tuple[date, ...]]:
        """The dates of the meetings planned for today and later, of each board that has any, by the board's name.

        With a register's key, of the boards to which something of it goes.
        """
        if register_id in self._planned:
            return self._planned[register_id]
        found = self._planned[register_id] = {}
        statement, only = _in(register_id, "planned_meetings")
        for row in self.connection.rows(statement, today=self._day, **only):
            found[row["name"]] = (*found.get(row["name"], ()), known_day(row["meets_on"]))
        return found

    def reminding(self) -> Reminding | None:
        """Since when reminders go out, and how the last run went; None while they do not."""
        row = self.connection.row("reminding", today=self._day)
        if row is None:
            return None
        from sli_cli.domain.reminding import Reminding

        return Reminding(known_day(row["started_on"]), row["started_by"], day(row["last_good"]))

    def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a named statement as they are stored, for what has no value of its own in the domain."""
        return [dict(row) for row in self.connection.rows(statement, **parameters)]


def _in(register_id: int | None, statement: str) -> tuple[str, dict[str, int]]:
    """The statement that asks the same of one register, with its parameter; of all where none is given."""
    return (statement, {}) if register_id is None else (f"{statement}_in", {"register": register_id})


def _forum(row: Any) -> Forum:
    from sli_cli.domain.people import Forum

    of, since = row["new_forum_id"], day(row["succeeded_on"])
    return Forum(row["id"], row["name"], row["title"], row["decides"], row["informed"], of, since)


def _holder(row: Any) -> Holder:
    from sli_cli.domain.people import Holder

    return Holder(row["holder_id"], row["holder"], row["email"], known_day(row["since"]), day(row["until"]))


def _absence(row: Any) -> Absence:
    from sli_cli.domain.people import Absence

    return Absence(
        row["id"], row["holder_id"], known_day(row["since"]), day(row["until"]), row["deputy"], row["deputy_email"]
    )
