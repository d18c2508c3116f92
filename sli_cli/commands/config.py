"""`sli config`: every setting, and where it came from."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.options import command, output_of_lists, pass_app
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report
from sli_cli.settings import NAMES


@command("config")
@click.argument("what", type=click.Choice(["show", "path"]), default="show")
@output_of_lists
@pass_app
def config(app: App, what: str, fmt: str | None, as_json: bool, path: str | None) -> None:
    """Show every setting with its value and where it came from; or the path of the settings file.

    A setting comes from a flag, else its environment variable, else the settings file (TOML), else a default.

    \b
    Examples:
      sli config
      sli config path
    """
    settings = app.settings
    if what == "path":
        app.say(f"{settings.path}\n")
        return
    columns = (
        Column("name", "Setting", lambda name: name, grow=0),
        Column("value", "Value", lambda name: shown(name, settings[name]) or None, least=14, grow=2),
        Column("source", "From", lambda name: settings.found[name].source, least=8, grow=1),
        Column("meaning", "What it is", lambda name: NAMES[name][1], _meaning, least=24, grow=2),
        Column("variable", "Variable", lambda name: NAMES[name][0]),
    )
    wanted = Wanted(fmt=fmt, as_json=as_json, path=path)
    report = Report(
        title="Settings",
        columns=columns[:-1] if wanted.for_people else columns,
        rows=list(NAMES),
        foot=(f"The settings file is {settings.path}; SLI_CONFIG names another.",),
    )
    write(app, wanted, report)


def shown(name: str, value: str) -> str:
    """The value of a setting, without the password that may stand in the address of a database."""
    from sli_cli.store import addresses

    return addresses.shown(value) if name == "database" else value


def _meaning(name: str) -> str:
    variable, meaning = NAMES[name]
    return f"{meaning}\n{variable}"
