"""`sli updates`: a form for each lead, and their answers as reviews, notes and requests for a later date."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copyfile
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from tests.conftest import Run
from tests.filling_in import Answers, controls, fill_docx, text_of, write
from tests.places import stored

FORM = "updates-lscb-2026-12-15-chair-of-lscb.docx"
LATER = "2026-12-01"


def show(lscb: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lscb("show", ref, "--json", on=LATER).stdout)
    return found


def answered(lscb: Run, answers: Answers) -> list[str]:
    """The lines that reading a form with these answers says."""
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), answers)
    return lscb("updates", "read", FORM, "--yes", on=LATER).stdout.splitlines()


def refused(lscb: Run, *files: str) -> list[str]:
    before = stored()
    result = lscb("updates", "read", *files, "--yes", code=4, on=LATER)
    assert (result.stdout, stored()) == ("", before)
    return [line.strip() for line in result.stderr.splitlines() if line.startswith("  ")]


# -- asking


def test_each_lead_is_asked_for_what_is_due_by_the_meeting(lscb: Run) -> None:
    lscb("edit", "7", "--lead", "Director of Public Health")
    said = " ".join(lscb("updates", "ask", "LSCB", "-o", "forms").stdout.split())
    assert said.startswith("Updates asked for LSCB of 15 Dec 2026, as at 23 Nov 2026")
    assert "Nobody holds Director of Public Health: sli lead appoint" in said
    files = sorted(path.name for path in Path("forms").iterdir())
    assert files == [FORM, "updates-lscb-2026-12-15-director-of-public-health.docx"]
    found = {name: {ref for ref, key in controls(docx.Document(f"forms/{name}")) if key == "ref"} for name in files}
    assert found == {files[0]: {"3", "4", "8", "13"}, files[1]: {"7"}}


def test_a_form_says_who_is_asked_what_for_and_by_when(lscb: Run) -> None:
    lscb("review", "8", "--outcome", "at risk", "--note", "No data sharing yet", "--on", "2026-10-01")
    lscb("updates", "ask", "LSCB")
    document = docx.Document(FORM)
    words = [one.text for one in document.paragraphs]
    assert words[0].startswith("Updates for Blackburn with Darwen Local Safeguarding")
    assert words[1] == (
        "For Jo Bloggs, Chair of LSCB (LSCB). The Board meets on Tue 15 Dec 2026; please send this back to Sam Okoro "
        "by Tue 1 Dec 2026."
    )
    (row,) = [row for row in document.tables[1].rows if text_of(row.cells[0]._tc.p_lst[0]) == "8"]
    assert row.cells[1].text.split("\n")[0] == "Due 1 Dec 2026"
    assert re.search(r"Last update: 1 Oct 2026, .+: at risk: No data sharing yet$", row.cells[1].text)
    assert text_of(controls(document)[("", "by")]) == "Jo Bloggs"


def test_asking_again_writes_nothing_over_a_form_and_nothing_into_the_register(lscb: Run) -> None:
    before = stored()
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), {("7", "note"): "Draft"})
    filled = Path(FORM).read_bytes()
    assert "it was kept" in lscb("updates", "ask", "LSCB").stderr
    assert Path(FORM).read_bytes() == filled
    assert "kept" not in lscb("updates", "ask", "LSCB", "--replace").stderr
    assert Path(FORM).read_bytes() != filled
    assert stored() == before


def test_who_has_nothing_due_is_not_asked(lscb: Run) -> None:
    lscb("meeting", "add", "Infant Mortality Group", "2026-12-10")
    said = lscb("updates", "ask", "Infant Mortality Group", "-o", "none").stdout
    assert "Nothing is due by Infant Mortality Group of 10 Dec 2026, so nobody is asked." in said
    assert not Path("none").exists()


def test_two_posts_of_one_name_get_two_files(lscb: Run) -> None:
    lscb("lead", "add", "Chair", "--organisation", "A")
    lscb("lead", "add", "Chair", "--organisation", "B")
    lscb("edit", "7", "--lead", "Chair (A)")
    lscb("edit", "8", "--lead", "Chair (B)")
    lscb("updates", "ask", "LSCB", "-o", "forms")
    assert {path.name for path in Path("forms").iterdir()} == {
        FORM,
        "updates-lscb-2026-12-15-chair.docx",
        "updates-lscb-2026-12-15-chair-2.docx",
    }


# -- answers


def test_an_outcome_with_words_is_a_review_and_words_alone_are_a_note(lscb: Run) -> None:
    lines = answered(
        lscb,
        {
            ("4", "outcome"): "on track",
            ("4", "note"): "Councillor A. was asked",
            ("4", "on"): "20 Nov 2026",
            ("7", "note"): "A draft is out",
            ("8", "to"): "29 Jan 2027",
            ("8", "reason"): "New data team",
        },
    )
    assert sorted(lines) == [
        "4: next review 30 Jun 2027 (was 30 Sep 2026; every June, from the calendar).",
        "7: note of 1 Dec 2026 added; next review stays 1 Dec 2026.",
        "8: 29 Jan 2027 is asked for instead of 1 Dec 2026; it is for LSCB to approve: New data team",
        f"{FORM}: nothing is said of 3, 13.",
    ]
    update = show(lscb, "4")["latest_update"]
    assert (update["on"], update["by"], update["outcome"]) == ("2026-11-20", "Jo Bloggs", "on track")
    assert show(lscb, "8")["next_review"] == "2026-12-01"
    lscb("db", "verify")


def test_who_filled_it_in_is_who_said_it(lscb: Run) -> None:
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), {("7", "note"): "A draft is out"})
    document = docx.Document(FORM)
    write(controls(document)[("", "by")], "Ann Deputy")
    document.save(FORM)
    lscb("updates", "read", FORM, "--yes", on=LATER)
    assert show(lscb, "7")["latest_update"]["by"] == "Ann Deputy"


def test_a_second_read_changes_nothing_on_any_day(lscb: Run) -> None:
    answered(
        lscb,
        {
            ("4", "outcome"): "on track",
            ("4", "note"): "Asked",
            ("7", "note"): "A draft is out",
            ("8", "outcome"): "at risk",
            ("8", "note"): "Slow",
            ("8", "to"): "29 Jan 2027",
        },
    )
    before = stored()
    again = lscb("updates", "read", FORM, on="2026-12-04").stdout
    assert "4: what is said of it is recorded already, of 1 Dec 2026; nothing was changed." in again
    assert "8: 29 Jan 2027 is asked for already; nothing was changed." in again
    assert "\nNothing was changed.\n" in again
    assert stored() == before
    lscb("minutes", "sheet", "LSCB", "-o", "m.docx", on=LATER)
    fill_docx(Path("m.docx"), {("8", "decision"): "agreed"})
    lscb("minutes", "m.docx", "--yes", on="2026-12-16")
    before = stored()
    lscb("updates", "read", FORM, on="2026-12-17")
    assert stored() == before


def test_who_asks_for_more_time_has_not_reviewed_it(lscb: Run) -> None:
    lines = answered(
        lscb, {("8", "outcome"): "at risk", ("8", "note"): "Slow", ("8", "to"): "29/1/2027", ("8", "reason"): "Team"}
    )
    assert lines[:2] == [
        "8: review of 1 Dec 2026 kept; next review stays 1 Dec 2026, because a later date is asked for.",
        "8: 29 Jan 2027 is asked for instead of 1 Dec 2026; it is for LSCB to approve: Team",
    ]


def test_several_files_are_recorded_together_or_not_at_all(lscb: Run) -> None:
    lscb("edit", "7", "--lead", "Director of Public Health")
    lscb("updates", "ask", "LSCB")
    other = "updates-lscb-2026-12-15-director-of-public-health.docx"
    fill_docx(Path(FORM), {("8", "note"): "Started"})
    fill_docx(Path(other), {("7", "outcome"): "done"})
    (problem,) = refused(lscb, FORM, other)
    assert problem.startswith(f"{other}, table 2, row 2 (ref 7): It is said to be done, but not in words how.")
    fill_docx(Path(other), {("7", "note"): "It is all in place"})
    said = lscb("updates", "read", FORM, other, "--yes", on=LATER).stdout
    assert "8: note of 1 Dec 2026 added" in said
    assert "7: it stays open until it is closed" in said
    lscb("undo", "--yes", on=LATER)
    assert show(lscb, "7")["latest_update"] is None
    assert show(lscb, "8")["latest_update"] is None


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"outcome": "on trak", "note": "x"}, '"on trak" is no outcome. Did you mean on track?'),
        ({"outcome": "on track"}, "It is said to be on track, but not in words how."),
        ({"note": "x", "on": "30 February 2026"}, "February 2026 has"),
        ({"note": "x", "on": "2 Dec 2026"}, "2 Dec 2026 is in the future."),
        ({"on": "20 Nov 2026"}, "There is a date, but nothing is said."),
        ({"to": "29 Jan 2027"}, "29 Jan 2027 is asked for without a reason."),
        ({"reason": "Late"}, "It says why later, but not until when."),
        ({"to": "30 Nov 2026", "reason": "x"}, "is not later than its next review, 1 Dec 2026."),
        ({"to": "in 6 weeks", "reason": "x"}, '"in 6 weeks" is another day whenever it is read.'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(lscb: Run, answers: dict[str, str], said: str) -> None:
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), {("7", field): words for field, words in answers.items()})
    (problem,) = refused(lscb, FORM)
    assert problem.startswith(f"{FORM}, table 2, row ")
    assert "(ref 7)" in problem
    assert said in problem


def test_what_was_closed_since_is_refused(lscb: Run) -> None:
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), {("7", "note"): "A draft is out"})
    lscb("close", "7", "--as", "implemented", "--reason", "Done")
    (problem,) = refused(lscb, FORM)
    assert "It is closed. Reopen it first: sli reopen 7." in problem


def test_a_row_whose_ref_was_changed_is_refused(lscb: Run) -> None:
    lscb("updates", "ask", "LSCB")
    for words, said in (("99", "There is no recommendation '99'"), ("8", "printed for 7, and now says 8")):
        copyfile(FORM, "changed.docx")
        fill_docx(Path("changed.docx"), {("7", "note"): "A draft is out"})
        document = docx.Document("changed.docx")
        write(controls(document)[("7", "ref")], words)
        document.save("changed.docx")
        (problem,) = refused(lscb, "changed.docx")
        assert said in problem


def test_a_rehearsal_says_what_it_would_do_and_a_yes_is_needed(lscb: Run) -> None:
    lscb("updates", "ask", "LSCB")
    fill_docx(Path(FORM), {("7", "note"): "A draft is out"})
    before = stored()
    said = lscb("updates", "read", FORM, "--dry-run", on=LATER).stdout
    assert said.startswith("Would say: 7: note of 1 Dec 2026 added;")
    assert "Record these answers needs a yes" in lscb("updates", "read", FORM, code=2, on=LATER).stderr
    assert stored() == before


def test_a_minute_sheet_is_no_answer(lscb: Run) -> None:
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.xlsx")
    assert "Read it with `sli minutes`." in lscb("updates", "read", "minutes.xlsx", code=4).stderr
    assert load_workbook("minutes.xlsx").sheetnames == ["Report", "About"]
