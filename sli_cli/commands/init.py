"""`sli init`: makes the database and, with a seed, loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sli_cli.app import App
from sli_cli.changing import day, optional_day
from sli_cli.domain.datewords import short
from sli_cli.errors import BadValue
from sli_cli.options import command, option, pass_app

if TYPE_CHECKING:
    from sli_cli.services.seeding import Start


@command("init")
@option("--seed", metavar="NAME", complete="seeds", help="Load this register; `bwd-infant-mortality` comes with sli.")
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
    from sli_cli.services import seeding

    if seed is None and (adopted, start_from) != (None, None):
        raise BadValue("--adopted and --start-from go with --seed.", "Name the register to load with --seed.")
    if seed is not None:
        seeding.read(seed)
    adopted_on = day(app, adopted, "--adopted")
    if adopted_on > app.today:
        raise BadValue(f"--adopted {adopted_on} is in the future.", "Give the day on which it was adopted.")
    start = seeding.Start(
        adopted_on, "confirmed" if adopted else "assumed", optional_day(app, start_from, "--start-from")
    )
    if not app.home.exists():
        _make(app, seed, start)
        return
    there = seeding.loaded(app.database, seed)  # also where no register is asked for: can it be used at all?
    app.say(f"The database {app.place} is already there.\n")
    if there is not None:
        stays = f"adopted {short(there.adopted_on)} ({there.adopted_basis})"
        app.say(f"The register {seed} is already loaded, {stays}; nothing was changed.\n")
    elif seed is not None:
        _say_loaded(app, seed, seeding.load(app.database, seed, start), start)


def _make(app: App, seed: str | None, start: Start) -> None:
    from sli_cli.services import seeding

    if seed is None:
        app.home.create()
        app.say(f"Made the database {app.place}.\n")
        return
    count = seeding.make_with(app.database, seed, start)
    app.say(f"Made the database {app.place}.\n")
    _say_loaded(app, seed, count, start)


def _say_loaded(app: App, seed: str, count: int, start: Start) -> None:
    app.say(
        f"Loaded the register {seed}: {count} recommendations, adopted {short(start.adopted_on)} ({start.basis}), all "
        "cadences assumed.\n"
    )
