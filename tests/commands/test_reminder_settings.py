"""What a register and an item settle about reminders: read strictly, said in words, kept whole, taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sli_cli.cli import sli
from sli_cli.domain.register_settings import SETTINGS
from tests.commands.repeated import asked, history_is_whole_afterwards, written_twice  # noqa: F401
from tests.conftest import SEED, Run
from tests.places import stored

JO = "Jo Bloggs <jo.bloggs@example.gov.uk>"


def settings_of(bwd: Run) -> dict[str, str | None]:
    found: dict[str, str | None] = asked(bwd, "register", "show")["settings"]
    return found


def settle(bwd: Run, name: str, value: str, code: int = 0) -> str:
    result = bwd("register", "set", name, value, code=code)
    return str(result.stdout or result.stderr)


# -- of a register -----------------------------------------------------------------------------------------------------


def test_what_holds_until_somebody_settles_it(bwd: Run) -> None:
    assert {name: value for name, value in settings_of(bwd).items() if name not in BEFORE_REMINDERS} == {
        "owner": None,
        "remind-before": "30, 7",
        "remind-quiet": "weekends-and-holidays",
        "escalate-after": "off",
        "escalate-to": None,
        "summary": "monday",
        "attach": "nothing",
    }


BEFORE_REMINDERS = ("working-days", "bank-holidays", "year-start", "closure", "rating-scheme")


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("owner", f"  {JO} ", JO),
        ("owner", '"Bloggs, Jo" <jo@example.gov.uk>', "Bloggs, Jo <jo@example.gov.uk>"),
        ("owner", "jo@example.gov.uk", "jo@example.gov.uk"),
        ("remind-before", "7 and 60 days before", "60, 7"),
        ("remind-before", "None", "none"),
        ("remind-quiet", "Weekends", "weekends"),
        ("remind-quiet", "never", "never"),
        ("escalate-after", "10", "10 working days"),
        ("escalate-after", "1 Working  Day", "1 working day"),
        ("escalate-after", "250 working days", "250 working days"),
        ("escalate-to", "sam@example.gov.uk", "sam@example.gov.uk"),
        ("summary", "FRIDAY", "friday"),
        ("summary", "off", "off"),
        ("attach", "ics-and-csv", "ics-and-csv"),
    ],
)
def test_a_setting_is_kept_in_its_one_form_and_cleared_by_an_empty_value(
    bwd: Run, own_place: Path, name: str, typed: str, stored: str
) -> None:
    was = settings_of(bwd)[name]
    assert f"{name} is now {stored} (was {was or 'nobody'}): " in settle(bwd, name, typed)
    assert settings_of(bwd)[name] == stored
    assert "nothing was changed" in written_twice(bwd, own_place, "register", "set", name, stored)
    assert f"{name} is now {was or 'nobody'} (was {stored})" in settle(bwd, name, "")
    assert settings_of(bwd)[name] == was
    assert "nothing was changed" in written_twice(bwd, own_place, "register", "set", name, " ")


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("owner", "Jo Bloggs", "has no e-mail address"),
        ("owner", "Jo <jo@example>", "is not an e-mail address"),
        ("owner", "Jo <jo@example.gov.uk>\nBcc: all@example.gov.uk", "has no e-mail address"),
        ("escalate-to", "<>", "is not an e-mail address"),
        ("remind-before", "0", "remind-before '0' is no list of days from 1 to 365"),
        ("remind-before", "1 2 3 4 5 6 7", "has 7 days; the most is 6"),
        ("remind-before", "soon", "is no list of days"),
        ("remind-quiet", "weekend", "Did you mean weekends?"),
        ("escalate-after", "0 working days", "no number of 1 to 250 working days"),
        ("escalate-after", "251", "no number of 1 to 250 working days"),
        ("escalate-after", "10 clear days", "no number of 1 to 250 working days"),
        ("summary", "saturday", "monday, tuesday, wednesday, thursday, friday, off"),
        ("attach", "pdf", "nothing, ics, csv, ics-and-csv"),
    ],
)
def test_what_is_no_value_is_refused_and_nothing_written(
    bwd: Run, own_place: Path, name: str, typed: str, says: str
) -> None:
    before = stored()
    assert says in settle(bwd, name, typed, code=2)
    assert stored() == before


def test_escalation_needs_both_of_its_settings_and_says_so(bwd: Run) -> None:
    nothing = "bwd-infant-mortality: nothing is escalated until"
    said = settle(bwd, "escalate-after", "10 working days").splitlines()
    assert said[1] == f'{nothing} escalate-to is set too: sli register set escalate-to "NAME <ADDRESS>"'
    assert len(settle(bwd, "escalate-to", JO).splitlines()) == 1
    said = settle(bwd, "escalate-after", "off").splitlines()
    assert said[1] == f'{nothing} escalate-after is set too: sli register set escalate-after "10 working days"'
    assert len(settle(bwd, "escalate-to", "").splitlines()) == 1
    bwd("register", "add", "burnley")
    said = bwd("register", "set", "escalate-after", "5", "--register", "burnley").stdout.splitlines()
    assert said[1].endswith('sli register set escalate-to "NAME <ADDRESS>" --register burnley')


def test_the_page_of_a_register_says_each_setting_with_its_meaning(bwd: Run) -> None:
    settle(bwd, "owner", JO)
    said = " ".join(bwd("register", "show").stdout.split())
    assert f"owner {JO}: who gets what no lead can get, and the weekly summary" in said
    assert "escalate-to nobody: who is told of what is escalated" in said
    assert "remind-before 30, 7: how many days before" in said


def test_a_setting_is_undone_and_told_in_history(bwd: Run) -> None:
    settle(bwd, "summary", "friday")
    settle(bwd, "summary", "")
    assert "register setting 1, summary, taken out" in " ".join(bwd("history").stdout.split())
    bwd("undo")
    assert settings_of(bwd)["summary"] == "friday"


def test_the_help_names_every_setting_and_every_word_that_it_may_be(bwd: Run) -> None:
    said = bwd("register", "set", "--help").stdout
    block = said.partition("Settings:\n")[2].partition("\n\n")[0]
    rows = dict(line.split(maxsplit=1) for line in block.splitlines())
    assert list(rows) == list(SETTINGS)
    assert {name: rows[name].split(", ") for name, one in SETTINGS.items() if one.choices} == {
        name: list(one.choices) for name, one in SETTINGS.items() if one.choices
    }


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sli register set remind-quiet ", ["weekends-and-holidays", "weekends", "never"]),
        ("sli register set owner ", []),
        ("sli register set no-such-setting ", []),
    ],
)
def test_a_shell_is_offered_the_values_of_a_setting(bwd: Run, words: str, offered: list[str]) -> None:
    asking = {"_SLI_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    said = CliRunner().invoke(sli, [], prog_name="sli", env=asking).output
    assert [line.partition(",")[2] for line in said.splitlines() if line] == offered


# -- of one recommendation ---------------------------------------------------------------------------------------------


def test_an_item_has_days_of_its_own_until_it_is_as_the_register_says_again(bwd: Run, own_place: Path) -> None:
    assert asked(bwd, "show", "20")["remind_before"] is None
    assert "Reminders" not in bwd("show", "20").stdout
    said = bwd("edit", "20", "--remind-before", "14 and 60 days").stdout
    assert said == "20: changed when its lead is reminded; what was there before is in its history.\n"
    assert asked(bwd, "show", "20")["remind_before"] == "60, 14"
    assert "60, 14 days before each date, whatever the register says" in bwd("show", "20").stdout
    assert "nothing was changed" in written_twice(bwd, own_place, "edit", "20", "--remind-before", "60, 14")
    bwd("edit", "20", "--remind-before", "none", "--theme", "Smoking")
    assert "Not before the day itself, whatever the register says" in bwd("show", "20").stdout
    bwd("edit", "20", "--remind-before", "")
    assert asked(bwd, "show", "20")["remind_before"] is None
    assert "nothing was changed" in written_twice(bwd, own_place, "edit", "20", "--remind-before", "")
    bwd("undo")
    assert asked(bwd, "show", "20")["remind_before"] == "none"


def test_days_that_cannot_be_are_refused_and_the_rest_is_not_written(bwd: Run, own_place: Path) -> None:
    before = stored()
    said = bwd("edit", "20", "--theme", "New", "--remind-before", "400", code=2).stderr
    assert said.startswith("sli: --remind-before '400' is no list of days from 1 to 365.")
    assert stored() == before


def test_a_redaction_of_the_same_words_leaves_the_days_as_they_are(bwd: Run) -> None:
    bwd("edit", "20", "--remind-before", "60, 14")
    bwd("note", "20", "Seen by 60, 14 and others")
    bwd("history", "redact", "20", "--text", "60, 14", "--reason", "A mistake", "--yes")
    assert asked(bwd, "show", "20")["remind_before"] == "60, 14"


# -- out and in --------------------------------------------------------------------------------------------------------


def test_a_register_takes_its_settings_days_and_absences_along(bwd: Run, own_place: Path) -> None:
    for name, value in (("owner", JO), ("remind-before", "60, 7"), ("escalate-after", "10"), ("summary", "off")):
        settle(bwd, name, value)
    bwd("edit", "20", "--remind-before", "14")
    bwd("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs")
    bwd("lead", "away", "Chair of LSCB", "--deputy", "Sam", "--deputy-email", "sam@example.gov.uk")
    first, second = own_place / "first.json", own_place / "second.json"
    bwd("export", "-o", str(first))
    other = ("--database", str(own_place / "other.db"))
    bwd(*other, "init")
    bwd(*other, "import", str(first), "--yes")
    bwd(*other, "export", "-o", str(second))
    assert second.read_bytes() == first.read_bytes()
    assert asked(bwd, *other, "show", "20")["remind_before"] == "14"
    assert asked(bwd, *other, "lead", "show", "Chair of LSCB")["deputy"] == "Sam"
    assert "says the same; nothing was changed" in bwd(*other, "import", str(first), "--yes").stdout


def exported(bwd: Run, path: Path) -> dict[str, Any]:
    bwd("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs", "--on", "2026-09-01")
    bwd("export", "-o", str(path))
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def imported(bwd: Run, data: dict[str, Any], path: Path, code: int = 0) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    other = ("--database", str(path.with_name("other.db")))
    bwd(*other, "init")
    result = bwd(*other, "import", str(path), "--yes", code=code)
    return str(result.stdout or result.stderr)


def chair(data: dict[str, Any]) -> dict[str, Any]:
    return next(post["holders"][0] for post in data["posts"] if post["post"] == "Chair of LSCB")


def test_a_file_of_an_earlier_version_knows_neither_absences_nor_days(bwd: Run, own_place: Path) -> None:
    data = exported(bwd, own_place / "out.json")
    del chair(data)["absences"]
    for one in data["recommendations"]:
        del one["remind_before"]
    assert f"{SEED}: register added, with 22 recommendations" in imported(bwd, data, own_place / "in.json")


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ([("2026-10-01", "2026-09-30")], "not in order"),
        ([("2026-08-31", "2026-10-01")], "not within the days in post"),
        ([("2026-10-01", "2026-10-09"), ("2026-10-09", None)], "share a day"),
        ([("2026-10-01", None), ("2026-11-01", None)], "share a day"),
        ([("2026-10-32", None)], "is not a date"),
    ],
)
def test_absences_that_cannot_be_are_refused_and_nothing_is_written(
    bwd: Run, own_place: Path, days: list[tuple[str, str | None]], says: str
) -> None:
    data = exported(bwd, own_place / "out.json")
    chair(data)["absences"] = [
        {"since": since, "until": until, "deputy": "Sam", "deputy_email": "sam@b.uk"} for since, until in days
    ]
    assert says in imported(bwd, data, own_place / "in.json", code=4)


def test_settings_and_days_that_cannot_be_are_refused_with_their_place(bwd: Run, own_place: Path) -> None:
    data = exported(bwd, own_place / "out.json")
    data["register"]["settings"] = {"owner": "Jo"}
    assert "settings, owner: 'Jo' is not an e-mail address" in imported(bwd, data, own_place / "in.json", code=4)
    data["register"]["settings"] = {}
    data["recommendations"][0]["remind_before"] = "soon"
    assert "recommendation 1, remind_before: " in imported(bwd, data, own_place / "in.json", code=4)
