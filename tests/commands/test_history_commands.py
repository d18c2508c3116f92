"""What happened, taken back and blanked: history, undo and redaction as they are met at the command line."""

from __future__ import annotations

import csv
import getpass
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.store.tables import COLUMNS
from tests.conftest import Examples, Put, Run
from tests.places import home, query, raw, stored, tamper

REVIEW = ("review", "20", "--outcome", "on track", "--note", "Jane Smith spoke")


def show(bwd: Run, ref: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bwd("show", ref, "--json").stdout)
    return found


def tables() -> dict[str, list[tuple[object, ...]]]:
    """Every live table, whole."""
    with raw() as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in COLUMNS}


def last_change() -> int:
    ((number,),) = query("SELECT change FROM history_head")
    return int(number)


# -- history -----------------------------------------------------------------------------------------------------------


def test_history_says_who_when_what_before_and_after_and_why(bwd: Run) -> None:
    bwd("park", "13", "--reason", "No money", "--by", "Jo Bloggs")
    account = getpass.getuser()
    (row,) = json.loads(bwd("history", "13", "--limit", "1", "--json").stdout)
    assert (row["change"], row["verb"], row["account"], row["by"], row["why"]) == (
        (2, "park", account, "Jo Bloggs", "No money")
    )
    assert (row["ref"], row["register"], row["what"]) == ("13", "bwd-infant-mortality", "13, changed")
    assert row["before"] == {"next_review": "2026-10-31", "state": "open", "state_on": None, "state_reason": None}
    assert row["after"] == {
        "next_review": None,
        "state": "parked",
        "state_on": "2026-11-23",
        "state_reason": "No money",
    }
    said = bwd("history", "13").stdout
    assert f"UTC, by Jo Bloggs ({account}): No" in said
    assert "next review: 31 Oct 2026 → none" in said
    assert "state: open → parked" in said


def test_history_is_newest_first_and_fits_eighty_columns(bwd: Run) -> None:
    bwd(*REVIEW)
    bwd("note", "11", "A word" * 40)
    said = bwd("history").stdout
    titles = [line for line in said.splitlines() if line.startswith("-- Change")]
    assert [title.split(":")[0] for title in titles] == ["-- Change 3", "-- Change 2", "-- Change 1"]
    assert max(map(len, said.splitlines())) <= 80
    assert "new: 22 recommendations" in said


def test_each_thing_that_a_change_touched_is_told_once_with_names_for_keys(bwd: Run) -> None:
    bwd(*REVIEW)
    said = " ".join(bwd("history", "20", "--limit", "1").stdout.split())
    assert "20, changed next review: 1 Dec 2026 → 1 Mar 2027 20: occurrence 23, new" in said
    bwd("edit", "20", "--lead", "Director of Public Health")
    said = " ".join(bwd("history", "20", "--limit", "1").stdout.split())
    assert "lead post: Chair of LSCB → Director of Public Health" in said


def test_long_texts_are_shown_where_they_differ(bwd: Run) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    bwd("edit", "20", "--text", words)
    bwd("edit", "20", "--text", f"{words} and more")
    said = " ".join(bwd("history", "20", "--limit", "1").stdout.split())
    assert "word59 → …" in said
    assert "word59 and more" in said
    assert "word1 " not in said


def test_limit_counts_changes_and_older_ones_are_said_to_be_there(bwd: Run) -> None:
    bwd("park", "13", "14", "--reason", "No money", "--yes")
    said = bwd("history", "--limit", "1")
    assert said.stdout.count("-- Change") == 1
    assert "13, changed" in said.stdout
    assert "14, changed" in said.stdout
    assert "There are older changes: --limit N shows more." in said.stdout
    assert "older" not in bwd("history").stdout
    assert [row["ref"] for row in json.loads(bwd("history", "--limit", "1", "--json").stdout)] == ["14", "13"]


