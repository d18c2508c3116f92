"""What every format of text keeps to, whatever the rows hold: one contract, run over each entry of FORMATS.

A calendar is no table, and has tests of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from rendered import COLUMNS, HOSTILE, NUMBER_LIKE, OBEYED, READ, UNICODE, a_report, a_row, text_of

from sli_cli.render import BINARY, FORMATS, Column, Report, render

ALL = pytest.mark.parametrize("fmt", [fmt for fmt in FORMATS if fmt not in BINARY | {"ics"}])
FOR_PEOPLE = ("table", "markdown", "html")

EMPTY = {
    "table": "Due this month, as at 30 Nov 2026\n0 overdue.\n\nNothing falls due.\n\nSee sli list.\n",
    "plain": "",
    "markdown": "# Due this month, as at 30 Nov 2026\n\n0 overdue.\n\nNothing falls due.\n\nSee sli list.\n",
    "csv": "ref,text,lead,next_review\r\n",
    "tsv": "ref\ttext\tlead\tnext_review\n",
    "json": "[]\n",
    "jsonl": "",
    "html": (
        "<body>\n<main>\n<h1>Due this month, as at 30 Nov 2026</h1>\n<p>0 overdue.</p>\n<p>Nothing falls due.</p>\n"
        "</main>\n<footer>\n<p>See sli list.</p>\n</footer>\n</body>\n</html>\n"
    ),
}

ONE_ROW = {
    "table": (
        "Due this month\n"
        "\n"
        "Ref  Recommendation                  Lead      Next review\n"
        "---  ------------------------------  --------  -----------\n"
        "11   To review the model over time.  Director  30 Nov 2026\n"
        "                                     Council\n"
    ),
    "plain": "11\tTo review the model over time.\tDirector / Council\t30 Nov 2026\n",
    "markdown": (
        "# Due this month\n"
        "\n"
        "| Ref | Recommendation | Lead | Next review |\n"
        "| --- | --- | --- | --- |\n"
        "| 11 | To review the model over time. | Director<br>Council | 30 Nov 2026 |\n"
    ),
    "csv": "ref,text,lead,next_review\r\n11,To review the model over time.,Director,2026-11-30\r\n",
    "tsv": "ref\ttext\tlead\tnext_review\n11\tTo review the model over time.\tDirector\t2026-11-30\n",
    "json": (
        "[\n"
        "  {\n"
        '    "ref": "11",\n'
        '    "text": "To review the model over time.",\n'
        '    "lead": "Director",\n'
        '    "next_review": "2026-11-30"\n'
        "  }\n"
        "]\n"
    ),
    "jsonl": (
        '{"ref": "11", "text": "To review the model over time.", "lead": "Director", "next_review": "2026-11-30"}\n'
    ),
    "html": (
        "<body>\n<main>\n<h1>Due this month</h1>\n"
        '<table role="table">\n<caption>Due this month</caption>\n<thead role="rowgroup">\n<tr role="row">'
        '<th role="columnheader" scope="col" class="w4">Ref</th>'
        '<th role="columnheader" scope="col" class="w8">Recommendation</th>'
        '<th role="columnheader" scope="col" class="w8">Lead</th>'
        '<th role="columnheader" scope="col" class="w12">Next review</th>'
        '</tr>\n</thead>\n<tbody role="rowgroup">\n<tr role="row">'
        '<th role="rowheader" scope="row" data-label="Ref">11</th>'
        '<td role="cell" data-label="Recommendation">To review the model over time.</td>'
        '<td role="cell" data-label="Lead">Director<br>Council</td>'
        '<td role="cell" data-label="Next review">30 Nov 2026</td>'
        "</tr>\n</tbody>\n</table>\n</main>\n</body>\n</html>\n"
    ),
}

# What a terminal would obey, but for the line ends and tabs of the formats themselves.
OWN = {"csv": {"\t", "\r", "\n"}, "tsv": {"\t", "\n"}, "plain": {"\t", "\n"}}


@ALL
def test_every_format_has_its_literal_examples(fmt: str) -> None:
    rows = [a_row()]
    assert text_of(a_report(rows), fmt).endswith(ONE_ROW[fmt])
    assert fmt == "html" or text_of(a_report(rows), fmt) == ONE_ROW[fmt]


@ALL
def test_an_empty_report_is_empty_for_machines_and_a_sentence_for_people(fmt: str) -> None:
    report = a_report([], as_of=date(2026, 11, 30), head=("0 overdue.",), foot=("See sli list.",))
    assert text_of(report, fmt).endswith(EMPTY[fmt])
    assert fmt == "html" or text_of(report, fmt) == EMPTY[fmt]


@ALL
def test_heads_feet_and_titles_are_for_people_alone(fmt: str) -> None:
    whole = text_of(a_report([a_row()], as_of=date(2026, 12, 24), head=("The head.",), foot=("The foot.",)), fmt)
    shown = [words in whole for words in ("Due this month", "24 Dec 2026", "The head.", "The foot.")]
    assert shown == [fmt in FOR_PEOPLE] * 4


@ALL
def test_rows_that_can_be_read_only_once_are_enough(fmt: str) -> None:
    rows = [a_row(str(number)) for number in range(450)]
    assert text_of(a_report(iter(rows)), fmt) == text_of(a_report(rows), fmt)


@ALL
def test_the_foot_is_asked_for_when_all_rows_have_been_read(fmt: str) -> None:
    seen: list[str] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(450):
            seen.append(str(number))
            yield a_row(str(number))

    whole = text_of(a_report(rows(), foot=lambda: (f"{len(seen)} in all.",)), fmt)
    assert ("450 in all." in whole) == (fmt in FOR_PEOPLE)


@ALL
def test_the_first_rows_are_written_before_the_last_are_read(fmt: str) -> None:
    read = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal read
        for read in range(1, 2001):
            yield a_row(f"R{read}")

    whole = ""
    for piece in render(a_report(rows()), fmt, width=120):
        whole += piece
        if "R1" in whole:
            break
    assert read <= 200


@ALL
def test_two_thousand_rows_are_all_there_in_order(fmt: str) -> None:
    whole = text_of(a_report(a_row(f"R{number}") for number in range(2000)), fmt)
    assert re.findall(r"\bR[0-9]+", whole) == [f"R{number}" for number in range(2000)]


@ALL
@pytest.mark.parametrize("unit", ["x", "ab-cd/", "日", "e\u0301", "👩‍👩‍👧", "word "])
def test_a_cell_of_forty_thousand_characters_is_written_whole(fmt: str, unit: str) -> None:
    long = (unit * (40_000 // len(unit))).strip()
    report = Report("Long", (Column("ref", "Ref", lambda row: "1"), Column("text", "Text", lambda row: row)), [long])
    whole = text_of(report, fmt, width=80)
    if fmt in READ:
        assert READ[fmt](whole) == [long]
    else:
        in_cell = "".join(line[5:] for line in whole.split("\n")[4:])
        assert in_cell.replace(" ", "") == long.replace(" ", "")


@ALL
@pytest.mark.parametrize("text", UNICODE)
def test_every_script_is_written_as_it_is(fmt: str, text: str) -> None:
    assert text in text_of(a_report([a_row(text=text)]), fmt)


@ALL
@pytest.mark.parametrize("text", NUMBER_LIKE)
def test_what_looks_like_a_number_stays_as_it_was_typed(fmt: str, text: str) -> None:
    whole = text_of(a_report([a_row(text=text), a_row(text="2")]), fmt)
    if fmt in READ:
        assert READ[fmt](whole) == [text, "2"]
    else:
        assert whole.split("\n")[4].split()[1] == text


@ALL
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_nothing_that_a_terminal_would_obey_is_written(fmt: str, text: str, encoding: str) -> None:
    report = Report(
        f"Title {text}",
        (
            *COLUMNS,
            Column("h", "H", lambda row: [row["text"], {"key": row["text"]}]),
            Column(text, text, lambda row: 1),
        ),
        [a_row(text, text, text), a_row()],
        head=(text,),
        foot=(text,),
        group=lambda row: row["text"],
    )
    whole = text_of(report, fmt, encoding=encoding)
    assert set(whole) & OBEYED <= OWN.get(fmt, {"\n"})
    assert "\r" not in whole.replace("\r\n", "")
    whole.encode(encoding)


@ALL
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_cell_stays_in_its_place(fmt: str, text: str) -> None:
    whole = text_of(a_report([a_row("1", text), a_row("2", "after")]), fmt)
    if fmt in READ:
        assert len(READ[fmt](whole)) == 2
        assert READ[fmt](whole)[1] == "after"
    else:
        assert re.search(r"^2    +after +Director", whole, re.MULTILINE)
