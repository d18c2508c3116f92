"""What is printed is true, what is refused writes nothing, and a report only reports, whatever the command.

Most of these are mistakes that other trackers are known for.
"""

from __future__ import annotations

import json
import re
import shlex
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.places import stored
from tests.test_rules import review, show

REPORTS = (
    "due",
    "due --from 2026-12-24 --to 2026-12-25",
    "overdue",
    "list",
    "check",
    "lead list",
    "forum list",
    "register list",
)


def listed(bwd: Run, *args: str, on: str = "2026-11-23") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bwd(*args, "--json", on=on).stdout)
    return found


# -- the clock ---------------------------------------------------------------------------------------------------------


def test_every_printed_report_names_its_date(bwd: Run) -> None:
    for report in (*REPORTS, "show 11"):
        assert "as at 2 Dec 2026\n" in bwd(*report.split(), on="2026-12-02").stdout, report


def test_history_names_the_day_it_is_whatever_as_of_says(bwd: Run) -> None:
    assert "as at 2 Dec 2031" not in bwd("history", on="2031-12-02").stdout
    assert "History, as at " in bwd("history", on="2031-12-02").stdout


def test_no_report_writes(bwd: Run, own_place: Path) -> None:
    before = stored()
    for report in (*REPORTS, "show 11", "history", "db verify", "due --format csv", "overdue --json"):
        bwd(*report.split(), on="2027-12-02")
        assert stored() == before, report
    assert {path.name for path in own_place.iterdir()} <= {"register.db"}


def test_as_of_asks_what_the_register_as_it_stands_now_would_say_on_that_day(bwd: Run) -> None:
    review(bwd, "20", on="2026-12-03")
    found = show(bwd, "20", on="2026-10-01")
    assert (found["last_review"], found["next_review"], found["as_of"]) == ("2026-12-03", "2027-03-01", "2026-10-01")
    assert listed(bwd, "overdue", on="2026-10-01")[0]["days_overdue"] == 1


def test_history_is_stamped_in_real_utc_whatever_as_of_says(bwd: Run) -> None:
    bwd("note", "20", "Moving", on="2031-01-01")
    before = datetime.now(timezone.utc)  # noqa: UP017 - as in 3.11 and before
    bwd("note", "20", "Moved", on="2031-01-02")
    stamped = datetime.fromisoformat(listed(bwd, "history", "20")[0]["at"])
    assert stamped.utcoffset() == timedelta(0)
    assert timedelta(seconds=-1) <= stamped - before < timedelta(minutes=1)


def test_today_is_that_of_the_zone_of_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    run("register", "add", "one", "--title", "One")
    run("add", "1", "--text", "Publish")
    days = []
    for zone in ("Pacific/Niue", "Pacific/Kiritimati"):  # 25 hours apart: it is never the same day in both
        monkeypatch.setenv("SLI_ZONE", zone)
        days.append(json.loads(run("list", "--json").stdout)[0]["as_of"])
    assert days[0] < days[1]


# -- standing and windows ----------------------------------------------------------------------------------------------


def test_what_is_unscheduled_is_said_loudly_in_check_and_at_the_foot_of_due(bwd: Run) -> None:
    bwd("add", "23", "--text", "Publish")
    assert "1 with no next review: sli list --standing unscheduled" in bwd("due", "--today").stdout
    assert re.search(r"23 +has no next review", bwd("check").stdout)


def test_bare_due_is_within_thirty_days_both_ends_included(bwd: Run) -> None:
    assert listed(bwd, "due") == listed(bwd, "due", "--within", "30d")
    assert "20" in [one["ref"] for one in listed(bwd, "due", on="2026-11-01")]
    assert "20" not in [one["ref"] for one in listed(bwd, "due", on="2026-10-31")]


def test_what_is_overdue_comes_first_with_how_late_it_is(bwd: Run) -> None:
    rows = listed(bwd, "due", "--this-quarter")
    assert [one["days_overdue"] for one in rows] == [54, 54, 23, 23, 23, 23, 0, 0, 0, 0, 0, 0]
    assert [one["next_review"] for one in rows] == sorted(one["next_review"] for one in rows)
    assert "54 days overdue" in bwd("due", "--this-quarter").stdout


# -- changes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["--outcome", "--note"])
def test_a_review_needs_an_outcome_and_a_note(bwd: Run, missing: str) -> None:
    given = {"--outcome": "on track", "--note": "Looked at"}
    words = [word for flag in given if flag != missing for word in (flag, given[flag])]
    assert missing in bwd("review", "20", *words, code=2).stderr
    assert show(bwd, "20")["reviews"] == []


def test_what_is_refused_for_one_is_written_for_none(bwd: Run, own_place: Path) -> None:
    bwd("close", "14", "--as", "implemented", "--reason", "Done")
    before = stored()
    assert "14 is closed; nothing was written" in review(bwd, "13", "14", "--yes", code=4)
    assert stored() == before


def test_a_rehearsal_says_what_the_real_run_says_and_writes_nothing(bwd: Run, own_place: Path) -> None:
    before = stored()
    args = ("extend", "13", "20", "--to", "2027-01-29", "--reason", "Budget")
    would = bwd(*args, "--dry-run").stdout
    assert stored() == before
    assert would.replace("Would say: ", "") == bwd(*args, "--yes").stdout


