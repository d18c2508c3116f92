"""The seed register against the document that it was made from, which is read here anew and compared word for word."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parent / "data" / "appendix-1.txt"
SEED = Path(__file__).parent.parent / "seed" / "bwd-infant-mortality.toml"

DOCUMENT = SOURCE.read_text(encoding="utf-8")
REGISTER: dict[str, Any] = tomllib.loads(SEED.read_text(encoding="utf-8"))
RECOMMENDATIONS = {row["ref"]: row for row in REGISTER["recommendation"]}

COLUMNS = ("text", "position", "action")
REFS = [str(number) for number in range(1, 23)]
THEMES = {
    "Child Death Overview Panel (CDOP)": "1 2",
    "Capacity to improve": "3 4 5 6 7",
    "Safeguarding": "8 9 10 11",
    "Congenital abnormalities": "12 13 14 15",
    "Co-sleeping": "16",
    "Smoking in pregnancy": "17 18 19 20 21",
    "Deprivation": "22",
}
FURNITURE = {"Appendix 1", "--\t---\t--", "End of Report"}
HEADING = (
    "Blackburn with Darwen Borough Council /Blackburn with Darwen Local Safeguarding Children's Board",
    "Sector Led Improvement (SLI) Infant Mortality: Recommendations for individual localities",
    "Recommendation for individual localities Proposed lead: Chair of LSCB/ Director Public Health "
    "(Directly taken from the Review)\tBlackburn with Darwen Borough Council Comments\tRecommendation for Local Action",
)
# (rule, first): refs; no first where the rule's own first date after adoption is meant
CADENCES = {
    ("each December", ""): "1",
    ("every 6 months", ""): "2 5 10",
    ("every 6 months", "3 months"): "7 8 17 18",
    ("once", "end of month"): "3",
    ("each June", "end of month"): "4",
    ("every year", "6 months"): "6 11",
    ("every year", "9 months"): "9 19 22",
    ("when: national congenital anomaly data cover the area; check every 6 months; then every year", ""): "12",
    ("each October", ""): "13 14 15 21",
    ("once 6 months after adoption", ""): "16",
    ("every 3 months", ""): "20",
}
# ref: (the forum that decides, those informed)
ROUTES = {
    "1": ("LSCB", ["Children's Partnership Board", "Infant Mortality Group"]),
    "2": ("Infant Mortality Group", ["Pan Lancashire CDOP"]),
    "3": ("", ["Infant Mortality Group"]),
    "4": ("", ["Infant Mortality Group", "Health SPT"]),
    "5": ("", ["Infant Mortality Group"]),
    "6": ("", ["Infant Mortality Group", "Children's Partnership Board", "CAMHS Systems Board"]),
    "7": ("", ["Infant Mortality Group"]),
    "8": ("LSCB", ["Infant Mortality Group"]),
    "22": ("", ["Children's Partnership Board", "Tobacco strategic group", "Smoking in Pregnancy group"]),
}
# table: the keys that it must have, and those that it may have
KEYS = {
    "register": ("name title locality report_title", ""),  # the document bears no date
    "post": ("name organisation", ""),
    "forum": ("name title", ""),
    "recommendation": (
        "ref theme text position action lead contributors cadence",
        "sponsor decides informed forum_words see note",
    ),
    "cadence": ("rule reason", "first wording"),
    "see": ("to words", ""),
    "note": ("text", ""),
}


def table_rows() -> list[list[str]]:
    """The rows of the document's table, three cells each, with the pages run together."""
    lines = [line for line in DOCUMENT.split("\n") if line.strip() and line not in FURNITURE and line not in HEADING]
    return [line.split("\t") for line in lines]


def paragraphs(cell: str) -> list[str]:
    """A cell's paragraphs, and its list (whose items run on in one line) as one paragraph of lines."""
    parts = [part.strip() for part in re.split(r"</?p>|<ul [^>]*>", cell)]
    return [part.replace(" • ", "\n• ") for part in parts if part]


def read_document() -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    """The paragraphs of the three cells of each ref, and the refs under each theme."""
    cells: dict[str, list[list[str]]] = {}
    themes: dict[str, list[str]] = {}
    for row in table_rows():
        if row[0] and not row[1] and not row[2]:
            themes[row[0]] = []
        elif row[0]:
            ref, _, text = row[0].removeprefix("<p>").partition(". ")
            cells[ref] = [paragraphs(cell) for cell in (text, row[1], row[2])]
            themes[list(themes)[-1]].append(ref)
        else:  # the second half of a row that the page break cut: its first words end the paragraph that was begun
            for begun, rest in zip(list(cells.values())[-1], map(paragraphs, row), strict=True):
                if rest:
                    begun[-1:] = [f"{begun[-1]} {rest[0]}", *rest[1:]]
    return cells, themes


