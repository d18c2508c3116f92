"""What is said of an import's problems and doubts: listed, refused, counted, written to a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn

from sli_cli.domain.datewords import count_words
from sli_cli.errors import BadValue, NotFound, Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sli_cli.app import App
    from sli_cli.intake.values import Reading
    from sli_cli.services.importing import Problems

MOST_PROBLEMS = 100
"""How many problems are listed."""

ASKED = {"mapping": BadValue, "no-such-table": NotFound, "which-table": Rejected}
"""Problems with what was asked for, rather than with what stands in the file: each is an error of its own."""


def refuse(app: App, file: str, reading: Reading) -> None:
    """Lists the problems of a document and raises what refuses it, where there is any."""
    if not reading.problems:
        return
    from sli_cli.services import importing

    first = reading.problems[0]
    if first.kind in ASKED:
        raise ASKED[first.kind](first.sentence, "Nothing was written.")
    places = [
        f"{one.place}: {one.sentence}{f' ({one.original})' if one.original else ''}".removeprefix(": ")
        for one in reading.problems
    ]
    count = sum(number for (severity, _), number in reading.doubt_counts.items() if severity == "problem")
    repeated = any(one.kind == "repeated" for one in reading.problems)
    way_out = ", or number repeated refs with --duplicates suffix" if repeated else ""
    listed(app, importing.Problems(os.path.basename(file), places, max(count, len(places)), way_out))


def listed(app: App, error: Problems) -> NoReturn:
    """Lists the first problems, and raises the error that they are."""
    for problem in error.problems[:MOST_PROBLEMS]:
        app.note(f"  {problem}")
    more = error.count - len(error.problems[:MOST_PROBLEMS])
    if more:
        app.note(f"  … and {more} more: --report FILE writes all of them.")
    raise error


def write_report(app: App, path: str, reading: Reading) -> None:
    """Writes every doubt and problem to a file whose suffix chooses the format. Raises BadValue where it cannot be."""
    from sli_cli.output import Wanted, write
    from sli_cli.render import Report
    from sli_cli.reports.import_preview import DOUBTS

    rows = reading.every_doubt() if len(reading.drafts) else reading.problems
    report = Report(title="Doubts", columns=DOUBTS, rows=rows, empty="There is no doubt.")
    try:
        write(app, Wanted(path=path), report)
    except BadValue as error:
        raise BadValue(error.sentence, "Name another file with --report, such as doubts.csv.") from error


def count(app: App, counts: Mapping[tuple[str, str], int], report: str | None) -> None:
    """How many doubts there were, and where they are to be read: they are not to be missed."""
    number = sum(number for (severity, _), number in counts.items() if severity == "doubt")
    if number:
        where = f"they are in {report}" if report else "--dry-run shows them, --report FILE writes them down"
        app.note(f"{count_words(number, 'doubt')}: {where}.")
