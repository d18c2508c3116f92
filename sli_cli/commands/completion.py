"""`sli completion`: the script that makes a shell complete what is typed."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.errors import BadValue
from sli_cli.options import Choice, command, pass_app

SHELLS = ("bash", "zsh", "fish", "powershell")

QUOTED = (
    "COMPREPLY+=($value)",
    """if [[ ${COMP_WORDS[COMP_CWORD]} == [\\"\\']* ]]; then
                COMPREPLY+=("$value")
            else
                COMPREPLY+=("$(printf '%q' "$value")")
            fi""",
)
"""Click's bash script gives the words as they are, and bash types them so: a post or a theme would become several."""


@command("completion")
@click.argument("shell", type=Choice(SHELLS))
@click.pass_context
@pass_app
def completion(app: App, ctx: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options, refs, leads, themes and boards.

    Put it where your shell reads it at its start, for example in ~/.bashrc: eval "$(sli completion bash)"

    \b
    Examples:
      sli completion bash
      sli completion powershell
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise BadValue(f"The installed click does not complete in {shell}.", "pip install --upgrade click")
    script = kind(ctx.find_root().command, {}, "sli", "_SLI_COMPLETE").source()
    app.say(script.replace(*QUOTED) + "\n")
