"""Options and help that commands share; a command's own options stand in its file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from sli_cli.app import App
from sli_cli.command_kinds import HELP_NAMES, Choice, Command, Count, Group, filled
from sli_cli.domain.standing import STANDINGS
from sli_cli.domain.vocabulary import BASES, RATINGS

F = TypeVar("F", bound=Callable[..., Any])

pass_app = click.make_pass_decorator(App)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    return click.command(name, cls=Command, context_settings=HELP_NAMES)


def group(name: str) -> Callable[[Callable[..., Any]], click.Group]:
    return click.group(name, cls=Group, context_settings=HELP_NAMES)


def completing(what: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Completes `what`: refs, posts, forums, themes or registers from the database, or words that sli itself has."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        from sli_cli.completions import begun

        return begun(ctx.ensure_object(App), what, incomplete, ctx.params.get("register"))

    return complete


def ref_argument(function: F) -> F:
    """The one recommendation that a command is about."""
    return click.argument("ref", shell_complete=completing("refs"))(function)


def stacked(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, shown in help in this order."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def option(*names: str, complete: str | None = None, **rest: Any) -> Callable[[F], F]:
    """A click option whose value a shell can complete."""
    return click.option(*names, shell_complete=completing(complete) if complete else None, **rest)


def many(*names: str, **rest: Any) -> Callable[[F], F]:
    """An option that may be given several times; each is an alternative."""
    return option(*names, multiple=True, **rest)


register = option("--register", metavar="NAME", complete="registers", help="Of this register.")

dry_run = option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")

FILTERS: dict[str, dict[str, Any]] = {
    "--theme": {
        "dest": "themes",
        "metavar": "WORDS",
        "complete": "themes",
        "callback": filled,
        "help": "whose theme has these words.",
    },
    "--lead": {"dest": "leads", "metavar": "POST", "complete": "posts", "help": "led by this post or person."},
    "--sponsor": {"dest": "sponsors", "metavar": "POST", "complete": "posts", "help": "sponsored by this post."},
    "--forum": {"dest": "forums", "metavar": "BOARD", "complete": "forums", "help": "that go to this board."},
    "--standing": {"dest": "standings", "type": Choice(STANDINGS), "help": "of this standing."},
    "--rating": {"dest": "ratings", "type": Choice([*RATINGS, "none"]), "help": "last rated so."},
    "--basis": {"type": Choice(BASES), "help": "whose cadence is confirmed, or assumed."},
    "--no-lead": {"is_flag": True, "help": "with no named lead."},
    "--open": {"is_flag": True, "help": "neither parked nor closed."},
    "--search": {"metavar": "WORDS", "callback": filled, "help": "with these words anywhere in what is written of it."},
}
"""Each filter: the same in every command. Those with a name of their own for their value may be given several times."""


def _filter(flag: str, text: Callable[[str], str]) -> Callable[[F], F]:
    rest = dict(FILTERS[flag])
    dest, words = rest.pop("dest", None), text(rest.pop("help"))
    return many(flag, dest, help=words, **rest) if dest else option(flag, help=words, **rest)


filters = stacked(register, *(_filter(flag, lambda words: words[0].upper() + words[1:]) for flag in FILTERS))
"""Which recommendations; the same in every command that lists them."""


def instead_of_refs(*but: str) -> Callable[[F], F]:
    """The filters that a verb takes in place of refs; `but` those that are something else there."""
    flags = [flag for flag in FILTERS if flag not in but]
    return stacked(register, *(_filter(flag, lambda words: f"Instead of refs: {words}") for flag in flags), dry_run)


def targets_but(*but: str) -> Callable[[F], F]:
    """Which recommendations a verb changes: refs, or a filter; `but` the filters that are something else there."""
    refs = click.argument("refs", nargs=-1, metavar="REF...", shell_complete=completing("refs"))
    return stacked(refs, instead_of_refs(*but))


targets = targets_but()
"""Which recommendations a verb changes: refs, or a filter."""

file_out = option(
    "-o", "--output", "path", metavar="FILE", callback=filled, help="Write to a file; its suffix chooses the format."
)

output_of_lists = stacked(
    option(
        "--format",
        "fmt",
        metavar="FORMAT",
        complete="formats",
        help="table, plain, markdown, csv, tsv, json, jsonl, html, docx or xlsx; of recommendations also ics.",
    ),
    option("--json", "as_json", is_flag=True, help="Short for --format json."),
    file_out,
)
"""How a list that is not of recommendations is printed."""

output = stacked(
    output_of_lists,
    option(
        "--columns", metavar="KEYS", complete="columns", callback=filled, help="Which columns, by key, with commas."
    ),
    option(
        "--sort",
        metavar="KEY",
        complete="column",
        callback=filled,
        help="By this column; -KEY for the other way round.",
    ),
    option("--group", type=Choice(["theme", "lead", "forum", "standing", "register"]), help="By this."),
    option("--limit", type=Count(), metavar="N", help="The first N only."),
)
"""How recommendations are printed; the same in every command that lists them."""
