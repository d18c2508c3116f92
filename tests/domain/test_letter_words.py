"""What a letter says: its subject, and the words of its sections."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.datewords import short_list
from sli_cli.domain.letter_subject import MOST, coming, newly
from sli_cli.domain.letter_words import Entry, subject, wording
from sli_cli.domain.letters import Letter, Line, Mine
from sli_cli.domain.stages import NEWLY_THEIRS
from tests.made_letters import TITLE, TODAY, WHOLE, a_board, a_letter, a_line, a_summary, letters

LATE = a_line()
SOON = a_line("9", date(2026, 11, 30))
LATER = a_line("22", date(2027, 1, 12))
NEW = a_line("4", date(2027, 1, 5), why=NEWLY_THEIRS)
HIDDEN = a_line("14", date(2026, 11, 25), restricted=True)


def about(*titles: str, **lists: tuple[Line, ...]) -> Letter:
    return a_letter(Mine(**lists), titles=titles or (TITLE,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (about(overdue=(LATE,) * 3, due=(SOON,) * 2), "3 overdue, 2 due by 30 Nov: SLI Infant Mortality (BwD)"),
        (about(coming=(LATER,) * 2), "2 coming, the first 12 Jan: SLI Infant Mortality (BwD)"),
        (about(coming=(NEW,) * 4), "4 newly yours: SLI Infant Mortality (BwD)"),
        (
            about(overdue=(LATE,), coming=(NEW, LATER, LATER)),
            "1 overdue, 1 newly yours, 2 coming: SLI Infant Mortality (BwD)",
        ),
        (about(due=(a_line("9", TODAY),)), "1 due today: SLI Infant Mortality (BwD)"),
        (about(due=(HIDDEN, SOON)), "2 due within a week: SLI Infant Mortality (BwD)"),
        (about(coming=(a_line("5", None),)), "1 coming: SLI Infant Mortality (BwD)"),
        (about(coming=(HIDDEN, LATER)), "2 coming: SLI Infant Mortality (BwD)"),
        (about("BwD", "Bolton", overdue=(LATE,)), "1 overdue: BwD and Bolton"),
        (about("BwD", "Bolton", "Bury", overdue=(LATE,)), "1 overdue: BwD, Bolton and Bury"),
        (about("A long title " * 5, "Another " * 5, overdue=(LATE,)), "1 overdue: 2 registers"),
        (about("A " + "long title " * 9, overdue=(LATE,)), "1 overdue: A" + " long title" * 7 + "…"),
        (about("Longworded" * 30, overdue=(LATE,)), "1 overdue"),
        (a_letter(escalated=(LATE,) * 2), "2 overdue, escalated to you: SLI Infant Mortality (BwD)"),
        (
            a_letter(Mine((LATE,)), escalated=(LATE,) * 2),
            "1 overdue; 2 overdue, escalated to you: SLI Infant Mortality (BwD)",
        ),
        (a_letter(boards=(a_board(),)), "LSCB 5 Jan, updates due 16 Dec: SLI Infant Mortality (BwD)"),
        (
            a_letter(boards=(a_board(on=TODAY, deadline="papers close"),)),
            "LSCB 5 Jan, papers close today: SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(boards=(a_board(on=date(2026, 11, 17)), a_board(on=TODAY, deadline="papers close"))),
            "LSCB 5 Jan, updates were due 17 Nov, papers close today: SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(boards=(a_board(on=date(2026, 11, 20), deadline="papers close"), a_board("HWB"))),
            "LSCB 5 Jan, papers closed 20 Nov; HWB 5 Jan, updates due 16 Dec: SLI Infant Mortality…",
        ),
        (
            a_letter(boards=(a_board("Board " * 50),)),
            "Board Board Board Board Board Board… 5 Jan, updates due 16 Dec: SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(boards=(a_board("Board " * 50), a_board("Board " * 50, deadline="papers close"))),
            "Board Board Board Board Board Board… 5 Jan, updates due 16 Dec, papers close 16 Dec",
        ),
        (about(overdue=(LATE,) * 5)._replace(mine=Mine((LATE,) * 5, late=8)), f"5 of 8 overdue: {TITLE}"),
        (about()._replace(mine=Mine((LATE,) * 3, late=3)), f"3 overdue: {TITLE}"),
        (about()._replace(mine=Mine((), (SOON,), late=3)), f"1 due by 30 Nov: {TITLE}"),
        (
            a_letter(Mine((LATE,)), boards=(a_board(), a_board("HWB"), a_board("CYP Trust"))),
            "1 overdue; LSCB 5 Jan, updates due 16 Dec; HWB 5 Jan, updates due 16 Dec; and more",
        ),
        (
            a_letter(summaries=(a_summary(accepted=9),)),
            "Reminders, week of 16 Nov: all clear - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(summaries=(a_summary(in_doubt=1, refusals=(("a", "no"),) * 2, vacant=(("Chair", 4),)),)),
            "Reminders, week of 16 Nov: 1 in doubt, 2 refused, 1 vacant - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(summaries=(a_summary(days=(date(2026, 11, 17), date(2026, 11, 18)), overdue=3),)),
            "Reminders, week of 16 Nov: 2 days without a good run, 3 overdue - SLI Infant Mortality…",
        ),
        (
            a_letter(summaries=(a_summary(days=(date(2026, 11, 17),)),)),
            "Reminders, week of 16 Nov: 1 day without a good run - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(summaries=(a_summary(credential_expires=TODAY),)),
            "Reminders, week of 16 Nov: sign-in expires 23 Nov - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(summaries=(a_summary(credential_expires=TODAY - timedelta(days=1)),)),
            "Reminders, week of 16 Nov: sign-in expired 22 Nov - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(summaries=(a_summary(), a_summary(waiting=1), a_summary())),
            "Reminders, week of 16 Nov: 2 of 3 registers clear - SLI Infant Mortality (BwD)",
        ),
        (
            a_letter(Mine((LATE,)), summaries=(a_summary(),)),
            "1 overdue; reminders, week of 16 Nov: all clear - SLI Infant Mortality (BwD)",
        ),
        (a_letter(), "Reminders: SLI Infant Mortality (BwD)"),
        (about("=?utf-8?q?=41?=\r\nBcc: x\x1b", overdue=(LATE,)), "1 overdue: = ?utf-8?q?=41?= Bcc: x\ufffd"),
        (about(overdue=(a_line(due=date(2025, 1, 5)),), due=(SOON,))._replace(titles=()), "1 overdue, 1 due by 30 Nov"),
    ],
)
def test_a_subject_says_the_most_urgent_first(letter: Letter, said: str) -> None:
    assert subject(letter) == said


def test_a_date_that_could_be_of_another_year_has_its_year() -> None:
    far = a_line(due=TODAY + timedelta(days=300))
    assert subject(about(coming=(far,))) == "1 coming, the first 19 Sep 2027: SLI Infant Mortality (BwD)"


@given(letters())
def test_the_numbers_of_a_subject_are_lengths_of_lists(letter: Letter) -> None:
    line, mine = subject(letter), letter.mine
    counts = {
        "overdue": mine.overdue,
        "due": mine.due,
        "newly yours": newly(mine),
        "coming": coming(mine),
    }
    expected = [f"{len(found)} {words}" for words, found in counts.items() if found]
    if mine.late > len(mine.overdue) > 0:
        expected[0] = f"{len(mine.overdue)} of {mine.late} overdue"
    said = re.findall(r"\d+ (?:of \d+ )?(?:overdue|due|newly yours|coming)", line.split(";")[0])
    assert said[: len(expected)] == expected
    if letter.escalated:
        assert f"{len(letter.escalated)} overdue, escalated to you" in line or "; and more" in line
    headings = [section.heading for section in wording(letter).sections]
    shown = {"Overdue": mine.overdue, "Due within a week": mine.due, "Newly yours": newly(mine)}
    shown |= {"Coming": coming(mine), "Escalated to you": letter.escalated}
    for words, found in shown.items():
        assert (f"{words}: {len(found)}" in headings) == bool(found)


@given(letters())
def test_a_subject_is_one_line_of_bounded_length(letter: Letter) -> None:
    line = subject(letter)
    assert 0 < len(line) <= MOST
    assert line == " ".join(line.split())
    assert "=?" not in line


@given(st.lists(st.text("ab ", max_size=120), min_size=1, max_size=3))
def test_no_word_of_a_title_is_cut(titles: list[str]) -> None:
    _, _, said = subject(about(*titles, overdue=(LATE,))).partition(": ")
    if said != f"{len(titles)} registers":
        whole = {word for title in titles for word in title.split()} | {"and", ""}
        assert {word.strip("…,") for word in said.split(" ")} <= whole


# -- sections


def entry(line: Line, **more: Any) -> Entry:
    return wording(a_letter(Mine(overdue=(line,)), **more)).sections[0].entries[0]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (a_line(), "54 days overdue (due 30 Sep 2026, assumed)"),
        (a_line(due=date(2026, 11, 22), assumed=False), "1 day overdue (due 22 Nov 2026)"),
        (a_line(due=TODAY), "due today, Mon 23 Nov 2026 (assumed)"),
        (a_line(due=date(2026, 11, 30), assumed=False), "due Mon 30 Nov 2026"),
        (a_line(due=None), "no next review yet"),
        (a_line(restricted=True), "not for publication"),
    ],
)
def test_when_is_said_in_words(line: Line, said: str) -> None:
    assert entry(line).when == said


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        (a_line(), ()),
        (a_line(agenda=("LSCB", date(2027, 1, 5))), ("It is on the agenda of LSCB on 5 Jan 2027.",)),
        (a_line(why=f"on the day and {NEWLY_THEIRS}"), ("It is newly yours.",)),
        (a_line(instead="it has no lead"), ("You are told because it has no lead.",)),
        (a_line(restricted=True, agenda=("LSCB", TODAY), instead="it has no lead", why=NEWLY_THEIRS), ()),
    ],
)
def test_what_else_there_is_to_know_is_said(line: Line, notes: tuple[str, ...]) -> None:
    assert entry(line).notes == notes


def test_with_several_registers_each_item_says_which_is_its_own() -> None:
    assert entry(a_line(register="Bury"), titles=("Bury", "Bolton")).notes == ("Register: Bury",)


def test_a_reason_that_all_items_share_is_said_once() -> None:
    away = a_line(instead="Al Smith is away until 5 Jan 2027")
    said = "You are told because Al Smith is away until 5 Jan 2027."
    alike, mixed = a_letter(Mine((away,), (away, HIDDEN))), a_letter(Mine((away,), (SOON,)))
    assert wording(alike).about[-1] == said
    assert [one.notes for section in wording(alike).sections for one in section.entries] == [(), (), ()]
    assert said not in wording(mixed).about
    assert [one.notes for section in wording(mixed).sections for one in section.entries] == [(said,), ()]


def test_an_answer_is_asked_of_leads_and_comes_after_their_items() -> None:
    headings = [section.heading for section in wording(WHOLE).sections]
    assert headings == [
        "Overdue: 3",
        "Due within a week: 2",
        "Newly yours: 1",
        "Coming: 2",
        "How to answer",
        "Escalated to you: 1",
        "LSCB, Tue 5 Jan 2027: updates due Wed 16 Dec 2026",
        "HWB, Tue 5 Jan 2027: updates due Wed 16 Dec 2026",
        "SLI Infant Mortality (BwD): reminders since 16 Nov 2026",
    ]
    others = wording(WHOLE._replace(mine=Mine())).sections
    assert [section.heading for section in others] == headings[5:]


@pytest.mark.parametrize(
    ("waiting", "items", "said"),
    [
        (0, 0, "Nothing is asked of leads for this meeting."),
        (0, 1, "Asked of leads for this meeting: 1 item. Something was said of it since the last meeting."),
        (0, 3, "Asked of leads for this meeting: 3 items. Something was said of each since the last meeting."),
        (1, 1, "Asked of leads for this meeting: 1 item. Nothing was said of it since the last meeting."),
        (1, 2, "Asked of leads for this meeting: 2 items. Nothing was said of 1 of them since the last meeting."),
        (2, 2, "Asked of leads for this meeting: 2 items. Nothing was said of either of them since the last meeting."),
        (3, 3, "Asked of leads for this meeting: 3 items. Nothing was said of any of them since the last meeting."),
        (2, 8, "Asked of leads for this meeting: 8 items. Nothing was said of 2 of them since the last meeting."),
    ],
)
def test_a_secretary_is_told_who_is_silent(waiting: int, items: int, said: str) -> None:
    section = wording(a_letter(boards=(a_board(waiting=(SOON,) * waiting, items=items),))).sections[0]
    assert section.meaning == said
    assert [one.notes for one in section.entries] == [("Lead: Jo Bloggs, Chair of LSCB",)] * waiting


def test_both_deadlines_of_a_meeting_stand_above_one_list() -> None:
    of_one = {"waiting": (SOON,), "items": 2}
    passed = a_board(on=date(2026, 11, 17), **of_one)
    section, other = wording(
        a_letter(boards=(passed, a_board("HWB", items=1), a_board(deadline="papers close", on=TODAY, **of_one)))
    ).sections
    assert section.heading == "LSCB, Tue 5 Jan 2027: updates were due Tue 17 Nov 2026, papers close today"
    assert [entry.name for entry in section.entries] == ["9"]
    assert other.heading == "HWB, Tue 5 Jan 2027: updates due Wed 16 Dec 2026"


@pytest.mark.parametrize(
    ("named", "counts", "said"),
    [
        (0, {"open": 4}, "You lead 4 open recommendations in all; none is overdue."),
        (0, {"open": 1}, "You lead 1 open recommendation in all; it is not overdue."),
        (1, {"open": 1, "late": 1}, "You lead 1 open recommendation in all; it is overdue."),
        (1, {"open": 2, "late": 1}, "You lead 2 open recommendations in all, of which 1 is overdue."),
        (3, {"open": 4, "late": 3}, "You lead 4 open recommendations in all, of which 3 are overdue."),
        (
            5,
            {"open": 19, "late": 8},
            "You lead 19 open recommendations in all, of which 8 are overdue; 5 of these are named today.",
        ),
        (
            1,
            {"open": 19, "late": 8},
            "You lead 19 open recommendations in all, of which 8 are overdue; 1 of these is named today.",
        ),
        (
            0,
            {"open": 19, "late": 8},
            "You lead 19 open recommendations in all, of which 8 are overdue; none of these is named today.",
        ),
        (
            0,
            {"open": 19, "late": 1},
            "You lead 19 open recommendations in all, of which 1 is overdue; it is not named today.",
        ),
        (
            1,
            {"stood_in": 2, "late": 2},
            "In place of their leads you answer for 2 open recommendations in all, of which 2 are overdue; 1 of these "
            "is named today.",
        ),
        (0, {"stood_in": 1}, "In place of its lead you answer for 1 open recommendation in all; it is not overdue."),
        (
            2,
            {"open": 1, "stood_in": 3, "late": 2},
            "You lead 1 open recommendation and answer for 3 in place of their leads, 4 in all, of which 2 are "
            "overdue.",
        ),
    ],
)
def test_it_is_said_how_much_there_is_in_all(named: int, counts: dict[str, int], said: str) -> None:
    letter = a_letter(Mine((LATE,) * named, (SOON,), **counts))  # type: ignore[arg-type]
    assert wording(letter).about[1] == said


def test_a_clear_week_says_so_and_another_names_what_is_wrong() -> None:
    clear, troubled = wording(a_letter(summaries=(a_summary(accepted=7),))), wording(WHOLE)
    assert clear.sections[0].meaning == "All clear: nothing waits for your hand."
    assert clear.sections[0].facts[0] == ("Messages sent", "7")
    assert troubled.sections[-1].facts[1:] == (
        ("Refused (1)", "sam.hill@example.gov.uk: no such user"),
        ("Waiting to be sent", "0"),
        ("In doubt", "0"),
        ("Overdue recommendations", "5"),
        ("Unscheduled", "2"),
        ("Vacant posts (2)", "Chair of LSCB (4 open); Director of Public Health (2 open)"),
        ("Without an e-mail address (1)", "Al Smith"),
        ("What sli signs in with", "expires on Sat 5 Dec 2026"),
    )


def facts(**more: Any) -> dict[str, str]:
    return dict(wording(a_letter(summaries=(a_summary(**more),))).sections[0].facts)


def test_a_summary_names_a_few_refusals_and_counts_the_others() -> None:
    said = tuple((f"{number}@example.gov.uk", "no such user") for number in range(5))
    three = "; ".join(f"{number}@example.gov.uk: no such user" for number in range(3))
    assert facts()["Refused"] == "0"
    assert facts(refusals=said[:3])["Refused (3)"] == three
    assert facts(refusals=said)["Refused (5)"] == f"{three}; and 2 more"


def test_a_summary_names_the_days_without_a_good_run() -> None:
    days = (date(2026, 12, 7), date(2026, 12, 8), date(2026, 12, 9))
    assert facts(days=days)["Days on which not everything went out (3)"] == "7, 8, 9 Dec 2026"


def test_where_there_are_several_registers_it_is_said_that_messages_are_counted_in_all() -> None:
    assert list(facts(of_all=True, refusals=(("a@example.gov.uk", "no"),)))[:5] == [
        "Messages sent, of all registers",
        "Refused, of all registers (1)",
        "Waiting to be sent, of all registers",
        "In doubt, of all registers",
        "Overdue recommendations",
    ]


@pytest.mark.parametrize(
    ("day", "said"), [(TODAY, "expires on Mon 23 Nov 2026"), (TODAY - timedelta(1), "expired on Sun 22 Nov 2026")]
)
def test_what_has_expired_is_not_said_to_expire(day: date, said: str) -> None:
    assert facts(credential_expires=day)["What sli signs in with"] == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (((2026, 12, 7),), "7 Dec 2026"),
        (((2026, 11, 30), (2026, 12, 1), (2026, 12, 2)), "30 Nov, 1, 2 Dec 2026"),
        (((2026, 12, 30), (2026, 12, 31), (2027, 1, 1)), "30, 31 Dec 2026, 1 Jan 2027"),
        (((2026, 1, 5), (2027, 1, 5)), "5 Jan 2026, 5 Jan 2027"),
    ],
)
def test_months_and_years_of_several_days_are_said_once(days: tuple[tuple[int, int, int], ...], said: str) -> None:
    assert short_list([date(*day) for day in days]) == said


def test_the_foot_says_what_is_marked_what_is_attached_why_and_whom_to_ask() -> None:
    assert wording(WHOLE).foot == (
        "A date marked as assumed is not from the document: say whether it should stand.",
        "Of what is not for publication only the ref is sent by e-mail; the register has the rest.",
        "Attached: recommendations.csv holds these items, and reviews.ics holds the dates of the others for your "
        "calendar.",
        "You get this because you lead these recommendations, or stand in for whoever does; what has long been overdue "
        "is brought to you; you prepare the meetings of LSCB and HWB; you are the owner of SLI Infant Mortality (BwD).",
        "A reply goes to Sam Secretary <sam@example.gov.uk>. Ask there, too, if something is wrong or is not yours.",
    )
    plain = a_letter(Mine((a_line(assumed=False),)), reply_to=None)
    assert wording(plain).foot == (
        "You get this because you lead these recommendations.",
        "Reply, too, if something is wrong or is not yours.",
    )


def test_of_a_diary_only_what_it_holds_is_said() -> None:
    def attached(*lines: Line) -> str:
        letter = a_letter(Mine(lines), attach=frozenset({"ics"}))
        return " ".join(words for words in wording(letter).foot if words.startswith("Attached"))

    assert attached(LATE, SOON) == "Attached: reviews.ics holds their dates for your calendar."
    assert attached(LATE, HIDDEN) == "Attached: reviews.ics holds the dates of the others for your calendar."
    assert attached(HIDDEN) == attached(HIDDEN, a_line(due=None)) == ""


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (("",), "you lead these recommendations"),
        (("Al is away", ""), "you lead these recommendations, or stand in for whoever does"),
        (("Al is away", "Chair is vacant"), "you stand in for whoever leads these"),
        (("it has no lead", "it has no lead"), "these have no lead"),
    ],
)
def test_whose_the_items_are_is_said(reasons: tuple[str, ...], said: str) -> None:
    mine = Mine(tuple(a_line(instead=instead, assumed=False) for instead in reasons))
    assert f"You get this because {said}." in wording(a_letter(mine)).foot


def test_who_answers_only_to_themselves_is_told_what_to_do_and_not_to_reply() -> None:
    alone = wording(a_letter(Mine((LATE,)), reply_to=None, answers_self=True))
    assert [section.heading for section in alone.sections] == ["Overdue: 1", "What to do"]
    assert [point.partition(": ")[2] for point in alone.sections[1].points] == [
        "sli review REF;",
        "sli extend REF;",
        "sli lead appoint POST.",
    ]
    assert "reply" not in str(alone).casefold()


def test_who_is_asked_for_no_reply_is_told_whom_to_ask() -> None:
    to_owner = wording(a_letter(boards=(a_board(),))).foot
    assert to_owner[-1].endswith("Ask there if something is wrong or is not yours.")
    assert "Reply" not in " ".join(wording(a_letter(boards=(a_board(),), reply_to=None)).foot)
