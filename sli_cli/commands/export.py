"""`sli export`: one register as a file that people work in and `sli import` reads back; or the whole database."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sli_cli.app import App
from sli_cli.domain.filters import Asked
from sli_cli.errors import BadValue
from sli_cli.options import command, file_out, filters, option, pass_app

if TYPE_CHECKING:
    from sli_cli.domain.filters import Filter
    from sli_cli.domain.register import Register
    from sli_cli.store.reader import Reader

FORMATS = {
    **{name: name for name in ("xlsx", "csv", "json", "docx", "html")},
    "md": "markdown",
    "markdown": "markdown",
}
LISTED = "xlsx, csv, json, docx, html or md"


@command("export")
@option("--format", "fmt", metavar="FORMAT", help=f"{LISTED}.")
@file_out
@option("--all", "whole", is_flag=True, help="The whole database, history too, for `sli import --all`.")
@filters
@pass_app
def export(app: App, fmt: str | None, path: str | None, whole: bool, **given: Any) -> None:
    """A register as a file to work in, and to import again.

    All recommendations of one register, or those of a filter, closed ones too. Without -o and --format it is a
    workbook in this folder that is called like the register; with --format alone it goes to standard output.

    Workbook, CSV and Word file hold every recommendation with its latest update and come back by `sli import`; a Word
    file has a table for each. JSON holds all that was recorded of each, people and boards too, and comes back exactly.
    With --all the file holds the whole database: every register, and its history.

    \b
    Examples:
      sli export --format csv --theme Safeguarding
      sli export -o register.docx
      sli export --format json --register bwd-infant-mortality
      sli export --all -o everything.jsonl
    """
    asked = Asked(**given)
    if whole:
        if fmt or asked != Asked():
            raise BadValue("--all is the whole database: it takes neither filter nor format.", "Leave them out.")
        _everything(app, path)
        return
    chosen = _format(fmt, path)
    from sli_cli.services.finding import find_register
    from sli_cli.services.reporting import resolve

    with app.database.read() as reader:
        register = find_register(reader, asked.register)
        found = resolve(reader, asked._replace(register=register.name))
        target = path or (None if fmt else _new_name(register.name))
        if chosen == "json":
            count = _as_json(app, reader, register, found, target)
        else:
            count = _as_table(app, reader, register, found, chosen, target)
    if target and target != "-":
        from sli_cli.domain.datewords import count_words

        app.say(f"{register.name}: {count_words(count, 'recommendation')} written to {target}\n")


def _format(fmt: str | None, path: str | None) -> str:
    """The format that was asked for by name, or by the suffix of the file; a workbook where neither says."""
    from sli_cli.render import format_for_suffix

    named = fmt.lower() if fmt else format_for_suffix(path) if path and path != "-" else "xlsx"
    if named not in FORMATS:
        raise BadValue(f"There is no export as {named}.", f"Choose {LISTED}; `sli list` has others.")
    return FORMATS[named]


def _new_name(register: str) -> str:
    """The name of a workbook in this folder. Raises BadValue where there is one: somebody may have worked in it."""
    path = re.sub(r"[^\w.()-]+", "-", register).strip("-.") + ".xlsx"
    if os.path.exists(path):
        raise BadValue(f"{path} is there already.", "Name another file, or this one, with -o.")
    return path


def _as_table(app: App, reader: Reader, register: Register, found: Filter, chosen: str, target: str | None) -> int:
    from sli_cli.domain.datewords import count_words, short
    from sli_cli.output import Wanted, write
    from sli_cli.render import Report
    from sli_cli.reports.export_columns import columns, heading
    from sli_cli.services import exporting

    count, extra = exporting.survey(reader, found)
    source = f"In answer to: {register.report_title}" if register.report_title else ""
    adopted = f"Adopted on {short(register.adopted_on)} ({register.adopted_basis})."
    counted = f"{count_words(count, 'recommendation')}, closed ones included. {adopted}"
    report = Report(
        title=register.title,
        columns=columns(extra),
        rows=exporting.rows(reader, found),
        as_of=app.today,
        head=tuple(line for line in (source, counted) if line),
        empty="No recommendation is of that kind.",
        each=heading,
    )
    write(app, Wanted(fmt=chosen, path=target), report)
    return count


def _as_json(app: App, reader: Reader, register: Register, found: Filter, target: str | None) -> int:
    """Writes the register, its people and boards, and every recommendation as lists have it and all else there is."""
    import sys

    from sli_cli.output import to_file
    from sli_cli.render.json_text import indented
    from sli_cli.reports.columns import record
    from sli_cli.services.portable_rows import Portable

    portable = Portable(reader, register, found)
    encoding = "utf-8" if target else getattr(sys.stdout, "encoding", None) or "utf-8"

    def pieces() -> Iterator[str]:
        # No text holds a line feed in JSON, so each one here begins a line of the document.
        yield indented(portable.head(app.today.isoformat()), encoding).removesuffix("\n}") + ',\n  "recommendations": ['
        between = "\n    "
        for one, stored in portable.recommendations():
            computed = record(one)
            people = {name: computed[name] for name in ("lead", "sponsor")}  # with who holds the post
            names = [post["post"] for post in stored["contributing"]]
            whole = {**computed, **stored, **people, "contributors": names}
            yield between + indented(whole, encoding).replace("\n", "\n    ")
            between = ",\n    "
        yield "\n  ]\n}\n"

    if target and target != "-":
        to_file(target, (piece.encode() for piece in pieces()), database=app.settings["database"])
    else:
        app.say(pieces())
    if portable.left_out:
        app.note(f"{portable.left_out} references to recommendations that are not in the export were left out.")
    return portable.count


def _everything(app: App, path: str | None) -> None:
    """Writes the database line by line: a file that is there whole or not at all, for its owner's eyes only."""
    from sli_cli.output import to_file
    from sli_cli.store.whole import dump

    if not path:
        raise BadValue("--all needs a file to write.", "Name one with -o, such as -o everything.jsonl.")
    with app.database.home.reading() as connection:
        lines = (line.encode() for line in dump(connection))
        if path == "-":
            import sys

            sys.stdout.flush()
            sys.stdout.buffer.writelines(lines)
            return
        packed = path.lower().endswith(".gz")
        to_file(path, _packed(lines) if packed else lines, private=True, database=app.settings["database"])
    if packed:
        app.say(f"The whole database is written to {path}; `sli db restore {path} --to DATABASE` makes one of it.\n")
        return
    app.say(f"The whole database is written to {path}; `sli import --all {path}` restores it into an empty one.\n")


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same as the bytes of a .gz file."""
    import zlib

    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)  # 16 more stand for the head and foot of gzip
    yield from map(packer.compress, pieces)
    yield packer.flush()
