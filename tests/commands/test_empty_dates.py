"""A script whose variable is empty: an empty date is refused by every option that takes one, and nothing is written."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.conftest import Run

WITH_AN_EMPTY_DATE = (
    'agenda LSCB --on ""',
    'agenda LSCB --minute-sheet -o sheet.docx --on ""',
    'minutes sheet LSCB -o sheet.docx --on ""',
    'updates ask LSCB -o forms --on ""',
    'meeting plan LSCB --until ""',
    'restrict 14 --ground Sensitive --reason Families --until ""',
    'lead appoint "Chair of LSCB" --name Jo --until ""',
    'lead away "Chair of LSCB" --deputy Sam --deputy-email sam@example.gov.uk --until ""',
    'lead away "Chair of LSCB" --deputy Sam --deputy-email sam@example.gov.uk --from ""',
    'lead back "Chair of LSCB" --on ""',
    'review 7 --outcome "on track" --note x --next ""',
    'add 23 --text Publish --cadence monthly --first ""',
    'cadence 7 monthly --from ""',
    'cadence 7 monthly --first ""',
    'cadence --preview monthly --from ""',
    'due --by ""',
    'due --within ""',
    'due --from "" --to ""',
)


@pytest.mark.parametrize("line", WITH_AN_EMPTY_DATE)
def test_an_empty_date_is_refused_and_nothing_is_written(
    bwd: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(own_place)
    bwd("forum", "edit", "LSCB", "--schedule", "first Tuesday of every month")
    bwd("meeting", "add", "LSCB", "2026-12-10")
    before = {path.name: path.read_bytes() for path in own_place.iterdir()}
    said = bwd(*shlex.split(line), code=2).stderr
    assert any(sign in said for sign in ("empty", "''", '""')), said
    assert {path.name: path.read_bytes() for path in own_place.iterdir()} == before
