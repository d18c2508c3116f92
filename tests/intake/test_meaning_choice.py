"""Which of a document's tables is the register; and the seed document, which must come out word for word."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sli_cli.intake.opening import open_document
from sli_cli.intake.tables import Document
from sli_cli.intake.understand import understand
from sli_cli.intake.values import Options, Reading
from tests.intake.by_hand import TODAY, document, read, table

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "data" / "appendix-1.txt"
SEED = tomllib.loads((ROOT / "seed" / "bwd-infant-mortality.toml").read_text(encoding="utf-8"))["recommendation"]

PLAIN = ["Ref", "Recommendation", "Lead", "Due date"]
FIRST = ["1", "Publish the plan.", "Head of Housing", "31/03/2027"]
SECOND = ["2", "Train the staff.", "Director of Finance", "30/06/2027"]
RISKS = ["Risk no", "Risk", "Likelihood", "Impact", "Mitigating action", "Owner"]


def understood(*tables: Any, kind: str = "xlsx", **options: Any) -> Reading:
    return understand(document(*tables, kind=kind), Options(**options), TODAY)


@pytest.fixture(scope="module")
def seed_reading() -> Reading:
    return understand(open_document(str(SOURCE)), Options(), TODAY)


@pytest.mark.parametrize("number", range(22))
def test_the_seed_document_comes_out_word_for_word(seed_reading: Reading, number: int) -> None:
    draft, row = list(seed_reading.drafts)[number], SEED[number]
    for name in ("ref", "theme", "text", "position", "action", "lead"):
        assert getattr(draft, name) == row[name]
    assert draft.contributors == ("Director Public Health",)
    assert (draft.next_review, draft.rule, draft.extra) == (None, None, ())


def test_of_the_seed_document_it_is_said_what_was_done(seed_reading: Reading) -> None:
    assert len(seed_reading.drafts) == 22
    assert seed_reading.problems == ()
    assert [shown.meaning for shown in seed_reading.mapping] == [
        "recommendation",
        "comments, as at the document",
        "local action",
    ]
    assert (seed_reading.counts["joined rows"], seed_reading.counts["sections"]) == (4, 7)
    said = [doubt.sentence for doubt in seed_reading.doubts if doubt.kind == "several-leads"]
    assert said == [
        "The heading names the lead of all of them: 'Chair of LSCB', with Director Public Health as contributors."
    ]


def test_the_seed_document_may_come_as_one_table_a_page_with_its_furniture() -> None:
    whole = next(iter(open_document(str(SOURCE)).tables))
    pages: list[list[list[Any]]] = [[]]
    for row in whole.rows():
        if row.new_page:
            pages.append([])
        pages[-1].append([cell.text for cell in row.cells])
    pages[-1] += [["--", "---", "--"], ["End of Report"]]
    tables = [table(rows, f"table {number}", number) for number, rows in enumerate(pages, 1)]
    drafts = list(understood(*tables, kind="docx").drafts)
    assert [(one.ref, one.theme, one.text, one.position, one.action) for one in drafts] == [
        (row["ref"], row["theme"], row["text"], row["position"], row["action"]) for row in SEED
    ]


def test_the_sheet_that_looks_like_a_register_is_taken_and_named() -> None:
    guide = table([["How to use this"], ["Fill in every column."]], "Guide", 1)
    risks = table([RISKS, ["1", "Fire", "2", "4", "Buy hoses", "DM"]], "Risks", 2)
    tracker = table([PLAIN, FIRST], "Tracker", 3)
    reading = understood(guide, risks, tracker)
    assert (reading.tables, [draft.ref for draft in reading.drafts]) == (("Tracker",), ["1"])
    assert reading.why == "Sheet 'Tracker': its headings are 'Ref', 'Recommendation', 'Lead', 'Due date'."


def test_two_sheets_that_look_alike_are_asked_for() -> None:
    tables = table([PLAIN, FIRST], "2025", 1), table([PLAIN, SECOND, FIRST], "2026", 2)
    reading = understood(*tables)
    assert [problem.sentence for problem in reading.problems] == [
        "2 tables look like a register. Say which: --sheet '2025' (1 rows); --sheet '2026' (2 rows)."
    ]
    assert [draft.ref for draft in understood(*tables, sheet="2026").drafts] == ["2", "1"]
    assert [draft.ref for draft in understood(*tables, table=1).drafts] == ["1"]


def test_a_sheet_of_closed_items_gives_way_and_is_named() -> None:
    reading = understood(table([PLAIN, FIRST], "Closed actions", 1), table([PLAIN, SECOND], "Open actions", 2))
    assert reading.tables == ("Open actions",)
    assert "There is also: Closed actions." in reading.why


def test_a_hidden_sheet_gives_way() -> None:
    reading = understood(table([PLAIN, FIRST], "A", 1, hidden=True), table([PLAIN, SECOND], "B", 2))
    assert reading.tables == ("B",)


def test_a_sheet_that_is_not_there_is_a_problem_that_lists_those_that_are() -> None:
    reading = understood(table([PLAIN, FIRST], "A", 1), sheet="Z")
    assert reading.problems[0].sentence == "There is no sheet 'Z'. There is: 1: A."


def test_tables_of_a_paper_with_the_same_columns_are_one_register_with_their_headings_as_themes() -> None:
    reading = understood(
        table([PLAIN, FIRST], "table 1", 1, heading="Homes"),
        table([["Present", "Apologies"], ["DM", "PL"]], "table 2", 2),
        table([PLAIN, SECOND], "table 3", 3, heading="Money"),
        kind="docx",
    )
    assert [(draft.ref, draft.theme) for draft in reading.drafts] == [("1", "Homes"), ("2", "Money")]
    assert reading.tables == ("table 1", "table 3")


def test_a_table_of_completed_items_comes_in_closed() -> None:
    reading = understood(
        table([PLAIN, FIRST], "table 1", 1, heading="Table A: live actions"),
        table([PLAIN, SECOND], "table 2", 2, heading="Table B: actions completed since the last meeting"),
        kind="docx",
    )
    assert [draft.state for draft in reading.drafts] == ["open", "closed"]


def test_tables_of_a_paper_with_other_columns_that_look_alike_are_asked_for() -> None:
    other = [["No.", "Action", "Owner", "Deadline", "Status"], ["1", "Do.", "DM", "31/03/2027", "Open"]]
    reading = understood(
        table([[*PLAIN, "Status"], FIRST], "table 1", 1), table(other, "table 2", 2, heading="Actions"), kind="docx"
    )
    assert [problem.sentence for problem in reading.problems] == [
        "2 tables look like a register. Say which: --table 1 (1 rows); --table 2 ('Actions', 1 rows)."
    ]


def test_what_holds_no_register_gives_nothing_and_says_why() -> None:
    assert understood().why == "The document holds no table."
    assert understood(table([], "A")).why == "The document holds no table with anything in it."
    risks = read(RISKS, ["1", "Fire", "2", "4", "Buy hoses", "DM"])
    assert (len(risks.drafts), risks.problems) == (0, ())
    assert risks.why == "No table has a column of recommendations or actions beside another that is known (Sheet1)."
    people = read(["Name", "E-mail"], ["Jane Smith", "jane@example.gov.uk"])
    assert len(people.drafts) == 0


def test_memory_stays_bounded_whatever_the_number_of_rows() -> None:
    import tracemalloc

    from sli_cli.intake.tables import Cell, Row, Table

    def rows(count: int) -> Any:
        yield Row(1, tuple(Cell(text, "A1") for text in PLAIN))
        for number in range(2, count):
            texts = (str(number), f"Publish the plan {number}. " * 100, "Head of Housing", "31/03/2027")
            yield Row(number, tuple(Cell(text, f"A{number}") for text in texts))

    def peak(count: int) -> int:
        paper = Document("a.csv", "0", "csv", (Table("a", 1, lambda: rows(count)),))
        tracemalloc.start()
        reading = understand(paper, Options(), date(2026, 11, 23))
        assert sum(1 for _ in reading.drafts) == count - 2
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(300)
    assert peak(600) - peak(300) < 300 * 1_000  # the refs alone are remembered, of rows of 2,000 characters