CELLS, DOCUMENT_THEMES = read_document()


def test_the_seed_holds_the_documents_title_and_its_twenty_two_recommendations_in_order() -> None:
    assert [row["ref"] for row in REGISTER["recommendation"]] == REFS
    assert list(CELLS) == REFS
    assert REGISTER["register"]["report_title"] == HEADING[1]


def test_each_recommendation_stands_under_its_theme_and_the_seven_themes_in_order() -> None:
    seeded: dict[str, list[str]] = {}
    for row in REGISTER["recommendation"]:
        seeded.setdefault(row["theme"], []).append(row["ref"])
    expected = [(theme, refs.split()) for theme, refs in THEMES.items()]
    assert list(seeded.items()) == expected
    assert list(DOCUMENT_THEMES.items()) == expected


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("ref", REFS)
def test_each_cell_is_the_document_word_for_word_and_paragraph_for_paragraph(ref: str, column: str) -> None:
    assert RECOMMENDATIONS[ref][column].split("\n\n") == CELLS[ref][COLUMNS.index(column)]


@pytest.mark.parametrize("number, column", list(enumerate(COLUMNS)))
def test_each_column_read_downwards_has_every_word_of_the_document_and_no_other(number: int, column: str) -> None:
    rows = [row for row in table_rows() if row[1] or row[2]]
    plain = re.sub(r"</?p>|<ul [^>]*>", " ", " ".join(row[number] for row in rows))
    seeded = " ".join(f"{ref}. " * (column == "text") + row[column] for ref, row in RECOMMENDATIONS.items())
    assert seeded.split() == plain.split()


@pytest.mark.parametrize(
    "ref, column, words",
    [
        ("6", "position", "pregnancies, and promote healthy pregnancy and breastfeeding.\n\nChildren's Centre's"),
        ("8", "position", "both services complete initial 'social needs assessments'.\n\nRecent serious case reviews"),
        ("10", "position", "in the past.\n\nBwD's risk model is covered in LSCB training and this focuses on"),
        ("10", "action", "brief interventions on factors associated with infant mortality e.g. safer sleeping"),
        ("22", "position", "fresh or frozen fruit or vegetable and milk. The scheme also provides vitamins"),
        ("6", "position", "include:\n\n• Domestic Abuse Strategy\n• Alcohol Strategy\n• Accident Prevention Strategy"),
        ("6", "position", "\n• Healthy Child Programme – local delivery model"),
        ("20", "position", "maternity services for but BwD referrals to the stop smoking service"),
        ("21", "text", "scheme – other ‘softer’ rewards"),
        ("22", "position", "children’s centres"),
    ],
)
def test_cut_rows_are_joined_and_lists_marks_and_mistakes_kept(ref: str, column: str, words: str) -> None:
    assert words in RECOMMENDATIONS[ref][column]


def test_nothing_of_the_page_or_its_markup_is_in_the_words() -> None:
    words = [row[column] for row in RECOMMENDATIONS.values() for column in ("theme", *COLUMNS)]
    for trace in ("Appendix 1", "--", "End of Report", "<", ">", "&amp;", "\t", "  ", "\n\n\n"):
        assert [text for text in words if trace in text] == []
    assert [text for text in words if text != text.strip()] == []


def test_every_table_has_the_keys_that_the_file_explains_and_no_other() -> None:
    tables = [("register", REGISTER["register"])]
    tables += [(name, row) for name in ("post", "forum", "recommendation") for row in REGISTER[name]]
    for row in RECOMMENDATIONS.values():
        tables += [("cadence", row["cadence"])]
        tables += [(name, item) for name in ("see", "note") for item in row.get(name, [])]
    for name, found in tables:
        must, may = (set(keys.split()) for keys in KEYS[name])
        assert must <= set(found) <= must | may, (name, found)


