"""What a shell can complete, from the database and from what sli itself knows, as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sli_cli.app import App


def begun(app: App, what: str, incomplete: str, register: str | None) -> list[str]:
    """The words of the kind `what` that begin with what was typed; of refs, those of `register` where one is named.

    Nothing where the database cannot be read: a shell that completes has nowhere to show a sentence.
    """
    from sli_cli.errors import SliError

    done = ""
    if what == "columns":  # keys with commas between them, of which the last is not complete
        done, comma, incomplete = incomplete.rpartition(",")
        done += comma
    try:
        words = _words(app, what, register)
    except SliError:
        return []
    return [done + word for word in words if word.casefold().startswith(incomplete.casefold())]


def _words(app: App, what: str, register: str | None) -> list[str]:
    if what in ("columns", "column"):
        from sli_cli.reports.columns import COLUMNS

        return list(COLUMNS)
    if what == "formats":
        from sli_cli.render import FORMATS

        return list(FORMATS)
    if what == "seeds":
        from sli_cli.services.seeding import available

        return available()
    from sli_cli.services.completing import known

    with app.database.read() as reader:
        return known(reader, what, register)
