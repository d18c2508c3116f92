"""Registers at the command line: made, corrected, and what each settles about its dates and its closures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.repeated import asked, history_is_whole_afterwards, written_twice  # noqa: F401
from tests.conftest import Run
from tests.places import stored

SEED = "bwd-infant-mortality"


def test_bare_register_prints_its_help(bwd: Run) -> None:
    assert "close-day" in bwd("register").stdout


def test_the_counts_of_a_register_are_the_length_of_its_lists(bwd: Run) -> None:
    bwd("register", "add", "burnley")
    bwd("add", "1", "--text", "Publish the report", "--register", "burnley")
    bwd("close", f"{SEED}:3", "--as", "implemented", "--reason", "Done")
    for one in asked(bwd, "register", "list"):
        of = ("--register", one["register"])
        assert one["recommendations"] == len(asked(bwd, "list", *of))
        assert one["open"] == len(asked(bwd, "list", "--open", *of))
    assert [(one["recommendations"], one["open"]) for one in asked(bwd, "register", "list")] == [(22, 21), (1, 1)]


def test_the_keys_of_a_register_are_those_promised(bwd: Run) -> None:
    promised = [
        *("register", "title", "locality", "report_title", "report_date", "adopted_on", "adopted_basis"),
        *("recommendations", "open", "settings", "closed_days"),
    ]
    assert list(asked(bwd, "register", "list")[0]) == promised
    assert bwd("register", "list", "--format", "csv").stdout.splitlines()[0].lstrip("\ufeff") == ",".join(promised)
    assert asked(bwd, "register", "show") == asked(bwd, "register", "list")[0]


def test_the_tables_fit_80_columns(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    bwd("register", "close-day", "2026-12-29", "--reason", "Offices closed")
    for args, holds in ((("register", "list"), SEED), (("register", "show"), "29 Dec 2026: Offices closed")):
        said = bwd(*args).stdout
        assert max(map(len, said.splitlines())) <= 80
        assert holds in said


def test_a_register_is_added_once_adopted_today_and_assumed(bwd: Run, own_place: Path) -> None:
    said = bwd("register", "add", "burnley", "--locality", "Burnley").stdout
    assert said == "burnley: register added, adopted 23 Nov 2026 (assumed); it has no recommendations yet.\n"
    one = asked(bwd, "register", "show", "burnley")
    assert (one["title"], one["locality"]) == ("burnley", "Burnley")
    assert (one["adopted_on"], one["adopted_basis"]) == ("2026-11-23", "assumed")
    for args in (("burnley", "--locality", "Burnley"), ("Burnley",)):
        assert "nothing was changed" in written_twice(bwd, own_place, "register", "add", *args)


def test_an_adoption_that_is_given_is_confirmed_and_moves_no_date(bwd: Run, own_place: Path) -> None:
    before = [one["next_review"] for one in asked(bwd, "list")]
    edit = ("register", "edit", "--adopted", "2026-08-01", "--title", "Infant mortality", "--report-date", "31/3/2017")
    said = bwd(*edit).stdout
    assert f"{SEED}: adopted on is now 1 Aug 2026 (was 1 Sep 2026).\n" in said
    assert f"{SEED}: dates already set are not moved; each cadence counts from the day that it counted from.\n" in said
    assert [one["next_review"] for one in asked(bwd, "list")] == before
    one = asked(bwd, "register", "show", "infant mortality")
    assert (one["adopted_on"], one["adopted_basis"], one["report_date"]) == ("2026-08-01", "confirmed", "2017-03-31")
    assert written_twice(bwd, own_place, *edit) == f"{SEED}: it is so already; nothing was changed.\n"


@pytest.mark.parametrize(
    ("setting", "value", "was"),
    [
        ("working-days", "previous", "keep"),
        ("bank-holidays", "scotland", "england-and-wales"),
        ("year-start", "april", "january"),
        ("closure", "board", "lead"),
    ],
)
def test_a_setting_says_what_it_was_and_holds(bwd: Run, own_place: Path, setting: str, value: str, was: str) -> None:
    said = bwd("register", "set", setting, value).stdout
    assert said.startswith(f"{SEED}: {setting} is now {value} (was {was}): ")
    assert asked(bwd, "register", "show")["settings"][setting] == value
    assert "nothing was changed" in written_twice(bwd, own_place, "register", "set", setting, value.upper())
    bwd("register", "set", setting, was)
    assert asked(bwd, "register", "show")["settings"][setting] == was


def test_settings_and_closed_days_hold_for_the_next_dates(bwd: Run) -> None:
    bwd("register", "set", "working-days", "next")
    bwd("register", "close-day", "2027-03-01", "--reason", "Offices closed")
    assert "next review 2 Mar 2027" in bwd("review", "20", "--outcome", "on track", "--note", "Seen").stdout
    bwd("register", "close-day", "2027-06-01", "--reason", "Offices closed")
    bwd("register", "close-day", "2027-06-01", "--open")
    later = bwd("review", "20", "--outcome", "on track", "--note", "Seen", on="2027-03-02").stdout
    assert "next review 1 Jun 2027" in later


def test_the_deciding_board_has_to_agree_where_the_register_says_so(bwd: Run) -> None:
    bwd("register", "set", "closure", "board")
    close = ("close", "8", "--as", "implemented", "--reason", "Done")
    assert "closed by agreement of LSCB" in bwd(*close, code=2).stderr
    bwd(*close, "--agreed-by", "LSCB")


def test_a_closed_day_is_made_corrected_and_opened_once(bwd: Run, own_place: Path) -> None:
    day = ("register", "close-day", "2026-12-29")
    assert "closed on 29 Dec 2026 (Offices closed)" in bwd(*day, "--reason", "Offices closed").stdout
    assert "nothing was changed" in written_twice(bwd, own_place, *day, "--reason", "Offices closed")
    assert "for another reason: Snow (was Offices closed)" in bwd(*day, "--reason", "Snow").stdout
    assert asked(bwd, "register", "show")["closed_days"] == [{"date": "2026-12-29", "reason": "Snow"}]
    assert "no longer a closed day (was: Snow)" in bwd(*day, "--open").stdout
    assert "nothing was changed" in written_twice(bwd, own_place, *day, "--open")
    assert asked(bwd, "register", "show")["closed_days"] == []


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("add", "burnley", "--locality", "Burnley"), 2, "not with these details"),
        (("add", "SLI infant mortality (BwD)"), 2, "goes by these words already"),
        (("add", "new", "--title", SEED), 2, "goes by these words already"),
        (("add", "new", "--adopted", "2026-11-24"), 2, "in the future"),
        (("add", "a:b"), 2, "has no colon"),
        (("add", " "), 2, "name of the register is empty"),
        (("edit", SEED), 2, "Nothing to change"),
        (("edit", SEED, "--title", ""), 2, "title is empty"),
        (("edit", SEED, "--title", "Burnley"), 2, "goes by these words already"),
        (("edit", SEED, "--report-date", "2017-02-30"), 2, "--report-date"),
        (("edit", "--title", "Which?"), 2, "several registers"),
        (("edit", "bwd-infant", "--title", "Which?"), 3, SEED),
        (("show", "nope"), 3, "no register"),
        (("set", "working-day", "next", "--register", SEED), 2, "working-days"),
        (("set", "working-days", "nxt", "--register", SEED), 2, "Did you mean next?"),
        (("set", "working-days", "next"), 2, "several registers"),
        (("close-day", "2026-12-29", "--register", SEED), 2, "--reason"),
        (("close-day", "29/12", "--reason", "Closed", "--register", SEED), 2, "DATE"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    bwd: Run, own_place: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    bwd("register", "add", "burnley")
    before = stored()
    result = bwd("register", *args, code=code)
    assert (result.stdout, says in result.stderr) == ("", True), result.stderr
    assert stored() == before
