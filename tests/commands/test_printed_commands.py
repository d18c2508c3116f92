"""Every command that is printed can be typed: on names with spaces, quotes and dollars, on two posts of one name."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.words import typed
from tests.conftest import Run

REGISTER = 'Our "plan" & $HOME'
POST = 'Head of "A & E" $1'
BOARD = "The `A` Board's"
REFS = ("SR (25/26) 01", "a'b\"c", "$x", "-7", "22")
PLACEHOLDERS = {"RULE": "monthly", "NAME": "Jo", "DATE": "2027-01-04", "REF": "20", "POST": "Chair of LSCB"}


@pytest.fixture
def awkward(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A register whose refs a shell would take otherwise, of which 22 stands in the seed register too."""
    monkeypatch.setenv("COLUMNS", "300")  # a table does not part what stands below it
    bwd("register", "add", REGISTER, "--title", "Our plan", "--adopted", "2026-09-01")
    for ref in REFS:
        bwd("add", "--text", "Publish", "--register", REGISTER, "--", ref)
    for organisation in ("North", "South"):
        bwd("lead", "add", POST, "--organisation", organisation)
    bwd("forum", "add", BOARD)
    return bwd


def commands(said: str) -> list[list[str]]:
    """The command lines in what was printed, as a shell parts them; what is left to be said is said."""
    lines = re.findall(r"(?:(?<=: )|(?<=`))sli [a-z][^`\n]*", said)
    parted = [shlex.split(line.strip().removesuffix(".").removesuffix(")")) for line in lines]
    return [[PLACEHOLDERS.get(word, word).replace("…", "because") for word in words[1:]] for words in parted]


def named(ref: str) -> str:
    return f"{REGISTER}:{ref}"


STEPS: tuple[tuple[tuple[str, ...], int], ...] = (
    *(((verb, named(ref), *rest), code) for ref in REFS for verb, rest, code in (
        ("close", ("--as", "implemented", "--reason", "Done"), 0),
        ("review", ("--outcome", "done", "--note", "x"), 4),
        ("park", ("--reason", "Money"), 0),
        ("event", ("--happened", "2026-11-02"), 2),
        ("extend", ("--to", "2027-06-01", "--reason", "x"), 4),
        ("cadence", ("none", "--reason", "Ended"), 0),
        ("resume", (), 2),
        ("review", ("--outcome", "no longer needed", "--note", "y"), 0),
        ("reopen", ("--reason", "Not so"), 0),
        ("cadence", ("once on 2026-11-25", "--reason", "x"), 0),
    )),
    (("lead", "add", "Head of $2", "--organisation", "East & West"), 0),
    (("lead", "appoint", f"{POST} (North)", "--name", "Jo O'Neil", "--on", "2026-11-01"), 0),
    (("lead", "appoint", f"{POST} (North)", "--name", "Sam \"S\" Hill"), 2),
    (("lead", "assign", f"{POST} (South)", named("$x")), 0),
    (("forum", "add", "Board of $3"), 0),
    (("overdue",), 0),
    (("due", "--register", REGISTER), 0),
    (("due",), 0),
    (("show", named("$x")), 0),
    (("check", "--json"), 0),
)  # fmt: skip


def test_every_command_that_is_printed_runs_as_it_stands(awkward: Run) -> None:
    ran = set()
    for args, code in STEPS:
        said = awkward(*args, code=code)
        mends = [f": {found['mend']}\n" for found in json.loads(said.stdout)] if args[0] == "check" else [said.stdout]
        for words in commands("".join(mends) + said.stderr):
            result = awkward(*words, "--yes")
            assert result.exit_code == 0
            ran.add(" ".join(words[:2] if words[0] in ("lead", "forum") else words[:1]))
    assert ran >= {"close", "reopen", "resume", "cadence", "list", "overdue", "lead appoint", "lead handover"}


def test_a_ref_that_looks_like_an_option_is_named_with_its_register(awkward: Run) -> None:
    assert awkward("note", named("-7"), "Words").stdout.startswith(f"{REGISTER}:-7: note of ")


def test_two_posts_of_one_name_are_told_apart(awkward: Run) -> None:
    for ref, organisation in (("$x", "North"), ("-7", "South")):
        awkward("lead", "assign", f"{POST} ({organisation})", named(ref))
        awkward("cadence", named(ref), "weekly", "--first", "2026-11-02")
    said = awkward("overdue", "--register", REGISTER).stdout
    found = [words for words in commands(said) if words[0] == "overdue"]
    assert [words[2] for words in found] == [f"{POST} (North)", f"{POST} (South)"]
    for words in found:
        assert "\n1 overdue.\n" in awkward(*words).stdout


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("11", "11"),
        ("1.1", "1.1"),
        ("bwd-infant-mortality:11", "bwd-infant-mortality:11"),
        ("SR (25/26) 01", '"SR (25/26) 01"'),
        ("Chair of LSCB", '"Chair of LSCB"'),
        ("Children's", '"Children\'s"'),
        ("a,b", '"a,b"'),
        ("~root", '"~root"'),
        ("", '""'),
        ("$x", "'$x'"),
        ('a "b"', "'a \"b\"'"),
        ("a!b", "'a!b'"),
        ("a`b", "'a`b'"),
        ("“a”", "'“a”'"),
    ],
)
def test_a_word_is_quoted_where_a_shell_would_take_it_otherwise(word: str, quoted: str) -> None:
    assert typed(word) == quoted


@given(st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=12))
def test_a_word_that_is_typed_is_that_one_word(word: str) -> None:
    assert shlex.split(typed(word)) == [word]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell here")
def test_a_shell_agrees() -> None:
    words = ["$HOME", "a'b\"c", "`id`", "a\\b", "a!b", "*", "~", "a;b", "a & b", "-n", "É (1)", "x=y", "#1", "{a,b}"]
    script = "printf '%s\\n' " + " ".join(map(typed, words))
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout.splitlines() == words
