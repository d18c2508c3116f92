"""A disk that fills, at any byte: a real one that is too small where one can be mounted, else the limit of a file."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import Found
from benchmarks.faults.holding import held
from benchmarks.faults.judging import judged
from benchmarks.faults.places import LAUNCHER, SLI
from benchmarks.faults.writing import WRITING, Writing

NAME = "a disk that fills"
CODES = (2, 6)
"""A file that was named could not be written, or a database."""
PAGE = 4096


def runs() -> list[tuple[str, Run]]:
    return [(f"sli {writing.line}", _of(writing)) for writing in WRITING]


def _of(writing: Writing) -> Run:
    def run(bench: Bench, chance: random.Random, room: Path) -> Found:
        prepared = bench.prepared(writing)
        place = prepared.copied(room)
        if small_disks() and chance.random() < 0.5:
            free = chance.randrange(0, 400) if chance.random() < 0.5 else chance.randrange(0, 40)
            script = str(Path(__file__).with_name("small_disk.py"))
            program = ("unshare", "-rm", sys.executable, "-P", script, str(room), str(free), *SLI)
            ran = place.run(writing.line, program)
        else:
            largest = max((path.stat().st_size for path in room.rglob("*")), default=0)
            size = chance.randrange(0, largest + 400_000) if chance.random() < 0.5 else chance.randrange(0, 40_000)
            ran = place.run(writing.line, (*LAUNCHER, "--file-size", str(size)))
        return Found(ran.code != 0, judged(ran, prepared.before, prepared.after, held(room), CODES))

    return run


@cache
def small_disks() -> bool:
    """Whether this account may mount a disk of its own."""
    if shutil.which("unshare") is None:
        return False
    folder = tempfile.mkdtemp()
    line = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "sli-bench", folder]
    return subprocess.run(line, capture_output=True).returncode == 0


def how() -> str:
    """What is done here, in words."""
    return "file systems in memory, and limits of files" if small_disks() else "limits of files; no disk may be mounted"
