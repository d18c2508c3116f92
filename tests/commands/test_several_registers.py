"""A database of several registers: what stands in two is named with its register, wherever it is printed or typed."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.conftest import Run

SEED = "bwd-infant-mortality"


@pytest.fixture
def two(bwd: Run) -> Run:
    """The seed register, and another in which 11 stands too."""
    bwd("register", "add", "Our plan", "--title", "Our plan", "--adopted", "2026-09-01")
    bwd("add", "11", "--text", "Publish", "--register", "Our plan", "--cadence", "every month")
    bwd("add", "A1", "--text", "Survey", "--register", "Our plan", "--cadence", "once on 2026-11-30")
    return bwd


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("note", "Our plan:11", "Words"), "Our plan:11: note of 23 Nov 2026 added; next review stays 1 Dec 2026."),
        (("note", "11", "Words", "--register", SEED), f"{SEED}:11: note of 23 Nov 2026 added; next review stays "),
        (("note", "A1", "Words"), "A1: note of 23 Nov 2026 added; next review stays 30 Nov 2026."),
        (("park", "Our plan:11", "--reason", "Money"), "Our plan:11: parked (next review was 1 Dec 2026): Money"),
        (("extend", "Our plan:11", "--to", "2027-01-29", "--reason", "x"), "Our plan:11: next review 29 Jan 2027 "),
        (("cadence", "Our plan:11", "--confirm"), "Our plan:11: every month is confirmed already"),
        (("edit", "Our plan:11", "--theme", "One"), "Our plan:11: changed theme"),
        (("restrict", "Our plan:11", "--ground", "x", "--reason", "y"), "Our plan:11: not for publication (x)."),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_sentence_says_of_which_register_a_ref_is_where_it_stands_in_two(
    two: Run, args: tuple[str, ...], said: str
) -> None:
    assert two(*args).stdout.startswith(said)


def test_a_remedy_can_be_typed_where_the_ref_stands_in_two(two: Run) -> None:
    two("park", "Our plan:11", "--reason", "Money")
    said = two("extend", "Our plan:11", "--to", "2027-01-29", "--reason", "x", code=4).stderr
    assert said == 'sli: Our plan:11 is parked; nothing was written. Resume it first: sli resume "Our plan:11".\n'
    two("resume", "Our plan:11")


def test_every_command_that_check_advises_runs(two: Run) -> None:
    two("add", "12", "--text", "Born on 3 May 2015, seen as 943 476 5919", "--register", "Our plan")
    found = json.loads(two("check", "--json").stdout)
    assert {one["kind"] for one in found} >= {"no-lead", "vacant-post", "no-next-review", "person", "assumed-cadence"}
    for one in found:
        words = shlex.split(one["mend"].replace('"POST"', '"Chair of LSCB"').replace("NAME", "Jo"))
        two(*words[1:], "--yes")


def test_tables_name_the_register_where_their_rows_may_be_of_several(two: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for report in ("due", "list", "overdue", "check"):
        assert "Register" in two(report, on="2026-12-02").stdout, report
        assert "Our plan" in two(report, on="2027-02-02").stdout, report
        assert "Register" not in two(report, "--register", "Our plan", on="2026-12-02").stdout, report
    assert "Register  " not in two("due", "--group", "register").stdout
    assert two("list", "--columns", "ref,theme").stdout.split("\n")[3].split() == ["Ref", "Theme"]
    assert two("list", "--format", "csv").stdout.lstrip("\ufeff").startswith("register,ref,")


def test_one_register_needs_no_column_of_its_own(bwd: Run) -> None:
    assert "Register" not in bwd("due").stdout + bwd("list").stdout + bwd("overdue").stdout
