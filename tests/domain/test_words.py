"""What people type: near matches of refs, and what looks like an identifier of a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.refs import near_ref
from sli_cli.domain.words import clean_text, identifiers_of_a_person
from sli_cli.errors import BadValue

REFS = [*(str(number) for number in range(1, 23)), "1a", "SR (25/26) 01", "SR (25/26) 02"]


@pytest.mark.parametrize(
    ("ref", "meant"),
    [
        ("222", "22"),
        ("1.1", "11"),
        ("11a", "11"),
        ("1b", "1"),
        ("SR 25/26 01", "SR (25/26) 01"),
        ("sr (25/26) 2", ""),
        ("23", ""),
        ("99", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_ref_is_guessed_by_its_digits(ref: str, meant: str) -> None:
    assert near_ref(ref, REFS) == meant


@given(st.integers(23, 10**6))
def test_no_number_is_meant_as_another_that_it_does_not_begin_with(number: int) -> None:
    guess = near_ref(str(number), [str(one) for one in range(1, 23)])
    assert guess == "" or (len(guess) == 2 and str(number).startswith(guess))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("943 476 5919", ["an NHS number (943 476 5919)"]),
        ("9434765919, again 943-476-5919", ["an NHS number (9434765919)", "an NHS number (943-476-5919)"]),
        ("943 476 5919 and 943 476 5919", ["an NHS number (943 476 5919)"]),
        ("943 476 5918", []),
        ("19434765919", []),
        ("000 000 0000", []),
        ("born on 3 May 2015", ["a date of birth (born on 3 May 2015)"]),
        (
            "943 476 5919, DOB: 03/05/2015; 401 023 2137, d.o.b. 4.6.16",
            [
                "an NHS number (943 476 5919)",
                "an NHS number (401 023 2137)",
                "a date of birth (DOB: 03/05/2015)",
                "a date of birth (d.o.b. 4.6.16)",
            ],
        ),
        ("Review on 3 May 2015", []),
        ("", []),
    ],
)
def test_every_identifier_in_a_text_is_found(text: str, found: list[str]) -> None:
    assert identifiers_of_a_person(text) == found


def test_line_ends_of_every_kind_are_one_line_feed() -> None:
    assert clean_text("a\r\nb\rc\u2028d\u2029e", "note") == "a\nb\nc\nd\ne"


def test_what_is_no_character_is_refused() -> None:
    for text in ("a\ufffe", "a\uffff"):
        with pytest.raises(BadValue, match="control character"):
            clean_text(text, "note")
