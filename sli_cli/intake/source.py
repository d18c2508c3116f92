"""A file about to be read: its name, its bytes' fingerprint, and the sentences that refuse it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from sli_cli.errors import Rejected
from sli_cli.intake.tables import Document, Table

MOST_COLUMNS = 702
"""Columns whose positions are kept, as far as ZZ in a spreadsheet. What stands further right moves up to there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was looked at once: a regular file of one of the kinds that are read, and no larger than may be.

    `encoding` is that of its text, found or given; "" where the file is no text. `stamp` tells whether it is still the
    same file when it is opened again.
    """

    path: str
    kind: str
    digest: str
    encoding: str = ""
    stamp: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    def document(self, tables: tuple[Table, ...], notes: tuple[str, ...] = (), *, epoch_1904: bool = False) -> Document:
        """The Document of this file, with what was noted of it before and while it was read."""
        return Document(self.path, self.digest, self.kind, tables, (*self.notes, *notes), epoch_1904)

    def text(self) -> str:
        """The whole of a text file, line ends as `\\n`. Raises Rejected where its bytes are not in its encoding."""
        self.check_unchanged()
        try:
            with open(self.path, encoding=self.encoding) as file:
                return file.read()
        except UnicodeError as error:
            raise self.not_in_encoding() from error
        except OSError as error:
            raise self.unreadable(error) from error

    def check_unchanged(self) -> None:
        """Raises Rejected where the file is no longer the one whose digest was taken."""
        try:
            now = stamp_of(os.stat(self.path))
        except OSError as error:
            raise self.unreadable(error) from error
        if now != self.stamp:
            raise Rejected(f"{self.name!r} was changed while it was being read.", "Import it again.")

    def unreadable(self, error: OSError) -> Rejected:
        return unreadable(self.name, error)

    def not_in_encoding(self) -> Rejected:
        return Rejected(
            f"{self.name!r} is not text in the encoding {self.encoding.removesuffix('-sig')}.",
            "Name the right one with --encoding, such as cp1252 or utf-16, or save the file as UTF-8.",
        )

    def damaged(self, how: str = "it is cut short, or was changed on its way here") -> Rejected:
        return Rejected(f"{self.name!r} is damaged: {how}.", "Fetch it again, or open it and save it anew.")


def unreadable(name: str, error: OSError) -> Rejected:
    """The refusal of a file that the system does not let us read."""
    return Rejected(f"{name!r} cannot be read: {error.strerror or error}.", "Check its folder and permissions.")


def stamp_of(status: os.stat_result) -> tuple[int, int]:
    """What changes when a file is written to: its size, and when it was written to last."""
    return status.st_size, status.st_mtime_ns
