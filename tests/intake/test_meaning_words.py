"""What single cells mean: leads, statuses, colours, headings; and damaged text mended."""

from __future__ import annotations

import pytest

from sli_cli.intake.headings import lead_in, meaning_of
from sli_cli.intake.mending import mend
from sli_cli.intake.people import names_a_lead, read_people
from sli_cli.intake.states import colour_of, read_rating, read_status


@pytest.mark.parametrize(
    ("text", "lead", "others"),
    [
        ("Chair of LSCB/ Director Public Health", "Chair of LSCB", ("Director Public Health",)),
        ("DM/PL/KL", "DM", ("PL", "KL")),
        ("JS, BJ", "JS", ("BJ",)),
        ("Jane Smith & Bob Jones", "Jane Smith", ("Bob Jones",)),
        ("Jane Smith, Bob Jones and Ann Lee", "Jane Smith", ("Bob Jones", "Ann Lee")),
        ("Director of Finance and Head of IT", "Director of Finance", ("Head of IT",)),
        ("Jane Smith and Director of Finance", "Jane Smith", ("Director of Finance",)),
        ("Police | Fire; NHS England", "Police", ("Fire", "NHS England")),
        ("Cllr Jones\nCllr Smith", "Cllr Jones", ("Cllr Smith",)),
        ("Lead: Jane Smith; Support: Bob Jones", "Jane Smith", ("Bob Jones",)),
        ("Support: Bob Jones; Lead: Jane Smith", "Jane Smith", ("Bob Jones",)),
    ],
)
def test_the_first_of_several_leads_and_the_rest_contribute_flagged(
    text: str, lead: str, others: tuple[str, ...]
) -> None:
    found = read_people(text)
    assert (found.lead, found.others) == (lead, others)
    assert "several-leads" in [kind for kind, _ in found.remarks]


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Head of Legal and Democratic Services", False),
        ("Director of Resources, Housing & Environment", False),
        ("Assistant Director, Children's Services", False),
        ("Director of\nPublic Health", False),
        ("NHS England", False),
        ("Jane Smith, Director of Public Health", True),
        ("Adults and Children", True),
        ("Housing/Planning", True),
        ("Smith, J", True),
        ("Director of Finance and Jane Smith", True),
    ],
)
def test_what_may_be_one_name_is_kept_whole(text: str, flagged: bool) -> None:
    found = read_people(text)
    assert (found.lead, found.others) == (" ".join(text.split()), ())
    assert ("perhaps-several" in [kind for kind, _ in found.remarks]) is flagged


@pytest.mark.parametrize("text", ["", "-", "TBC", "N/A", "vacant", "To be confirmed", "?", "TBC / TBC"])
def test_nobody_is_no_lead(text: str) -> None:
    found = read_people(text)
    assert (found.lead, found.others, len(found.remarks)) == (None, (), int(bool(text)))


def test_nothing_is_guessed_about_initials() -> None:
    found = read_people("DM")
    assert (found.lead, found.remarks) == ("DM", (("initials", "'DM' seems to be initials: say who that is."),))


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Lead: Jane Smith", "Jane Smith"),
        ("Safeguarding (Lead officer: DM)", "DM"),
        ("Director of Adult Services", "Director of Adult Services"),
        ("Leadership", ""),
        ("Director", ""),
        ("Child Health", ""),
    ],
)
def test_a_section_may_name_a_lead(text: str, lead: str) -> None:
    assert names_a_lead(text) == lead


@pytest.mark.parametrize(
    ("words", "state", "closure"),
    [
        ("Completed", "closed", "implemented"),
        ("CLOSED - May 2021", "closed", "implemented"),
        ("100%", "closed", "implemented"),
        ("Achieved", "closed", "implemented"),
        ("No longer required", "closed", "not implemented"),
        ("Rejected", "closed", "not implemented"),
        ("Superseded by 4", "closed", "superseded"),
        ("Not complete", "open", None),
        ("Partially implemented", "open", None),
        ("90% complete", "open", None),
        ("Implemented - ongoing monitoring", "open", None),
        ("Overdue", "open", None),
        ("Green", "open", None),
        ("", "open", None),
    ],
)
def test_status_words_open_or_close(words: str, state: str, closure: str | None) -> None:
    found = read_status(words)
    assert (found.state, found.closure, found.known) == (state, closure, True)


