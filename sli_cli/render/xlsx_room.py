"""Room for workbooks: openpyxl writes every sheet to a temporary file first, and the disk may not have the room.

What writes there for it does not always say so, and what was cut short would go into the workbook as it is.
"""

from __future__ import annotations

import errno
import gc
import sys
from io import BytesIO
from traceback import clear_frames
from typing import TYPE_CHECKING
from zipfile import ZipFile

from lxml.etree import SerialisationError

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = "xl/worksheets/"
END = b"</worksheet>"
AT_ONCE = 1 << 16


def with_room(write: Callable[[], bytes]) -> bytes:
    """The workbook that `write` gives. Raises OSError where there was no room for its temporary files."""
    hook = sys.unraisablehook
    try:
        content = write()
        with ZipFile(BytesIO(content)) as book:
            sheets = [name for name in book.namelist() if name.startswith(SHEETS) and name.endswith(".xml")]
            if all(_end(book, name) == END for name in sheets):
                return content
    except SerialisationError as error:
        # The writers that are let go try once more, in vain, and Python would show that as a traceback.
        sys.unraisablehook = lambda _: None
        clear_frames(error.__traceback__)
        gc.collect()
    finally:
        sys.unraisablehook = hook
    raise OSError(errno.ENOSPC, "no room for temporary files")


def _end(book: ZipFile, name: str) -> bytes:
    """The last bytes of a part, read in memory that does not grow with it."""
    end = b""
    with book.open(name) as part:
        while piece := part.read(AT_ONCE):
            end = (end + piece)[-len(END) :]
    return end
