"""Trackers as councils really lay them out, each as a table by hand, and what must be understood of it."""

from __future__ import annotations

from datetime import date

from tests.intake.by_hand import again, drafts, filled, kinds, read

PLAIN = ["Ref", "Recommendation", "Lead", "Due date"]
FIRST = ["1", "Publish the plan.", "Head of Housing", "31/03/2027"]
SECOND = ["2", "Train the staff.", "Director of Finance", "30/06/2027"]


def test_a_plain_table_gives_its_rows() -> None:
    one, two = drafts(PLAIN, FIRST, SECOND)
    assert (one.ref, one.text, one.lead) == ("1", "Publish the plan.", "Head of Housing")
    assert (one.next_review, one.next_review_assumed, one.basis) == (date(2027, 3, 31), False, "confirmed")
    assert (two.ref, two.place) == ("2", ("Sheet1", 3))


def test_titles_and_a_key_above_the_header_are_skipped_and_said() -> None:
    reading = read(
        ["Scrutiny tracker 2026/27"],
        [],
        ["Key", "Red", "Amber", "Green"],
        ["", "Late", "At risk", "On time"],
        PLAIN,
        FIRST,
    )
    assert [draft.ref for draft in reading.drafts] == ["1"]
    above = {doubt.original for doubt in reading.doubts if doubt.kind == "above"}
    assert above == {"Scrutiny tracker 2026/27", "Key | Red | Amber | Green", "Late | At risk | On time"}


def test_a_header_over_two_rows_with_groups() -> None:
    [one] = drafts(
        ["", "", "Responsibility", "", "Dates", ""],
        ["No.", "Recommendation", "Lead", "Support", "Original target", "Revised target date"],
        ["7", "Do it.", "Head of Housing", "Head of Planning", "31/03/2026", "31/03/2027"],
    )
    assert (one.lead, one.contributors, one.next_review) == (
        "Head of Housing",
        ("Head of Planning",),
        date(2027, 3, 31),
    )
    assert one.extra == (("Dates Original target", "31/03/2026"),)


def test_a_row_of_groups_tells_headings_of_one_name_apart() -> None:
    reading = read(
        ["", "", "Lead", again("Lead"), "Target", again("Target")],
        ["Ref", "Recommendation", "Post", "Organisation", "Date", "Organisation"],
        ["7", "Do it.", "Head of Housing", "Council", "31/03/2027", "NHS"],
    )
    [one] = reading.drafts
    assert (one.lead, one.next_review) == ("Head of Housing", date(2027, 3, 31))
    assert one.extra == (("Lead Organisation", "Council"), ("Target Organisation", "NHS"))


def test_a_header_row_merged_with_the_one_above_belongs_to_it() -> None:
    [one] = drafts(
        ["Ref", "Recommendation", "Responsibility", again("Responsibility")],
        [again("Ref"), again("Recommendation"), "Name", "Since"],
        ["7", "Do it.", "Jane Smith", "2024"],
    )
    assert (one.ref, one.lead, one.extra) == ("7", "Jane Smith", (("Responsibility Since", "2024"),))


def test_a_header_whose_words_are_wrapped_over_three_rows() -> None:
    reading = read(
        ["Rec", "Recommendation", "Responsible", "Target"],
        ["No.", again("Recommendation"), "Officer", "Date"],
        ["", "", "(post)", "(dd/mm/yyyy)"],
        ["1.10", "Do it.", "Head of Housing", "31/03/2027"],
    )
    [one] = reading.drafts
    assert (one.ref, one.lead, one.next_review) == ("1.10", "Head of Housing", date(2027, 3, 31))
    assert [shown.heading for shown in reading.mapping] == [
        "Rec No.",
        "Recommendation",
        "Responsible Officer (post)",
        "Target Date (dd/mm/yyyy)",
    ]


def test_a_legend_beside_the_table_is_not_read() -> None:
    reading = read(
        [*PLAIN, "", "Key", "Meaning"],
        [*FIRST, "", "Red", "Late"],
        [*SECOND, "", "Green", "On time"],
    )
    assert [draft.extra for draft in reading.drafts] == [(), ()]
    beside = [doubt.original for doubt in reading.doubts if doubt.kind == "beside"]
    assert beside == ["Red", "Late", "Green", "On time"]


