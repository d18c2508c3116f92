"""`sli init`: makes the database and, with a seed, loads it."""

from __future__ import annotations

import os

import click

from sli_cli.app import App
from sli_cli.errors import BadValue
from sli_cli.options import command, pass_app


@command("init")
@click.option("--seed", metavar="NAME", help="Load this register; `bwd-infant-mortality` comes with sli.")
@click.option("--adopted", metavar="DATE", help="When the register was adopted (today, assumed, unless given).")
@click.option("--start-from", metavar="DATE", help="Count first dates from this day instead of the adoption.")
@pass_app
def init(app: App, seed: str | None, adopted: str | None, start_from: str | None) -> None:
    """Make the database, and load a register that comes with sli.

    Run again it changes nothing and says so.

    \b
    Examples:
      sli init
      sli init --seed bwd-infant-mortality
      sli init --seed bwd-infant-mortality --adopted 2026-09-01
    """
    from sli_cli.domain.dates import parse_date
    from sli_cli.services import seeding

    if seed is None and (adopted or start_from):
        raise BadValue("--adopted and --start-from go with --seed.", "Name the register to load with --seed.")
    if seed is not None:
        seeding.read(seed)
    adopted_on = parse_date(adopted, app.today, what="--adopted") if adopted else app.today
    if adopted_on > app.today:
        raise BadValue(f"--adopted {adopted_on} is in the future.", "Give the day on which it was adopted.")
    start = parse_date(start_from, app.today, what="--start-from") if start_from else None
    made = _make(app)
    app.say(f"{'Made the' if made else 'The'} database {app.path}{'' if made else ' is already there'}.\n")
    if seed is None:
        return
    if seeding.is_loaded(app.database, seed):
        app.say(f"The register {seed} is already loaded; nothing was changed.\n")
        return
    count = seeding.load(app.database, seed, adopted_on, "confirmed" if adopted else "assumed", start)
    app.say(f"Loaded the register {seed}: {count} recommendations, all cadences assumed.\n")


def _make(app: App) -> bool:
    if os.path.exists(app.path):
        with app.database.read():
            return False
    from sli_cli.store.migrate import create

    create(app.path, allow_network=app.settings.allow_network_folder)
    return True
