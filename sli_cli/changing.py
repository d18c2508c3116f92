"""What verbs share: which recommendations are meant, showing what will happen, asking, and doing it once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from sli_cli.errors import BadValue, Declined, NotFound
from sli_cli.services import reporting
from sli_cli.services.reporting import Asked

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.app import App

Act = Callable[..., list[str]]
"""What is done, and what it says; not kept, it is only rehearsed, and says the same."""


def carry_out(app: App, given: dict[str, Any], act: Act) -> None:
    """Calls `act(refs, register, keep=…)` for what the options of `targets` name, and says what it did.

    One ref is done at once. Several are first rehearsed, shown and asked about; without a terminal --yes is needed.
    """
    refs, register, dry_run = targets_of(app, given)
    question = f"Do this to {len(refs)} recommendations?"
    perform(app, lambda keep: act(refs, register, keep=keep), dry_run, (lambda _: question) if len(refs) > 1 else None)


def perform(app: App, act: Act, dry_run: bool, question: Callable[[list[str]], str] | None = None) -> None:
    """Does it and says so; or only rehearses it; or rehearses it, shows that and asks first. Raises as `ask` does.

    `act(keep)` gives the same sentences either way. `question` makes one of those of the rehearsal, or "" where they
    need none; without it, or with --yes, nothing is asked.
    """
    if dry_run:
        tell(app, act(False), dry_run)
        return
    if question is not None and "yes" not in app.flags:
        shown: list[str] = []
        while (lines := act(False)) != shown:  # while somebody thinks, somebody else may change what was shown
            if shown:
                app.note("It was changed meanwhile; this is what would happen now.")
            shown = lines
            if not (asked := question(lines)):
                break
            ask(app, lines, asked)
    tell(app, act(True))


def tell(app: App, lines: Iterable[str], dry_run: bool = False) -> None:
    """Prints what a change said, or would say."""
    app.say(f"{'Would say: ' if dry_run else ''}{line}\n" for line in lines)


def ask(app: App, lines: Sequence[str], question: str) -> None:
    """Shows what would happen and asks; raises BadValue where there is nobody to ask, Declined for a no."""
    if not app.interactive:
        raise BadValue(
            f"{question.removesuffix('?')} needs a yes, and there is nobody to ask.", "Give --yes, or --dry-run."
        )
    from sli_cli.render.clean import harmless

    for line in lines:
        app.note(line)
    if not click.confirm(harmless(question), err=True):
        raise Declined("Not done; nothing was written.")


def targets_of(app: App, given: dict[str, Any]) -> tuple[list[str], str | None, bool]:
    """The refs that were named, or those that a filter finds; the register; whether it is only a rehearsal."""
    refs, dry_run = list(given.pop("refs")), bool(given.pop("dry_run"))
    asked = Asked(**{name: given.pop(name) for name in Asked._fields if name in given})
    filtered = asked != Asked(register=asked.register)
    if refs and filtered:
        raise BadValue("Refs and a filter were both given.", "Name the recommendations one way.")
    if refs:
        return refs, asked.register, dry_run
    if not filtered and asked.register is not None:
        raise BadValue(
            f"--register alone would be all of {asked.register}.", "Add --open or another filter, or name refs."
        )
    if not filtered:
        raise BadValue("No recommendation was named.", "Give one or several refs, or a filter such as --theme.")
    with app.database.read() as reader:
        found = list(reporting.everything(reader, reporting.resolve(reader, asked)))
    if not found:
        raise NotFound("No recommendation is of that kind.", "See them all with `sli list`.")
    return [f"{one.register}:{one.ref}" for one in found], None, dry_run


def day(app: App, text: str | None, flag: str) -> date:
    """The day that an option names, or today; what was understood from words is echoed."""
    if text is None:
        return app.today
    return needed_day(app, text, flag)


def needed_day(app: App, text: str, flag: str) -> date:
    """The day that an option names; other than ISO it is echoed in words."""
    from sli_cli.domain.dates import parse_date
    from sli_cli.domain.datewords import in_words

    found = parse_date(text, app.today, what=flag)
    if text != found.isoformat():
        app.note(f"{flag} {text}: {in_words(found)}.")
    return found


def optional_day(app: App, text: str | None, flag: str) -> date | None:
    """The day that an option names, or None where it was not given; empty is no date, and refused."""
    return None if text is None else needed_day(app, text, flag)


def text_or_stdin(text: str) -> str:
    """The text itself, or standard input where it is `-`. Raises BadValue where that holds no text."""
    if text != "-":
        return text
    try:
        return sys.stdin.read() if sys.stdin is not None else ""
    except UnicodeDecodeError as error:
        raise BadValue(f"Standard input is not text in {sys.stdin.encoding}.", "Save it in that encoding.") from error


def warn(app: App, **texts: str) -> None:
    """Warns of what looks like a person's identifier in what was entered."""
    from sli_cli.services.recommendations import warnings

    for line in warnings(texts):
        app.note(f"sli: warning: {line}")