def test_a_key_below_the_table_is_not_read() -> None:
    reading = read(PLAIN, FIRST, [], ["Key:"], ["Red", "Late"], ["Green", "On time"])
    assert [draft.ref for draft in reading.drafts] == ["1"]
    assert [doubt.original for doubt in reading.doubts if doubt.kind == "below"] == [
        "Key:",
        "Red | Late",
        "Green | On time",
    ]


def test_the_header_repeated_on_every_page_is_no_row() -> None:
    reading = read(PLAIN, FIRST, ["\f", *PLAIN], SECOND)
    assert [draft.ref for draft in reading.drafts] == ["1", "2"]
    assert reading.counts["repeated headers"] == 1


def test_the_title_repeated_on_every_page_is_no_theme() -> None:
    one, two = drafts(["Action tracker"], PLAIN, FIRST, ["\f", "Action tracker"], ["Page 2 of 9"], SECOND)
    assert (one.theme, two.theme) == ("", "")


def test_section_rows_are_the_theme() -> None:
    one, two = drafts(PLAIN, ["Homes"], FIRST, ["", "Money and people", "", ""], SECOND)
    assert (one.theme, two.theme) == ("Homes", "Money and people")


def test_a_section_row_merged_over_all_columns() -> None:
    merged = ["Homes", again("Homes"), again("Homes"), again("Homes")]
    assert drafts(PLAIN, merged, FIRST)[0].theme == "Homes"


def test_a_section_row_may_name_the_lead() -> None:
    header = ["Ref", "Recommendation", "Target date", "Status"]
    one, two, three = drafts(
        header,
        ["Director of Adult Services"],
        ["1", "Do it.", "31/03/2027", "Open"],
        ["Homes (Lead: Jane Smith)"],
        ["2", "Do more.", "31/03/2027", "Open"],
        ["Lead officer: DM"],
        ["3", "Do all.", "31/03/2027", "Open"],
    )
    assert [draft.lead for draft in (one, two, three)] == ["Director of Adult Services", "Jane Smith", "DM"]
    assert [draft.theme for draft in (one, two, three)] == ["", "Homes", "Homes"]


def test_a_numbered_section_heads_its_subnumbers() -> None:
    one, two = drafts(
        PLAIN,
        ["1", "Homes", "", ""],
        ["1.1", "Publish.", "Head of Housing", "31/03/2027"],
        ["1.2", "Train.", "Head of Housing", "31/03/2027"],
    )
    assert (one.theme, one.ref, two.ref) == ("1 Homes", "1.1", "1.2")


def test_initials_are_kept_and_several_leads_are_flagged() -> None:
    reading = read(PLAIN, ["1", "Do it.", "DM/PL/KL", "31/03/2027"])
    [one] = reading.drafts
    assert (one.lead, one.contributors) == ("DM", ("PL", "KL"))
    assert {"several-leads", "initials"} <= kinds(reading)


def test_raised_dates_beside_due_dates_are_never_due() -> None:
    [one] = drafts(
        ["Ref", "Date raised", "Action", "Owner", "Deadline", "Date closed"],
        ["1", "01/02/2026", "Do it.", "Jane Smith", "", ""],
    )
    assert (one.next_review, one.extra, one.text) == (None, (("Date raised", "01/02/2026"),), "Do it.")


def test_a_column_date_is_due_only_where_most_of_it_is_to_come() -> None:
    header = ["Ref", "Action", "Owner", "Date"]
    assert drafts(header, ["1", "Do it.", "Jane Smith", "01/02/2026"])[0].next_review is None
    assert drafts(header, ["1", "Do it.", "Jane Smith", "01/02/2027"])[0].next_review == date(2027, 2, 1)


def test_a_colour_counts_where_the_cell_has_no_word() -> None:
    header = [*PLAIN, "RAG"]
    reading = read(
        header,
        [*FIRST, filled("FFC000")],
        [*SECOND, filled("00B050", "Red")],
        ["3", "Do it.", "Head of IT", "30/06/2027", filled("FFFFFF")],
    )
    assert [(draft.rating, draft.rating_word) for draft in reading.drafts] == [
        ("amber", ""),
        ("red", "Red"),
        (None, ""),
    ]
    assert "fill" in kinds(reading)


def test_the_colour_of_a_whole_row_is_no_rating() -> None:
    striped = [filled("E2F0D9", text) for text in FIRST]
    [one] = drafts([*PLAIN, "RAG"], [*striped, filled("E2F0D9")])
    assert one.rating is None
