"""A file that is cut, flipped, overwritten or replaced by another, between two commands or while one is at work."""

from __future__ import annotations

import random
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.faults.bench import Bench, Run
from benchmarks.faults.figures import LOST, UNSAID, Found
from benchmarks.faults.holding import BROKEN, of_file
from benchmarks.faults.judging import Wrong, of_words
from benchmarks.faults.kills import signs, wait_for_a_sign
from benchmarks.faults.places import Place, ended
from benchmarks.faults.writing import an_older_one

NAME = "a file damaged or replaced"
CODES = (2, 3, 4, 6)
"""Refused as a database; or, read as far as it can be, something is not there or not fitting."""
PAGE = 4096
WORDS = "Words that have to be kept"
LINES = (
    *("list --json", "show 11", "due --this-year", "check", "history show 11", "overdue --json"),
    *("export --all -o all.jsonl", "db backup copies", f"note 11 '{WORDS}'", "park 12 13 14 --reason Money --yes"),
)


def cut(file: Path, chance: random.Random) -> None:
    size = file.stat().st_size
    with open(file, "rb+") as stream:
        stream.truncate(chance.choice((chance.randrange(size), chance.randrange(size // PAGE) * PAGE)))


def flip(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 8))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def overwrite(file: Path, chance: random.Random) -> None:
    """A sector or a page that holds zeros, chance, or what stands elsewhere in the file."""
    content = bytearray(file.read_bytes())
    size = chance.choice((512, PAGE))
    begin, other = (chance.randrange(len(content) // size) * size for _ in range(2))
    content[begin : begin + size] = chance.choice((bytes(size), chance.randbytes(size), content[other : other + size]))
    file.write_bytes(content)


def lengthen(file: Path, chance: random.Random) -> None:
    with open(file, "ab") as stream:
        stream.write(chance.randbytes(chance.randrange(1, 3 * PAGE)))


def replace(file: Path, chance: random.Random) -> None:
    """Another file in its place: empty, a letter, an archive, another program's database, one of an older sli."""
    file.unlink()
    kind = chance.randrange(6)
    if kind == 0:
        file.touch()
    elif kind == 1:
        file.write_text("Dear all,\n" * chance.randrange(1, 5_000), encoding="utf-8")
    elif kind == 2:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("register.db", chance.randbytes(9_000))
    elif kind == 3:
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE recommendation (id INTEGER)")
            other.commit()
    elif kind == 4:
        an_older_one(file.parent)
    else:
        file.write_bytes(chance.randbytes(chance.randrange(1, 100_000)))


def false_journal(file: Path, chance: random.Random) -> None:
    """Beside it, what looks like the unfinished business of another process."""
    head = bytes.fromhex("d9d505f920a163d7") if chance.random() < 0.5 else b""
    file.with_name(f"{file.name}-journal").write_bytes(head + chance.randbytes(chance.randrange(1, 20_000)))


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (
    *(flip, flip, flip, flip, overwrite, overwrite, overwrite, cut, cut, lengthen, replace, replace, false_journal),
)


def runs() -> list[tuple[str, Run]]:
    return [(f"{damage.__name__} {number}", _of(damage)) for number, damage in enumerate(DAMAGES * 4)]


def _of(damage: Callable[[Path, random.Random], None]) -> Run:
    def run(bench: Bench, chance: random.Random, room: Path) -> Found:
        place = bench.copied(room)
        before = of_file(place.file)
        at_work = chance.random() < 0.2
        if at_work:
            at_rest = signs(room)
            process = place.start("note --open 'Others are at work' --yes")
            wait_for_a_sign(process, room, at_rest)
            time.sleep(chance.uniform(0, 0.02))
            damage(place.file, chance)
            wrong = list(of_words(ended(process), CODES))
        else:
            damage(place.file, chance)
            wrong = []
        refused = place.run("db verify")
        wrong += [*of_words(refused, CODES), *_said(place, refused.code, "" if at_work else before)]
        wrong += _used(place, chance.choice(LINES), refused.code)
        return Found(refused.code != 0, wrong)

    return run


def _said(place: Place, code: int, before: str) -> list[Wrong]:
    """Whether `sli db verify`, which has ended with `code`, spoke the truth; `before` is what was held, if known."""
    if code:
        return []
    now = of_file(place.file)
    if now.startswith(BROKEN) or before not in ("", now):
        return [
            (UNSAID, f"`sli db verify` ends with 0, and it is {now if now.startswith(BROKEN) else 'not as it was'}")
        ]
    return []


def _used(place: Place, line: str, verified: int) -> list[Wrong]:
    """What a command does with a damaged file, of which `sli db verify` has said what it is."""
    ran = place.run(line)
    wrong = list(of_words(ran, CODES))
    if ran.code:
        return wrong
    if line.startswith("db backup") and verified:
        wrong.append((UNSAID, "a backup was made of what does not verify"))
    if WORDS in line and not _there(place.file):
        wrong.append((LOST, "the note is not there"))
    if verified == 0 and place.run("db verify").code:
        wrong.append((UNSAID, f"after `sli {line}` it does not verify any more"))
    return wrong


def _there(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as raw:
            return bool(raw.execute("SELECT 1 FROM progress_note WHERE text = ?", (WORDS,)).fetchone())
    except sqlite3.DatabaseError:
        return False
