"""What the tests of several commands do alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sli_cli.store.verify import verify
from tests.conftest import Run
from tests.places import home, stored


@pytest.fixture(autouse=True)
def history_is_whole_afterwards(own_place: Path) -> Iterator[None]:
    """To be imported by a file of tests, for each of which it then holds."""
    yield
    with home().reading() as connection:
        assert verify(connection).changes > 0


def asked(bwd: Run, *args: str, on: str = "2026-11-23") -> Any:
    """What a command says as JSON, on that day."""
    return json.loads(bwd(*args, "--json", on=on).stdout)


def written_twice(bwd: Run, own_place: Path, *args: str) -> str:
    """Runs a command again, which may write nothing, and gives what it says."""
    before = stored()
    said: str = bwd(*args).stdout
    assert stored() == before
    return said
