"""`sli agenda`: the papers of a board, from the register to the file."""

from __future__ import annotations

import json
import re
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests.conftest import Run
from tests.places import raw, stored

ALL = [str(number) for number in range(1, 23)]
GROUND = "Schedule 12A, paragraph 2"
SECRET = "A family in Audley"


@pytest.fixture
def lscb(bwd: Run) -> Run:
    """Twelve items that the LSCB decides on and two that it is informed of, and its meetings."""
    bwd("forum", "route", "LSCB", *ALL[:12], "--yes")
    bwd("forum", "route", "LSCB", "13", "14", "--informed", "--yes")
    for day in ("2026-11-20", "2026-12-10", "2027-01-22"):
        bwd("meeting", "add", "LSCB", day, "--yes", on="2026-11-01")
    return bwd


def asked(lscb: Run, *args: str, on: str = "2026-11-23") -> Any:
    return json.loads(lscb("agenda", "LSCB", "--json", *args, on=on).stdout)


def tables(lscb: Run, *args: str, on: str = "2026-11-23") -> dict[str, list[str]]:
    found = asked(lscb, *args, on=on)["tables"]
    return {letter: [item["ref"] for item in table["items"]] for letter, table in found.items()}


def paper(lscb: Run, *args: str, on: str = "2026-11-23") -> str:
    return lscb("agenda", "LSCB", "--format", "markdown", *args, on=on).stdout


# -- which meeting -----------------------------------------------------------------------------------------------------


def test_the_papers_are_for_the_next_meeting_or_for_the_one_that_is_named(lscb: Run) -> None:
    found = asked(lscb)
    assert (found["meets_on"], found["last_meeting"], found["next_meeting"]) == (
        "2026-12-10",
        "2026-11-20",
        "2027-01-22",
    )
    assert asked(lscb, "--on", "2027-01-22")["last_meeting"] == "2026-11-20"


def test_a_cancelled_meeting_has_no_papers_and_the_next_one_is_named(lscb: Run) -> None:
    lscb("meeting", "cancel", "LSCB", "2026-12-10", "--reason", "No quorum", "--yes")
    assert asked(lscb)["meets_on"] == "2027-01-22"
    said = lscb("agenda", "LSCB", "--on", "2026-12-10", code=2).stderr
    assert said == "sli: The LSCB meeting of 10 Dec 2026 was cancelled. Its next one is on 22 Jan 2027.\n"


def test_without_a_meeting_in_the_calendar_a_day_has_to_be_named(bwd: Run) -> None:
    assert "No meeting of LSCB is planned" in bwd("agenda", "LSCB", code=2).stderr
    named = bwd("agenda", "LSCB", "--on", "2026-12-10", "--json")
    assert json.loads(named.stdout)["meets_on"] == "2026-12-10"
    assert "no meeting on that day in its calendar" in named.stderr


def test_an_unknown_board_is_refused_with_what_was_perhaps_meant(bwd: Run) -> None:
    assert "Did you mean LSCB?" in bwd("agenda", "LCSB", "--on", "2026-12-10", code=3).stderr


# -- which table -------------------------------------------------------------------------------------------------------


def test_every_open_item_of_the_board_stands_in_one_table(lscb: Run) -> None:
    lscb("extend", "4", "--to", "2027-06-30", "--reason", "No full Council")
    lscb("close", "5", "--as", "implemented", "--reason", "Done")
    lscb("review", "6", "--outcome", "done", "--note", "All signed")
    lscb("park", "7", "--reason", "No funding")
    found = tables(lscb)
    listed = [one["ref"] for one in json.loads(lscb("list", "--forum", "LSCB", "--open", "--json").stdout)]
    assert sorted((ref for letter in "ACDE" for ref in found[letter]), key=int) == listed
    assert (found["B"], found["C"]) == (["5"], ["4"])
    assert "6" in found["A"]
    assert {"13", "14"} <= set(found["E"])
    assert [one["ref"] for one in asked(lscb)["parked"]] == ["7"]


def test_an_item_that_is_late_goes_to_table_d_until_an_extension_is_asked(lscb: Run) -> None:
    assert "3" in tables(lscb, on="2026-12-05")["D"]
    lscb("extend", "3", "--to", "2027-06-30", "--reason", "Vacant", on="2026-12-05")
    assert "3" in tables(lscb, on="2026-12-05")["C"]


