"""How a fuzz run is made: what a text or a file becomes when it is damaged, and how long it may take to say so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sli_cli.errors import SliError

SECONDS = 2.0
"""The most processor time that one input may take, whatever it holds."""

Edit = tuple[str, int, int, str]
"""What is done to a text: how, two places in it, and what may be put there."""

HOSTILE = (
    *("", " ", "\x00", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "\n", "\r\n", "\t", "'", '"', "\\", "%", "{0}", "0"),
    *("-1", "99999999999999999999", "1e400", "٣", "½", "²", "ß", "İ", "-", "/", ";", ":", "<", ">", "@", ",", "(" * 50),
)


def edits(more: Sequence[str] = ()) -> st.SearchStrategy[list[Edit]]:
    """A few edits; `more` are words that belong to what is edited."""
    how = st.sampled_from(["put", "put", "cut", "twice", "many", "upper", "swap"])
    what = st.sampled_from([*HOSTILE, *more]) | st.text(max_size=6)
    return st.lists(st.tuples(how, st.integers(0, 200), st.integers(0, 200), what), max_size=4)


def edited(text: str, done: Sequence[Edit]) -> str:
    """A text after the edits, one after the other."""
    for how, one, other, what in done:
        begin, end = sorted((one % (len(text) + 1), other % (len(text) + 1)))
        part = text[begin:end]
        new = {
            "put": what,
            "cut": "",
            "twice": part * 2,
            "many": (part or what) * (2_000 // (len(part or what) or 1)),
            "upper": part.upper(),
            "swap": part[::-1],
        }[how]
        text = text[:begin] + new + text[end:]
    return text


def fuzz(strategy: st.SearchStrategy[Any], check: Callable[[Any], None], examples: int) -> None:
    """Checks that many inputs: each gives a value, as some of them have to, or an SliError, within SECONDS."""
    understood = 0

    @settings(
        max_examples=examples,
        deadline=None,  # the clock of a busy machine says nothing; that of the processor does
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(strategy)
    def run(given: Any) -> None:
        nonlocal understood
        begin = time.process_time()
        try:
            check(given)
            understood += 1
        except SliError as error:
            assert error.sentence and error.code in range(2, 7)
        assert time.process_time() - begin < SECONDS

    run()
    assert understood
