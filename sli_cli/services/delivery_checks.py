"""What is wrong with reminders: off, no good run for days, messages to be seen to, whom they cannot reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.datewords import short
from sli_cli.domain.words import typed
from sli_cli.services.checks import Finding
from sli_cli.services.finding import post_names
from sli_cli.services.remedies import secretarys_address
from sli_cli.services.reminding import off_since, short_of, unsettled

if TYPE_CHECKING:
    from sli_cli.store.reader import Reader

TRY_AGAIN = "sli notify --retry"

NOT_THE_ADDRESS = re.compile(r"\b5\.[3567]\.\d|\b(413|552)\b")
"""What says that a message was refused for what it is, or for whom it is from (RFC 3463, 3.1): not for whom it is."""


def of_deliveries(reader: Reader) -> Iterator[Finding]:
    """Of the whole database; where reminders were never on, nothing but what was left over."""
    on = reader.reminding()
    if on is None:
        if day := off_since(reader):
            what = f"Reminders were on, and are off since {short(day)}"
            yield Finding("", (), "reminders-off", what, "sli notify --start")
    else:
        if silence := on.silence(reader.today):
            yield Finding("", (), "no-good-run", silence, "sli notify --status")
        yield from _of_boards(reader)
    refused = unsettled(reader, "refused")
    corrections = _corrections(reader) if refused else {}
    for row in refused:
        mend = corrections.get(row["recipient"], TRY_AGAIN)
        yield _of_message(row, TRY_AGAIN if NOT_THE_ADDRESS.search(row["answer"]) else mend)
    for row in unsettled(reader, "in doubt"):
        yield _of_message(row, f"sli notify --arrived {row['id']}")


def _of_message(row: dict[str, Any], mend: str) -> Finding:
    """A message that a run does not see to by itself."""
    state, answer = row["state"], f": {row['answer']}" if row["answer"] else ""
    what = f"Message {row['id']} to {row['recipient']} of {short_of(row)} is {state}{answer}"
    return Finding("", (), f"message-{state.replace(' ', '-')}", what, mend)


def _corrections(reader: Reader) -> dict[str, str]:
    """The command that corrects each address to which anything may be sent, by its form on the ledger. An address that
    stands in several places is corrected where it stands first, and then the others show."""
    found: dict[str, str] = {}
    names, registers = post_names(reader), reader.registers()
    for post in reader.posts():
        if post.holder is not None:
            whose = f"{typed(names[post.id])} --name {typed(post.holder.name)}"
            found.setdefault(_key(post.holder.email), f"sli lead appoint {whose} --email ADDRESS")
        if post.absence is not None:
            until = f" --until {post.absence.until}" if post.absence.until else ""  # not given again, it has no end
            whose = f"{typed(names[post.id])} --deputy {typed(post.absence.deputy)}"
            found.setdefault(_key(post.absence.deputy_email), f"sli lead away {whose} --deputy-email ADDRESS{until}")
    for register in registers:
        which = f" --register {typed(register.name)}" if len(registers) > 1 else ""
        settings = {"owner": register.owner, "escalate-to": register.escalation and register.escalation[1]}
        for setting, who in settings.items():
            if who is not None:
                found.setdefault(who.key, f'sli register set {setting} "NAME <ADDRESS>"{which}')
    for forum in reader.forum_titles():
        found.setdefault(_key(reader.arrangement(forum.id).secretary_email), secretarys_address(forum.name))
    return found


def _key(address: str) -> str:
    return Addressee("", address).key


def _of_boards(reader: Reader) -> Iterator[Finding]:
    """Of each board with deadlines and a meeting to come, whether anybody can be reminded of them."""
    keys = {forum.name: forum.id for forum in reader.forum_titles()}
    for board, meetings in reader.planned_meetings().items():
        arranged = reader.arrangement(keys[board])
        if (arranged.updates_due or arranged.papers_close) and not arranged.secretary_email:
            secretary = f"its secretary, {arranged.secretary}," if arranged.secretary else "its secretary"
            what = f"Nobody is reminded of the deadlines of {board}, which meets on {short(meetings[0])}"
            mend = secretarys_address(board)
            yield Finding("", (), "no-secretary-email", f"{what}: {secretary} has no e-mail address", mend)


# -- how Microsoft 365 is signed in to ---------------------------------------------------------------------------------

MENDS = {
    "client secret": "make a new one in Entra ID, put it where graph-secret says, and set graph-expires",
    "certificate": "make a new one, upload it in Entra ID, and put it where graph-certificate says",
}
"""What is signed in with, and how the next one is made: in words, since none of it is a command of sli."""


def of_sign_in(credential: str, expires: date | None, today: date) -> Iterator[Finding]:
    """Of what is signed in with, one of MENDS, and its last day where that is known."""
    from sli_cli.services.weekly_summary import EXPIRES_SOON

    if expires is None:
        what = f"When the {credential} of Microsoft 365 expires is not known, so nobody is warned of it"
        yield Finding("", (), "no-expiry", what, "set graph-expires to the day that Entra ID shows beside it")
    elif (expires - today).days <= EXPIRES_SOON:
        what = f"The {credential} of Microsoft 365 {'expired' if expires < today else 'expires'} on {short(expires)}"
        yield Finding("", (), "sign-in-expires", what, MENDS[credential])
