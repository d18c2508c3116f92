"""A month of a public health officer's work, with what the README names and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.story.program import Program

READS = (
    ("due", "--this-month"),
    ("due", "--json"),
    ("overdue",),
    ("list", "--group", "theme"),
    ("show", "11"),
    ("check",),
    ("config",),
    ("cadence", "--preview", "every 6 months", "--from", "2023-08-31"),
)


def test_a_month_of_work(fresh: Program) -> None:
    the_register_is_made(fresh)
    what_is_late_is_looked_at(fresh)
    what_cannot_be_done_yet_is_extended(fresh)
    what_was_assumed_is_agreed(fresh)
    what_waited_has_happened(fresh)
    what_is_done_is_closed(fresh)
    something_new_is_asked(fresh)
    the_month_is_reported(fresh)


def the_register_is_made(sli: Program) -> None:
    said = sli("init", "--seed", "bwd-infant-mortality", "--adopted", "2026-09-01", on="2026-11-02").out
    assert "22 recommendations, adopted 1 Sep 2026 (confirmed), all cadences assumed." in said
    said = sli("init", "--seed", "bwd-infant-mortality", on="2026-11-02").out
    assert "already loaded, adopted 1 Sep 2026 (confirmed); nothing was changed" in said
    assert sli("due", "--this-month", "--json", on="2026-11-02").refs == ["3", "4", "13", "14", "15", "21"]
    assert "6 overdue, 0 due." in sli("due", "--this-month", on="2026-11-02").out


def what_is_late_is_looked_at(sli: Program) -> None:
    args = ("review", "3", "4", "--outcome", "on track", "--note", "Nomination goes to Cabinet")
    assert "2 recommendations needs a yes" in sli(*args, code=2, on="2026-11-02").err
    assert sli.show("3", on="2026-11-02")["reviews"] == []
    said = sli(*args, "--yes", on="2026-11-02").out
    assert "4: next review 30 Jun 2027 (was 30 Sep 2026; every June, from the calendar).\n" in said
    assert "already recorded" in sli(*args, "--yes", on="2026-11-02").out
    said = sli("note", "11", "The risk model is now used in Lancashire too", on="2026-11-03").out
    assert said == "11: note of 3 Nov 2026 added; next review stays 1 Mar 2027.\n"
    assert sli("overdue", "--json", on="2026-11-03").refs == ["13", "14", "15", "21"]


def what_cannot_be_done_yet_is_extended(sli: Program) -> None:
    args = ("extend", "--standing", "overdue", "--to", "+8w", "--reason", "One service, one budget", "--yes")
    ran = sli(*args, on="2026-11-03")
    assert "--to +8w: 29 December 2026, a Tuesday." in ran.err
    assert ran.out.count("extension 1, first due 31 Oct 2026") == 4
    ran = sli("overdue", "--quiet", "--exit-code", on="2026-11-03")
    assert (ran.out, ran.err) == ("", "")
    found = sli.show("13", on="2026-11-03")
    assert (found["first_due"], found["next_review"], found["extensions"]) == ("2026-10-31", "2026-12-29", 1)


def what_was_assumed_is_agreed(sli: Program) -> None:
    assert sli("cadence", "11", "--confirm", on="2026-11-09").out == (
        "11: every year, confirmed; next review stays 1 Mar 2027.\n"
    )
    said = sli("cadence", "--preview", "every 6 months", "--from", "2026-11-30", "--count", "2", on="2026-11-09").out
    assert said == "2027-05-30  30 May 2027, a Sunday\n2027-11-30  30 November 2027, a Tuesday\n"
    longer = ("cadence", "20", "every 6 months", "--from", "2026-11-30")
    assert "Say why with --reason" in sli(*longer, code=2, on="2026-11-09").err
    assert "next review 30 May 2027" in sli(*longer, "--reason", "The board meets twice a year", on="2026-11-09").out
    assert len(sli.list("--open", "--basis", "assumed", on="2026-11-09")) == 20


def what_waited_has_happened(sli: Program) -> None:
    assert "next review 6 Nov 2026" in sli("event", "12", "--happened", "6 Nov 2026", on="2026-11-09").out
    assert sli("overdue", "--exit-code", "--json", code=8, on="2026-11-09").refs == ["12"]
    args = ("review", "12", "--outcome", "on track", "--note", "First figures are in", "--rating", "green")
    said = sli(*args, "--at", "LSCB", on="2026-11-16").out
    assert said == "12: next review 6 Nov 2027 (was 6 Nov 2026; every year, from its schedule).\n"
    assert [one["ref"] for one in sli.list("--rating", "green", on="2026-11-16")] == ["12"]
    assert "parked" in sli("park", "21", "--reason", "No funding this year", on="2026-11-16").out
    assert "21" not in sli("due", "--this-quarter", "--json", on="2026-11-16").refs


def what_is_done_is_closed(sli: Program) -> None:
    args = ("close", "3", "--as", "implemented", "--reason", "The DPH is the lead", "--agreed-by", "LSCB")
    assert "as implemented, agreed by LSCB" in sli(*args, on="2026-11-23").out
    sli("close", "4", "--as", "implemented", "--reason", "Nominated", on="2026-11-23")
    assert [one["ref"] for one in sli.list("--standing", "closed", on="2026-11-23")] == ["3", "4"]
    said = sli("reopen", "4", "--reason", "The member has left the Council", on="2026-11-24").out
    assert said == "4: next review 30 Jun 2027 (reopened; every June, from the calendar).\n"
    sli("restrict", "14", "--ground", "Schedule 12A", "--reason", "Families", on="2026-11-24")
    assert "not for publication (Schedule 12A)" in sli("show", "14", on="2026-11-24").out


def something_new_is_asked(sli: Program) -> None:
    args = ("add", "23", "--text", "Publish the annual report", "--theme", "Capacity to improve")
    said = sli(*args, "--lead", "Director of Public Health", "--cadence", "every March", on="2026-11-24").out
    assert said == "23: next review 31 Mar 2027 (every March). Then 31 Mar 2028 and 31 Mar 2029.\n"
    assert "changed action" in sli("edit", "23", "--action", "To bring it to the Board first", on="2026-11-24").out
    assert sli.show("23", on="2026-11-24")["action"] == "To bring it to the Board first"
    assert "next review 31 Oct 2027" in sli("resume", "21", on="2026-11-30").out


def the_month_is_reported(sli: Program) -> None:
    assert len(sli.list(on="2026-11-30")) == 23
    assert "23 in all." in sli("list", on="2026-11-30").out
    assert sli("due", "--json", on="2026-11-30").refs == ["7", "8", "17", "18", "13", "14", "15"]
    assert "0 overdue, 7 due." in sli("due", on="2026-11-30").out
    page = sli("show", "13", on="2026-11-30").out
    assert "first due 31 Oct 2026, extended once" in page
    assert "From 31 Oct 2026 to 29 Dec 2026" in page
    assert "One service, one budget" in page
    assert {one["kind"] for one in sli_check(sli)} >= {"vacant-post", "assumed-cadence"}


def sli_check(sli: Program) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(sli("check", "--json", on="2026-11-30").out)
    return found


@pytest.mark.parametrize("args", READS, ids=" ".join)
def test_a_report_leaves_every_file_byte_for_byte(program: Program, args: tuple[str, ...]) -> None:
    before = program.left()
    assert program(*args).out
    assert program.left() == before


@pytest.mark.parametrize(
    "filters",
    [(), ("--theme", "Smoking"), ("--forum", "LSCB")],
    ids=lambda filters: " ".join(filters) or "none",
)
def test_every_format_lists_the_same_and_the_count_is_its_length(program: Program, filters: tuple[str, ...]) -> None:
    refs = [one["ref"] for one in program.list(*filters)]
    assert refs
    assert (f"{len(refs)} of 22." if len(refs) < 22 else "22 in all.") in program("list", *filters).out
    rows = list(csv.DictReader(io.StringIO(program("list", *filters, "--format", "csv").out)))
    assert [row["ref"] for row in rows] == refs
    table = program("list", *filters, "--columns", "ref,standing").out
    assert [
        line.split()[0] for line in re.findall(r"(?m)^\d+ .*$", table) if "in all" not in line and " of 22" not in line
    ] == refs
    assert len(program("list", *filters, "--format", "jsonl").out.splitlines()) == len(refs)


def test_the_due_count_is_the_length_of_the_due_list(program: Program) -> None:
    for day in ("2026-11-02", "2026-12-01", "2027-03-01"):
        rows = program("due", "--this-month", "--json", on=day).refs
        late = program("overdue", "--json", on=day).refs
        said = program("due", "--this-month", on=day).out
        if rows:
            assert f"{len(late)} overdue, {len(rows) - len(late)} due." in said
        assert set(late) <= set(rows)


def test_the_two_commands_of_the_readme_print_a_table_on_the_day_it_is(fresh: Program) -> None:
    for args in (("init", "--seed", "bwd-infant-mortality"), ("due", "--this-month")):
        ran = fresh(*args, on="today")
    assert re.search(r"(?m)^3 +Identify a named lead", ran.out)
    assert "0 overdue, 2 due." in ran.out
