"""Columns as councils really fill them: dates, refs, leads, statuses, and what has no place of its own."""

from __future__ import annotations

from datetime import date

from sli_cli.intake.understand import understand
from sli_cli.intake.values import Options
from tests.intake.by_hand import TODAY, again, document, drafts, kinds, read, table

PLAIN = ["Ref", "Recommendation", "Lead", "Due date"]
FIRST = ["1", "Publish the plan.", "Head of Housing", "31/03/2027"]
SECOND = ["2", "Train the staff.", "Director of Finance", "30/06/2027"]


def test_recommendation_and_action_are_two_fields() -> None:
    [one] = drafts(["Ref", "Recommendation", "Action", "Owner"], ["1", "Publish.", "Print it.", "Jane Smith"])
    assert (one.text, one.action) == ("Publish.", "Print it.")


def test_an_action_alone_is_the_recommendation_and_action_taken_the_update() -> None:
    [one] = drafts(["No", "Action", "Owner", "Action taken"], ["1", "Publish.", "Jane Smith", "12/10/2026: sent."])
    assert (one.text, one.action, one.update, one.update_on) == (
        "Publish.",
        "",
        "12/10/2026: sent.",
        date(2026, 10, 12),
    )


def test_two_action_columns_and_two_of_one_name_are_all_kept() -> None:
    [one] = drafts(
        ["Ref", "Action", "Action", "Owner", "Notes", "Notes"],
        ["1", "Publish.", "Print.", "Jane Smith", "By post.", "By hand."],
    )
    assert (one.text, one.action) == ("Publish.", "Print.")
    assert (one.update, one.extra) == ("By post.", (("Notes", "By hand."),))


def test_columns_without_a_place_are_kept_word_for_word() -> None:
    [one] = drafts([*PLAIN, "Cost", ""], [*FIRST, "£5,000\nper year", "see file"])
    assert one.extra == (("Cost", "£5,000\nper year"), ("Column 6", "see file"))


def test_the_latest_of_several_updates_counts() -> None:
    [one] = drafts(
        ["Ref", "Action", "Owner", "Progress Sept 2025", "Progress March 2026"],
        ["1", "Publish.", "Jane Smith", "Begun.", "Half done."],
    )
    assert (one.update, one.update_on, one.extra) == (
        "Half done.",
        date(2026, 3, 31),
        (("Progress Sept 2025", "Begun."),),
    )


def test_months_first_are_read_so_where_one_date_can_only_be_that() -> None:
    reading = read(PLAIN, ["1", "A b c.", "DM", "04/05/2027"], ["2", "D e f.", "DM", "04/25/2027"])
    assert [draft.next_review for draft in reading.drafts] == [date(2027, 4, 5), date(2027, 4, 25)]
    said = next(doubt.sentence for doubt in reading.doubts if doubt.kind == "order")
    assert said == "In 'Due date' the month comes first, as in '04/25/2027': all its dates were read so."


def test_rows_that_contradict_each_other_are_flagged_one_by_one() -> None:
    rows = [["1", "A.", "DM", "04/25/2027"], ["2", "B.", "DM", "25/04/2027"], ["3", "C.", "DM", "03/04/2027"]]
    reading = read(PLAIN, *rows)
    assert [draft.next_review for draft in reading.drafts] == [date(2027, 4, 25), date(2027, 4, 25), date(2027, 4, 3)]
    flagged = [doubt for doubt in reading.doubts if doubt.kind == "order" and doubt.place]
    assert [(doubt.place, doubt.original) for doubt in flagged] == [("Sheet1!D4", "03/04/2027")]


def test_the_user_settles_the_order_of_dates() -> None:
    row = ["1", "A.", "DM", "03/04/2027"]
    assert drafts(PLAIN, row, dates="month-first")[0].next_review == date(2027, 3, 4)
    iso = drafts(PLAIN, row, dates="iso")[0]
    assert (iso.next_review, iso.wording) == (None, "03/04/2027")


