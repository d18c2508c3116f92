"""CSV and its relations: rows of cells parted by commas, semicolons, tabs or bars, read as a stream."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sli_cli.domain import own_table
from sli_cli.errors import Rejected
from sli_cli.intake.source import Source
from sli_cli.intake.tables import Cell, Document, Row, Table

_DELIMITERS = ",;\t|"
_SAMPLE = 200  # records that are looked at to find the delimiter
_LONGEST_LINE = 1 << 20
_LONGEST_RECORD = 8 << 20
_END = "\x00end"  # a line of its own after the last one: where it is not met as such, a quotation mark is open
_FORMULA = ("=", "+", "-", "@", "\t")


def read(source: Source) -> Document:
    """One table whose rows are read from the file each time. Raises Rejected where its start cannot be parted."""
    delimiter = _delimiter(source)

    def rows() -> Iterator[Row]:
        for number, record in _records(source, delimiter):
            if any(record) and not (number == 1 and _names_delimiter(record, delimiter)):
                cells = (Cell(_plain(text), f"row {number}, column {at}") for at, text in enumerate(record, 1))
                yield Row(number, tuple(cells))

    return source.document((Table("table 1", 1, rows),))


def _plain(text: str) -> str:
    """A field with its line ends as `\\n`, less the `'` that guards it from being taken for a formula, as we write."""
    text = (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip()
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


class _Lines:
    """The lines of a text file, counted and bounded, and then the mark of the end. Keeps those of the present record.

    The csv module takes whatever an open quotation mark swallows for one field, and says nothing at the end of the
    file: so the lines of a record are kept, and looked at again.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        length = 0
        with open(self.source.path, encoding=self.source.encoding, newline="") as file:
            while line := file.readline(_LONGEST_LINE):
                length = length + len(line) if self.record else len(line)
                if len(line) == _LONGEST_LINE:
                    raise self.source.damaged("one of its lines has more than a million characters")
                self.record.append(line)
                if length > _LONGEST_RECORD:
                    raise self.swallowed("it takes in millions of characters")
                yield line
        yield _END

    def swallowed(self, why: str) -> Rejected:
        start = self.record[0].strip()[:40] if self.record else ""
        return Rejected(
            f"A quotation mark is never closed in {self.source.name!r}, in the record that begins {start!r}: {why}.",
            "Close it, or export the file again.",
        )


def _records(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records with their numbers from 1, as a spreadsheet counts its rows."""
    source.check_unchanged()
    lines = _Lines(source)
    csv.field_size_limit(_LONGEST_RECORD)
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    try:
        for record in reader:
            if record == [_END]:
                return
            number += 1
            if record and record[-1].endswith(_END):
                raise lines.swallowed("the file ends first")
            if len(lines.record) > 1:
                _check_quotes(lines, delimiter)
            lines.record.clear()
            yield number, record
    except UnicodeError as error:
        raise source.not_in_encoding() from error
    except OSError as error:
        raise source.unreadable(error) from error
    except csv.Error as error:
        raise source.damaged(f"record {number + 1} is no CSV ({error})") from error


def _check_quotes(lines: _Lines, delimiter: str) -> None:
    """Raises Rejected where a record of several lines is one only because a quotation mark was left open."""
    try:
        for _ in csv.reader(lines.record, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        raise lines.swallowed(f"it takes in {len(lines.record)} lines") from error


def _delimiter(source: Source) -> str:
    """The delimiter by which the first records agree best on a number of columns, more than one.

    Agreement counts for more than width, and width for something, as prose has its commas and semicolons too. A line
    `sep=;`, as spreadsheets write it, decides, and so does the header of an export. The csv module's own Sniffer counts
    single characters and is led astray by prose; it also guesses at quotation marks, wrongly.
    """
    if source.kind == "tsv":
        return "\t"
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            sample = [record for _, record in islice(_records(source, delimiter), _SAMPLE)]
        except Rejected:
            continue  # another delimiter may part it; if none does, the reading itself will say why
        if sample and (_names_delimiter(sample[0], delimiter) or own_table.is_header(sample[0])):
            return delimiter
        widths = Counter(len(record) for record in sample if record)
        score = max(((count / widths.total()) ** 2 * (width - 1) ** 0.5 for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _names_delimiter(record: list[str], delimiter: str) -> bool:
    return record in (["sep=", ""], [f"sep={delimiter}"])
