"""How fast `sli notify` sends and plans, and beside what: `python benchmarks/notifying.py --recipients 10000`.

Sending: whole processes that send the same messages over loopback to the same server, in rounds; `sli notify`, which
plans, words, freezes, claims and settles them, beside `mail_loop.py`, which only builds, sends and notes them.
Planning: `sli notify --dry-run` as a whole process, the plan alone, and beside them plain `sqlite3` that fetches the
very rows. Every run's figures are printed, then medians and ratios. On Linux or macOS.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from statistics import median

from due import Case, Run, installed
from leads import Size, the_day_after

HERE = Path(__file__).parent
ADDED = ("content-type", "content-transfer-encoding", "mime-version")
"""The headers that whoever builds a message adds by itself."""

LIMIT = 5
"""Seconds by the clock in which 100,000 open recommendations are to be planned, by a whole process."""

PLAN = """
import sys, time
from datetime import UTC, date, datetime
from sli_cli.services.owed import plan
from sli_cli.store.database import Database
from sli_cli.store.sqlite import SqliteFile
database = Database(SqliteFile(sys.argv[1]), date.fromisoformat(sys.argv[2]), lambda: None)
clock, processor = time.perf_counter(), time.process_time()
with database.read() as reader:
    found = plan(reader, datetime.now(UTC))
clock, processor = time.perf_counter() - clock, time.process_time() - processor
print(len(found.letters), sum(len(letter.keys) for letter in found.letters), clock, processor)
"""
ROWS = """
import sqlite3, sys
from sli_cli.store.sqlite_sql import SQL
connection = sqlite3.connect(sys.argv[1])
for statement in ("remindable", "told"):
    for row in connection.execute(SQL[statement], {"today": sys.argv[2]}):
        pass
"""


# -- a server ----------------------------------------------------------------------------------------------------------


class Sink:
    """The server: its port, and by each connection how many messages came."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.answers = process.stdout
        self.port = int(self.answers.readline())

    def taken(self) -> int:
        """How many messages came by the next connection that has ended."""
        return int(self.answers.readline())


