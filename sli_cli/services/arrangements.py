"""How a board meets: its schedule, venue, secretary, and the notice it wants before each meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.addressee import refuse_unsendable
from sli_cli.domain.board_schedule import parse_schedule
from sli_cli.domain.notice import COMMITTEE, parse_notice
from sli_cli.domain.words import clean_email, clean_line, typed

if TYPE_CHECKING:
    from sli_cli.store.change import Change

NAMES = {
    "schedule": "schedule",
    "venue": "venue",
    "secretary": "secretary",
    "secretary_email": "secretary's e-mail address",
    "updates_due": "notice for updates",
    "papers_close": "notice for papers",
    "published": "notice of publication",
}
"""What can be settled, and what it is called in a sentence."""


def cleaned(
    given: Mapping[str, str | None], today: date, *, committee: bool = False, stored: bool = False
) -> dict[str, str]:
    """What was given (not None) as it is stored, "" for what is to be settled no longer.

    A council's committee publishes by the notice that the law asks for, unless another was given. Raises BadValue for
    a schedule, an e-mail address or a notice that is none; and, unless it was `stored` before, for a secretary who
    cannot be sent to.
    """
    values = {name: text for name, text in given.items() if text is not None}
    if committee:
        values.setdefault("published", COMMITTEE)
    found = {name: _cleaned(name, text, today) for name, text in values.items()}
    if not stored:
        refuse_unsendable(found.get("secretary", ""), found.get("secretary_email", ""))
    return found


def _cleaned(name: str, text: str, today: date) -> str:
    line = clean_line(text, NAMES[name], empty=True)
    if not line or name in ("venue", "secretary"):
        return line
    if name == "schedule":
        return str(parse_schedule(line, today))
    if name == "secretary_email":
        return clean_email(line)
    return str(parse_notice(line, f"--{name.replace('_', '-')}"))


def arrange(change: Change, forum_id: int, board: str, values: Mapping[str, str]) -> list[str]:
    """Writes what was settled and says what each was; nothing where all were so already."""
    before = change.arrangement(forum_id)
    changed = {name: value for name, value in values.items() if value != getattr(before, name)}
    if not changed:
        return []
    rows = change.rows("arrangement_of", forum_id=forum_id)
    if rows:
        change.update("arrangement", rows[0]["id"], **changed)
    else:
        change.insert("arrangement", forum_id=forum_id, **{name: changed.get(name, "") for name in NAMES})
    lines = [
        f"{board}: {NAMES[name]} is now {_shown(value)} (was {_shown(getattr(before, name))})."
        for name, value in changed.items()
    ]
    if changed.get("schedule"):
        lines.append(f"{board}: meetings that are planned stay; plan the next ones: sli meeting plan {typed(board)}")
    return lines


def _shown(text: str) -> str:
    return f'"{text}"' if text else "not settled"
