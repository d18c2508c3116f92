"""`sli updates`: asks the leads before a meeting, and reads their answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sli_cli.app import App
from sli_cli.changing import ask as confirm
from sli_cli.changing import optional_day
from sli_cli.errors import BadValue
from sli_cli.options import completing, group, option, pass_app
from sli_cli.options import register as of_register
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report

if TYPE_CHECKING:
    from sli_cli.services.updates import Request

COLUMNS = (
    Column("holder", "Lead", lambda one: one[0].lead.holder or "(vacant)", least=12),
    Column("post", "Post", lambda one: one[0].lead.post, least=14, grow=2),
    Column("email", "E-mail", lambda one: one[0].lead.email, least=10, rank=1),
    Column("refs", "Items", lambda one: [item.ref for item in one[0].form.items], least=6),
    Column("file", "File", lambda one: one[1], least=14, grow=2),
)


@group("updates")
def updates() -> None:
    """Ask the leads before a board meets, and read their answers.

    \b
    Examples:
      sli updates ask LSCB --on 2026-12-15 -o forms
      sli updates read forms/updates-lscb-2026-12-15-chair-of-lscb.docx --dry-run
    """


@updates.command("ask")
@click.argument("board", shell_complete=completing("forums"))
@option("--on", metavar="DATE", help="The day of the meeting; the next one unless given.")
@option("-o", "--output", "folder", metavar="FOLDER", default=".", help="Where the forms go; made where it is missing.")
@of_register
@option("--replace", is_flag=True, help="Write over forms that are there.")
@pass_app
def ask(app: App, board: str, on: str | None, folder: str, register: str | None, replace: bool) -> None:
    """Write a short Word form for each lead, ready to mail: their items that are due by the meeting.

    A form that is there already may be filled in, and is kept. Nothing is recorded.

    \b
    Examples:
      sli updates ask LSCB --on 2026-12-15 -o forms
    """
    from sli_cli.domain.datewords import short
    from sli_cli.form_files import write_form
    from sli_cli.services.updates import ask as prepared

    day = optional_day(app, on, "--on")
    with app.database.read() as reader:
        found = prepared(reader, board, day, register)
    if found.requests:
        _make(folder)
    rows: list[tuple[Request, str]] = []
    for request in found.requests:
        path = os.path.join(folder, request.file)
        write_form(app, path, request.form, replace=replace)
        rows.append((request, path))
    meeting = f"{found.board} of {short(found.meets_on)}"
    foot = []
    if found.nobody:
        foot.append(f"With no lead to ask: {', '.join(found.nobody)}.")
    vacant = [request.lead.post for request in found.requests if request.lead.holder is None]
    if vacant:
        foot.append(f'Nobody holds {"; ".join(vacant)}: sli lead appoint "POST" --name NAME')
    report = Report(
        title=f"Updates asked for {meeting}",
        columns=COLUMNS,
        rows=rows,
        as_of=app.today,
        foot=tuple(foot),
        empty=f"Nothing is due by {meeting}, so nobody is asked.",
    )
    write(app, Wanted(), report)


def _make(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise BadValue(f"{folder} could not be made: {error.strerror}.", "Name another folder with -o.") from error


@updates.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@pass_app
def read(app: App, files: tuple[str, ...], dry_run: bool) -> None:
    """Record what the leads answered: all of the files, or none where one has a problem.

    An outcome with words is a review, of the date that was picked; words alone are a note. A later date is a request,
    which waits for the board. The same file again changes nothing.

    \b
    Examples:
      sli updates read forms/updates-lscb-2026-12-15-chair-of-lscb.docx --dry-run
    """
    from sli_cli.domain.forms import UPDATES
    from sli_cli.form_files import read_file
    from sli_cli.services.answers import Problems
    from sli_cli.services.replies import record

    replies = [read_file(app, path, UPDATES) for path in dict.fromkeys(files)]
    try:
        if dry_run or "yes" not in app.flags:
            found = record(app.database, replies, keep=False)
            if dry_run or not found.writes:
                app.say(f"{'Would say: ' if found.writes else ''}{line}\n" for line in found.said())
                return
            confirm(app, found.said(), "Record these answers?")
        app.say(f"{line}\n" for line in record(app.database, replies).said())
    except Problems as error:
        for problem in error.problems:
            app.note(f"  {problem}")
        raise
