"""What was recorded in the register while reminders go out, and which letters it overtakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sli_cli.services.claims import Claimed
    from sli_cli.store.home import Connection


class Since:
    """What was recorded in the register since a plan was begun: the recommendations that are `touched`, and whether
    there was more, by which `everything` may be. `overtaken` says whether any letter was put off for it.

    The head is noted before the plan is read: what comes between is taken for news, and nothing is missed.
    """

    def __init__(self, connection: Connection) -> None:
        head = connection.row("history_head")
        self.seq = head["seq"] if head else 0
        self.touched: set[int] = set()
        self.everything = False
        self.overtaken = False

    def look(self, connection: Connection) -> None:
        while rows := list(connection.rows("recorded_since", seq=self.seq)):
            self.seq = rows[-1]["seq"]
            found = {row["recommendation_id"] for row in rows}
            self.everything = self.everything or None in found
            self.touched |= found - {None}

    def overtakes(self, names: frozenset[int]) -> bool:
        """Whether a letter that names these recommendations has to be planned anew."""
        overtakes = self.everything or not self.touched.isdisjoint(names)
        self.overtaken = self.overtaken or overtakes
        return overtakes

    def holds(self, connection: Connection, one: Claimed, content: str) -> bool:
        """Whether a message says what its letter would say now; else the letter is to be planned anew."""
        self.look(connection)
        if not content and not one.problem:  # its words were redacted
            self.overtaken = True
        return bool(content or one.problem) and not self.overtakes(one.names)