# -- numbers agree -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(bwd: Run) -> Run:
    """The seed register with something in every standing."""
    bwd("add", "23", "--text", "Publish")
    bwd("park", "13", "--reason", "No money")
    bwd("cadence", "14", "none", "--reason", "Ended")
    bwd("close", "15", "--as", "implemented", "--reason", "Done")
    bwd("cadence", "16", "none", "--reason", "Ended")
    bwd("close", "16", "--as", "not implemented", "--reason", "Ended")
    bwd("reopen", "16", "--reason", "Not so")
    bwd("close", "17", "--as", "implemented", "--reason", "Done")
    bwd("reopen", "17", "--reason", "Not so")
    bwd("cadence", "18", "--confirm")
    return bwd


def test_every_count_at_the_foot_is_the_length_of_the_list_that_its_command_prints(mixed: Run) -> None:
    for report in ("due --this-month", "due --today --no-overdue", "overdue"):
        counts = re.findall(r"^(\d+) [^:\n]+: sli (.+)$", mixed(*report.split()).stdout, re.MULTILINE)
        assert counts, report
        for count, command in counts:
            assert len(listed(mixed, *shlex.split(command))) == int(count), (report, command)


def test_what_due_counts_at_its_head_is_what_it_lists(mixed: Run) -> None:
    for given in ((), ("--theme", "Safeguarding"), ("--lead", "Chair of LSCB"), ("--no-overdue",)):
        rows = listed(mixed, "due", "--this-year", *given)
        late = sum(one["days_overdue"] > 0 for one in rows)
        assert f"\n{late} overdue, {len(rows) - late} due.\n" in mixed("due", "--this-year", *given).stdout


def test_every_recommendation_has_one_standing(mixed: Run) -> None:
    every = [one["ref"] for one in listed(mixed, "list")]
    standings = ("closed", "parked", "unscheduled", "overdue", "due", "waiting", "upcoming")
    found = [one["ref"] for standing in standings for one in listed(mixed, "list", "--standing", standing)]
    assert sorted(found) == sorted(every)
    assert [one["ref"] for one in listed(mixed, "list", "--standing", "parked")] == ["13", "14", "16"]


# -- what is printed is true -------------------------------------------------------------------------------------------


def test_an_assumed_cadence_is_marked_in_every_table_until_it_is_confirmed(bwd: Run) -> None:
    marks = re.compile(r"(?<!basis )assumed\)?$", re.MULTILINE)
    reports = {
        ("due", "--by", "2027-12-31"): 22,
        ("overdue",): 6,
        ("list", "--columns", "ref,cadence"): 22,
        ("show", "20"): 2,
    }
    for report, marked in reports.items():
        assert len(marks.findall(bwd(*report).stdout)) == marked, report
    for one in listed(bwd, "list"):
        bwd("cadence", one["ref"], "--confirm")
    for report in reports:
        assert marks.findall(bwd(*report).stdout) == [], report


def test_the_documents_comments_are_printed_under_the_documents_date_and_never_as_an_update(
    bwd: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    comments = "recently taken over responsibility"
    table = bwd("due", "--this-year", "--search", comments).stdout + bwd("list", "--search", comments).stdout
    assert comments not in table
    assert {one["latest_update"] for one in listed(bwd, "list")} == {None}
    assert "No update recorded" in bwd("due", "--this-month").stdout
    page = bwd("show", "12").stdout
    assert page.index("Comments, as at the document") < page.index(comments)


def test_nothing_invents_a_person(bwd: Run) -> None:
    people = [one[role] for one in listed(bwd, "list") for role in ("lead", "sponsor") if one[role]]
    assert people
    assert {(who["holder"], who["email"]) for who in people} == {(None, None)}


def test_what_looks_like_a_persons_identifier_is_warned_of_on_entry_and_by_check(bwd: Run) -> None:
    said = bwd("note", "20", "Discussed 943 476 5919 at length").stderr
    assert "seems to hold an NHS number (943 476 5919)" in said
    assert "seems to hold a date of birth" in review(bwd, "21", "--note", "Of the child born on 3 May 2015")
    found = " ".join(one["what"] for one in listed(bwd, "check"))
    assert "what looks like an NHS number" in found
    assert "what looks like a date of birth" in found
    assert "seems to hold an NHS number" in bwd("add", "23", "--text", "See 943 476 5919").stderr


@pytest.mark.parametrize(
    "args", ["park 20 --reason", "close 20 --as implemented --reason", "extend 20 --to +9w --reason"]
)
def test_a_reason_that_looks_like_a_persons_identifier_is_warned_of(bwd: Run, args: str) -> None:
    assert "seems to hold an NHS number" in bwd(*args.split(), "Discussed 943 476 5919").stderr


def test_a_restricted_item_stays_visible_with_its_ground(bwd: Run) -> None:
    bwd("restrict", "14", "--ground", "Schedule 12A", "--reason", "Families")
    assert next(one["restricted"] for one in listed(bwd, "list") if one["ref"] == "14") == "Schedule 12A"
    assert "not for publication (Schedule 12A)" in " ".join(bwd("list", "--columns", "ref,status").stdout.split())


# -- nothing to report is no failure -----------------------------------------------------------------------------------


def test_nothing_overdue_is_silent_success_for_cron_and_something_has_its_code_only_when_asked(bwd: Run) -> None:
    quiet = bwd("overdue", "--quiet", "--exit-code", on="2026-09-30")
    assert (quiet.stdout, quiet.stderr) == ("", "")
    bwd("overdue", "--exit-code", code=8)
    assert "6 overdue." in bwd("overdue").stdout


def test_what_could_not_be_read_never_looks_like_nothing_overdue(run: Run) -> None:
    found = run("overdue", "--quiet", code=6)
    assert (found.stdout, "There is no database" in found.stderr) == ("", True)
