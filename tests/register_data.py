"""Registers for the tests of what leaves the house and comes back: any text that a register takes, anywhere."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import mkdtemp
from typing import Any

from click.testing import CliRunner
from hypothesis import strategies as st

from sli_cli.cli import sli
from sli_cli.domain.refs import ref_key
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.migrate import create
from sli_cli.store.sqlite import SqliteFile

TODAY = date(2026, 11, 23)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|x",
    "+44 20 7946 0000",
    "-- ; DROP TABLE recommendation",
    "'quoted'",
    "''=1+1",
    "'=1",
    "007",
    "1.10",
    "1e5",
    "31/03/2027",
    "2027-03-31",
    "46477",
    "TRUE",
    "n/a",
    "TBC",
    "none",
    "Key",
    "Page 1 of 2",
    "a\nb",
    "a\n\nb",
    "a\n\n\n  b \n\tc",
    "• one\n\n• two",
    "▪ square",
    "1. Foo",
    "lower case beginning",
    "Ref",
    "State",
    'a "quoted" word',
    '"',
    ',;|\t"',
    ";" * 300,
    "<script>alert(1)</script>",
    "</w:tbl>]]>",
    "&amp;lt; &pound;",
    "_x000D_",
    "_x0041_",
    "childrenâ€™s",
    "a\u00a0b\u200bc\u00add",
    "👩‍👩‍👧 Siân’s",
    "שלום עולם",
    "مرحبا (1)",
    "日本語",
    "e\u0301cole",
    "\ufeffmarked",
    "\U0001f600" * 3,
    "Head of A, B and C / Jane Smith; DM",
    "Lead: Jo",
    "every year",
    "[The whole text is on the sheet Long texts, number 1.]",
    "…\n[The whole text is on the sheet Long texts, number 1.]",
    "# heading",
    "a | b \\| c",
    "\\",
    "sep=;",
    "x" * 40_000,
    "= \n" * 2_000 + "=",
    "é" * 33_000,
    "_x0001_" * 6_000,
)
"""Texts that something on the way might take for something else, change, cut, or obey."""

# What clean_text refuses.
_BARRED = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))
_LETTERS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=_BARRED) | st.sampled_from("\n\t =@'_x;")
_ANY = st.text(_LETTERS, max_size=30) | st.sampled_from(HOSTILE)
TEXTS = _ANY.map(lambda text: clean_text(text, "text", empty=True))
WORDS = TEXTS.filter(bool)
LINES = _ANY.map(lambda text: clean_line(text[:150], "line", empty=True))
NAMES = LINES.filter(bool)
DAYS = st.dates(date(1995, 1, 1), date(2099, 12, 31)).map(date.isoformat)
PAST = st.dates(date(1995, 1, 1), TODAY).map(date.isoformat)
RULES = st.sampled_from(
    [
        "every 6 months",
        "every year",
        "every March and September",
        "3 months after review",
        "once on 31 March 2027",
        "last working day of every quarter",
        "when: =cmd|x (confirmed); check every 6 months; then every year",
    ]
)


def refs(size: int) -> st.SearchStrategy[list[str]]:
    usual = st.sampled_from(["1", "1.1", "1.10", "01", "1a", "1.", "012/21", "SR (25/26) 01", "=1+1", "-7", "Ref"])
    odd = LINES.map(lambda text: text.replace(":", "")[:60].strip()).filter(lambda text: text and text.isprintable())
    return st.lists(usual | odd, min_size=size, max_size=size, unique_by=ref_key)


@st.composite
def registers(draw: st.DrawFn, *, tables_only: bool) -> dict[str, Any]:
    """The values of an export; with `tables_only` what a table holds, else all that there is."""
    unique = {"unique_by": lambda name: name.casefold(), "max_size": 3}
    posts = draw(st.lists(NAMES, min_size=1, **unique))
    forums = draw(st.lists(NAMES, min_size=1, **unique))
    organisation = st.just("") if tables_only else LINES
    people = [{"post": name, "organisation": draw(organisation) or None} for name in posts]
    found = draw(refs(draw(st.integers(1, 4))))
    rows = [draw(_recommendation(ref, people, forums, found, tables_only)) for ref in found]
    return {
        "sli_export": 1,
        "as_of": "2026-11-23",
        "register": {
            "name": "register",
            "title": "Register",
            "locality": draw(LINES),
            "report_title": draw(LINES),
            "report_date": draw(st.none() | PAST),
            "adopted_on": "2026-09-01",
            "adopted_basis": "confirmed",
            "settings": {} if tables_only else {"closure": "board", "working-days": "next"},
            "closed_days": [] if tables_only else [{"on": "2026-12-24", "reason": draw(LINES)}],
        },
        "posts": sorted(
            ({**post, "holders": draw(_holders(tables_only)), "succeeded_by": None} for post in people),
            key=lambda post: (post["post"], post["organisation"] or ""),
        ),
        "forums": sorted(
            (
                {
                    "name": name,
                    "title": name,
                    "arrangement": None if tables_only else draw(_arrangements()),
                    "meetings": [{"on": "2026-12-01", "state": "planned", "detail": None}, *draw(_meetings())],
                    "succeeded_by": None,
                }
                for name in forums
            ),
            key=lambda forum: str(forum["name"]),
        ),
        "recommendations": rows,
    }


@st.composite
def _arrangements(draw: st.DrawFn) -> dict[str, str]:
    settled = {"schedule": "last thursday of every month", "secretary_email": "jo@example.gov.uk"}
    notices = {"updates_due": "10 working days", "papers_close": "", "published": "5 clear days"}
    return {**settled, "venue": draw(LINES), "secretary": draw(LINES), **notices}


@st.composite
def _meetings(draw: st.DrawFn) -> list[dict[str, Any]]:
    detail = {"title": draw(LINES), "source": "hand", "moved_from": draw(st.none() | DAYS), "reason": draw(TEXTS)}
    return draw(st.sampled_from([[], [{"on": "2027-01-01", "state": "cancelled", "detail": detail}]]))


@st.composite
def _holders(draw: st.DrawFn, tables_only: bool) -> list[dict[str, Any]]:
    if tables_only or draw(st.booleans()):
        return []
    first = {"name": draw(NAMES), "email": "jo@example.gov.uk", "since": "2024-01-01", "until": "2025-12-31"}
    return [first, {"name": draw(NAMES), "email": "", "since": "2026-01-01", "until": None}]


@st.composite
def _recommendation(
    draw: st.DrawFn, ref: str, people: list[dict[str, str]], forums: list[str], refs: list[str], tables_only: bool
) -> dict[str, Any]:
    state = draw(st.sampled_from(["open", "open", "parked", "closed"]))
    lead, sponsor = draw(st.sampled_from([None, *people])), draw(st.sampled_from([None, *people]))
    boards = draw(st.lists(st.sampled_from(forums), unique=True))
    cadence = draw(st.none() | _cadences()) if state == "open" else draw(_cadences())
    next_review = draw(DAYS) if cadence and state == "open" else None
    one: dict[str, Any] = {
        "ref": ref,
        "theme": draw(LINES),
        "text": draw(WORDS),
        "position": draw(TEXTS),
        "action": draw(TEXTS),
        "lead": lead,
        "sponsor": sponsor,
        "contributing": draw(
            st.lists(st.sampled_from([post for post in people if post != lead] or [None]), unique_by=str).map(
                lambda found: [one for one in found if one]
            )
        ),
        "forums": sorted(
            (
                {
                    "name": name,
                    "role": "decides" if at == 0 else "informed",
                    "words": "" if tables_only else draw(TEXTS),
                }
                for at, name in enumerate(boards)
            ),
            key=lambda forum: (forum["role"], forum["name"]),
        ),
        "cadence": cadence,
        "next_review": next_review,
        "state": state,
        "state_on": None if state == "open" else draw(PAST),
        "state_reason": None if state == "open" else draw(WORDS),
        "fields": draw(st.lists(st.fixed_dictionaries({"name": NAMES, "value": WORDS}), max_size=3)),
        "occurrences": [],
        "reviews": [],
        "notes": [],
        "extension_list": [],
        "closures": [],
        "decisions": [],
        "restrictions": [],
        "references": [],
        "origins": [],
    }
    if next_review:
        one["occurrences"] = [
            {
                "due_on": next_review,
                "first_due": next_review,
                "next_review": next_review,
                "extensions": 0,
                "state": "pending",
            }
        ]
    if state == "closed":
        one["closures"] = [_closure(one["state_on"], one["state_reason"])]
    return one if tables_only else {**one, **draw(_recorded(one, forums, refs))}


def _closure(on: str, reason: str) -> dict[str, Any]:
    return {
        "on": on,
        "kind": "not implemented",
        "reason": reason,
        "agreed_by": None,
        "meeting": None,
        "minute_number": "",
        "superseded_by": None,
        "reopened_on": None,
        "reopened_reason": "",
    }


@st.composite
def _cadences(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "wording": draw(st.none() | WORDS),
        "rule": draw(RULES),
        "basis": draw(st.sampled_from(["assumed", "confirmed"])),
        "reason": draw(TEXTS),
        "anchor": "2026-09-01",
        "happened_on": None,
    }


@st.composite
def _recorded(draw: st.DrawFn, one: dict[str, Any], forums: list[str], refs: list[str]) -> dict[str, Any]:
    """One of everything that can be recorded of a recommendation, each pointing at others."""
    past = {
        "due_on": "2026-10-01",
        "first_due": "2026-10-01",
        "next_review": "2026-10-09",
        "extensions": 1,
        "state": "reviewed",
    }
    meeting = {"forum": forums[0], "on": "2026-12-01"}
    review = {
        "on": draw(PAST),
        "by": draw(LINES),
        "forum": forums[0],
        "meeting": meeting,
        "outcome": "at risk",
        "rating": "amber",
        "note": draw(TEXTS),
        "occurrence": 1,
        "early": draw(st.booleans()),
    }
    extension = {
        "occurrence": 1,
        "from_date": "2026-10-01",
        "to_date": "2026-10-09",
        "reason": draw(TEXTS),
        "asked_by": draw(LINES),
        "asked_on": draw(PAST),
        "state": "granted",
        "approved_by": forums[-1],
        "meeting": meeting,
        "minute_number": draw(LINES),
    }
    reopened = {
        **_closure("2026-09-02", draw(WORDS)),
        "agreed_by": forums[0],
        "meeting": meeting,
        "superseded_by": refs[0],
        "reopened_on": "2026-09-03",
        "reopened_reason": draw(TEXTS),
    }
    restriction = {
        "review": None,
        "note": 1,
        "ground": draw(NAMES),
        "reason": draw(TEXTS),
        "restricted_by": draw(LINES),
        "since": "2026-09-02",
        "until": None,
        "lifted_on": None,
    }
    return {
        "occurrences": [past, *one["occurrences"]],
        "reviews": [review, {**review, "on": draw(PAST), "occurrence": None, "rating": None}],
        "notes": [{"on": draw(PAST), "by": draw(LINES), "text": draw(TEXTS)}],
        "extension_list": [extension],
        "closures": [reopened, *one["closures"]],
        "decisions": [
            {"meeting": meeting, "decision": "noted", "note": draw(TEXTS), "minute_number": "7", "review": 2}
        ],
        "restrictions": [restriction, {**restriction, "note": None, "review": 1}, {**restriction, "note": None}],
        "references": [{"ref": refs[-1], "words": draw(TEXTS)}],
        "origins": [{"file": draw(LINES), "digest": "0" * 64, "place": draw(LINES)}],
    }


# -- databases and command lines of their own --------------------------------------------------------------------------


@cache
def _empty() -> Path:
    path = Path(mkdtemp()) / "empty.db"
    create(str(path))
    return path


def fresh(path: Path) -> Database:
    """An empty database at `path`, in place of what was there, seen on 23 November 2026."""
    copyfile(_empty(), path)
    return Database(SqliteFile(str(path)), TODAY, lambda: Stamp("2026-11-23T10:00:00Z", "tester", ""))


def sli_on(database: Database, *args: str, code: int = 0) -> str:
    """What a command line says on that database."""
    result = CliRunner().invoke(sli, ["--database", database.place, "--as-of", "2026-11-23", *args], prog_name="sli")
    assert result.exit_code == code, (args, result.output, result.exception)
    return result.output
