"""What may be written for a rule, what it becomes, and how everything else is refused."""

import pytest

from sli_cli.domain.cadence_grammar import FORMS, parse_rule
from sli_cli.errors import BadValue


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        # schedules
        ("every 6 months", "every 6 months"),
        ("every 6 month", "every 6 months"),
        ("every six months", "every 6 months"),
        ("each 6 months", "every 6 months"),
        ("every 1 months", "every month"),
        ("every month", "every month"),
        ("every other month", "every 2 months"),
        ("every 10 days", "every 10 days"),
        ("every 2 years", "every 2 years"),
        ("every quarter", "every 3 months"),
        ("every 2 quarters", "every 6 months"),
        ("every fortnight", "every 2 weeks"),
        ("daily", "every day"),
        ("weekly", "every week"),
        ("fortnightly", "every 2 weeks"),
        ("monthly", "every month"),
        ("quarterly", "every 3 months"),
        ("yearly", "every year"),
        ("annually", "every year"),
        ("every year", "every year"),
        ("every 1200 months", "every 1200 months"),
        ("every 100 years", "every 100 years"),
        ("every 36525 days", "every 36525 days"),
        ("every 5217 weeks", "every 5217 weeks"),
        # rolling
        ("6 months after review", "6 months after review"),
        ("1 year after review", "1 year after review"),
        ("2 weeks after each review", "2 weeks after review"),
        ("two quarters after the review", "6 months after review"),
        # calendar dates
        ("every March and September", "every March and September"),
        ("each September and March", "every March and September"),
        ("every march, june, september and december", "every March, June, September and December"),
        ("every March, June, and September", "every March, June and September"),
        ("every March and March", "every March"),
        ("each January", "every January"),
        ("each Sept", "every September"),
        ("on 31 March each year", "on 31 March each year"),
        ("on the 31st of March every year", "on 31 March each year"),
        ("every 31 March", "on 31 March each year"),
        ("on 30 September and 31 March each year", "on 31 March and 30 September each year"),
        ("on 29 February each year", "on 29 February each year"),
        # the nth day of a period
        ("first Monday of every month", "first Monday of every month"),
        ("the last working day of each month", "last working day of every month"),
        ("on the last working day of the month", "last working day of every month"),
        ("2nd tue in each quarter", "second Tuesday of every quarter"),
        ("third day of every quarter", "third day of every quarter"),
        ("fourth friday of every year", "fourth Friday of every year"),
        # once, and none
        ("once on 2026-12-31", "once on 31 December 2026"),
        ("once on 31 December 2026", "once on 31 December 2026"),
        ("once on the 31st of dec 2026", "once on 31 December 2026"),
        ("once on 29 February 2028", "once on 29 February 2028"),
        ("once 6 months after adoption", "once 6 months after adoption"),
        ("once one fortnight after adoption", "once 2 weeks after adoption"),
        ("none", "none"),
        # capitals and spaces
        ("  EVERY   6\tMonths ", "every 6 months"),
        ("LAST WORKING DAY OF EVERY MONTH", "last working day of every month"),
    ],
)
def test_a_rule_may_be_written_as_a_person_would(written: str, canonical: str) -> None:
    assert str(parse_rule(written)) == canonical
    assert parse_rule(canonical) == parse_rule(written)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (
            "when: the data are published; check every 6 months; then every year",
            "when: the data are published; check every 6 months; then every year",
        ),
        ("WHEN :  Risk Model\n v2, is LIVE ;Check quarterly", "when: Risk Model v2, is LIVE; check every 3 months"),
        (
            "when: the first LSCB meeting is over; check each October; then 6 months after review",
            "when: the first LSCB meeting is over; check every October; then 6 months after review",
        ),
        (
            "when: 16:00; check last working day of every quarter",
            "when: 16:00; check last working day of every quarter",
        ),
    ],
)
def test_an_event_keeps_its_words_and_capitals(written: str, canonical: str) -> None:
    assert str(parse_rule(written)) == canonical
    assert parse_rule(canonical) == parse_rule(written)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_is_offered_is_a_rule(form: str) -> None:
    assert parse_rule(str(parse_rule(form))) == parse_rule(form)


@pytest.mark.parametrize(
    ("written", "word", "near"),
    [
        ("evry 6 months", "evry", "every"),
        ("every 6 moths", "moths", "months"),
        ("every 6months", "6months", "months"),
        ("quaterly", "quaterly", "quarterly"),
        ("anually", "anually", "annually"),
        ("each Septembre", "septembre", "september"),
        ("forth Friday of every month", "forth", "fourth"),
        ("6 months after reveiw", "reveiw", "review"),
        ("wehn: it opens", "wehn:", "when:"),
    ],
)
def test_an_unknown_word_is_refused_with_the_near_match_and_the_forms(written: str, word: str, near: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_rule(written)
    assert refused.value.sentence == f"'{word}' is not a word of a rule (did you mean '{near}'?)."
    assert all(form in refused.value.remedy for form in FORMS)


def test_a_word_that_is_like_no_other_is_refused_without_a_guess() -> None:
    with pytest.raises(BadValue) as refused:
        parse_rule("whenever Zaphod likes")
    assert refused.value.sentence == "'whenever' is not a word of a rule."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("twice a year", "every 6 months"),
        ("Once a year", "every year"),
        ("biannually", "every 6 months"),
        ("never", "none"),
    ],
)
def test_a_usual_phrase_that_is_no_rule_is_refused_with_the_rule_that_says_it(written: str, meant: str) -> None:
    with pytest.raises(BadValue, match=f"'{written}' is not a rule; did you mean '{meant}'"):
        parse_rule(written)


