"""`sli check`: what it reports, what it leaves alone, and that the command which it names is the right one."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run

NHS = "943 476 5919"


def found(bwd: Run, kind: str, on: str = "2026-11-23") -> list[tuple[list[str], str, str]]:
    every = json.loads(bwd("check", "--json", on=on).stdout)
    return [(one["refs"], one["what"], one["mend"]) for one in every if one["kind"] == kind]


# -- identifiers of a person -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        [("close", "20", "--as", "implemented", "--reason", NHS)],
        [("close", "20", "--as", "implemented", "--reason", NHS), ("reopen", "20", "--reason", "Not so")],
        [("close", "20", "--as", "implemented", "--reason", "x"), ("reopen", "20", "--reason", NHS)],
        [("cadence", "20", "weekly", "--reason", NHS)],
        [("cadence", "20", "weekly", "--wording", NHS)],
        [("restrict", "20", "--ground", "x", "--reason", NHS)],
        [("restrict", "20", "--ground", f"About {NHS}", "--reason", "x")],
        [("extend", "20", "--to", "2027-01-29", "--reason", NHS)],
        [("edit", "20", "--theme", NHS)],
        [("note", "20", NHS, "--on", "2026-11-20"), ("note", "20", "Newer")],
    ],
    ids=lambda steps: " ".join(steps[-1][:4]),
)
def test_an_identifier_is_found_wherever_it_was_written(bwd: Run, written: list[tuple[str, ...]]) -> None:
    assert found(bwd, "person") == []
    for args in written:
        bwd(*args)
    assert found(bwd, "person") == [
        (["20"], f"holds what looks like an NHS number ({NHS})", f'sli history redact 20 --text "{NHS}" --reason …')
    ]


def test_one_identifier_hides_no_other(bwd: Run) -> None:
    said = bwd("note", "20", f"{NHS}, born on 3 May 2015; and 401 023 2137").stderr
    assert said.count("seems to hold") == 3
    assert len(found(bwd, "person")) == 3


# -- several people in one lead ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("post", "several"),
    [
        ("Director of Adults, Health & Wellbeing", False),
        ("Head of Housing / Homelessness", False),
        ("Cabinet Member for Children; Young People and Skills", False),
        ("Director of Public Health & Chair of LSCB", True),
        ("Director of Public Health / Head of Midwifery", True),
        ("Head of Midwifery, Director of Nursing", True),
        ("Head of Midwifery and Director of Nursing", True),
    ],
)
def test_a_post_with_a_long_name_is_one_and_two_posts_are_two(bwd: Run, post: str, several: bool) -> None:
    bwd("lead", "add", post)
    bwd("edit", "20", "--lead", post)
    assert bool(found(bwd, "several-leads")) == several


@pytest.mark.parametrize(
    ("holder", "several"),
    [
        ("Jo Bloggs and Sam Hill", True),
        ("Jo Bloggs & Sam Hill", True),
        ("Jo Bloggs / Sam Hill", True),
        ("Jo Bloggs, Sam Hill", True),
        ("Bloggs, Jo", False),
        ("Andy Sand", False),
        ("Jo Bloggs, MBE", False),
    ],
)
def test_two_holders_of_one_post_are_reported_once(bwd: Run, holder: str, several: bool) -> None:
    bwd("lead", "appoint", "Chair of LSCB", "--name", holder)
    said = found(bwd, "several-leads")
    assert len(said) == several
    if several:
        assert said[0][1].startswith(f"Chair of LSCB is held by several people, {holder}, and leads ")
        assert said[0][2] == 'sli lead handover "Chair of LSCB" --to NAME'


# -- what follows nothing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "mend"),
    [
        ("off track", "sli cadence 20 RULE"),
        ("on track", "sli cadence 20 RULE"),
        ("done", "sli close 20 --as implemented --reason …"),
        ("no longer needed", 'sli close 20 --as "not implemented" --reason …'),
    ],
)
def test_what_follows_a_last_review_depends_on_its_outcome(bwd: Run, outcome: str, mend: str) -> None:
    bwd("cadence", "20", "once on 2026-12-31", "--reason", "Only once")
    said = bwd("review", "20", "--outcome", outcome, "--note", "Looked at", on="2027-01-01").stdout
    assert said.count("sli ") == 1
    assert mend in said
    assert found(bwd, "no-next-review", "2027-01-02") == [(["20"], "was reviewed, and nothing follows", mend)]


# -- how it is said ----------------------------------------------------------------------------------------------------


def test_a_limit_is_said_where_it_leaves_something_out(bwd: Run) -> None:
    assert "\n22 in all. The first 2 of 22 are shown.\n" in bwd("list", "--limit", "2").stdout
    assert "\n6 overdue. The first 1 of 6 is shown.\n" in bwd("overdue", "--limit", "1").stdout
    assert "The first 3 of 12 are shown." in bwd("due", "--this-quarter", "--limit", "3").stdout
    assert "shown" not in bwd("list", "--limit", "22").stdout
    assert "shown" not in bwd("list", "--limit", "2", "--json").stdout


def test_the_foot_of_a_filtered_report_counts_nothing_that_the_filter_leaves_out(bwd: Run) -> None:
    bwd("add", "23", "--text", "Publish")
    assert "sli list" in bwd("due").stdout
    assert "sli list" in bwd("due", "--register", "bwd-infant-mortality").stdout
    assert "sli list" not in bwd("due", "--theme", "Safeguarding").stdout


def test_two_formats_are_refused(bwd: Run) -> None:
    for report in ("due", "list", "overdue", "check", "lead list", "history"):
        assert "--json and --format csv" in bwd(*report.split(), "--json", "--format", "csv", code=2).stderr, report
    assert bwd("due", "--json", "--format", "json").stdout == bwd("due", "--json").stdout


# -- what was probably meant -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("help", "reveiw"), 3, "Did you mean `sli help review`?"),
        (("help", "exit-code"), 3, "Did you mean `sli help exit-codes`?"),
        (("help", "lead", "apoint"), 3, "Did you mean `sli help lead appoint`?"),
        (("show", "222"), 3, "Did you mean 22?"),
        (("show", "1.1"), 3, "Did you mean 11?"),
        (("show", "11a"), 3, "Did you mean 11?"),
        (("show", "7", "8"), 2, "extra argument (8). See `sli show --help`."),
        (("restrict", "20", "--ground", "x"), 2, "--reason"),
    ],
)
def test_a_mistake_is_met_with_what_was_meant(bwd: Run, args: tuple[str, ...], code: int, says: str) -> None:
    assert says in bwd(*args, code=code).stderr


@pytest.mark.parametrize("ref", ["23", "33", "2a3", "99", "x"])
def test_a_ref_that_is_like_none_is_not_guessed_at(bwd: Run, ref: str) -> None:
    assert "Did you mean" not in bwd("show", ref, code=3).stderr


def test_the_help_of_due_names_by_once(bwd: Run) -> None:
    everywhere = bwd("due", "--help").stdout.partition("Everywhere:")[2]
    assert "--by" not in everywhere
    assert "--yes" in everywhere
    assert "--by," in bwd("list", "--help").stdout.partition("Everywhere:")[2]
