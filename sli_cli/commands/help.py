"""`sli help`: help for a command, or on a topic."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.domain.words import near
from sli_cli.errors import EXIT_CODES, NotFound
from sli_cli.options import command, pass_app


def exit_codes() -> str:
    return "".join(f"{code:>4}  {meaning}\n" for code, meaning in EXIT_CODES.items())


def dates(app: App) -> str:
    from sli_cli.domain.dates import accepted_forms

    return accepted_forms(app.today) + "\n"


def cadences() -> str:
    from sli_cli.domain.cadence_grammar import FORMS

    return "".join(f"  {form}\n" for form in FORMS)


TOPICS = ("exit-codes", "dates", "cadences")


def _no_help(words: tuple[str, ...], word: str, known: list[str]) -> NotFound:
    guess = near(word, known)
    before = words[: words.index(word)]
    meant = f" Did you mean `{' '.join(('sli help', *before, guess))}`?" if guess else ""
    return NotFound(
        f"There is no help on {' '.join(words)!r}.{meant}", f"Topics: {', '.join(TOPICS)}; see `sli --help`."
    )


def _topics(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    root = ctx.find_root()
    known = root.command.list_commands(root) if isinstance(root.command, click.Group) else []
    return [word for word in (*known, *TOPICS) if word.startswith(incomplete)]


@command("help")
@click.argument("words", nargs=-1, metavar="[COMMAND | TOPIC]", shell_complete=_topics)
@click.pass_context
@pass_app
def help(app: App, ctx: click.Context, words: tuple[str, ...]) -> None:
    """Help for a command, or on a topic: exit-codes, dates, cadences.

    \b
    Examples:
      sli help due
      sli help exit-codes
    """
    root = ctx.find_root()
    if words and words[0] in TOPICS:
        text = {"exit-codes": exit_codes, "cadences": cadences, "dates": lambda: dates(app)}[words[0]]()
        app.say(text)
        return
    found: click.Command = root.command
    for word in words:
        known = found.list_commands(root) if isinstance(found, click.Group) else []
        inner = found.get_command(root, word) if isinstance(found, click.Group) else None
        if inner is None:
            raise _no_help(words, word, known if found is not root.command else [*known, *TOPICS])
        found = inner
    name = " ".join(["sli", *words])
    app.say(found.get_help(click.Context(found, info_name=name)) + "\n")
