"""A meeting from its updates to its minutes, as its secretary lives it, and the same minutes typed at a terminal."""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

import pytest

from tests.filling_in import fill
from tests.story.program import SLI, Program

BEFORE, EVE, AFTER = "2026-11-23", "2026-12-04", "2026-12-16"
FORM = "updates-lscb-2026-12-15-chair-of-lscb.docx"


@pytest.fixture
def lscb(program: Program) -> Program:
    """A register whose board meets in three weeks."""
    program("forum", "route", "LSCB", "3", "4", "7", "--yes")
    program("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs")
    program("meeting", "add", "LSCB", "2026-12-15")
    program("meeting", "add", "LSCB", "2027-01-19")
    return program


def test_ask_fill_in_read_minute_and_show(lscb: Program) -> None:
    lscb("updates", "ask", "LSCB", on=BEFORE)
    fill(
        lscb.place / FORM,
        {
            ("3", "outcome"): "done",
            ("3", "note"): "The DPH is nominated",
            ("4", "to"): date(2027, 3, 31),
            ("4", "reason"): "No full Council before",
            ("7", "note"): "The specification is drafted",
        },
    )
    lscb("updates", "read", FORM, "--yes", on=EVE)
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx", on=EVE)
    fill(
        lscb.place / "minutes.docx",
        {
            ("3", "decision"): "agreed",
            ("3", "minute"): "6.1",
            ("4", "decision"): "agreed",
            ("4", "minute"): "6.2",
            ("7", "decision"): "noted",
            ("7", "outcome"): "on track",
            ("7", "note"): "Welcomed",
            ("8", "decision"): "not reached",
        },
    )
    said = lscb("minutes", "minutes.docx", "--yes", on=AFTER).out
    assert "3: closed on 15 Dec 2026 as implemented, agreed by LSCB: The DPH is nominated" in said
    assert "4: next review 31 Mar 2027 (was 30 Sep 2026; extended by LSCB: No full Council before" in said
    assert "8: not reached; next review stays 1 Dec 2026" in said

    assert lscb.show("3", on=AFTER)["state"] == "closed"
    four = lscb.show("4", on=AFTER)
    assert (four["next_review"], four["first_due"], four["extensions"]) == ("2027-03-31", "2026-09-30", 1)
    assert four["extension_list"][0]["minute_number"] == "6.2"
    assert [one["text"] for one in lscb.show("7", on=AFTER)["notes"]] == ["The specification is drafted"]
    changes = json.loads(lscb("history", "--limit", "1", "--json", on=AFTER).out)
    assert {(one["verb"], one["why"]) for one in changes} == {("minutes", "minutes of LSCB, 2026-12-15")}

    before = lscb.left()
    lscb("minutes", "minutes.docx", on=AFTER)
    lscb("updates", "read", FORM, on=AFTER)
    assert lscb.left() == before
    lscb("db", "verify", on=AFTER)


def test_a_sheet_read_by_two_at_once_is_recorded_once(lscb: Program) -> None:
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx", on=EVE)
    fill(lscb.place / "minutes.docx", {("7", "decision"): "noted", ("7", "outcome"): "at risk", ("7", "note"): "Slow"})
    both = [lscb.start("minutes", "minutes.docx", "--yes", on=AFTER) for _ in range(2)]
    said = [one.communicate(timeout=60)[0].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sorted("recorded already" in one for one in said) == [False, True]
    assert len(lscb.show("7", on=AFTER)["decisions"]) == 1


# -- typed


def terminal(program: Program, *args: str) -> Any:
    pexpect = pytest.importorskip("pexpect")
    return pexpect.spawn(
        SLI[0],
        [*SLI[1:], "--as-of", AFTER, *args],
        env=program.environment | {"TERM": "xterm", "NO_COLOR": "1"},
        cwd=program.place,
        dimensions=(50, 120),
        encoding="utf-8",
        timeout=30,
    )


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal on Windows")
def test_minutes_can_be_typed_one_item_after_another(lscb: Program) -> None:
    child = terminal(lscb, "minutes", "--typed", "LSCB")

    def answer(prompt: str, words: str) -> None:
        child.expect(prompt)
        child.sendline(words)

    answer("1  .*Decision.*: ", "")
    answer("3  .*Decision.*: ", "")
    answer("4  .*Decision.*: ", "")
    answer("7  .*Decision.*: ", "notted")
    answer("Did you mean noted.*Decision.*: ", "Noted")
    answer("Outcome.*: ", "at risk")
    answer("Note: ", "No figures")
    answer("Next review: ", "31 February 2027")
    answer("February 2027 has.*Next review: ", "")
    answer("Minute: ", "4.1")
    answer("8  .*Decision.*: ", "not reached")
    answer("Note: ", "")  # what was not reached has neither outcome nor next review
    answer("Minute: ", "")
    child.expect("What changes")
    child.expect(r"Record these minutes of LSCB\? \[y/N\]: ")
    child.sendline("y")
    shown = child.read().replace("\r\n", "\n")
    child.close()
    assert child.exitstatus == 0, shown
    assert "7: next review 1 Jun 2027 (was 1 Dec 2026; every 6 months, from its schedule)." in shown
    assert [one["decision"] for one in lscb.show("8", on=AFTER)["decisions"]] == ["not reached"]
    assert lscb.show("7", on=AFTER)["decisions"][0]["minute_number"] == "4.1"


@pytest.mark.skipif(os.name == "nt", reason="there is no such terminal on Windows")
def test_what_was_typed_is_not_kept_without_a_yes(lscb: Program) -> None:
    before = lscb.left()
    child = terminal(lscb, "minutes", "--typed", "LSCB", "--on", "2026-12-15")
    child.expect("1  .*Decision.*: ")
    child.sendline("noted")
    child.expect("Outcome.*: ")
    child.send("\x03")
    shown = child.read()
    child.close()
    assert child.exitstatus == 130
    assert "interrupted; nothing was written." in shown
    assert lscb.left() == before
