"""What backups are called, which of them go when a new one is there, and whether the newest is too old."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.domain.datewords import days_between_words, short
from sli_cli.services.checks import Finding

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

OLD = timedelta(days=7)
"""How old the newest backup may be, and how long a register may be in use without one."""

STAMP = "%Y-%m-%dT%H%M%SZ"
NAME = re.compile(
    r"(?P<stem>.+)-(?P<at>\d{4}-\d\d-\d\dT\d{6}Z)-(?P<mark>[0-9a-f]{8})(?:-(?P<nth>\d+))?(?P<kind>\.db|\.jsonl\.gz)"
)


class Origin(NamedTuple):
    """Whose backups they are, so that two databases can keep theirs in one folder."""

    stem: str
    """What the database is called, as its backups begin."""
    mark: str
    """How its history begins, in eight hexadecimal digits: the same for ever, and that of its copies alone."""
    since: datetime | None
    """When it was first written to; None where nothing was yet."""


class Backup(NamedTuple):
    """A backup by its file's name; of several made in the same second, the `nth`."""

    at: datetime
    nth: int
    name: str


def origin(reader: Reader, place: str) -> Origin:
    """Whose backups those of the database at `place` are: a path, or an address without its password."""
    if "://" in place:
        last = re.split(r"[?#]", place.partition("://")[2])[0].rpartition("/")[2]
        stem = re.sub(r"[^\w.-]+", "_", last) or "sli"
    else:
        stem = os.path.basename(place).removesuffix(".db") or "sli"
    first = next(reader.connection.rows("history_in_order"), None)
    if first is None:
        return Origin(stem, "0" * 8, None)
    return Origin(stem, first["hash"][:8], datetime.fromisoformat(first["at"]))


def names(whose: Origin, now: datetime, kind: str) -> Iterator[str]:
    """The name for a backup made `now` (UTC), and the next ones, should it be taken; `kind` is its suffix."""
    name = f"{whose.stem}-{now.strftime(STAMP)}-{whose.mark}"
    yield name + kind
    for nth in range(2, 100):
        yield f"{name}-{nth}{kind}"


def backups(whose: Origin, there: Iterable[str]) -> list[Backup]:
    """Those of `whose` among the file names that are `there`, oldest first; a name that we did not give is none."""
    found = []
    for name in there:
        match = NAME.fullmatch(name)
        if match is not None and (match["stem"], match["mark"]) == (whose.stem, whose.mark):
            try:
                at = datetime.strptime(match["at"], STAMP).replace(tzinfo=UTC)
            except ValueError:  # 31 February: nobody's clock said so
                continue
            found.append(Backup(at, int(match["nth"] or 1), name))
    return sorted(found)


class Rotation(NamedTuple):
    """What becomes of the backups that were there before a new one, by their names."""

    gone: list[str]
    """Those that are to be removed, oldest first."""
    ahead: list[Backup]
    """Those that are dated in the future: a clock was wrong, so nobody can say how old they are. They stay."""


def rotation(
    whose: Origin, there: Iterable[str], made: str, keep: int, now: datetime, held: Callable[[list[str]], set[str]]
) -> Rotation:
    """Which of the backups that are `there` go, now that `made` is one of them: all but it and the newest others.

    `keep` is how many stay, `made` counted; at least 1. `now` is real UTC. Only those go, and count, of which `made`
    has everything: a copy of the database has backups of the same name, with changes of its own. Which those are of
    some names, `held` says; it is asked only where there are too many.
    """
    every = backups(whose, there)
    (new,) = backups(whose, [made])
    earlier = [backup.name for backup in every if backup.name != made and backup.at <= new.at]
    others = keep - 1
    if len(earlier) > others:
        known = held(earlier)
        earlier = [name for name in earlier if name in known]
    gone = earlier[: max(0, len(earlier) - others)]
    return Rotation(gone, [backup for backup in every if backup.at > max(now, new.at)])


def old_backup(whose: Origin, there: Iterable[str], folder: str, now: datetime) -> Finding | None:
    """What `sli check` says of the backups that are `there` in `folder`; None where all is well.

    `now` is real UTC, like the names of backups and the stamps of history. A backup from the future, made while a clock
    was wrong, says nothing about its age.
    """
    made = [backup.at for backup in backups(whose, there) if backup.at <= now]
    if made:
        if now - made[-1] <= OLD:
            return None
        days = days_between_words((now - made[-1]).days)
        what = f"The last backup in {folder} was made on {short(made[-1].date())}, {days} ago"
    else:
        if whose.since is None or now - whose.since <= OLD:
            return None
        what = f"There is no backup in {folder}, and the register has been in use since {short(whose.since.date())}"
    return Finding("", (), "old-backup", what, "sli db backup")
