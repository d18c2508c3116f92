"""`--search` finds words wherever they were written: not only in what is newest."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run


def found(bwd: Run, words: str, *more: str, report: str = "list") -> list[str]:
    return [one["ref"] for one in json.loads(bwd(report, "--search", words, *more, "--json").stdout)]


WRITTEN = {
    "an old review": [
        ("review", "20", "--outcome", "on track", "--note", "Zebra", "--on", "2026-11-20"),
        ("review", "20", "--outcome", "on track", "--note", "Newer", "--on", "2026-11-22"),
    ],
    "an old note": [("note", "20", "Zebra", "--on", "2026-11-20"), ("note", "20", "Newer")],
    "an extension": [("extend", "20", "--to", "2027-01-29", "--reason", "Zebra")],
    "who asked": [("extend", "20", "--to", "2027-01-29", "--reason", "x", "--asked-by", "Zebra")],
    "a closure": [
        ("close", "20", "--as", "implemented", "--reason", "Zebra"),
        ("reopen", "20", "--reason", "Not so"),
    ],
    "a reopening": [
        ("close", "20", "--as", "implemented", "--reason", "Done"),
        ("reopen", "20", "--reason", "Zebra"),
    ],
    "why it is parked": [("park", "20", "--reason", "Zebra")],
    "a cadence's reason": [("cadence", "20", "weekly", "--reason", "Zebra")],
    "a cadence's wording": [("cadence", "20", "weekly", "--wording", "as zebras do")],
    "a rule": [("cadence", "20", "when: the zebra comes; check every 2 months", "--reason", "x")],
    "a board": [("forum", "add", "Zebra Board"), ("forum", "route", "Zebra Board", "20")],
    "a restriction": [("restrict", "20", "--ground", "Zebra", "--reason", "x")],
    "the reason of a restriction": [("restrict", "20", "--ground", "x", "--reason", "Zebra")],
}


@pytest.mark.parametrize("where", WRITTEN)
def test_words_are_found_wherever_they_were_written(bwd: Run, where: str) -> None:
    assert found(bwd, "ZEBRA") == []
    for args in WRITTEN[where]:
        bwd(*args)
    assert found(bwd, "ZEBRA") == ["20"]
    assert found(bwd, "zebra", "--no-lead") == ["20"]
    assert found(bwd, "zebra", "--theme", "Safeguarding") == []


def test_words_are_found_in_capitals_or_not_in_any_alphabet(bwd: Run) -> None:
    bwd("note", "20", "Ysgol ÉLAN, Straße", "--on", "2026-11-20")
    bwd("note", "20", "Newer")
    assert (found(bwd, "élan"), found(bwd, "STRASSE")) == (["20"], ["20"])


def test_what_came_with_the_document_is_found_too(bwd: Run) -> None:
    shown = [json.loads(bwd("show", str(ref), "--json").stdout) for ref in range(1, 23)]
    with_fields = {one["ref"]: one["fields"][0]["value"] for one in shown if one["fields"]}
    assert with_fields
    for ref, value in with_fields.items():
        assert ref in found(bwd, value[:40])


def test_every_list_and_verb_searches_alike(bwd: Run) -> None:
    bwd("note", "20", "Zebra", "--on", "2026-11-20")
    bwd("note", "20", "Newer")
    assert found(bwd, "zebra", "--this-year", report="due") == ["20"]
    assert found(bwd, "zebra", "--as-of", "2027-01-01", report="overdue") == ["20"]
    assert bwd("park", "--search", "zebra", "--reason", "x").stdout.startswith("20: parked")
