"""The table of commands, loaded when they are asked for; and the one boundary where a failure becomes a sentence."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from sli_cli.app import App
from sli_cli.command_kinds import Helped, everywhere, refuse_unknown, version_option
from sli_cli.errors import SliError

SECTIONS = {
    "What is due": {
        "due": "What is due, overdue first.",
        "overdue": "What is late, and how late.",
        "list": "Every recommendation, by ref.",
        "show": "One recommendation whole.",
    },
    "What was done": {
        "review": "Record a review; the next one follows.",
        "note": "Add a progress note; it moves nothing.",
        "event": "Record that what a rule waits for has happened.",
        "extend": "Give a later next review, with a reason.",
        "park": "Set aside, with a reason.",
        "resume": "Take up again what was parked.",
        "close": "Close, with a reason.",
        "reopen": "Open again what was closed.",
    },
    "What there is": {
        "init": "Make the database, and load a register that comes with sli.",
        "add": "Add a recommendation.",
        "edit": "Correct a recommendation's words, ref, lead or sponsor.",
        "cadence": "Say how often, confirm it, or preview a rule.",
        "restrict": "Mark as not for publication, with its ground.",
        "register": "The registers, and what each settles about dates and closing.",
        "lead": "The accountable posts, who holds them, and what each leads.",
        "forum": "The boards, how they meet, and what goes to them.",
        "meeting": "The meetings of the boards; what hangs on them moves with them.",
    },
    "Papers in, papers out": {
        "updates": "Ask the leads before a meeting, and read their answers.",
        "agenda": "The papers of a board's meeting: what to decide, what is done, what is late.",
        "minutes": "What a board decided: a sheet to fill in, and back into the register.",
        "import": "Read a document into a register, with every doubt shown.",
        "export": "A register as a file to work in, and to import again; or everything.",
        "calendar": "Reviews, meetings and deadlines for Outlook and other diaries.",
    },
    "Reminders": {
        "notify": "E-mail everybody what is owed to them, once; for cron.",
    },
    "What can be trusted": {
        "check": "What is wrong, and which command mends it.",
        "history": "What happened: who, when, what, why.",
        "undo": "Take back your last change, or a named one.",
        "db": "Look after the database: back up, restore, move, verify, upgrade.",
    },
    "Help and settings": {
        "help": "Help for a command, or on a topic.",
        "config": "Every setting, and where it came from.",
        "completion": "The script that makes a shell complete commands, refs, leads and boards.",
        "version": "Name and version.",
    },
}
"""Each command and its summary, as help shows them."""

COMMANDS = {name: summary for section in SECTIONS.values() for name, summary in section.items()}
"""The module of a command is `sli_cli.commands.NAME`, so that help imports none of them."""


LONGEST_WORD = 1_000
"""Of how many characters a word of a sentence may be before it is cut: what was pasted by mistake is not said again."""


class Commands(Helped, click.Group):
    """The commands by name, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sli_cli.commands.{cmd_name}")
        found: click.Command = getattr(module, f"{cmd_name}_command", None) or getattr(module, cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        refuse_unknown(ctx, args, COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, COMMANDS))
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(widest), summary) for name, summary in commands.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs a command line; every failure ends here, as one sentence on stderr and one exit code."""
        kwargs["standalone_mode"] = False
        app = kwargs.setdefault("obj", App())
        sys.exit(_guarded(lambda: super(Commands, self).main(*args, **kwargs), app))


def _guarded(run: Any, app: App) -> int:
    out = sys.stdout
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except SliError as error:
        return _fail(" ".join(part for part in (error.sentence, error.remedy) if part), error.code)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "sli"
        return _fail(f"{_sentence(error.format_message())} See `{path} --help`.", 2)
    except click.ClickException as error:
        return _fail(error.format_message(), 1)
    except (KeyboardInterrupt, EOFError, click.Abort):
        return _fail(f"interrupted; {_written(app)}.", 130)
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit:
        if sys.stdout is out:
            raise
        return _nobody_reads()  # click meets a closed pipe by putting a stream of its own there and exiting with 1
    except OSError as error:
        if error.filename is not None or "--debug" in sys.argv:
            return _unforeseen(error)
        return _fail(f"what was asked for could not be written ({error.strerror}).", 1)
    except Exception as error:
        return _unforeseen(error)


def _sentence(text: str) -> str:
    """Some of click's messages end without a full stop."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _unforeseen(error: Exception) -> int:
    if "--debug" in sys.argv:
        raise error
    kind = type(error).__name__
    return _fail(f"an unexpected failure ({kind}: {error}). Run it again with --debug and report what it says.", 1)


def _written(app: App) -> str:
    """What an interruption left, in words. Between a commit and its last word it is the history that knows."""
    database = vars(app).get("database")
    if database is not None and database.sending:
        return "messages may have been sent: `sli notify --status` says which"
    if database is not None and database.noting:
        return "no message was sent, and `sli notify --status` says what was noted"
    kept = database is not None and database.kept
    return "the change was being kept: `sli history` says whether it was" if kept else "nothing was written"


def _nobody_reads() -> int:
    """Whoever read has enough. Python would complain once more when it closes the stream."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fail(sentence: str, code: int) -> int:
    words = (word if len(word) <= LONGEST_WORD else f"{word[:40]}…{word[-2:]}" for word in sentence.split())
    with suppress(OSError):  # nobody reads this either
        App().note("sli: " + " ".join(words))
    return code


@click.group(
    cls=Commands,
    params=[*everywhere(), version_option()],
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.pass_context
def sli(ctx: click.Context) -> None:
    """Keeps the recommendations of improvement reviews alive: who leads, how often, what is due.

    \b
    Examples:
      sli init --seed bwd-infant-mortality
      sli due --this-month
    """
    ctx.ensure_object(App)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """The command `sli`."""
    sli.main(prog_name="sli")
