"""Whoever holds a post is away: from when to when, who stands in, and what ends it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sli_cli.domain.people import Absence
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from tests.commands.repeated import asked, history_is_whole_afterwards, written_twice  # noqa: F401
from tests.commands.test_check_command import found
from tests.conftest import Run
from tests.places import home, stored

CHAIR, DPH = "Chair of LSCB", "Director of Public Health"
SAM = ("--deputy", "Sam Hill", "--deputy-email", "sam.hill@example.gov.uk")
PAT = ("--deputy", "Pat Lowe", "--deputy-email", "pat.lowe@example.gov.uk")
IN_PLACE = "Sam Hill <sam.hill@example.gov.uk> is reminded meanwhile."


@pytest.fixture
def jo(bwd: Run) -> Run:
    """The seed register on 23 November 2026, with Jo Bloggs in the chair since September."""
    email = ("--email", "jo.bloggs@example.gov.uk")
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", *email, "--on", "2026-09-01")
    return bwd


def away(bwd: Run, *args: str, code: int = 0, on: str = "2026-11-23") -> str:
    result = bwd("lead", "away", CHAIR, *args, code=code, on=on)
    return str(result.stdout or result.stderr)


def absences(bwd: Run, holder: int = 0) -> list[tuple[str, str | None, str]]:
    held = asked(bwd, "lead", "show", CHAIR)["holders"][holder]
    return [(one["since"], one["until"], one["deputy"]) for one in held["absences"]]


def database(day: date = date(2026, 11, 23), place: str = "") -> Database:
    stamp = Stamp("2026-11-23T12:00:00+00:00", "tester", "")
    return Database(home(place), day, lambda: stamp)


def in_force(day: date, place: str = "") -> dict[int, Absence]:
    with database(day, place).read() as reader:
        return reader.absences()


# -- away --------------------------------------------------------------------------------------------------------------


def test_somebody_is_away_from_today_and_a_deputy_stands_in(jo: Run) -> None:
    said = away(jo, *SAM, "--until", "2027-01-04")
    assert said == f"Chair of LSCB: Jo Bloggs is away from 23 Nov 2026 to 4 Jan 2027; {IN_PLACE}\n"
    one = asked(jo, "lead", "list")[0]
    assert (one["holder"], one["away_since"], one["away_until"]) == ("Jo Bloggs", "2026-11-23", "2027-01-04")
    assert (one["deputy"], one["deputy_email"]) == ("Sam Hill", "sam.hill@example.gov.uk")
    assert "away to 4 Jan 2027; Sam Hill stands in" in " ".join(jo("lead", "show", CHAIR).stdout.split())
    assert absences(jo) == [("2026-11-23", "2027-01-04", "Sam Hill")]
    assert asked(jo, "list")[0]["lead"]["holder"] == "Jo Bloggs"


def test_both_days_are_days_away(jo: Run, own_place: Path) -> None:
    away(jo, *SAM, "--from", "2026-12-01", "--until", "2026-12-02")
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)]
    held = Absence(1, 1, days[1], days[2], "Sam Hill", "sam.hill@example.gov.uk")
    assert [in_force(day) for day in days] == [{}, {1: held}, {1: held}, {}]
    assert asked(jo, "lead", "list", on="2026-12-02")[0]["deputy"] == "Sam Hill"
    assert asked(jo, "lead", "list", on="2026-12-03")[0]["deputy"] is None


def test_without_a_last_day_it_lasts(jo: Run, own_place: Path) -> None:
    assert "is away from 23 Nov 2026 with no known end;" in away(jo, *SAM)
    assert list(in_force(date(2030, 1, 1))) == [1]
    assert "away; Sam Hill stands in" in " ".join(jo("lead", "show", CHAIR).stdout.split())


@pytest.mark.parametrize(
    ("again", "days"),
    [
        ((), ("2026-12-01", None)),
        (("--until", "2026-12-20"), ("2026-12-01", "2026-12-20")),
        (("--until", "2027-02-01"), ("2026-12-01", "2027-02-01")),
        (("--from", "2026-12-03", "--until", "2026-12-20"), ("2026-12-03", "2026-12-20")),
        (("--from", "2026-11-25", "--until", "2026-12-20"), ("2026-11-25", "2026-12-20")),
    ],
)
def test_the_same_deputy_again_gives_the_absence_other_days(
    jo: Run, own_place: Path, again: tuple[str, ...], days: tuple[str, str | None]
) -> None:
    away(jo, *SAM, "--from", "2026-12-01", "--until", "2027-01-04")
    assert "(was from 1 Dec 2026 to 4 Jan 2027)" in away(jo, *SAM, *again, on="2026-12-10")
    assert absences(jo) == [(*days, "Sam Hill")]
    before = stored()
    assert "is marked so already; nothing was changed" in away(jo, *SAM, *again, on="2026-12-10")
    assert stored() == before


def test_a_deputy_may_get_another_address(jo: Run) -> None:
    away(jo, *SAM)
    assert "new@example.gov.uk" in away(jo, "--deputy", "sam hill", "--deputy-email", "new@example.gov.uk")
    assert asked(jo, "lead", "show", CHAIR)["deputy_email"] == "new@example.gov.uk"


def test_another_deputy_may_follow_but_not_on_the_same_day(jo: Run) -> None:
    away(jo, *SAM, "--until", "2026-12-31")
    refused = away(jo, *PAT, "--from", "2026-12-31", code=2)
    assert "Jo Bloggs is marked away from 23 Nov 2026 to 31 Dec 2026 already, and Sam Hill stands in." in refused
    assert refused.rstrip().endswith("--on 2026-12-31.")
    jo("lead", "back", CHAIR, "--on", "2026-12-31")
    away(jo, *PAT, "--from", "2026-12-31")
    assert absences(jo) == [("2026-11-23", "2026-12-30", "Sam Hill"), ("2026-12-31", None, "Pat Lowe")]


def test_two_absences_are_never_made_one_by_guessing(jo: Run) -> None:
    away(jo, *SAM, "--from", "2026-12-01", "--until", "2026-12-04")
    away(jo, *SAM, "--from", "2026-12-21", "--until", "2026-12-31")
    assert "is marked away from 1 Dec 2026 to 4 Dec 2026 already" in away(jo, *SAM, code=2)
    assert len(absences(jo)) == 2


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--until", "2026-11-22", *SAM), "The last day away, 22 Nov 2026, is before the first, 23 Nov 2026."),
        (("--from", "2026-08-31", *SAM), "Chair of LSCB is vacant on 31 Aug 2026: nobody can be away from it."),
        (("--deputy", "Jo Bloggs", "--deputy-email", "x@b.uk"), "Jo Bloggs cannot stand in for themselves."),
        (("--deputy", "Sam", "--deputy-email", "JO.bloggs@example.gov.uk"), "cannot stand in for themselves"),
        (("--deputy", "Sam", "--deputy-email", ""), "The deputy's e-mail address is empty."),
        (("--deputy", "Sam", "--deputy-email", "sam"), "is not an e-mail address"),
        (("--deputy", " ", "--deputy-email", "sam@b.uk"), "name of the deputy is empty"),
        (("--deputy-email", "sam@b.uk"), "--deputy"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    jo: Run, own_place: Path, args: tuple[str, ...], says: str
) -> None:
    before = stored()
    assert says in away(jo, *args, code=2)
    assert stored() == before


def test_whoever_holds_two_posts_is_away_from_the_one_that_was_named(jo: Run) -> None:
    jo("lead", "appoint", DPH, "--name", "Jo Bloggs")
    said = away(jo, *SAM).splitlines()
    assert said[1:] == ["Director of Public Health: Jo Bloggs holds it too, and is not marked away there."]
    assert jo("lead", "away", DPH, *SAM).stdout.count("\n") == 1


# -- back, and what else ends it ---------------------------------------------------------------------------------------


def test_the_last_day_away_is_the_day_before_somebody_is_back(jo: Run, own_place: Path) -> None:
    away(jo, *SAM)
    said = jo("lead", "back", CHAIR, "--on", "2026-12-07").stdout
    assert said == (
        "Chair of LSCB: Jo Bloggs is back on 7 Dec 2026 (was to be away from 23 Nov 2026 with no known end).\n"
    )
    assert absences(jo) == [("2026-11-23", "2026-12-06", "Sam Hill")]
    again = written_twice(jo, own_place, "lead", "back", CHAIR, "--on", "2026-12-07")
    assert again == "Chair of LSCB: nobody is away from it on 7 Dec 2026; nothing was changed.\n"


def test_whoever_is_back_on_the_very_day_was_not_away(jo: Run) -> None:
    away(jo, *SAM)
    jo("lead", "back", CHAIR)
    assert absences(jo) == []


@pytest.mark.parametrize(
    "leave",
    [
        ("vacate", CHAIR, "--on", "2026-12-10"),
        ("handover", CHAIR, "--to", "Al Green", "--on", "2026-12-10"),
        ("appoint", CHAIR, "--name", "Jo Bloggs", "--until", "2026-12-09"),
    ],
)
def test_an_absence_ends_with_the_tenure_and_undo_brings_both_back(jo: Run, leave: tuple[str, ...]) -> None:
    away(jo, *SAM, "--until", "2026-12-31")
    away(jo, *PAT, "--from", "2027-01-01")
    said = jo("lead", *leave).stdout
    assert "Jo Bloggs was marked away from 23 Nov 2026 to 31 Dec 2026; that ends with the last day in post." in said
    assert "Jo Bloggs was marked away from 1 Jan 2027 with no known end; that ends" in said
    assert absences(jo) == [("2026-11-23", "2026-12-09", "Sam Hill")]
    jo("undo")
    assert absences(jo) == [("2026-11-23", "2026-12-31", "Sam Hill"), ("2027-01-01", None, "Pat Lowe")]


def test_a_new_holder_is_not_away(jo: Run, own_place: Path) -> None:
    away(jo, *SAM)
    jo("lead", "handover", CHAIR, "--to", "Al Green", "--on", "2026-12-10")
    assert list(in_force(date(2026, 12, 9))) == [1]
    assert in_force(date(2026, 12, 10)) == {}
    assert asked(jo, "lead", "list", on="2026-12-10")[0]["deputy"] is None
    assert absences(jo, holder=1) == []


def test_a_post_that_is_succeeded_ends_the_absence_of_its_holder(jo: Run) -> None:
    away(jo, *SAM, "--from", "2026-11-20")
    assert "that ends with the last day in post" in jo("lead", "succeed", CHAIR, DPH).stdout
    assert absences(jo) == [("2026-11-20", "2026-11-22", "Sam Hill")]


def test_an_absence_does_not_outlast_a_tenure_whose_end_is_known(jo: Run) -> None:
    jo("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--until", "2026-12-31")
    assert "away from 23 Nov 2026 to 31 Dec 2026, the last day in post;" in away(jo, *SAM)
    assert "away from 23 Nov 2026 to 24 Dec 2026 (was" in away(jo, *SAM, "--until", "2026-12-24")


# -- its traces --------------------------------------------------------------------------------------------------------


def test_history_names_who_was_away_and_an_appointment_cannot_be_undone_beneath_it(jo: Run) -> None:
    away(jo, *SAM)
    assert "absence 1, Jo Bloggs, new" in " ".join(jo("history").stdout.split())
    assert "later changes stand on what it wrote" in jo("undo", "2", code=4).stderr
    jo("undo")
    assert absences(jo) == []


def test_a_redaction_says_where_a_deputys_name_stands(jo: Run) -> None:
    away(jo, *SAM)
    jo("note", "20", "Asked Sam Hill")
    said = jo("history", "redact", "20", "--text", "Sam Hill", "--reason", "Not to be named", "--yes").stdout
    assert "20: blanked in 1 row of the register and 1 row of history" in said
    assert "absence 1, Jo Bloggs" in said


def test_absences_go_along_with_the_whole_database(jo: Run, own_place: Path) -> None:
    away(jo, *SAM)
    jo("export", "--all", "-o", str(own_place / "all.jsonl"))
    jo("--database", str(own_place / "other.db"), "import", "--all", str(own_place / "all.jsonl"))
    copied = in_force(date(2026, 11, 23), str(own_place / "other.db"))
    assert in_force(date(2026, 11, 23)) == copied != {}


# -- what `sli check` says ---------------------------------------------------------------------------------------------


def test_a_long_absence_without_a_known_end_is_asked_about_after_90_days(jo: Run) -> None:
    away(jo, *SAM)
    assert found(jo, "long-away", on="2027-02-21") == []
    ((refs, what, mend),) = found(jo, "long-away", on="2027-02-22")
    assert (len(refs), mend) == (22, 'sli lead back "Chair of LSCB"')
    assert what.startswith(
        "Jo Bloggs has been away since 23 Nov 2026, with no known end, and as Chair of LSCB leads 1,"
    )
    away(jo, *SAM, "--until", "2027-03-31")
    assert found(jo, "long-away", on="2027-02-22") == []


def test_a_holder_without_an_address_is_remarked_on_with_the_command_that_gives_one(bwd: Run) -> None:
    assert found(bwd, "no-email") == []
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs")
    ((refs, what, mend),) = found(bwd, "no-email")
    assert (len(refs), what.partition(", as ")[0]) == (22, "Jo Bloggs has no e-mail address")
    assert mend == 'sli lead appoint "Chair of LSCB" --name "Jo Bloggs" --email ADDRESS'
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--email", "jo@example.gov.uk")
    assert found(bwd, "no-email") == []


def test_a_register_without_an_owner_is_remarked_on_once_reminders_go_out(bwd: Run, own_place: Path) -> None:
    assert found(bwd, "no-owner") == []
    period = started(own_place)
    ((refs, what, mend),) = found(bwd, "no-owner")
    assert what == f"bwd-infant-mortality has no owner, so nobody is reminded of {', '.join(refs)}"
    assert (len(refs), mend) == (22, 'sli register set owner "NAME <ADDRESS>"')
    stop(own_place, period)
    assert found(bwd, "no-owner") == []
    started(own_place)
    bwd("register", "set", "owner", "jo@example.gov.uk")
    assert found(bwd, "no-owner") == []
    bwd("register", "set", "owner", "")
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--email", "jo@example.gov.uk")
    assert found(bwd, "no-owner") == []
    bwd("edit", "20", "--lead", "")
    assert [refs for refs, _, _ in found(bwd, "no-owner")] == [["20"]]


def started(place: Path) -> int:
    """Switches reminders on as of 23 November 2026, and gives the key of the period."""
    with database().change("notify") as change:
        return change.insert("reminder_period", started_on=date(2026, 11, 23), started_by="tester")


def stop(place: Path, period: int) -> None:
    with database().change("notify") as change:
        change.update("reminder_period", period, stopped_on=date(2026, 11, 23))
