"""Reminders switched on and off; and what a person decides about messages that the machine cannot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import count_words, short
from sli_cli.errors import BadValue, NotFound, Rejected
from sli_cli.services.recipients import in_use

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.services.owed import Plan
    from sli_cli.store.database import Database
    from sli_cli.store.home import Connection
    from sli_cli.store.reader import Reader

UNSETTLED = ("in doubt", "refused", "waiting")
"""The states of messages that somebody may have to see to, the most urgent first."""

UNTAKEN = ("refused", "waiting")
"""Those of them that no server has taken."""


def refuse_off(reader: Reader) -> None:
    """Raises BadValue while reminders are off."""
    if reader.reminding() is None:
        raise BadValue("Reminders are off; nothing was sent.", "Switch them on with `sli notify --start`.")


def refuse_nobody(plan: Plan) -> None:
    """Raises BadValue where something is owed of which nobody can be told."""
    if plan.nobody:
        some = ", ".join(plan.nobody[:5]) + (" and more" if len(plan.nobody) > 5 else "")
        raise BadValue(
            f"{count_words(len(plan.nobody), 'recommendation')} with nobody to be told: {some}.",
            'Name the owner, who gets what no lead can get: sli register set owner "NAME <ADDRESS>"',
        )


def start(database: Database, by: str) -> list[str]:
    """Switches reminders on."""
    with database.change("notify --start") as change:
        if change.reminding() is not None:
            return ["Reminders are on already."]
        change.insert("reminder_period", started_on=change.today, started_by=by, stopped_on=None)
    return ["Reminders are on."]


def stop(database: Database) -> list[str]:
    """Switches reminders off; what was told stays told."""
    with database.change("notify --stop") as change:
        rows = [row for row in change.rows("rows reminder_period") if row["stopped_on"] is None]
        for row in rows:
            change.update("reminder_period", row["id"], stopped_on=change.today)
    if not rows:
        return ["Reminders are off already; nothing was changed."]
    return ["Reminders are off: nothing is sent until `sli notify --start`."]


def was_started(reader: Reader) -> bool:
    """Whether reminders have ever been switched on."""
    return bool(reader.rows("rows reminder_period"))


def off_since(reader: Reader) -> date | None:
    """The day on which reminders were last switched off; None where they are on, or never were."""
    from datetime import date

    days = [row["stopped_on"] for row in reader.rows("rows reminder_period")]
    return date.fromisoformat(max(days)) if days and None not in days else None


# -- what a person decides ---------------------------------------------------------------------------------------------


def unsettled(reader: Reader, state: str) -> list[dict[str, Any]]:
    """The messages of one of UNSETTLED, as the ledger has them, oldest first. One that was refused is settled once its
    address is nobody's any more."""
    rows = reader.rows("deliveries_in", state=state)
    if not rows or state != "refused":
        return rows
    addresses = in_use(reader)
    return [row for row in rows if row["recipient"] in addresses]


def in_doubt(database: Database, wanted: Iterable[str]) -> list[int]:
    """The numbers of messages in doubt that are meant: each by its number, or `all` of them.

    Raises BadValue for what is no number, NotFound for one that is not in doubt, and BadValue for one whose words were
    redacted since: that cannot be sent again.
    """
    with database.read() as reader:
        there = {row["id"]: row for row in unsettled(reader, "in doubt")}
    found: dict[int, None] = {}
    for word in wanted:
        if word == "all":
            found |= dict.fromkeys(there)
        elif not (word.isascii() and word.isdigit()):
            raise BadValue(f"{word!r} is no number of a message.", "`sli notify --status` shows them; or write all.")
        elif int(word) not in there:
            raise NotFound(f"No message {word} is in doubt.", "`sli notify --status` shows those that are.")
        else:
            found[int(word)] = None
    return list(found)


def refuse_redacted(database: Database, numbers: Iterable[int]) -> None:
    """Raises BadValue where one of these messages has lost its words to a redaction."""
    with database.read() as reader:
        for number in numbers:
            if not reader.rows("get delivery", id=number)[0]["content"]:
                raise BadValue(
                    f"Message {number} holds words that were redacted, and cannot be sent again.", _settle(number)
                )


