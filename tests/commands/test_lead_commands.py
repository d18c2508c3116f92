"""Posts at the command line: one holder at a time, what each leads, and what moves when another takes its place."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.errors import BadValue
from sli_cli.services import people
from sli_cli.services.finding import find_post
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from tests.commands.repeated import asked, history_is_whole_afterwards, written_twice  # noqa: F401
from tests.conftest import Examples, Put, Run
from tests.places import home, stored

CHAIR, DPH, PORTFOLIO = "Chair of LSCB", "Director of Public Health", "Portfolio holder for Health"
TODAY = date(2026, 11, 23)


def load(bwd: Run, post: str, on: str = "2026-11-23") -> dict[str, Any]:
    return next(one for one in asked(bwd, "lead", "list", on=on) if one["post"] == post)


def refs(bwd: Run, *args: str) -> list[str]:
    return [one["ref"] for one in asked(bwd, *args)]


# -- the group ---------------------------------------------------------------------------------------------------------


def test_bare_lead_prints_its_help_and_takes_the_options_of_every_command(bwd: Run) -> None:
    assert "handover" in bwd("lead").stdout
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--on", "2026-12-01")
    assert '"holder": "Jo Bloggs"' in bwd("lead", "--as-of", "2026-12-01", "list", "--json").stdout


@pytest.mark.parametrize("day", ["2026-09-01", "2026-11-23", "2026-12-01", "2027-08-31"])
def test_the_load_of_a_post_is_the_length_of_the_lists(bwd: Run, day: str) -> None:
    bwd("lead", "assign", DPH, "3", "11", "13", "20", "--yes")
    bwd("park", "11", "--reason", "No funding")
    bwd("close", "13", "--as", "implemented", "--reason", "Done")
    for post in (CHAIR, DPH, PORTFOLIO):
        one = load(bwd, post, on=day)
        assert one["open"] == len(asked(bwd, "list", "--open", "--lead", post, on=day))
        assert one["overdue"] == len(asked(bwd, "overdue", "--lead", post, on=day))
        assert one["due"] == len(asked(bwd, "due", "--within", "30d", "--no-overdue", "--lead", post, on=day))
    assert load(bwd, DPH)["open"] == 2


def test_the_keys_of_the_lists_are_those_promised(bwd: Run) -> None:
    promised = "post organisation holder email since until open overdue due succeeded_by succeeded_on"
    promised += " away_since away_until deputy deputy_email"
    assert list(load(bwd, CHAIR)) == promised.split(" ")
    assert bwd("lead", "list", "--format", "csv").stdout.splitlines()[0].lstrip("\ufeff") == promised.replace(" ", ",")
    more = "holders leads sponsors contributes successions"
    assert list(asked(bwd, "lead", "show", CHAIR)) == f"{promised} {more}".split(" ")


def test_the_table_fits_80_columns_and_names_post_and_holder(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs")
    for args in (("lead", "list"), ("lead", "show", CHAIR)):
        said = bwd(*args).stdout
        assert max(map(len, said.splitlines())) <= 80
        assert "Jo Bloggs" in said


# -- posts -------------------------------------------------------------------------------------------------------------


def test_a_post_is_added_once_and_is_vacant(bwd: Run, own_place: Path) -> None:
    said = bwd("lead", "add", "Head of  Midwifery", "--organisation", "ELHT").stdout
    assert said == (
        'Head of Midwifery: post added; it is vacant: sli lead appoint "Head of Midwifery (ELHT)" --name NAME\n'
    )
    assert load(bwd, "Head of Midwifery")["holder"] is None
    assert "already" in written_twice(bwd, own_place, "lead", "add", "head of midwifery")
    assert "already" in written_twice(bwd, own_place, "lead", "add", "Head of Midwifery", "--organisation", "elht")


def test_two_organisations_may_have_a_post_of_one_name_which_then_is_named_in_full(bwd: Run) -> None:
    bwd("lead", "add", "Head of Midwifery", "--organisation", "ELHT")
    bwd("lead", "add", "Head of Midwifery", "--organisation", "BHT")
    assert "names several" in bwd("lead", "show", "Head of Midwifery", code=2).stderr
    assert asked(bwd, "lead", "show", "Head of Midwifery (BHT)")["organisation"] == "BHT"
    edit = ("lead", "edit", "Head of Midwifery (BHT)", "--organisation", "ELHT")
    assert "There is a post Head of Midwifery (ELHT) already" in bwd(*edit, code=2).stderr


def test_an_edit_says_what_was_there_and_lists_show_the_new_name(bwd: Run, own_place: Path) -> None:
    said = bwd("lead", "edit", CHAIR, "--name", "Chair of CSAP", "--organisation", "").stdout
    assert 'name is now "Chair of CSAP" (was "Chair of LSCB").' in said
    assert asked(bwd, "list")[0]["lead"]["post"] == "Chair of CSAP"
    assert "it is so already" in written_twice(bwd, own_place, "lead", "edit", "Chair of CSAP", "--organisation", "")


# -- holders -----------------------------------------------------------------------------------------------------------


def test_the_day_of_the_handover_belongs_to_the_new_holder(bwd: Run) -> None:
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--email", "jo@example.gov.uk", "--on", "2026-09-01")
    said = bwd("lead", "handover", CHAIR, "--to", "Sam Hill", "--email", "sam@example.gov.uk", "--on", "2026-12-01")
    assert said.stdout.splitlines() == [
        "Chair of LSCB: Sam Hill from 1 Dec 2026; Jo Bloggs had it to 30 Nov 2026.",
        "Chair of LSCB: Sam Hill takes over 22 open recommendations with it, of which 6 overdue.",
    ]
    for day, name in (("2026-08-31", None), ("2026-09-01", "Jo Bloggs"), ("2026-11-30", "Jo Bloggs")):
        assert load(bwd, CHAIR, on=day)["holder"] == name
    for command in ("list", "due"):
        lead = asked(bwd, command, on="2026-12-01")[0]["lead"]
        assert (lead["holder"], lead["email"]) == ("Sam Hill", "sam@example.gov.uk")
    assert [(one["name"], one["since"], one["until"]) for one in asked(bwd, "lead", "show", CHAIR)["holders"]] == [
        ("Jo Bloggs", "2026-09-01", "2026-11-30"),
        ("Sam Hill", "2026-12-01", None),
    ]


def test_what_goes_with_a_handover_is_counted_as_the_lists_are(bwd: Run) -> None:
    bwd("lead", "assign", DPH, "3", "4", "20", "--yes")
    said = bwd("lead", "handover", DPH, "--to", "Jo Bloggs").stdout
    assert "3 open recommendations with it, of which 2 overdue" in said
    assert (len(refs(bwd, "list", "--open", "--lead", DPH)), refs(bwd, "overdue", "--lead", DPH)) == (3, ["3", "4"])


@pytest.mark.parametrize(
    "args",
    [
        ("appoint", CHAIR, "--name", "Jo Bloggs", "--email", "jo@example.gov.uk"),
        ("handover", CHAIR, "--to", "Jo Bloggs", "--email", "jo@example.gov.uk"),
        ("handover", CHAIR, "--to", "jo  bloggs", "--on", "2026-12-24"),
        ("vacate", CHAIR, "--on", "2026-12-24"),
        ("vacate", DPH),
        ("assign", DPH, "3", "4", "--sponsor", "--yes"),
        ("assign", PORTFOLIO, "3", "--contributor"),
        ("assign", CHAIR, "3", "--remove"),
        ("assign", DPH, "3", "--contributor", "--remove"),
        ("succeed", CHAIR, DPH, "--reason", "One office"),
    ],
)
def test_a_second_time_says_so_and_writes_nothing(bwd: Run, own_place: Path, args: tuple[str, ...]) -> None:
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--on", "2026-09-01")
    bwd("lead", *args)
    assert "nothing was changed" in written_twice(bwd, own_place, "lead", *args)


def test_who_is_in_post_already_gets_the_address_and_the_last_day(bwd: Run) -> None:
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--on", "2026-09-01")
    said = bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--email", "jo@example.gov.uk", "--until", "2026-12-31")
    assert said.stdout == (
        "Chair of LSCB: Jo Bloggs holds it already, from 1 Sep 2026; now the last day is 31 Dec 2026 and the e-mail "
        "address is jo@example.gov.uk.\n"
    )
    assert load(bwd, CHAIR, on="2026-12-31")["email"] == "jo@example.gov.uk"
    assert load(bwd, CHAIR, on="2027-01-01")["holder"] is None


def test_a_post_is_vacant_from_the_day_it_is_vacated(bwd: Run) -> None:
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--on", "2026-09-01")
    assert bwd("lead", "vacate", CHAIR).stdout == (
        "Chair of LSCB: the last day of Jo Bloggs is 22 Nov 2026; vacant from 23 Nov 2026, "
        "22 open recommendations then without a named lead.\n"
    )
    assert load(bwd, CHAIR)["holder"] is None
    assert len(refs(bwd, "list", "--open", "--no-lead")) == 22
    assert load(bwd, CHAIR, on="2026-11-22")["holder"] == "Jo Bloggs"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("appoint", CHAIR, "--name", "Ann Other"), 2, 'lead handover "Chair of LSCB (Blackburn'),
        (("appoint", CHAIR, "--name", "Ann Other", "--on", "2026-08-01"), 2, "--until 2026-08-31"),
        (("appoint", CHAIR, "--name", "Jo Bloggs", "--until", "2027-02-01"), 2, "Sam Hill takes Chair of LSCB"),
        (("appoint", DPH, "--name", "Ann Other", "--until", "2026-11-22"), 2, "before the first"),
        (("appoint", DPH, "--name", " "), 2, "name of the holder is empty"),
        (("appoint", DPH, "--name", "Ann", "--email", "ann"), 2, "is not an e-mail address"),
        (("appoint", DPH, "--name", "A\x1b[31mnn"), 2, "control character"),
        (("handover", CHAIR, "--to", "Ann Other", "--on", "2026-09-01"), 2, "the very day"),
        (("handover", CHAIR, "--to", "Ann Other"), 2, "Sam Hill takes Chair of LSCB on 1 Feb 2027"),
        (("handover", "Chair of LSCP", "--to", "Ann"), 3, "Chair of LSCB"),
        (("handover", DPH, "--to", "Ann", "--on", "tommorow"), 2, "tomorrow"),
        (("vacate", CHAIR, "--on", "2026-09-01"), 2, "the very day"),
        (("edit", CHAIR), 2, "Nothing to change"),
        (("edit", DPH, "--name", ""), 2, "name of the post is empty"),
        (("add", ""), 2, "name of the post is empty"),
        (("assign", DPH, "99"), 3, "99"),
        (("assign", DPH, "3", "--sponsor", "--contributor"), 2, "both given"),
        (("assign", DPH, "3", "4"), 2, "--yes"),
        (("succeed", CHAIR, CHAIR), 2, "cannot succeed itself"),
        (("succeed", CHAIR, "Chair of CSAP"), 3, 'sli lead add "Chair of CSAP"'),
        (("succeed", CHAIR, DPH, "--on", "2026-11-24"), 2, "in the future"),
        (("lst",), 2, "list"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    bwd: Run, own_place: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    bwd("lead", "appoint", CHAIR, "--name", "Jo Bloggs", "--on", "2026-09-01", "--until", "2026-12-31")
    bwd("lead", "appoint", CHAIR, "--name", "Sam Hill", "--on", "2027-02-01")
    before = stored()
    result = bwd("lead", *args, code=code)
    assert (result.stdout, says in result.stderr) == ("", True), result.stderr
    assert stored() == before


DAYS = st.integers(0, 12).map(lambda days: TODAY + timedelta(days=days))
DEED = st.tuples(
    st.sampled_from(["appoint", "handover", "vacate"]), st.sampled_from("ABC"), DAYS, st.none() | st.integers(0, 6)
)


def test_whatever_is_done_a_post_has_one_holder_a_day(put: Put, seeded: Path, examples: Examples) -> None:
    @settings(max_examples=examples(40, 6), deadline=None)
    @given(deeds=st.lists(DEED, min_size=2, max_size=7))
    def check(deeds: list[tuple[str, str, date, int | None]]) -> None:
        put(seeded)
        database = Database(home(), TODAY, lambda: Stamp("2026-11-23T09:00:00Z", "tester", ""))
        for deed in deeds:
            check_deed(database, *deed)

    check()


def held(database: Database) -> dict[date, list[str]]:
    """Who holds the chair on each day that matters."""
    with database.read() as reader:
        holders = reader.holders(find_post(reader, CHAIR).id)
    return {
        day: [one.name for one in holders if one.since <= day and (one.until is None or day <= one.until)]
        for day in (TODAY + timedelta(days=days) for days in range(-1, 20))
    }


def check_deed(database: Database, verb: str, name: str, on: date, length: int | None) -> None:
    before = held(database)
    until = on + timedelta(days=length) if length is not None and verb == "appoint" else None
    try:
        if verb == "vacate":
            people.vacate(database, CHAIR, on)
        else:
            getattr(people, verb)(database, CHAIR, people.Tenure(name, None, on, until))
    except BadValue:
        assert held(database) == before
        return
    after = held(database)
    assert after[on] == ([] if verb == "vacate" else [name])
    assert max(map(len, after.values())) <= 1
    assert {day: who for day, who in after.items() if day < on} == {day: who for day, who in before.items() if day < on}


# -- who leads what ----------------------------------------------------------------------------------------------------


def test_a_post_is_made_lead_sponsor_and_contributor_and_no_longer(bwd: Run) -> None:
    assert bwd("lead", "assign", DPH, "3").stdout == (
        "3: its lead is now Director of Public Health (was Chair of LSCB).\n"
    )
    assert "its sponsor is now Portfolio holder for Health (was nobody)" in (
        bwd("lead", "assign", PORTFOLIO, "3", "--sponsor").stdout
    )
    bwd("lead", "assign", PORTFOLIO, "3", "--contributor")
    one = asked(bwd, "show", "3")
    assert (one["lead"]["post"], one["sponsor"]["post"]) == (DPH, PORTFOLIO)
    assert one["contributors"] == [PORTFOLIO]
    assert (
        "its lead is now nobody (was Director of Public Health)" in bwd("lead", "assign", DPH, "3", "--remove").stdout
    )
    bwd("lead", "assign", DPH, "3", "--contributor", "--remove")
    one = asked(bwd, "show", "3")
    assert (one["lead"], one["contributors"]) == (None, [PORTFOLIO])


def test_several_are_assigned_by_a_filter_after_a_rehearsal(bwd: Run, own_place: Path) -> None:
    said = written_twice(bwd, own_place, "lead", "assign", DPH, "--theme", "Safeguarding", "--dry-run")
    assert said.count("Would say:") == len(refs(bwd, "list", "--theme", "Safeguarding"))
    bwd("lead", "assign", DPH, "--theme", "Safeguarding", "--yes")
    assert refs(bwd, "list", "--lead", DPH) == refs(bwd, "list", "--theme", "Safeguarding")


# -- successions -------------------------------------------------------------------------------------------------------


def test_a_succession_moves_all_that_hangs_on_a_post_and_its_counts_agree(bwd: Run) -> None:
    bwd("lead", "assign", DPH, "3", "20", "--yes")
    bwd("lead", "appoint", DPH, "--name", "Jo Bloggs", "--on", "2026-09-01")
    bwd("close", "20", "--as", "implemented", "--reason", "Done")
    bwd("lead", "add", "Director of Health")
    bwd("lead", "assign", "Director of Health", "11", "--contributor")
    whole = asked(bwd, "lead", "show", DPH)
    led, contributed = whole["leads"], len(whole["contributes"])
    assert len(led) == len(refs(bwd, "list", "--lead", DPH)) == 2
    lines = bwd("lead", "succeed", DPH, "Director of Health", "--on", "2026-11-01", "--reason", "Merged").stdout
    assert lines.splitlines() == [
        "Director of Public Health: succeeded by Director of Health on 1 Nov 2026, which takes over what it led (2), "
        f"sponsored (0) and contributed to ({contributed}).",
        "Director of Public Health: the last day of Jo Bloggs in it is 31 Oct 2026.",
        'Director of Health: it is vacant: sli lead appoint "Director of Health" --name NAME',
    ]
    new, old = asked(bwd, "lead", "show", "Director of Health"), asked(bwd, "lead", "show", DPH)
    assert (new["leads"], len(new["contributes"])) == (led, contributed)
    assert (old["leads"], old["sponsors"], old["contributes"], old["holder"]) == ([], [], [], None)
    assert new["successions"] == old["successions"]
    assert new["successions"] == [{"old": DPH, "new": "Director of Health", "on": "2026-11-01", "reason": "Merged"}]
    assert (old["succeeded_by"], new["succeeded_by"]) == ("Director of Health", None)
    assert asked(bwd, "list")[2]["lead"]["post"] == "Director of Health"


def test_nothing_is_given_to_a_post_that_is_no_more_and_no_succession_goes_in_a_circle(bwd: Run) -> None:
    bwd("lead", "succeed", CHAIR, DPH)
    for args in (
        ("succeed", DPH, CHAIR),
        ("succeed", CHAIR, PORTFOLIO),
        ("assign", CHAIR, "3"),
        ("appoint", CHAIR, "--name", "Jo Bloggs"),
    ):
        assert "was succeeded by Director of Public Health on 23 Nov 2026" in bwd("lead", *args, code=2).stderr
    bwd("lead", "succeed", DPH, PORTFOLIO)
    assert "was succeeded by" in bwd("lead", "succeed", PORTFOLIO, CHAIR, code=2).stderr
    assert len(refs(bwd, "list", "--lead", PORTFOLIO)) == 22


def test_a_rehearsal_of_a_succession_or_a_handover_writes_nothing(bwd: Run, own_place: Path) -> None:
    for args in (("handover", CHAIR, "--to", "Jo Bloggs"), ("succeed", CHAIR, DPH)):
        said = written_twice(bwd, own_place, "lead", *args, "--dry-run")
        assert bwd("lead", *args).stdout.splitlines() == [
            line.removeprefix("Would say: ") for line in said.splitlines()
        ]


def test_who_leads_is_not_a_contributor_as_well(bwd: Run) -> None:
    bwd("lead", "succeed", "Chair of LSCB", "Director of Public Health")
    shown = json.loads(bwd("show", "11", "--json").stdout)
    assert shown["lead"]["post"] == "Director of Public Health"
    assert "Director of Public Health" not in shown["contributors"]
    assert "leads it already" in bwd("lead", "assign", "Director of Public Health", "11", "--contributor").stdout


def test_a_post_that_was_succeeded_gets_nothing_new(bwd: Run) -> None:
    bwd("lead", "succeed", "Chair of LSCB", "Director of Public Health")
    assert "was succeeded by" in bwd("edit", "11", "--lead", "Chair of LSCB", code=2).stderr
