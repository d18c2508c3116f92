"""`sli init` and `sli due`, as they are typed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.places import stored


def refs(result: object) -> list[str]:
    return [one["ref"] for one in json.loads(result.stdout)]  # type: ignore[attr-defined]


@pytest.mark.sqlite
def test_init_makes_the_database_for_its_owner_alone_and_loads_twenty_two(run: Run, own_place: Path) -> None:
    said = run("init", "--seed", "bwd-infant-mortality").stdout
    assert "all cadences assumed" in said
    assert (own_place / "register.db").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in own_place.iterdir()] == ["register.db"]


def test_init_again_says_so_and_changes_nothing(bwd: Run, own_place: Path) -> None:
    before = stored()
    assert "already loaded" in bwd("init", "--seed", "bwd-infant-mortality").stdout
    assert stored() == before


@pytest.mark.parametrize("day", ["2026-01-31", "2026-02-28", "2026-06-30", "2026-12-31", "2028-02-29", "2026-11-01"])
def test_the_first_table_is_useful_on_whatever_day_it_is_printed(run: Run, day: str) -> None:
    run("--as-of", day, "init", "--seed", "bwd-infant-mortality")
    assert {"3", "4"} <= set(refs(run("--as-of", day, "due", "--this-month", "--json")))
    assert "Chair of LSCB" in run("--as-of", day, "due", "--this-month").stdout


def test_first_dates_follow_from_the_adoption(bwd: Run) -> None:
    found = {one["ref"]: one["next_review"] for one in json.loads(bwd("due", "--by", "2027-12-31", "--json").stdout)}
    assert len(found) == 22
    assert found["3"] == found["4"] == "2026-09-30"
    assert found["1"] == "2026-12-31"
    assert found["2"] == found["16"] == "2027-03-01"
    assert found["20"] == "2026-12-01"
    assert found["13"] == "2026-10-31"
    assert found["9"] == "2027-06-01"


def test_a_register_adopted_long_ago_has_each_item_once_as_never_reviewed(run: Run) -> None:
    run("--as-of", "2026-11-23", "init", "--seed", "bwd-infant-mortality", "--adopted", "2017-03-01")
    late = json.loads(run("--as-of", "2026-11-23", "due", "--json").stdout)
    assert len(late) == 22
    assert {one["standing"] for one in late} == {"overdue"}
    assert all(one["last_review"] is None for one in late)


def test_start_from_begins_afresh(run: Run) -> None:
    run(
        *("--as-of", "2026-11-23", "init", "--seed", "bwd-infant-mortality"),
        *("--adopted", "2017-03-01", "--start-from", "2026-11-01"),
    )
    assert refs(run("--as-of", "2026-11-23", "due", "--json", "--within", "2w")) == ["3", "4"]


def test_due_shows_what_is_overdue_first_and_counts_what_it_lists(bwd: Run) -> None:
    rows = json.loads(bwd("due", "--this-month", "--json").stdout)
    assert [(one["ref"], one["days_overdue"]) for one in rows[:3]] == [("3", 54), ("4", 54), ("13", 23)]
    assert f"{len(rows)} overdue, 0 due." in bwd("due", "--this-month").stdout


def test_due_today_is_not_overdue(bwd: Run) -> None:
    one = next(one for one in json.loads(bwd("due", "--today", "--json", on="2026-12-01").stdout) if one["ref"] == "20")
    assert (one["standing"], one["days_overdue"]) == ("due", 0)
    assert "20" not in refs(bwd("due", "--today", "--json", on="2026-11-30"))


def test_no_overdue_starts_today_and_a_window_with_two_ends_has_both_inside(bwd: Run) -> None:
    assert refs(bwd("due", "--by", "2026-12-01", "--no-overdue", "--json")) == ["7", "8", "17", "18", "20"]
    assert refs(bwd("due", "--from", "2026-12-01", "--to", "2026-12-31", "--json")) == ["7", "8", "17", "18", "20", "1"]


def test_nothing_due_is_a_success_that_shows_the_next_five(bwd: Run) -> None:
    assert bwd("due", "--from", "2026-11-24", "--to", "2026-11-25", "--json").stdout == "[]\n"
    said = bwd("due", "--from", "2026-11-24", "--to", "2026-11-25").stdout
    assert (
        said.startswith("Nothing is due from Tue 24 Nov 2026 to Wed 25 Nov 2026; the next are")
        or "the next are" in said
    )
    assert said.count("due Tue 1 Dec") == 5


@pytest.mark.sqlite
def test_a_report_leaves_the_file_byte_for_byte_and_works_where_it_may_not_write(bwd: Run, own_place: Path) -> None:
    database = own_place / "register.db"
    before = database.read_bytes()
    database.chmod(0o400)
    own_place.chmod(0o500)
    try:
        bwd("due", "--this-month")
    finally:
        own_place.chmod(0o700)
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("due", "--by", "tommorow"), 2, "tomorrow"),
        (("due", "--by", "2026-02-30"), 2, "--by"),
        (("due", "--this-month", "--today"), 2, "two windows"),
        (("due", "--from", "2026-01-01"), 2, "go together"),
        (("due", "--format", "tabel"), 2, "table"),
        (("due", "--columns", "ref,lede"), 2, "lead"),
        (("due", "--standing", "over-due"), 2, "overdue"),
        (("due", "--lead", "Chair of LSCP"), 3, "Chair of LSCB"),
        (("due", "--forum", "LSCP"), 3, "LSCB"),
        (("due", "--theme", "Safegarding"), 3, "Safeguarding"),
        (("due", "--register", "nope"), 3, "nope"),
        (("--database", "/nowhere/at/all.db", "due"), 6, "sli init"),
        (("--database", "/", "due"), 6, "folder"),
        (("deu",), 2, "due"),
    ],
)
def test_bad_input_is_one_sentence_on_stderr_and_its_exit_code(
    bwd: Run, args: tuple[str, ...], code: int, says: str
) -> None:
    result = bwd(*args, code=code)
    assert result.stdout == ""
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_what_is_no_database_is_said_so(run: Run, own_place: Path) -> None:
    (own_place / "letter.db").write_text("Dear all,\n" * 200)
    assert "is not a database" in run("--database", str(own_place / "letter.db"), "due", code=6).stderr


def test_this_year_ends_with_the_registers_year(bwd: Run) -> None:
    rows = json.loads(bwd("due", "--this-year", "--json").stdout)
    assert max(date.fromisoformat(one["next_review"]) for one in rows) == date(2026, 12, 31)
    assert date(2026, 12, 31) + timedelta(days=1) not in [date.fromisoformat(one["next_review"]) for one in rows]
