"""Whatever is typed where a date, a rule, a setting or an address is meant is understood, or refused as an SliError.

What is understood has one form, which is read as the same again. With --long many times as many inputs are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from sli_cli.deliver.message import wire_address
from sli_cli.domain.addressee import parse_addressee
from sli_cli.domain.board_schedule import parse_schedule
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.clock import first_after
from sli_cli.domain.dates import parse_date
from sli_cli.domain.forms import read_serial, read_tag
from sli_cli.domain.meeting_rules import bound
from sli_cli.domain.notice import parse_notice
from sli_cli.domain.refs import clean_ref, ref_key, sort_key
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.domain.stages import days_before_words, parse_days_before
from sli_cli.domain.window import within
from sli_cli.domain.words import clean_email, clean_line, clean_text
from sli_cli.intake.cadencewords import rule_of
from sli_cli.intake.dayforms import DAY_FIRST, ISO, MONTH_FIRST, past_day, read_when
from sli_cli.mailing import credential_expires, sender_of, way_of
from sli_cli.reports.columns import chosen, order
from sli_cli.settings import load
from sli_cli.store.addresses import address, is_address
from tests.fuzzing import edited, edits, fuzz

TODAY = date(2026, 11, 23)
SHORT, LONG = 60, 2_000
"""How many inputs of each kind."""

DATES = (
    *("2027-03-04", "4/3/2027", "4 March 2027", "Thu 4 Mar 2027", "tomorrow", "next friday", "end of next quarter"),
    *("end of March 2027", "Q3 2026/27", "+6w", "-3m", "in 6 weeks", "31st", "29 February 2028", "today", "week 10"),
)
RULES = (
    *("every 6 months", "weekly", "6 months after review", "every March and September", "on 31 March each year"),
    *("last working day of every month", "third Tuesday of every quarter", "at each LSCB meeting", "annually", "none"),
    *("at the first LSCB meeting on or after every 6 months", "once on 31 December 2026", "every second LSCB meeting"),
    *("once 6 months after adoption", "when: the money comes; check every 6 months; then every year", "each January"),
)
SCHEDULES = (
    *("first Tuesday of every month", "second and fourth Monday of every month", "last Friday of every quarter"),
    *("first Tuesday of every second month from 1 December 2026", "third Thursday of March and September"),
    *("1 March and 1 September", "15 January, 15 May", "2026-12-01, 2027-03-02"),
)
ADDRESSES = (
    *("postgresql://sli:secret@db.example.org:5432/register?sslmode=require", "host=db dbname=register user=sli"),
    *("psql 'postgres://db/register'", "jdbc:postgresql://[::1]:5432/register", "service=register password='a b'"),
)
WORKING = {
    "keep": ("next", "previous", "keep"),
    "owner": ("Jo Bloggs <jo@example.org>", '"O\'Neil, Pat" <pat@example.org>', "sli@example.org"),
    "remind-before": ("30, 7", "none", "60 and 14 days before"),
    "escalate-after": ("10 working days", "off"),
}


def dates_of(text: str) -> None:
    """A rule, its one form, and the dates that follow from it."""
    rule = parse_rule(text)
    assert parse_rule(str(rule)) == rule
    due = first_after(bound(rule, lambda board: (date(2027, 1, 5), date(2027, 2, 2))), TODAY, TODAY)
    while due is not None and due.occurrence.year < 2031:
        due = first_after(bound(rule, lambda board: (date(2027, 1, 5), date(2027, 2, 2))), TODAY, due.occurrence)


def read_again(parse: Callable[[str], Any], written: Callable[[Any], str] = str) -> Callable[[str], None]:
    """A check: what is understood is written in one form, which is understood as the same."""

    def check(text: str) -> None:
        found = parse(text)
        assert parse(written(found)) == found

    return check


def all_of(*parsers: Callable[[str], Any]) -> Callable[[str], None]:
    def check(text: str) -> None:
        for parse in parsers:
            parse(text)

    return check


def setting(name: str) -> Callable[[str], None]:
    return read_again(lambda text: SETTINGS[name].read(name, text))


def day(text: str) -> date:
    return parse_date(text, TODAY)


CHECKS: dict[str, tuple[Iterable[str], Callable[[str], Any]]] = {
    "a date": (DATES, read_again(day, date.isoformat)),
    "a span": (("30d", "6w", "3m", "1y"), lambda text: within(text, TODAY)),
    "a rule": (RULES, dates_of),
    "a schedule": (SCHEDULES, read_again(lambda text: parse_schedule(text, TODAY))),
    "a notice": (("10 working days", "5 clear days before"), read_again(lambda text: parse_notice(text, "--papers"))),
    "days before": (
        ("30, 7", "none", "60, 14, 1"),
        read_again(lambda text: parse_days_before(text, "remind-before"), days_before_words),
    ),
    "an addressee": (WORKING["owner"], read_again(lambda text: parse_addressee(text, "owner"))),
    "an e-mail address": (("jo.o'neil@example.gov.uk", "zoë@exämple.org"), all_of(clean_email, wire_address)),
    "a ref": (("11", "1.10", "SR (25/26) 01", "1a"), lambda text: ref_key(clean_ref(text)) == sort_key(text)),
    "words": (
        ("Publish the plan.",),
        all_of(lambda text: clean_line(text, "title"), lambda text: clean_text(text, "n")),
    ),
    "columns": (("ref,text", "next_review"), lambda text: (chosen(text, ("ref",)), order(text))),
    "the name of a database": (ADDRESSES, lambda text: is_address(text) and address(text).shown),
    "the serial of a form": (
        ("sli:minutes:1|bwd|LSCB|2026-12-15|2026-11-23|12-abcdef|Chair", "sli:note:12:ab12cd34"),
        all_of(read_serial, read_tag),
    ),
    "a date in a document": (
        ("31/03/2027", "March 2027", "Spring 2027", "by end of 2026/27", "Completed 12/05/2021", "6 monthly", "46477"),
        all_of(
            *(
                lambda text, order=order: (read_when(text, order), past_day(text, order))
                for order in (DAY_FIRST, MONTH_FIRST, ISO)
            ),
            rule_of,
        ),
    ),
    **{f"the setting {name}": (WORKING.get(name) or one.choices, setting(name)) for name, one in SETTINGS.items()},
}


@pytest.fixture
def examples(request: pytest.FixtureRequest) -> int:
    return LONG if request.config.getoption("--long", default=False) else SHORT


@pytest.mark.parametrize("what", CHECKS)
def test_it_is_understood_or_refused(what: str, examples: int) -> None:
    samples, check = CHECKS[what]
    words = sorted({word for sample in samples for word in sample.split()})
    texts = st.builds(edited, st.sampled_from(list(samples) or ["x"]), edits(words)) | st.text(max_size=30)
    fuzz(texts, check, examples)


# -- the settings file -------------------------------------------------------------------------------------------------

FILE = """
database = 'register.db'
by = "Jo Bloggs"
zone = 'Europe/London'
busy-timeout = 5
allow-network-folder = false
notify-by = 'smtp'
mail-from = 'SLI <sli@example.org>'
mail-server = 'mail.example.org:587'
mail-password = 'env:MAIL'
mail-timeout = 30
graph-expires = 2027-01-31
"""
LINES = (
    *FILE.split("\n"),
    "notify-by = 'graph'",
    "[mail]",
    "graph-mailbox = ''",
    "x = [1, 2",
    '"""',
    "busy-timeout = nan",
)


def test_a_settings_file_is_understood_or_refused(tmp_path: Path, examples: int) -> None:
    path = tmp_path / "settings.toml"

    def check(content: str) -> None:
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        settings = load({}, {"SLI_CONFIG": str(path)})
        readers = (way_of, sender_of, credential_expires)
        for read in (
            lambda: settings.timeout,
            lambda: settings.allow_network_folder,
            *(lambda one=one: one(settings) for one in readers),
        ):
            read()

    fuzz(st.builds(edited, st.just(FILE), edits(LINES)), check, 2 * examples)
