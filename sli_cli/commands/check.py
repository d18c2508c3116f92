"""`sli check`: what is wrong, and which command mends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from sli_cli.app import App
from sli_cli.commands.db_backup import old_backup
from sli_cli.errors import SOMETHING_IS, BadValue
from sli_cli.options import command, filters, output_of_lists, pass_app
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report
from sli_cli.services import reporting
from sli_cli.services.checks import Finding, findings
from sli_cli.services.delivery_checks import of_deliveries, of_sign_in
from sli_cli.services.reporting import Asked

COLUMNS = (
    Column("refs", "Ref", lambda found: list(found.refs), lambda found: _refs(found), least=3, grow=0),
    Column("what", "What", lambda found: found.what, least=24, grow=3),
    Column("mend", "Mend it with", lambda found: found.mend, least=24, grow=3),
)
DATA = (
    Column("register", "Register", lambda found: found.register),
    COLUMNS[0],
    Column("kind", "Kind", lambda found: found.kind),
    *COLUMNS[1:],
)


def _of_sign_in(app: App) -> Iterator[Finding]:
    """What is wrong with how Microsoft 365 is signed in to, where that is the way out."""
    if app.settings["notify-by"] != "graph":
        return
    from sli_cli.mailing import credential_expires, credential_of

    try:
        expires = credential_expires(app.settings)
    except BadValue as error:  # everything else is still to be looked at
        yield Finding("", (), "sign-in-unreadable", error.sentence, error.remedy)
        return
    if credential := credential_of(app.settings):
        yield from of_sign_in(credential, expires, app.today)


def _refs(found: Finding) -> str:
    """The ref; where there are several, how many: the sentence names them. None where it is about the whole."""
    return found.refs[0] if len(found.refs) == 1 else f"{len(found.refs)} refs" if found.refs else ""


@command("check")
@click.option("--exit-code", is_flag=True, help="Exit with 8 when something was found.")
@filters
@output_of_lists
@click.pass_context
@pass_app
def check(
    app: App, ctx: click.Context, exit_code: bool, fmt: str | None, as_json: bool, path: str | None, **given: Any
) -> None:
    """What is wrong in the register: no lead, vacant posts, no next review, extended again and again, and the like.

    \b
    Examples:
      sli check
      sli check --theme Safeguarding --json
    """
    wanted = Wanted(fmt=fmt, as_json=as_json, path=path)
    with app.database.read() as reader:
        chosen = reporting.resolve(reader, Asked(**given))
        several = reporting.of_several_registers(reader, chosen)
        rows = list(reporting.everything(reader, chosen))
        found = list(findings(reader, rows))
        if chosen.only_register:
            found = [*old_backup(app, reader), *_of_sign_in(app), *of_deliveries(reader), *found]
    write(
        app,
        wanted,
        Report(
            title="To mend",
            columns=((DATA[0], *COLUMNS) if several else COLUMNS) if wanted.for_people else DATA,
            rows=found,
            as_of=app.today,
            head=(f"{len(found)} found in {len(rows)} recommendations.",) if found else (),
            empty=f"Nothing is wrong in {len(rows)} recommendations.",
        ),
    )
    if found and exit_code:
        ctx.exit(SOMETHING_IS)
