"""What the stories share: the program, with the seed register or with nothing yet."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Put
from tests.places import Places
from tests.story.program import Program


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the seed register, adopted on 1 September 2026, as the program itself made it."""
    program = Program(tmp_path_factory.mktemp("seeded"))
    program("init", "--seed", "bwd-infant-mortality", "--adopted", "2026-09-01")
    return program.database


@pytest.fixture
def fresh(own_place: Path, places: Places, database_kind: str) -> Program:
    """The program on a machine where it has never run."""
    database = os.environ["SLI_DATABASE"]
    places.ready(database)
    return Program(own_place, database if database_kind == "postgres" else "")


@pytest.fixture
def program(fresh: Program, put: Put, seeded: Path) -> Program:
    """The program with the seed register, in the first days of its use."""
    put(seeded)
    return fresh
