"""Every command that writes, each with a line that writes as much as it can, and the state that it needs before.

The table of commands itself is asked, so that a new command has to be named here: as one that writes, or as one that
only reads.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from sli_cli.cli import sli

READING = frozenset(
    (
        *("due", "overdue", "list", "show", "check", "help", "config", "completion", "version"),
        *("register list", "register show", "lead list", "lead show", "forum list", "forum show", "meeting list"),
        *("history show", "db verify"),
    )
)
"""The commands that write nothing, but what `-o` names in the same way as `sli export` does."""

BASE = (
    "init --seed bwd-infant-mortality --adopted 2026-09-01",
    'register set owner "Pat Owner <pat@example.gov.uk>"',
    'lead appoint "Chair of LSCB" --name "Jo Bloggs" --email jo@example.gov.uk --on 2026-09-01',
    'lead assign "Chair of LSCB" --open --yes',
    'forum edit LSCB --schedule "first Tuesday of every month" --secretary Sam --secretary-email sam@example.org',
    "forum route LSCB --open --yes",
    "meeting add LSCB 2026-11-17",
    "meeting add LSCB 2027-01-05",
)
"""What every line begins with: a register with its people, a board that decides on everything, and two meetings."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A line of a command that writes. `before` is what is typed first, `make` what is done then by hand."""

    command: str
    line: str
    before: tuple[str, ...] = ()
    make: Callable[[Path], None] | None = None
    fresh: bool = False
    """Whether it begins with an empty folder."""


def fill_sheet(folder: Path) -> None:
    """Fills in a minute sheet: every item is agreed, and reviewed with it."""
    from openpyxl import load_workbook

    book = load_workbook(folder / "sheet.xlsx")
    sheet = book.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        if cells["Ref"].value:
            for heading, answer in (("Decision", "agreed"), ("Outcome", "on track"), ("Note", "As reported")):
                cells[heading].value = answer
    book.save(folder / "sheet.xlsx")


