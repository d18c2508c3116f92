"""Importing as it happens: a terminal that asks, and a kill, a full disk or Ctrl-C in the middle of a long file."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from pathlib import Path

import pytest

from tests.story.program import Program
from tests.story.test_bad_input import full_at
from tests.story.test_faults import INTERRUPTED, wait_for_the_journal, whole
from tests.story.test_terminal import ESCAPE, terminal, to_the_end

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither such terminals nor these signals nor limits")
pytestmark = posix

PLAN = (
    "Ref,Recommendation,Local action,Lead,Due\n"
    "1,Open on Saturdays,Ask the union,JB,May 2027\n2,Publish,,Jo Bloggs,31/3/27\n"
)
QUESTION = "Write this into plan? [y/N]: "
MANY = 2500


def plan(program: Program, text: str = PLAN, name: str = "plan.csv") -> str:
    (program.place / name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture
def empty(fresh: Program) -> Program:
    fresh("init")
    return fresh


@pytest.fixture
def long(program: Program) -> str:
    """A tracker of thousands of rows: importing it takes a second or two."""
    words = "That the partners look at this again with all that it takes. " * 10
    rows = "".join(f"L{number},{words},Head of Service {number % 50},31/03/2027\n" for number in range(MANY))
    return plan(program, f"Ref,Recommendation,Lead,Due\n{rows}", "long.csv")


# -- on a terminal ---------------------------------------------------------------------------------------------------


def test_a_yes_after_the_preview_writes_what_was_announced(empty: Program) -> None:
    child = terminal(empty, "import", plan(empty), columns=80)
    child.expect_exact(QUESTION)
    shown = ESCAPE.sub("", child.before.replace("\r\n", "\n"))
    announced = re.findall("Would say: (.*)", shown)
    assert announced == ["plan, a new register: 2 recommendations added.", "New posts, vacant: JB; Jo Bloggs."]
    assert "Open on Saturdays" in shown and "2 doubts: look at each" in shown
    assert "\ufffd" not in shown and "\x1b[1mColumn" in child.before
    tables = [line for line in shown.splitlines() if "  " in line.strip()]
    assert len(tables) > 10 and max(map(len, tables)) <= 80
    child.sendline("y")
    code, rest = to_the_end(child)
    assert code == 0
    assert rest.splitlines()[1:] == [*announced, "2 doubts: --dry-run shows them, --report FILE writes them down."]
    assert len(empty.list()) == 2


@pytest.mark.parametrize("answer", ["n\n", "\n", "\x03", "\x04"], ids=["n", "return", "Ctrl-C", "end of input"])
def test_anything_but_a_yes_writes_nothing(empty: Program, answer: str) -> None:
    name, before = plan(empty), empty.left()
    child = terminal(empty, "import", name)
    child.expect_exact(QUESTION)
    child.send(answer)
    code, shown = to_the_end(child)
    assert code == 130
    assert "nothing was written." in shown
    assert {**before, name: PLAN.encode()} == empty.left()


def test_a_long_file_shows_how_far_it_is_and_only_on_a_terminal(program: Program, long: str) -> None:
    child = terminal(program, "import", long, "--dry-run", "--new-register", "Long")
    code, shown = to_the_end(child)
    assert code == 0
    assert "Comparing" in shown and "100%" in shown
    ran = program("import", long, "--dry-run", "--new-register", "Long")
    assert "Comparing" not in ran.out + ran.err
    assert f"{MANY} recommendations added" in ran.out


# -- faults ----------------------------------------------------------------------------------------------------------


def test_killed_at_any_moment_an_import_leaves_the_database_as_it_was(program: Program, long: str) -> None:
    before, chance = program.database.read_bytes(), random.Random(3)
    in_the_middle = 0
    for _ in range(6):
        child = program.start("import", long, "--new-register", "Long", "--yes")
        wait_for_the_journal(program, child)
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        child.communicate()
        in_the_middle += (program.place / "register.db-journal").exists()
        whole(program)
        assert program.database.read_bytes() == before
    assert in_the_middle >= 4  # else the kills came too late and showed nothing


@pytest.mark.parametrize("room", [20_000, 2_000_000])
def test_a_full_disk_in_the_middle_leaves_the_database_as_it_was(program: Program, long: str, room: int) -> None:
    before = program.left()
    size = program.database.stat().st_size + room
    ran = program("import", long, "--new-register", "Long", "--yes", code=6, before_start=full_at(size))
    assert len(ran.complaints) == 1
    assert "is full; nothing was written" in ran.complaints[0]
    assert len(program.list()) == 22
    assert program.left() == before
    whole(program)


@pytest.mark.parametrize("wait", [0.0, 0.2])
def test_ctrl_c_in_the_middle_writes_nothing(program: Program, long: str, wait: float) -> None:
    before = program.left()
    child = program.start("import", long, "--new-register", "Long", "--yes")
    wait_for_the_journal(program, child)
    time.sleep(wait)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, b"")
    assert err.decode().splitlines()[-1] == INTERRUPTED
    assert program.left() == before
    whole(program)


def test_while_another_writes_an_import_waits_and_then_says_so(program: Program) -> None:
    name = plan(program)
    before = program.left()
    with program.held("IMMEDIATE"):
        ran = program("import", name, "--new-register", "New", "--yes", code=6, SLI_BUSY_TIMEOUT="0.2")
    assert "is in use by another process" in ran.complaints[0]
    assert program.left() == before


def test_a_document_that_nobody_may_write_is_read_all_the_same(empty: Program) -> None:
    path = Path(empty.place / plan(empty))
    path.chmod(0o400)
    empty("import", path.name, "--yes")
    assert len(empty.list()) == 2
