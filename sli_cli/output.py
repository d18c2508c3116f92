"""From a list of recommendations to the stream or file that was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.errors import BadValue
from sli_cli.render import BINARY, Column, Report, format_for_suffix, render, render_file
from sli_cli.render.report import NEVER_LEAVES
from sli_cli.reports import columns as catalogue
from sli_cli.store import SQLITE_FILE

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.domain.diary import DiaryEntry
    from sli_cli.domain.recommendation import Recommendation

GROUPS: dict[str, Callable[[Recommendation], str]] = {
    "theme": lambda one: one.theme,
    "lead": lambda one: one.lead.post if one.lead else "No lead",
    "forum": lambda one: one.decides or "No board",
    "standing": lambda one: one.standing,
    "register": lambda one: one.register,
}
FOR_DATA = ("csv", "tsv")
FOR_PEOPLE = ("table", "markdown", "html", "docx", "xlsx")
CALENDAR = "ics"


class Wanted(NamedTuple):
    """How a table was asked for."""

    fmt: str | None = None
    as_json: bool = False
    path: str | None = None
    columns: str | None = None
    sort: str | None = None
    group: str | None = None
    limit: int | None = None

    @property
    def format(self) -> str:
        """The one format that was asked for. Raises BadValue for two."""
        if self.as_json and self.fmt not in (None, "json"):
            raise BadValue(f"--json and --format {self.fmt} are two formats.", "Give one of them.")
        if self.as_json:
            return "json"
        if self.fmt:
            return self.fmt
        return format_for_suffix(self.path) if self.path and self.path != "-" else "table"

    @property
    def for_people(self) -> bool:
        """Whether headers and feet are printed."""
        return self.format in FOR_PEOPLE


def show(
    app: App,
    wanted: Wanted,
    rows: Iterable[Recommendation],
    *,
    title: str,
    usual: tuple[str, ...],
    head: tuple[str, ...] = (),
    foot: Callable[[], tuple[str, ...]] | tuple[str, ...] = (),
    group: Callable[[Recommendation], str] | None = None,
    empty: str,
    total: int = 0,
    several_registers: bool = False,
) -> None:
    """Prints recommendations as they were asked for.

    `total` is how many there are, of which --limit may leave some out. Where they may be of `several_registers`, a
    column says of which each is.
    """
    if wanted.sort:
        by, reverse = catalogue.order(wanted.sort)
        rows = sorted(rows, key=by, reverse=reverse)
    if wanted.group:
        group = GROUPS[wanted.group]
        rows = sorted(rows, key=group)
    if wanted.limit:
        rows = islice(rows, wanted.limit)
        head = (*head[:-1], " ".join((*head[-1:], _shown(wanted.limit, total)))) if wanted.limit < total else head
    report = Report(
        title=title,
        columns=_columns(wanted, usual, several_registers and wanted.group != "register"),
        rows=rows,
        as_of=app.today,
        head=head,
        foot=foot,
        group=group,
        record=None if wanted.columns else catalogue.record,
        empty=empty,
        emphasis=lambda one: {"overdue": "red", "due": "yellow"}.get(one.standing, ""),
        diary=_diary(app) if wanted.format == CALENDAR else None,
    )
    write(app, wanted, report)


def _shown(limit: int, total: int) -> str:
    return f"The first {limit} of {total} {'is' if limit == 1 else 'are'} shown."


def _columns(wanted: Wanted, usual: tuple[str, ...], with_register: bool) -> tuple[Column, ...]:
    if wanted.columns:
        return catalogue.chosen(wanted.columns, usual)
    if wanted.format in FOR_DATA:
        return catalogue.FLAT
    picked = catalogue.chosen(None, usual)
    return (catalogue.COLUMNS["register"]._replace(rank=NEVER_LEAVES), *picked) if with_register else picked


def _diary(app: App) -> Callable[[Recommendation], DiaryEntry | None]:
    from sli_cli.services.diary import Diary

    with app.database.read() as reader:
        return Diary(reader).review


def write(app: App, wanted: Wanted, report: Report) -> None:
    """Renders a report to standard output, or to a file that is there whole or not at all.

    Raises BadValue where the format is no text and standard output is a terminal.
    """
    if wanted.path and wanted.path != "-":
        pieces = render_file(report, wanted.format, explicit_columns=bool(wanted.columns))
        to_file(wanted.path, pieces, database=app.settings["database"])
        return
    if wanted.format in BINARY and not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.writelines(render_file(report, wanted.format, explicit_columns=bool(wanted.columns)))
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    app.say(
        render(
            report,
            wanted.format,
            width=terminal_width(),
            color=app.color(sys.stdout),
            encoding=encoding,
            explicit_columns=bool(wanted.columns),
        ),
        drawn=True,
    )


def terminal_width() -> int:
    """The width of the terminal in characters: COLUMNS, or what it says, or 80. As in shutil, whose import is slow."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


def to_file(path: str, pieces: Iterator[bytes], *, private: bool = False, database: str = "") -> None:
    """Writes a file that is there whole or not at all, with `private` for its owner's eyes only.

    `database` is the name of the one in use. Raises BadValue for that and every other database, and where the file
    cannot be written.
    """
    # Nobody can guess the name and put a link there; O_EXCL would follow none.
    unfinished = os.path.join(os.path.dirname(path), f".sli-{os.urandom(8).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        _check_target(path, database)
        handle = os.open(unfinished, flags, 0o600 if private else 0o666)
        try:
            with open(handle, "wb") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(handle)
            os.replace(unfinished, path)
        except BaseException:
            with suppress(OSError):
                os.remove(unfinished)
            raise
    except OSError as error:
        raise BadValue(f"{path} could not be written: {error.strerror}.", "Name another file with -o.") from error


def _check_target(path: str, database: str) -> None:
    """Raises BadValue where what is at `path` is not to be replaced: a database, or a pipe or a device."""
    if not os.path.exists(path) or os.path.isdir(path):
        return
    if not os.path.isfile(path):
        raise BadValue(f"{path} is no file that can be replaced.", "Name another file with -o, or leave -o out.")
    in_use = os.path.expanduser(database.removeprefix("sqlite:///"))
    same = os.path.exists(in_use) and os.path.samefile(path, in_use)
    if same or _begins_as_database(path):
        raise BadValue(f"{path} is a database.", "Name another file with -o.")


def _begins_as_database(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return stream.read(len(SQLITE_FILE)) == SQLITE_FILE
    except PermissionError:  # it may be replaced all the same, where the folder is one's own
        return False