def test_programs_get_every_row(bwd: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(bwd("history", "--format", "csv").stdout)))
    assert [int(row["seq"]) for row in rows] == list(range(149, 0, -1))
    assert rows[-1]["table"] == "register"
    assert len(bwd("history", "--register", "bwd-infant-mortality", "--format", "jsonl").stdout.splitlines()) == 138


def test_history_of_what_is_unknown_or_empty(run: Run, bwd: Run) -> None:
    assert "There is no recommendation '222'. Did you mean 22?" in bwd("history", "222", code=3).stderr
    assert "There is no register 'x'" in bwd("history", "--register", "x", code=3).stderr


def test_nothing_has_happened_in_an_empty_database(run: Run) -> None:
    run("init")
    assert "Nothing has happened yet." in run("history").stdout
    assert json.loads(run("history", "--json").stdout) == []
    assert "There is nothing to undo" in run("undo").stdout


def test_help_of_history_documents_both_of_its_forms(run: Run) -> None:
    said = run("history", "--help").stdout
    assert "sli history [REF] [OPTIONS]" in said
    assert "sli history redact REF --text TEXT --reason TEXT" in said
    assert "--limit N" in said
    assert run("history", "show", "--help").stdout.startswith("Usage: sli history show")


# -- undo --------------------------------------------------------------------------------------------------------------


def test_undo_takes_back_your_last_change_and_says_what_came_back(bwd: Run, own_place: Path) -> None:
    before = tables()
    bwd(*REVIEW)
    assert bwd("undo", "--reason", "Wrong item").stdout == (
        "Change 2 (review) is undone; `sli undo 3` would bring it back.\n"
        "20: next review 1 Dec 2026 (was 1 Mar 2027; undo of change 2); as it was: no review.\n"
    )
    assert tables() == before
    assert json.loads(bwd("history", "--limit", "1", "--json").stdout)[0]["why"] == "undo of change 2: Wrong item"
    bwd("db", "verify")


def test_undo_walks_back_over_what_is_undone_and_stops_at_the_load(bwd: Run) -> None:
    bwd("note", "11", "First")
    bwd("note", "11", "Second")
    assert "Change 3 (note) is undone" in bwd("undo").stdout
    assert "Change 2 (note) is undone" in bwd("undo").stdout
    assert "There is nothing to undo: no change by" in bwd("undo").stdout
    assert show(bwd, "11")["notes"] == []


def test_a_named_change_is_undone_once_and_its_undo_can_be_undone(bwd: Run, own_place: Path) -> None:
    bwd(*REVIEW)
    after = tables()
    bwd("undo", "2")
    assert bwd("undo", "2").stdout == "Change 2 (review) is already undone; nothing was changed.\n"
    assert last_change() == 3
    assert "Change 3 (undo) is undone" in bwd("undo", "3").stdout
    assert tables() == after
    assert "Change 2 (review) is undone" in bwd("undo", "2").stdout
    assert show(bwd, "20")["reviews"] == []


def test_undo_is_refused_where_later_changes_touch_the_same_rows_and_names_them(bwd: Run, own_place: Path) -> None:
    bwd(*REVIEW)
    bwd("extend", "20", "--to", "2027-04-01", "--reason", "Leave")
    bwd("edit", "20", "--text", "Other words")
    before = tables()
    said = bwd("undo", "2", code=4).stderr
    assert "Change 2 (review) cannot be undone yet" in said
    assert "change 4 (edit: 20), change 3 (extend: 20: extension 1)" in said
    assert "Undo the newest of them first: `sli undo 4`." in said
    assert tables() == before
    for number in ("4", "3", "2"):
        bwd("undo", number)
    assert show(bwd, "20")["next_review"] == "2026-12-01"


def test_undo_is_refused_where_the_next_review_has_been_settled_since(bwd: Run) -> None:
    bwd("park", "12", "--reason", "Illness")
    bwd("cadence", "12", "none", "--reason", "Illness")  # it is parked already: only its occurrence changes
    assert "change 3 (cadence: 12: occurrence 12)" in bwd("undo", "2", code=4).stderr


