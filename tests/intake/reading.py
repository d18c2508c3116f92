"""What the tests of the readers share: the words of a document's tables, and a reading in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sli_cli.intake.opening import open_document
from sli_cli.intake.tables import Cell


def words(path: Path, table: int = 1, encoding: str | None = None) -> list[list[str]]:
    """The texts of one table of a document, row by row."""
    document = open_document(str(path), encoding=encoding)
    return [[cell.text for cell in row.cells] for row in document.tables[table - 1].rows()]


def cells(path: Path, table: int = 1) -> dict[str, Cell]:
    """The cells of one table by their places."""
    rows = open_document(str(path)).tables[table - 1].rows()
    return {cell.place: cell for row in rows for cell in row.cells}


_MEASURED = """
import json, resource, sys, time
from sli_cli.errors import SliError
from sli_cli.intake.opening import open_document
if sys.argv[1].endswith(("docx", "xlsx", "html")): import lxml.etree, lxml.html
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
rows, said = 0, ""
try:
    for table in open_document(sys.argv[1]).tables:
        rows += sum(1 for _ in table.rows())
except SliError as error:
    said = f"{error.code} {error.sentence}"
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps({"rows": rows, "said": said, "megabytes": grown // 1024, "seconds": time.process_time() - start}))
"""


def measured(path: Path) -> dict[str, object]:
    """Reads a whole document in a process of its own: its rows or refusal, the memory it took, its time."""
    found = subprocess.run([sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True)
    measured: dict[str, object] = json.loads(found.stdout)
    return measured
