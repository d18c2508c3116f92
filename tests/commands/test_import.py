"""`sli import`: what it reads, shows, asks, refuses and writes; `test_import_update.py` has what --update does."""

from __future__ import annotations

import csv
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import PatternFill

from sli_cli.cli import sli
from tests.conftest import Put, Run
from tests.places import stored

TRACKER = """Ref,Theme,Recommendation,Comments,Local action,Lead,Sponsor,Board,Target date,Status,RAG,Progress,Cost
1.1,Access,Open on Saturdays,Closed now,Ask the union,Head of Libraries,Portfolio Holder,Cabinet,31/03/2027,Open,Amber,Union asked,£4k
1.10,Access,Publish the times,,Put them online,Head of Libraries / Web Manager,,,Q4 2026/27,In progress,,,
1.2,Money,Report the costs,,Report to Cabinet,,,,ongoing,Complete,G,Reported in May,
1.3,Money,Look again at fees,,Paper to Cabinet,JB,,,every 6 months,,,,"None, yet"
"""  # noqa: E501 - rows of a table


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without any register, made once."""
    path = tmp_path_factory.mktemp("empty") / "register.db"
    environment = {"SLI_CONFIG": str(path.with_name("none.toml"))}
    assert CliRunner().invoke(sli, ["--database", str(path), "init"], env=environment).exit_code == 0
    return path


@pytest.fixture
def place(own_place: Path, put: Put, empty: Path) -> Path:
    """A folder of the test's own; there is an empty database."""
    put(empty)
    return own_place


@pytest.fixture
def on(run: Run) -> Run:
    """Runs command lines on 23 November 2026."""

    def run_on(*args: str, code: int = 0) -> Any:
        return run("--as-of", "2026-11-23", *args, code=code)

    return run_on


def file(place: Path, text: str = TRACKER, name: str = "plan.csv", encoding: str = "utf-8") -> str:
    path = place / name
    path.write_bytes(text.encode(encoding))
    return str(path)


def database(place: Path) -> str:
    """The fingerprint of all that the database holds."""
    return sha256(stored()).hexdigest()