def test_years_far_from_their_neighbours_are_flagged() -> None:
    days = [date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(1927, 9, 30), date(2047, 9, 30)]
    reading = read(PLAIN, *([str(n), "Do it.", "DM", day] for n, day in enumerate(days, 1)))
    damaged = [(doubt.place, doubt.original) for doubt in reading.doubts if doubt.kind == "damaged"]
    assert damaged == [("Sheet1!D5", "1927-09-30"), ("Sheet1!D6", "2047-09-30")]
    assert [draft.next_review for draft in reading.drafts][3:] == [None, date(2047, 9, 30)]


def test_dates_that_a_program_exchanged_are_flagged() -> None:
    days = [date(2027, 3, 4), date(2027, 5, 6), "25/03/2027"]
    reading = read(PLAIN, *([str(n), "Do it.", "DM", day] for n, day in enumerate(days, 1)))
    assert [doubt.place for doubt in reading.doubts if doubt.kind == "order"] == ["Sheet1!D2", "Sheet1!D3"]


def test_serial_numbers_are_days_of_either_epoch() -> None:
    rows = table([PLAIN, ["1", "Do it.", "DM", 46477]])
    assert next(iter(understand(document(rows), Options(), TODAY).drafts)).next_review == date(2027, 3, 31)
    rows = table([PLAIN, ["1", "Do it.", "DM", "45015"]])
    since_1904 = understand(document(rows, epoch_1904=True), Options(), TODAY)
    assert next(iter(since_1904.drafts)).next_review == date(2027, 3, 31)


def test_refs_stay_text() -> None:
    refs = ["1.10", "012/21", "006a/04", "SR (25/26) 01", "1.1", "R7"]
    assert [draft.ref for draft in drafts(PLAIN, *([ref, "Do it.", "DM", ""] for ref in refs))] == refs


def test_missing_refs_are_numbered_after_the_highest_and_said() -> None:
    reading = read(PLAIN, ["9", "A.", "DM", ""], ["", "B.", "DM", ""], ["3", "C.", "DM", ""], ["", "D.", "DM", ""])
    assert [draft.ref for draft in reading.drafts] == ["9", "10", "3", "11"]
    assert [doubt.place for doubt in reading.doubts if doubt.kind == "numbered"] == ["Sheet1!B3", "Sheet1!B5"]


def test_a_table_without_refs_is_numbered_from_one() -> None:
    rows = [["Recommendation", "Lead"], ["Publish it.", "DM"], ["Train them.", "DM"]]
    assert [draft.ref for draft in drafts(*rows)] == ["1", "2"]


def test_repeated_refs_are_a_problem_with_their_rows() -> None:
    reading = read(PLAIN, FIRST, SECOND, ["1", "Other.", "DM", ""])
    [problem] = reading.problems
    assert (problem.place, problem.sentence) == ("Sheet1!A4", "The ref '1' stands here and at Sheet1!A2.")


def test_repeated_refs_are_told_apart_or_matched_as_the_user_says() -> None:
    rows = [PLAIN, FIRST, ["1", "Other.", "DM", ""], ["1", "Third.", "DM", ""]]
    assert [draft.ref for draft in drafts(*rows, duplicates="suffix")] == ["1", "1-2", "1-3"]
    assert [draft.ref for draft in drafts(*rows, update=True)] == ["1", "1", "1"]


def test_refs_may_begin_the_words() -> None:
    rows = [
        ["Recommendation", "Lead"],
        ["1.1 Publish it.", "DM"],
        ["Recommendation 2: Train them.", "DM"],
        ["3) Go.", "DM"],
    ]
    rows[1][0] = "1.1. Publish it."
    assert [(draft.ref, draft.text) for draft in drafts(*rows)] == [
        ("1.1", "Publish it."),
        ("2", "Train them."),
        ("3", "Go."),
    ]


def test_a_theme_that_stands_only_once_counts_for_the_rows_below() -> None:
    rows = [
        ["Category", "Ref", "Action", "Owner"],
        ["Homes", "1", "A.", "DM"],
        ["", "2", "B.", "DM"],
        ["", "3", "C.", "DM"],
        ["Money", "4", "D.", "DM"],
    ]
    assert [draft.theme for draft in drafts(*rows)] == ["Homes", "Homes", "Homes", "Money"]


