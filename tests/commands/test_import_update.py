"""`sli import --update`: a newer document brings a register into line, field by field, and takes nothing away."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sli_cli.intake.values import Draft
from sli_cli.services.import_new import Source
from sli_cli.services.importing import Into, import_drafts
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.verify import verify
from tests.conftest import Put, Run
from tests.places import home, stored
from tests.store.many import create

HEADER = "Ref,Theme,Recommendation,Comments,Local action,Lead,Sponsor,Board,Target date,Status,RAG,Progress,Cost"
FIRST = f"""{HEADER}
1,Access,Open on Saturdays,Closed now,Ask the union,Head of Libraries,Mayor,Cabinet,31/03/2027,Open,Amber,Union asked,£4
2,Access,Publish the times,,Put them online,Web Manager,,,,Open,,,
3,Money,Report the costs,,Report,Head of Finance,,,30/06/2027,Open,,,
"""


@pytest.fixture
def on(run: Run, put: Put, template: Path, own_place: Path) -> Run:
    """Runs command lines on 23 November 2026, on a register that the first document made."""

    def run_on(*args: str, code: int = 0, day: str = "2026-11-23") -> Any:
        return run("--as-of", day, *args, code=code)

    put(template)
    run_on("import", written(own_place, FIRST, "first.csv"), "--new-register", "Libraries", "--yes")
    return run_on


def written(place: Path, text: str, name: str = "second.csv") -> str:
    (place / name).write_text(text, encoding="utf-8")
    return str(place / name)


def only(place: Path, *cells: str, header: str = HEADER) -> str:
    """A newer document of one row."""
    return written(place, f"{header}\n{','.join(cells)}\n")


def database(place: Path) -> str:
    return sha256(stored()).hexdigest()


def shown(on: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(on("show", ref, "--json").stdout)
    return found


def differences(on: Run, path: str, *options: str) -> list[tuple[str, ...]]:
    """What the preview says differs: ref, field, before, after."""
    said = on("import", path, "--update", "--dry-run", *options).stdout
    if "What differs" not in said:
        return []
    lines = said.partition("What differs\n\n")[2].partition("\n\n")[0].splitlines()
    starts = [at for at, sign in enumerate(lines[1]) if sign == "-" and (at == 0 or lines[1][at - 1] == " ")]
    ends = [*starts[1:], None]
    return [tuple(line[a:b].strip() for a, b in zip(starts, ends, strict=True)) for line in lines[2:]]


SECOND = f"""{HEADER}
1,Opening,Open on Saturdays,Closed now,Ask the union,Head of Culture,Mayor,Cabinet,30/06/2027,Open,Green,Union agreed,£5
2,,Publish the times,Done in part,,,,Scrutiny,,Complete,,,
3,Money,Report the costs,,Report,Head of Finance,,,30/06/2027,Open,,,
4,Money,A new one,,,,,,,,,,
"""


def test_without_update_what_differs_is_refused_by_its_refs_and_nothing_is_written(on: Run, own_place: Path) -> None:
    before = database(own_place)
    path = written(own_place, SECOND)
    for options in (("--yes",), ("--dry-run",)):
        said = on("import", path, *options, code=4)
        assert said.stdout == ""
        assert said.stderr.splitlines() == [
            "sli: second.csv says otherwise than libraries of 1, 2; nothing was written. "
            "--update with --dry-run shows each difference; --update writes them."
        ]
    assert database(own_place) == before


def test_every_difference_is_shown_field_by_field_and_then_written(on: Run, own_place: Path) -> None:
    path, before = written(own_place, SECOND), database(own_place)
    assert differences(on, path) == [
        ("1", "theme", "Access", "Opening"),
        ("1", "lead", "Head of Libraries", "Head of Culture"),
        ("1", "next review", "31 Mar 2027", "30 Jun 2027"),
        ("1", "latest update", "amber Union asked", "green Union agreed"),
        ("1", "Cost", "£4", "£5"),
        ("2", "comments", "", "Done in part"),
        ("2", "deciding board", "", "Scrutiny"),
        ("2", "state", "open", "closed"),
    ]
    assert database(own_place) == before
    said = on("import", path, "--update", "--yes").stdout
    assert said.splitlines() == [
        "libraries: 1 recommendation added, 2 changed, 1 as before.",
        "libraries: 1 has no next review yet; `sli check` lists it.",
        "New post, vacant: Head of Culture.",
        "New board: Scrutiny.",
    ]
    one, two = shown(on, "1"), shown(on, "2")
    assert (one["theme"], one["lead"]["post"], one["rating"]) == ("Opening", "Head of Culture", "green")
    assert one["latest_update"]["text"] == "Union agreed"
    assert (two["position"], two["state"], two["state_reason"]) == ("Done in part", "closed", "Complete")
    assert "Cost\n  £5" in on("show", "1").stdout
    assert "is whole" in on("db", "verify").stdout


def test_the_second_time_nothing_is_written_and_a_third_file_of_the_same_words_says_nothing_new(
    on: Run, own_place: Path
) -> None:
    on("import", written(own_place, SECOND), "--update", "--yes")
    before = database(own_place)
    for name, text in (("second.csv", SECOND), ("third.csv", SECOND + "\n")):
        said = on("import", written(own_place, text, name), "--update", "--yes").stdout
        assert said == "libraries: everything is there already (4); nothing was changed.\n"
    assert database(own_place) == before


def test_an_empty_cell_takes_nothing_away(on: Run, own_place: Path) -> None:
    before = shown(on, "1")
    path = only(own_place, "1", "", "Open on Saturdays", *[""] * 10)
    assert differences(on, path) == []
    assert "1 recommendation" not in on("import", path, "--update", "--yes").stdout
    assert shown(on, "1") == before


def test_a_later_date_is_an_extension_with_the_document_as_its_reason_and_the_first_date_stays(
    on: Run, own_place: Path
) -> None:
    path = only(own_place, "3", "", "Report the costs", *[""] * 5, "31/12/2027", *[""] * 4)
    on("import", path, "--update", "--yes")
    one = shown(on, "3")
    assert (one["next_review"], one["first_due"], one["extensions"]) == ("2027-12-31", "2027-06-30", 1)
    extension = one["extension_list"][0]
    assert (extension["reason"], extension["to_date"]) == ("import of second.csv", "2027-12-31")


def test_an_earlier_date_is_no_extension(on: Run, own_place: Path) -> None:
    on("import", only(own_place, "3", "", "Report the costs", *[""] * 5, "31/01/2027", *[""] * 4), "--update", "--yes")
    one = shown(on, "3")
    assert (one["next_review"], one["extensions"]) == ("2027-01-31", 0)


def test_the_first_date_in_the_document_does_not_take_an_extension_back(on: Run, own_place: Path) -> None:
    on("extend", "3", "--to", "2027-09-30", "--reason", "No room before")
    path = only(own_place, "3", "Money", "Report all the costs", *[""] * 5, "30/06/2027", *[""] * 4)
    assert differences(on, path) == [("3", "recommendation", "Report the costs", "Report all the costs")]
    on("import", path, "--update", "--yes")
    assert shown(on, "3")["next_review"] == "2027-09-30"


def test_nothing_that_was_closed_or_parked_is_opened_again(on: Run, own_place: Path) -> None:
    on("close", "1", "--as", "implemented", "--reason", "Agreed by the board")
    on("park", "3", "--reason", "No money")
    path = written(own_place, FIRST + "\n", "later.csv")
    assert differences(on, path) == []
    on("import", path, "--update", "--yes")
    assert [shown(on, ref)["state"] for ref in ("1", "3")] == ["closed", "parked"]


def test_a_new_rule_in_the_document_is_taken_with_its_first_date(on: Run, own_place: Path) -> None:
    path = only(own_place, "2", "Publish the times", "quarterly", header="Ref,Recommendation,How often")
    assert differences(on, path) == [("2", "how often", "", "every 3 months")]
    on("import", path, "--update", "--yes")
    one = shown(on, "2")
    assert (one["cadence"]["rule"], one["cadence"]["basis"], one["next_review"]) == (
        "every 3 months",
        "assumed",
        "2027-02-23",
    )


def test_a_ref_that_stands_twice_counts_once_and_says_so(on: Run, own_place: Path) -> None:
    text = f"{HEADER}\n1,Opening,Open on Saturdays{',' * 10}\n1,Hours,Open on Saturdays{',' * 10}\n"
    path = written(own_place, text)
    assert differences(on, path) == [("1", "theme", "Access", "Opening")]
    said = on("import", path, "--update", "--dry-run").stdout
    assert "only that one counts" in " ".join(said.split())
    on("import", path, "--update", "--yes")
    assert shown(on, "1")["theme"] == "Opening"


def test_undo_takes_an_update_back_whole(on: Run, own_place: Path) -> None:
    before = [shown(on, ref) for ref in ("1", "2", "3")]
    on("import", written(own_place, SECOND), "--update", "--yes")
    on("undo", "--yes")
    assert [shown(on, ref) for ref in ("1", "2", "3")] == before
    assert len(json.loads(on("list", "--json").stdout)) == 3


def test_only_the_register_that_was_named_is_compared(on: Run, own_place: Path) -> None:
    on("import", written(own_place, SECOND, "other.csv"), "--new-register", "Other", "--yes")
    path = written(own_place, SECOND.replace("A new one", "A newer one"))
    assert differences(on, path, "--register", "other") == [("4", "recommendation", "A new one", "A newer one")]


# -- whatever two documents say --------------------------------------------------------------------------------------

words = st.sampled_from(["", "Some words", "Other words", "Words\n\nin paragraphs", "=cmd|' /C calc'!A0"])
names = st.sampled_from(["Head of Libraries", "head of  libraries", "Web Manager", "JB"])
days = st.sampled_from([date(2026, 1, 31), date(2026, 11, 23), date(2027, 3, 31), date(2028, 2, 29)])
drafts = st.builds(
    Draft,
    ref=st.sampled_from(["1", "1.10", "SR (25/26) 01"]),
    text=st.sampled_from(["Open on Saturdays", "Open on Sundays"]),
    place=st.just(("table 1", 2)),
    theme=st.sampled_from(["", "Access", "Money"]),
    position=words,
    action=words,
    lead=st.none() | names,
    sponsor=st.none() | names,
    contributors=st.lists(names, max_size=2, unique=True).map(tuple),
    forums=st.lists(
        st.tuples(st.sampled_from(["decides", "informed"]), st.sampled_from(["Cabinet", "Scrutiny"])),
        max_size=2,
        unique_by=(lambda pair: pair[0], lambda pair: pair[1]),
    ).map(tuple),
    wording=st.sampled_from(["", "over time"]),
    rule=st.none() | st.sampled_from(["every 3 months", "every March", "6 months after review"]),
    basis=st.sampled_from(["assumed", "confirmed"]),
    next_review=st.none() | days,
    last_review=st.none() | days.filter(lambda day: day <= date(2026, 11, 23)),
    state=st.sampled_from(["open", "closed"]),
    status_word=st.sampled_from(["", "In progress", "Complete"]),
    rating=st.sampled_from([None, "green", "red"]),
    rating_word=st.sampled_from(["", "G"]),
    update=words,
    extra=st.lists(st.tuples(st.sampled_from(["Cost", "Note"]), st.sampled_from(["4", "5"])), max_size=3).map(tuple),
)
documents = st.lists(drafts, min_size=1, max_size=3, unique_by=lambda draft: draft.ref)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "register.db"
    create(str(path))
    return path


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=documents, second=documents)
def test_after_an_update_the_same_words_say_nothing_new_and_history_is_whole(
    put: Put, template: Path, first: list[Draft], second: list[Draft]
) -> None:
    put(template)
    stamp = Stamp("2026-11-23T09:00:00Z", "tester", "")
    into = Database(home(), date(2026, 11, 23), lambda: stamp)
    later = Database(home(), date(2027, 4, 5), lambda: stamp)
    import_drafts(into, first, Into(new="Register"), Source("first.csv", "1" * 64))
    again = import_drafts(later, first, Into(), Source("same words.csv", "4" * 64), update=True, keep=False)
    assert [(one.ref, one.field, one.before, one.after) for one in again.differences] == []
    rehearsed = import_drafts(into, second, Into(), Source("second.csv", "2" * 64), update=True, keep=False)
    done = import_drafts(into, second, Into(), Source("second.csv", "2" * 64), update=True)
    assert done.lines() == rehearsed.lines()
    said = [(one.ref, one.field, one.before, one.after) for one in done.differences]
    assert said == [(one.ref, one.field, one.before, one.after) for one in rehearsed.differences]
    again = import_drafts(later, second, Into(), Source("third.csv", "3" * 64), update=True, keep=False)
    assert [(one.ref, one.field, one.before, one.after) for one in again.differences] == []
    with into.home.reading() as connection:
        verify(connection)


def test_what_the_document_restricts_is_restricted_and_an_update_lifts_nothing(bwd: Run, tmp_path: Path) -> None:
    bwd("restrict", "14", "--ground", "Schedule 12A", "--reason", "Families")
    bwd("export", "-o", str(tmp_path / "papers.csv"))
    bwd("restrict", "14", "--lift", "--reason", "Over")
    said = bwd("import", str(tmp_path / "papers.csv"), "--update", "--yes").stdout
    assert "1 changed" in said
    assert json.loads(bwd("show", "14", "--json").stdout)["restricted"] == "Schedule 12A"
    bwd("restrict", "13", "--ground", "Schedule 12A", "--reason", "Families")
    (tmp_path / "again.csv").write_bytes((tmp_path / "papers.csv").read_bytes() + b"\r\n")
    bwd("import", str(tmp_path / "again.csv"), "--update", "--yes")
    assert json.loads(bwd("show", "13", "--json").stdout)["restricted"] == "Schedule 12A"