def shown(on: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(on("show", ref, "--json").stdout)
    return found


def refs(on: Run, *args: str) -> list[str]:
    return [one["ref"] for one in json.loads(on("list", "--json", *args).stdout)]


def complaint(result: Any) -> str:
    """The one error that was printed."""
    errors = [line for line in result.stderr.splitlines() if line.startswith("sli: ")]
    assert len(errors) == 1, result.stderr
    return str(errors[0])


# -- what it writes ------------------------------------------------------------------------------------------------


def test_a_tracker_becomes_a_register_and_what_happened_is_said(on: Run, place: Path) -> None:
    said = on("import", file(place), "--new-register", "Libraries, peer challenge 2026", "--yes")
    assert said.stdout.splitlines() == [
        "libraries-peer-challenge-2026, a new register: 4 recommendations added.",
        "libraries-peer-challenge-2026: 1 came in closed, as of today for want of a date.",
        "New posts, vacant: Head of Libraries; Portfolio Holder; Web Manager; JB.",
        "New board: Cabinet.",
    ]
    assert said.stderr == "5 doubts: --dry-run shows them, --report FILE writes them down.\n"
    assert refs(on) == ["1.1", "1.2", "1.3", "1.10"]
    assert "is whole" in on("db", "verify").stdout


def test_every_field_of_a_row_arrives(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    one = shown(on, "1.1")
    words = {name: one[name] for name in ("theme", "text", "position", "action", "next_review", "rating", "state")}
    assert words == {
        "theme": "Access",
        "text": "Open on Saturdays",
        "position": "Closed now",
        "action": "Ask the union",
        "next_review": "2027-03-31",
        "rating": "amber",
        "state": "open",
    }
    assert (one["lead"]["post"], one["lead"]["holder"]) == ("Head of Libraries", None)
    assert one["sponsor"]["post"] == "Portfolio Holder"
    assert one["forums"] == [{"name": "Cabinet", "role": "decides"}] or one["forums"][0]["name"] == "Cabinet"
    assert (one["cadence"]["rule"], one["cadence"]["basis"]) == ("once on 31 March 2027", "confirmed")
    assert one["latest_update"]["text"] == "Union asked"
    assert one["latest_update"]["by"] == "import of plan.csv"


def test_several_leads_are_a_lead_and_contributors_and_initials_stay_as_they_are(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    one = shown(on, "1.10")
    assert (one["lead"]["post"], one["contributors"]) == ("Head of Libraries", ["Web Manager"])
    assert shown(on, "1.3")["lead"]["post"] == "JB"
    assert shown(on, "1.2")["lead"] is None


def test_periods_and_cadences_are_assumed_and_words_that_are_no_date_are_kept(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    period, rolling = shown(on, "1.10"), shown(on, "1.3")
    assert (period["next_review"], period["cadence"]["basis"]) == ("2027-03-31", "assumed")
    assert period["cadence"]["wording"] == "Q4 2026/27"
    assert (rolling["next_review"], rolling["cadence"]["basis"]) == ("2027-05-23", "assumed")
    assert rolling["cadence"]["rule"] == "every 6 months"
    assert "As imported: when\n  ongoing" in on("show", "1.2").stdout


def test_a_rule_that_follows_a_board_adds_the_board_and_takes_its_meetings(on: Run, place: Path) -> None:
    on("forum", "add", "LSCB", "--title", "Local Safeguarding Children's Board")
    on("meeting", "add", "LSCB", "2027-01-12")
    rows = "1,One,at each LSCB meeting\n2,Two,at each Cabinet meeting\n"
    said = on("import", file(place, f"Ref,Recommendation,How often\n{rows}"), "--yes").stdout
    assert "New board: Cabinet.\n" in said
    one, other = shown(on, "1"), shown(on, "2")
    assert (one["cadence"]["rule"], one["next_review"]) == ("at each LSCB meeting", "2027-01-12")
    assert (other["cadence"]["rule"], other["next_review"]) == ("at each Cabinet meeting", None)


def test_what_is_closed_comes_in_closed_with_its_day_its_kind_and_the_documents_word(on: Run, place: Path) -> None:
    text = (
        "Ref,Recommendation,Status,Date closed\n"
        "1,Do this,Completed,12/05/2025\n2,Do that,Rejected,\n3,Do more,Superseded,1 Mar 2026\n"
    )
    on("import", file(place, text), "--yes")
    for ref, day, kind, word in (
        ("1", "2025-05-12", "implemented", "Completed"),
        ("2", "2026-11-23", "not implemented", "Rejected"),
        ("3", "2026-03-01", "superseded", "Superseded"),
    ):
        one = shown(on, ref)
        assert (one["state"], one["next_review"], one["standing"]) == ("closed", None, "closed")
        closure = one["closures"][0]
        assert (closure["on"], closure["kind"], closure["reason"]) == (day, kind, word)


def test_a_closed_item_is_closed_for_the_documents_word_and_not_for_that_of_its_date(on: Run, place: Path) -> None:
    on("import", file(place, "Ref,Recommendation,Timescale,RAG\n1,Do this,Sept 2026,Green - complete\n"), "--yes")
    one = shown(on, "1")
    assert (one["state"], one["state_reason"], one["closures"][0]["reason"]) == ("closed", *["Green - complete"] * 2)


def test_a_column_that_has_no_place_is_kept_word_for_word_and_shown_with_where_it_came_from(
    on: Run, place: Path
) -> None:
    text = "Ref,Recommendation,Lead,Date raised,Cost,Cost\n7,Do this,Jo,03/04/2025,£4k,see minutes\n"
    on("import", file(place, text), "--yes")
    said = on("show", "7").stdout
    for name, words in (("Date raised", "03/04/2025"), ("Cost", "£4k"), ("Cost", "see minutes")):
        assert f"{name}\n  {words}\n" in said
    assert "Came from\n  plan.csv: table 1, row 2\n" in said
    assert shown(on, "7")["next_review"] is None  # a raised date is no due date


def test_ratings_keep_the_documents_word_where_it_is_another(on: Run, place: Path) -> None:
    text = "Ref,Recommendation,Lead,RAG\n1,Do this,Jo,G\n2,Do that,Jo,Amber/Green\n3,Do more,Jo,Blue\n"
    on("import", file(place, text), "--yes")
    assert shown(on, "1")["rating"] == "green"
    assert "As imported: rating\n  G" in on("show", "1").stdout
    assert "Amber/Green" in on("show", "2").stdout
    assert "Blue" in on("show", "3").stdout


def test_lead_columns_find_the_posts_and_holders_that_there_are(on: Run, place: Path) -> None:
    on("lead", "add", "Head of Libraries", "--organisation", "Borough Council")
    on("lead", "appoint", "Head of Libraries", "--name", "Jo Bloggs")
    text = "Ref,Recommendation,Lead\n1,One,head of libraries\n2,Two,Jo Bloggs\n3,Three,Web Manager\n"
    said = on("import", file(place, text), "--yes").stdout
    assert "New post, vacant: Web Manager.\n" in said
    assert [shown(on, ref)["lead"]["holder"] for ref in ("1", "2", "3")] == ["Jo Bloggs", "Jo Bloggs", None]


def test_a_lead_that_could_be_two_posts_is_refused_with_its_row(on: Run, place: Path) -> None:
    for organisation in ("Borough", "County"):
        on("lead", "add", "Chief Executive", "--organisation", organisation)
    before = database(place)
    said = on("import", file(place, "Ref,Recommendation,Lead\n1,One,Chief Executive\n"), "--yes", code=4)
    assert said.stderr.splitlines()[0] == (
        "  table 1, row 2 (ref 1): Chief Executive names several: Chief Executive (Borough) and Chief Executive "
        "(County). Write the one that is meant in full."
    )
    assert database(place) == before


def test_an_old_name_means_the_post_that_took_its_place(on: Run, place: Path) -> None:
    on("lead", "add", "Chair of LSCB")
    on("lead", "add", "Chair of the Safeguarding Partnership")
    on("lead", "succeed", "Chair of LSCB", "Chair of the Safeguarding Partnership", "--on", "2026-09-01")
    said = on("import", file(place, "Ref,Recommendation,Lead\n1,One,Chair of LSCB\n2,Two,Chair of LSCB\n"), "--yes")
    assert said.stdout.splitlines()[-1] == (
        "Chair of LSCB, which it names, was succeeded by Chair of the Safeguarding Partnership on 1 Sep 2026: "
        "that was taken."
    )
    assert shown(on, "2")["lead"]["post"] == "Chair of the Safeguarding Partnership"


def test_a_cell_that_guards_a_formula_or_holds_one_stays_text(on: Run, place: Path) -> None:
    text = "Ref,Recommendation,Lead\n1,\"=cmd|' /C calc'!A0\",Jo\n2,'@SUM(A1),Jo\n"
    on("import", file(place, text), "--yes")
    assert [shown(on, ref)["text"] for ref in ("1", "2")] == ["=cmd|' /C calc'!A0", "@SUM(A1)"]


def test_undo_takes_the_whole_import_back_and_it_can_be_imported_again(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    on("undo", "--yes")
    assert (refs(on), json.loads(on("register", "list", "--json").stdout)) == ([], [])
    on("import", file(place), "--yes")
    assert refs(on) == ["1.1", "1.2", "1.3", "1.10"]
    assert "is whole" in on("db", "verify").stdout


# -- twice ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [(), ("--update",), ("--dry-run",)])
def test_the_same_file_again_changes_nothing_under_whatever_name(
    on: Run, place: Path, options: tuple[str, ...]
) -> None:
    on("import", file(place), "--yes")
    on("extend", "1.1", "--to", "2027-06-30", "--reason", "No room before")
    on("edit", "1.2", "--text", "Report all the costs")
    before = database(place)
    for name in ("plan.csv", "copy.csv"):
        said = on("import", file(place, name=name), "--yes", *options).stdout
        assert said.splitlines()[-1] == "plan: everything is there already (4); nothing was changed."
    assert database(place) == before


def test_where_everything_is_there_nobody_is_asked(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    said = on("import", file(place))
    assert said.stdout == "plan: everything is there already (4); nothing was changed.\n"
    assert said.stderr == ""


def test_the_same_words_in_a_file_of_other_bytes_change_nothing(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    before = database(place)
    on("import", file(place, TRACKER.replace("\n", "\r\n"), "windows.csv"), "--yes")
    on("import", file(place, TRACKER, "utf16.csv", "utf-16"), "--yes", "--update")
    assert database(place) == before


def test_rows_that_are_new_are_added_beside_those_that_are_there(on: Run, place: Path) -> None:
    on("import", file(place), "--yes")
    said = on("import", file(place, TRACKER + "2.1,Money,A new one,,,,,,30/04/2027,,,,\n"), "--yes")
    assert said.stdout.splitlines()[0] == "plan: 1 recommendation added, 4 as before."


# -- the preview ---------------------------------------------------------------------------------------------------

PREVIEW = """plan.csv: 2 recommendations in table 1.
Table 1: its headings are 'No', 'Action', 'Owner', 'Deadline', 'Paid by'.
Counted: 3 rows, 1 empty numbered row.

Columns

Column    Is taken to be
--------  ----------------------
No        ref
Action    recommendation
Owner     lead
Deadline  next review
Paid by   kept as an extra field

The first of them

Ref  Recommendation       Lead     Next review
---  -------------------  -------  -----------
1    Open on Saturdays    Jo       31 Mar 2027

2    Look again at costs  No lead  31 May 2027
                                   assumed

1 doubt: look at each

Where            What                                  There it says  Became
---------------  ------------------------------------  -------------  ----------
row 3, column 4  It is not one day: 2027-05-31 is      May 2027       2027-05-31
                 assumed, the last day of what it
                 says.

So that it is known

Where            What                                      There it says  Became
---------------  ----------------------------------------  -------------  ------
row 4, column 1  It holds a number and nothing else: left  3
                 out.

Would say: plan, a new register: 2 recommendations added.
Would say: New post, vacant: Jo.
"""


def test_the_preview_shows_the_columns_the_first_rows_and_every_doubt_with_its_place(on: Run, place: Path) -> None:
    text = (
        "No,Action,Owner,Deadline,Paid by\n1,Open on Saturdays,Jo,31/3/27,Grant\n"
        "2,Look again at costs,,May 2027,\n3,,,,\n"
    )
    assert on("import", file(place, text), "--dry-run").stdout == PREVIEW


@pytest.mark.parametrize("there", ["nothing", "the seed", "the same", "an older one"])
@pytest.mark.parametrize("options", [(), ("--update",), ("--new-register", "Peer challenge")])
def test_the_rehearsal_says_exactly_what_the_real_run_then_does(
    on: Run, place: Path, there: str, options: tuple[str, ...]
) -> None:
    if there == "the seed":
        on("init", "--seed", "bwd-infant-mortality")
    elif there != "nothing":
        old = TRACKER if there == "the same" else TRACKER.replace("Saturdays", "Sundays").replace("Jo", "Al")
        on("import", file(place, old, "plan.csv" if there == "the same" else "old.csv"), "--yes")
    path, before = file(place), database(place)
    refused = there == "an older one" and not options
    rehearsal = on("import", path, "--dry-run", *options, code=4 if refused else 0)
    assert database(place) == before
    assert {entry.suffix for entry in place.iterdir()} <= {".csv", ".db"}
    assert len(list(place.glob("*.db*"))) <= 1
    real = on("import", path, "--yes", *options, code=4 if refused else 0)
    lines = [line for line in rehearsal.stdout.splitlines() if line.startswith("Would say: ")]
    if "Would say: " not in rehearsal.stdout:
        lines = rehearsal.stdout.splitlines()[-1:]
    assert [line.removeprefix("Would say: ") for line in lines] == real.stdout.splitlines()
    assert (rehearsal.stderr == real.stderr) if refused else (database(place) != before) == ("Would" in lines[0])


def test_remarks_of_one_kind_are_shown_up_to_a_number_and_all_are_counted(on: Run, place: Path) -> None:
    rows = "".join(f"{number},Do this {number},JB\n" for number in range(1, 31))
    said = on("import", file(place, f"Ref,Recommendation,Lead\n{rows}"), "--dry-run").stdout
    assert "30 doubts: look at each" in said
    assert said.count("seems to be initials") == 10
    assert "and 20 more" in said


def test_without_a_terminal_the_preview_is_shown_and_a_yes_is_asked_for_by_its_name(on: Run, place: Path) -> None:
    before = database(place)
    said = on("import", file(place), code=2)
    assert said.stdout == ""
    assert "Open on Saturdays" in said.stderr
    assert complaint(said) == (
        "sli: Write this into plan needs a yes, and there is nobody to ask. Give --yes, or --dry-run."
    )
    assert database(place) == before


# -- nothing to write, and what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, why",
    [
        ("Ref,Recommendation,Lead\n", "It holds a header only."),
        ("Ref,Recommendation,Lead\n1,,\n2,,\n3,,\n", "It holds no recommendation: 3 of its 3 rows are numbered and"),
        ("Name,Telephone\nJo,01254 585585\n", "No table has a column of recommendations or actions beside another"),
        ("Risk,Likelihood,Impact,Risk score\nFlood,2,3,6\n", "No table"),
    ],
)
def test_a_file_without_a_register_gives_none_and_says_why(on: Run, place: Path, text: str, why: str) -> None:
    before = database(place)
    for options in (("--yes",), ("--dry-run",), ()):
        said = on("import", file(place, text), *options).stdout
        assert said.startswith("plan.csv: 0 recommendations. ")
        assert why in said
    assert database(place) == before


def test_all_problems_are_listed_with_their_places_and_nothing_is_written(on: Run, place: Path) -> None:
    long = "x" * 100_001
    text = f"Ref,Recommendation,Theme\n1,One,A\n1,Again,A\n{'r' * 99},Two,B\n4,{long},B\n1,More,C\n"
    before = database(place)
    said = on("import", file(place, text), "--yes", code=4)
    assert said.stderr.splitlines() == [
        "  row 3, column 1: The ref '1' stands here and at row 2, column 1. (1)",
        f"  row 4, column 1: A ref is at most 60 printable characters on one line. ({'r' * 99})",
        "  row 5, column 1: The field 'text' has 100,001 characters; the most is 100,000.",
        "  row 6, column 1: The ref '1' stands here and at row 2, column 1. (1)",
        "sli: plan.csv has 4 problems; nothing was written. "
        "Mend them there, or number repeated refs with --duplicates suffix.",
    ]
    assert said.stdout == ""
    assert database(place) == before


def test_a_thousand_problems_are_counted_and_the_first_hundred_shown(on: Run, place: Path) -> None:
    said = on("import", file(place, "Ref,Recommendation,Lead\n" + "1,One,Jo\n" * 1001), "--yes", code=4)
    assert len(said.stderr.splitlines()) <= 102
    assert complaint(said) == (
        "sli: plan.csv has 1000 problems; nothing was written. "
        "Mend them there, or number repeated refs with --duplicates suffix."
    )


@pytest.mark.parametrize(
    "options, code, sentence",
    [
        (("--register", "nope"), 3, "There is no register 'nope'."),
        (("--register", "a", "--new-register", "b"), 2, "--register and --new-register were both given."),
        (("--new-register", " "), 2, "The title of the register is empty."),
        (("--map", "Owner"), 2, "--map 'Owner' names no column and meaning."),
        (("--map", "Owner=boss"), 2, "'Owner=boss': there is no meaning 'boss'. There is: ref, text, theme,"),
        (("--map", "Chief=lead"), 2, "'Chief=lead': the table has no column 'Chief'. It has: 'Ref', 'Theme',"),
        (("--sheet", "Plan"), 3, "There is no sheet 'Plan'. There is: 1: table 1."),
        (("--table", "2"), 3, "There is no table 2. There is: 1: table 1."),
        (("--table", "0"), 2, "Invalid value for '--table'"),
        (("--encoding", "klingon"), 2, "'klingon' is no encoding that is known here."),
        (("--dates", "american"), 2, "Invalid value for '--dates'"),
        (("--duplicates", "keep"), 2, "Invalid value for '--duplicates'"),
        (("--report", "no/where.csv"), 2, "no/where.csv could not be written: No such file or directory."),
        (("--report", "doubts.odd"), 2, "No format is known by the suffix of 'doubts.odd'."),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused_and_nothing_is_written(
    on: Run, place: Path, options: tuple[str, ...], code: int, sentence: str
) -> None:
    before = database(place)
    said = on("import", file(place), "--yes", *options, code=code)
    assert complaint(said).startswith(f"sli: {sentence}")
    assert said.stdout == ""
    assert database(place) == before


def test_no_file_no_database_and_the_wrong_encoding(on: Run, place: Path) -> None:
    assert "There is no file 'nowhere.csv'" in complaint(on("import", "nowhere.csv", code=2))
    path = file(place, TRACKER, encoding="cp1252")
    assert "is not text in the encoding utf-8." in complaint(on("import", path, "--encoding", "utf-8", code=4))
    nowhere = ("--database", str(place / "nowhere.db"))
    assert "There is no database at" in complaint(on(*nowhere, "import", path, "--yes", code=6))
    assert not (place / "nowhere.db").exists()


def test_two_tables_that_look_alike_are_asked_about_with_what_to_type(on: Run, place: Path) -> None:
    book = openpyxl.Workbook()
    for name, ref in (("North", "N1"), ("South", "S1")):
        sheet = book.create_sheet(name)
        sheet.append(["Ref", "Recommendation", "Lead"])
        sheet.append([ref, "Do this", "Jo"])
    book.save(place / "plan.xlsx")
    said = complaint(on("import", str(place / "plan.xlsx"), "--yes", code=4))
    assert "Say which: --sheet 'North' (1 rows); --sheet 'South' (1 rows)" in said
    on("import", str(place / "plan.xlsx"), "--sheet", "South", "--yes")
    assert refs(on) == ["S1"]


# -- its options ---------------------------------------------------------------------------------------------------


def test_several_registers_need_a_name_and_one_that_is_there_cannot_be_made_again(on: Run, place: Path) -> None:
    path = file(place)
    on("import", path, "--new-register", "North", "--yes")
    on("import", path, "--new-register", "South: a review", "--yes")
    assert "There are several registers: north and south-a-review." in complaint(on("import", path, "--yes", code=2))
    assert "There is a register north already." in complaint(
        on("import", path, "--new-register", "NORTH", "--yes", code=2)
    )
    on(
        "import",
        file(place, "Ref,Recommendation,Lead\n9,Nine,Jo\n", "more.csv"),
        "--register",
        "South: a review",
        "--yes",
    )
    assert refs(on, "--register", "south-a-review") == ["1.1", "1.2", "1.3", "1.10", "9"]


def test_the_new_register_bears_the_documents_title_and_counts_as_assumed_from_today(on: Run, place: Path) -> None:
    page = "# Peer challenge: action plan\n\n| Ref | Recommendation | Lead |\n|---|---|---|\n| 1 | One | Jo |\n"
    on("import", file(place, page, "x.md"), "--yes")
    found = json.loads(on("register", "list", "--json").stdout)[0]
    assert (found["register"], found["title"], found["adopted_on"]) == (
        "peer-challenge-action-plan",
        "Peer challenge: action plan",
        "2026-11-23",
    )


def test_a_column_is_what_map_says(on: Run, place: Path) -> None:
    text = "Ref,Recommendation,Comments,Chief\n1,One,Said much,Jo Bloggs\n"
    on("import", file(place, text), "--map", "Chief=sponsor", "--map", "comments=update", "--yes")
    one = shown(on, "1")
    assert (one["sponsor"]["post"], one["latest_update"]["text"], one["position"]) == ("Jo Bloggs", "Said much", None)


@pytest.mark.parametrize("order, day", [((), "2027-04-03"), (("--dates", "month-first"), "2027-03-04")])
def test_dates_are_read_day_first_unless_told_otherwise(on: Run, place: Path, order: tuple[str, ...], day: str) -> None:
    on("import", file(place, "Ref,Recommendation,Due\n1,One,03/04/2027\n"), *order, "--yes")
    assert shown(on, "1")["next_review"] == day


def test_repeated_refs_get_a_suffix_where_that_was_asked_for(on: Run, place: Path) -> None:
    text = "Ref,Recommendation,Lead\n1,One,Jo\n1,Two,Jo\n1,Three,Jo\n1-2,Four,Jo\n"
    on("import", file(place, text), "--duplicates", "suffix", "--yes")
    assert sorted((ref, shown(on, ref)["text"]) for ref in refs(on)) == [
        ("1", "One"), ("1-2", "Two"), ("1-2-2", "Four"), ("1-3", "Three"),
    ]  # fmt: skip


def test_refs_that_are_missing_are_numbered_after_the_highest(on: Run, place: Path) -> None:
    on("import", file(place, "Ref,Recommendation,Lead\n4,One,Jo\n,Two,Jo\n012/21,Three,Jo\n,Four,Jo\n"), "--yes")
    assert {ref: shown(on, ref)["text"] for ref in refs(on)} == {
        "4": "One", "5": "Two", "012/21": "Three", "6": "Four",
    }  # fmt: skip


def test_the_report_has_every_doubt_with_its_place_and_the_original_words(on: Run, place: Path) -> None:
    path = file(place, "Ref,Recommendation,Due\n1,Itâ€™s here,May 2027\n2,Two,soon\n")
    on("import", path, "--report", str(place / "doubts.csv"), "--yes")
    with open(place / "doubts.csv", encoding="utf-8-sig", newline="") as written:
        rows = list(csv.DictReader(written))
    assert [(row["place"], row["severity"], row["kind"], row["original"], row["became"]) for row in rows] == [
        ("row 2, column 2", "note", "mended", "Itâ€™s here", "It’s here"),
        ("row 2, column 3", "doubt", "period", "May 2027", "2027-05-31"),
        ("row 3, column 3", "doubt", "wording", "soon", ""),
    ]
    on("import", path, "--report", str(place / "doubts.json"), "--dry-run")
    assert [row["original"] for row in json.loads((place / "doubts.json").read_text(encoding="utf-8"))] == [
        "Itâ€™s here", "May 2027", "soon",
    ]  # fmt: skip


def test_the_report_is_written_for_a_file_that_is_refused_too(on: Run, place: Path) -> None:
    path = file(place, "Ref,Recommendation,Due\n1,One,soon\n1,Two,\n")
    on("import", path, "--report", str(place / "doubts.csv"), "--yes", code=4)
    written = (place / "doubts.csv").read_text(encoding="utf-8-sig")
    assert '"row 3, column 1",problem,repeated,"The ref \'1\' stands here and at row 2' in written
    assert '"row 2, column 3",doubt,wording' in written


# -- odd trackers, whole -------------------------------------------------------------------------------------------


def test_a_scrutiny_tracker_in_windows_1252_with_semicolons_and_a_title(on: Run, place: Path) -> None:
    text = (
        "Health Scrutiny – tracker;;;;;;;;\n;;;;;;;;\n"
        "Reference;Origin;Date;Area;Recommendation;Exec Date;Lead Officer/EM;Action taken;Status\n"
        "SR (25/26) 01;Inquiry;12/06/2025;Adults;That the “front door” is reviewed.;08/07/2025;DM/PL/KL;Begun;"
        "In progress\n"
        'SR (25/26) 02;Inquiry;12/06/2025;Adults;"That £ costs come back.\nBy ward.";TBC;;;Complete\n'
    )
    on("import", file(place, text, encoding="cp1252"), "--yes")
    assert refs(on) == ["SR (25/26) 01", "SR (25/26) 02"]
    one, other = shown(on, "SR (25/26) 01"), shown(on, "SR (25/26) 02")
    assert one["text"] == "That the “front door” is reviewed."
    assert (one["next_review"], one["theme"], one["lead"]["post"]) == (None, "Adults", "DM")
    assert (other["text"], other["state"]) == ("That £ costs come back.\nBy ward.", "closed")


def audit(path: Path) -> None:
    """Two sheets; a title, a legend beside the table, a header over two rows, section rows, and ratings by colour."""
    book = openpyxl.Workbook()
    lists = book.active
    lists.title = "Lists"
    lists.append(["High"])
    sheet = book.create_sheet("Audit")
    for at, row in enumerate((
        ["Outstanding audit recommendations", None, None, None, None, None, None, "Key", ""],
        [None, None, None, None, None, None, None, "Red", "Over three months late"],
        ["Ref", "Recommendation", "Implementation date", None, "Officer", "RAG"],
        [None, None, "Original", "Revised", None, None],
        ["Payroll"],
        ["1.10", "Segregate duties", date(2026, 3, 31), date(2026, 12, 31), "Head of Finance"],
        ["1.11", "Reconcile monthly", date(2027, 6, 30), None, "Head of Finance"],
        ["Procurement"],
        ["2.1", "Publish contracts", "Q4 2026/27", None, "J Smith"],
        ["2.2"],
    ), 1):  # fmt: skip
        for column, value in enumerate(row, 1):
            sheet.cell(at, column, value)
    sheet.merge_cells("C3:D3")
    for at in (5, 8):
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=6)
    for at, colour in ((6, "FF0000"), (7, "00B050")):
        sheet.cell(at, 6).fill = PatternFill("solid", fgColor=colour)
    book.save(path)


def test_an_audit_workbook_with_sections_a_legend_and_colours(on: Run, place: Path) -> None:
    audit(place / "audit.xlsx")
    on("import", str(place / "audit.xlsx"), "--yes")
    found = {one["ref"]: one for one in json.loads(on("list", "--json").stdout)}
    assert [(ref, one["theme"], one["next_review"], one["rating"]) for ref, one in found.items()] == [
        ("1.10", "Payroll", "2026-12-31", "red"),
        ("1.11", "Payroll", "2027-06-30", "green"),
        ("2.1", "Procurement", "2027-03-31", None),
    ]
    said = on("show", "1.10").stdout
    assert "Implementation date Original\n  2026-03-31" in said
    assert "Implementation date Officer" not in said
    assert "audit.xlsx: Audit, row 6" in said


def test_a_word_plan_with_tracked_changes_sections_and_merged_cells(on: Run, place: Path) -> None:
    document = docx.Document()
    document.add_heading("Best Start Partnership: action plan", 1)
    table = document.add_table(0, 5, style="Table Grid")
    for words in (
        ("No", "What we will do", "How", "Who", "When"),
        ("Priority 1: Healthy pregnancy", "", "", "", ""),
        ("1a", "Offer monitoring to ", "Train midwives", "Head of Midwifery", "31 March 2027"),
        ("", "", "Buy monitors", "", ""),
        ("1b", "Review the scheme", "Paper", "Jo Bloggs and Al Green", "Annual review in May"),
    ):
        for cell, text in zip(table.add_row().cells, words, strict=True):
            cell.text = text
    for column in (0, 1, 3, 4):
        table.cell(2, column).merge(table.cell(3, column))
    table.cell(1, 0).merge(table.cell(1, 4))
    words = table.cell(2, 1).paragraphs[0]._p
    mark = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
    words.append(parse_xml(f"<w:ins {nsdecls('w')} {mark}><w:r><w:t>every woman</w:t></w:r></w:ins>"))
    words.append(parse_xml(f"<w:del {nsdecls('w')} {mark}><w:r><w:delText>all</w:delText></w:r></w:del>"))
    document.save(str(place / "plan.docx"))
    on("import", str(place / "plan.docx"), "--yes")
    one, other = shown(on, "1a"), shown(on, "1b")
    assert (one["theme"], one["text"]) == ("Priority 1: Healthy pregnancy", "Offer monitoring to every woman")
    assert (one["lead"]["post"], one["next_review"]) == ("Head of Midwifery", "2027-03-31")
    assert "How\n  Train midwives\n\n  Buy monitors\n" in on("show", "1a").stdout
    assert (other["lead"]["post"], other["contributors"]) == ("Jo Bloggs", ["Al Green"])
    assert (other["cadence"]["rule"], other["cadence"]["basis"]) == ("every May", "assumed")
    assert json.loads(on("register", "list", "--json").stdout)[0]["title"] == "Best Start Partnership: action plan"
