"""The corpus of bad inputs: each is one sentence and a remedy on standard error, its exit code, and nothing written."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.faults.writing import commands
from sli_cli.app import App
from sli_cli.cli import sli
from tests.story.bad_place import filled_in, make, parted, state
from tests.story.program import SLI, TODAY

CORPUS: dict[str, list[Any]] = tomllib.loads(Path(__file__).with_name("bad_inputs.toml").read_text(encoding="utf-8"))
PROCESSES: list[dict[str, Any]] = CORPUS.pop("process")
LINES = [tuple(row) for rows in CORPUS.values() for row in rows]
ANY = "sli"
"""Under this stand the lines of no command in particular."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What nothing in here may change."""
    found = tmp_path_factory.mktemp("place")
    make(found)
    return found


def check_words(err: str, says: str) -> None:
    """One sentence that holds `says`, and after it the remedy; what was understood of dates may stand before it."""
    complaints = [line for line in err.splitlines() if re.match("sli: (?!warning: )", line)]
    assert len(complaints) == 1, err
    assert err.splitlines()[-1] == complaints[0]
    assert says in complaints[0]
    assert re.search(r"[.?!)] \S", complaints[0]), "it names no remedy"
    assert len(complaints[0]) < 2_000
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", err)


@pytest.mark.parametrize(("code", "line", "says"), LINES, ids=[line for _, line, _ in LINES])
def test_it_is_refused_in_one_sentence_and_nothing_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, code: int, line: str, says: str
) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("SLI_DATABASE", str(place / "register.db"))
    monkeypatch.setattr(App, "clock", lambda self: datetime.fromisoformat(f"{TODAY}T09:00:00+00:00"))
    before = state(place)
    result = CliRunner().invoke(sli, ["--as-of", TODAY, *parted(line)], prog_name="sli")
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    check_words(result.stderr, says)
    assert state(place) == before


def shell(odd: dict[str, Any]) -> list[str]:
    """What begins a command line in a folder that is taken away, or with another standard input."""
    leave = "mkdir gone && cd gone && rmdir ../gone && " if "gone" in odd else ""
    stdin = {"closed": " <&-", "": ""}.get(odd.get("stdin", ""), f" < {odd.get('stdin')}")
    return ["sh", "-c", f'{leave}exec "$@"{stdin}', "sh"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other streams and other folders")
@pytest.mark.parametrize("odd", PROCESSES, ids=lambda odd: f"{odd['line']} {sorted(odd)}")
def test_a_machine_that_is_odd_is_no_reason_for_a_traceback(place: Path, tmp_path: Path, odd: dict[str, Any]) -> None:
    before = state(place)
    environment = {**os.environ, "SLI_DATABASE": str(place / "register.db"), "SLI_CONFIG": str(tmp_path / "none.toml")}
    environment |= {name: filled_in(value) for name, value in odd.get("variables", {}).items()}
    done = subprocess.run(
        [*shell(odd), *SLI, "--as-of", TODAY, *parted(odd["line"])],
        capture_output=True,
        cwd=tmp_path if "gone" in odd else place,
        env={name: value for name, value in environment.items() if name not in odd.get("without", ())},
        timeout=60,
    )
    err = done.stderr.decode("utf-8", "replace")
    assert done.returncode == odd["code"], err
    if odd["code"]:
        assert done.stdout == b""
        check_words(err, odd["says"])
    else:
        assert (bool(done.stdout), err) == (True, "")
    assert state(place) == before


def test_every_command_is_in_the_corpus_twice_and_more() -> None:
    assert sorted(CORPUS.keys() ^ {*commands(), ANY}) == []
    assert [name for name, rows in CORPUS.items() if len(rows) < 2] == []
    for name, rows in CORPUS.items():
        assert name == ANY or all(set(name.split()) & set(parted(line)) for _, line, _ in rows), name
    assert len(LINES) + len(PROCESSES) >= 500
