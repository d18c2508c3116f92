"""Registers: made, corrected, and what each settles about its dates and its closures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short
from sli_cli.domain.register_settings import NOT_MOVED, SETTINGS, one_of, shown
from sli_cli.domain.words import clean_line, typed
from sli_cli.errors import BadValue
from sli_cli.services.finding import find_register

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum, Post
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database


def add(database: Database, name: str, **given: str | date | None) -> list[str]:
    """Adds a register; `given` may hold title, locality, report_title, report_date and adopted_on, or None.

    Adopted today, assumed, unless `adopted_on` says otherwise; the title is the name unless given. Raises BadValue for
    a name or title that another register goes by, and for a day in the future.
    """
    name = _clean_name(name)
    values = _cleaned(given, database.today)
    with database.change("register add") as change:
        for known in change.registers():
            if known.name.casefold() == name.casefold():
                return [_already_there(known, values)]
        _refuse_taken(change.registers(), (name, str(values.get("title", name))))
        usual: dict[str, str | date] = {"title": name, "locality": "", "report_title": "", "adopted_on": change.today}
        whole: dict[str, str | date] = {**usual, "adopted_basis": "assumed", **values}
        change.insert("register", name=name, **whole)
    adopted = f"{_shown(whole['adopted_on'])} ({whole['adopted_basis']})"
    return [f"{name}: register added, adopted {adopted}; it has no recommendations yet."]


def edit(database: Database, name: str | None, **given: str | date | None) -> list[str]:
    """Corrects what is given (not None) of the register of that name, or of the only one; as `add` raises and takes."""
    values = _cleaned(given, database.today)
    with database.change("register edit") as change:
        register = find_register(change, name)
        if "title" in values:
            others = [one for one in change.registers() if one.id != register.id]
            _refuse_taken(others, (str(values["title"]),))
        lines = edit_row(change, "register", register, values)
    if values.get("adopted_on", register.adopted_on) != register.adopted_on:
        lines.append(f"{register.name}: {NOT_MOVED}; each cadence counts from the day that it counted from.")
    return lines


def settle(database: Database, name: str | None, setting: str, value: str) -> list[str]:
    """Settles one of SETTINGS for a register; an empty value takes back what was settled, so that the default holds.

    Raises BadValue for an unknown setting, with a list, and for a value that it does not take.
    """
    setting = one_of("setting", setting, SETTINGS)
    settled, cleared = SETTINGS[setting], not value.strip()
    value = settled.read_typed(setting, value)
    with database.change("register set") as change:
        register = find_register(change, name)
        before = register.setting(setting)
        if before == value:
            return [f"{register.name}: {setting} is {shown(value)} already; nothing was changed."]
        rows = change.rows("settings_of", register_id=register.id)
        stored = next((row["id"] for row in rows if row["name"] == setting), None)
        if stored is None:
            change.insert("register_setting", register_id=register.id, name=setting, value=value)
        elif cleared:
            change.delete("register_setting", stored)
        else:
            change.update("register_setting", stored, value=value)
        half = _half_settled(change, find_register(change, register.name)) if setting in ESCALATION else []
    said = f"{setting} is now {shown(value)} (was {shown(before)}): {settled.meaning}. {settled.effect}"
    return [f"{register.name}: {said}", *half]


ESCALATION = {"escalate-after": '"10 working days"', "escalate-to": '"NAME <ADDRESS>"'}
"""The settings that escalation needs, both, each with what may be written."""


def _half_settled(change: Change, register: Register) -> list[str]:
    """A sentence where one of the two settings of escalation is set and the other is not."""
    unset = [name for name in ESCALATION if register.setting(name) == SETTINGS[name].default]
    if len(unset) != 1:
        return []
    mend = f"sli register set {unset[0]} {ESCALATION[unset[0]]}"
    which = f" --register {typed(register.name)}" if len(change.register_names()) > 1 else ""
    return [f"{register.name}: nothing is escalated until {unset[0]} is set too: {mend}{which}"]


def close_day(database: Database, name: str | None, day: date, reason: str) -> list[str]:
    """Makes `day` one of the register's own closed days, or corrects the reason of one."""
    reason = clean_line(reason, "reason")
    with database.change("register close-day") as change:
        register = find_register(change, name)
        row = _closed_day(change, register, day)
        if row is None:
            change.insert("closed_day", register_id=register.id, closed_on=day, reason=reason)
            return [f"{register.name}: closed on {short(day)} ({reason}); {NOT_MOVED}."]
        if change.update("closed_day", row[0], reason=reason):
            return [f"{register.name}: closed on {short(day)} for another reason: {reason} (was {row[1]})."]
        return [f"{register.name}: {short(day)} is a closed day already ({reason}); nothing was changed."]