@pytest.mark.parametrize("words", ["Blue", "On hold", "Not implemented", "Phase two"])
def test_a_status_that_is_not_known_stays_open(words: str) -> None:
    found = read_status(words)
    assert (found.state, found.known) == ("open", False)


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("Red", "red"),
        ("A", "amber"),
        ("(G)", "green"),
        ("Green – on track", "green"),
        ("🟠", "amber"),
        ("Yellow", "amber"),
        ("Amber/Red", None),
        ("Blue", None),
        ("Redesign", None),
        ("", None),
    ],
)
def test_ratings_are_one_of_three_or_none(words: str, rating: str | None) -> None:
    assert read_rating(words) == rating


@pytest.mark.parametrize(
    ("fill", "rating"),
    [
        ("FF0000", "red"),
        ("FFC7CE", "red"),
        ("FFC000", "amber"),
        ("FFFF00", "amber"),
        ("00B050", "green"),
        ("C6EFCE", "green"),
        ("FFFFFF", None),
        ("D9D9D9", None),
        ("4472C4", None),
        ("", None),
    ],
)
def test_fills_strong_and_pale(fill: str, rating: str | None) -> None:
    assert colour_of(fill) == rating


@pytest.mark.parametrize(
    ("meaning", "headings"),
    [
        ("ref", "ID|Ref|Number|Rec no.|No.|Action No|Recommendation Ref|Ref No.|#|S/N"),
        ("text", "Recommendation|RECOMMENDATIONS|Audit recommendation|text"),
        ("theme", "Category|Area|Type|Theme|Service area|Workstream"),
        (
            "lead",
            "Owner|Person responsible|Recipient|Lead|Lead Officer|Lead Officer/EM|Action owner|Who|Head of Service",
        ),
        ("due?", "Target Date|Due Date|Target Completion Date|Deadline|Timescale|By when|Expected completion"),
        ("revised?", "New date|Revised Implementation Date|Extension requested to"),
        ("next_review", "Next Review Date|Review Date|Next review"),
        ("last_review", "Last Reviewed|Last review|Date last reviewed"),
        ("raised", "Date added|Date raised|Date identified|Issued|Exec Date|Date of meeting|Start date|Date Issued"),
        ("closed_on", "Date completed|Actual completion date|Date closed|Closed on"),
        ("update", "Progress|Notes|Action taken|Update Sept 2023|Progress to date|Latest update"),
        (
            "position",
            "Comments|Blackburn with Darwen Borough Council Comments|Management Response|Comments, as at the document",
        ),
        ("action", "Recommendation for Local Action|Agreed Action|Local action"),
        ("rating", "RAG|RAG status|BRAG rating"),
        ("status", "Status|State|Current status"),
        ("cadence", "Frequency|How often|Review frequency"),
        ("sponsor", "Portfolio Holder|Sponsor|Cabinet member"),
        ("extra", "% complete|Priority|Minute No|Risk score"),
        ("", "Horse|"),
    ],
)
def test_headings_mean_what_councils_mean_by_them(meaning: str, headings: str) -> None:
    assert {heading: meaning_of(heading) for heading in headings.split("|")} == dict.fromkeys(
        headings.split("|"), meaning
    )


def test_a_heading_may_name_the_lead_of_the_whole_table() -> None:
    heading = "Recommendation for localities Proposed lead: Chair of LSCB/ Director Public Health (From the Review)"
    assert lead_in(heading) == (
        "Recommendation for localities (From the Review)",
        "Chair of LSCB/ Director Public Health",
    )
    assert lead_in("Lead: Jane Smith") == ("Lead: Jane Smith", "")


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("childrenâ€™s", "children’s"),
        ("â€œhomeâ€\x9d â€“ cafÃ© Â£5", "“home” – café £5"),
        ("Ã¢â‚¬â„¢", "’"),
        ("ðŸ˜€", "😀"),
        ("It\x92s", "It’s"),
        ("a_x000D_\nb", "a\nb"),
        ("a_x005F_x000D_b", "a_x000D_b"),
        ("AT&amp;T &#39;x&#39;", "AT&T 'x'"),
        ("one\xa0two\u200b\ufeff", "one two"),
        ("a\x1b[31mb\x00", "a[31mb"),
        ("a\r\nb\x0bc\u2028d", "a\nb\nc\nd"),
    ],
)
def test_damaged_text_is_mended(damaged: str, text: str) -> None:
    assert mend(damaged)[0] == text


@pytest.mark.parametrize(
    "text", ["“CAFÉ”", "CAFÉ™", "voilà”", "R&D; x", "_x0041_", "👨‍👩‍👧", "naïve – élan", "العربية", "Ângela"]
)
def test_what_could_be_meant_is_left_as_it_stands(text: str) -> None:
    assert mend(text) == (text, ())
