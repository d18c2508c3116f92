"""What each format promises of its own: what was written is what is read, and nothing in it is obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rendered import OBEYED, READ, a_report, a_row, text_of

from sli_cli.render import Column, Report
from sli_cli.render.report import for_people

# Any text that the formats promise to keep exactly: no control characters but tab and line feed.
KEPT = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"|\\<>&*_`;,\t\n /[]#"),
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=OBEYED),
    ),
    max_size=30,
)


@pytest.mark.parametrize("fmt", ["csv", "tsv"])
@pytest.mark.parametrize("text", ["=1+1", "+44 1254", "-- x", "@SUM(A1)", "\t=1", "'=1", "''-"])
def test_no_cell_of_a_spreadsheet_begins_as_a_formula(fmt: str, text: str) -> None:
    whole = text_of(a_report([a_row(text=text)]), fmt)
    cells = next(csv.reader(io.StringIO(whole.split("\n", 1)[1]), delimiter="," if fmt == "csv" else "\t"))
    assert cells[1] == "'" + (text.replace("\t", "\\t") if fmt == "tsv" else text)


@pytest.mark.parametrize("fmt", ["csv", "tsv"])
def test_a_stand_in_does_not_make_a_formula(fmt: str) -> None:
    assert READ[fmt](text_of(a_report([a_row(text="\uff1d1+1")]), fmt, encoding="ascii")) == ["=1+1"]
    assert "'=1+1" in text_of(a_report([a_row(text="\uff1d1+1")]), fmt, encoding="ascii")


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@settings(max_examples=60)
@given(texts=st.lists(st.text(max_size=20), max_size=4))
def test_json_reads_back_to_exactly_what_was_written(fmt: str, encoding: str, texts: list[str]) -> None:
    whole = text_of(a_report([a_row(text=text) for text in texts]), fmt, encoding=encoding)
    whole.encode(encoding)
    assert READ[fmt](whole) == texts


@pytest.mark.parametrize("fmt", ["csv", "tsv"])
@settings(max_examples=150)
@given(texts=st.lists(KEPT, max_size=4))
@example(texts=["a\\b\\n\n\\", "'=1", "''@", "'", '"', ' "x", '])
def test_files_for_spreadsheets_read_back_to_exactly_what_was_written(fmt: str, texts: list[str]) -> None:
    assert READ[fmt](text_of(a_report([a_row(text=text) for text in texts]), fmt)) == texts


@settings(max_examples=150)
@given(texts=st.lists(KEPT.map(lambda text: text.replace("\t", "").strip(" ")), max_size=4))
@example(texts=["a\\b|c\\", "\\|", "&amp;", "<br>"])
def test_markdown_means_exactly_what_was_written(texts: list[str]) -> None:
    assert READ["markdown"](text_of(a_report([a_row(text=text) for text in texts]), "markdown")) == texts


def test_markdown_holds_no_markup_of_a_cell() -> None:
    whole = text_of(a_report([a_row(text="<script> **b** `c` [d](e) a_b_ ~~f~~ R&D | g")]), "markdown")
    assert r"| &lt;script> \*\*b\*\* \`c\` \[d\](e) a\_b\_ \~\~f\~\~ R&amp;D \| g |" in whole


@pytest.mark.parametrize(
    ("value", "as_csv", "as_json", "for_human"),
    [
        (None, "", None, ""),
        ("", "", "", ""),
        (True, "yes", True, "yes"),
        (False, "no", False, "no"),
        (-12, "-12", -12, "-12"),
        (1.5, "1.5", 1.5, "1.5"),
        (date(2026, 9, 3), "2026-09-03", "2026-09-03", "3 Sep 2026"),
        (datetime(2026, 9, 3, 14, 5), "2026-09-03T14:05:00", "2026-09-03T14:05:00", "3 Sep 2026 14:05"),  # noqa: DTZ001
        (["LSCB", "CPB"], "LSCB; CPB", ["LSCB", "CPB"], "LSCB, CPB"),
        ((date(2026, 9, 30), None), "2026-09-30; ", ["2026-09-30", None], "30 Sep 2026, "),
        ([], "", [], ""),
        ({"post": "DPH", "holder": None}, '{"post": "DPH", "holder": null}', {"post": "DPH", "holder": None}, None),
    ],
)
def test_each_kind_of_value_has_one_form_for_each_reader(
    value: object, as_csv: str, as_json: object, for_human: str | None
) -> None:
    report = Report("Values", (Column("key", "Heading", lambda row: row),), [value])
    assert list(csv.reader(io.StringIO(text_of(report, "csv"))))[1:] == [[as_csv] if as_csv else [""]]
    assert json.loads(text_of(report, "json")) == [{"key": as_json}]
    if for_human is not None:
        assert for_people(value) == for_human
        assert text_of(report, "plain") == for_human + "\n"


def test_plain_joins_the_lines_of_a_cell_and_leaves_out_blank_ones() -> None:
    assert text_of(a_report([a_row(text="one\n\n  two \nthree\n")]), "plain").split("\t")[1] == "one / two / three"


def test_json_is_the_whole_record_where_the_report_gives_one() -> None:
    record = {"ref": "11", "lead": {"post": "DPH", "holder": None}, "due": date(2026, 11, 30), "forums": ["LSCB"]}
    report = a_report([a_row()], record=lambda row: record)
    whole = text_of(report, "json")
    assert whole == "[\n" + json.dumps([record], indent=2, default=str)[2:] + "\n"
    assert list(json.loads(whole)[0]) == ["ref", "lead", "due", "forums"]
    assert text_of(report, "csv") == text_of(a_report([a_row()]), "csv")


def test_groups_have_headings_in_documents_and_change_nothing_for_machines() -> None:
    rows = [a_row("1", "one", None), a_row("2", "two", None), a_row("3", "three", None)]
    grouped = a_report(rows, group=lambda row: "Odd & even" if row["ref"] < "3" else "Last")
    assert re.findall(r"(?m)^## .*$|^\| [0-9]", text_of(grouped, "markdown")) == [
        "## Odd &amp; even",
        "| 1",
        "| 2",
        "## Last",
        "| 3",
    ]
    for fmt in ("plain", "csv", "tsv", "json", "jsonl"):
        assert text_of(grouped, fmt) == text_of(a_report(rows), fmt)
