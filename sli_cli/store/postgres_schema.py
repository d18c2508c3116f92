"""What PostgreSQL needs beside the tables: SQLite's order of texts, references that may be checked late, and triggers.

All of it is read from the server's own catalogue and put right after every migration, so that no migration has to think
of it. The triggers refuse whoever asks: also the tables' owner, and also where triggers are switched off for a session
(ENABLE ALWAYS).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sli_cli.store.guards import Guard, difference

if TYPE_CHECKING:
    from sli_cli.store.postgres_connection import Raw

TABLES = """
SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname
"""

OTHER_ORDER = """
SELECT c.relname AS table, a.attname AS column FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation ORDER BY c.relname, a.attnum
"""
"""The columns of text that are not ordered by their bytes, as SQLite orders them."""

CHECKED_AT_ONCE = """
SELECT c.relname AS table, k.conname AS name FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND k.contype = 'f' AND NOT k.condeferrable ORDER BY c.relname, k.conname
"""
"""The references that cannot be checked at the end of a transaction, as those of a whole database that is restored."""

ACTING = """
SELECT t.tgname AS name, c.relname || ' ' || t.tgenabled::text || ' ' || p.proname || ':' || p.prosrc AS made
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND c.relnamespace = %s::regnamespace ORDER BY t.tgname
"""
OWN_SCHEMA = "SELECT relnamespace::regnamespace::text AS name FROM pg_class WHERE oid = to_regclass('history')"

_KEPT = ("seq", "change", "at", "account", "by", "verb", "entity", "entity_id", "recommendation_id", "operation")
_SAME = " AND ".join(
    f'NEW."{name}" IS NOT DISTINCT FROM OLD."{name}"' for name in (*_KEPT, "text_hash", "previous_hash", "hash")
)

FUNCTIONS = {
    "sli_refuse": "RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';",
    "sli_history_insert": """
IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM {schema}.history) THEN
    RAISE EXCEPTION 'history is only appended to' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;""",
    # The one exception: a redaction may blank texts, and nothing else, until its transaction ends by moving the head.
    "sli_history_update": f"""
IF NOT ({_SAME}
    AND NEW.redacted_by IS NOT DISTINCT FROM (SELECT max(seq) FROM {{schema}}.history)
    AND NEW.redacted_by > (SELECT seq FROM {{schema}}.history_head)
    AND (SELECT operation FROM {{schema}}.history WHERE seq = NEW.redacted_by) = 'redact') THEN
    RAISE EXCEPTION 'history is never updated' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;""",
    "sli_head_update": """
IF NEW.seq < OLD.seq OR (NEW.seq = OLD.seq AND NEW IS DISTINCT FROM OLD) THEN
    RAISE EXCEPTION 'the head of history only moves on' USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF NEW IS DISTINCT FROM OLD AND NOT EXISTS (
    SELECT 1 FROM {schema}.history h WHERE (h.seq, h.change, h.hash) = (NEW.seq, NEW.change, NEW.hash)
) THEN
    RAISE EXCEPTION 'the head of history is its newest row' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;""",
}
"""The bodies of the triggers' functions. They name tables with their schema: nobody can put others before them."""

_NEVER_DELETED = "sli_refuse('history is never deleted')"
_HEAD_NEVER_DELETED = "sli_refuse('the head of history is never deleted')"

TRIGGERS = {
    "history_is_never_deleted": ("history", "DELETE", _NEVER_DELETED),
    "history_is_never_truncated": ("history", "TRUNCATE", _NEVER_DELETED),
    "history_is_only_appended_to": ("history", "INSERT", "sli_history_insert()"),
    "history_is_never_updated": ("history", "UPDATE", "sli_history_update()"),
    "history_head_is_never_deleted": ("history_head", "DELETE", _HEAD_NEVER_DELETED),
    "history_head_is_never_truncated": ("history_head", "TRUNCATE", _HEAD_NEVER_DELETED),
    "history_head_only_moves_on": ("history_head", "UPDATE", "sli_head_update()"),
}
"""By name: the table, what each trigger comes before, and what it calls."""


def settle(raw: Raw) -> None:
    """Puts all of it in place, in the transaction that made or changed the tables."""
    for found in _rows(raw, OTHER_ORDER):
        raw.execute(f'ALTER TABLE "{found["table"]}" ALTER COLUMN "{found["column"]}" TYPE text COLLATE "C"')
    for found in _rows(raw, CHECKED_AT_ONCE):
        raw.execute(f'ALTER TABLE "{found["table"]}" ALTER CONSTRAINT "{found["name"]}" DEFERRABLE INITIALLY IMMEDIATE')
    (schema,) = (row["name"] for row in _rows(raw, "SELECT quote_ident(current_schema()) AS name"))
    for name in FUNCTIONS:
        raw.execute(
            f"CREATE OR REPLACE FUNCTION {schema}.{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$sli${_body(name, schema)}$sli$"
        )
    for name, (table, event, calls) in TRIGGERS.items():
        each = "" if calls.startswith("sli_refuse") else "FOR EACH ROW "
        raw.execute(f"DROP TRIGGER IF EXISTS {name} ON {schema}.{table}")
        raw.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {schema}.{table} {each}EXECUTE FUNCTION {schema}.{calls}")
        raw.execute(f"ALTER TABLE {schema}.{table} ENABLE ALWAYS TRIGGER {name}")


def strange(raw: Raw) -> str:
    """Which trigger is missing, altered, switched off, or not of sli's making, in words; "" where all is as made."""
    (schema,) = (row["name"] for row in _rows(raw, OWN_SCHEMA))
    made = {
        name: Guard("trigger", f"{table} A {(function := calls.partition('(')[0])}:{_body(function, schema)}")
        for name, (table, _, calls) in TRIGGERS.items()
    }
    return difference(
        made, {row["name"]: Guard("trigger", row["made"]) for row in raw.execute(ACTING, (schema,)).fetchall()}
    )


def _body(function: str, schema: str) -> str:
    return f" BEGIN {FUNCTIONS[function].replace('{schema}', schema)} END "


def tables(raw: Raw) -> list[str]:
    """The tables and views of the schema in which new ones are made."""
    return [row["name"] for row in _rows(raw, TABLES)]


def _rows(raw: Raw, sql: str) -> list[dict[str, Any]]:
    return raw.execute(sql).fetchall()