def refuse_restricted(database: Database, numbers: Iterable[int]) -> None:
    """Raises BadValue where one of these messages names what was restricted since it was written."""
    with database.read() as reader:
        for number in numbers:
            if restricted_since(reader.connection, number, reader.today.isoformat()):
                raise BadValue(
                    f"Message {number} names what was restricted since, and cannot be sent again.", _settle(number)
                )


def restricted_since(connection: Connection, number: int, today: str) -> bool:
    """Whether anything that a message may name is restricted now and was perhaps not when its words were written.

    That was on its day; which hour nobody has kept, so the whole day counts. It begins at the earliest an hour before
    midnight UTC, when clocks are an hour ahead.
    """
    from datetime import datetime, timedelta

    row = connection.row("get delivery", id=number)
    if row is None:
        return False
    since = (datetime.fromisoformat(row["day"]) - timedelta(hours=1)).isoformat()
    return connection.row("restricted_since", delivery_id=number, today=today, since=since) is not None


def changed_since(reader: Reader, numbers: Iterable[int]) -> list[str]:
    """Which of these messages name a date that holds no longer, a sentence each."""
    lines = []
    for number in numbers:
        items = reader.rows("items_of_delivery", delivery_id=number)
        dated = [one for one in items if one["about"] == "recommendation" and one["due_on"]]
        now = {one["about_id"]: reader.rows("get recommendation", id=one["about_id"])[0] for one in dated}
        gone = [row for one in dated if not _holds(row := now[one["about_id"]], one["due_on"])]
        if gone:
            refs = ", ".join(dict.fromkeys(row["ref"] for row in gone))
            of = short_of(reader.rows("get delivery", id=number)[0])
            lines.append(
                f"message {number} says of {refs} what was true on {of}; it was reviewed, moved or closed since."
            )
    return lines


def _holds(row: dict[str, Any], due_on: str) -> bool:
    return bool(row["state"] == "open" and row["next_review"] == due_on)


def _settle(number: int) -> str:
    return f"Settle it with `sli notify --arrived {number}`; what is still owed is told at its next stage."


def arrived(database: Database, numbers: Iterable[int], by: str, now: str) -> list[str]:
    """Notes that messages in doubt did arrive, as `by` found out."""
    lines = []
    with database.ledger() as transaction, transaction() as connection:
        for number in numbers:
            row = _get(connection, number)
            settled = {"state": "accepted", "content": "", "answer": f"arrived, says {by}", "changed_at": now}
            known = {"delivery_id": number, "was": "in doubt", "not_before": ""}
            if not list(connection.rows("change_delivery", **known, **settled)):
                raise Rejected(f"Message {number} is no longer in doubt.", "`sli notify --status` shows what is.")
            lines.append(f"Message {number} to {row['recipient']} ({row['subject']}): arrived.")
    return lines


def try_again(database: Database, now: str) -> list[str]:
    """Makes what was refused, or waits, owed at once: the next run tries it again, in one message to each recipient."""
    lines = []
    with database.ledger() as transaction, transaction() as connection:
        list(connection.rows("lock_ledger"))
        found = [dict(row) for state in UNTAKEN for row in connection.rows("deliveries_in", state=state)]
        newest = {row["recipient"]: row["id"] for row in sorted(found, key=lambda row: int(row["id"]))}
        for row in found:
            kept = newest[row["recipient"]] == row["id"]
            became = {"state": "waiting" if kept else "dropped", "content": "", "answer": row["answer"]}
            moment = {"not_before": now if kept else "", "changed_at": now}
            if not list(
                connection.rows("change_delivery", delivery_id=row["id"], was=row["state"], **became, **moment)
            ):
                continue
            connection.run("release_items", delivery_id=row["id"])
            if kept:
                lines.append(f"Message {row['id']} to {row['recipient']}, {row['state']} since {short_of(row)}.")
    return lines or ["No message was refused, and none waits."]


def short_of(row: dict[str, Any]) -> str:
    """The day of a message, in words."""
    from datetime import date

    return short(date.fromisoformat(row["day"]))


def _get(connection: Connection, number: int) -> dict[str, Any]:
    row = connection.row("get delivery", id=number)
    if row is None:
        raise LookupError(number)
    return dict(row)
