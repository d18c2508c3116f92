"""`sli agenda`: the tables that go before a board at a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.changing import optional_day
from sli_cli.domain.agenda import LETTERS
from sli_cli.domain.words import typed
from sli_cli.errors import BadValue
from sli_cli.options import Choice, command, completing, file_out, option, pass_app, register
from sli_cli.reports.agenda_paper import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sli_cli.reports.agenda_paper import Paper

FORMATS = ("text", "markdown", "html", "docx", "xlsx", "pdf", "json")
BINARY = ("docx", "xlsx", "pdf")


@command("agenda")
@click.argument("board", required=False, shell_complete=completing("forums"))
@click.option("--on", metavar="DATE", help="The meeting of that day; the next one unless given.")
@click.option("--tables", metavar="LETTERS", help="Only these tables: A,C,D.")
@click.option("--layout", type=Choice(LAYOUTS), default="table", help="Tables; one item below the other; or narrow.")
@click.option("--columns", metavar="KEYS", help="Which columns, by key, with commas.")
@click.option("--restricted", is_flag=True, help="The words that public papers leave out, for a file of their own.")
@click.option("--minute-sheet", is_flag=True, help="The sheet to fill in at the meeting, as `sli minutes sheet` makes.")
@click.option("--template", metavar="FILE", help="A Word file of yours to fill in (needs sli-cli[template]).")
@click.option("--check-template", metavar="FILE", help="List the tags of a template, and the misspelt ones.")
@register
@option("--format", "fmt", type=Choice(FORMATS), help="How it is written.")
@option("--json", "as_json", is_flag=True, help="Short for --format json: which refs stand in which table.")
@file_out
@pass_app
def agenda(app: App, board: str | None, **given: Any) -> None:
    """The papers of a board's next meeting; making them writes nothing.

    \b
    A  live items for decision at this meeting
    B  completed since the last meeting
    C  extensions requested
    D  overdue, with no extension asked
    E  everything else open

    Each item stands in one table. The papers are for the public: of what is restricted they name ref and ground.

    \b
    Examples:
      sli agenda LSCB --on 2026-12-10
      sli agenda LSCB --on 2026-12-10 --tables A,C,D --layout narrow
      sli agenda "Infant Mortality Group" --on 2027-01-22 --json
    """
    if given["check_template"]:
        _check_template(app, given["check_template"])
        return
    if board is None:
        raise BadValue("No board was named.", "Name one: sli agenda LSCB. `sli forum list` shows them all.")
    if given["minute_sheet"]:
        _minute_sheet(app, board, given)
        return
    fmt = _format(given)
    paper = _paper(app, board, given)
    if given["restricted"] and not paper.withheld:
        app.note("Nothing on this agenda is restricted; no file was written.")
        return
    _write(app, given["path"], fmt, paper, given["template"])


def _minute_sheet(app: App, board: str, given: dict[str, Any]) -> None:
    from sli_cli.commands.minutes import write_sheet

    if not given["path"]:
        raise BadValue("A minute sheet is a file.", "Name it with -o, such as -o minutes.docx.")
    day = optional_day(app, given["on"], "--on")
    write_sheet(app, board, day, given["path"], _letters(given["tables"]), given["register"])


def _paper(app: App, board: str, given: dict[str, Any]) -> Paper:
    from sli_cli.reports.agenda_paper import Paper, Wanted
    from sli_cli.services.agenda import prepare

    on = optional_day(app, given["on"], "--on")
    wanted = Wanted(_letters(given["tables"]), given["layout"], given["columns"])
    with app.database.read() as reader:
        papers = prepare(reader, board, on, given["register"])
    if papers.meeting is None:
        name = papers.forum.name
        app.note(f"{name} has no meeting on that day in its calendar: sli meeting list {typed(name)}")
    return Paper(papers, wanted, restricted=given["restricted"])


def _letters(text: str | None) -> tuple[str, ...]:
    """The tables that were named, in their order. Raises BadValue for one that there is none of."""
    if text is None:
        return LETTERS
    named = [part.strip().upper() for part in text.split(",")]
    for one in named:
        if one not in LETTERS:
            raise BadValue(f"There is no table {one!r}.", f"Tables: {', '.join(LETTERS)}.")
    return tuple(letter for letter in LETTERS if letter in named)


def _format(given: dict[str, Any]) -> str:
    """The format that was asked for. Raises BadValue where the options do not go together."""
    path, fmt = given["path"], "json" if given["as_json"] else given["fmt"]
    if given["restricted"] and (not path or path == "-"):
        raise BadValue("--restricted goes to a file of its own.", "Name it with -o, such as -o restricted.docx.")
    if given["template"]:
        if fmt not in (None, "docx"):
            raise BadValue(f"A template gives a Word file, not {fmt}.", "Leave the format out.")
        fmt = "docx"
    if fmt is None and path and path != "-":
        fmt = _by_suffix(path)
    if given["restricted"] and (fmt == "json" or given["template"]):
        raise BadValue("A restricted paper is no JSON, and fills in no template.", "Make a document, such as a .docx.")
    return fmt or "text"


def _by_suffix(path: str) -> str:
    suffixes = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".htm": "html"}
    ending = "." + path.rpartition(".")[2].lower()
    found = suffixes.get(ending, ending.removeprefix("."))
    if found not in FORMATS:
        known = ", ".join(f".{one}" for one in ("docx", "xlsx", "pdf", "html", "md", "txt", "json"))
        raise BadValue(f"No format is known by the suffix of {path!r}.", f"Give a name that ends in {known}.")
    return found


def _write(app: App, path: str | None, fmt: str, paper: Paper, template: str | None) -> None:
    import sys

    from sli_cli.output import terminal_width, to_file

    to_stdout = path is None or path == "-"
    if to_stdout and fmt in BINARY and sys.stdout is not None and sys.stdout.isatty():
        raise BadValue(f"{fmt} is not text, and cannot be shown here.", f"Name a file with -o, such as -o a.{fmt}.")
    if fmt == "json":
        pieces = _json(paper)
    elif template:
        pieces = _filled(paper, template)
    elif fmt == "xlsx":
        pieces = _workbook(paper)
    else:
        from sli_cli.render.document import render_document

        pieces = iter([render_document(paper.document(), fmt, terminal_width() if to_stdout else 120)])
    if path is not None and not to_stdout:
        to_file(path, pieces)
    elif fmt in BINARY:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
    else:
        app.say(piece.decode("utf-8", "surrogatepass") for piece in pieces)


def _json(paper: Paper) -> Iterator[bytes]:
    from sli_cli.render.json_text import indented
    from sli_cli.reports.agenda_data import record

    yield (indented(record(paper), "utf-8") + "\n").encode("utf-8", "surrogatepass")


def _workbook(paper: Paper) -> Iterator[bytes]:
    from sli_cli.render import render_file
    from sli_cli.reports.agenda_data import workbook

    return render_file(workbook(paper), "xlsx", explicit_columns=True)


def _filled(paper: Paper, path: str) -> Iterator[bytes]:
    from sli_cli.render.template import fill
    from sli_cli.reports.agenda_data import TAGS, for_template

    yield fill(path, TAGS, for_template(paper), paper.title)


def _check_template(app: App, path: str) -> None:
    """Lists the names that a template uses, and those that there are beside. Raises Rejected for misspelt ones."""
    from sli_cli.render.template import misspelt, tags_of
    from sli_cli.reports.agenda_data import TAGS

    found = tags_of(path, TAGS)
    app.say(f"Used: {', '.join(found.used) or 'none'}\n")
    for name, inner in TAGS.items():
        each = f", each with {', '.join(inner)}" if inner else ""
        app.say(f"There is: {name}{each}\n")
    if found.unknown:
        raise misspelt(found.unknown)
