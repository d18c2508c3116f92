"""Which table of a document is the register: by its columns and its rows; where two look alike, the user is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from sli_cli.intake.headings import key_of
from sli_cli.intake.lines import Line, lines
from sli_cli.intake.shape import LOOKED_AT, Header, find_header
from sli_cli.intake.tables import Document, Table
from sli_cli.intake.values import PROBLEM, Doubt, Options

ENOUGH = 4.0
"""The score from which the headings of a table are those of a register."""

_MARGIN = 1.5
_BY_THE_WAY = re.compile(
    r"\b(?:closed|completed?|archived?|old|previous|template|guidance|examples?|look ?ups?|lists?|copy|notes"
    r"|instructions)\b",
    re.I,
)
_COMPLETED = re.compile(r"\b(?:closed|completed|discharged|archived?)\b(?!.*\b(?:not|open|live|outstanding)\b)", re.I)
_WORKBOOKS = ("xlsx",)


@dataclass(frozen=True, slots=True)
class Part:
    """A table that is read: `header` is None where it goes on from the table before it."""

    table: Table
    header: Header | None

    @property
    def title(self) -> str:
        """The heading right above the table, or its own first lines."""
        return self.table.heading.strip().split("\n")[-1] if self.table.heading else ""

    @property
    def completed(self) -> bool:
        """Whether its name or heading says that what it holds is closed."""
        return bool(_COMPLETED.search(self.table.name) or _COMPLETED.search(self.title))


@dataclass(slots=True)
class Group:
    """Tables with the same columns, which are read as one."""

    parts: list[Part]
    score: float
    rows: int

    @property
    def label(self) -> str:
        names = [part.table.name for part in self.parts]
        return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


@dataclass(frozen=True, slots=True)
class Choice:
    """The tables chosen and why; or none, and the problem that names what there is."""

    parts: tuple[Part, ...] = ()
    why: str = ""
    problems: tuple[Doubt, ...] = ()


def choose(document: Document, options: Options) -> Choice:
    """The tables that hold the register, as the user said or as the headings show.

    Without any, `parts` is empty and `why` says what there is instead; that is no problem. It is one where the table
    that was named is not there, or where two look alike.
    """
    tables, problem = _asked_for(document, options)
    if problem:
        return Choice(problems=(problem,))
    if not tables:
        return Choice(why="The document holds no table.")
    named = options.table is not None or options.sheet is not None
    groups = _groups(tables, {key_of(name): meaning for name, meaning in options.mapping}, document.kind)
    registers = [group for group in groups if group.score >= (1.0 if named else ENOUGH)]
    visible = [group for group in registers if not group.parts[0].table.hidden] or registers
    if not visible:
        return Choice(why=_no_register(tables, groups))
    filled = [group for group in visible if group.rows] or visible
    best = max(filled, key=_weight)
    alike = [group for group in filled if group is not best and _weight(group) > _weight(best) - _MARGIN]
    if alike:
        return Choice(problems=(_ask([group for group in filled if group is best or group in alike], document),))
    others = [group.label for group in registers if group is not best]
    beside = f" There is also: {'; '.join(others)}." if others else ""
    sort = "Sheet" if document.kind in _WORKBOOKS else "Table" if len(best.parts) == 1 else "Tables"
    headings = ", ".join(f"'{_short(name)}'" for name in list(_header(best).names.values())[:6] if name)
    return Choice(tuple(best.parts), f"{sort} {_unnamed(best.label)}: its headings are {headings}.{beside}")


def _asked_for(document: Document, options: Options) -> tuple[list[Table], Doubt | None]:
    """The tables that the user left to choose from, or the problem that what was named is not there."""
    tables = list(document.tables)
    if options.sheet is not None:
        wanted = options.sheet.strip().casefold()
        tables = [table for table in tables if table.name.strip().casefold() == wanted]
    if options.table is not None:
        tables = [table for table in tables if table.number == options.table]
    if tables or (options.sheet is None and options.table is None):
        return tables, None
    names = ", ".join(f"{table.number}: {table.name}" for table in document.tables[:20]) or "none"
    asked = f"sheet '{options.sheet}'" if options.sheet is not None else f"table {options.table}"
    return [], Doubt("", "no-such-table", f"There is no {asked}. There is: {names}.", severity=PROBLEM)


def _groups(tables: list[Table], mapping: dict[str, str], kind: str) -> list[Group]:
    """The tables with a header, those of the same columns together; sheets of a workbook stand each for itself."""
    groups: list[Group] = []
    latest: Group | None = None
    for table in tables:
        head = list(islice(lines(table.rows()), LOOKED_AT))
        header = find_header(head, mapping)
        if header is None:
            if latest and kind not in _WORKBOOKS and _goes_on(latest, head):
                latest.parts.append(Part(table, None))
                latest.rows += len(head)
            continue
        rows = sum(len(line.cells.keys() & header.names.keys()) > 1 for line in head if line.number > header.last)
        same = [
            group
            for group in groups
            if _header(group).signature == header.signature and group.parts[0].table.hidden == table.hidden
        ]
        if same and kind not in _WORKBOOKS:
            latest = same[0]
            latest.parts.append(Part(table, header))
            latest.rows += rows
        else:
            latest = Group([Part(table, header)], header.score, rows)
            groups.append(latest)
    return groups


def _goes_on(group: Group, head: list[Line]) -> bool:
    """Whether a table without a header is the rest of the one before it, cut by a page: it has the same columns."""
    names = _header(group).names
    width = max((index for line in head for index in line.cells), default=-1) + 1
    return bool(head) and width == max(names) + 1 and (width > 2 or group.rows > 0)


def _header(group: Group) -> Header:
    header = group.parts[0].header
    assert header is not None  # a group begins with a header
    return header


def _weight(group: Group) -> float:
    """How likely a group is the register: by its headings, less where its name says that it is something else."""
    return group.score - (3.0 if _BY_THE_WAY.search(group.parts[0].table.name) else 0.0)


def _ask(groups: list[Group], document: Document) -> Doubt:
    """The problem that several tables look alike, with what to type for each."""
    if document.kind in _WORKBOOKS:
        ways = "; ".join(f"--sheet '{group.label}' ({group.rows}{_more(group)} rows)" for group in groups)
    else:
        ways = "; ".join(
            f"--table {group.parts[0].table.number} ({_titled(group)}{group.rows}{_more(group)} rows)"
            for group in groups
        )
    return Doubt("", "which-table", f"{len(groups)} tables look like a register. Say which: {ways}.", severity=PROBLEM)


def _titled(group: Group) -> str:
    return f"'{_short(group.parts[0].title)}', " if group.parts[0].title else ""


def _more(group: Group) -> str:
    return " or more" if group.rows >= LOOKED_AT - 3 else ""


def _no_register(tables: list[Table], groups: list[Group]) -> str:
    """Why nothing here is a register, with the headings of what there is."""
    if groups:
        group = max(groups, key=lambda group: group.score)
        headings = ", ".join(f"'{_short(name)}'" for name in _header(group).names.values() if name)
        return f"No table looks like a register; the nearest is {group.label}, whose headings are {headings}."
    filled = [table for table in tables if next(lines(table.rows()), None)]
    if not filled:
        return "The document holds no table with anything in it."
    names = ", ".join(table.name for table in filled[:5])
    return f"No table has a column of recommendations or actions beside another that is known ({names})."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else f"{line[:47]}..."


def _unnamed(label: str) -> str:
    return label.removeprefix("table ") if label.startswith("table ") else f"'{label}'"
