"""Letters for tests: by hand, and of every kind that there can be."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count as counting
from typing import Any

from hypothesis import strategies as st

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.letters import BoardNotice, Letter, Line, Mine, Summary
from sli_cli.domain.stages import NEWLY_THEIRS

TODAY = date(2026, 11, 23)
TITLE = "SLI Infant Mortality (BwD)"
JO = Addressee("Jo Bloggs", "jo.bloggs@example.gov.uk")
SAM = Addressee("Sam Secretary", "sam@example.gov.uk")

_IDS = counting(1)


def a_line(name: str = "3", due: date | None = date(2026, 9, 30), **more: Any) -> Line:
    values: dict[str, Any] = {
        "id": next(_IDS),
        "register": TITLE,
        "action": "Identify a named lead for reducing infant mortality.",
        "lead": "Jo Bloggs, Chair of LSCB",
        "days_overdue": max(0, (TODAY - due).days) if due else 0,
        "assumed": True,
        "restricted": False,
        "why": "7 days before",
    }
    return Line(name=name, next_review=due, **{**values, **more})


def a_letter(mine: Mine = Mine(), **more: Any) -> Letter:  # noqa: B008 - it cannot be changed
    return Letter(**{"to": JO, "as_of": TODAY, "titles": (TITLE,), "keys": (), "mine": mine, "reply_to": SAM, **more})


def a_board(name: str = "LSCB", waiting: tuple[Line, ...] = (), items: int = 0, **more: Any) -> BoardNotice:
    values = {"meets_on": date(2027, 1, 5), "deadline": "updates due", "on": date(2026, 12, 16), **more}
    return BoardNotice(board=name, waiting=waiting, items=items, **values)


def a_summary(**more: Any) -> Summary:
    numbers = dict.fromkeys(("accepted", "waiting", "in_doubt", "overdue", "unscheduled"), 0)
    nothing: dict[str, Any] = {"refusals": (), "vacant": (), "no_address": (), "credential_expires": None}
    return Summary(**{"register": TITLE, "since": date(2026, 11, 16), **numbers, **nothing, **more})


WHOLE = a_letter(
    Mine(
        (
            a_line("3", agenda=("LSCB", date(2027, 1, 5))),
            a_line("14", restricted=True),
            a_line("1.1", date(2026, 11, 22), assumed=False, instead="Al Smith is away until 5 Jan 2027"),
        ),
        (a_line("9", date(2026, 11, 30)), a_line("SR (25/26) 01", TODAY, why=f"on the day and {NEWLY_THEIRS}")),
        (
            a_line("22", date(2027, 1, 12), why=NEWLY_THEIRS),
            a_line("bwd-infant-mortality:4", date(2027, 1, 20), assumed=False),
            a_line("5", None),
        ),
        12,
    ),
    escalated=(a_line("7", date(2026, 3, 31)),),
    boards=(a_board(waiting=(a_line("8", date(2026, 12, 31)),), items=8), a_board("HWB", items=3)),
    summaries=(
        a_summary(
            accepted=12,
            refusals=(("sam.hill@example.gov.uk", "no such user"),),
            overdue=5,
            unscheduled=2,
            vacant=(("Chair of LSCB", 4), ("Director of Public Health", 2)),
            no_address=("Al Smith",),
            credential_expires=date(2026, 12, 5),
        ),
    ),
    attach=frozenset({"csv", "ics"}),
)
"""A letter with something of everything in it."""

# -- of every kind

ANY_TEXT = st.text(
    st.one_of(st.sampled_from("<>&\"'=?{}%#\r\n\t\x1b\x00\u202e\ud800 -ab"), st.characters()), max_size=40
)
DAYS = st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=900))


@st.composite
def lines(draw: st.DrawFn, text: st.SearchStrategy[str] = ANY_TEXT) -> Line:
    agenda = st.none() | st.tuples(text, DAYS)
    why = st.sampled_from(["7 days before", NEWLY_THEIRS, f"on the day and {NEWLY_THEIRS}"])
    texts = {name: draw(text) for name in ("name", "register", "action", "lead", "instead")}
    due = draw(st.none() | DAYS)
    return a_line(
        due=due,
        **texts,
        agenda=draw(agenda),
        why=draw(why),
        restricted=draw(st.booleans()),
        assumed=draw(st.booleans()),
    )


@st.composite
def letters(draw: st.DrawFn, text: st.SearchStrategy[str] = ANY_TEXT) -> Letter:
    def some(what: st.SearchStrategy[Any], most: int = 3) -> tuple[Any, ...]:
        return tuple(draw(st.lists(what, max_size=most)))

    one, count = lines(text), st.integers(0, 3000)
    board = st.builds(a_board, text, st.lists(one, max_size=2).map(tuple), count, meets_on=DAYS, on=DAYS)
    numbers = dict.fromkeys(("accepted", "waiting", "in_doubt", "overdue", "unscheduled"), count)
    summary = st.builds(
        a_summary,
        register=text,
        since=DAYS,
        vacant=st.lists(st.tuples(text, count), max_size=2).map(tuple),
        no_address=st.lists(text, max_size=2).map(tuple),
        credential_expires=st.none() | DAYS,
        refusals=st.lists(st.tuples(text, text), max_size=5).map(tuple),
        days=st.lists(DAYS, max_size=8, unique=True).map(sorted).map(tuple),
        of_all=st.booleans(),
        **numbers,
    )
    return a_letter(
        Mine(some(one), some(one), some(one), draw(count), draw(count), draw(count)),
        titles=some(text),
        escalated=some(one),
        boards=some(board, 2),
        summaries=some(summary, 2),
        to=Addressee(draw(text), "jo@example.gov.uk"),
        reply_to=draw(st.none() | st.builds(Addressee, text, st.just("sam@example.gov.uk"))),
        attach=frozenset(some(st.sampled_from(["csv", "ics"]))),
        answers_self=draw(st.booleans()),
    )
