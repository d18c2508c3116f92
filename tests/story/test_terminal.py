"""On a terminal: questions, colour, width, old encodings, closed pipes and Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from typing import Any

import pytest
from wcwidth import wcswidth

from tests.story.program import SLI, TODAY, Program

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such terminal on Windows")

PARK = ("park", "13", "14", "15", "--reason", "One service")
QUESTION = "Do this to 3 recommendations? [y/N]: "
RED = "\x1b[31m"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def terminal(program: Program, *args: str, columns: int = 100, **environment: str) -> Any:
    """The program started on a terminal of that width."""
    kept = {name: value for name, value in program.environment.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return pexpect.spawn(
        SLI[0],
        [*SLI[1:], "--as-of", TODAY, *args],
        env=kept | {"TERM": "xterm"} | environment,
        cwd=program.place,
        dimensions=(50, columns),
        encoding="utf-8",
        timeout=20,
    )


def to_the_end(child: Any) -> tuple[int, str]:
    """The exit code, and all that the terminal still showed."""
    shown = child.read().replace("\r\n", "\n")
    child.close()
    return child.exitstatus, shown


def seen(program: Program, *args: str, columns: int = 100, **environment: str) -> str:
    code, shown = to_the_end(terminal(program, *args, columns=columns, **environment))
    assert code == 0, shown
    return shown


# -- questions


def test_several_are_shown_and_asked_about_and_a_yes_does_it(program: Program) -> None:
    child = terminal(program, *PARK)
    child.expect_exact(QUESTION)
    assert child.before.count(": parked (next review was 31 Oct 2026): One service") == 3
    child.sendline("y")
    code, shown = to_the_end(child)
    assert code == 0
    assert shown.count(": parked") == 3
    assert [program.show(ref)["state"] for ref in ("13", "14", "15")] == ["parked"] * 3


@pytest.mark.parametrize("answer", ["n", "", "\x04", "\x03"], ids=["n", "return", "end of input", "Ctrl-C"])
def test_anything_but_a_yes_does_nothing(program: Program, answer: str) -> None:
    before = program.left()
    child = terminal(program, *PARK)
    child.expect_exact(QUESTION)
    child.send(answer if answer in ("\x03", "\x04") else f"{answer}\n")
    code, shown = to_the_end(child)
    assert code == 130
    assert ("sli: interrupted; nothing" if answer in ("\x03", "\x04") else "sli: Not done; nothing") in shown
    assert "Traceback" not in shown
    assert program.left() == before


def test_one_ref_is_not_asked_about(program: Program) -> None:
    assert "13: parked" in seen(program, "park", "13", "--reason", "No money")


def test_yes_asks_nothing(program: Program) -> None:
    shown = seen(program, *PARK, "--yes")
    assert shown.count(": parked") == 3
    assert "?" not in shown


def test_no_input_asks_nothing_and_names_what_is_needed(program: Program) -> None:
    before = program.left()
    code, shown = to_the_end(terminal(program, *PARK, "--no-input"))
    assert code == 2
    assert "Give --yes, or --dry-run." in shown
    assert program.left() == before


def test_a_rehearsal_says_what_would_be_done_and_does_nothing(program: Program) -> None:
    before = program.left()
    assert seen(program, *PARK, "--dry-run").count("Would say: ") == 3
    assert program.left() == before


# -- colour


@pytest.mark.parametrize(
    ("args", "environment", "coloured"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"NO_COLOR": ""}, True),
        ((), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(
    program: Program, args: tuple[str, ...], environment: dict[str, str], coloured: bool
) -> None:
    shown = seen(program, "due", *args, **environment)
    assert (RED in shown) == coloured
    assert ("\x1b" in shown) == coloured
    assert "days overdue" in shown  # and never by colour alone


@pytest.mark.parametrize(
    ("args", "environment", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {}, True),
        (("--json",), {"FORCE_COLOR": "1"}, False),
        (("--format", "csv"), {"FORCE_COLOR": "1"}, False),
        (("--format", "markdown"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_in_a_pipe(program: Program, args: tuple[str, ...], environment: dict[str, str], coloured: bool) -> None:
    assert (RED in program("due", *args, **environment).out) == coloured


# -- width


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(program: Program, columns: int) -> None:
    program("note", "11", "See https://example.gov.uk/" + "a" * 300 + " and 日本語" * 40)
    for args in (("due", "--this-month"), ("list",), ("show", "11"), ("check",)):
        lines = ESCAPE.sub("", seen(program, *args, columns=columns)).splitlines()
        assert [line for line in lines if wcswidth(line) > columns] == []
        if args[0] == "due":
            assert max(map(wcswidth, lines)) > columns * 0.75


def test_a_pipe_is_as_wide_as_it_is_told(program: Program) -> None:
    for columns in (80, 120, 200):
        lines = program("due", "--this-month", COLUMNS=str(columns)).out.splitlines()
        assert columns * 0.75 < max(map(wcswidth, lines)) <= columns


# -- encodings


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "args",
    [("due",), ("list", "--json"), ("list", "--format", "csv"), ("show", "21"), ("--help",)],
    ids=" ".join,
)
def test_an_old_encoding_gets_stand_ins_and_no_failure(program: Program, args: tuple[str, ...], encoding: str) -> None:
    assert program(*args, PYTHONIOENCODING=encoding).out  # which was decoded strictly in that encoding


def test_what_ascii_cannot_hold_is_written_plainly(program: Program) -> None:
    assert "scheme - other 'softer' rewards" in " ".join(program("show", "21", PYTHONIOENCODING="ascii").out.split())
    said = program("note", "3", "Café – “agreed” at £5", PYTHONIOENCODING="ascii")
    assert said.out == "3: note of 23 Nov 2026 added; next review stays 30 Sep 2026.\n"
    assert program.show("3")["latest_update"]["text"] == "Café – “agreed” at £5"
    assert 'Cafe - "agreed" at GBP 5' in program("show", "3", PYTHONIOENCODING="ascii").out
    assert "'Café'" in program("show", "Café", code=3).err
    assert "'Cafe'" in program("show", "Café", code=3, PYTHONIOENCODING="ascii").err


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_posix_locale_is_no_reason_to_fail(program: Program, locale: str) -> None:
    bare = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    for args in (("due",), ("show", "21"), ("list", "--json"), ("park", "21", "--reason", "No money")):
        assert program(*args, **bare).out.isascii()


# -- pipes


@pytest.mark.parametrize("args", [("list",), ("list", "--json"), ("show", "11"), ("--help",)])
def test_a_pipe_that_is_closed_is_no_failure(program: Program, args: tuple[str, ...]) -> None:
    program("note", "11", "-", stdin="word " * 19_000)  # more than a pipe holds
    for lines in (0, 1):
        child = program.start(*args)
        assert child.stdout is not None
        assert child.stderr is not None
        for _ in range(lines):
            assert child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(20) == 0
        child.stderr.close()


@pytest.mark.parametrize(
    ("words", "closed", "code"),
    [
        ("list", ">&-", 1),
        ("list -o list.csv", ">&-", 0),
        ("show 99", "2>&-", 3),
        ("note 11 -", "<&-", 2),
        ("park 13 14 --reason x", "<&-", 2),
        ("list", "> /dev/full", 1),
    ],
)
def test_a_stream_that_is_closed_or_full_is_said_in_one_line(
    program: Program, words: str, closed: str, code: int
) -> None:
    if "full" in closed and not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full here")
    line = f'"{SLI[0]}" -m sli_cli --as-of {TODAY} {words} {closed}'
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, cwd=program.place, env=program.environment
    )
    assert done.returncode == code, done
    assert len(done.stderr.splitlines()) == (1 if code and "2>" not in closed else 0)
    assert "Traceback" not in done.stderr


def test_a_closed_standard_error_takes_no_change_back(program: Program) -> None:
    line = f'"{SLI[0]}" -m sli_cli --as-of {TODAY} extend 11 --to +1y --reason "Late" 2>&- >&-'
    subprocess.run(["sh", "-c", line], cwd=program.place, env=program.environment, check=False)
    assert program.show("11")["next_review"] == "2027-11-23"


# -- Ctrl-C


def test_ctrl_c_while_a_long_text_is_typed_writes_nothing(program: Program) -> None:
    before = program.left()
    child = program.start("note", "11", "-")
    assert child.stdin is not None
    child.stdin.write(b"half a note")
    child.stdin.flush()
    time.sleep(1)  # long enough to be loaded and to wait for the rest
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert (child.returncode, out) == (130, b"")
    assert err.decode().split("\n")[-2] == "sli: interrupted; nothing was written."
    assert program.left() == before