@pytest.mark.parametrize(
    "written",
    [
        "every",
        "6 months",
        "March",
        "on 31 March",
        "every Monday",
        "every -6 months",
        "every 6.5 months",
        "every ٦ months",
        "every 99999999999999999999 days",
        "every March and 30 September",
        "first of every month",
        "fifth Friday of every month",
        "first Friday of every week",
        "once",
        "once on 31 December",
        "once on 31 December 26",
        "once on 31/12/2026",
        "once on 2026-12-31 each year",
        "none of every month",
        "every 6 months every year",
    ],
)
def test_words_that_make_no_rule_are_refused_with_the_forms(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_rule(written)
    assert refused.value.code == 2
    assert "every 6 months | quarterly | 6 months after review" in refused.value.remedy


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_an_empty_rule_is_refused(nothing: str) -> None:
    with pytest.raises(BadValue, match="The rule is empty"):
        parse_rule(nothing)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("every 0 months", "'0 months' never comes"),
        ("0 days after review", "'0 days' never comes"),
        ("once 0 weeks after adoption", "'0 weeks' never comes"),
        ("every 1201 months", "'1201 months' is more than 100 years"),
        ("every 101 years", "'101 years' is more than 100 years"),
        ("every 36526 days", "'36526 days' is more than 100 years"),
        ("every 5218 weeks", "'5218 weeks' is more than 100 years"),
        ("every 401 quarters", "'401 quarters' is more than 100 years"),
        ("every 999999999 days", "'999999999 days' is more than 100 years"),
        ("on 30 February each year", "'30 February' is a day that never comes"),
        ("on 31 March and 31 April each year", "'31 April' is a day that never comes"),
        ("on 0 March each year", "'0 March' is a day that never comes"),
        ("once on 2027-02-30", "'2027-02-30' is a day that never comes"),
        ("once on 29 February 2027", "'29 February 2027' is a day that never comes"),
        ("once on 1 January 0000", "'1 January 0000' is a day that never comes"),
    ],
)
def test_a_rule_that_never_comes_is_refused(written: str, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        parse_rule(written)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("at each LSCB meeting", "at each LSCB meeting"),
        ("AT  Every LSCB Meeting", "at each LSCB meeting"),
        ("every Health SPT meeting", "at each Health SPT meeting"),
        ("every second LSCB meeting", "every second LSCB meeting"),
        ("every other Infant Mortality Group meeting", "every second Infant Mortality Group meeting"),
        ("at every 3rd LSCB meeting", "every third LSCB meeting"),
        ("at each second LSCB meeting", "at each second LSCB meeting"),  # a board's name may begin with such a word
        ("at each Monthly meeting meeting", "at each Monthly meeting meeting"),
        (
            "at first LSCB meeting on or after every two quarters",
            "at the first LSCB meeting on or after every 6 months",
        ),
        ("when: it opens; check every second LSCB meeting", "when: it opens; check every second LSCB meeting"),
        (
            "when: money comes; check every 6 months; then at each LSCB meeting",
            "when: money comes; check every 6 months; then at each LSCB meeting",
        ),
    ],
)
def test_rules_that_follow_meetings_keep_the_name_of_the_board(written: str, canonical: str) -> None:
    assert str(parse_rule(written)) == canonical
    assert parse_rule(canonical) == parse_rule(written)


@pytest.mark.parametrize(
    "written",
    [
        "every meeting",
        "at the meeting",
        "every seventh LSCB meetings",
        "at the first LSCB meeting on or after every March",
    ],
)
def test_what_follows_no_boards_meetings_is_refused_with_the_forms_that_do(written: str) -> None:
    with pytest.raises(BadValue, match="follow") as refused:
        parse_rule(written)
    assert "at each LSCB meeting" in refused.value.remedy


@pytest.mark.parametrize(
    "written",
    [
        "when: it opens",
        "when: it opens;",
        "when: it opens; every 6 months",
        "when: it opens; check",
        "when: ; check every 6 months",
        "when: it opens; then every year",
        "when: it opens; check every 6 months; every year",
        "when: it opens; check every 6 months; then every year; then none",
        "when: it opens; or closes; check every 6 months",
    ],
)
def test_an_event_needs_its_check(written: str) -> None:
    with pytest.raises(BadValue, match="needs an event \\(without ';'\\) and a check, and may have a then"):
        parse_rule(written)


@pytest.mark.parametrize(
    "once", ["none", "once on 2026-12-31", "once 6 months after adoption", "when: it opens", "every 6 moths", ""]
)
@pytest.mark.parametrize("clauses", ["check {}", "check every 6 months; then {}"])
def test_what_does_not_repeat_is_no_check_and_no_then(clauses: str, once: str) -> None:
    with pytest.raises(BadValue):
        parse_rule("when: it opens; " + clauses.format(once))


def test_a_check_that_does_not_repeat_is_named() -> None:
    with pytest.raises(BadValue, match="'once on 2026-12-31' does not repeat"):
        parse_rule("when: it opens; check every 6 months; then once on 2026-12-31")


def test_a_very_long_text_is_refused_in_a_short_sentence() -> None:
    for text in ("every " * 200_000, "x" * 1_000_000, "when: " + "x" * 1_000_000):
        with pytest.raises(BadValue) as refused:
            parse_rule(text)
        assert len(refused.value.sentence) < 200