@contextmanager
def sink(*keep: Path) -> Iterator[Sink]:
    line = [sys.executable, str(HERE / "mail_sink.py"), *map(str, keep)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Sink(process)
        finally:
            process.kill()


def settings(place: Path, port: int) -> dict[str, str]:
    """What makes sli send to that server; the settings are in a file."""
    file = place / "settings.toml"
    file.write_text(
        "notify-by = 'smtp'\nmail-from = 'SLI <sli@example.gov.uk>'\nmail-security = 'none'\n"
        f"mail-server = '127.0.0.1:{port}'\n"
    )
    return {"SLI_CONFIG": str(file)}


def messages(kept: Path, into: Path) -> None:
    """Writes what the server kept as lines of JSON: all that is needed to build each message again."""
    with open(kept, "rb") as source, open(into, "w", encoding="utf-8") as target:
        while length := source.readline():
            target.write(json.dumps(parts_of(source.read(int(length)))) + "\n")


def parts_of(raw: bytes) -> dict[str, object]:
    message = message_from_bytes(raw, policy=policy.default)
    bodies = {name: message.get_body((kind,)) for name, kind in (("text", "plain"), ("html", "html"))}
    return {
        **{name: body.get_content() for name, body in bodies.items() if body is not None},
        **{name.lower(): message[name].addresses[0].addr_spec for name in ("From", "To")},
        "headers": [(name, str(value)) for name, value in message.items() if name.lower() not in ADDED],
    }


# -- measuring ---------------------------------------------------------------------------------------------------------


def measured(name: str, command: list[str], variables: dict[str, str]) -> Run:
    """One run of a process."""
    case = Case(0, name, command, variables)
    case.run()
    return case.runs[0]


def make(database: Path, size: Size, sli: str) -> None:
    """Makes a register in a process of its own: a process is said to have had the memory of the one that began it."""
    print(f"Preparing {size.open:,} …", file=sys.stderr, flush=True)
    line = [sys.executable, str(HERE / "leads.py"), str(database), *map(str, size), "--sli", sli]
    subprocess.run(line, check=True)


def sending(place: Path, recipients: int, rounds: int, sli: str) -> None:
    """Prints how fast the same messages are sent by sli and by the loop."""
    template, kept, lines = place / "leads.db", place / "kept", place / "messages.jsonl"
    make(template, Size(1, recipients, 3), sli)
    database, other = place / "sli.db", place / "loop.db"
    notify = [sli, "--database", str(database), "notify"]
    with sink(kept) as server:
        shutil.copyfile(template, database)
        measured("sli notify", notify, settings(place, server.port))
    messages(kept, lines)
    ours, least = list[Run](), list[Run]()
    print(f"\n{'letters':>8}  {'':14} {'wall s':>8} {'cpu s':>8} {'MiB':>6} {'letters/s':>10}")
    with sink() as server:
        loop = [sys.executable, str(HERE / "mail_loop.py"), str(lines), str(server.port), str(other)]
        for _ in range(rounds):
            for runs, name, command, file in (
                (least, "smtplib loop", loop, other),
                (ours, "sli notify", notify, database),
            ):
                shutil.copyfile(template, file)
                run = measured(name, command, settings(place, server.port))
                if server.taken() != recipients:
                    raise SystemExit(f"{name} did not send {recipients} messages")
                runs.append(run)
                figures = f"{run.clock:8.2f} {run.processor:8.2f} {run.memory:6.0f} {recipients / run.clock:10.0f}"
                print(f"{recipients:>8}  {name:14} {figures}", flush=True)
    for what in ("clock", "processor"):
        loops, notifies = (median(getattr(run, what) for run in runs) for runs in (least, ours))
        print(f"Rate of sli to that of the loop, by the {what}: {loops / notifies:.2f}", flush=True)


def planning(place: Path, size: Size, rounds: int, sli: str, today: date) -> None:
    """Prints what it takes to plan a first run, of which everything is news, and the run of the day after."""
    database = place / "plan.db"
    make(database, size, sli)
    plan(place, size, "a first run", rounds, sli, today)
    with sink() as server:
        measured("sli notify", [sli, "--database", str(database), "notify"], settings(place, server.port))
    the_day_after(database, today)
    plan(place, size, "the day after", rounds, sli, today)
    database.unlink()


def plan(place: Path, size: Size, which: str, rounds: int, sli: str, today: date) -> None:
    python, database = str(Path(sli).resolve().parent / "python"), str(place / "plan.db")
    variables = {"SLI_CONFIG": str(place / "none.toml")}
    look = [sli, "--database", database, "notify", "--dry-run", "--json"]
    ours, least, alone = list[Run](), list[Run](), list[tuple[float, float]]()
    for _ in range(rounds):
        least.append(measured("the rows", [python, "-c", ROWS, database, str(today)], variables))
        ours.append(measured("sli notify --dry-run", look, variables))
        line = [python, "-c", PLAN, database, str(today)]
        said = subprocess.run(line, check=True, capture_output=True, text=True).stdout.split()
        alone.append((float(said[2]), float(said[3])))
    print(f"\n{size.open:,} open in {size.registers}, {which}: {said[0]} letters that tell {said[1]} things")
    print(f"  {'':24} {'wall s':>8} {'cpu s':>8} {'MiB':>6} {'/rows':>8}")
    floor = median(run.processor for run in least)
    for name, runs in (("the rows, plain sqlite3", least), ("sli notify --dry-run", ours)):
        wall, used = median(run.clock for run in runs), median(run.processor for run in runs)
        print(f"  {name:24} {wall:8.2f} {used:8.2f} {max(run.memory for run in runs):6.0f} {used / floor:8.2f}")
    wall, used = (median(column) for column in zip(*alone, strict=True))
    print(f"  {'the plan alone':24} {wall:8.2f} {used:8.2f} {'':6} {used / floor:8.2f}")
    print(f"  {'to reach, in less than':24} {LIMIT * size.open / 100_000:8.2f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--recipients", type=int, default=10_000, help="How many letters are sent; 0: none.")
    parser.add_argument("--open", type=int, default=100_000, help="How many open recommendations are planned; 0: none.")
    parser.add_argument("--runs", type=int, default=3, help="How many rounds.")
    parser.add_argument("--sli", help="The program to measure: one installed from a wheel (an editable one is slower).")
    parser.add_argument("--place", help="A folder for the databases, on the disk that is to be measured.")
    given = parser.parse_args()
    today = date.today()  # noqa: DTZ011 - the day here is the day that sli sees
    with tempfile.TemporaryDirectory(dir=given.place) as temporary:
        place = Path(temporary)
        sli = given.sli or installed(place)
        if given.recipients:
            sending(place, given.recipients, given.runs, sli)
        if given.open:
            planning(place, Size(1, given.open // 50, 50), given.runs, sli, today)
            planning(place, Size(150, given.open // 25, 25), given.runs, sli, today)


if __name__ == "__main__":
    main()
