"""SQL has bound values only: what is put into a statement is a name or a number of the house's own, listed here."""

from __future__ import annotations

import ast
from pathlib import Path

from sli_cli import store

RUNS_SQL = {"execute", "executemany", "exec_driver_sql", "executescript", "copy"}

OWN_WORDS = {
    "earlier.py": {"APPLICATION_ID", "schema", "name"},  # of a PRAGMA; the names are those of the file's own tables
    "migrate.py": {"APPLICATION_ID", "SCHEMA_VERSION"},
    "postgres.py": {"begin", "STAYS", "VERSION", "SETTINGS.format(milliseconds=milliseconds)"},
    "postgres_connection.py": {"self._cursors", "sql", "fetch", "table", "quoted", "sequence"},
    "postgres_migrate.py": {
        "ONE_SCHEMA",
        "SETTINGS.format(milliseconds=milliseconds)",
    },
    "postgres_schema.py": {
        "ACTING",
        "sql",
        "schema",
        "name",
        "_body(name, schema)",
        "event",
        "each",
        "calls",
        "table",
        "found['table']",
        "found['column']",
        "found['name']",
    },
    "postgres_wiping.py": {"', '.join(names)", "OWNED", "milliseconds"},
    "sqlite_guards.py": {"ACTING"},
    "sqlite.py": {"table", "quoted", "places"},
}
"""By module: the expressions that may stand in a statement. None of them ever holds what a person wrote."""


def parts(node: ast.expr) -> set[str]:
    """The expressions of which a statement is made, other than words that stand in the source and SQL[...]."""
    if isinstance(node, ast.Constant):
        return set()
    if isinstance(node, ast.JoinedStr):
        return {ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue)}
    if isinstance(node, ast.BinOp):
        return parts(node.left) | parts(node.right)
    if isinstance(node, ast.IfExp):
        return parts(node.body) | parts(node.orelse)
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "SQL":
        return set()
    return {ast.unparse(node)}


def test_nothing_but_words_of_the_house_is_put_into_a_statement() -> None:
    found: dict[str, set[str]] = {}
    for path in Path(store.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL:
                found.setdefault(path.name, set()).update(parts(node.args[0]) if node.args else set())
    assert {name: words for name, words in found.items() if words} == OWN_WORDS


def test_no_other_room_runs_sql() -> None:
    house = Path(store.__file__).parents[1]
    others = [path for path in house.rglob("*.py") if path.parent.name not in ("store", "versions")]
    found = {
        path.name
        for path in others
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in RUNS_SQL - {"copy"}
    }
    assert found <= {"__init__.py"}
