"""The same recommendations in other programs that know what is due: the sqlite3 shell, Taskwarrior and todoman.

Each function prepares what its program needs and gives the command to time, or says why there is none. Taskwarrior is
given the items twice: with their words whole (comments and local action as annotations, which its list counts but does
not print), and as bare titles, which is less than sli reads. It and todoman know no posts, boards, cadences or reviews.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from making import Item, items, month_end

IMPORT_SECONDS = 1_200
"""How long Taskwarrior may take to import one register."""
TODOMAN_ITEMS = 10_000
"""todoman reads one file an item into a cache of its own; more than this many would take longer than all the rest."""


class Peer(NamedTuple):
    """A command to time, the variables that it needs, and, where there is no command, why."""

    command: list[str]
    variables: dict[str, str]
    missing: str = ""


def missing(why: str) -> Peer:
    return Peer([], {}, why)


def sqlite_shell(database: Path, python: str, today: date) -> Peer:
    """The shell on the statement that sli itself runs, its parameters written out."""
    if shutil.which("sqlite3") is None:
        return missing("not installed")
    ask = [python, "-c", "from sli_cli.store.sqlite_sql import SQL; print(SQL['due'])"]
    sql = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    sql = sql.replace(":today", f"'{today}'").replace(":until", f"'{month_end(today)}'")
    return Peer(["sqlite3", "-readonly", "-json", str(database), sql], {})


def taskwarrior(place: Path, count: int, today: date, *, whole: bool) -> Peer:
    """Taskwarrior's list of what is due before the end of the month, from a folder of its own under `place`."""
    if shutil.which("task") is None:
        return missing("not installed")
    folder = place / f"task-{count}{'-whole' if whole else ''}"
    variables = {"TASKDATA": str(folder), "TASKRC": "/dev/null"}
    if not folder.exists():
        folder.mkdir()
        source = folder / "import.json"
        with source.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(task(item, whole)) + "\n" for item in dated(count, today))
        command = ["task", "rc.confirmation=off", "rc.verbose=nothing", "import", str(source)]
        try:
            run_quietly(command, variables, IMPORT_SECONDS)
        except subprocess.TimeoutExpired:
            shutil.rmtree(folder)
            return missing(f"its import took longer than {IMPORT_SECONDS} s")
        source.unlink()
    return Peer(["task", "rc.confirmation=off", "due.before:eom", "list"], variables)


def task(item: Item, whole: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "uuid": str(uuid.UUID(int=item.number)),
        "description": item.words["text"],
        "project": item.words["theme"],
        "due": f"{item.next_review:%Y%m%d}T120000Z",
        "status": "pending",
    }
    if whole:
        texts = [item.words[name] for name in ("position", "action") if item.words[name]]
        found["annotations"] = [{"entry": "20240101T000000Z", "description": text} for text in texts]
    return found


def todoman(place: Path, count: int, today: date) -> Peer:
    """todoman's list of what is due by the end of the month, from a folder of its own under `place`."""
    if shutil.which("todo") is None:
        return missing("not installed")
    if count > TODOMAN_ITEMS:
        return missing(f"one file an item: not tried above {TODOMAN_ITEMS:,}")
    folder, config = place / f"todo-{count}", place / f"todo-{count}.py"
    variables = {"TODOMAN_CONFIG": str(config)}
    hours = str(24 * ((month_end(today) - today).days + 1))
    command = ["todo", "list", "--due", hours]
    if not folder.exists():
        (folder / "register").mkdir(parents=True)
        config.write_text(f'path = "{folder}/*"\ncache_path = "{folder}.cache"\n', encoding="utf-8")
        for item in dated(count, today):
            (folder / "register" / f"{item.number}.ics").write_text(calendar(item), encoding="utf-8", newline="")
        run_quietly(command, variables, IMPORT_SECONDS)  # the first run fills its cache
    return Peer(command, variables)


def calendar(item: Item) -> str:
    words = item.words["text"].replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:benchmark", "BEGIN:VTODO", f"UID:{item.number}"),
        *("DTSTAMP:20240101T000000Z", f"SUMMARY:{words}", f"DUE;VALUE=DATE:{item.next_review:%Y%m%d}"),
        *("STATUS:NEEDS-ACTION", "END:VTODO", "END:VCALENDAR", ""),
    )
    return "\r\n".join(lines)


def dated(count: int, today: date) -> Iterator[Item]:
    return (item for item in items(count, today) if item.next_review is not None)


def run_quietly(command: list[str], variables: dict[str, str], seconds: float) -> None:
    subprocess.run(
        command,
        env={**os.environ, **variables},
        check=True,
        timeout=seconds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