def test_undo_is_refused_where_later_rows_refer_to_what_it_would_take_out(bwd: Run) -> None:
    bwd("add", "23", "--text", "Publish", "--cadence", "every March")
    bwd("note", "23", "A word")
    assert "change 3 (note: 23: progress note 1)" in bwd("undo", "2", code=4).stderr
    bwd("undo", "3")
    assert "23: no longer in the register." in bwd("undo", "2").stdout
    bwd("show", "23", code=3)


def test_undo_is_refused_where_something_has_taken_the_place_of_what_it_took_out(bwd: Run) -> None:
    bwd("add", "23", "--text", "Publish", "--cadence", "every March")
    bwd("undo")
    bwd("add", "23", "--text", "Another", "--cadence", "every March")
    assert "Change 3 (undo) cannot be undone: what it changed does not fit" in bwd("undo", "3", code=4).stderr
    assert show(bwd, "23")["text"] == "Another"


def test_a_change_by_somebody_else_is_undone_by_its_number_alone(bwd: Run, own_place: Path) -> None:
    from datetime import date

    from sli_cli.services.reviews import note
    from sli_cli.store.change import Stamp
    from sli_cli.store.database import Database

    stamp = Stamp("2026-11-23T10:00:00Z", "somebody-else", "")
    theirs = Database(home(), date(2026, 11, 23), lambda: stamp)
    note(theirs, ["11"], None, "Theirs", date(2026, 11, 23), "somebody-else")
    assert "There is nothing to undo" in bwd("undo").stdout
    assert "Change 2 (note) is undone" in bwd("undo", "2").stdout


def test_undo_of_several_recommendations_needs_a_yes_and_can_be_rehearsed(bwd: Run, own_place: Path) -> None:
    bwd("park", "13", "14", "--reason", "No money", "--yes")
    before = tables()
    assert "Take this back from 2 recommendations needs a yes" in bwd("undo", code=2).stderr
    assert "Would say: 14: next review 31 Oct 2026" in bwd("undo", "--dry-run").stdout
    assert tables() == before
    assert last_change() == 2
    assert bwd("undo", "--yes").stdout.count("next review 31 Oct 2026") == 2


def test_the_load_of_a_register_can_be_undone_by_its_number(bwd: Run, own_place: Path) -> None:
    assert "22: no longer in the register." in bwd("undo", "1", "--yes").stdout
    assert not any(tables().values())
    bwd("db", "verify")
    assert "22: back in the register, next review" in bwd("undo", "2", "--yes").stdout
    assert len(json.loads(bwd("list", "--json").stdout)) == 22
    bwd("db", "verify")


def test_undo_of_an_unknown_change(bwd: Run) -> None:
    assert "There is no change 99." in bwd("undo", "99", code=3).stderr
    bwd("undo", "0", code=2)


ref = st.sampled_from(["12", "20"])
COMMANDS = st.one_of(
    st.tuples(st.just("note"), ref, st.sampled_from(["First words", "Other words"])),
    st.tuples(
        st.just("review"),
        ref,
        st.just("--outcome"),
        st.sampled_from(["on track", "done"]),
        st.just("--note"),
        st.sampled_from(["Seen", "Seen again"]),
        st.just("--on"),
        st.sampled_from(["2026-11-20", "2026-11-23"]),
    ),
    st.tuples(
        st.just("extend"), ref, st.just("--to"), st.sampled_from(["2027-06-01", "2027-12-01"]), st.just("--reason=x")
    ),
    st.tuples(st.just("cadence"), ref, st.sampled_from(["every month", "every March", "none"]), st.just("--reason=x")),
    st.tuples(st.just("cadence"), ref, st.just("--confirm")),
    st.tuples(st.sampled_from(["park", "resume", "reopen"]), ref, st.just("--reason=x")),
    st.tuples(st.just("close"), ref, st.just("--as=implemented"), st.just("--reason=Done")),
    st.tuples(st.just("restrict"), ref, st.just("--ground=Schedule 12A"), st.just("--reason=x")),
    st.tuples(st.just("edit"), ref, st.just("--text"), st.sampled_from(["One", "Two"])),
    st.tuples(st.just("event"), st.just("12"), st.just("--happened"), st.just("2026-11-20")),
    st.tuples(st.just("add"), st.sampled_from(["23", "24"]), st.just("--text=New"), st.just("--cadence=every March")),
)


