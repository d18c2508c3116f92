"""`sli register`: the registers of a database, and what each settles about its dates and its closures."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import needed_day
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.errors import BadValue
from sli_cli.options import completing, group, output_of_lists, pass_app, stacked
from sli_cli.options import register as of_register
from sli_cli.output import Wanted, write
from sli_cli.render import Report
from sli_cli.reports import portraits

details = stacked(
    click.option("--title", metavar="WORDS", help="What it is called in full."),
    click.option("--locality", metavar="WORDS", help="Whose response it is."),
    click.option("--report-title", metavar="WORDS", help="The source report."),
    click.option("--report-date", metavar="DATE", help="The date of the source report."),
    click.option("--adopted", "adopted_on", metavar="DATE", help="When it was adopted."),
)
name_argument = click.argument("name", required=False, shell_complete=completing("registers"))


@group("register")
def register() -> None:
    """The registers: one locality's response to one source report each.

    \b
    Examples:
      sli register list
      sli register set working-days next
    """


@register.command("list")
@output_of_lists
@pass_app
def list_registers(app: App, **given: Any) -> None:
    """Every register, with its size.

    In JSON: register, title, locality, report_title, report_date, adopted_on, adopted_basis, recommendations, open,
    settings, closed_days (each with its date and reason).

    \b
    Examples:
      sli register list
      sli register list --json
    """
    wanted = Wanted(**given)
    with app.database.read() as reader:
        found = reader.registers()
    report = Report(
        title="Registers",
        columns=portraits.REGISTERS
        if wanted.for_people
        else portraits.for_programs(portraits.REGISTER_KEYS, portraits.register_record),
        rows=found,
        as_of=app.today,
        empty="There is no register yet: sli register add NAME",
    )
    write(app, wanted, report)


@register.command("show")
@name_argument
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, with the keys of `sli register list`.")
@pass_app
def show(app: App, name: str | None, as_json: bool) -> None:
    """One register, and what it has settled.

    \b
    Examples:
      sli register show
      sli register show bwd-infant-mortality --json
    """
    from sli_cli.services.finding import find_register

    with app.database.read() as reader:
        one = find_register(reader, name)
    page, whole = portraits.register_page(one), portraits.register_record(one)
    portraits.show(app, one.title, page, whole, as_json=as_json)


@register.command("add")
@click.argument("name")
@details
@pass_app
def add(app: App, name: str, **given: Any) -> None:
    """Add a register.

    It is adopted today, assumed, unless --adopted says when.

    \b
    Examples:
      sli register add burnley --locality Burnley --adopted 2026-06-30
    """
    from sli_cli.services import registers

    _said(app, registers.add(app.database, name, **_with_days(app, given)))


@register.command("edit")
@name_argument
@details
@pass_app
def edit(app: App, name: str | None, **given: Any) -> None:
    """Correct a register.

    Dates that are set already stay, also where the adoption date changes.

    \b
    Examples:
      sli register edit --report-date 2017-03-31
      sli register edit bwd-infant-mortality --title "Infant mortality"
    """
    from sli_cli.services import registers

    _said(app, registers.edit(app.database, name, **_with_days(app, given)))


@register.command("set")
@click.argument("setting", shell_complete=lambda *_: list(SETTINGS))
@click.argument("value", shell_complete=lambda ctx, *_: _values(ctx.params.get("setting")))
@of_register
@pass_app
def settle(app: App, setting: str, value: str, register: str | None) -> None:
    """Settle how dates, closures, ratings and reminders are treated.

    `sli register show` says how it is now. An empty value, "", takes back what was settled. Escalation needs both of
    its settings.

    \b
    Settings:
      working-days    keep, next, previous
      bank-holidays   england-and-wales, scotland, northern-ireland
      year-start      january, april
      closure         lead, board
      rating-scheme   by-issues, by-progress, by-months-late
      owner           "Jo Bloggs <jo.bloggs@example.gov.uk>"
      remind-before   days before, such as "30, 7", or none
      remind-quiet    weekends-and-holidays, weekends, never
      escalate-after  off, or "10 working days" overdue
      escalate-to     "Jo Bloggs <jo.bloggs@example.gov.uk>"
      summary         monday, tuesday, wednesday, thursday, friday, off
      attach          nothing, ics, csv, ics-and-csv

    \b
    Examples:
      sli register set working-days next
      sli register set closure board
      sli register set owner "Jo Bloggs <jo.bloggs@example.gov.uk>"
      sli register set remind-before "60, 30, 7"
    """
    from sli_cli.services import registers

    _said(app, registers.settle(app.database, register, setting, value))


@register.command("close-day")
@click.argument("day", metavar="DATE")
@click.option("--reason", default="", help="Why it is closed.")
@click.option("--open", "opened", is_flag=True, help="It is no longer a closed day.")
@of_register
@pass_app
def close_day(app: App, day: str, reason: str, opened: bool, register: str | None) -> None:
    """Add a closed day, or take one away.

    Closed days are the register's own, beside the bank holidays.

    \b
    Examples:
      sli register close-day 2026-12-29 --reason "Offices closed"
      sli register close-day 2026-12-29 --open
    """
    from sli_cli.services import registers

    on = needed_day(app, day, "DATE")
    if opened:
        _said(app, registers.open_day(app.database, register, on, reason))
    elif not reason:
        raise BadValue("A closed day needs a reason.", "Say why with --reason.")
    else:
        _said(app, registers.close_day(app.database, register, on, reason))


def _with_days(app: App, given: dict[str, str | None]) -> dict[str, str | date | None]:
    """What was given, with the two dates read."""
    days = {
        key: needed_day(app, text, flag)
        for key, flag in (("report_date", "--report-date"), ("adopted_on", "--adopted"))
        if (text := given[key]) is not None
    }
    return {**given, **days}


def _values(setting: str | None) -> list[str]:
    """The words that a setting may be, for completion; none where it is a text, or no setting."""
    return list(SETTINGS[setting].choices) if setting in SETTINGS else []


def _said(app: App, lines: list[str]) -> None:
    app.say(f"{line}\n" for line in lines)
