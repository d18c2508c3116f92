"""`sli export`: a register as a file to work in, or whole as JSON, or the whole database."""

from __future__ import annotations

import csv
import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from sli_cli.cli import sli
from sli_cli.domain.own_table import HEADINGS
from sli_cli.intake.headings import meaning_of
from sli_cli.services.portable_form import COMPUTED
from sli_cli.store.tables import COLUMNS
from tests.conftest import Put, Run
from tests.places import raw
from tests.register_data import fresh, sli_on


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, which the command runs in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def table(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# -- where it goes, and as what ----------------------------------------------------------------------------------------


def test_alone_it_is_a_workbook_called_like_the_register(bwd: Run, here: Path) -> None:
    said = bwd("export").stdout
    assert said == "bwd-infant-mortality: 22 recommendations written to bwd-infant-mortality.xlsx\n"
    assert [path.name for path in here.iterdir()] == ["bwd-infant-mortality.xlsx"]
    assert openpyxl.load_workbook(here / "bwd-infant-mortality.xlsx")["Report"].max_row == 23


def test_alone_it_never_writes_over_a_workbook_that_somebody_may_have_worked_in(bwd: Run, here: Path) -> None:
    (here / "bwd-infant-mortality.xlsx").write_text("mine")
    assert "bwd-infant-mortality.xlsx is there already." in bwd("export", code=2).stderr
    assert (here / "bwd-infant-mortality.xlsx").read_text() == "mine"


def test_with_a_format_alone_it_goes_to_standard_output(bwd: Run, here: Path) -> None:
    assert bwd("export", "--format", "csv").stdout.startswith("Ref,Theme,Recommendation,")
    assert json.loads(bwd("export", "--format", "json").stdout)["sli_export"] == 1
    assert bwd("export", "--format", "xlsx").stdout_bytes.startswith(b"PK")
    assert "\n| Ref | Theme | Recommendation |" in bwd("export", "--format", "md").stdout
    assert list(here.iterdir()) == []


def test_a_named_file_is_replaced_and_its_suffix_chooses(bwd: Run, here: Path) -> None:
    (here / "plan.docx").write_text("old")
    bwd("export", "-o", "plan.docx")
    assert len(docx.Document(str(here / "plan.docx")).tables) == 22


@pytest.mark.parametrize("args", [("--format", "pdf"), ("-o", "x.tsv"), ("--format", "table"), ("-o", "x")])
def test_another_format_is_refused_with_a_list(bwd: Run, here: Path, args: tuple[str, ...]) -> None:
    assert "xlsx" in bwd("export", *args, code=2).stderr
    assert list(here.iterdir()) == []


def test_csv_is_as_excel_wants_it(bwd: Run, here: Path) -> None:
    bwd("export", "-o", "out.csv")
    whole = (here / "out.csv").read_bytes()
    assert whole.startswith(b"\xef\xbb\xbfRef,Theme,")
    assert whole.count(b"\r\n") >= 23 and whole.endswith(b"\r\n")


def test_of_several_registers_one_has_to_be_named(bwd: Run, here: Path) -> None:
    bwd("register", "add", "second")
    assert "There are several registers" in bwd("export", code=2).stderr
    bwd("add", "1", "--register", "second", "--text", "Publish the plan.")
    bwd("export", "--register", "second", "-o", "second.csv")
    assert [row[0] for row in table(here / "second.csv")] == ["Ref", "1"]


def test_a_filter_chooses(bwd: Run, here: Path) -> None:
    bwd("export", "--theme", "Safeguarding", "-o", "some.csv")
    listed = json.loads(bwd("list", "--theme", "Safeguarding", "--json").stdout)
    assert [row[0] for row in table(here / "some.csv")[1:]] == [one["ref"] for one in listed]
    assert 0 < len(listed) < 22


def test_a_register_without_recommendations_is_exported_too(run: Run, here: Path) -> None:
    run("init")
    run("register", "add", "empty")
    for kind in ("xlsx", "csv", "docx", "html", "md", "json"):
        assert "empty: 0 recommendations" in run("export", "-o", f"out.{kind}").stdout
    assert "There is no register 'nothing'." in run("export", "--register", "nothing", code=3).stderr


# -- what is in a table ------------------------------------------------------------------------------------------------


def test_every_heading_means_what_it_is_even_alone() -> None:
    assert {heading: meaning_of(heading) for heading in HEADINGS} == HEADINGS


@pytest.fixture
def lived(bwd: Run) -> Run:
    """The seed register after a life: reviews, notes, closures, and what goes with them."""
    bwd("review", "11", "--outcome", "at risk", "--rating", "amber", "--note", "=1+1")
    bwd("note", "12", "Spoke to the midwives", "--by", "Jo Bloggs")
    bwd("park", "13", "--reason", "No money this year")
    bwd("close", "14", "--as", "not implemented", "--reason", "The clinic closed", "--on", "2026-11-01")
    bwd("restrict", "15", "--ground", "Schedule 12A", "--reason", "Names families")
    bwd("extend", "20", "--to", "2027-08-31", "--reason", "No meeting before")
    bwd("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs", "--email", "jo@example.gov.uk")
    return bwd


def test_a_row_says_what_the_register_says_and_nothing_that_is_worked_out(lived: Run, here: Path) -> None:
    lived("export", "-o", "out.csv")
    headings, *rows = table(here / "out.csv")
    assert headings == [*HEADINGS, "Background, not from the document"]
    by_ref = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
    assert len(by_ref) == 22
    assert {name: by_ref["11"][name] for name in ("Rating", "Latest update", "Latest update on", "State")} == {
        "Rating": "amber",
        "Latest update": "'=1+1",
        "Latest update on": "2026-11-23",
        "State": "open",
    }
    assert by_ref["12"]["Latest update by"] == "Jo Bloggs"
    assert (by_ref["13"]["State"], by_ref["13"]["Why parked or closed"]) == ("parked", "No money this year")
    assert [by_ref["14"][name] for name in ("State", "Closed on", "Closed as", "Why parked or closed")] == [
        "closed",
        "2026-11-01",
        "not implemented",
        "The clinic closed",
    ]
    assert by_ref["15"]["Not for publication"] == "Schedule 12A"
    assert (by_ref["20"]["Next review"], by_ref["1"]["Lead"]) == ("2027-08-31", "Chair of LSCB")
    assert by_ref["1"]["Boards informed"] == "Children's Partnership Board\nInfant Mortality Group"


def test_all_of_that_comes_back_from_a_table(lived: Run, here: Path) -> None:
    lived("export", "-o", "out.xlsx")
    lived("export", "-o", "was.csv")
    other = fresh(here / "other.db")
    sli_on(other, "import", "out.xlsx", "--new-register", "Other", "--yes")
    sli_on(other, "export", "-o", "is.csv")
    was, back = table(here / "was.csv"), table(here / "is.csv")
    rated = was[0].index("Last review")
    assert [row[:rated] + row[rated + 1 :] for row in back] == [row[:rated] + row[rated + 1 :] for row in was]


def test_two_extra_fields_of_one_name_are_both_there(bwd: Run, here: Path) -> None:
    bwd("export", "-o", "out.json")
    data = json.loads((here / "out.json").read_text())
    data["recommendations"][0]["fields"] = [{"name": "Cost", "value": "£1"}, {"name": "Cost", "value": "£2"}]
    (here / "out.json").write_text(json.dumps(data))
    other = fresh(here / "other.db")
    sli_on(other, "import", "out.json", "--yes")
    for kind in ("csv", "xlsx"):
        sli_on(other, "export", "-o", f"two.{kind}")
    headings, first, *_ = table(here / "two.csv")
    assert headings[len(HEADINGS) :][:2] == ["Cost", "Cost"]
    assert first[len(HEADINGS) :][:2] == ["£1", "£2"]
    assert [cell.value for cell in openpyxl.load_workbook("two.xlsx")["Report"][1]] == headings


def test_the_workbook_offers_the_words_of_closed_vocabularies_and_keeps_ref_and_header_in_sight(
    bwd: Run, here: Path
) -> None:
    bwd("export", "-o", "out.xlsx")
    sheet = openpyxl.load_workbook(here / "out.xlsx")["Report"]
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {str(one.sqref).split("2:")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert offered == {
        letters["How often: basis"]: '"confirmed,assumed"',
        letters["Rating"]: '"red,amber,green"',
        letters["Closed as"]: '"implemented,not implemented,superseded"',
        letters["State"]: '"open,parked,closed"',
    }
    assert sheet.freeze_panes == "B2"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert sheet[f"{letters['Next review']}2"].is_date


def test_a_word_file_has_a_heading_and_a_table_for_each_without_what_is_empty(bwd: Run, here: Path) -> None:
    bwd("export", "-o", "out.docx")
    document = docx.Document(str(here / "out.docx"))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert headings[10].startswith("11: ")
    assert [len(document.tables), len(headings)] == [22, 22]
    names = [row.cells[0].text for row in document.tables[0].rows]
    assert names[:3] == ["Ref", "Theme", "Recommendation"]
    assert "Sponsor" not in names and "Rating" not in names
    assert all(row.cells[1].text for one in document.tables for row in one.rows)


# -- JSON --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def data(lived: Run, here: Path) -> dict[str, Any]:
    lived("export", "-o", "out.json")
    found: dict[str, Any] = json.loads((here / "out.json").read_text(encoding="utf-8"))
    return found


def test_json_has_all_that_a_list_has_and_all_that_was_recorded(lived: Run, data: dict[str, Any]) -> None:
    listed = json.loads(lived("list", "--json").stdout)
    for one, shown in zip(data["recommendations"], listed, strict=True):
        for key, value in shown.items():
            if key == "forums":
                assert [{"name": forum["name"], "role": forum["role"]} for forum in one[key]] == value
            elif key == "contributors":
                assert sorted(one[key]) == sorted(value)
            else:
                assert one[key] == value, key
    by_ref = {one["ref"]: one for one in data["recommendations"]}
    assert by_ref["11"]["reviews"][0]["note"] == "=1+1"
    assert by_ref["12"]["notes"][0]["by"] == "Jo Bloggs"
    assert by_ref["14"]["closures"][0]["kind"] == "not implemented"
    assert by_ref["15"]["restrictions"][0]["ground"] == "Schedule 12A"
    assert by_ref["20"]["extension_list"][0]["to_date"] == "2027-08-31"
    assert {post["post"]: post["holders"] for post in data["posts"]}["Chair of LSCB"][0]["name"] == "Jo Bloggs"


def test_what_lists_work_out_may_be_missing_from_a_file(here: Path, data: dict[str, Any]) -> None:
    rows = [{key: value for key, value in one.items() if key not in COMPUTED} for one in data["recommendations"]]
    assert len(rows[0]) < len(data["recommendations"][0])
    load(here, {**data, "recommendations": rows})
    args = ["--database", "in.db", "--as-of", "2026-11-23", "export", "-o", "again.json"]
    assert CliRunner().invoke(sli, args).exit_code == 0
    assert (here / "again.json").read_bytes() == (here / "out.json").read_bytes()


def load(place: Path, data: object, code: int = 0) -> str:
    (place / "in.json").write_text(json.dumps(data))
    return sli_on(fresh(place / "in.db"), "import", str(place / "in.json"), "--yes", code=code)


def test_a_second_import_changes_nothing_and_a_differing_one_is_refused(here: Path, data: dict[str, Any]) -> None:
    other = fresh(here / "other.db")
    assert "register added, with 22 recommendations" in sli_on(other, "import", "out.json", "--yes")
    before = (here / "other.db").read_bytes()
    assert "says the same; nothing was changed" in sli_on(other, "import", "out.json", "--yes")
    data["recommendations"][10]["text"] = "Something else"
    (here / "out.json").write_text(json.dumps(data))
    assert "is there already and differs: 11; nothing was written." in sli_on(
        other, "import", "out.json", "--yes", code=4
    )
    assert (here / "other.db").read_bytes() == before


def test_its_history_says_import_and_its_file(here: Path, data: dict[str, Any]) -> None:
    other = fresh(here / "other.db")
    sli_on(other, "import", "out.json", "--yes")
    rows = json.loads(sli_on(other, "history", "11", "--json"))
    assert {(row["verb"], row["why"]) for row in rows} == {("import", "import of out.json")}


def test_an_import_can_be_rehearsed_and_undone(here: Path, data: dict[str, Any]) -> None:
    other = fresh(here / "other.db")
    assert "Would say: " in sli_on(other, "import", "out.json", "--dry-run")
    assert json.loads(sli_on(other, "list", "--json")) == []
    sli_on(other, "import", "out.json", "--yes")
    sli_on(other, "undo", "--yes")
    assert json.loads(sli_on(other, "list", "--json")) == []


def test_who_is_there_already_stays_as_it_is(here: Path, data: dict[str, Any]) -> None:
    other = fresh(here / "other.db")
    sli_on(other, "lead", "add", "Chair of LSCB", "--organisation", data["posts"][0]["organisation"])
    sli_on(other, "lead", "appoint", "Chair of LSCB", "--name", "Sam Smith")
    said = sli_on(other, "import", "out.json", "--yes")
    assert "Chair of LSCB: the post is there already; who holds it stays as it is." in said
    assert "Sam Smith" in sli_on(other, "lead", "list")


def test_references_to_what_a_filter_leaves_out_are_left_out_and_that_is_said(bwd: Run, here: Path) -> None:
    bwd("close", "3", "--as", "superseded", "--superseded-by", "4", "--reason", "One is enough")
    said = bwd("export", "--standing", "closed", "-o", "closed.json").stderr
    assert "references to recommendations that are not in the export were left out." in said
    data = json.loads((here / "closed.json").read_text())
    assert [one["closures"][0]["superseded_by"] for one in data["recommendations"]] == [None]
    load(here, data)


def test_one_register_of_several_takes_only_those_along_whom_it_names(bwd: Run, here: Path) -> None:
    bwd("register", "add", "second")
    bwd("lead", "add", "Head of Housing")
    bwd("lead", "add", "Head of Homes")
    bwd("lead", "add", "Clerk")
    bwd("add", "1", "--register", "second", "--text", "Publish the plan.", "--lead", "Head of Housing")
    bwd("lead", "succeed", "Head of Housing", "Head of Homes")
    bwd("export", "--register", "second", "-o", "second.json")
    data = json.loads((here / "second.json").read_text())
    assert [post["post"] for post in data["posts"]] == ["Head of Homes", "Head of Housing"]
    load(here, data)
    bwd("--database", "in.db", "export", "-o", "again.json")
    assert (here / "again.json").read_bytes() == (here / "second.json").read_bytes()


def test_every_table_but_history_comes_back_with_as_many_rows(bwd: Run, put: Put, here: Path) -> None:
    import gzip

    from sli_cli.store.migrate import upgrade

    kept = max((Path(__file__).parents[1] / "data").glob("schema-*.db.gz"))
    (here / "kept.db").write_bytes(gzip.decompress(kept.read_bytes()))
    upgrade(str(here / "kept.db"), "2026-11-23T10:00:00Z")
    put(here / "kept.db")
    bwd("export", "-o", "full.json")
    other = fresh(here / "other.db")
    sli_on(other, "import", "full.json", "--yes")
    assert counts(str(here / "other.db")) == counts()
    sli_on(other, "export", "-o", "again.json")
    assert (here / "again.json").read_bytes() == (here / "full.json").read_bytes()


def counts(place: str = "") -> dict[str, int]:
    with raw(place) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COLUMNS}


# -- JSON that is refused, with the place ------------------------------------------------------------------------------

ONE = ("recommendations", 10)
REFUSED: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "an unknown key": ((*ONE, "colour"), "red", "In recommendation 11: there is no key \"colour\" here."),
    "a slip in a key": (("register", "titel"), "x", 'there is no key "titel" here. Did you mean title?'),
    "a number for a text": ((*ONE, "text"), 7, "In recommendation 11, text: 7 is not a text."),
    "a text for a list": ((*ONE, "notes"), "none", 'In recommendation 11, notes: "none" is not a list.'),
    "no words": ((*ONE, "text"), " ", "In recommendation 11, text: The text is empty."),
    "an escape sequence": ((*ONE, "action"), "\x1b[31m", "holds a control character"),
    "a day that never comes": ((*ONE, "cadence", "anchor"), "2026-02-30", '"2026-02-30" is not a date such as'),
    "a day in another form": ((*ONE, "cadence", "anchor"), "20260901", '"20260901" is not a date such as'),
    "another outcome": ((*ONE, "reviews", 0, "outcome"), "at rsk", "Did you mean at risk?"),
    "another state": ((*ONE, "state"), "shut", '"shut" is not one of open, parked, closed.'),
    "no rule": ((*ONE, "cadence", "rule"), "every now and then", "In recommendation 11, cadence, rule: "),
    "a post that is not there": ((*ONE, "lead", "post"), "Nobody", "the post 'Nobody' is not among the posts."),
    "a board that is not there": (("recommendations", 0, "forums", 0, "name"), "None", "is not among the forums."),
    "an occurrence that is not there": ((*ONE, "reviews", 0, "occurrence"), 9, "there is no number 9 in that list"),
    "a ref not there": ((*ONE, "references"), [{"ref": "99", "words": ""}], "there is no recommendation 99 in"),
    "a ref twice": ((*ONE, "ref"), "1", "In recommendation 1: this ref stands there twice."),
    "a date astray": ((*ONE, "next_review"), "2030-01-01", "the next review is not that of the pending occurrence."),
    "true for a number": ((*ONE, "occurrences", 0, "extensions"), True, "true is not a whole number."),
    "no list at all": (("recommendations",), {}, "the key 'recommendations' is missing, or no list."),
    "an older form": (("sli_export",), 0, "is an export of form 0, and this sli knows 1"),
    "a holder's address": (("posts", 0, "holders"), [{"name": "A", "email": "x", "since": "2026-01-01", "until": None}],
                           "'x' is not an e-mail address."),
}  # fmt: skip


