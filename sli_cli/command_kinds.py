"""The kinds of command that the house is made of: with help in one form, and with the options of every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from sli_cli import __version__
from sli_cli.app import App


class Choice(click.Choice[str]):
    """A closed vocabulary that says which of its words was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(super().convert(value, param, ctx))
        except click.BadParameter as error:
            from sli_cli.domain.words import near

            guess = near(str(value), self.choices)
            if guess:
                self.fail(f"{error.message} Did you mean {guess!r}?", param, ctx)
            raise


class Count(click.IntRange):
    """A whole number from 1 on, and no larger than anything that is ever counted here."""

    MOST = 1_000_000_000

    def __init__(self) -> None:
        super().__init__(min=1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = int(super().convert(value, param, ctx))
        if found > self.MOST:
            self.fail(f"{value} is more than there can be.", param, ctx)
        return found


def filled(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """For an option whose empty text would mean everything, or nothing in particular: a script's variable was empty."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("it is empty.", ctx, param)
    return value


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Keeps an option that every command takes; given after the command it holds over one given before."""

    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        app = ctx.ensure_object(App)
        if value not in (None, False):
            app.flags[name] = "yes" if value is True else value

    return keep


def _everywhere(*names: str, **rest: Any) -> click.Option:
    key = names[0].removeprefix("--")
    return click.Option([*names], expose_value=False, callback=_remember(key), **rest)


def everywhere() -> list[click.Option]:
    """The options that every command takes, before or after its name."""
    return [
        _everywhere("--as-of", metavar="DATE", help="What the register as it stands now would say on that day."),
        _everywhere("--database", metavar="FILE", help="The database file."),
        _everywhere("--by", metavar="NAME", help="Who a change is recorded for, beside the system account."),
        _everywhere("--yes", is_flag=True, help="Answer every question with yes."),
        _everywhere("--no-input", is_flag=True, help="Never ask: fail where a question would be needed."),
        _everywhere("--color", type=Choice(["auto", "always", "never"]), help="When to use colour."),
        _everywhere("--debug", is_flag=True, help="On an unexpected failure, show where it happened."),
    ]


# The options for help and version that click would make ask for translations of their help, and to load the locales for
# that costs as much as the query of a report.


def _printing(names: list[str], text: Callable[[click.Context], str], summary: str) -> click.Option:
    """An option that prints a text and does nothing else."""

    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(text(ctx), color=ctx.color)
            ctx.exit()

    return click.Option(names, is_flag=True, expose_value=False, is_eager=True, callback=show, help=summary)


def version_option() -> click.Option:
    return _printing(["--version"], lambda _: f"sli {__version__}", "Show the version and exit.")


HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class Helped(click.Command):
    """A command with -h and --help."""

    _own_help: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if self._own_help is None:
            names = ["-h", "--help", "show_help"]
            self._own_help = _printing(names, click.Context.get_help, "Show this message and exit.")
        return self._own_help


class Command(Helped):
    """A command that takes the options of every command too, and says so in one line of its help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = {name for param in self.params for name in param.opts}
        for option in everywhere():
            if not taken.intersection(option.opts):  # `sli due --by DATE` writes nothing, so its --by is a window
                option.hidden = True
                self.params.append(option)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(ctx, formatter)
        hidden = [param.opts[0] for param in self.params if isinstance(param, click.Option) and param.hidden]
        with formatter.section("Everywhere"):
            formatter.write_text(f"{', '.join(hidden)}: see `sli --help`.")


class Group(Command, click.Group):
    """A command that holds others, such as `sli lead`; by itself it prints its help."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["callback"] = _help_when_alone  # what is decorated has the help in its docstring, and does nothing
        super().__init__(*args, invoke_without_command=True, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        refuse_unknown(ctx, args, self.list_commands(ctx))
        return super().resolve_command(ctx, args)


@click.pass_context
def _help_when_alone(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def refuse_unknown(ctx: click.Context, args: list[str], known: Iterable[str]) -> None:
    """Raises UsageError, with the one that was probably meant, where the first of `args` is no command."""
    if not args or args[0] in known:
        return
    from sli_cli.domain.words import near

    guess = near(args[0], known)
    meant = f" Did you mean `{ctx.command_path} {guess}`?" if guess else ""
    raise click.UsageError(f"There is no command `{ctx.command_path} {args[0]}`.{meant}", ctx)
