"""Boards at the command line: one decides, others are informed, and another may take a board's place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.repeated import asked, history_is_whole_afterwards, written_twice  # noqa: F401
from tests.conftest import Run
from tests.places import stored

GROUP, PARTNERSHIP = "Infant Mortality Group", "Children's Partnership Board"


def forum(bwd: Run, name: str) -> dict[str, Any]:
    return next(one for one in asked(bwd, "forum", "list") if one["forum"] == name)


def roles(bwd: Run, ref: str) -> dict[str, str]:
    return {one["name"]: one["role"] for one in asked(bwd, "show", ref)["forums"]}


def test_bare_forum_prints_its_help(bwd: Run) -> None:
    assert "succeed" in bwd("forum").stdout


def test_the_counts_of_a_board_are_the_length_of_its_list(bwd: Run) -> None:
    bwd("forum", "route", "LSCB", "3", "13", "--yes")
    bwd("close", "3", "--as", "implemented", "--reason", "Done")
    for one in asked(bwd, "forum", "list"):
        assert one["decides"] + one["informed"] == len(asked(bwd, "list", "--open", "--forum", one["forum"]))
    assert (forum(bwd, "LSCB")["decides"], forum(bwd, "LSCB")["informed"]) == (3, 0)
    assert len(asked(bwd, "forum", "show", "LSCB")["recommendations"]) == len(asked(bwd, "list", "--forum", "LSCB"))


def test_the_keys_of_the_lists_are_those_promised(bwd: Run) -> None:
    promised = ["forum", "title", "decides", "informed", "succeeded_by", "succeeded_on"]
    assert list(forum(bwd, "LSCB")) == promised
    assert bwd("forum", "list", "--format", "csv").stdout.splitlines()[0].lstrip("\ufeff") == ",".join(promised)
    shown = asked(bwd, "forum", "show", "LSCB")
    how_it_meets = ["schedule", "venue", "secretary", "notice", "meetings"]
    assert list(shown) == [*promised, "recommendations", "successions", *how_it_meets]
    assert shown["recommendations"][1] == {
        "register": "bwd-infant-mortality",
        "ref": "8",
        "state": "open",
        "role": "decides",
        "words": "For the LSCB and Infant Mortality Groups to continue the learning",
    }


def test_the_tables_fit_80_columns(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for args in (("forum", "list"), ("forum", "show", GROUP)):
        said = bwd(*args).stdout
        assert max(map(len, said.splitlines())) <= 80
        assert "Infant Mortality" in said


# -- boards ------------------------------------------------------------------------------------------------------------


def test_a_board_is_added_once_and_named_by_its_title_too(bwd: Run, own_place: Path) -> None:
    add = ("forum", "add", "CSAP", "--title", "Children's Safeguarding Assurance Partnership")
    assert bwd(*add).stdout == "CSAP: board added; nothing goes to it yet: sli forum route CSAP REF\n"
    assert "nothing was changed" in written_twice(bwd, own_place, *add)
    assert "nothing was changed" in written_twice(bwd, own_place, "forum", "add", "csap")
    assert asked(bwd, "forum", "show", "children's safeguarding assurance partnership")["forum"] == "CSAP"


def test_an_edit_says_what_was_there_and_lists_show_the_new_name(bwd: Run, own_place: Path) -> None:
    assert bwd("forum", "edit", "LSCB", "--name", "CSAP").stdout == 'LSCB: name is now "CSAP" (was "LSCB").\n'
    assert roles(bwd, "8") == {"CSAP": "decides", GROUP: "informed"}
    assert "it is so already" in written_twice(bwd, own_place, "forum", "edit", "CSAP", "--name", "CSAP")


# -- what goes to a board ----------------------------------------------------------------------------------------------


def test_one_board_decides_and_the_one_before_it_is_informed_and_said_so(bwd: Run, own_place: Path) -> None:
    said = bwd("forum", "route", GROUP, "8").stdout
    assert said == "8: Infant Mortality Group decides; LSCB did so before, and is now informed.\n"
    assert roles(bwd, "8") == {GROUP: "decides", "LSCB": "informed"}
    assert "nothing was changed" in written_twice(bwd, own_place, "forum", "route", GROUP, "8")
    words = {one["ref"]: one["words"] for one in asked(bwd, "forum", "show", "LSCB")["recommendations"]}
    assert words["8"] == "For the LSCB and Infant Mortality Groups to continue the learning"


def test_a_board_is_informed_instead_of_deciding_and_taken_off(bwd: Run, own_place: Path) -> None:
    assert bwd("forum", "route", "LSCB", "8", "--informed").stdout == "8: LSCB is informed; no board decides.\n"
    assert bwd("forum", "route", "Health SPT", "8", "--informed").stdout == "8: Health SPT is informed.\n"
    assert bwd("forum", "route", "LSCB", "8", "--remove").stdout == "8: it no longer goes to LSCB.\n"
    assert roles(bwd, "8") == {GROUP: "informed", "Health SPT": "informed"}
    said = written_twice(bwd, own_place, "forum", "route", "LSCB", "8", "--remove")
    assert said == "8: it does not go to LSCB; nothing was changed.\n"


def test_several_are_routed_by_a_filter_after_a_rehearsal(bwd: Run, own_place: Path) -> None:
    said = written_twice(bwd, own_place, "forum", "route", PARTNERSHIP, "--theme", "Safeguarding", "--dry-run")
    themed = [one["ref"] for one in asked(bwd, "list", "--theme", "Safeguarding")]
    assert said.count("Would say:") == len(themed)
    assert "--yes" in bwd("forum", "route", PARTNERSHIP, "--theme", "Safeguarding", code=2).stderr
    bwd("forum", "route", PARTNERSHIP, "--theme", "Safeguarding", "--yes")
    assert {roles(bwd, ref)[PARTNERSHIP] for ref in themed} == {"decides"}


# -- successions -------------------------------------------------------------------------------------------------------


def test_a_succession_moves_what_goes_to_a_board_and_its_counts_agree(bwd: Run, own_place: Path) -> None:
    bwd("forum", "add", "CSAP")
    bwd("forum", "route", "LSCB", "13", "--informed")
    bwd("close", "13", "--as", "implemented", "--reason", "Done")
    assert len(asked(bwd, "list", "--forum", "LSCB")) == 3
    succeed = ("forum", "succeed", "LSCB", "CSAP", "--on", "2026-10-01", "--reason", "Working Together 2018")
    assert bwd(*succeed).stdout == (
        "LSCB: succeeded by CSAP on 1 Oct 2026, which takes over what it decided on (2) and was informed of (1).\n"
    )
    assert [one["ref"] for one in asked(bwd, "list", "--forum", "CSAP")] == ["1", "8", "13"]
    assert asked(bwd, "list", "--forum", "LSCB") == []
    assert "nothing was changed" in written_twice(bwd, own_place, *succeed)
    old, new = asked(bwd, "forum", "show", "LSCB"), asked(bwd, "forum", "show", "CSAP")
    assert (old["succeeded_by"], old["succeeded_on"], old["recommendations"]) == ("CSAP", "2026-10-01", [])
    assert (
        new["successions"]
        == old["successions"]
        == [{"old": "LSCB", "new": "CSAP", "on": "2026-10-01", "reason": "Working Together 2018"}]
    )


@pytest.mark.parametrize(
    ("old", "new", "decides"),
    [("LSCB", GROUP, GROUP), (GROUP, "LSCB", "LSCB")],
    ids=["the old one decides", "the new one decides"],
)
def test_what_went_to_both_boards_goes_to_the_new_one_once_which_decides(
    bwd: Run, old: str, new: str, decides: str
) -> None:
    assert roles(bwd, "8") == {"LSCB": "decides", GROUP: "informed"}
    bwd("forum", "succeed", old, new)
    assert roles(bwd, "8") == {decides: "decides"}


def test_an_old_paper_keeps_the_name_of_the_board(bwd: Run) -> None:
    bwd("review", "8", "--outcome", "on track", "--note", "Heard", "--at", "LSCB")
    bwd("forum", "succeed", "LSCB", PARTNERSHIP)
    one = asked(bwd, "show", "8")
    assert [past["forum"] for past in one["reviews"]] == ["LSCB"]
    assert {"name": PARTNERSHIP, "role": "decides"} in one["forums"]


def test_a_rehearsal_says_the_same_and_writes_nothing(bwd: Run, own_place: Path) -> None:
    said = written_twice(bwd, own_place, "forum", "succeed", "LSCB", GROUP, "--dry-run")
    assert said == f"Would say: {bwd('forum', 'succeed', 'LSCB', GROUP).stdout}"


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("add", "LSCB", "--title", "Another"), 2, "goes by these words already"),
        (("add", "Pennine Lancashire infant mortality group"), 2, "goes by these words already"),
        (("add", "New", "--title", "LSCB"), 2, "goes by these words already"),
        (("add", "  "), 2, "name of the board is empty"),
        (("edit", "LSCB", "--name", GROUP), 2, "goes by these words already"),
        (("edit", "LSCB", "--title", ""), 2, "title is empty"),
        (("edit", "LSCB"), 2, "Nothing to change"),
        (("show", "LSCP"), 3, "LSCB"),
        (("route", "LSCP", "3"), 3, "LSCB"),
        (("route", "LSCB", "99"), 3, "99"),
        (("route", "LSCB"), 2, "No recommendation was named"),
        (("route", "LSCB", "3", "--informed", "--remove"), 2, "both given"),
        (("route", "Health SPT", "3"), 2, "was succeeded by LSCB"),
        (("succeed", "LSCB", "CSAP"), 3, "sli forum add CSAP"),
        (("succeed", "LSCB", "LSCB"), 2, "cannot succeed itself"),
        (("succeed", "LSCB", "Health SPT"), 2, "was succeeded by LSCB"),
        (("succeed", "Health SPT", GROUP), 2, "was succeeded by LSCB"),
        (("succeed", "LSCB", GROUP, "--on", "2026-12-01"), 2, "in the future"),
        (("rout",), 2, "route"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_written(
    bwd: Run, own_place: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    bwd("forum", "succeed", "Health SPT", "LSCB")
    before = stored()
    result = bwd("forum", *args, code=code)
    assert (result.stdout, says in result.stderr) == ("", True), result.stderr
    assert stored() == before
