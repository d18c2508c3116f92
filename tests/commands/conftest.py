"""What the tests of meetings share: a board with items, and its meetings."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest
from click.testing import CliRunner

from sli_cli.cli import sli
from tests.conftest import Put, Run

SET_UP = (
    ("forum", "route", "LSCB", "3", "4", "7", "13", "--yes"),
    ("forum", "edit", "LSCB", "--secretary", "Sam Okoro", "--updates-due", "10 working days"),
    ("lead", "appoint", "Chair of LSCB", "--name", "Jo Bloggs", "--email", "jo.bloggs@example.gov.uk"),
    ("lead", "edit", "Chair of LSCB", "--organisation", "LSCB"),
    ("meeting", "add", "LSCB", "2026-11-03"),
    ("meeting", "add", "LSCB", "2026-12-15"),
    ("meeting", "add", "LSCB", "2027-01-19"),
)


@pytest.fixture(scope="session")
def with_meetings(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed register on 23 November 2026: LSCB decides on 1, 3, 4, 7, 8 and 13, and meets on 15 December."""
    file = tmp_path_factory.mktemp("meetings") / "register.db"
    copyfile(seeded, file)
    for line in SET_UP:
        done = CliRunner().invoke(
            sli,
            ["--database", str(file), "--as-of", "2026-11-23", *line],
            env={"SLI_CONFIG": str(file.with_name("none.toml"))},
            prog_name="sli",
        )
        assert done.exit_code == 0, (line, done.output)
    return file


@pytest.fixture
def lscb(bwd: Run, put: Put, with_meetings: Path, own_place: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs command lines on that register, in a folder of the test's own."""
    put(with_meetings)
    monkeypatch.chdir(own_place)
    return bwd
