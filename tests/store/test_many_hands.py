"""Ten processes at one register at once: every change is there, none twice, and the chain is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sli_cli.store.verify import verify
from tests.conftest import Put
from tests.places import home, query

ROOT = Path(__file__).parents[2]
HANDS = 10


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """A minute where everything is run, else as long as nobody minds to wait."""
    return 60 if request.config.getoption("everywhere") else 3


def test_ten_processes_at_once_lose_nothing_and_keep_one_chain(put: Put, seeded: Path, seconds: float) -> None:
    put(seeded)
    environment = {**os.environ, "SLI_BUSY_TIMEOUT": "120", "PYTHONPATH": str(ROOT)}
    hands = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.hand", f"hand{number}", str(seconds)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for number in range(HANDS)
    ]
    told: dict[str, int] = {}
    for hand in hands:
        out, err = hand.communicate(timeout=seconds + 180)
        assert (hand.returncode, err) == (0, b"")
        for line in out.splitlines():
            mark, code, said = json.loads(line)
            assert code in (0, 2, 4), said  # done, or refused for what it asked: never for the others
            if "nothing was changed" not in said:  # two who want the same day: the second has nothing left to do
                told[mark] = code
    after = " ".join(text for (text,) in query("SELECT after FROM history"))
    kept = {mark for mark in told if mark in after}
    assert kept == {mark for mark, code in told.items() if code == 0}
    assert len(kept) > HANDS
    changes = [change for (change,) in query("SELECT change FROM history GROUP BY change ORDER BY change")]
    assert changes == list(range(1, len(kept) + 2))  # that of the seed, and one for each mark
    with home().reading() as connection:
        assert verify(connection).changes == len(kept) + 1
