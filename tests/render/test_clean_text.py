"""What is done to text before it is written: nothing is obeyed by a terminal, and nothing fails on an old encoding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.render.clean import cleaner, degrade, for_terminal, harmless, holds_all


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("To review the model over time.", "To review the model over time."),
        ("Siân’s “offer” – 日本 👩‍👩‍👧 שלום", "Siân’s “offer” – 日本 👩‍👩‍👧 שלום"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("one\r\ntwo", "one\ntwo"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("\x1b[2J", "\ufffd[2J"),
        ("\x9b2J", "\ufffd2J"),
        ("\x1b]0;title\x07", "\ufffd]0;title\ufffd"),
        ("12\rpaid", "12\ufffdpaid"),
        ("a\x08\x7f\x00\x0b\x0c\x85", "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"),
        ("\u202egnp\u202c \u2066x\u2069", "\ufffdgnp\ufffd \ufffdx\ufffd"),
        ("\ud83d alone \ude00", "\ufffd alone \ufffd"),
        ("a\tb", "a    b"),
    ],
)
def test_a_terminal_sees_words_and_no_orders(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


def test_a_file_keeps_its_tabs() -> None:
    assert harmless("a\tb\x1b") == "a\tb\ufffd"


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)
    assert for_terminal(for_terminal(text)) == for_terminal(text)


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("plain words", "ascii", "plain words"),
        ("wait… – ’s “x” • ≥ ≤ 2×3\u00a0m — −1", "ascii", 'wait... - \'s "x" * >= <= 2x3 m - -1'),
        ("wait… – ’s “x” • 2×3", "cp1252", "wait… – ’s “x” • 2×3"),
        ("≥ 5 – “x”", "cp1252", ">= 5 – “x”"),
        ("“x” £5 é", "latin-1", '"x" £5 é'),
        ("£5, €6, ½", "ascii", "GBP 5, EUR 6, 1/2"),
        ("Siân Zoë", "ascii", "Sian Zoe"),
        ("Zoe\u0308 ❤\ufe0f", "ascii", "Zoe ?"),
        ("ﬁne", "ascii", "fine"),
        ("日本 👍", "cp1252", "?? ?"),
        ("\ufffd", "cp1252", "?"),
    ],
)
def test_what_an_encoding_lacks_is_written_another_way(text: str, encoding: str, written: str) -> None:
    assert degrade(text, encoding) == written


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp850", "utf-8", "no-such-encoding", ""])
@settings(max_examples=60)
@given(text=st.text(max_size=20))
def test_cleaned_text_can_always_be_written(encoding: str, text: str) -> None:
    known = encoding if encoding.startswith(("ascii", "cp", "latin", "utf")) else "ascii"
    cleaner(encoding)(text).encode(known)


@pytest.mark.parametrize(
    ("encoding", "all_of_it"),
    [("utf-8", True), ("UTF8", True), ("utf-8-sig", True), ("utf-16", True), ("cp1252", False), ("nonsense", False)],
)
def test_unicode_encodings_hold_everything(encoding: str, all_of_it: bool) -> None:
    assert holds_all(encoding) is all_of_it
