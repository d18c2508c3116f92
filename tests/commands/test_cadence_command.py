"""`sli cadence`: what a rule would give, what was given, and that no option is passed over in silence."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run


def preview(run: Run, *args: str, code: int = 0) -> tuple[list[str], str]:
    """The dates, ISO, and what was said beside them."""
    found = run("--as-of", "2026-11-23", "cadence", "--preview", *args, code=code)
    return [line.split("  ")[0] for line in found.stdout.splitlines()], found.stderr


def test_a_preview_echoes_the_rule_and_the_day_it_counts_from(run: Run) -> None:
    assert preview(run, "half-yearly", code=2)[1] != ""
    found, said = preview(run, "every 6 months", "--count", "1")
    assert (found, said) == (["2027-05-23"], "every 6 months, counted from 23 November 2026:\n")
    assert preview(run, "quarterly", "--from", "2023-08-31")[1] == "every 3 months, counted from 31 August 2023:\n"
    assert preview(run, "monthly", "--from", "2027-01-31", "--reviewed", "2027-03-01")[1] == (
        "every month, counted from 31 January 2027, after a review on 1 March 2027:\n"
    )


def test_a_preview_of_working_days_leaves_out_the_bank_holidays_of_england_and_wales_and_says_so(run: Run) -> None:
    found, said = preview(run, "first working day of every quarter", "--from", "2026-12-01", "--count", "2")
    assert found == ["2027-01-04", "2027-04-01"]  # 1 January is a bank holiday, then a weekend
    assert preview(run, "last working day of every month", "--from", "2027-05-01", "--count", "1")[0] == ["2027-05-28"]
    assert "Working days leave out the bank holidays of England and Wales" in said
    assert "bank holidays" not in preview(run, "every March")[1]


def test_a_preview_begins_with_the_first_date_where_one_is_given(run: Run) -> None:
    found, said = preview(run, "monthly", "--first", "2027-01-31", "--count", "3")
    assert found == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert said == "every month, counted from 31 January 2027:\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ("--preview monthly --confirm", "--confirm"),
        ("--preview monthly --wording often", "--wording"),
        ("--preview monthly --assumed", "--assumed"),
        ("--preview monthly --reason x", "--reason"),
        ("--preview monthly --theme Safeguarding", "--theme"),
        ("--preview monthly --register x", "--register"),
        ("--preview monthly --dry-run", "--dry-run"),
        ("--preview monthly --first 2027-01-31 --from 2027-01-01", "--first"),
        ("--preview monthly --first 2027-01-31 --reviewed 2027-01-01", "--first"),
        ("--preview monthly 20", "no REF"),
        ("20 monthly --json", "--json"),
        ("20 monthly --reviewed 2026-11-01", "--reviewed"),
        ("20 monthly --count 3", "--count"),
        ("20 monthly --from 2026-11-01 --first 2026-12-01", "--first"),
        ("20 --confirm --from 2026-11-01", "--from"),
        ("20 --confirm --wording often", "--wording"),
        ("20 --confirm --reason x", "--reason"),
        ("20 --confirm --json", "--json"),
    ],
)
def test_an_option_that_nothing_would_read_is_refused(bwd: Run, args: str, says: str) -> None:
    assert says in bwd("cadence", *args.split(), code=2).stderr
    assert json.loads(bwd("show", "20", "--json").stdout)["cadence"]["basis"] == "assumed"


@pytest.mark.parametrize(
    "args",
    [
        ("20", "monthly", "--from", ""),
        ("20", "monthly", "--first", ""),
        ("--preview", "monthly", "--from", ""),
        ("--preview", "monthly", "--first", ""),
        ("--preview", "monthly", "--reviewed", ""),
    ],
    ids=" ".join,
)
def test_an_empty_date_is_refused(bwd: Run, args: tuple[str, ...]) -> None:
    assert args[-2] in bwd("cadence", *args, code=2).stderr


def test_a_new_rule_says_the_dates_that_follow(bwd: Run) -> None:
    said = bwd("cadence", "20", "every January", "--reason", "With the budget").stdout
    assert said.endswith(" Then 31 Jan 2028 and 31 Jan 2029.\n")
    assert bwd("cadence", "21", "once on 2026-12-31", "--reason", "x").stdout.endswith(" Then no more.\n")
    assert "Then" not in bwd("cadence", "20", "every January").stdout


def test_a_rolled_date_says_so(bwd: Run) -> None:
    bwd("register", "set", "working-days", "next")
    said = bwd("cadence", "20", "on 25 December each year", "--reason", "x").stdout
    assert "20: next review 29 Dec 2026 (was 1 Dec 2026; on 25 December each year, counted from 1 Sep 2026; " in said
    assert "; the working day after 25 Dec 2026" in said
    bwd("register", "set", "working-days", "previous")
    assert (
        "; the working day before 28 Feb 2027)" in bwd("add", "23", "--text", "x", "--cadence", "every February").stdout
    )
    assert "working day" not in bwd("add", "24", "--text", "x", "--cadence", "every March").stdout


def test_the_words_of_a_cadence_are_looked_at_for_identifiers(bwd: Run) -> None:
    said = bwd("cadence", "20", "weekly", "--reason", "Asked by 943 476 5919").stderr
    assert "The reason seems to hold an NHS number (943 476 5919)" in said