def test_leads_are_as_the_heading_proposes_and_one_row_names_a_sponsor() -> None:
    for row in RECOMMENDATIONS.values():
        assert (row["lead"], row["contributors"]) == ("Chair of LSCB", ["Director of Public Health"])
    sponsors = {ref: row["sponsor"] for ref, row in RECOMMENDATIONS.items() if "sponsor" in row}
    assert sponsors == {"4": "Portfolio holder for Health"}


def test_every_post_and_forum_that_is_referred_to_is_declared_once_and_the_other_way_round() -> None:
    rows = RECOMMENDATIONS.values()
    posts = {name for row in rows for name in (row["lead"], row.get("sponsor"), *row["contributors"]) if name}
    forums = {name for row in rows for name in (row.get("decides"), *row.get("informed", [])) if name}
    assert sorted(post["name"] for post in REGISTER["post"]) == sorted(posts)
    assert sorted(forum["name"] for forum in REGISTER["forum"]) == sorted(forums)


def test_each_recommendation_goes_to_the_forums_that_its_words_give() -> None:
    linked = {ref: (row.get("decides", ""), row.get("informed", [])) for ref, row in RECOMMENDATIONS.items()}
    assert {ref: forums for ref, forums in linked.items() if forums != ("", [])} == ROUTES


def test_the_words_that_link_a_forum_occur_in_that_recommendation() -> None:
    for ref, row in RECOMMENDATIONS.items():
        decides, informed = ROUTES.get(ref, ("", []))
        quotes = row.get("forum_words", {})
        assert list(quotes) == [name for name in (decides, *informed) if name]
        assert [words for words in quotes.values() if not any(words in row[column] for column in COLUMNS)] == []
        assert all(len(words.split()) >= 4 for words in quotes.values())


def test_cross_references_are_those_of_the_document_and_their_words_occur() -> None:
    found = {(ref, *see["to"]): see["words"] for ref, row in RECOMMENDATIONS.items() for see in row.get("see", [])}
    assert list(found) == [("6", "17", "18", "19", "20", "21"), ("6", "22")]
    assert all(words in RECOMMENDATIONS[key[0]]["position"] for key, words in found.items())
    assert len(re.findall(r"\bsee\b", DOCUMENT, re.IGNORECASE)) == len(found)


def test_cadences_are_those_assumed_with_a_reason_each_and_the_wording_of_the_action() -> None:
    cadences = {ref: row["cadence"] for ref, row in RECOMMENDATIONS.items()}
    expected = {ref: cadence for cadence, refs in CADENCES.items() for ref in refs.split()}
    assert {ref: (item["rule"], item.get("first", "")) for ref, item in cadences.items()} == expected
    assert [ref for ref, item in cadences.items() if len(item["reason"].split()) < 5] == []
    wordings = {ref: item["wording"] for ref, item in cadences.items() if "wording" in item}
    assert wordings == {"11": "over time", "12": "once established"}
    assert all(wording in RECOMMENDATIONS[ref]["action"] for ref, wording in wordings.items())


def first_month(ref: str, adopted: int) -> int:
    """The month of the first date, months counted on from January = 1 of the year of adoption."""
    rule, first = (RECOMMENDATIONS[ref]["cadence"].get(key, "") for key in ("rule", "first"))
    if first == "end of month":
        return adopted
    for name, month in (("October", 10), ("December", 12)):
        if rule == f"each {name}":
            return month if adopted <= month else month + 12
    counted = re.search(r"(\d+) months", first or rule)
    return adopted + (int(counted[1]) if counted else 12)


@pytest.mark.parametrize("adopted", [10, 11, 12, 1, 2, 3])
def test_adopted_from_october_to_march_at_most_eight_fall_due_first_in_one_quarter(adopted: int) -> None:
    quarters = Counter((first_month(ref, adopted) - 1) // 3 for ref in REFS)
    assert sum(quarters.values()) == 22
    assert max(quarters.values()) <= 8


def test_notes_are_few_and_say_that_they_are_not_from_the_document() -> None:
    notes = [(ref, note["text"]) for ref, row in RECOMMENDATIONS.items() for note in row.get("note", [])]
    assert [ref for ref, _ in notes] == ["1", "8", "12"]
    assert not any("Not from the document" in text for _, text in notes)  # their heading says so


def test_no_person_is_named_anywhere_in_the_file() -> None:
    whole = SEED.read_text(encoding="utf-8")
    assert "@" not in whole
    assert re.findall(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Cllr|Councillor|Professor|Prof|Sir|Dame)\b\.? [A-Z]", whole) == []
