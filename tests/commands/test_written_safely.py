"""What a person names with -o never costs a database, leaks nothing, and what is said obeys no hostile text."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sli_cli.app import App
from sli_cli.changing import ask
from sli_cli.errors import BadValue
from sli_cli.output import to_file
from tests.conftest import Run

pytestmark = pytest.mark.sqlite
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither these rights nor such files")

HOSTILE = "Ann\x1b]0;pwn\x07"


# -- a database that is named by mistake -------------------------------------------------------------------------------

OVER = [
    "export --all -o {}",
    "export --format json -o {}",
    "export --format csv -o {}",
    "list --format csv -o {}",
    "due --json -o {}",
    "agenda LSCB --on 2027-01-05 --format json -o {}",
    "config --format csv -o {}",
]


@pytest.mark.parametrize("line", OVER)
def test_no_file_is_written_over_the_database_in_use(bwd: Run, own_place: Path, line: str) -> None:
    bwd("meeting", "add", "LSCB", "2027-01-05")
    path = own_place / "register.db"
    before = path.read_bytes()
    ran = bwd(*line.replace("{}", str(path)).split(), code=2)
    assert (ran.stdout, ran.stderr) == ("", f"sli: {path} is a database. Name another file with -o.\n")
    assert path.read_bytes() == before
    assert [file.name for file in own_place.iterdir()] == ["register.db"]


@posix
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_nor_over_a_link_to_it_nor_over_any_other_database(bwd: Run, own_place: Path, link: object) -> None:
    link(own_place / "register.db", own_place / "list.csv")  # type: ignore[operator]
    assert "list.csv is a database." in bwd("list", "-o", str(own_place / "list.csv"), code=2).stderr
    with closing(sqlite3.connect(own_place / "theirs.csv")) as raw:
        raw.execute("CREATE TABLE something (id INTEGER)")
    assert "theirs.csv is a database." in bwd("list", "-o", str(own_place / "theirs.csv"), code=2).stderr


def test_a_database_that_is_damaged_from_its_first_byte_on_is_still_the_one_in_use(bwd: Run, own_place: Path) -> None:
    path = own_place / "register.db"
    path.write_bytes(b"\x00" * 4096)
    assert "is a database." in bwd("config", "--format", "csv", "-o", str(path), code=2).stderr
    assert path.read_bytes() == b"\x00" * 4096


@posix
def test_what_is_no_file_is_left_alone(bwd: Run, own_place: Path) -> None:
    os.mkfifo(own_place / "pipe.csv")
    assert "pipe.csv is no file that can be replaced." in bwd("list", "-o", str(own_place / "pipe.csv"), code=2).stderr
    assert stat.S_ISFIFO((own_place / "pipe.csv").stat().st_mode)


# -- while it is written -----------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o640)])
def test_what_is_not_finished_has_a_name_that_nobody_can_plant_and_its_rights_from_the_start(
    tmp_path: Path, private: bool, mode: int
) -> None:
    (tmp_path / "victim").write_text("somebody's")
    (tmp_path / f"out.{os.getpid()}.part").symlink_to(tmp_path / "victim")
    (tmp_path / f"out.csv.{os.getpid()}.part").symlink_to(tmp_path / "victim")
    names = set()

    def pieces() -> Iterator[bytes]:
        yield b"one"
        (unfinished,) = [one for one in tmp_path.iterdir() if one.name != "victim" and not one.is_symlink()]
        names.add(unfinished.name)
        assert stat.S_IMODE(unfinished.stat().st_mode) == mode
        yield b"two"

    before = os.umask(0o027)
    try:
        for _ in range(2):
            to_file(str(tmp_path / "out.csv"), pieces(), private=private)
            (tmp_path / "out.csv").rename(tmp_path / "victim.new")
            assert (tmp_path / "victim.new").read_bytes() == b"onetwo"
            assert stat.S_IMODE((tmp_path / "victim.new").stat().st_mode) == mode
            (tmp_path / "victim.new").unlink()
    finally:
        os.umask(before)
    assert len(names) == 2
    assert (tmp_path / "victim").read_text() == "somebody's"


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("bad")])
def test_whatever_goes_wrong_leaves_what_was_there_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    (tmp_path / "out.csv").write_text("before")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise failure

    with pytest.raises(BadValue if isinstance(failure, OSError) else type(failure)):
        to_file(str(tmp_path / "out.csv"), pieces())
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("out.csv", "before")]


def test_a_whole_export_under_a_packed_name_is_packed_and_comes_back(bwd: Run, own_place: Path) -> None:
    bwd("export", "--all", "-o", str(own_place / "plain.jsonl"))
    packed = own_place / "packed.jsonl.gz"
    ran = bwd("export", "--all", "-o", str(packed))
    assert f"`sli db restore {packed} --to DATABASE`" in ran.stdout
    assert gzip.decompress(packed.read_bytes()) == (own_place / "plain.jsonl").read_bytes()
    assert packed.stat().st_mode & 0o777 == 0o600
    bwd("db", "restore", str(packed), "--to", str(own_place / "new.db"))
    bwd("--database", str(own_place / "new.db"), "export", "--all", "-o", str(own_place / "again.jsonl"))
    assert (own_place / "again.jsonl").read_bytes() == (own_place / "plain.jsonl").read_bytes()


# -- what is said ------------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(bwd: Run, own_place: Path) -> Run:
    """A register in which somebody with a way to its file put what sli itself refuses."""
    bwd("lead", "appoint", "Chair of LSCB", "--name", "Ann", "--email", "ann@example.org", "--on", "2026-10-01")
    with closing(sqlite3.connect(own_place / "register.db")) as raw:
        assert raw.execute("UPDATE holder SET name = ?", (HOSTILE,)).rowcount == 1
        raw.commit()
    return bwd


@pytest.mark.parametrize(
    "line",
    [
        "lead handover 'Chair of LSCB' --to Jo",
        "lead handover 'Chair of LSCB' --to Jo --dry-run",
        "lead appoint 'Chair of LSCB' --name Jo",
        "lead away 'Chair of LSCB' --from 2026-12-01 --deputy Jo --deputy-email jo@example.org",
        "lead show 'Chair of LSCB'",
        "lead list --format csv",
        "--color always lead list",
    ],
)
def test_nothing_that_is_said_obeys_a_name(hostile: Run, line: str) -> None:
    ran = hostile("--yes", *shlex.split(line), code=2 if "appoint" in line else 0)
    assert "Ann" in ran.output
    said = re.sub(r"\x1b\[[0-9]*m", "", ran.output) if "color" in line else ran.output
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", said)


def test_no_question_obeys_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)

    @click.command()
    def asking() -> None:
        ask(App(), [f"{HOSTILE} is told."], f"Write this into {HOSTILE}?")

    ran = CliRunner().invoke(asking, input="y\n")
    assert ran.exit_code == 0 and "\x1b" not in ran.output
    assert ran.stderr.count("Ann\ufffd]0;pwn\ufffd") == 2


def test_json_keeps_what_it_is_as_an_escape(hostile: Run) -> None:
    ran = hostile("lead", "show", "Chair of LSCB", "--json")
    assert json.loads(ran.stdout)["holder"] == HOSTILE and "\x1b" not in ran.stdout


def test_csv_on_standard_output_keeps_its_line_ends(bwd: Run) -> None:
    assert bwd("list", "--format", "csv").stdout_bytes.count(b"\r\n") == 23


def test_an_owner_that_cannot_be_read_is_said_with_the_register(bwd: Run, own_place: Path) -> None:
    path = own_place / "register.db"
    bwd("register", "set", "owner", "Ann <ann@example.org>")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE register_setting SET value = ? WHERE name = 'owner'", (f"{HOSTILE} <ann@example.org>",))
        raw.commit()
    ran = bwd("notify", "--explain", "3", code=2)
    assert ran.stderr.startswith("sli: Register bwd-infant-mortality: The addressee holds a control character (U+001B")
    assert "sli register set" in ran.stderr
