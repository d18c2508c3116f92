"""A register from a file of our own: everything checked first, then written in one transaction, or nothing of it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import count_words
from sli_cli.domain.filters import Filter
from sli_cli.domain.refs import ref_key
from sli_cli.errors import BadValue, Rejected
from sli_cli.services import portable_form as form
from sli_cli.services.portable_bodies import Bodies
from sli_cli.services.portable_checks import day, record, refused
from sli_cli.services.portable_head import register_values
from sli_cli.services.portable_rows import VERSION, Portable
from sli_cli.services.portable_writer import Writer

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

Values = dict[str, Any]
MAKE_ONE = "Make one with `sli export -o FILE.json`."


def load_file(database: Database, path: str, digest: str = "", *, keep: bool = True) -> list[str]:
    """Writes the register of a file that `sli export` wrote; says what was written, or that it is there already.

    Raises BadValue where the file cannot be read, and Rejected as `load` does.
    """
    name = os.path.basename(path)
    try:
        with open(path, encoding="utf-8-sig") as file:
            data = json.load(file)
    except OSError as error:
        raise BadValue(f"{path!r} cannot be read: {error.strerror}.", "Check the name and the folder.") from error
    except (ValueError, RecursionError) as error:
        first = _first_line(path)
        if '"format"' in first and '"schema"' in first:
            remedy = f"Restore it into an empty one: sli import --all {path}"
            raise Rejected(f"{name!r} is an export of a whole database.", remedy) from error
        raise Rejected(f"{name!r} is not whole, or is no JSON: {error}.", MAKE_ONE) from error
    return load(database, data, f"import of {name}", keep=keep)


def _first_line(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.readline(1000)


def load(database: Database, data: object, why: str, *, keep: bool = True) -> list[str]:
    """Writes the register that `data` (JSON types, as `sli export` gives them) holds; `why` goes into its history.

    Where the register is there and says the same, nothing is written. Raises Rejected, with the place, for anything
    that is not as an export has it, and where the register is there and differs.
    """
    whole = checked(data)
    with database.change("import", why, keep=keep) as change:
        known = _known(change, whole["register"])
        if known is not None:
            return [_same_or_refused(change, known, whole)]
        try:
            bodies = Bodies(change, whole)
            Writer(change, bodies).write(whole)
        except change.connection.Refusal as error:
            raise Rejected(f"The register does not fit into the database: {error}.", "Nothing was written.") from error
        count = count_words(len(whole["recommendations"]), "recommendation")
        name = whole["register"]["name"]
        return [f"{name}: register added, with {count} and all that was recorded of them.", *bodies.lines()]


# -- what is in it -----------------------------------------------------------------------------------------------------


def checked(data: object) -> Values:
    """The values of an export as they are stored. Raises Rejected, with the place, for anything else."""
    if not isinstance(data, dict) or "sli_export" not in data:
        kind = "a list of recommendations" if isinstance(data, list) else "no export of a register"
        raise Rejected(f"The file is {kind}; nothing was written.", MAKE_ONE)
    if data["sli_export"] != VERSION:
        raise Rejected(
            f"The file is an export of form {data['sli_export']!r}, and this sli knows {VERSION}; nothing was written.",
            "Install the newest sli: pip install --upgrade sli-cli.",
        )
    rows = data.get("recommendations")
    if not isinstance(rows, list):
        raise refused("the export", "the key 'recommendations' is missing, or no list.")
    rest = {key: value for key, value in data.items() if key != "recommendations"}
    fields = {"as_of": day, "register": form.REGISTER, "posts": form.POSTS, "forums": form.FORUMS}
    found: Values = record(fields, ("sli_export",))(rest, "the export")
    found["recommendations"] = [form.RECOMMENDATION(row, _place(at, row)) for at, row in enumerate(rows, 1)]
    _check_together(found)
    return found


def _place(at: int, row: object) -> str:
    ref = row.get("ref") if isinstance(row, dict) else None
    return f"recommendation {ref}" if isinstance(ref, str) else f"recommendations {at}"


def _check_together(whole: Values) -> None:
    """Checks what single values do not show: that refs are there once, and that dates fit each other."""
    seen: set[str] = set()
    for one in whole["recommendations"]:
        place = _place(0, one)
        if ref_key(one["ref"]) in seen:
            raise refused(place, "this ref stands there twice.")
        seen.add(ref_key(one["ref"]))
        pending = [row["next_review"] for row in one["occurrences"] if row["state"] == "pending"]
        if len(pending) > 1:
            raise refused(place, "only one occurrence can be pending.")
        if one["state"] == "open" and [one["next_review"]] != (pending or [None]):
            raise refused(place, "the next review is not that of the pending occurrence.")
        if one["state"] != "open" and one["next_review"]:
            raise refused(place, f"what is {one['state']} has no next review.")


# -- what is there already ---------------------------------------------------------------------------------------------


def _known(change: Change, register: Mapping[str, Any]) -> Register | None:
    """The register of that name, where there is one. Raises Rejected where another goes by its name or title."""
    wanted = {register["name"].casefold(), register["title"].casefold()}
    for known in change.registers():
        if known.name == register["name"]:
            return known
        if wanted & {known.name.casefold(), known.title.casefold()}:
            raise Rejected(
                f"The register {known.name} ({known.title}) goes by these words already; nothing was written.",
                "Name another database with --database, or rename that one: sli register edit.",
            )
    return None


def _same_or_refused(change: Change, known: Register, whole: Values) -> str:
    """The sentence for a register that is there and says the same; raises Rejected, with what differs."""
    there = Portable(change, known, Filter(register_id=known.id))
    stored = {one.ref: values for one, values in there.recommendations()}
    said = {one["ref"]: one for one in whole["recommendations"]}
    differing = [ref for ref in said if said[ref] != stored.get(ref)] + [ref for ref in stored if ref not in said]
    if whole["register"] != register_values(known):
        differing.insert(0, "what the register itself is")
    if differing:
        more = f" and {len(differing) - 5} more" if len(differing) > 5 else ""
        raise Rejected(
            f"The register {known.name} is there already and differs: {', '.join(differing[:5])}{more}; "
            "nothing was written.",
            "Bring single recommendations up to date with a table: sli import TABLE.xlsx --update.",
        )
    return f"{known.name}: it is there already and says the same; nothing was changed."
