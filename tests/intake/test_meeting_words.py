"""How often, in a document: a rule that follows a board is read as sli prints it, and no other meeting is a board's."""

from __future__ import annotations

import pytest

from sli_cli.intake.cadencewords import rule_of


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("at each LSCB meeting", "at each LSCB meeting"),
        ("every second LSCB meeting", "every second LSCB meeting"),
        (
            "at the first LSCB meeting on or after every 6 months",
            "at the first LSCB meeting on or after every 6 months",
        ),
        ("quarterly meeting", "every 3 months"),
        ("every month, at meetings", None),
        ("every board meeting", None),
        ("at each meeting", None),
    ],
)
def test_a_rule_is_a_boards_only_where_it_names_one(words: str, rule: str | None) -> None:
    assert rule_of(words) == rule