class Lived:
    """A register of its own, on which commands were run; what was refused has left nothing."""

    def __init__(self, put: Put, seeded: Path, commands: list[tuple[str, ...]]) -> None:
        from click.testing import CliRunner

        from sli_cli.cli import sli

        put(seeded)
        self.ran = lambda *args: CliRunner().invoke(sli, ["--as-of", "2026-11-23", *args, "--yes"], prog_name="sli")
        self.before: dict[int, Any] = {}
        for command in commands:
            state, number = tables(), last_change()
            assert self.ran(*command).exit_code in (0, 2, 3, 4), command
            if last_change() > number:
                self.before[number + 1] = state
            else:
                assert tables() == state
        self.verify()

    def verify(self) -> None:
        result = self.ran("db", "verify")
        assert result.exit_code == 0, result.output


def test_undoing_every_change_from_the_newest_back_restores_each_state_exactly(
    put: Put, seeded: Path, examples: Examples
) -> None:
    @settings(max_examples=examples(12, 3), deadline=None)
    @given(commands=st.lists(COMMANDS, min_size=1, max_size=8))
    def check(commands: list[tuple[str, ...]]) -> None:
        lived = Lived(put, seeded, commands)
        end, undos = tables(), []
        for number in reversed(lived.before):
            assert lived.ran("undo", str(number)).exit_code == 0
            assert tables() == lived.before[number]
            lived.verify()
            undos.append(last_change())
        for number in reversed(undos):
            assert lived.ran("undo", str(number)).exit_code == 0
        assert tables() == end
        lived.verify()

    check()


def test_undoing_changes_in_any_order_is_done_or_refused_and_never_breaks_the_register(
    put: Put, seeded: Path, examples: Examples
) -> None:
    @settings(max_examples=examples(12, 3), deadline=None)
    @given(commands=st.lists(COMMANDS, min_size=2, max_size=8), seed=st.integers(0, 1000))
    def check(commands: list[tuple[str, ...]], seed: int) -> None:
        lived = Lived(put, seeded, commands)
        numbers = list(lived.before)
        random.Random(seed).shuffle(numbers)
        for number in numbers:
            state = tables()
            result = lived.ran("undo", str(number))
            assert result.exit_code in (0, 4), result.output
            assert result.exit_code == 0 or tables() == state
            lived.verify()

    check()


# -- redaction ---------------------------------------------------------------------------------------------------------


def redact(bwd: Run, ref: str, text: str, *more: str, code: int = 0) -> str:
    result = bwd("history", "redact", ref, "--text", text, "--reason", "A name", "--yes", *more, code=code)
    return result.stdout + result.stderr