def changed(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    found = deepcopy(data)
    inner: Any = found
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return found


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_as_an_export_has_it_is_refused_with_its_place(here: Path, data: dict[str, Any], what: str) -> None:
    path, value, sentence = REFUSED[what]
    assert sentence in load(here, changed(data, path, value), code=4)
    assert counts(here / "in.db")["register"] == 0


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value of JSON, the first two items of each list."""
    if isinstance(value, dict):
        inner = [(key, one) for key, one in value.items()]
    else:
        inner = list(enumerate(value[:2])) if isinstance(value, list) else []
    return [path, *(found for key, one in inner for found in places(one, (*path, key)))]


def test_no_value_anywhere_ends_in_anything_but_a_sentence(here: Path, data: dict[str, Any]) -> None:
    from sli_cli.errors import Rejected
    from sli_cli.services.portable import load as write

    data["recommendations"] = [data["recommendations"][10], data["recommendations"][13]]
    data["recommendations"][0]["references"] = []
    database, refused = fresh(here / "in.db"), 0
    for path in places(data)[1:]:
        for value in (None, [], {}, "\x00", -1, [None]):
            try:
                write(database, changed(data, path, value), "a test", keep=False)
            except Rejected as error:
                refused += 1
                assert error.sentence and error.remedy
    assert refused > 500


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "The file is a list of recommendations; nothing was written."),
        ("{}", "The file is no export of a register; nothing was written."),
        ('{"sli_export": 1', "is not whole, or is no JSON"),
        ("[" * 100_000, "is not whole, or is no JSON"),
    ],
)
def test_a_file_that_is_something_else_is_refused(here: Path, content: str, sentence: str) -> None:
    (here / "in.json").write_text(content)
    assert sentence in sli_on(fresh(here / "in.db"), "import", "in.json", "--yes", code=4)


# -- the whole database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [("--theme", "Safeguarding"), ("--format", "json"), ("--open",)])
def test_all_takes_neither_filter_nor_format(bwd: Run, here: Path, args: tuple[str, ...]) -> None:
    assert "--all is the whole database" in bwd("export", "--all", "-o", "all.jsonl", *args, code=2).stderr
    assert list(here.iterdir()) == []


def test_all_needs_a_file_or_a_stream(bwd: Run, here: Path) -> None:
    assert "--all needs a file to write." in bwd("export", "--all", code=2).stderr
    bwd("export", "--all", "-o", "all.jsonl")
    assert bwd("export", "--all", "-o", "-").stdout_bytes == (here / "all.jsonl").read_bytes()


@pytest.mark.sqlite
def test_an_export_that_fails_half_way_leaves_what_was_there(bwd: Run, here: Path) -> None:
    (here / "all.jsonl").write_text("the one of yesterday")
    with raw() as connection:
        connection.execute("UPDATE recommendation SET text = CAST(text AS BLOB) WHERE ref = '22'")
    bwd("export", "--all", "-o", "all.jsonl", code=1)
    assert [path.name for path in here.iterdir()] == ["all.jsonl"]
    assert (here / "all.jsonl").read_text() == "the one of yesterday"


def test_a_folder_is_no_file_to_write(bwd: Run, here: Path) -> None:
    (here / "taken").mkdir()
    assert "could not be written" in bwd("export", "--all", "-o", "taken", code=2).stderr
    assert [path.name for path in here.iterdir()] == ["taken"]


def test_whoever_imports_a_whole_export_as_a_register_is_told_how(bwd: Run, here: Path) -> None:
    bwd("export", "--all", "-o", "all.json")
    assert (
        "Restore it into an empty one: sli import --all all.json" in bwd("import", "all.json", "--yes", code=4).stderr
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_whole_database_is_written_for_its_owner_alone(bwd: Run, tmp_path: Path) -> None:
    bwd("export", "--all", "-o", str(tmp_path / "whole.jsonl"))
    assert (tmp_path / "whole.jsonl").stat().st_mode & 0o777 == 0o600
