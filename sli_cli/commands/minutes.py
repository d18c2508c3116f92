"""`sli minutes`: what a board decided, from a sheet that was filled in or from the keyboard, into the register."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.changing import ask, optional_day
from sli_cli.options import HELP_NAMES, Group, completing, many, option, pass_app
from sli_cli.options import register as of_register

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.domain.forms import Filled
    from sli_cli.services.minutes import Minuted


class Minutes(Group):
    """A group that reads a file unless one of its subcommands is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = not args or args[0] in (*self.commands, "-h", "--help")
        return super().parse_args(ctx, args if named else ["read", *args])

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "FILE [OPTIONS]")
        formatter.write_usage(ctx.command_path, "--typed BOARD [OPTIONS]")
        formatter.write_usage(ctx.command_path, "sheet BOARD -o FILE [OPTIONS]")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.commands["read"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group("minutes", cls=Minutes, context_settings=HELP_NAMES)
def minutes() -> None:
    """Record what a board decided: from a sheet that was filled in, or typed.

    A sheet is matched by ref, checked as a whole, shown with what it changes, and recorded in one step or not at all.
    The same sheet again changes nothing; a minute number may be added later.

    \b
    Examples:
      sli minutes sheet LSCB --on 2026-11-17 -o sheet.docx
      sli minutes sheet.docx --dry-run
      sli minutes sheet.docx --yes
    """


@minutes.command("sheet")
@click.argument("board", shell_complete=completing("forums"))
@option("--on", metavar="DATE", help="The day of the meeting; the next one unless given.")
@option("-o", "--output", "path", metavar="FILE", required=True, help="A .docx or .xlsx file.")
@option("--tables", metavar="LETTERS", default="A,B,C,D", help="Tables of the agenda, as A,C; E is the rest.")
@of_register
@option("--replace", is_flag=True, help="Write over a file that is there.")
@pass_app
def sheet(app: App, board: str, on: str | None, path: str, tables: str, register: str | None, replace: bool) -> None:
    """Write the sheet to fill in at a meeting: the items of its agenda, with fields for what is decided.

    \b
    Examples:
      sli minutes sheet LSCB --on 2026-11-17 -o sheet.docx
      sli minutes sheet LSCB --on 2026-11-17 --tables A,C -o sheet.xlsx
    """
    from sli_cli.services.minute_sheet import letters_of

    day = optional_day(app, on, "--on")
    write_sheet(app, board, day, path, letters_of(tables), register, replace=replace)


def write_sheet(
    app: App,
    board: str,
    day: date | None,
    path: str,
    letters: tuple[str, ...],
    register: str | None,
    *,
    replace: bool = False,
) -> None:
    """Writes the sheet of the meeting of that day, or of the next one, to a file, and says so."""
    from sli_cli.domain.datewords import count_words
    from sli_cli.form_files import check_name, write_form
    from sli_cli.services.minute_sheet import sheet as prepared

    check_name(path)
    with app.database.read() as reader:
        form = prepared(reader, board, day, register, letters)
    if write_form(app, path, form, replace=replace):
        app.say(f"{path}: {form.title}, {count_words(len(form.items), 'item')}.\n")


@minutes.command("read")
@click.argument("file", required=False)
@option("--typed", metavar="BOARD", complete="forums", help="Without a file: type them, one item after another.")
@option("--on", metavar="DATE", help="With --typed: the day of the meeting; the last one unless given.")
@many("--accept", metavar="REF", complete="refs", help="Record this item although it has changed since the sheet.")
@option("--dry-run", is_flag=True, help="Show what it would do, and do nothing.")
@pass_app
def read(app: App, file: str | None, typed: str | None, on: str | None, **given: Any) -> None:
    """Record the minutes of a meeting; `read` may be left out.

    \b
    Examples:
      sli minutes sheet LSCB --on 2026-11-17 --tables A,C -o sheet.xlsx
      sli minutes read sheet.xlsx --dry-run
    """
    if (file is None) == (typed is None):
        raise click.UsageError("Name one sheet that was filled in, or --typed BOARD.", click.get_current_context())
    if typed is not None:
        from sli_cli.commands.minutes_typed import typed_in
        from sli_cli.form_files import warn_of_persons

        filled = typed_in(app, typed, optional_day(app, on, "--on"))
        warn_of_persons(app, filled)
    else:
        from sli_cli.domain.forms import MINUTES
        from sli_cli.form_files import read_file

        if on is not None:
            raise click.UsageError("--on goes with --typed: a sheet says its meeting.", click.get_current_context())
        filled = read_file(app, file or "", MINUTES)
    _record(app, filled, **given)


def _record(app: App, filled: Filled, accept: tuple[str, ...], dry_run: bool) -> None:
    """Rehearses, shows and asks, and records."""
    from sli_cli.services.answers import Problems
    from sli_cli.services.minutes import record

    try:
        if dry_run or "yes" not in app.flags:
            found = record(app.database, filled, accept, keep=False)
            if found.writes:
                _show(app, found, dry_run)
            if dry_run or not found.writes:
                said = found.said()
                app.say(f"{'Would say: ' if found.writes else ''}{line}\n" for line in said)
                return
            ask(app, found.said(), f"Record these minutes of {found.board}?")
        app.say(f"{line}\n" for line in record(app.database, filled, accept).said())
    except Problems as error:
        for problem in error.problems:
            app.note(f"  {os.path.basename(filled.file)}, {problem}")
        raise


def _show(app: App, found: Minuted, dry_run: bool) -> None:
    """What differs, item by item: on standard output where that is what was asked for."""
    import sys

    from sli_cli.output import terminal_width
    from sli_cli.render import Column, Report, render

    columns = (
        Column("ref", "Ref", lambda one: one.ref, least=3, grow=0),
        Column("what", "What", lambda one: one.what, least=14, grow=0),
        Column("before", "In the register", lambda one: one.before, least=14, grow=1),
        Column("after", "In the minutes", lambda one: one.after, least=14, grow=1),
    )
    report = Report(title="What changes", columns=columns, rows=found.changes)
    stream = sys.stdout if dry_run else sys.stderr
    encoding = getattr(stream, "encoding", None) or "utf-8"
    text = "".join(render(report, "table", width=terminal_width(), color=app.color(stream), encoding=encoding))
    if dry_run:
        app.say(text + "\n", drawn=True)
    else:
        click.echo(text, err=True)  # drawn, with colours where they are seen
