"""The house itself: which way imports run, what a report loads, and that help and commands are in step."""

from __future__ import annotations

import ast
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sli_cli import settings
from sli_cli.app import UTC, App
from sli_cli.cli import COMMANDS, sli
from sli_cli.errors import EXIT_CODES, SliError
from tests.conftest import Run

HOUSE = Path(__file__).parents[2] / "sli_cli"
MODULES = sorted(HOUSE.rglob("*.py"))

MAY_IMPORT = {
    "domain": {"domain", "errors"},
    "deliver": {"deliver", "domain", "errors"},
    "reports": {"reports", "render", "services", "intake", "domain", "output", "errors"},
    "render": {"render", "domain", "errors"},
    "intake": {"intake", "domain", "errors"},
    "services": {"services", "domain", "errors", "bank_holidays", "seed", "intake"},
    "store": {"store", "domain", "errors", "migrations"},
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports when it runs: those for type checkers only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module == "sli_cli")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(HOUSE).parts[0]
    for name in imports(path):
        top, *rest = name.split(".")
        if room in MAY_IMPORT and top == "sli_cli" and rest:
            assert rest[0] in MAY_IMPORT[room], f"{path} imports {name}"
        if top in ("sqlalchemy", "alembic"):
            assert room == "store", f"{path} imports {name}"
        if top == "click":
            shared = ("cli.py", "command_kinds.py", "options.py", "changing.py")
            assert room == "commands" or path.name in shared, f"{path} imports {name}"


def test_the_clock_is_read_in_one_place() -> None:
    readers = [
        path.name for path in MODULES if "datetime.now(" in path.read_text() or "date.today(" in path.read_text()
    ]
    assert readers == ["app.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_rooms_are_not_crowded(path: Path) -> None:
    if path.name in ("sqlite_sql.py", "postgres_sql.py", "schema.py", "statements.py"):
        return  # the whole schema, and every statement, are each one subject
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 260
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 48, f"{path.name}: {node.name}"


def loaded(args: list[str], place: Path) -> set[str]:
    script = (
        "import sys; sys.argv = ['sli', *sys.argv[1:]]\n"
        "from sli_cli.cli import sli\n"
        "from sli_cli.app import App\n"
        "from datetime import datetime, timezone\n"
        # Late in the evening the day in London has to be looked up, for which zones are loaded.
        "App.clock = lambda self: datetime(2026, 11, 23, 9, tzinfo=timezone.utc)\n"
        "import io, contextlib\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try: sli.main(prog_name='sli')\n"
        "    except SystemExit as end: assert end.code == 0, end.code\n"
        "print('\\n'.join(sys.modules))\n"
    )
    environment = {**os.environ, "SLI_DATABASE": str(place / "register.db"), "SLI_CONFIG": str(place / "none.toml")}
    found = subprocess.run(
        [sys.executable, "-c", script, *args], capture_output=True, text=True, env=environment, check=True
    )
    return set(found.stdout.split())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["due", "--help"], ["due"], ["due", "--json"], ["list", "--format", "plain"]]
)
def test_a_read_loads_no_library_that_it_does_not_need(bwd: Run, own_place: Path, args: list[str]) -> None:
    heavy = {
        "sqlalchemy",
        "alembic",
        "tabulate",
        "wcwidth",
        "platformdirs",
        "holidays",
        "dateutil",
        "tomllib",
        "typing_extensions",
        "zoneinfo",
        "icalendar",
    }
    if "--help" not in args:  # click's own help needs the first two
        heavy |= {"shutil", "locale", "dataclasses"}
    assert not loaded(args, own_place) & heavy


def test_help_and_version_import_no_command(own_place: Path) -> None:
    for args in (["--help"], ["--version"]):
        assert not [name for name in loaded(args, own_place) if name.startswith("sli_cli.commands.")]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))


ALL = dict(commands(sli))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    for flag in ("-h", "--help"):
        result = CliRunner().invoke(sli, [*words, flag], prog_name="sli")
        assert result.exit_code == 0
        assert "Examples:" in result.output
        assert max(map(len, result.output.splitlines())) <= 80


def examples() -> list[str]:
    found = [line.strip() for command in ALL.values() for line in (command.help or "").splitlines()]
    return sorted({line for line in found if line.startswith("sli ")})