@pytest.mark.sqlite
def test_a_redaction_leaves_no_trace_of_the_passage_in_the_file(bwd: Run, own_place: Path) -> None:
    path = own_place / "register.db"
    bwd(*REVIEW)
    bwd("park", "20", "--reason", "Jane Smith is ill")
    bwd("edit", "20", "--text", "About Jane Smith, " + "x" * 5000)
    bwd("edit", "20", "--text", "About somebody")
    bwd("note", "20", "Jane Smith again")
    bwd("undo")
    with raw() as connection:  # what was deleted where the pages of deleted rows are not wiped
        connection.execute("PRAGMA secure_delete = OFF")
        connection.executescript(
            "CREATE TABLE scratch (words TEXT); INSERT INTO scratch VALUES ('Jane Smith'); DROP TABLE scratch;"
        )
    assert b"Jane Smith" in path.read_bytes()
    assert redact(bwd, "20", "Jane Smith") == (
        "20: blanked in 2 rows of the register and 6 rows of history; who wrote it, when and why stay.\n"
        "Backups, papers and other copies hold the passage still: replace or destroy them.\n"
    )
    assert b"Jane Smith" not in path.read_bytes()
    assert [name.name for name in own_place.iterdir()] == ["register.db"]
    bwd("db", "verify")
    assert show(bwd, "20")["reviews"][0]["note"] == "[redacted] spoke"
    assert show(bwd, "20")["state_reason"] == "[redacted] is ill"


def test_a_redaction_leaves_who_when_and_why_and_says_itself_who_and_why(bwd: Run) -> None:
    bwd(*REVIEW, "--by", "Jo Bloggs")
    before = json.loads(bwd("history", "20", "--json").stdout)
    redact(bwd, "20", "Jane Smith")
    said, *after = json.loads(bwd("history", "20", "--json").stdout)
    assert (said["operation"], said["verb"], said["why"]) == ("redact", "history redact", "A name")
    assert said["after"]["live"] == [["review", 1]]
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    ((old, new),) = changed
    assert new == {**old, "after": {**old["after"], "note": "[redacted] spoke"}, "redacted_by": said["seq"]}
    assert "a passage blanked in 1 row of the register and 1 row of history" in " ".join(
        bwd("history", "20").stdout.split()
    )


def test_a_reason_is_blanked_on_every_row_of_its_change(bwd: Run, own_place: Path) -> None:
    bwd("park", "13", "14", "--reason", "Jane Smith is ill", "--yes")
    said = redact(bwd, "13", "Jane Smith")
    assert "13: blanked in 1 row of the register and 2 rows of history" in said
    assert "It was left where it stands elsewhere: 14." in said
    assert {row["why"] for row in json.loads(bwd("history", "--limit", "2", "--json").stdout)[1:]} == {
        "[redacted] is ill"
    }
    assert "elsewhere" not in redact(bwd, "14", "Jane Smith")
    assert b"Jane Smith" not in stored()
    bwd("db", "verify")


def test_what_was_redacted_may_be_redacted_again_and_undone(bwd: Run) -> None:
    bwd("note", "20", "Jane Smith of Mill Lane")
    redact(bwd, "20", "Jane Smith")
    redact(bwd, "20", "Mill Lane")
    assert show(bwd, "20")["notes"][0]["text"] == "[redacted] of [redacted]"
    bwd("db", "verify")
    bwd("undo", "2")
    bwd("undo", "5")
    assert show(bwd, "20")["notes"][0]["text"] == "[redacted] of [redacted]"
    bwd("db", "verify")


def test_the_reason_of_a_redaction_can_itself_be_redacted(bwd: Run) -> None:
    bwd("note", "20", "Jane Smith of Mill Lane")
    bwd("history", "redact", "20", "--text", "Jane Smith", "--reason", "Of Mill Lane", "--yes")
    redact(bwd, "20", "Mill Lane")
    assert json.loads(bwd("history", "20", "--json").stdout)[1]["why"] == "Of [redacted]"
    bwd("db", "verify")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE history SET after = replace(after, '[redacted]', 'Joe Brown') WHERE redacted_by IS NOT NULL",
        "UPDATE history SET salt = 'abc' WHERE redacted_by IS NOT NULL",
        "UPDATE history SET redacted_by = NULL WHERE redacted_by IS NOT NULL",
        "UPDATE history SET redacted_by = 1 WHERE redacted_by IS NOT NULL",
    ],
)
def test_a_redacted_row_is_evidence_too(bwd: Run, own_place: Path, tampering: str) -> None:
    bwd("note", "20", "Jane Smith spoke")
    redact(bwd, "20", "Jane Smith")
    tamper(tampering)
    assert "History row 150 (20: progress note 1, insert, " in bwd("db", "verify", code=6).stderr