def test_what_a_review_at_the_meeting_would_be_too_early_for_is_not_for_decision(lscb: Run) -> None:
    for ref, start in (("11", "2026-12-10"), ("12", "2026-11-15")):
        lscb("cadence", ref, "every month", "--from", start, "--reason", "Monthly", on="2026-11-01")
    found = tables(lscb)
    assert "11" in found["E"]  # due on 10 January, after a meeting on the very day from which it counts
    assert "12" in found["A"]  # due on 15 December, and the board meets on the 10th


def test_what_the_last_meeting_did_not_reach_is_for_decision_at_this_one(lscb: Run, own_place: Path) -> None:
    with raw() as connection:  # as minutes write it
        connection.execute(
            "INSERT INTO decision (meeting_id, recommendation_id, decision, note, minute_number) SELECT m.id, r.id, "
            "'not reached', '', '' FROM meeting m, recommendation r WHERE m.meets_on = '2026-11-20' AND r.ref = '12'"
        )
    assert "12" in tables(lscb)["A"]
    assert "not reached on 20 Nov 2026" in paper(lscb)


def test_the_numbers_on_the_cover_are_the_lengths_of_the_tables(lscb: Run) -> None:
    lscb("close", "5", "--as", "implemented", "--reason", "Done")
    found, text = tables(lscb), paper(lscb)
    for letter, refs in found.items():
        assert re.search(rf"^## {letter}\. .* \({len(refs)}\)$", text, re.MULTILINE)
        assert re.search(
            rf"^\| {letter} \| [^|]+ \| {len(refs)} \| {', '.join(refs) or 'None'} \|$", text, re.MULTILINE
        )
    is_open = sum(len(found[letter]) for letter in "ACDE")
    assert f"{is_open} open items (tables A, C, D and E), 1 completed (table B)." in text


def test_an_empty_table_says_none(lscb: Run) -> None:
    assert (
        "## B. Completed since the last meeting (0)\n\nClosed since then, as implemented or otherwise.\n\nNone.\n"
        in paper(lscb)
    )


def test_only_the_tables_that_are_named_are_printed_and_the_others_are_said_to_be_left_out(lscb: Run) -> None:
    text = paper(lscb, "--tables", "c,A")
    assert re.findall(r"^## ([A-E])\.", text, re.MULTILINE) == ["A", "C"]
    assert re.findall(r"^\| ([A-E]) .* not in this paper \|$", text, re.MULTILINE) == ["B", "D", "E"]
    assert "There is no table 'F'" in lscb("agenda", "LSCB", "--tables", "A,F", code=2).stderr


def test_since_the_last_meeting_what_moved_what_was_handed_over_and_what_went_red(lscb: Run) -> None:
    lscb("review", "3", "--outcome", "off track", "--note", "Nobody is there")
    lscb("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs", "--email", "jo@example.gov.uk")
    since = asked(lscb)["since"]
    assert [one["ref"] for one in since["reviewed"]] == [one["ref"] for one in since["gone_red"]] == ["3"]
    assert since["handed_over"][0]["what"] == "Jo Bloggs, Chair of LSCB (before: vacant)"
    assert (since["moved"], since["extended"]) == ([], [])


def test_who_has_not_answered_is_named(lscb: Run) -> None:
    before = {item["ref"] for one in asked(lscb)["no_update"] for item in one["items"]}
    assert "3" in before
    lscb("note", "3", "The post is advertised")
    assert {item["ref"] for one in asked(lscb)["no_update"] for item in one["items"]} == before - {"3"}


# -- what is not for the public ----------------------------------------------------------------------------------------


@pytest.fixture
def restricted(lscb: Run) -> Run:
    lscb("note", "3", f"{SECRET}; write to someone@example.gov.uk.")
    lscb("restrict", "3", "--ground", GROUND, "--reason", "A family could be known")
    lscb("note", "4", "Write to jo.bloggs+x@example.gov.uk, please.")
    return lscb


@pytest.mark.parametrize("suffix", ["md", "txt", "html", "docx", "xlsx", "json", "pdf"])
@pytest.mark.parametrize("layout", ["table", "items", "narrow"])
def test_public_papers_name_a_restricted_item_and_say_nothing_of_it(
    restricted: Run, tmp_path: Path, suffix: str, layout: str
) -> None:
    file = tmp_path / f"a.{suffix}"
    restricted("agenda", "LSCB", "--layout", layout, "-o", str(file))
    text = whole(file)
    assert GROUND in text
    for secret in (SECRET, "Identify a named lead for reducing", "A family could be known", "example.gov.uk"):
        assert secret not in text
    if suffix not in ("json", "pdf", "txt"):
        assert "[e-mail address], please." in text.replace("\\", "")


