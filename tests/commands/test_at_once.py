"""Two people at one recommendation: nothing is written over unseen."""
# ruff: noqa: F811 - a fixture that is imported is named again where it is used

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from sli_cli.app import App
from sli_cli.cli import sli
from tests.conftest import Run
from tests.notify.conftest import Clock, clock  # noqa: F401


def action(run: Run, ref: str) -> str:
    return str(json.loads(run("show", ref, "--json").stdout)["action"])


def test_the_second_is_told_what_the_first_changed_and_may_then_write_over_it(bwd: Run, clock: Clock) -> None:
    bwd("edit", "7", "--action", "As Ann has it", "--by", "Ann")
    clock.later(minutes=12)
    result = bwd("edit", "7", "--action", "As Bob has it", "--by", "Bob", code=4)
    number = json.loads(bwd("history", "7", "--json").stdout)[0]["change"]
    assert f"7: Ann (root) changed its action 12 minutes ago, in change {number}; nothing was written." in (
        result.stderr.replace(f"({json.loads(bwd('history', '7', '--json').stdout)[0]['account']})", "(root)")
    )
    assert f"add --over {number}" in result.stderr and action(bwd, "7") == "As Ann has it"
    assert (
        "There is no change 999 yet."
        in bwd("edit", "7", "--action", "As Bob has it", "--by", "Bob", "--over", "999", code=3).stderr
    )
    bwd("edit", "7", "--action", "As Bob has it", "--by", "Bob", "--over", str(number))
    assert action(bwd, "7") == "As Bob has it"


@pytest.mark.parametrize(
    ("second", "later"),
    [
        (["--action", "Ann again", "--by", "Ann"], {"minutes": 1}),  # her own words
        (["--theme", "Another field", "--by", "Bob"], {"minutes": 1}),
        (["--action", "As Ann has it", "--by", "Bob"], {"minutes": 1}),  # the same words
        (["--action", "Much later", "--by", "Bob"], {"hours": 25}),
    ],
)
def test_what_was_seen_or_is_something_else_is_not_asked_about(
    bwd: Run,
    clock: Clock,
    second: list[str],
    later: dict[str, int],
) -> None:
    bwd("edit", "7", "--action", "As Ann has it", "--by", "Ann")
    clock.later(**later)
    bwd("edit", "7", *second)


def test_a_later_change_than_the_one_that_was_seen_is_named(bwd: Run, clock: Clock) -> None:
    bwd("edit", "7", "--lead", "Director of Public Health", "--by", "Ann")
    first = json.loads(bwd("history", "7", "--json").stdout)[0]["change"]
    bwd("edit", "7", "--lead", "Portfolio holder for Health", "--by", "Cas", "--over", str(first))
    result = bwd("edit", "7", "--lead", "Chair of LSCB", "--by", "Bob", "--over", str(first), code=4)
    assert "Cas" in result.stderr and "changed its lead just now" in result.stderr


def test_what_changes_while_somebody_thinks_is_shown_and_asked_about_again(
    bwd: Run, monkeypatch: pytest.MonkeyPatch, own_place: Path
) -> None:
    asked: list[str] = []

    def confirm(question: str, **_: Any) -> bool:
        asked.append(question)
        if len(asked) == 1:
            bwd("park", "13", "--reason", "Meanwhile", "--yes")
        return len(asked) == 1

    monkeypatch.setattr(App, "interactive", True)
    monkeypatch.setattr(click, "confirm", confirm)
    result = CliRunner().invoke(sli, ["--as-of", "2026-11-23", "park", "13", "14",
                                      "--reason", "Both"], prog_name="sli")  # fmt: skip
    assert (result.exit_code, len(asked)) == (130, 2) and "changed meanwhile" in result.stderr
    rows = {row["ref"]: row["state"] for row in json.loads(bwd("list", "--json").stdout)}
    assert (rows["13"], rows["14"]) == ("parked", "open")
