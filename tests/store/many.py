"""Registers of many recommendations, put into the tables directly: no test has the time to make them one by one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sli_cli.store.migrate import create

SCRIPT = """
INSERT INTO register (name, title, locality, report_title, adopted_on, adopted_basis)
    VALUES ('many', 'Many', '', '', '2026-01-01', 'confirmed');
INSERT INTO post (name, organisation) VALUES ('Lead', 'Council'), ('Vacant', 'Council');
INSERT INTO holder (post_id, name, email, since) VALUES (1, 'A. Person', '', '2026-01-01');
CREATE TEMP TABLE number AS WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < {count})
    SELECT n, CASE WHEN n % {count} < {due} THEN '2026-11-30' ELSE '2027-11-30' END AS day FROM one;
INSERT INTO recommendation
    (id, register_id, ref, ref_key, sort_key, theme, text, position, action, lead_post_id, state, next_review)
    SELECT n, 1, n, n, printf('%08d', n), '', printf('%.400c', 'x'), '', '', 1 + n % 2, 'open', day FROM number;
INSERT INTO cadence (recommendation_id, rule, basis, reason, anchor)
    SELECT n, 'every year', 'assumed', '', '2026-01-01' FROM number;
INSERT INTO occurrence (recommendation_id, due_on, first_due, next_review, extensions, state)
    SELECT n, day, day, day, 0, 'pending' FROM number;
INSERT INTO progress_note (recommendation_id, noted_on, noted_by, text)
    SELECT n, '2026-02-01', 'A. Person', 'A note.' FROM number;
"""


def make(path: Path, count: int, due: int) -> Path:
    """A database at `path` with `count` open recommendations, `due` of them due on 30 November 2026.

    Every cadence is assumed, and every second recommendation is led by a post that nobody holds.
    """
    create(str(path))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript("BEGIN;" + SCRIPT.format(count=count, due=due) + "COMMIT;")
    connection.close()
    return path