def whole(file: Path) -> str:
    """All text of a file, of every part of it."""
    if file.suffix == ".pdf":
        pdfplumber = pytest.importorskip("pdfplumber")
        with pdfplumber.open(file) as pdf:
            return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    if file.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(file) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return re.sub(r"\s+", " ", file.read_text(encoding="utf-8"))


def test_the_words_that_are_left_out_go_to_a_file_of_their_own_which_is_marked(restricted: Run, tmp_path: Path) -> None:
    file = tmp_path / "private.docx"
    restricted("agenda", "LSCB", "--restricted", "-o", str(file))
    document = docx.Document(str(file))
    marking = f"NOT FOR PUBLICATION: {GROUND}"
    assert document.paragraphs[0].text.endswith("not for publication")
    assert document.sections[0].header.paragraphs[0].text == document.paragraphs[1].text == marking
    text = whole(file)
    assert SECRET in text
    assert "example.gov.uk" not in text
    assert [row.cells[0].text.split("\n")[0] for row in document.tables[0].rows] == ["Ref and recommendation", "3"]


@pytest.mark.parametrize("more", [("-o", "a.json"), ("--template", "t.docx", "-o", "a.docx")])
def test_a_restricted_paper_is_a_document_and_nothing_else(restricted: Run, more: tuple[str, ...]) -> None:
    assert "no JSON, and fills in no template" in restricted("agenda", "LSCB", "--restricted", *more, code=2).stderr


def test_the_restricted_paper_has_to_have_a_file_and_something_to_say(lscb: Run, tmp_path: Path) -> None:
    assert "goes to a file of its own" in lscb("agenda", "LSCB", "--restricted", code=2).stderr
    file = tmp_path / "private.docx"
    assert "no file was written" in lscb("agenda", "LSCB", "--restricted", "-o", str(file)).stderr
    assert not file.exists()


def test_a_template_is_filled_in_and_its_tags_are_checked(restricted: Run, tmp_path: Path) -> None:
    pytest.importorskip("docxtpl")
    template = docx.Document()
    for line in (
        "{{ title }}",
        "{%p for r in table_d %}",
        "{{ r.ref }}: {{ r.text }}",
        "{%p endfor %}",
        "{{ nmbers }}",
    ):
        template.add_paragraph(line)
    template.save(str(tmp_path / "t.docx"))
    checked = restricted("agenda", "--check-template", str(tmp_path / "t.docx"), code=4)
    assert "Used: title, table_d, ref, text, nmbers" in checked.stdout
    assert "names what there is not: nmbers (numbers?)" in checked.stderr
    template.paragraphs[-1].text = "{{ numbers }}"
    template.save(str(tmp_path / "t.docx"))
    restricted("agenda", "LSCB", "--template", str(tmp_path / "t.docx"), "-o", str(tmp_path / "a.docx"))
    lines = [p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs]
    assert lines[0].startswith("Blackburn with Darwen Local Safeguarding")
    assert f"3: not for publication ({GROUND})" in lines
    assert "14 open items (tables A, C, D and E), 0 completed (table B)." in lines


def test_a_restricted_note_on_a_public_item_is_left_out_too(lscb: Run, own_place: Path) -> None:
    lscb("note", "4", SECRET)
    with raw() as connection:
        connection.execute(
            "INSERT INTO restriction (recommendation_id, progress_note_id, ground, reason, restricted_by, since) "
            "SELECT recommendation_id, id, 'Schedule 12A', '', '', '2026-11-01' FROM progress_note"
        )
    text = paper(lscb)
    assert SECRET not in text
    assert "23 Nov 2026: not for publication (Schedule 12A)" in text


def test_the_sources_comments_stand_in_the_annex_alone_and_under_the_date_of_the_document(lscb: Run) -> None:
    lscb("register", "edit", "--report-date", "2017-03-31")
    before, annex = paper(lscb).split("## Annex: comments in the source, as at Friday 31 March 2017")
    comment = "Currently public health chair the Infant Mortality Group"
    assert comment in annex
    assert comment not in before


# -- ratings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "said", "colour"),
    [
        ("by-issues", "off track: issues or risks with which the board's help is needed", "Red"),
        ("by-progress", "under way: on track or at risk, and not done", "Red"),
        ("by-months-late", "overdue by more than 3 months", "Green"),
    ],
)
def test_the_scheme_of_the_register_rates_and_its_key_is_printed(
    lscb: Run, scheme: str, said: str, colour: str
) -> None:
    lscb("register", "set", "rating-scheme", scheme)
    lscb("review", "3", "--outcome", "off track", "--note", "Nobody is there")
    text = paper(lscb)
    assert f"Ratings go {scheme.replace('-', ' ')}:" in text
    assert said in text
    [row] = [line for line in text.splitlines() if line.startswith("| 3<br>")]
    assert row.split(" | ")[-1].startswith(colour)