def open_day(database: Database, name: str | None, day: date, reason: str) -> list[str]:
    """Makes `day` no longer one of the register's own closed days; the reason may be empty."""
    with database.change("register close-day", clean_line(reason, "reason", empty=True)) as change:
        register = find_register(change, name)
        row = _closed_day(change, register, day)
        if row is None:
            return [f"{register.name}: {short(day)} is not one of its closed days; nothing was changed."]
        change.delete("closed_day", row[0])
        return [f"{register.name}: {short(day)} is no longer a closed day (was: {row[1]}); {NOT_MOVED}."]


def edit_row(change: Change, table: str, thing: Register | Post | Forum, values: Mapping[str, str | date]) -> list[str]:
    """Sets columns of the row that `thing` was read from, and says what each was; or that all were so already.

    Raises BadValue where there are no values.
    """
    if not values:
        raise BadValue("Nothing to change was given.", "See the options with --help.")
    changed = {name: value for name, value in values.items() if value != getattr(thing, name)}
    if not changed:
        return [f"{thing.name}: it is so already; nothing was changed."]
    change.update(table, thing.id, **changed)
    return [
        f"{thing.name}: {name.replace('_', ' ')} is now {_shown(value)} (was {_shown(getattr(thing, name))})."
        for name, value in changed.items()
    ]


def _shown(value: str | date | None) -> str:
    if isinstance(value, date):
        return short(value)
    return f'"{value}"' if value else "empty"


def _clean_name(name: str) -> str:
    cleaned = clean_line(name, "name of the register")
    if ":" in cleaned:
        raise BadValue(
            f"A register's name has no colon: {cleaned!r}.", "REGISTER:REF names a ref in one of several registers."
        )
    return cleaned


def _cleaned(given: Mapping[str, str | date | None], today: date) -> dict[str, str | date]:
    """What was given, as it is stored; an adoption that is given is confirmed. Raises BadValue for a day to come."""
    values: dict[str, str | date] = {}
    for name, value in given.items():
        if isinstance(value, date):
            if value > today:
                raise BadValue(f"{short(value)} is in the future.", "Give the day on which it was.")
            values[name] = value
        elif value is not None:
            values[name] = clean_line(value, name.replace("_", " "), empty=name != "title")
    if "adopted_on" in values:
        values["adopted_basis"] = "confirmed"
    return values


def _already_there(known: Register, values: Mapping[str, str | date]) -> str:
    """The sentence for a register that is added again; raises BadValue where it is not the same one."""
    if any(value != getattr(known, name) for name, value in values.items()):
        raise BadValue(
            f"There is a register {known.name} already, and not with these details.",
            f"Correct it with `sli register edit {typed(known.name)}`, or give another name.",
        )
    return f"{known.name}: there is such a register already; nothing was changed."


def _refuse_taken(others: Iterable[Register], words: Iterable[str]) -> None:
    """A register is looked up by its name or its title, so no two may go by the same words."""
    wanted = {word.casefold() for word in words}
    for other in others:
        if wanted & {other.name.casefold(), other.title.casefold()}:
            raise BadValue(
                f"The register {other.name} ({other.title}) goes by these words already.", "Give other words."
            )


def _closed_day(change: Change, register: Register, day: date) -> tuple[int, str] | None:
    """The key and the reason of the register's own closed day, where it is one."""
    rows = change.rows("closed_days_of", register_id=register.id)
    return next(((row["id"], row["reason"]) for row in rows if row["closed_on"] == day.isoformat()), None)
