"""What is wrong with reminders: no good run for days, and messages that somebody has to see to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sli_cli.services.checks import Finding
from sli_cli.services.reminding import short_of, unsettled

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

MENDS = {"refused": "sli notify --retry", "in doubt": "sli notify --arrived {id}"}
"""The messages that a run does not see to by itself, and what does."""


def of_deliveries(reader: Reader) -> Iterator[Finding]:
    """Of the whole database; nothing while reminders are off and nothing was left over."""
    on = reader.reminding()
    if on is not None and (silence := on.silence(reader.today)):
        yield Finding("", (), "no-good-run", silence, "sli notify --status")
    for state, mend in MENDS.items():
        for row in unsettled(reader, state):
            answer = f": {row['answer']}" if row["answer"] else ""
            what = f"Message {row['id']} to {row['recipient']} of {short_of(row)} is {state}{answer}"
            yield Finding("", (), f"message-{state.replace(' ', '-')}", what, mend.format(id=row["id"]))
