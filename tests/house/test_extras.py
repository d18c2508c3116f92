"""What pip is told to install: the extras that messages and pages name are there, and the tests bring every one."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def extras() -> dict[str, list[str]]:
    """Each extra, with the names of the packages that it brings."""
    read = ConfigParser()
    read.read(PROJECT / "setup.cfg", encoding="utf-8")
    lines = {name: filter(None, lines.splitlines()) for name, lines in read["options.extras_require"].items()}
    return {name: [re.split(r"[<>=;~! ]", line)[0] for line in found] for name, found in lines.items()}


def test_every_extra_that_is_named_is_there_and_every_one_is_named() -> None:
    read = [PROJECT / "README.md", *(PROJECT / "sli_cli").rglob("*.py")]
    named = {one for path in read for one in re.findall(r"sli-cli\[([a-z-]+)\]", path.read_text(encoding="utf-8"))}
    assert named == set(extras()) - {"test"}


def test_the_tests_bring_what_every_extra_brings() -> None:
    found = extras()
    assert {package for packages in found.values() for package in packages} - set(found["test"]) == set()
