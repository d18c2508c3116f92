"""What the stories share: the program, with the seed register or with nothing yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.program import Program


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with the seed register, adopted on 1 September 2026, as the program itself made it."""
    program = Program(tmp_path_factory.mktemp("seeded"))
    program("init", "--seed", "bwd-infant-mortality", "--adopted", "2026-09-01")
    return program.database.read_bytes()


@pytest.fixture
def fresh(own_place: Path) -> Program:
    """The program on a machine where it has never run."""
    return Program(own_place)


@pytest.fixture
def program(fresh: Program, seeded: bytes) -> Program:
    """The program with the seed register, in the first days of its use."""
    fresh.database.write_bytes(seeded)
    return fresh
