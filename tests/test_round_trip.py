"""What goes out comes back: any register, through every kind of file that is meant for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sli_cli.services.portable import load
from sli_cli.store.database import Database
from sli_cli.store.verify import verify
from tests.conftest import Run
from tests.register_data import HOSTILE, fresh, registers, sli_on

TABLES = ("xlsx", "csv", "docx")
LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


def exported(database: Database, path: Path) -> bytes:
    sli_on(database, "export", "-o", str(path))
    return path.read_bytes()


def held(database: Database) -> list[dict[str, Any]]:
    """What a table holds of each recommendation, as the register has it."""
    found = json.loads(sli_on(database, "export", "--format", "json"))["recommendations"]
    return [
        {
            **{name: one[name] for name in ("ref", "theme", "text", "position", "action", "next_review", "state")},
            **{role: one[role] and one[role]["post"] for role in ("lead", "sponsor")},
            "contributors": one["contributors"],
            "forums": [(forum["role"], forum["name"]) for forum in one["forums"]],
            "cadence": one["cadence"] and [one["cadence"][name] for name in ("rule", "wording", "basis", "reason")],
            "fields": one["fields"],
            "closed": [(row["on"], row["kind"], row["reason"]) for row in one["closures"]],
            "why": one["state_reason"],
            "restricted": one["restricted"],
            "latest_update": one["latest_update"] and [one["latest_update"][name] for name in ("on", "by", "text")],
            "rating": one["rating"],
        }
        for one in found
    ]


def through(table: str, database: Database, place: Path) -> Database:
    """The register that an empty database has of it, after its export as a table was imported there."""
    exported(database, place / f"out.{table}")
    other = fresh(place / "back.db")
    sli_on(other, "import", str(place / f"out.{table}"), "--new-register", "Register", "--yes")
    return other


# -- any register ------------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=LARGE)
@given(registers(tables_only=False))
def test_json_comes_back_as_the_same_file(place: Path, data: dict[str, Any]) -> None:
    first = fresh(place / "first.db")
    load(first, data, "a test")
    out = exported(first, place / "one.json")
    second = fresh(place / "second.db")
    sli_on(second, "import", str(place / "one.json"), "--yes")
    assert exported(second, place / "two.json") == out
    with second.home.reading() as connection:
        verify(connection)


@settings(max_examples=10, deadline=None, suppress_health_check=LARGE)
@given(data=registers(tables_only=True))
@pytest.mark.parametrize("table", TABLES)
def test_a_table_comes_back_as_the_same_register(place: Path, table: str, data: dict[str, Any]) -> None:
    database = fresh(place / "out.db")
    load(database, data, "a test")
    assert held(through(table, database, place)) == held(database)


# -- each hostile text, everywhere -------------------------------------------------------------------------------------


def everywhere(text: str) -> dict[str, Any]:
    """A register of two recommendations in which every text, and as far as it can be every name, is this one."""
    line = " ".join(text.split())[:150].strip()
    post = {"post": line, "organisation": ""}
    cadence = {"wording": text, "rule": "every year", "basis": "assumed", "reason": text, "anchor": "2026-09-01"}
    review = "2027-09-01"
    occurrence = {"due_on": review, "first_due": review, "next_review": review, "extensions": 0, "state": "pending"}
    lists = ("reviews", "extension_list", "closures", "decisions", "restrictions", "references", "origins")
    one: dict[str, Any] = {
        "ref": "01",
        "theme": line,
        **dict.fromkeys(("text", "position", "action"), text),
        **dict.fromkeys(("lead", "sponsor"), post),
        "contributing": [],
        "forums": [{"name": line, "role": "decides", "words": ""}],
        "cadence": {**cadence, "happened_on": None},
        "next_review": review,
        "state": "open",
        **dict.fromkeys(("state_on", "state_reason")),
        "fields": [{"name": line, "value": text}, {"name": line, "value": text}],
        "occurrences": [occurrence],
        "notes": [{"on": "2026-10-01", "by": line, "text": text}],
        **{name: [] for name in lists},
    }
    register = {"name": "register", "title": "Register", "locality": "", "report_title": "", "report_date": None}
    adopted = {"adopted_on": "2026-09-01", "adopted_basis": "assumed", "settings": {}, "closed_days": []}
    return {
        "sli_export": 1,
        "as_of": "2026-11-23",
        "register": {**register, **adopted},
        "posts": [{**post, "holders": [], "succeeded_by": None}],
        "forums": [{"name": line, "title": line, "arrangement": None, "meetings": [], "succeeded_by": None}],
        "recommendations": [one, {**one, "ref": "02", "theme": "", "position": "", "fields": [], "notes": []}],
    }


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_a_hostile_text_comes_back_from_a_table_wherever_it_stands(place: Path, text: str, table: str) -> None:
    database = fresh(place / "hostile.db")
    load(database, everywhere(text), "a test")
    assert held(through(table, database, place)) == held(database)


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_the_seed_register_comes_back_from_documents_too(bwd: Run, tmp_path: Path, suffix: str) -> None:
    bwd("export", "-o", str(tmp_path / f"out.{suffix}"))
    bwd("export", "-o", str(tmp_path / "was.csv"))
    other = fresh(tmp_path / "other.db")
    sli_on(other, "import", str(tmp_path / f"out.{suffix}"), "--new-register", "Other", "--yes")
    sli_on(other, "export", "-o", str(tmp_path / "is.csv"))
    assert (tmp_path / "is.csv").read_bytes() == (tmp_path / "was.csv").read_bytes()


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "docx", "html", "md"])
def test_an_own_table_is_read_without_a_doubt(bwd: Run, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out.{suffix}"
    bwd("export", "-o", str(out))
    other = fresh(tmp_path / "other.db")
    doubts = tmp_path / "doubts.csv"
    said = sli_on(other, "import", str(out), "--new-register", "Other", "--report", str(doubts), "--yes")
    assert doubts.read_text(encoding="utf-8-sig").splitlines()[1:] == []
    assert "22 recommendations added" in said


# -- what people do to an export before it comes back ------------------------------------------------------------------


@pytest.fixture
def edited(bwd: Run, tmp_path: Path) -> Iterator[Any]:
    """The seed register as a workbook that somebody works in, and what comes of it."""
    import openpyxl

    bwd("export", "-o", str(tmp_path / "out.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    headings = [cell.value for cell in book["Report"][1]]

    def drafts() -> list[Any]:
        from sli_cli.intake.opening import open_document
        from sli_cli.intake.understand import understand
        from sli_cli.intake.values import Options
        from tests.register_data import TODAY

        book.save(tmp_path / "edited.xlsx")
        return list(understand(open_document(str(tmp_path / "edited.xlsx")), Options(), TODAY).drafts)

    return book["Report"], headings, drafts


def test_what_somebody_typed_since_is_read_as_in_any_document(edited: Any) -> None:
    sheet, headings, drafts = edited
    for heading, typed in (("How often", "quarterly"), ("Next review", "31/3/2027"), ("State", "Completed")):
        sheet.cell(2, headings.index(heading) + 1, typed)
    found = drafts()[0]
    assert (found.rule, found.next_review.isoformat(), found.state) == ("every 3 months", "2027-03-31", "closed")


def test_a_row_that_was_added_by_hand_is_numbered(edited: Any) -> None:
    sheet, headings, drafts = edited
    sheet.cell(24, headings.index("Recommendation") + 1, "publish the plan")
    assert [(found.ref, found.text) for found in drafts()[22:]] == [("23", "publish the plan")]


def test_a_column_that_was_added_is_kept_and_one_that_was_taken_away_is_missed_by_nobody(edited: Any) -> None:
    sheet, headings, drafts = edited
    sheet.cell(1, len(headings) + 1, "Cost")
    sheet.cell(2, len(headings) + 1, "£5,000")
    sheet.delete_cols(headings.index("Last review") + 1)
    found = drafts()
    assert len(found) == 22
    assert found[0].extra[-1] == ("Cost", "£5,000")
    assert (found[0].lead, found[0].rule) == ("Chair of LSCB", "every December")


def test_sorted_rows_and_a_title_above_them_change_nothing(edited: Any) -> None:
    sheet, _, drafts = edited
    before = drafts()
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for at, row in enumerate(reversed(rows), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Our plan"
    after = {found.ref: found for found in drafts()}
    assert [after[found.ref].text for found in before] == [found.text for found in before]
    assert [after[found.ref].next_review for found in before] == [found.next_review for found in before]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=6))
def test_extra_fields_keep_their_order_in_whatever_order_rows_have_them(rows: list[list[str]]) -> None:
    from sli_cli.domain.own_table import columns_for, spread

    columns = columns_for(rows)
    for row in rows:
        cells = spread(columns, [(name, f"{name}{at}") for at, name in enumerate(row)])
        assert [cell for cell in cells if cell] == [f"{name}{at}" for at, name in enumerate(row)]
