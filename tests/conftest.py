"""What tests share: a database of their own, and the program run as a person would type it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest
from click.testing import CliRunner, Result

from sli_cli.cli import sli
from tests.places import KINDS, Files, Places, Server

Run = Callable[..., Result]
Put = Callable[[Path], None]
Examples = Callable[[int, int], int]

SEED = "bwd-infant-mortality"

ON_BOTH = {
    "test_a_month_of_work.py",
    "test_clock_commands.py",
    "test_evidence.py",
    "test_history_commands.py",
    "test_init_and_due.py",
    "test_lead_commands.py",
    "test_many_hands.py",
    "test_register_model.py",
    "test_whole.py",
}
"""The files whose tests plain pytest runs on SQLite and on PostgreSQL; --everywhere runs all of them on both."""


OF_FILES = {
    "test_bad_input.py",
    "test_backup_story.py",
    "test_corpus.py",
    "test_faults.py",
    "test_import_story.py",
    "test_restore.py",
    "test_upgrade.py",
}
"""The files whose tests look at the database's file, its disk and its locks; on PostgreSQL `tests/store` does that."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="Try many times as many in simulations and fuzz tests.")
    parser.addoption("--everywhere", action="store_true", help="Run every test of a database on PostgreSQL too.")


def pytest_configure() -> None:
    # A run that was begun in the background ignores Ctrl-C, and so would each program that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever runs a command, or puts a database in place, does so on each kind of database."""
    everywhere = metafunc.config.getoption("everywhere") or metafunc.definition.path.name in ON_BOTH
    of_one = [kind for kind in KINDS if metafunc.definition.get_closest_marker(kind)]
    of_one = of_one or (["sqlite"] if metafunc.definition.path.name in OF_FILES else [])
    if of_one == ["postgres"] or (everywhere and not of_one and {"run", "put", "fresh"} & set(metafunc.fixturenames)):
        metafunc.parametrize("database_kind", of_one or KINDS, indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that the test is run on."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of the run, started when it is first asked for."""
    # Not in pytest's own folder, which nobody else may enter: run by root, the server has an account of its own.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    found = Server(Path(gettempdir()) / f"sli-tests-{run[:12]}")
    yield found
    found.close()


@pytest.fixture
def places(database_kind: str, request: pytest.FixtureRequest) -> Places:
    return request.getfixturevalue("server") if database_kind == "postgres" else Files()


@pytest.fixture(autouse=True)
def own_place(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No test reads the settings or the database of whoever runs it."""
    place = places.new(tmp_path)
    monkeypatch.setenv("SLI_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("SLI_DATABASE", place)
    others = [name for name in os.environ if name.startswith("SLI_") and name not in ("SLI_CONFIG", "SLI_DATABASE")]
    for name in (*others, "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    places.forget(place)


@pytest.fixture
def run(places: Places) -> Run:
    """Runs a command line; `code` is the exit code that is expected."""
    place = os.environ["SLI_DATABASE"]

    def run(*args: str, code: int = 0, stdin: str | None = None) -> Result:
        places.ready(place)
        result = CliRunner().invoke(sli, list(args), input=stdin, prog_name="sli")
        assert result.exit_code == code, (args, result.output, result.exception)
        return result

    return run


@pytest.fixture
def examples(database_kind: str, request: pytest.FixtureRequest) -> Examples:
    """How many examples of a property are tried: `many`, or as `few` on PostgreSQL where not everything is run there.

    To connect takes most of the time of whatever is done there.
    """
    everything = database_kind == "sqlite" or request.config.getoption("everywhere")
    return lambda many, few: many if everything else few


@pytest.fixture
def put(places: Places) -> Put:
    """Puts what a SQLite file holds into the place of the test's database."""
    place = os.environ["SLI_DATABASE"]
    return lambda template: places.put(template, place)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed register, adopted on 1 September 2026: made once, and copied for each test."""
    file = tmp_path_factory.mktemp("seed") / "register.db"
    args = ["--database", str(file), "--as-of", "2026-11-23", "init", "--seed", SEED, "--adopted", "2026-09-01"]
    assert CliRunner().invoke(sli, args, env={"SLI_CONFIG": str(file.with_name("none.toml"))}).exit_code == 0
    return file


@pytest.fixture
def bwd(run: Run, put: Put, seeded: Path) -> Run:
    """The seed register as seen on 23 November 2026; runs command lines on it."""
    put(seeded)

    def run_then(*args: str, code: int = 0, stdin: str | None = None, on: str = "2026-11-23") -> Result:
        return run("--as-of", on, *args, code=code, stdin=stdin)

    return run_then