FIRST_MEETING = "sli meeting add LSCB 2027-01-05"
LAST_MEETING = "sli meeting add LSCB 2026-11-17"
ORDER = {
    "sli due --before-meeting LSCB": FIRST_MEETING,
    'sli meeting cancel LSCB 2027-01-05 --reason "No quorum"': FIRST_MEETING,
    'sli meeting move LSCB 2027-01-05 --to 2027-01-12 --reason "Room flooded"': FIRST_MEETING,
    "sli meeting held LSCB 2026-11-17": LAST_MEETING,
    "sli meeting plan LSCB --dry-run": 'sli forum edit LSCB --schedule "first Tuesday of every month"',
    "sli minutes sheet LSCB --on 2026-11-17 -o sheet.docx": LAST_MEETING,
    "sli minutes sheet LSCB --on 2026-11-17 --tables A,C -o sheet.xlsx": LAST_MEETING,
    "sli minutes sheet.docx --dry-run": f"{LAST_MEETING} && sli minutes sheet LSCB --on 2026-11-17 -o sheet.docx",
    "sli minutes sheet.docx --yes": f"{LAST_MEETING} && sli minutes sheet LSCB --on 2026-11-17 -o sheet.docx",
    "sli minutes read sheet.xlsx --dry-run": f"{LAST_MEETING} && sli minutes sheet LSCB --on 2026-11-17 -o sheet.xlsx",
    "sli updates ask LSCB --on 2026-12-15 -o forms": "sli meeting add LSCB 2026-12-15",
    "sli updates read forms/updates-lscb-2026-12-15-chair-of-lscb.docx --dry-run": (
        "sli meeting add LSCB 2026-12-15 && sli updates ask LSCB -o forms"
    ),
    'sli lead away "Jo Bloggs" --deputy "Sam Hill" --deputy-email sh@example.org': (
        'sli lead appoint "Chair of LSCB" --name "Jo Bloggs"'
    ),
    "sli resume 21": 'sli park 21 --reason "No funding this year"',
    'sli reopen 3 --reason "The lead has left"': 'sli close 3 --as implemented --reason "Done"',
    "sli restrict 14 --lift": 'sli restrict 14 --ground "Schedule 12A" --reason "Families"',
}


def make_papers(place: Path, seeded: Path) -> None:
    """The files that examples name: papers with one table that looks like a register, and a database."""
    from docx import Document
    from openpyxl import Workbook

    rows = (("Ref", "Recommendation", "Owner"), ("A1", "Publish the report", "Director"), ("A2", "Review it", "Chair"))
    book, paper = Workbook(), Document()
    for row in rows:
        book.active.append(row)
    book.save(place / "tracker.xlsx")
    for table in (paper.add_table(1, 2), paper.add_table(0, 3)):
        for row in rows if len(table.columns) == 3 else ():
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    paper.save(str(place / "minutes.docx"))
    copyfile(seeded, place / "register.db")


@pytest.mark.parametrize("example", examples())
def test_every_example_in_the_help_runs(
    bwd: Run, example: str, seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_papers(tmp_path, seeded)
    for before in ORDER[example].split(" && ") if example in ORDER else ():
        bwd(*shlex.split(before)[1:])
    bwd(*shlex.split(example)[1:])


def test_the_readme_names_every_command_that_there_is() -> None:
    assert [name for name in COMMANDS if f"`sli {name}" not in README] == []


README = (HOUSE.parent / "README.md").read_text(encoding="utf-8")
STORY = [
    line.partition("  #")[0].strip()
    for line in README.partition("## A month of work")[2].partition("```sh")[2].partition("```")[0].splitlines()
]


def test_the_month_of_work_in_the_readme_runs_line_by_line(bwd: Run) -> None:
    assert len(STORY) > 8
    for line in filter(None, STORY):
        bwd(*shlex.split(line)[1:])


def test_the_readme_says_every_exit_code_and_every_setting() -> None:
    plain = README.replace("`", "")
    assert [c for c, meaning in EXIT_CODES.items() if f"| {c} | {meaning.replace('`', '')} |" not in plain] == []
    rows = {name: f"| `{name}` | `{variable}` |" for name, (variable, _) in settings.NAMES.items()}
    assert [name for name, row in rows.items() if row not in README] == []


def test_every_error_has_its_code_documented() -> None:
    codes = {kind.code for kind in [SliError, *SliError.__subclasses__()]}
    assert codes <= set(EXIT_CODES)
    printed = CliRunner().invoke(sli, ["help", "exit-codes"], prog_name="sli").output
    assert all(f"{code:>4}  {meaning}" in printed for code, meaning in EXIT_CODES.items())


def test_the_default_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import platformdirs

    for home in (None, str(tmp_path)):
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            monkeypatch.delenv(variable, raising=False)
            if home:
                monkeypatch.setenv(variable, home)
        assert settings._folder("config") == platformdirs.user_config_dir("sli", appauthor=False)
        assert settings._folder("data") == platformdirs.user_data_dir("sli", appauthor=False)


@given(st.integers(820_454_400, 2_366_841_600))
def test_today_is_the_day_in_london_whatever_the_hour(second: int) -> None:
    app = App()
    app.now = datetime.fromtimestamp(second, UTC)
    assert app.actual_today == app.now.astimezone(ZoneInfo("Europe/London")).date()


def test_the_source_of_a_json_list_has_the_promised_keys(bwd: Run) -> None:
    for_all = "register ref theme text position action lead sponsor forums cadence next_review first_due last_review"
    promised = f"{for_all} latest_update standing days_overdue rating extensions state restricted as_of".split(" ")
    for args in (("list", "--json"), ("due", "--json"), ("overdue", "--json")):
        one = json.loads(bwd(*args).stdout)[0]
        assert [key for key in promised if key not in one] == []
        assert set(one["lead"]) >= {"post", "organisation", "holder", "email"}
        assert set(one["cadence"]) >= {"wording", "rule", "basis"}
    assert [key for key in promised if key not in json.loads(bwd("show", "11", "--json").stdout)] == []
