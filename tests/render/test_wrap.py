"""How text is broken into lines: between words, never wider than asked, and nothing lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from sli_cli.render.wrap import visible, wrap

ACCENT = "\u0301"
FAMILY = "👩‍👩‍👧"

# Words and spaces in many scripts, with what is hard to count: accents, joiners, picture selectors, flags, skin tones.
ANYTHING = st.text(
    st.sampled_from(f"ab-/ \n’–é日本語かなשלמحनी{ACCENT}\u200d\ufe0f👩👧👍🏽🇬🇧❤☎"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 8, [""]),
        ("fits", 8, ["fits"]),
        ("exactly8", 8, ["exactly8"]),
        ("to be broken between words", 10, ["to be", "broken", "between", "words"]),
        ("to review it", 9, ["to review", "it"]),
        ("to  review   it", 9, ["to", "review", "it"]),
        ("   led by spaces", 8, ["led by", "spaces"]),
        ("one\n\ntwo", 8, ["one", "", "two"]),
        ("one\ntwo words here\nend", 9, ["one", "two words", "here", "end"]),
        ("unbreakably", 4, ["unbr", "eaka", "bly"]),
        ("a unbreakably b", 4, ["a", "unbr", "eaka", "bly", "b"]),
        ("Siddiqui-Hargreaves", 12, ["Siddiqui-", "Hargreaves"]),
        ("employment/education", 12, ["employment/", "education"]),
        ("the ‘offer’ – for all", 11, ["the ‘offer’", "– for all"]),
        ("no\u00a0break here", 8, ["no\u00a0break", "here"]),
        ("日本語のテキスト", 8, ["日本語の", "テキスト"]),
        ("日本語のテキスト", 7, ["日本語", "のテキ", "スト"]),
        ("ab 日本 cd", 7, ["ab 日本", "cd"]),
        (f"cafe{ACCENT}s", 4, [f"cafe{ACCENT}", "s"]),
        (f"e{ACCENT}e{ACCENT}e{ACCENT}", 2, [f"e{ACCENT}e{ACCENT}", f"e{ACCENT}"]),
        (f"日本{FAMILY}", 6, [f"日本{FAMILY}"]),
        (f"日本{FAMILY}", 5, ["日本", FAMILY]),
        ("❤\ufe0f❤\ufe0f❤\ufe0f", 4, ["❤\ufe0f❤\ufe0f", "❤\ufe0f"]),
    ],
)
def test_lines_are_broken_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@settings(max_examples=300)
@given(text=ANYTHING, width=st.integers(4, 30))
@example(text="a\u200d" * 12 + "日", width=4)
@example(text="日\u200d" * 12 + "日", width=4)
@example(text="a" + "\u0940" * 12, width=4)
@example(text=ACCENT * 50, width=4)
@example(text="🇬🇧" * 8, width=5)
@example(text="👍🏽" * 8, width=5)
def test_no_line_is_wider_than_was_asked(text: str, width: int) -> None:
    assert max(wcswidth(line) for line in wrap(text, width)) <= width


@settings(max_examples=300)
@given(text=ANYTHING, width=st.integers(4, 30))
def test_all_that_was_written_is_there_in_order(text: str, width: int) -> None:
    assert re.sub("[ \n]", "", "".join(wrap(text, width))) == re.sub("[ \n]", "", text)


@settings(max_examples=200)
@given(words=st.lists(st.text("abc-’é日👍", min_size=1, max_size=4), max_size=20), width=st.integers(8, 30))
def test_a_word_that_fits_is_never_broken(words: list[str], width: int) -> None:
    assert " ".join(wrap(" ".join(words), width)).split() == words


@settings(max_examples=200)
@given(words=st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=20), width=st.integers(8, 30))
def test_each_line_holds_as_many_words_as_it_can(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > width


def test_what_is_taken_for_narrow_without_asking_is_one_column_wide() -> None:
    ranges = [(0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF)]
    ranges += [(0x2100, 0x22FF), (0xFFFD, 0xFFFD)]
    assert [code for first, last in ranges for code in range(first, last + 1) if wcwidth(chr(code)) != 1] == []


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8))
def test_the_width_of_a_line_is_that_on_a_terminal(line: str) -> None:
    assert visible(line) == wcswidth(line)