def test_without_a_rating_no_key_is_printed(lscb: Run) -> None:
    assert "Ratings go" not in paper(lscb, "--columns", "ref,text,lead")
    assert (
        "An agenda has no column 'txt'. Did you mean text?" in lscb("agenda", "LSCB", "--columns", "txt", code=2).stderr
    )


# -- the files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "md", "txt", "pdf", "json"])
def test_making_an_agenda_writes_nothing_to_the_register(
    lscb: Run, own_place: Path, tmp_path: Path, suffix: str
) -> None:
    before = stored()
    lscb("agenda", "LSCB", "-o", str(tmp_path / f"a.{suffix}"))
    assert stored() == before


@pytest.mark.parametrize(("layout", "columns", "upright"), [("table", 6, False), ("narrow", 3, True)])
def test_the_word_file_has_the_structure_that_those_who_listen_need(
    lscb: Run, tmp_path: Path, layout: str, columns: int, upright: bool
) -> None:
    file = tmp_path / "a.docx"
    lscb("agenda", "LSCB", "--layout", layout, "-o", str(file))
    document = docx.Document(str(file))
    properties, section = document.core_properties, document.sections[0]
    assert properties.title.endswith("recommendations, Thursday 10 December 2026")
    assert (properties.language, properties.author, properties.last_modified_by) == ("en-GB", "", "")
    assert (section.page_height > section.page_width) == upright
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not re.search("<w:(gridSpan|vMerge|hMerge)", document.element.xml)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    items = [table for table in document.tables if len(table.columns) == columns]
    assert len(items) == sum(1 for refs in tables(lscb).values() if refs)


def test_the_resolutions_are_a_real_list_that_counts_in_letters(lscb: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    lscb("agenda", "LSCB", "-o", str(file))
    document = docx.Document(str(file))
    drafts = asked(lscb)["resolutions"]
    listed = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert [p.text for p in listed] == drafts
    with zipfile.ZipFile(file) as archive:
        assert '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/>' in archive.read("word/numbering.xml").decode()


def test_a_workbook_has_every_item_as_a_row_with_its_table(lscb: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    lscb("agenda", "LSCB", "-o", str(file))
    book = openpyxl.load_workbook(file)
    header, *rows = book["Report"].iter_rows(values_only=True)
    assert header[:3] == ("Table", "Ref", "Recommendation")
    found = tables(lscb)
    assert [(row[0][0], row[1]) for row in rows] == [(letter, ref) for letter, refs in found.items() for ref in refs]
    about = [row[0] for row in book["About"].iter_rows(values_only=True)]
    assert f"(a) {asked(lscb)['resolutions'][0]}" in about


def test_items_one_below_the_other_have_a_heading_each(lscb: Run) -> None:
    text = paper(lscb, "--layout", "items")
    found = tables(lscb)
    assert re.findall(r"^### Item (\d+)$", text, re.MULTILINE) == [ref for refs in found.values() for ref in refs]
    assert "\n- **Recommendation:** Identify a named lead for reducing infant mortality within the locality\n" in text


def test_a_suffix_that_is_no_format_and_a_template_that_is_no_word_file_are_refused(lscb: Run) -> None:
    assert "No format is known by the suffix" in lscb("agenda", "LSCB", "-o", "a.odt", code=2).stderr
    assert "not pdf" in lscb("agenda", "LSCB", "--template", "x.docx", "--format", "pdf", code=2).stderr


HOSTILE = "\n".join(
    ["<script>alert(1)</script>", "{{ 1/0 }} #panic(1) $x$ @ref", "=cmd|' /C calc'!A0", "| a | **b** |", "w" * 400]
)


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html", "md", "txt", "pdf", "json"])
def test_hostile_words_stay_words(lscb: Run, tmp_path: Path, suffix: str) -> None:
    words = f"={HOSTILE}"
    lscb("note", "3", words)
    lscb("edit", "3", "--text", words)
    file = tmp_path / f"a.{suffix}"
    lscb("agenda", "LSCB", "-o", str(file))
    if suffix == "html":
        assert "<script" not in file.read_text(encoding="utf-8")
    if suffix == "docx":
        cells = {cell.text for table in docx.Document(str(file)).tables for row in table.rows for cell in row.cells}
        assert f"3\n{words}" in cells
    if suffix == "xlsx":
        found = [cell for row in openpyxl.load_workbook(file)["Report"].iter_rows() for cell in row]
        assert words in {cell.value for cell in found}
        assert "f" not in {cell.data_type for cell in found}
