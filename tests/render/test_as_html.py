"""The web page: its structure, that it fetches and runs nothing, and that its colours can be read."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date

import pytest
from due_table import ITEMS, LEAD, REF, due
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import HOSTILE, OBEYED, a_report, a_row, html_read, text_of

from sli_cli.render import Column, Report
from sli_cli.render.html_style import STYLE, width_class


def test_the_page_has_a_language_a_title_and_one_main_heading() -> None:
    whole = text_of(due(as_of=date(2026, 11, 30), head=("1 overdue.",), foot=("1 assumed.",)), "html")
    assert whole.startswith('<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n')
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in whole
    title = "Due this month, as at 30 Nov 2026"
    assert [found for found in html_read(whole).words if found[0] != "style"] == [
        ("title", title),
        ("h1", title),
        ("p", "1 overdue."),
        ("caption", title),
        ("p", "1 assumed."),
    ]


def test_headings_name_their_columns_and_the_first_cell_names_its_row() -> None:
    whole = text_of(due(), "html")
    assert whole.count('scope="col"') == 8
    assert re.findall(r'<th role="rowheader" scope="row" data-label="Ref">(\d+)</th>', whole) == ["11", "22"]


def test_each_group_has_its_heading_and_a_table_with_a_name_of_its_own() -> None:
    words = html_read(text_of(due(group=lambda item: item.theme), "html")).words
    assert [text for tag, text in words if tag == "h2"] == ["Safeguarding", "Deprivation"]
    captions = [text for tag, text in words if tag == "caption"]
    assert captions == ["Due this month: Safeguarding", "Due this month: Deprivation"]


def test_nothing_but_its_own_style_sheet_is_allowed_and_it_asks_for_nothing() -> None:
    whole = text_of(due(), "html")
    [style] = re.findall("<style>(.*?)</style>", whole, re.DOTALL)
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'\"" in whole
    assert not re.search(r"<(script|img|link|iframe|a)\b| style=| src=| href=|url\(|@import", whole)


@pytest.mark.parametrize(
    "text", [*HOSTILE.values(), '"><script>alert(1)</script>', "' onmouseover='x", "</title><h1>", "<!--"]
)
def test_no_text_makes_a_tag_or_an_attribute_wherever_it_stands(text: str) -> None:
    columns = (REF, Column("x", text, lambda item: text, emphasised=True))
    report = Report(
        text, columns, ITEMS[:1], head=(text,), foot=(text,), group=lambda item: text, emphasis=lambda item: "red"
    )
    tags = set(re.findall(r"<(/?[a-zA-Z!][a-zA-Z0-9]*)([^>]*)>", text_of(report, "html").replace(STYLE, "")))
    plain = "!DOCTYPE html head title style body main h1 h2 p table caption thead tbody tr th td footer meta br"
    assert {tag.lstrip("/") for tag, _ in tags} <= set(plain.split())
    names = {name for _, attributes in tags for name in re.findall(r'([\w-]+)="[^"]*"', attributes)}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "role", "scope", "class", "data-label"}


KEPT = st.text(
    st.one_of(
        st.sampled_from("<>&\"';/ \n="),
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=OBEYED),
    ),
    max_size=30,
)


@settings(max_examples=150)
@given(KEPT)
def test_what_is_read_is_what_was_written(text: str) -> None:
    found = html_read(text_of(a_report([a_row(text, text, text)]), "html")).rows[1]
    assert found[:3] == [text, text, (text or "vacant") + "\nCouncil"]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "no-such-encoding"])
def test_a_stream_that_holds_less_gets_references_that_mean_the_same(encoding: str) -> None:
    whole = text_of(a_report([a_row(text="Siân ≥ 日本 👍")]), "html", encoding=encoding)
    assert whole.isascii()
    assert html_read(whole).rows[1][1] == "Siân ≥ 日本 👍"


def test_emphasis_is_on_the_status_alone_and_by_weight_too() -> None:
    assert re.findall(r'data-label="(\w+)" class="(\w+)"', text_of(due(), "html")) == [
        ("Status", "red"),
        ("Status", "yellow"),
    ]
    assert ".red, .yellow { font-weight: bold; }" in STYLE


@pytest.mark.parametrize(("least", "name"), [(0, "w4"), (4, "w4"), (5, "w8"), (11, "w12"), (24, "w24"), (99, "w24")])
def test_a_column_is_kept_as_wide_as_it_asks(least: int, name: str) -> None:
    assert width_class(least) == name
    assert f".{name} {{ min-width:" in STYLE


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_the_web() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "paper"])
def test_every_colour_can_be_read_against_its_ground(scheme: int) -> None:
    found = re.findall(r":root \{([^}]*)\}", STYLE)[scheme]
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", found))
    for words in ("words", "quiet", "late", "now"):
        assert contrast(colours[words], colours["ground"]) >= 4.5, words
    assert contrast(colours["words"], colours["head"]) >= 4.5
    assert contrast(colours.get("rule", "#8c8c8c"), colours["ground"]) >= 3


def test_the_lines_of_a_cell_stand_below_each_other() -> None:
    assert '<td role="cell" data-label="Lead">Jane Ackroyd<br>Director of Public Health</td>' in text_of(
        Report("T", (REF, LEAD), ITEMS), "html"
    )