def test_a_theme_merged_over_its_rows() -> None:
    rows = [["Category", "Ref", "Action", "Owner"], ["Homes", "1", "A.", "DM"], [again("Homes"), "2", "B.", "DM"]]
    assert [draft.theme for draft in drafts(*rows)] == ["Homes", "Homes"]


def test_statuses_close_what_is_closed_and_keep_their_words() -> None:
    header = [*PLAIN, "Status", "Date completed"]
    rows = [
        [*FIRST, "Completed", date(2026, 5, 12)],
        [*SECOND, "In progress", ""],
        ["3", "C.", "DM", "", "Superseded by 1", ""],
        ["4", "D.", "DM", "", "Complete - May 2026", ""],
        ["5", "E.", "DM", "", "Partially complete", ""],
        ["6", "F.", "DM", "", "", date(2026, 5, 12)],
    ]
    found = drafts(header, *rows)
    assert [(draft.state, draft.closure, draft.closed_on) for draft in found] == [
        ("closed", "implemented", date(2026, 5, 12)),
        ("open", None, None),
        ("closed", "superseded", None),
        ("closed", "implemented", date(2026, 5, 31)),
        ("open", None, None),
        ("closed", "implemented", date(2026, 5, 12)),
    ]
    assert [draft.status_word for draft in found][2:5] == [
        "Superseded by 1",
        "Complete - May 2026",
        "Partially complete",
    ]


def test_a_status_not_implemented_stays_open_and_is_flagged() -> None:
    reading = read([*PLAIN, "Status"], [*FIRST, "Not implemented"])
    assert (next(iter(reading.drafts)).state, "status" in kinds(reading)) == ("open", True)


def test_a_status_column_of_colours_is_the_rating() -> None:
    found = drafts([*PLAIN, "Status"], [*FIRST, "Green"], [*SECOND, "A"])
    assert [(draft.rating, draft.rating_word) for draft in found] == [("green", "Green"), ("amber", "A")]


def test_damaged_text_is_mended_and_the_original_reported() -> None:
    reading = read(PLAIN, ["1", "Childrenâ€™s\xa0homes &amp; care_x000D_\nhere", "DM", ""])
    assert next(iter(reading.drafts)).text == "Children’s homes & care\nhere"
    mended = next(doubt for doubt in reading.doubts if doubt.kind == "mended")
    assert (mended.place, mended.original) == ("Sheet1!B2", "Childrenâ€™s\xa0homes &amp; care_x000D_\nhere")


def test_the_user_says_what_a_column_means() -> None:
    rows = [["Ref", "Recommendation", "Bereich", "Wer"], ["1", "Do it.", "Homes", "Jane Smith"]]
    [one] = drafts(*rows, mapping=(("wer", "lead"), ("Bereich", "theme")))
    assert (one.lead, one.theme) == ("Jane Smith", "Homes")


def test_a_mapping_of_what_is_not_there_is_a_problem() -> None:
    reading = read(PLAIN, FIRST, mapping=(("Owner", "lead"),))
    assert reading.problems[0].sentence == (
        "'Owner=lead': the table has no column 'Owner'. It has: 'Ref', 'Recommendation', 'Lead', 'Due date'."
    )
    assert "no meaning 'boss'" in read(PLAIN, FIRST, mapping=(("Lead", "boss"),)).problems[0].sentence


def test_a_row_without_words_is_left_out_and_said() -> None:
    reading = read(PLAIN, FIRST, ["2", "", "Jane Smith", "31/03/2027"])
    assert [draft.ref for draft in reading.drafts] == ["1"]
    assert "2 | Jane Smith | 31/03/2027" in [doubt.original for doubt in reading.doubts]


def test_drafts_can_be_walked_through_more_than_once_and_every_doubt_told() -> None:
    reading = read(PLAIN, *([str(n), "Do it.", "TBC", ""] for n in range(300)))
    assert len(list(reading.drafts)) == len(list(reading.drafts)) == len(reading.drafts) == 300
    assert len(reading.doubts) < 110
    assert reading.doubt_counts["doubt", "no-lead"] == 300
    assert sum(doubt.kind == "no-lead" for doubt in reading.every_doubt()) == 300
