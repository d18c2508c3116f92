"""`sli minutes`: a sheet is written, filled in, read back as a whole, recorded once, and taken back by an undo."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from tests.conftest import Put, Run
from tests.filling_in import Answers, fill, fill_docx, text_of
from tests.places import stored

AFTER = "2026-12-16"
KINDS = ("minutes.docx", "minutes.xlsx")


def show(lscb: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lscb("show", ref, "--json", on=AFTER).stdout)
    return found


def sheet(lscb: Run, answers: Answers, name: str = "minutes.docx", on: str = "2026-11-23") -> Path:
    lscb("minutes", "sheet", "LSCB", "--on", "2026-12-15", "-o", name, on=on)
    fill(Path(name), answers)
    return Path(name)


def recorded(lscb: Run, answers: Answers, name: str = "minutes.docx") -> list[str]:
    """The lines that recording these minutes says."""
    return lscb("minutes", str(sheet(lscb, answers, name)), "--yes", on=AFTER).stdout.splitlines()


def refused(lscb: Run, name: str = "minutes.docx", *options: str) -> list[str]:
    """The problems that are listed; nothing may be written."""
    before = stored()
    result = lscb("minutes", name, "--yes", *options, code=4, on=AFTER)
    assert result.stdout == ""
    assert stored() == before
    lines = result.stderr.splitlines()
    assert any("nothing was written" in line for line in lines)
    return [line.strip() for line in lines if line.startswith("  ")]


# -- the sheet


def test_a_sheet_holds_the_items_of_the_agenda_table_by_table(lscb: Run) -> None:
    said = lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx").stdout
    assert said.endswith(", 15 Dec 2026, 6 items.\n")
    document = docx.Document("minutes.docx")
    headings = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 2"]
    assert headings == ["A. Live items for decision at this meeting", "D. Overdue, with no extension asked",
                        "About this form"]  # fmt: skip
    refs = [[text_of(row.cells[0]._tc.p_lst[0]) for row in table.rows[1:]] for table in document.tables[:2]]
    assert refs == [["1", "7", "8"], ["3", "4", "13"]]
    (serial,) = [cell.text for cell in document.tables[2].rows[1].cells]
    assert serial.startswith("sli:minutes:1|bwd-infant-mortality|LSCB|2026-12-15|2026-11-23|8-")


def test_every_field_of_a_sheet_is_of_its_kind_and_every_label_is_locked(lscb: Run) -> None:
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx")
    properties = list(docx.Document("minutes.docx").element.body.iter(qn("w:sdtPr")))
    kinds: dict[str, set[str]] = {}
    for one in properties:
        field = one.find(qn("w:tag")).get(qn("w:val")).split(":")[1]
        kinds.setdefault(field, set()).update(part.tag.rpartition("}")[2] for part in one)
    plain = {"alias", "tag", "id", "showingPlcHdr"}
    assert kinds == {
        "ref": {"alias", "tag", "id", "lock"},
        "label": {"alias", "tag", "id", "lock"},
        "decision": plain | {"dropDownList"},
        "outcome": plain | {"dropDownList"},
        "note": plain | {"richText"},
        "next": plain | {"date"},
        "minute": plain | {"text"},
    }
    assert len({one.find(qn("w:id")).get(qn("w:val")) for one in properties}) == len(properties)
    assert all(len(one.find(qn("w:tag")).get(qn("w:val"))) <= 64 for one in properties)
    words = [one.get(qn("w:value")) for one in properties[3].iter(qn("w:listItem"))]
    assert words == ["noted", "agreed", "referred", "refused", "not reached"]


def test_a_workbook_offers_the_words_and_takes_only_dates_for_a_date(lscb: Run) -> None:
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.xlsx")
    found = load_workbook("minutes.xlsx").worksheets[0]
    assert [cell.value for cell in found[1]] == [
        *("Table", "Ref", "Recommendation", "Before the board"),
        *("Decision", "Outcome", "Note", "Next review", "Minute", "Mark"),
    ]
    rules = {
        str(rule.sqref).partition("2:")[0]: (rule.type, rule.formula1) for rule in found.data_validations.dataValidation
    }
    assert rules == {
        "E": ("list", '"noted,agreed,referred,refused,not reached"'),
        "F": ("list", '"on track,at risk,off track,done,no longer needed"'),
        "H": ("date", "36526"),
    }


def test_making_a_sheet_writes_nothing_to_the_register_and_never_over_a_filled_in_one(lscb: Run) -> None:
    before = stored()
    path = sheet(lscb, {("7", "decision"): "noted"})
    filled = path.read_bytes()
    again = lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx")
    assert again.stdout == ""
    assert "is there already, and may be filled in: it was kept." in again.stderr
    assert path.read_bytes() == filled
    lscb("minutes", "sheet", "LSCB", "-o", "minutes.docx", "--replace")
    assert path.read_bytes() != filled
    assert stored() == before


def test_a_restricted_item_stands_on_the_sheet_without_its_words(lscb: Run) -> None:
    lscb("note", "7", "The Smith family")
    lscb("restrict", "7", "--ground", "Schedule 12A", "--reason", "Families")
    for name in KINDS:
        path = sheet(lscb, {("7", "decision"): "noted"}, name)
        if path.suffix == ".docx":
            words = text_of(docx.Document(str(path)).element.body)
        else:
            words = " ".join(str(cell.value) for row in load_workbook(path).worksheets[0].iter_rows() for cell in row)
        assert "Not for publication (Schedule 12A)" in words
        assert "Smith" not in words
        assert "evaluated to ensure" not in words
    assert lscb("minutes", "minutes.docx", "--yes", on=AFTER).stdout.startswith("7: noted; next review stays")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("LSCB", "-o", "minutes.pdf"), 2, "Name a file that ends in .docx or .xlsx."),
        (("LSCB", "-o", "minutes.docx", "--tables", "A,F"), 2, "There is no table 'F'."),
        (("LSCB", "-o", "minutes.docx", "--on", "2026-12-16"), 3, "Add it: sli meeting add LSCB 2026-12-16"),
        (("LSBC", "-o", "minutes.docx"), 3, "Did you mean LSCB?"),
        (("Health SPT", "-o", "minutes.docx"), 2, "No meeting of Health SPT is planned."),
    ],
)
def test_a_sheet_that_cannot_be_made_says_why(lscb: Run, args: tuple[str, ...], code: int, said: str) -> None:
    assert said in lscb("minutes", "sheet", *args, code=code).stderr
    assert not Path("minutes.docx").exists()


# -- what is recorded


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_decision_does_what_it_says(lscb: Run, name: str) -> None:
    lscb("review", "3", "--outcome", "done", "--note", "The DPH is the lead")
    answers: Answers = {
        ("1", "decision"): "Noted",
        ("1", "minute"): "4.1",
        ("3", "decision"): "agreed",
        ("3", "minute"): "4.2",
        ("4", "decision"): " agreed ",
        ("4", "next"): date(2027, 1, 29),
        ("4", "note"): "No Council before",
        ("7", "decision"): "noted",
        ("7", "outcome"): "AT RISK",
        ("7", "note"): "No figures yet.\nAsk again.",
        ("8", "decision"): "not reached",
        ("13", "decision"): "referred",
        ("13", "note"): "To the CPB",
    }
    assert sorted(recorded(lscb, answers, name)) == [
        "13: referred; next review stays 31 Oct 2026.",
        "1: noted; next review stays 31 Dec 2026.",
        "3: closed on 15 Dec 2026 as implemented, agreed by LSCB: The DPH is the lead",
        "4: next review 29 Jan 2027 (was 30 Sep 2026; set by LSCB; extension 1, first due 30 Sep 2026).",
        "7: next review 1 Jun 2027 (was 1 Dec 2026; every 6 months, from its schedule).",
        "8: not reached; next review stays 1 Dec 2026, and it goes on the next agenda.",
    ]
    assert show(lscb, "3")["state"] == "closed"
    review = show(lscb, "7")["latest_update"]
    assert (review["on"], review["by"], review["outcome"]) == ("2026-12-15", "LSCB", "at risk")
    assert review["text"] == "No figures yet.\nAsk again."
    meeting = json.loads(lscb("meeting", "list", "LSCB", "--all", "--json", on=AFTER).stdout)[1]
    assert (meeting["on"], meeting["state"]) == ("2026-12-15", "held")
    lscb("db", "verify", on=AFTER)


def test_what_was_not_reached_is_on_the_next_agenda(lscb: Run) -> None:
    recorded(lscb, {("1", "decision"): "not reached", ("7", "decision"): "noted"})
    lscb("minutes", "sheet", "LSCB", "--on", "2027-01-19", "-o", "next.docx", on=AFTER)
    cells = [row.cells for table in docx.Document("next.docx").tables for row in table.rows]
    (before,) = [row[1].text for row in cells if text_of(row[0]._tc.p_lst[0]) == "1"]
    assert before.startswith("Not reached on 15 Dec 2026")


def test_a_second_run_changes_nothing_and_a_minute_number_may_follow(lscb: Run) -> None:
    path = sheet(lscb, {("4", "decision"): "agreed", ("4", "next"): "29 Jan 2027", ("4", "note"): "No Council"})
    lscb("minutes", "minutes.docx", "--yes", on=AFTER)
    before = stored()
    again = lscb("minutes", "minutes.docx", on=AFTER)  # nothing to ask about
    assert again.stdout.splitlines()[:2] == [
        "LSCB of 15 Dec 2026: 1 item recorded already as the sheet says.",
        "LSCB of 15 Dec 2026: nothing was changed.",
    ]
    assert stored() == before
    lscb("extend", "4", "--to", "2027-03-31", "--reason", "Later still", on=AFTER)  # which has nothing to do with it
    fill_docx(path, {("4", "minute"): "12/26"})
    assert "4: minute 12/26." in lscb("minutes", "minutes.docx", "--yes", on=AFTER).stdout
    one = show(lscb, "4")
    assert one["decisions"][0]["minute_number"] == "12/26"
    assert one["next_review"] == "2027-03-31"
    assert [past["minute_number"] for past in one["extension_list"]] == ["12/26", None]
    fill_docx(path, {("4", "minute"): "12/27"})
    assert "4: minute 12/27 (was 12/26)." in lscb("minutes", "minutes.docx", "--yes", on=AFTER).stdout


def test_an_undo_of_a_run_restores_all(lscb: Run) -> None:
    before = {ref: show(lscb, ref) for ref in ("3", "4", "7", "8")}
    path = sheet(
        lscb,
        {
            ("3", "decision"): "agreed",
            ("3", "outcome"): "done",
            ("3", "note"): "He is the lead",
            ("4", "decision"): "agreed",
            ("4", "next"): "29 Jan 2027",
            ("4", "note"): "No Council",
            ("7", "decision"): "noted",
            ("7", "outcome"): "on track",
            ("7", "note"): "Going well",
            ("8", "decision"): "not reached",
        },
    )
    lscb("minutes", str(path), "--yes", on=AFTER)
    assert show(lscb, "3")["state"] == "closed"
    lscb("undo", "--yes", on=AFTER)
    assert {ref: show(lscb, ref) for ref in before} == before
    meeting = json.loads(lscb("meeting", "list", "LSCB", "--all", "--json", on=AFTER).stdout)[1]
    assert meeting["state"] == "planned"
    assert (
        "7: next review 1 Jun 2027" in lscb("minutes", str(path), "--yes", on=AFTER).stdout
    )  # and it can be read again


def test_a_rehearsal_shows_what_changes_and_writes_nothing(lscb: Run) -> None:
    sheet(lscb, {("7", "decision"): "noted", ("7", "outcome"): "at risk", ("7", "note"): "No figures"})
    before = stored()
    shown = lscb("minutes", "minutes.docx", "--dry-run", on=AFTER).stdout
    assert [line.split("  ") for line in shown.splitlines() if line.startswith("7 ")]
    assert "7    next review     1 Dec 2026       1 Jun 2027" in shown
    assert "Would say: 7: next review 1 Jun 2027" in shown
    assert stored() == before
    said = lscb("minutes", "minutes.docx", code=2, on=AFTER).stderr
    assert "Record these minutes of LSCB needs a yes, and there is nobody to ask." in said


def test_an_empty_sheet_records_nothing_and_the_meeting_is_not_held(lscb: Run) -> None:
    sheet(lscb, {})
    said = lscb("minutes", "minutes.docx", on=AFTER).stdout
    assert said == "LSCB of 15 Dec 2026: nothing was changed.\nNothing is filled in for 1, 7, 8, 3, 4, 13.\n"
    assert json.loads(lscb("meeting", "list", "LSCB", "--all", "--json").stdout)[1]["state"] == "planned"


# -- later dates and closures


@pytest.mark.parametrize(
    ("answers", "said", "next_review", "state"),
    [
        ({"decision": "agreed"}, "next review 29 Jan 2027 (was 1 Dec 2026; extended by LSCB", "2027-01-29", "granted"),
        ({"decision": "agreed", "next": "15 Jan 2027"}, "next review 15 Jan 2027", "2027-01-15", "granted"),
        ({"decision": "refused"}, "29 Jan 2027 is refused by LSCB; next review stays 1 Dec", "2026-12-01", "refused"),
        ({"decision": "not reached"}, "not reached", "2026-12-01", "asked"),
        ({"decision": "noted"}, "noted; next review stays 1 Dec 2026", "2026-12-01", "asked"),
        (
            {"decision": "agreed", "outcome": "at risk", "note": "Slow"},
            "next review 29 Jan 2027 (was 1 Dec 2026; extended by LSCB",
            "2027-01-29",
            "granted",
        ),
    ],
)
def test_a_later_date_that_was_asked_for_is_approved_or_refused(
    lscb: Run, answers: dict[str, str], said: str, next_review: str, state: str
) -> None:
    lscb("updates", "ask", "LSCB")
    reply = Path("updates-lscb-2026-12-15-chair-of-lscb.docx")
    fill_docx(reply, {("8", "to"): "29 Jan 2027", ("8", "reason"): "New data team"})
    lscb("updates", "read", str(reply), "--yes")
    lines = recorded(lscb, {("8", field): words for field, words in answers.items()})
    assert any(said in line for line in lines), lines
    one = show(lscb, "8")
    assert one["next_review"] == next_review
    assert one["first_due"] == "2026-12-01"
    (extension,) = one["extension_list"]
    decided = None if state == "asked" else "LSCB"
    assert (extension["state"], extension["approved_by"], extension["reason"]) == (state, decided, "New data team")
    words = {"granted": "approved by LSCB", "refused": "refused by LSCB", "asked": "not decided yet"}[state]
    assert words in " ".join(lscb("show", "8", on=AFTER).stdout.split())


def test_a_later_date_that_was_given_already_is_approved_or_goes_back(lscb: Run) -> None:
    for ref in ("7", "8"):
        lscb("extend", ref, "--to", "2027-02-26", "--reason", "New team")
    lines = recorded(lscb, {("7", "decision"): "agreed", ("8", "decision"): "refused"})
    assert sorted(lines)[:2] == [
        "7: its later date, 26 Feb 2027, is approved by LSCB.",
        "8: 26 Feb 2027 is refused by LSCB; next review 1 Dec 2026 (was 26 Feb 2027). That is 15 days overdue already.",
    ]
    assert (show(lscb, "7")["next_review"], show(lscb, "8")["next_review"]) == ("2027-02-26", "2026-12-01")


def test_the_board_closes_only_what_it_agrees_to_close(lscb: Run) -> None:
    lscb("register", "set", "closure", "board")
    answers = {
        ("3", "decision"): "agreed",
        ("3", "outcome"): "done",
        ("3", "note"): "He is the lead",
        ("4", "decision"): "noted",
        ("4", "outcome"): "no longer needed",
        ("4", "note"): "Wound up",
    }
    lines = recorded(lscb, answers)
    assert "3: closed on 15 Dec 2026 as implemented, agreed by LSCB: He is the lead" in lines
    assert (show(lscb, "3")["state"], show(lscb, "4")["state"]) == ("closed", "open")
    review = show(lscb, "3")["latest_update"]
    assert (review["outcome"], review["text"]) == ("done", "He is the lead")


def test_what_its_lead_closed_is_agreed_to(lscb: Run) -> None:
    lscb("close", "3", "--as", "implemented", "--reason", "Nominated")
    lines = recorded(lscb, {("3", "decision"): "agreed", ("3", "minute"): "5"})
    assert lines[0] == "3: its closure of 23 Nov 2026, implemented, is agreed by LSCB."
    assert show(lscb, "3")["state"] == "closed"


def test_a_board_that_is_only_informed_moves_nothing(lscb: Run) -> None:
    lscb("forum", "route", "LSCB", "8", "--informed")
    lscb("review", "8", "--outcome", "done", "--note", "In place")
    lscb("minutes", "sheet", "LSCB", "--tables", "A,E", "-o", "minutes.docx")
    fill_docx(Path("minutes.docx"), {("8", "decision"): "agreed", ("8", "next"): "1 Mar 2028"})
    (problem,) = refused(lscb)
    assert "LSCB is only informed of it" in problem
    lscb("minutes", "sheet", "LSCB", "--tables", "A,E", "-o", "minutes.docx", "--replace")
    fill_docx(Path("minutes.docx"), {("8", "decision"): "agreed"})
    assert lscb("minutes", "minutes.docx", "--yes", on=AFTER).stdout.startswith("8: agreed; next review stays")
    assert show(lscb, "8")["state"] == "open"


def test_what_looks_like_a_persons_number_is_warned_of(lscb: Run) -> None:
    sheet(lscb, {("7", "decision"): "noted", ("7", "note"): "Case 943 476 5919"})
    said = lscb("minutes", "minutes.docx", "--yes", on=AFTER).stderr
    assert "The answer in minutes.docx, table 1, row 3, column 5, seems to hold an NHS number" in said


# -- what is refused, all of it at once and with its place


def test_everything_that_is_wrong_is_listed_with_its_place_and_nothing_is_written(lscb: Run) -> None:
    sheet(
        lscb,
        {
            ("1", "decision"): "Agred",
            ("1", "outcome"): "on trak",
            ("7", "decision"): "noted",
            ("7", "next"): "31 February 2027",
            ("8", "decision"): "noted",
            ("8", "outcome"): "at risk",
            ("3", "note"): "Something was said",
            ("4", "decision"): "agreed",
            ("4", "next"): "next friday",
            ("13", "decision"): "noted",
        },
    )
    assert refused(lscb) == [
        'minutes.docx, table 1, row 2, column 3 (ref 1): "Agred" is no decision. Did you mean agreed? Choose one of: '
        "noted, agreed, referred, refused, not reached.",
        'minutes.docx, table 1, row 2, column 4 (ref 1): "on trak" is no outcome. Did you mean on track? Choose one '
        "of: on track, at risk, off track, done, no longer needed.",
        'minutes.docx, table 1, row 3, column 6 (ref 7): Next review "31 February 2027" is refused: February 2027 has '
        "no day 31. Write it like 29 Jan 2027.",
        "minutes.docx, table 1, row 4 (ref 8): A review needs a note: the outcome alone says too little. Say in the "
        "note what was found.",
        "minutes.docx, table 2, row 2 (ref 3): Nothing is said under Decision. Choose one of: noted, agreed, referred, "
        "refused, not reached.",
        'minutes.docx, table 2, row 3, column 6 (ref 4): "next friday" is another day whenever it is read. Write it '
        "like 29 Jan 2027.",
    ]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"decision": "not reached", "outcome": "at risk"}, "What was not reached has no outcome"),
        ({"decision": "noted", "next": "15 Dec 2026"}, "The next review, 15 Dec 2026, is not after the meeting."),
        ({"decision": "noted", "next": "2027-03-01"}, "1 Mar 2027 is later than 1 Dec 2026, and so an extension."),
        ({"decision": "agreed", "outcome": "done", "note": "x", "next": "1/3/2027"}, "It is agreed to be closed"),
        ({"decision": "noted", "note": "a\x00b".replace("\x00", "\u202e")}, "holds a control character"),
        ({"decision": "noted", "minute": "9" * 400}, "The minute number has 400 characters"),
        ({"decision": "noted", "next": "46115"}, 'Next review "46115" is refused'),
    ],
)
def test_what_does_not_go_together_is_refused(lscb: Run, answers: dict[str, str], said: str) -> None:
    sheet(lscb, {("8", field): words for field, words in answers.items()})
    (problem,) = refused(lscb)
    assert said in problem


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "change",
    [
        ("review", "7", "--outcome", "on track", "--note", "Well", "--on", "2026-11-30"),
        ("note", "7", "The figures came"),
        ("extend", "7", "--to", "2027-05-01", "--reason", "Late"),
        ("edit", "7", "--action", "Another action"),
        ("park", "7", "--reason", "No money"),
    ],
    ids=lambda change: change[0],
)
def test_a_row_that_changed_since_is_refused_unless_it_is_accepted(
    lscb: Run, change: tuple[str, ...], name: str
) -> None:
    sheet(lscb, {("7", "decision"): "noted", ("8", "decision"): "noted"}, name)
    lscb(*change, on="2026-12-01")
    (problem,) = refused(lscb, name)
    assert "(ref 7): It has changed since the sheet was printed, by sli " + change[0] in problem
    assert "give --accept 7." in problem
    assert "7: noted" in lscb("minutes", name, "--accept", "7", "--yes", on=AFTER).stdout


def test_an_item_that_was_recorded_otherwise_is_refused(lscb: Run) -> None:
    path = sheet(lscb, {("7", "decision"): "noted", ("7", "outcome"): "at risk", ("7", "note"): "Slow"})
    lscb("minutes", "minutes.docx", "--yes", on=AFTER)
    for field, words, said in (
        ("decision", "agreed", "the decision “noted” and not “agreed”."),
        ("outcome", "off track", "the outcome “at risk” and not “off track”."),
        ("note", "Slower", "the note “Slow” and not “Slower”."),
        ("next", "1 May 2027", "the next review 1 Jun 2027 and not 1 May 2027."),
    ):
        other = Path(f"{field}.docx")
        other.write_bytes(path.read_bytes())
        fill_docx(other, {("7", field): words})
        (problem,) = refused(lscb, str(other))
        assert f"(ref 7): It is recorded already, with {said}" in problem


def test_a_meeting_to_come_has_no_minutes_yet(lscb: Run) -> None:
    sheet(lscb, {("7", "decision"): "noted"})
    assert "The LSCB of 15 Dec 2026 is still to come." in lscb("minutes", "minutes.docx", "--yes", code=2).stderr


def test_a_meeting_that_was_moved_takes_the_sheet_that_was_printed_before(lscb: Run) -> None:
    sheet(lscb, {("7", "decision"): "noted"})
    lscb("meeting", "move", "LSCB", "2026-12-15", "--to", "2026-12-16", "--reason", "Snow")
    assert "7: noted" in lscb("minutes", "minutes.docx", "--yes", on=AFTER).stdout
    assert show(lscb, "7")["decisions"][0]["on"] == "2026-12-16"


def test_a_meeting_that_was_cancelled_takes_none(lscb: Run) -> None:
    sheet(lscb, {("7", "decision"): "noted"})
    lscb("meeting", "cancel", "LSCB", "2026-12-15", "--reason", "Snow")
    assert "was cancelled" in lscb("minutes", "minutes.docx", "--yes", code=2, on=AFTER).stderr


def test_a_sheet_of_another_register_is_refused(lscb: Run, put: Put, seeded: Path) -> None:
    sheet(lscb, {("7", "decision"): "noted"})
    put(seeded)
    lscb("meeting", "add", "LSCB", "2026-12-15")
    lscb("forum", "route", "LSCB", "7")
    said = lscb("minutes", "minutes.docx", "--yes", code=4, on=AFTER).stderr
    assert "The sheet was printed from another register" in said


def test_a_document_that_is_no_sheet_is_refused(lscb: Run) -> None:
    lscb("list", "-o", "list.docx")
    assert "'list.docx' is no minute sheet" in lscb("minutes", "list.docx", code=4).stderr
    lscb("updates", "ask", "LSCB")
    reply = "updates-lscb-2026-12-15-chair-of-lscb.docx"
    assert "Read it with `sli updates read`." in lscb("minutes", reply, code=4).stderr
    assert "There is no file" in lscb("minutes", "missing.docx", code=2).stderr


def test_a_file_or_a_board_has_to_be_named_and_not_both(lscb: Run) -> None:
    assert "Name one sheet" in lscb("minutes", "read", code=2).stderr
    assert "Name one sheet" in lscb("minutes", "read", "a.docx", "--typed", "LSCB", code=2).stderr
    assert "--typed needs somebody at a terminal." in lscb("minutes", "--typed", "LSCB", code=2, on=AFTER).stderr
