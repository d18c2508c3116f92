"""Verbs take refs or a filter, the same filters as the lists; a whole register is never meant by its name alone."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Run


def refs(bwd: Run, *args: str) -> list[str]:
    return [one["ref"] for one in json.loads(bwd("list", *args, "--json").stdout)]


def lines(bwd: Run, *args: str) -> list[str]:
    return bwd(*args).stdout.splitlines()


FILTERS = (
    ("--theme", "Safeguarding"),
    ("--lead", "Chair of LSCB"),
    ("--sponsor", "Portfolio holder for Health"),
    ("--forum", "LSCB"),
    ("--standing", "overdue"),
    ("--rating", "none"),
    ("--basis", "assumed"),
    ("--no-lead",),
    ("--open",),
    ("--search", "smoking"),
)


@pytest.mark.parametrize("given", FILTERS, ids=" ".join)
def test_a_verb_takes_every_filter_that_a_list_takes(bwd: Run, given: tuple[str, ...]) -> None:
    bwd("lead", "assign", "Portfolio holder for Health", "3", "4", "--sponsor", "--yes")
    said = lines(bwd, "park", *given, "--reason", "Money", "--dry-run")
    assert [line.split(": ")[1] for line in said] == refs(bwd, *given) != []


@pytest.mark.parametrize("verb", ["close --as implemented --reason x", "extend --to 2030-01-01 --reason x"])
def test_the_other_verbs_do_too(bwd: Run, verb: str) -> None:
    assert len(lines(bwd, *verb.split(), "--basis", "assumed", "--dry-run")) == 22


def test_a_review_has_a_rating_of_its_own_and_the_other_filters(bwd: Run) -> None:
    bwd("review", "--theme", "Safeguarding", "--outcome", "at risk", "--note", "x", "--rating", "red", "--yes")
    assert refs(bwd, "--rating", "red") == refs(bwd, "--theme", "Safeguarding")


def test_a_register_alone_is_refused_and_says_what_to_add(bwd: Run) -> None:
    args = ("park", "--register", "bwd-infant-mortality", "--reason", "Money", "--yes")
    said = bwd(*args, code=2).stderr
    assert "--register alone would be all of bwd-infant-mortality" in said
    assert "Add --open or another filter, or name refs." in said
    assert len(lines(bwd, *args, "--open", "--dry-run")) == 22


def test_no_ref_and_no_filter_is_refused(bwd: Run) -> None:
    for args in (("park", "--reason", "x"), ("note", "Words"), ("event", "--happened", "2026-11-02"), ("cadence",)):
        assert "No recommendation was named" in bwd(*args, code=2).stderr, args


# -- notes and events --------------------------------------------------------------------------------------------------


def test_a_note_goes_to_several(bwd: Run) -> None:
    assert "--yes" in bwd("note", "3", "4", "To Council", code=2).stderr
    assert lines(bwd, "note", "20", "12", "To Council", "--yes") == [
        "20: note of 23 Nov 2026 added; next review stays 1 Dec 2026.",
        "12: note of 23 Nov 2026 added; next review stays 1 Mar 2027.",
    ]
    assert len(lines(bwd, "note", "--theme", "Safeguarding", "All seen", "--yes")) == len(
        refs(bwd, "--theme", "Safeguarding")
    )


def test_an_event_is_recorded_for_several(bwd: Run) -> None:
    bwd("cadence", "20", "when: money comes; check every 2 months", "--reason", "No money yet")
    said = lines(bwd, "event", "12", "20", "--happened", "2026-11-20", "--yes")
    assert [line.partition(" (")[0] for line in said] == ["12: next review 20 Nov 2026", "20: next review 20 Nov 2026"]
    assert "waits for no event" in bwd("event", "--theme", "Safeguarding", "--happened", "1 Nov 2026", code=2).stderr


# -- cadences ----------------------------------------------------------------------------------------------------------


def test_a_rule_is_given_to_several(bwd: Run) -> None:
    assert "--yes" in bwd("cadence", "13", "14", "every October", code=2).stderr
    assert lines(bwd, "cadence", "13", "14", "every October", "--yes") == [
        "13: it is every October already, now confirmed; its dates stay.",
        "14: it is every October already, now confirmed; its dates stay.",
    ]
    said = lines(bwd, "cadence", "--theme", "Safeguarding", "weekly", "--dry-run")
    assert len(said) == len(refs(bwd, "--theme", "Safeguarding"))


def test_a_filter_is_confirmed_at_once(bwd: Run) -> None:
    assert len(lines(bwd, "cadence", "--confirm", "3", "4", "--dry-run")) == 2
    assert len(lines(bwd, "cadence", "--confirm", "--basis", "assumed", "--yes")) == 22
    assert refs(bwd, "--basis", "assumed") == []


def test_a_rule_without_its_quotes_is_told_from_several_refs(bwd: Run) -> None:
    said = bwd("cadence", "20", "every", "6", "months", code=2).stderr
    assert 'Put it in quotes: sli cadence 20 "every 6 months"' in said


@pytest.mark.parametrize("args", [("cadence", "20"), ("cadence", "20", "--from", "2026-11-01")])
def test_a_ref_alone_is_nothing_to_do(bwd: Run, args: tuple[str, ...]) -> None:
    assert "Give a rule, or --confirm." in bwd(*args, code=2).stderr
