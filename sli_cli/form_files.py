"""Forms as files: written in the format that the name chooses, and never over one that somebody may have filled in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sli_cli.errors import BadValue
from sli_cli.output import to_file

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.domain.forms import Filled, Form

FORMATS = (".docx", ".xlsx")


def check_name(path: str) -> str:
    """The suffix of a form's file. Raises BadValue for one that is no format of forms."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in FORMATS:
        raise BadValue(f"{path!r} is no name of a form.", "Name a file that ends in .docx or .xlsx.")
    return suffix


def write_form(app: App, path: str, form: Form, *, replace: bool = False) -> bool:
    """Writes a form; False, and said, where the file is there already and `replace` was not given.

    Raises BadValue for a name of another format and where it cannot be written.
    """
    suffix = check_name(path)
    if os.path.exists(path) and not replace:
        app.note(f"{path} is there already, and may be filled in: it was kept. --replace writes it anew.")
        return False
    if suffix == ".docx":
        from sli_cli.render.docx_form import render
    else:
        from sli_cli.render.xlsx_form import render
    to_file(path, (render(one) for one in (form,)))  # so that a failure of the rendering is one of the file's too
    return True


def read_file(app: App, path: str, kind: str) -> Filled:
    """A form that came back, with remarks on the file said. Raises as `open_document` does, Rejected for no form."""
    from sli_cli.intake.forms import read_form
    from sli_cli.intake.opening import open_document

    filled = read_form(open_document(path), kind)
    for line in filled.notes:
        app.note(f"{filled.file}: {line}")
    warn_of_persons(app, filled)
    return filled


def warn_of_persons(app: App, filled: Filled) -> None:
    """Warns of what looks like a person's identifier in what was filled in."""
    from sli_cli.changing import warn

    answers = [answer for row in filled.rows for answer in row.answers.values() if answer.text]
    warn(app, **{f"answer in {filled.file}, {answer.place},": answer.text for answer in answers})
