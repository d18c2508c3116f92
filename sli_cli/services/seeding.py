"""A register that comes with sli, loaded from the data a person can read: `seed/NAME.toml`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain import clock
from sli_cli.domain.cadence import Once
from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.datewords import end_of_month, shifted
from sli_cli.domain.refs import clean_ref, ref_key, sort_key
from sli_cli.errors import NotFound
from sli_cli.services.schedule import promise

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

BACKGROUND = "Background, not from the document"
"""The name of the extra field that holds what we add: never an update, and never among the document's words."""


def available() -> list[str]:
    """The names of the registers that come with sli."""
    return sorted(name.removesuffix(".toml") for name in os.listdir(_folder()) if name.endswith(".toml"))


def read(name: str) -> dict[str, Any]:
    """The register of that name, as its file says. Raises NotFound where none comes with sli."""
    if name not in available():
        raise NotFound(f"No register {name!r} comes with sli.", f"There is: {', '.join(available())}.")
    with open(os.path.join(_folder(), f"{name}.toml"), encoding="utf-8-sig") as stream:
        return tomllib.loads(stream.read())


def loaded(database: Database, name: str | None) -> Register | None:
    """The register of that name, where the database holds it; None for None."""
    with database.read() as reader:
        return next((register for register in reader.registers() if register.name == name), None)


@dataclass(frozen=True, slots=True)
class Start:
    """How a register begins: adopted on a day that is "confirmed" or "assumed". First dates count from that day or, to
    begin afresh, from `first_dates_from`."""

    adopted_on: date
    basis: str
    first_dates_from: date | None = None


def load(database: Database, name: str, start: Start) -> int:
    """Loads a register in one transaction and gives the number of its recommendations; every cadence is assumed."""
    seed = read(name)
    with database.change(*_reason(name)) as change:
        _fill(change, seed, start)
    return len(seed["recommendation"])


def make_with(database: Database, name: str, start: Start) -> int:
    """Makes a database that holds a register from the first, as `load` loads it; both or neither."""
    seed = read(name)
    database.create(lambda change: _fill(change, seed, start), *_reason(name))
    return len(seed["recommendation"])


def _reason(name: str) -> tuple[str, str]:
    return "init", f"the register {name} that comes with sli"


def _fill(change: Change, seed: dict[str, Any], start: Start) -> None:
    register = change.insert(
        "register",
        **{key: seed["register"].get(key, "") for key in ("name", "title", "locality", "report_title")},
        report_date=seed["register"].get("report_date"),
        adopted_on=start.adopted_on,
        adopted_basis=start.basis,
    )
    posts = {post["name"]: _post(change, post) for post in seed["post"]}
    forums = {forum["name"]: _forum(change, forum) for forum in seed["forum"]}
    ids = {}
    for row in seed["recommendation"]:
        ids[row["ref"]] = _recommendation(change, register, row, posts, forums)
        _schedule(change, ids[row["ref"]], row["cadence"], start.first_dates_from or start.adopted_on)
    for row in seed["recommendation"]:
        for see in row.get("see", []):
            for target in see["to"]:
                change.insert(
                    "cross_reference", recommendation_id=ids[row["ref"]], target_id=ids[target], words=see["words"]
                )


def _folder() -> str:
    import sli_cli.seed

    return os.path.dirname(str(sli_cli.seed.__file__))


def _post(change: Change, post: dict[str, Any]) -> int:
    """The key of a post, which another register may have brought already."""
    for known in change.posts():
        if (known.name, known.organisation) == (post["name"], post["organisation"]):
            return known.id
    return change.insert("post", name=post["name"], organisation=post["organisation"])


def _forum(change: Change, forum: dict[str, Any]) -> int:
    for known in change.forums():
        if known.name == forum["name"]:
            return known.id
    return change.insert("forum", name=forum["name"], title=forum["title"])


def _recommendation(
    change: Change, register: int, row: dict[str, Any], posts: dict[str, int], forums: dict[str, int]
) -> int:
    ref = clean_ref(row["ref"])
    one = change.insert(
        "recommendation",
        register_id=register,
        ref=ref,
        ref_key=ref_key(ref),
        sort_key=sort_key(ref),
        **{name: row[name] for name in ("theme", "text", "position", "action")},
        lead_post_id=posts.get(row.get("lead", "")),
        sponsor_post_id=posts.get(row.get("sponsor", "")),
        state="open",
    )
    for rank, name in enumerate(row.get("contributors", []), 1):
        change.insert("contributor", recommendation_id=one, post_id=posts[name], rank=rank)
    for name, words in row.get("forum_words", {}).items():
        role = "decides" if name == row.get("decides") else "informed"
        change.insert("routing", recommendation_id=one, forum_id=forums[name], role=role, words=words)
    for rank, note in enumerate(row.get("note", []), 1):
        change.insert("extra_field", recommendation_id=one, rank=rank, name=BACKGROUND, value=note["text"])
    return one


def _schedule(change: Change, recommendation_id: int, cadence: dict[str, Any], start: date) -> None:
    """The cadence and its first occurrence: a first date given is the anchor, else the rule counts from `start`."""
    first = _first(cadence.get("first"), start)
    rule = Once(first) if cadence["rule"] == "once" and first else parse_rule(cadence["rule"])
    due = clock.Due(first, first) if first else clock.first_due(rule, start)
    change.insert(
        "cadence",
        recommendation_id=recommendation_id,
        wording=cadence.get("wording"),
        rule=str(rule),
        basis="assumed",
        reason=cadence["reason"],
        anchor=first or start,
    )
    promise(change, recommendation_id, due)


def _first(words: str | None, start: date) -> date | None:
    if words is None:
        return None
    return end_of_month(start) if words == "end of month" else shifted(start, int(words.split()[0]), "m")