def fill_form(folder: Path) -> None:
    """Fills in the form that asks for updates: the outcome and a note for every item."""
    import docx
    from docx.oxml.ns import qn

    (path,) = (folder / "forms").iterdir()
    document = docx.Document(str(path))
    answers = {"outcome": "on track", "note": "As planned"}
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        key = (tag.get(qn("w:val")) if tag is not None else "::").split(":")[1]
        if key in answers:
            for prompt in control.findall(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"):
                prompt.getparent().remove(prompt)
            first, *others = control.iter(qn("w:t"))
            first.text = answers[key]
            for other in others:
                other.text = ""
    document.save(str(path))


def a_tracker(folder: Path) -> None:
    rows = (f"T{number},Do the {number}th thing,Director of Place,31/03/2027,Amber" for number in range(1, 101))
    (folder / "tracker.csv").write_text("\n".join(("Ref,Recommendation,Lead,Due,RAG", *rows)) + "\n", encoding="utf-8")


def an_older_one(folder: Path) -> None:
    """A database of the first schema, which the tests keep."""
    kept = Path(__file__).parents[2] / "tests/data/schema-1.db.gz"
    with gzip.open(kept) as packed, open(folder / "register.db", "wb") as file:
        shutil.copyfileobj(packed, file)


SHEET = "minutes sheet LSCB --on 2026-11-17 -o sheet.xlsx --tables A,B,C,D"
WRITING = (
    Writing("init", "init --seed bwd-infant-mortality --adopted 2026-09-01", fresh=True),
    Writing("add", 'add 23 --text "Publish the plan" --lead "Chair of LSCB" --cadence "every March"'),
    Writing("edit", 'edit 7 --text "Publish it" --theme New --lead "Director of Public Health"'),
    Writing("review", 'review --open --outcome "on track" --note "Seen at the board" --rating green --yes'),
    Writing("note", 'note --open "Words from the board" --yes'),
    Writing("event", "event 12 --happened 2026-11-02"),
    Writing("extend", 'extend --open --to 2029-12-31 --reason "No money" --yes'),
    Writing("park", 'park --open --reason "No money" --yes'),
    Writing("resume", "resume --standing parked --yes", ('park --open --reason "No money" --yes',)),
    Writing("close", 'close --open --as implemented --reason "Done" --yes'),
    Writing(
        "reopen",
        'reopen --standing closed --reason "Undone" --yes',
        ("close --open --as implemented --reason D --yes",),
    ),
    Writing("cadence", 'cadence --open "every 2 years" --reason "Less often" --yes'),
    Writing("restrict", 'restrict --open --ground "Schedule 12A" --reason "Families" --yes'),
    Writing("register add", 'register add "A second one" --locality Bolton'),
    Writing("register edit", 'register edit bwd-infant-mortality --title "Another title" --locality Blackburn'),
    Writing("register set", "register set working-days next"),
    Writing("register close-day", 'register close-day 2026-12-29 --reason "Offices closed"'),
    Writing("lead add", 'lead add "Head of Place" --organisation Council'),
    Writing("lead edit", 'lead edit "Chair of LSCB" --name "Chair of the LSCB" --organisation LSCB'),
    Writing("lead appoint", 'lead appoint "Director of Public Health" --name Kim --email kim@example.org'),
    Writing("lead vacate", 'lead vacate "Chair of LSCB"'),
    Writing("lead handover", 'lead handover "Chair of LSCB" --to "Ann New" --email ann@example.org'),
    Writing("lead succeed", 'lead succeed "Chair of LSCB" "Director of Public Health" --reason Merged --yes'),
    Writing("lead assign", 'lead assign "Director of Public Health" --open --sponsor --yes'),
    Writing("lead away", 'lead away "Chair of LSCB" --deputy Sam --deputy-email sam@example.org --until 2026-12-31'),
    Writing(
        "lead back", 'lead back "Chair of LSCB"', ('lead away "Chair of LSCB" --deputy S --deputy-email s@example.org',)
    ),
    Writing("forum add", 'forum add CSAP --title "Assurance" --schedule "second Monday of every month" --committee'),
    Writing("forum edit", "forum edit LSCB --updates-due '10 working days' --papers-close '8 clear days'"),
    Writing("forum route", 'forum route "Health SPT" --open --informed --yes'),
    Writing("forum succeed", "forum succeed LSCB CSAP --reason Reorganised --yes", ("forum add CSAP",)),
    Writing("meeting plan", "meeting plan LSCB --until 2030-12-31 --yes"),
    Writing("meeting add", "meeting add LSCB 2027-02-02 --title Extraordinary"),
    Writing("meeting cancel", "meeting cancel LSCB 2027-01-05 --reason 'No quorum'"),
    Writing("meeting move", "meeting move LSCB 2027-01-05 --to 2027-01-12 --reason 'Room flooded'"),
    Writing("meeting held", "meeting held LSCB 2026-11-20", ("meeting add LSCB 2026-11-20 --as-of 2026-11-02",)),
    Writing("updates ask", "updates ask LSCB --on 2027-01-05 -o forms"),
    Writing(
        "updates read",
        "updates read forms/updates-lscb-2027-01-05-chair-of-lscb.docx --yes",
        ("updates ask LSCB -o forms",),
        fill_form,
    ),
    Writing("agenda", "agenda LSCB --on 2027-01-05 -o agenda.docx"),
    Writing("minutes sheet", SHEET),
    Writing("minutes read", "minutes sheet.xlsx --yes", (SHEET,), fill_sheet),
    Writing("import", "import tracker.csv --new-register Tracker --yes", (), a_tracker),
    Writing("import", "import all.jsonl --all --database new.db", ("export --all -o all.jsonl",)),
    Writing("export", "export --format xlsx -o register.xlsx"),
    Writing("export", "export --all -o all.jsonl"),
    Writing("calendar", "calendar -o reviews.ics"),
    Writing("history redact", "history redact 11 --text Secret --reason Privacy --yes", ("note 11 'A Secret word'",)),
    Writing("undo", "undo --yes", ('review --open --outcome "on track" --note Seen --yes',)),
    Writing("db backup", "db backup copies"),
    Writing("db restore", "db restore all.jsonl --to new.db", ("export --all -o all.jsonl",)),
    Writing("db restore", "db restore all.jsonl --replace", ("export --all -o all.jsonl", "note --open Later --yes")),
    Writing("db move", "db move register.db moved.db"),
    Writing("db upgrade", "db upgrade", make=an_older_one, fresh=True),
)

BY_ITSELF = ("notify",)
"""Commands that write and are tried in a way of their own: what they write is not one change."""


def commands(group: click.Group = sli, path: str = "") -> Iterator[str]:
    """Every command that does something, by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, f"{path}{name} ")
        else:
            yield path + name


def forgotten() -> list[str]:
    """The commands that nobody has named here, and those named here that there are not."""
    named = READING | {one.command for one in WRITING} | set(BY_ITSELF)
    return sorted(named ^ set(commands()))
