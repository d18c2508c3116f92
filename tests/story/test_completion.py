"""Shell completion: the scripts that a shell is given, and what the program answers when the shell asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.story.program import SLI, Program

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(os.name == "nt" or BASH is None, reason="there is no bash here")


def asked(program: Program, shell: str, words: str, position: str) -> list[str]:
    """What the program answers to the question of a shell: click's own protocol, through three variables."""
    done = subprocess.run(
        SLI,
        capture_output=True,
        text=True,
        cwd=program.place,
        env=program.environment | {"_SLI_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": position},
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("shell", "says"),
    [
        ("bash", "complete -o nosort -F _sli_completion sli"),
        ("zsh", "#compdef sli"),
        ("fish", "complete --no-files --command sli"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName sli"),
    ],
)
def test_there_is_a_script_for_each_shell(fresh: Program, shell: str, says: str) -> None:
    assert says in fresh("completion", shell).out


def test_an_unknown_shell_is_refused_with_those_that_there_are(fresh: Program) -> None:
    (complaint,) = fresh("completion", "tcsh", code=2).complaints
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish', 'powershell'" in complaint


@pytest.mark.parametrize(
    ("words", "position", "answers"),
    [
        ("sli rev", 1, ["review"]),
        ("sli due --this", 2, ["--this-week", "--this-month", "--this-quarter", "--this-year"]),
        ("sli show 2", 2, ["2", "20", "21", "22"]),
        ("sli review 3 1", 3, ["1", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"]),
        ("sli note 22", 2, ["22"]),
        ("sli list --lead ch", 3, ["Chair of LSCB"]),
        ("sli list --theme S", 3, ["Safeguarding", "Smoking in pregnancy"]),
        ("sli list --forum ls", 3, ["LSCB"]),
        ("sli list --register b", 3, ["bwd-infant-mortality"]),
        ("sli list --standing o", 3, ["overdue"]),
        ("sli review 3 --outcome o", 4, ["on track", "off track"]),
        ("sli completion ", 2, ["bash", "zsh", "fish", "powershell"]),
        ("sli show nothing-like-it", 2, []),
        ("sli history re", 2, ["redact"]),
        ("sli history redact 22", 3, ["22"]),
        ("sli cadence 3 22", 3, ["22"]),
        ("sli due --format j", 3, ["json", "jsonl"]),
        ("sli due --columns ref,next_", 3, ["ref,next_review", "ref,next_meeting"]),
        ("sli due --sort next_", 3, ["next_review", "next_meeting"]),
        ("sli init --seed b", 3, ["bwd-infant-mortality"]),
        ("sli close 3 --superseded-by 22", 4, ["22"]),
        ("sli help exit", 2, ["exit-codes"]),
        ("sli help reg", 2, ["register"]),
    ],
)
def test_bash_is_told_commands_options_refs_posts_themes_and_boards(
    program: Program, words: str, position: int, answers: list[str]
) -> None:
    before = program.left()
    assert asked(program, "bash", words, str(position)) == [f"plain,{word}" for word in answers] or [""] * (not answers)
    assert program.left() == before


def test_zsh_fish_and_powershell_are_told_the_same_in_their_own_way(program: Program) -> None:
    assert asked(program, "zsh", "sli list --theme Sa", "3")[:2] == ["plain", "Safeguarding"]
    assert asked(program, "fish", "sli list --theme", "Sa") == ["plain,Safeguarding"]
    assert asked(program, "powershell", "sli list --theme Sa", "3") == ["plain", "Safeguarding", "_"]


@pytest.fixture
def two(program: Program) -> Program:
    """Two registers, in both of which there is an 11."""
    program("register", "add", "Our plan", "--title", "Our plan")
    program("add", "11", "--text", "Publish", "--register", "Our plan")
    program("add", "B, or not", "--text", "Publish", "--register", "Our plan")
    return program


@pytest.mark.parametrize(
    ("words", "position", "answers"),
    [
        ("sli show 11", 2, []),
        ("sli show Our", 2, ["Our plan:11"]),
        ("sli show bwd-infant-mortality:1", 2, ["bwd-infant-mortality:11"]),
        ("sli show 22", 2, ["22"]),
        ("sli park --register 'Our plan' 1", 4, ["11"]),
        ("sli show --register nowhere 1", 4, []),
    ],
)
def test_a_ref_that_stands_in_two_registers_is_completed_with_its_register(
    two: Program, words: str, position: int, answers: list[str]
) -> None:
    assert asked(two, "bash", words, str(position)) == [f"plain,{word}" for word in answers] or [""] * (not answers)


def test_the_scripts_keep_a_word_whole(two: Program) -> None:
    assert asked(two, "fish", "sli show B,", "B,") == ["plain,B, or not"]
    assert 'string split -m 1 "," $completion' in two("completion", "fish").out
    said = two("completion", "powershell").out
    assert """if ($text -match '[^\\w./:-]') { $text = "'" + $text.Replace("'", "''") + "'" }""" in said
    assert "$text, $value, 'ParameterValue', $tip" in said


def test_where_there_is_no_database_a_shell_hears_nothing(fresh: Program) -> None:
    assert "".join(asked(fresh, "bash", "sli show ", "2")) == ""
    assert not fresh.database.exists()
    assert "plain,review" in asked(fresh, "bash", "sli rev", "1")


@pytest.mark.sqlite
def test_the_database_that_was_named_is_the_one_that_is_asked(program: Program) -> None:
    program.database.rename(program.place / "other.db")
    assert asked(program, "bash", "sli --database other.db show 22", "4") == ["plain,22"]


def installed(place: Path) -> None:
    """A command `sli` in the folder `bin`, and the script of bash beside it."""
    (place / "bin").mkdir()
    command = place / "bin" / "sli"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sli_cli "$@"\n')
    command.chmod(0o755)


@needs_bash
@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("sli rev", "review"),
        ("sli show 22", "22"),
        ("sli list --lead Ch", r"Chair\ of\ LSCB"),
        (r"sli list --lead Chair\ of", r"Chair\ of\ LSCB"),
        ("sli list --theme Child", r"Child\ Death\ Overview\ Panel\ \(CDOP\)"),
    ],
)
def test_bash_itself_completes_and_quotes_what_it_types(program: Program, words: str, reply: str) -> None:
    installed(program.place)
    split = [word.replace("\0", "\\ ") for word in words.replace("\\ ", "\0").split()]
    array = " ".join(f"'{word}'" for word in split)
    script = (
        f'PATH="{program.place}/bin:$PATH"; eval "$(sli completion bash)"; '
        f"COMP_WORDS=({array}); COMP_CWORD={len(split) - 1}; _sli_completion sli; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run([BASH or "bash", "-c", script], capture_output=True, text=True, env=program.environment)
    assert (done.stdout, done.stderr) == (f"{reply}\n", "")


@needs_bash
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("Our", "Our\\ plan:11"),
        ("Our\\ plan:", "Our\\ plan:11"),
        ("Our\\ plan:1", "Our\\ plan:11"),
        ("'Our plan:1", "'Our plan:11'"),
        ("bwd-infant-mortality:1", "bwd-infant-mortality:11"),
    ],
)
def test_bash_completes_behind_a_colon(two: Program, typed: str, completed: str) -> None:
    import pexpect

    installed(two.place)
    environment = two.environment | {"TERM": "dumb", "PS1": "", "INPUTRC": "/dev/null"}
    shell = pexpect.spawn(BASH, ["--norc", "--noprofile"], env=environment, cwd=two.place, encoding="utf-8")
    shell.sendline(f"PATH='{two.place}/bin':$PATH; eval \"$(sli completion bash)\"; PS1='ready''> '")
    shell.expect_exact("ready> ", timeout=20)
    shell.send(f"sli show --json {typed}\t")
    shell.expect_exact(completed, timeout=20)
    shell.close(force=True)


@needs_bash
@pytest.mark.parametrize("typed", ["Chair", "'Chair of", '"Chair of'])
def test_a_post_that_was_completed_on_a_terminal_is_one_word(program: Program, typed: str) -> None:
    import pexpect

    installed(program.place)
    environment = program.environment | {"TERM": "dumb", "PS1": "", "INPUTRC": "/dev/null"}
    shell = pexpect.spawn(BASH, ["--norc", "--noprofile"], env=environment, cwd=program.place, encoding="utf-8")
    shell.sendline(f"PATH='{program.place}/bin':$PATH; eval \"$(sli completion bash)\"; PS1='ready''> '")
    shell.expect_exact("ready> ", timeout=20)
    shell.send(f"sli list --limit 2 --columns ref --format plain --lead {typed}\t")
    shell.expect_exact("LSCB", timeout=20)
    shell.sendline(" ; echo code=$?")
    shell.expect(r"code=(\d+)\r?\n", timeout=20)  # what is typed is echoed as code=$?
    shell.close(force=True)
    assert shell.match.group(1) == "0"
    assert shell.before.split()[-2:] == ["1", "2"]
