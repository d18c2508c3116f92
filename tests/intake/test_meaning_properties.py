"""What holds of every table: nothing that a cell says is dropped, nothing fails, and reading twice gives the same."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.intake.mending import mend
from sli_cli.intake.tables import Cell
from sli_cli.intake.understand import understand
from sli_cli.intake.values import Options, Reading
from tests.intake.by_hand import TODAY, document, table

HEADINGS = [
    "Ref", "No.", "Recommendation", "Action", "Description", "Theme", "Lead", "Owner", "Support", "Sponsor", "Due date",
    "Revised date", "Next review", "Last review", "Date raised", "Date closed", "Status", "RAG", "Progress", "Comments",
    "Notes", "Board", "How often", "Update date", "Cost", "", "Local action", "Key",
]  # fmt: skip
WORDS = st.sampled_from(
    [
        "",
        "",
        "",
        "1",
        "2.1",
        "Homes",
        "Publish the plan.",
        "and the rest of it",
        "Jane Smith",
        "DM/PL",
        "TBC",
        "n/a",
        "-",
        "31/03/2027",
        "04/25/2027",
        "May-22",
        "Spring",
        "Annual review in May",
        "Complete",
        "In progress",
        "Green",
        "Amber/Red",
        "Lead: Bob Jones",
        "Key",
        "Page 2 of 3",
        "12/10/2026: sent out",
        "3. Go on",
        "6 (cont.)",
        "Half\n\ndone",
        "46477",
        "Childrenâ€™s",
        "Completed 12/05/2021",
        "Health Board; Care Board",
        "every 6 months",
        "none",
        "Director of Finance",
    ]
)
CELLS = st.one_of(
    WORDS, st.text(alphabet="abc é.\n/&;:1\xa0", max_size=8), WORDS.map(lambda text: Cell(text, "", again=True))
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[Any]]:
    header = ["Recommendation", *draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=7))]
    header = draw(st.permutations(header))
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=len(header)), max_size=6))
    return [header, *rows]


def words_in(text: str) -> list[str]:
    return re.findall(r"\w+", mend(text)[0].lower())


def told(reading: Reading) -> list[str]:
    """Every text that came of a table."""
    texts = [reading.why]
    for draft in reading.drafts:
        texts += [
            draft.ref,
            draft.text,
            draft.theme,
            draft.position,
            draft.action,
            draft.lead or "",
            draft.sponsor or "",
        ]
        texts += [
            *draft.contributors,
            *(name for _, name in draft.forums),
            draft.wording,
            draft.rule or "",
            draft.update,
        ]
        texts += [draft.status_word, draft.rating_word, *(words for _, words in draft.extra)]
        for day in (draft.next_review, draft.last_review, draft.closed_on, draft.update_on):
            texts += [] if day is None else [day.strftime("%d/%m/%Y"), day.strftime("%m/%d/%Y")]
    for doubt in (*reading.every_doubt(), *reading.problems):
        texts += [doubt.original, doubt.sentence]
    return [*texts, *(shown.heading for shown in reading.mapping)]


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([None, "suffix"]))
def test_nothing_that_a_cell_says_is_dropped(rows: list[list[Any]], duplicates: str | None) -> None:
    reading = understand(document(table(rows)), Options(table=1, duplicates=duplicates), TODAY)
    if not reading.mapping:
        return  # no register, which is said
    known = {word for text in told(reading) for word in words_in(text)}
    for row in rows[1:]:
        for cell in row:
            text = cell.text if isinstance(cell, Cell) else cell
            assert set(words_in(text)) <= known, (text, reading.doubts)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_reading_twice_gives_the_same(rows: list[list[Any]]) -> None:
    first, second = (understand(document(table(rows)), Options(table=1, duplicates="suffix"), TODAY) for _ in range(2))
    assert list(first.drafts) == list(first.drafts) == list(second.drafts)
    assert (first.doubts, first.counts) == (second.doubts, second.counts)
    assert len(list(first.drafts)) == len(first.drafts)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12) | st.dates() | st.floats(0, 1e6), max_size=5), max_size=8))
def test_whatever_a_table_holds_it_is_read_without_failing(rows: list[list[Any]]) -> None:
    for top in ([], [["Ref", "Recommendation", "Lead", "Due", "Status"]]):
        reading = understand(document(table(top + rows), kind="docx"), Options(table=1), TODAY)
        refs = [draft.ref for draft in reading.drafts]
        assert all(refs)
        assert len(refs) == len(set(map(str.casefold, refs))) or reading.problems
