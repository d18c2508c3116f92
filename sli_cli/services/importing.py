"""Drafts from a document into a register, in one transaction: new ones added, known ones compared, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sli_cli.domain.datewords import count_words
from sli_cli.domain.refs import ref_key
from sli_cli.domain.words import clean_line
from sli_cli.errors import BadValue, Rejected
from sli_cli.services.finding import find_register
from sli_cli.services.import_new import Source, Writer
from sli_cli.services.import_people import Bodies
from sli_cli.services.import_update import Difference, differences

if TYPE_CHECKING:
    from sli_cli.domain.register import Register
    from sli_cli.intake.values import Draft
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader

LONGEST_NAME = 40
"""How long a name that is made of a title becomes, in characters: people type it."""

MOST_KEPT = 1000
"""How many differences and problems are held to be shown; all are counted."""

MOST_NAMED = 12
"""How many new posts or boards are named in a sentence; `sli lead` and `sli forum` list all."""


@dataclass(frozen=True, slots=True)
class Into:
    """Where the drafts go: the register of that name, or a new one of that title; None and None: the only one there is.

    Where there is none at all, `suggested` is the title of the new one.
    """

    register: str | None = None
    new: str | None = None
    suggested: str = "Register"


@dataclass(slots=True)
class Imported:
    """What an import did, or would do."""

    register: str = ""
    is_new: bool = False
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    differing: int = 0
    closed: int = 0
    closed_today: int = 0
    undated: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    new_posts: list[str] = field(default_factory=list)
    new_forums: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        return bool(self.added or self.updated)

    def lines(self) -> list[str]:
        """What happened, in sentences."""
        if not self.writes:
            return [f"{self.register}: everything is there already ({self.unchanged}); nothing was changed."]
        said = [f"{count_words(self.added, 'recommendation')} added"] if self.added else []
        said += [f"{self.updated} changed"] if self.updated else []
        said += [f"{self.unchanged} as before"] if self.unchanged else []
        lines = [f"{self.register}{', a new register' if self.is_new else ''}: {', '.join(said)}."]
        if self.closed:
            some = f" {self.closed_today} of them" if self.closed_today < self.closed else ""
            today = f",{some} as of today for want of a date" if self.closed_today else ""
            lines.append(f"{self.register}: {self.closed} came in closed{today}.")
        if self.undated:
            have = "has" if self.undated == 1 else "have"
            lines.append(
                f"{self.register}: {self.undated} {have} no next review yet; `sli check` lists {_them(self.undated)}."
            )
        for names, what in ((self.new_posts, "post"), (self.new_forums, "board")):
            if names:
                vacant = ", vacant" if what == "post" else ""
                more = f"; and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
                named = "; ".join(names[:MOST_NAMED])
                lines.append(f"New {what}{'s' if len(names) > 1 else ''}{vacant}: {named}{more}.")
        return lines + self.followed


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def import_drafts(
    database: Database,
    drafts: Iterable[Draft],
    into: Into,
    source: Source,
    *,
    update: bool = False,
    keep: bool = True,
    sound: Callable[[], bool] = lambda: True,
) -> Imported:
    """Writes every draft, or nothing: all problems are gathered first, and then raised together as Rejected.

    `sound` is asked when the drafts have been walked through: nothing is written where they were not.

    A recommendation that came from this very file is left alone. One whose ref is known and that says otherwise is a
    problem, unless with `update`: then each field that differs is written. Raises as `find_register` does.
    """
    with database.change("import", f"import of {source.file}", keep=keep) as change:
        register, is_new = _register(change, into)
        found = Imported(register.name, is_new)
        bodies = Bodies(change)
        writer = Writer(change, register, source, bodies)
        known = {} if is_new else _known(change, register)
        met: set[str] = set()
        for draft in drafts:
            key = ref_key(draft.ref)
            if key in met:
                continue  # with `update` a ref may stand in the document twice: the first counts
            met.add(key)
            try:
                _one(writer, draft, known, found, update=update)
            except BadValue as error:
                _problem(found, draft, f"{error.sentence} {error.remedy}".strip())
        found.new_posts, found.new_forums, found.followed = bodies.new_posts, bodies.new_forums, bodies.followed
        if not (met and sound()):
            raise Rejected(f"{source.file} holds nothing that could be written.")
        if found.problems:
            raise Problems(source.file, found.problems)
        if found.differing and not update:
            raise Rejected(
                f"{source.file} says otherwise than {register.name} of {_refs(found)}; nothing was written.",
                "--update with --dry-run shows each difference; --update writes them.",
            )
        found.closed, found.closed_today, found.undated = writer.closed, writer.closed_today, writer.undated
        return found


class Problems(Rejected):
    """What stops an import, all at once: `problems` are sentences, each with its place; the first of `count`."""

    def __init__(self, file: str, problems: Sequence[str], count: int | None = None, way_out: str = "") -> None:
        self.problems = problems
        self.count = len(problems) if count is None else count
        said = count_words(self.count, "problem")
        super().__init__(f"{file} has {said}; nothing was written.", f"Mend {_them(self.count)} there{way_out}.")


def _refs(found: Imported) -> str:
    """The first refs that differ, and how many more there are."""
    refs = list(dict.fromkeys(one.ref for one in found.differences))[:MOST_NAMED]
    more = found.differing - len(refs)
    return ", ".join(refs) + (f" and {more} more" if more else "")


def _one(writer: Writer, draft: Draft, known: dict[str, int], found: Imported, *, update: bool) -> None:
    key = ref_key(draft.ref)
    if key not in known:
        known[key] = writer.add(draft)
        found.added += 1
        return
    change, one_id = writer.change, known[key]
    if any(row["digest"] == writer.source.digest for row in change.rows("origins_of", recommendation_id=one_id)):
        found.unchanged += 1
        return
    differing = list(differences(writer, change.recommendation(one_id), draft))
    if not differing:
        found.unchanged += 1
        return
    found.differing += 1
    if update:
        for difference in differing:
            difference.write()
        writer.came_from(one_id, draft)
        found.updated += 1
    found.differences += differing[: max(0, MOST_KEPT - len(found.differences))]


def _problem(found: Imported, draft: Draft, sentence: str) -> None:
    table, row = draft.place
    found.problems.append(f"{table}, row {row} (ref {draft.ref}): {sentence}")


def _known(reader: Reader, register: Register) -> dict[str, int]:
    """The keys of the recommendations of a register by their refs as they are looked up."""
    return {row["ref_key"]: row["id"] for row in reader.rows("ref_keys", register_id=register.id)}


def _register(change: Change, into: Into) -> tuple[Register, bool]:
    """The register that is meant, and whether it was made for this. Raises BadValue, NotFound."""
    if into.new is None and (into.register is not None or change.registers()):
        return find_register(change, into.register), False
    title = clean_line(into.suggested if into.new is None else into.new, "title of the register")
    name = name_of(title)
    for known in change.registers():
        if title.casefold() in (known.title.casefold(), known.name.casefold()) or name == known.name:
            raise BadValue(f"There is a register {known.name} already.", f"Import into it: --register {known.name}.")
    change.insert(
        "register",
        name=name,
        title=title,
        locality="",
        report_title="",
        adopted_on=change.today,
        adopted_basis="assumed",
    )
    return find_register(change, name), True


def name_of(title: str) -> str:
    """The short name of a register, from its title: `Infant mortality, BwD` is `infant-mortality-bwd`."""
    name = ""
    for word in re.findall(r"\w+", title.casefold()):
        if len(name) + len(word) >= LONGEST_NAME:
            break
        name += f"-{word}" if name else word
    return name or "register"
