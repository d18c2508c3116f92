"""What tests share: a database of their own, and the program run as a person would type it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner, Result

from sli_cli.cli import sli

Run = Callable[..., Result]

SEED = "bwd-infant-mortality"


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads the settings or the database of whoever runs it."""
    monkeypatch.setenv("SLI_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("SLI_DATABASE", str(tmp_path / "register.db"))
    for name in ("SLI_BY", "SLI_ZONE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Runs a command line; `code` is the exit code that is expected."""

    def run(*args: str, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(sli, list(args), input=stdin, prog_name="sli")
        assert result.exit_code == code, (args, result.output, result.exception)
        return result

    return run


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed register, adopted on 1 September 2026: made once, and copied for each test."""
    file = tmp_path_factory.mktemp("seed") / "register.db"
    args = ["--database", str(file), "--as-of", "2026-11-23", "init", "--seed", SEED, "--adopted", "2026-09-01"]
    assert CliRunner().invoke(sli, args, env={"SLI_CONFIG": str(file.with_name("none.toml"))}).exit_code == 0
    return file


@pytest.fixture
def bwd(run: Run, seeded: Path, own_place: Path) -> Run:
    """The seed register as seen on 23 November 2026; runs command lines on it."""
    copyfile(seeded, own_place / "register.db")

    def run_then(*args: str, code: int = 0, stdin: str | None = None, on: str = "2026-11-23") -> Result:
        return run("--as-of", on, *args, code=code, stdin=stdin)

    return run_then
