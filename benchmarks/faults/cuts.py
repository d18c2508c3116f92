"""A connection to PostgreSQL that is cut: after any byte of it, by the server, or because the server crashes."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.bench import Bench, Prepared, Run
from benchmarks.faults.cutter import TO_CLIENT, TO_SERVER
from benchmarks.faults.figures import Found
from benchmarks.faults.judging import judged
from benchmarks.faults.pg_server import Server, files_of, missing
from benchmarks.faults.places import Place, Ran, ended
from benchmarks.faults.writing import WRITING, Writing

__all__ = ["NAME", "missing", "runs"]

NAME = "a connection that is cut"
CODES = (6,)
NOT_HERE = ("init", "db upgrade", "db backup", "db restore", "db move")
"""Commands that make a database, or work on files."""
CRASHES = 3

Struck = tuple[bool, Ran]
Fault = Callable[[Server, Prepared, str, random.Random], Struck]


def runs() -> list[tuple[str, Run]]:
    lines = [
        one
        for one in WRITING
        if one.command not in NOT_HERE and " -o " not in one.line and "--database" not in one.line
    ]
    found = []
    for number, writing in enumerate(lines):
        fault = ended_by_the_server if number % 4 == 3 else cut_off
        found.append((f"sli {writing.line}, {fault.__name__}", _of(writing, fault)))
    crashing = [(f"sli {one.line}, crash", _of(one, crash)) for one in lines[:: len(lines) // CRASHES]]
    return [*found, *crashing]


def _of(writing: Writing, fault: Fault) -> Run:
    def run(bench: Bench, chance: random.Random, room: Path) -> Found:
        prepared = bench.prepared(writing)
        server = bench.shared(Server)
        with server.used(alone=fault is crash):
            usual = server.undisturbed(prepared)
            database = server.new(usual.template)
            struck, ran = fault(server, prepared, database, chance)
            wrong = judged(ran, usual.before, usual.after, server.held(database), CODES)
            server.sql(f"DROP DATABASE {database} WITH (FORCE)")
        return Found(struck, wrong)

    return run


def cut_off(server: Server, prepared: Prepared, database: str, chance: random.Random) -> Struck:
    """Both ends see the connection closed, after any number of bytes in one direction."""
    direction = chance.choice((TO_SERVER, TO_CLIENT))
    budget = chance.randrange(server.undisturbed(prepared).passed[direction] + 1)
    with server.way(direction, budget) as (socket, cutter), files_of(prepared) as folder:
        ran = Place(folder, server.uri(database, socket)).run(prepared.writing.line)
        return cutter.was_cut, ran


def ended_by_the_server(server: Server, prepared: Prepared, database: str, chance: random.Random) -> Struck:
    """An administrator ends the connection at any moment."""
    return _hit(server, prepared, database, chance, lambda pid: server.sql("SELECT pg_terminate_backend(%s)", pid))


def crash(server: Server, prepared: Prepared, database: str, chance: random.Random) -> Struck:
    """A process of the server is killed: all of it ends, and comes up again."""
    return _hit(server, prepared, database, chance, lambda pid: os.kill(pid, signal.SIGKILL))


def _hit(
    server: Server, prepared: Prepared, database: str, chance: random.Random, hit: Callable[[int], object]
) -> Struck:
    with files_of(prepared) as folder:
        process = Place(folder, server.uri(database)).start(prepared.writing.line)
        pids: list[int] = []
        while not pids and process.poll() is None:
            time.sleep(0.002)
            pids = server.workers(database)
        time.sleep(chance.uniform(0, 0.03))
        for pid in pids:
            with suppress(ProcessLookupError):
                hit(pid)
        return bool(pids), ended(process)
