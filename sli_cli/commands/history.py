"""`sli history`: what happened, newest first; and `sli history redact`, which blanks a passage everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import click

from sli_cli.app import App
from sli_cli.changing import perform, text_or_stdin
from sli_cli.command_kinds import Count
from sli_cli.options import HELP_NAMES, Group, completing, option, output_of_lists, pass_app, ref_argument
from sli_cli.options import register as of_register
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report

if TYPE_CHECKING:
    from sli_cli.services.history import Entry

USUAL_LIMIT = 20
"""How many changes people are shown unless they say; programs get all."""

COLUMNS = (
    Column("what", "What", lambda told: told.what, least=20, grow=1),
    Column("words", "Before → after", lambda told: told.words, least=40, grow=3),
)


def _or_none(get: Callable[[Any], object]) -> Callable[[Any], object]:
    """What is absent is null, in history as in every list."""
    return lambda entry: None if get(entry) == "" else get(entry)


DATA = tuple(
    Column(key, key, _or_none(attrgetter(key)))
    for key in (
        *("change", "seq", "at", "account", "by", "verb", "why", "register", "ref", "what", "table", "id"),
        *("operation", "before", "after", "redacted_by"),
    )
)


class History(Group):
    """A group that shows history unless one of its subcommands is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and args[0] in (*self.commands, "-h", "--help")
        return super().parse_args(ctx, args if named else ["show", *args])

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[REF] [OPTIONS]")
        formatter.write_usage(ctx.command_path, "redact REF --text TEXT --reason TEXT")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.commands["show"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group("history", cls=History, context_settings=HELP_NAMES)
def history() -> None:
    """What happened, newest first: who, when, what, before and after, and why.

    Who is the system account, and --by where it was given; when is UTC. All that belongs to one change has its number,
    which `sli undo` takes.

    \b
    Examples:
      sli history
      sli history 11
      sli history --limit 5 --json
      sli history redact 11 --text "J. Smith" --reason "A name" --dry-run
    """


def _refs_or_redact(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """A shell that asks what may follow `sli history` is answered by `show`, which is meant where nothing is said."""
    found = completing("refs")(ctx, param, incomplete)
    return [*found, "redact"] if "redact".startswith(incomplete) else found


@history.command("show")
@click.argument("ref", required=False, shell_complete=_refs_or_redact)
@of_register
@option("--limit", type=Count(), metavar="N", help="The newest N changes only (20 for people).")
@output_of_lists
@pass_app
def show(app: App, ref: str | None, register: str | None, limit: int | None, **given: Any) -> None:
    """What happened, newest first; `show` may be left out.

    \b
    Examples:
      sli history show 11
    """
    from sli_cli.services.history import Names, entries
    from sli_cli.services.history_words import for_people

    wanted = Wanted(fmt=given["fmt"], as_json=given["as_json"], path=given["path"])
    with app.database.read() as reader:
        names = Names(reader)
        found = entries(reader, ref, register, names)
        if not wanted.for_people:
            rows = found if limit is None else _newest(found, limit)
            write(app, wanted, Report(title="History", columns=DATA, rows=rows))
            return
        most = limit or USUAL_LIMIT
        changes = list(islice(for_people(found, names), most + 1))
        report = Report(
            title=f"History of {ref}" if ref else "History",
            columns=COLUMNS,
            rows=[told for change in changes[:most] for told in change],
            as_of=app.actual_today,  # --as-of does not turn history back
            foot=("There are older changes: --limit N shows more.",) if len(changes) > most else (),
            group=attrgetter("change"),
            empty="Nothing has happened yet.",
        )
        write(app, wanted, report)


def _newest(entries: Iterable[Entry], limit: int) -> Iterator[Entry]:
    """All rows of the first `limit` changes."""
    for _, rows in islice(groupby(entries, key=attrgetter("change")), limit):
        yield from rows


@history.command("redact")
@ref_argument
@click.option("--text", metavar="TEXT", required=True, help="The passage, letter for letter; - reads standard input.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; without the passage itself.")
@of_register
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@pass_app
def redact(app: App, ref: str, text: str, reason: str, register: str | None, dry_run: bool) -> None:
    """Blank a passage that should never have been typed.

    A child's name, for example. It is blanked in all that belongs to the recommendation, now and in its history; who
    wrote it, when and why stay, and `sli db verify` still passes. It cannot be undone. Backups hold the passage still.

    A shell remembers what was typed: --text - keeps the passage out of it.

    \b
    Examples:
      sli history redact 11 --text "J. Smith" --reason "A name" --yes
    """
    from sli_cli.services.redaction import redact as blank

    passage = text_or_stdin(text)

    def act(keep: bool) -> list[str]:
        return blank(app.database, ref, register, passage, reason, keep=keep)

    perform(app, act, dry_run, lambda _: f"Blank this for ever in {ref}?")
