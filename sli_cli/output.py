"""From a list of recommendations to the stream or file that was asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sli_cli.errors import BadValue
from sli_cli.render import BINARY, Column, Report, format_for_suffix, render, render_file
from sli_cli.render.report import NEVER_LEAVES
from sli_cli.reports import columns as catalogue

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
        to_file(wanted.path, render_file(report, wanted.format, explicit_columns=bool(wanted.columns)))
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
        )
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


def to_file(path: str, pieces: Iterator[bytes], *, private: bool = False) -> None:
    """Writes a file that is there whole or not at all, with `private` for its owner's eyes only.

    Raises BadValue where it cannot be written.
    """
    unfinished = f"{path}.{os.getpid()}.part"
    try:
        mode = 0o600 if private else 0o666
        with open(unfinished, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
            stream.writelines(pieces)
        os.replace(unfinished, path)
    except OSError as error:
        raise BadValue(f"{path} could not be written: {error.strerror}.", "Name another file with -o.") from error
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
