"""`sli notify`: e-mails what is owed, once; made for cron."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import tell
from sli_cli.errors import BadValue
from sli_cli.options import command, option, pass_app
from sli_cli.options import register as of_register

KINDS = ("cron", "systemd", "windows")
HERE = "here"
TIMES = ("07:00", "10:00", "13:00")
"""When cron is to run it: once would do; the later runs try again what could not be sent."""

modes = (
    option("--start", is_flag=True, help="Show the first run, ask, and switch reminders on."),
    option("--stop", is_flag=True, help="Switch reminders off."),
    option("--dry-run", is_flag=True, help="Print what would go to whom, and send nothing."),
    option("--preview", metavar="FOLDER", help="Write the messages there as .eml files, and send nothing."),
    option(
        "--explain", metavar="REF", complete="refs", help="Why it is or is not in today's mail, and when it will be."
    ),
    option("--status", is_flag=True, help="The last run, and every message that somebody has to see to."),
    option("--retry", is_flag=True, help="Try what was refused, or waits, once more now."),
    option("--resend", multiple=True, metavar="NUMBER", help="Send a message that is in doubt again; or `all`."),
    option("--arrived", multiple=True, metavar="NUMBER", help="A message that is in doubt did arrive; or `all`."),
    option("--test", metavar="ADDRESS", help="Send one message there that says no more than that it came."),
    option(
        "--install-cron",
        is_flag=False,
        flag_value=HERE,
        type=click.Choice([HERE, *KINDS]),
        metavar="[KIND]",
        help="Print what makes this machine run it every day: cron, systemd or windows.",
    ),
)


@command("notify")
@of_register
@option("--json", "as_json", is_flag=True, help="With --dry-run or --status: as JSON.")
@click.pass_context
@pass_app
def notify(app: App, ctx: click.Context, register: str | None, as_json: bool, **given: Any) -> None:
    """E-mail everybody what is owed to them, once: leads, boards' secretaries, the register's owner.

    It is made to be run by cron, as often as one likes: what was told is not told again, a day that was missed is
    caught up, and nobody gets more than one message a day. It prints a line for each message, and nothing when there
    is nothing to send. It exits with 5 as long as a message waits, was refused or is in doubt.

    Nothing is sent until `sli notify --start` has shown the first run and been agreed to.

    \b
    Examples:
      sli notify --dry-run
      sli notify --explain 11
      sli notify --status
    """
    named = [name for name, value in given.items() if value not in (None, False, ())]
    if len(named) > 1:
        flags = " and ".join(f"--{name.replace('_', '-')}" for name in named)
        raise BadValue(f"{flags} are two things to do.", "Name one.")
    mode = named[0] if named else "send"
    if register is not None and mode != "explain":
        raise BadValue("--register goes with --explain.", "Reminders are for all registers of a database.")
    if as_json and mode not in ("dry_run", "status"):
        raise BadValue("--json goes with --dry-run and --status.", "Give it with one of them.")
    if mode == "explain":
        _explain(app, given["explain"], register)
    elif mode in ("dry_run", "status"):
        WITH_JSON[mode](app, as_json)
    else:
        ACTS[mode](app, given.get(mode))


for mode in reversed(modes):
    notify = mode(notify)


def _send(app: App, _: Any) -> None:
    from sli_cli.commands.notify_sending import send

    send(app)


def _start(app: App, _: Any) -> None:
    from sli_cli.commands.notify_sending import start

    start(app)


def _stop(app: App, _: Any) -> None:
    from sli_cli.services.reminding import stop

    tell(app, stop(app.database))


def _retry(app: App, _: Any) -> None:
    from sli_cli.commands.notify_sending import retry

    retry(app)


def _resend(app: App, numbers: tuple[str, ...]) -> None:
    from sli_cli.commands.notify_sending import resend

    resend(app, numbers)


def _arrived(app: App, numbers: tuple[str, ...]) -> None:
    from sli_cli.commands.notify_sending import stamp
    from sli_cli.services import reminding

    wanted = reminding.in_doubt(app.database, numbers)
    tell(app, reminding.arrived(app.database, wanted, app.actor, stamp(app)))


def _dry_run(app: App, as_json: bool) -> None:
    from sli_cli.commands.notify_looking import planned_report
    from sli_cli.commands.notify_sending import planned
    from sli_cli.output import Wanted, write

    wanted = Wanted(as_json=as_json)
    write(app, wanted, planned_report(app, planned(app), for_people=wanted.for_people))


def _preview(app: App, folder: str) -> None:
    from sli_cli.commands.notify_looking import preview
    from sli_cli.commands.notify_sending import planned

    preview(app, planned(app), folder)


def _explain(app: App, ref: str, register: str | None) -> None:
    from sli_cli.services.explaining import explain

    with app.database.read() as reader:
        tell(app, explain(reader, app.clock(), ref, register))


def _status(app: App, as_json: bool) -> None:
    from sli_cli.commands.notify_looking import show_status

    show_status(app, as_json)


def _test(app: App, address: str) -> None:
    from sli_cli.commands.notify_looking import send_test

    send_test(app, address)


def _install_cron(app: App, kind: str) -> None:
    from sli_cli.timetable import printed

    app.say(printed(app, "" if kind == HERE else kind, ("notify",), TIMES, "sli: reminders"))


WITH_JSON = {"dry_run": _dry_run, "status": _status}
ACTS: dict[str, Callable[[App, Any], None]] = {
    "send": _send,
    "start": _start,
    "stop": _stop,
    "preview": _preview,
    "retry": _retry,
    "resend": _resend,
    "arrived": _arrived,
    "test": _test,
    "install_cron": _install_cron,
}
