"""The floor: `python benchmarks/mail_loop.py MESSAGES PORT DATABASE` builds messages, sends them, and commits for each.

Nothing but the standard library: `email` builds each from its headers, text and HTML (lines of JSON), `smtplib` sends
it over one connection, and `sqlite3` notes it in a transaction of its own, with the settings that sli uses.
"""

from __future__ import annotations

import json
import smtplib
import sqlite3
import sys
from email.message import EmailMessage
from email.policy import SMTP

POLICY = SMTP.clone(cte_type="7bit")


def built(parts: dict[str, object]) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    for name, value in parts["headers"]:  # type: ignore[attr-defined]
        message[name] = value
    message.set_content(str(parts["text"]))
    message.add_alternative(str(parts["html"]), subtype="html")
    return message


def main(messages: str, port: str, database: str) -> None:
    note = sqlite3.connect(database, isolation_level=None)
    note.execute("PRAGMA foreign_keys = ON")
    note.execute("PRAGMA synchronous = FULL")
    note.execute("CREATE TABLE sent (id INTEGER PRIMARY KEY, recipient TEXT, message_id TEXT)")
    with smtplib.SMTP("127.0.0.1", int(port)) as client, open(messages, encoding="utf-8") as lines:
        for line in lines:
            parts = json.loads(line)
            message = built(parts)
            client.sendmail(parts["from"], [parts["to"]], message.as_bytes())
            note.execute("BEGIN IMMEDIATE")
            note.execute("INSERT INTO sent (recipient, message_id) VALUES (?, ?)", (parts["to"], message["Message-ID"]))
            note.execute("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])
