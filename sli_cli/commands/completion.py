"""`sli completion`: the script that makes a shell complete what is typed."""

from __future__ import annotations

import click

from sli_cli.app import App
from sli_cli.errors import BadValue
from sli_cli.options import Choice, command, pass_app

SHELLS = ("bash", "zsh", "fish", "powershell")

WHOLE_WORDS = (
    """response=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD""",
    """local word i current=0
    local -a typed=()
    for i in "${!COMP_WORDS[@]}"; do
        word=${COMP_WORDS[i]}
        if [[ ${#typed[@]} -gt 0 && ( $word == : || ${typed[-1]} == *: ) ]]; then
            typed[-1]+=$word
        else
            typed+=("$word")
        fi
        [[ $i == "$COMP_CWORD" ]] && current=$((${#typed[@]} - 1))
    done

    response=$(env COMP_WORDS="${typed[*]}" COMP_CWORD=$current""",
)
"""Bash parts words at colons, and sli has to be told REGISTER:REF as one."""

QUOTED = (
    "COMPREPLY+=($value)",
    """if [[ ${typed[current]} == [\\"\\']* ]]; then
                COMPREPLY+=("$value")
            else
                word=${typed[current]//[^:]/}
                for ((; ${#word} > 0; )); do
                    value=${value#*:} word=${word#:}
                done
                COMPREPLY+=("$(printf '%q' "$value")")
            fi""",
)
"""Click's bash script gives the words as they are, and bash types them so: a post or a theme would become several.

Of a word with a colon bash types what is behind it, so that alone is given.
"""

MENDED = {
    "bash": (WHOLE_WORDS, QUOTED),
    "fish": (('string split ","', 'string split -m 1 ","'),),  # a word may hold commas of its own
    "powershell": (
        ("$value, $value, 'ParameterValue', $tip", "$text, $value, 'ParameterValue', $tip"),
        (
            "            [System.Management.Automation.CompletionResult]::new(\n                $text",
            """            $text = $value
            if ($text -match '[^\\w./:-]') { $text = "'" + $text.Replace("'", "''") + "'" }
            [System.Management.Automation.CompletionResult]::new(
                $text""",
        ),
    ),
}
"""What in click's scripts is replaced, and with what."""


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
    for old, new in MENDED.get(shell, ()):
        script = script.replace(old, new)
    app.say(script + "\n")