def test_a_passage_is_blanked_in_what_an_undo_took_out_of_the_register(bwd: Run, own_place: Path) -> None:
    bwd("add", "23", "--text", "About Jane Smith", "--cadence", "every March")
    bwd("undo")
    assert "23: blanked in 0 rows of the register and 2 rows of history" in redact(bwd, "23", "Jane Smith")
    assert "About [redacted]" in bwd("history", "23").stdout
    assert b"Jane Smith" not in stored()
    bwd("add", "23", "--text", "Another Jane Smith", "--cadence", "every March")
    assert "blanked in 1 row of the register and 1 row of history" in redact(bwd, "23", "Jane Smith")
    bwd("db", "verify")


def test_a_redaction_is_rehearsed_asked_about_and_done_once(bwd: Run, own_place: Path) -> None:
    bwd("note", "20", "Jane Smith spoke")
    before = stored()
    args = ("history", "redact", "20", "--text", "Jane Smith", "--reason", "A name")
    assert "Would say: 20: blanked in 1 row of the register" in bwd(*args, "--dry-run").stdout
    assert "Blank this for ever in 20 needs a yes" in bwd(*args, code=2).stderr
    assert stored() == before
    redact(bwd, "20", "Jane Smith")
    said = redact(bwd, "20", "Jane Smith")
    assert said.splitlines()[0] == "20: the passage stands nowhere in it, letter for letter; nothing was changed."
    assert last_change() == 3


def test_a_redaction_reads_the_passage_from_standard_input(bwd: Run) -> None:
    bwd("note", "20", "Jane Smith spoke")
    bwd("history", "redact", "20", "--text", "-", "--reason", "A name", "--yes", stdin="Jane Smith\n")
    assert show(bwd, "20")["notes"][0]["text"] == "[redacted] spoke"


def test_a_redaction_touches_no_date_word_of_a_list_ref_or_rule(bwd: Run) -> None:
    before = show(bwd, "20")
    for passage in ("2026", "pending", "every", "decides", "open"):
        redact(bwd, "20", passage)
    after = show(bwd, "20")
    assert {key for key in before if before[key] != after[key]} <= {"text", "action", "position", "cadence"}
    assert after["cadence"]["rule"] == before["cadence"]["rule"]
    bwd("db", "verify")


def test_what_waits_for_an_event_is_blanked_and_still_waits(bwd: Run) -> None:
    bwd("cadence", "20", "when: Jane Smith returns; check every 6 months; then every year", "--reason", "x")
    redact(bwd, "20", "Jane Smith")
    assert show(bwd, "20")["cadence"]["rule"] == "when: [redacted] returns; check every 6 months; then every year"
    assert show(bwd, "20")["standing"] == "waiting"


def test_what_cannot_be_redacted(bwd: Run) -> None:
    assert "There is no recommendation 'x'" in redact(bwd, "x", "Jane Smith", code=3)
    assert "too short" in redact(bwd, "20", "ab", code=2)
    assert "The passage is empty" in redact(bwd, "20", " ", code=2)
    bwd("note", "20", "Jane Smith spoke")
    args = ("history", "redact", "20", "--text", "Jane Smith", "--reason", "It was Jane Smith", "--yes")
    assert "The reason holds the passage" in bwd(*args, code=2).stderr


def test_a_redaction_is_never_undone(bwd: Run) -> None:
    bwd("note", "20", "Jane Smith spoke")
    redact(bwd, "20", "Jane Smith")
    assert "blanked a passage, which is never undone" in bwd("undo", "3", code=4).stderr
    assert "Change 2 (note) is undone" in bwd("undo").stdout
