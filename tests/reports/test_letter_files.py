"""The files that go with a letter: a table and a calendar, which hold of what is restricted no more than its ref."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from sli_cli.deliver.message import Attachment
from sli_cli.domain.diary import DiaryEntry
from sli_cli.domain.recommendation import Recommendation
from sli_cli.reports.letter_files import FILES, as_csv, as_ics
from sli_cli.services.diary import Diary
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from tests.conftest import Run
from tests.ical import read
from tests.places import home

SECRET = "Zebra"


@pytest.fixture
def told(bwd: Run) -> tuple[list[Recommendation], list[DiaryEntry]]:
    """Two of the seed register, the second not for publication, and their entries."""
    bwd("review", "13", "--outcome", "at risk", "--note", "=cmd|' /C calc'!A0", "--on", "2026-11-20")
    bwd("edit", "4", "--text", f"{SECRET} text", "--action", f"{SECRET} action")
    bwd("restrict", "4", "--ground", f"{SECRET} ground", "--reason", "Families")
    stamp = Stamp("2026-11-23T12:00:00Z", "officer", "Jo Bloggs")
    with Database(home(), date(2026, 11, 23), lambda: stamp).read() as reader:
        diary = Diary(reader)
        found = [reader.recommendation(key) for key in (13, 4)]
        return found, [entry for one in found if (entry := diary.review(one))]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_table_has_what_a_lead_needs_and_no_words_of_reviews(
    told: tuple[list[Recommendation], list[DiaryEntry]],
) -> None:
    one, _ = rows(as_csv(told[0]))
    assert (one["ref"], one["lead_post"], one["last_review"]) == ("13", "Chair of LSCB", "2026-11-20")
    assert date.fromisoformat(one["next_review"]) == told[0][0].next_review
    assert one["action"] == told[0][0].action
    assert [key for key in one if "email" in key or "update" in key or "rating" in key] == []
    assert b"calc" not in as_csv(told[0])


def test_of_what_is_restricted_the_table_holds_the_ref(told: tuple[list[Recommendation], list[DiaryEntry]]) -> None:
    _, hidden = rows(as_csv(told[0]))
    assert {key: value for key, value in hidden.items() if value} == {"ref": "4", "text": "not for publication"}
    assert SECRET.encode() not in as_csv(told[0]) + as_ics(told[1], "Reviews")


def test_the_calendar_says_what_sli_calendar_says(
    bwd: Run, told: tuple[list[Recommendation], list[DiaryEntry]]
) -> None:
    whole = read(bwd("calendar").stdout_bytes.decode())
    found = read(as_ics(told[1], "Reviews").decode())
    assert found == {name: whole[name] for name in ("review-13", "review-4")}
    assert found["review-4"].summary == "Review 4: Not for publication"


def test_both_can_be_attached_also_when_empty() -> None:
    contents = {"csv": as_csv([]), "ics": as_ics([], "Reviews")}
    assert [Attachment(*FILES[kind], contents[kind]).name for kind in FILES] == ["recommendations.csv", "reviews.ics"]
    assert rows(contents["csv"]) == []
    assert read(contents["ics"].decode()) == {}
