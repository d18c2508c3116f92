"""Rows that are more or less than one recommendation: cut in two, merged, continued, empty, or a heading."""

from __future__ import annotations

from datetime import date

from tests.intake.by_hand import again, drafts, kinds, read

PLAIN = ["Ref", "Recommendation", "Lead", "Due date"]
FIRST = ["1", "Publish the plan.", "Head of Housing", "31/03/2027"]
SECOND = ["2", "Train the staff.", "Director of Finance", "30/06/2027"]


def test_one_recommendation_merged_over_several_actions_is_one() -> None:
    [one, two] = drafts(
        ["Ref", "Recommendation", "Action", "Owner", "Due"],
        ["1", "Publish the plan.", "Write it.", "Jane Smith", "31/03/2027"],
        [again("1"), again("Publish the plan."), "Print it.", "Bob Jones", "31/03/2027"],
        ["2", "Train the staff.", "Hire a room.", "Jane Smith", "30/06/2027"],
    )
    assert (one.action, one.lead, one.contributors) == ("Write it.\n\nPrint it.", "Jane Smith", ("Bob Jones",))
    assert (one.next_review, two.action) == (date(2027, 3, 31), "Hire a room.")


def test_several_dates_in_one_recommendation_are_flagged_and_kept_as_wording() -> None:
    reading = read(
        ["Ref", "Recommendation", "Action", "Due"],
        ["1", "Publish the plan.", "Write it.", "31/03/2027"],
        ["", "", "Print it.", "30/06/2027"],
        SECOND,
    )
    one = next(iter(reading.drafts))
    assert (one.next_review, one.wording) == (None, "31/03/2027\n\n30/06/2027")
    assert "wording" in kinds(reading)


def test_rows_that_a_page_cut_are_joined() -> None:
    reading = read(
        ["Ref", "Recommendation", "Comments", "Lead"],
        ["1", "Publish the plan with the", "It is written, and", "Head of Housing"],
        ["\f", "", "partners in the area.", "will be printed.\n\nThen it goes out.", ""],
        ["2", "Train.", "None.", "Head of IT"],
    )
    one, two = reading.drafts
    assert one.text == "Publish the plan with the partners in the area."
    assert one.position == "It is written, and will be printed.\n\nThen it goes out."
    assert (two.ref, reading.counts["joined rows"]) == ("2", 1)


def test_a_row_marked_as_continued_is_joined() -> None:
    [one] = drafts(["Ref", "Recommendation", "Comments"], ["6", "Publish.", "First."], ["6 (cont.)", "", "Second."])
    assert one.position == "First.\n\nSecond."


def test_rows_that_are_numbered_and_empty_are_left_out_and_counted() -> None:
    reading = read([*PLAIN, "Status"], [*FIRST, "Open"], ["2", "", "", "", "Open"], ["3"], ["4"])
    assert [draft.ref for draft in reading.drafts] == ["1"]
    assert reading.counts["empty numbered rows"] == 3


def test_a_form_with_only_numbers_gives_nothing_and_says_why() -> None:
    reading = read(PLAIN, ["1"], ["2"], ["3"])
    assert list(reading.drafts) == []
    assert reading.why.endswith("It holds no recommendation: 3 of its 3 rows are numbered and otherwise empty.")


def test_a_header_alone_gives_nothing_and_says_why() -> None:
    reading = read(PLAIN)
    assert (len(reading.drafts), reading.why.endswith("It holds a header only.")) == (0, True)


def test_a_recommendation_without_anything_else_is_no_section() -> None:
    one, two, three, _ = drafts(
        ["Recommendation", "Comments"],
        ["Publish the plan for homes in the area", "It is written"],
        ["Homes"],
        ["Train all the staff of the service again", ""],
        ["Ask the partners in the area for their data", "Not begun"],
        ["Tell the board what came of it all", "Not begun"],
    )
    assert [draft.theme for draft in (one, two, three)] == ["", "Homes", "Homes"]
    assert two.text == "Train all the staff of the service again"
