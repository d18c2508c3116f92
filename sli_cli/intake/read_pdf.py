"""PDFs: tables drawn with lines, put together again over the pages that they run through."""

from __future__ import annotations

import logging
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sli_cli.errors import Rejected
from sli_cli.intake.pdf_words import Box, Word, fills_in, lines_in, text_of, usual_pitch
from sli_cli.intake.source import Source
from sli_cli.intake.tables import Cell, Document, Row, Table

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table as Drawn

_MOST_PAGES = 300
_MOST_UNPACKED = 256 << 20  # bytes of all streams together
_PIECE = 1 << 20
_NEAR = 4.0  # points by which two edges may differ and be the same
_HEADING_LINES = 3


def read(source: Source) -> Document:
    """The ruled tables of a PDF. Raises Rejected for a scan, for what is locked, damaged or far too long.

    Needs pdfplumber, and says so in a Rejected where it is missing.
    """
    try:
        import pdfplumber
    except ImportError as error:
        raise Rejected(
            "PDFs are read by pdfplumber, which is not installed.", 'Run: pip install "sli-cli[pdf-import]"'
        ) from error
    _check_streams(source)
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it remarks on every oddity of a page
    parts: list[_Part] = []
    try:
        with pdfplumber.open(source.path) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise Rejected(
                    f"{source.name!r} has {len(pdf.pages):,} pages; the most is {_MOST_PAGES}.",
                    "Save the pages that hold the register as a PDF of their own.",
                )
            characters = 0
            for page in pdf.pages:
                characters += len(page.chars)
                _read_page(page, parts)
                page.close()  # lets go of what it found: a page may have a hundred thousand lines
    except (Rejected, MemoryError):
        raise
    except Exception as error:  # what it raises over a damaged file is of any kind
        raise _unreadable(source, error) from error
    if not characters:
        raise Rejected(
            f"{source.name!r} holds no text: it is a scan, that is, pictures of pages.",
            "Ask for the document that it was printed from, or type the table.",
        )
    notes = () if parts else ("No table with ruled lines was found in it.",)
    return source.document(tuple(part.table(number) for number, part in enumerate(parts, 1)), notes)


def _unreadable(source: Source, error: Exception) -> Rejected:
    if "Password" in repr(error) or "Encryption" in repr(error):
        return Rejected(f"{source.name!r} is locked with a password.", "Save a copy without it, and import that.")
    return source.damaged()


def _check_streams(source: Source) -> None:
    """Unpacks every packed stream piece by piece and keeps nothing. Raises Rejected where they are too much together.

    The library unpacks each as a whole, whatever its size.
    """
    with open(source.path, "rb") as file:
        data = memoryview(file.read())
    unpacked = 0
    for found in re.finditer(rb"stream\r?\n", data):
        at, stream = found.end(), zlib.decompressobj()
        try:
            while not stream.eof and (stream.unconsumed_tail or at < len(data)):
                piece: bytes | memoryview = stream.unconsumed_tail
                if not piece:
                    piece = data[at : at + _PIECE]
                    at += _PIECE
                unpacked += len(stream.decompress(piece, _PIECE))
                if unpacked > _MOST_UNPACKED:
                    raise Rejected(
                        f"{source.name!r} would unpack to over {_MOST_UNPACKED >> 20} MB, which no document needs.",
                        "Do not open it, and ask whoever sent it.",
                    )
        except zlib.error:
            continue  # packed in another way, or not at all


@dataclass(slots=True)
class _Part:
    """A table while it is read: the page it was last met on, the edges of its columns there, its rows so far."""

    page: int
    edges: list[float]
    heading: str
    rows: list[Row]
    number: int = 0

    def table(self, number: int) -> Table:
        first = self.rows[0].cells[0].place.split(",")[0] if self.rows else ""
        return Table(f"table {number}, {first}".rstrip(", "), number, lambda: iter(self.rows), self.heading)


def _read_page(page: Page, parts: list[_Part]) -> None:
    """Adds the tables of a page. The first goes on from the last of the page before where its columns are the same."""
    drawn = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    if not drawn:
        return
    words = [Word.of(word) for word in page.extract_words(x_tolerance_ratio=0.15)]
    shades = fills_in(page.rects)
    above = 0.0
    for order, table in enumerate(drawn):
        edges = sorted({round(edge) * 1.0 for row in table.rows for box in row.cells if box for edge in box[0::2]})
        last = parts[-1] if parts else None
        goes_on = last is not None and order == 0 and last.page == page.page_number - 1 and _same(last.edges, edges)
        if not goes_on or last is None:
            last = _Part(page.page_number, edges, _heading(words, above, table.bbox[1]), [])
            parts.append(last)
        last.page = page.page_number
        _add_rows(last, table, order + 1, words, shades, new_page=goes_on)
        above = table.bbox[3]


def _add_rows(
    part: _Part, drawn: Drawn, order: int, words: list[Word], shades: list[tuple[Box, str]], *, new_page: bool
) -> None:
    lines = {box: lines_in(Box(*box), words) for row in drawn.rows for box in row.cells if box}
    pitch = usual_pitch(list(lines.values()))
    for at, row in enumerate(drawn.rows, 1):
        part.number += 1
        cells: list[Cell] = []
        for column, box in enumerate(row.cells, 1):
            place = f"page {part.page}, table {order}, row {at}, column {column}"
            if box is None:  # merged with the one on its left or above it
                cells.append(_again(cells, part.rows, drawn, row, column, place))
                continue
            fill = next((fill for shade, fill in reversed(shades) if shade.covers(Box(*box))), "")
            cells.append(Cell(text_of(lines[box], pitch), place, fill=fill))
        if any(cell.text for cell in cells):
            part.rows.append(Row(part.number, tuple(cells), new_page=new_page))
            new_page = False


def _again(cells: list[Cell], rows: list[Row], drawn: Drawn, row: Any, column: int, place: str) -> Cell:
    """The cell that a merged one repeats: the one on its left where that reaches over it, else the one above."""
    left = row.cells[column - 2] if column > 1 else None
    here = next((other.cells[column - 1] for other in drawn.rows if other.cells[column - 1]), None)
    beside = next((box for box in reversed(row.cells[: column - 1]) if box), left)
    if beside and here and beside[2] > here[0] + _NEAR and cells:
        shown = cells[-1]
    elif rows and column <= len(rows[-1].cells):
        shown = rows[-1].cells[column - 1]
    else:
        return Cell("", place)
    return Cell(shown.text, place, fill=shown.fill, again=True)


def _same(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _NEAR for a, b in zip(one, other, strict=True))


def _heading(words: list[Word], above: float, below: float) -> str:
    """The last lines between the table above and this one."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        if above <= word.top and word.bottom <= below + _NEAR:
            lines.setdefault(round(word.bottom), []).append(word)
    texts = [" ".join(word.text for word in sorted(lines[at], key=lambda word: word.left)) for at in sorted(lines)]
    return "\n".join(texts[-_HEADING_LINES:])
