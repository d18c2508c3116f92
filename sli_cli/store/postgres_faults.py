"""What PostgreSQL and libpq say when something is wrong, as one sentence and one remedy, and never with a password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from sli_cli.errors import DatabaseProblem, InUse
from sli_cli.store.addresses import SECRETS

if TYPE_CHECKING:
    from sli_cli.store.addresses import Address

GRANTS = "Ask its owner for the grants that the README lists under PostgreSQL."

STATES = {
    "55P03": ("{place} is in use by another process (waited {timeout:g} s); nothing was written.", "Try again."),
    "40001": ("{place} was changed by another process at the same moment; nothing was written.", "Try again."),
    "40P01": ("{place} was in use by another process that waited for this one; nothing was written.", "Try again."),
    "57014": (
        "{place} took longer than its server allows (statement_timeout); nothing was written.",
        "Try again when it has less to do, or have a longer time allowed to this role.",
    ),
    "57P01": ("The server of {place} ended the connection ({said}); nothing was written.", "Try again."),
    "57P02": ("The server of {place} has crashed; nothing was written.", "Try again when it is up."),
    "25P03": ("The server of {place} ended a connection that waited too long; nothing was written.", "Try again."),
    "25006": (
        "{place} can only be read: it is a standby, or was made so; nothing was written.",
        "Name the server that takes changes with --database.",
    ),
    "23000": (  # what the guards of history say
        "The history of {place} is not as sli left it ({said}); nothing was written.",
        "Run `sli db verify`, which says where.",
    ),
    "42P01": ("{place} lacks a table ({said}).", "Go back to the newest backup that verifies."),
    "42703": ("{place} lacks a column ({said}).", "Go back to the newest backup that verifies."),
    "42501": ("This role may not do that in {place} ({said}); nothing was written.", GRANTS),
    "53100": ("The disk that holds {place} is full; nothing was written.", "Have room made there, then try again."),
    "53200": ("The server of {place} ran out of memory; nothing was written.", "Try again when it has less to do."),
    "XX001": ("{place} is damaged ({said}).", "Restore the newest backup, and have the server's disk looked at."),
    "XX002": ("An index of {place} is damaged ({said}).", "Have it rebuilt (REINDEX), then run `sli db verify`."),
}
"""By SQLSTATE: the sentence and the remedy."""

IN_USE = ("55P03", "40001", "40P01")
"""Those of them that pass when the others are through."""

WITHOUT_TLS = re.compile(r"pg_hba\.conf.*(no encryption|SSL off)")
WITH_TLS = re.compile(r"pg_hba\.conf.*(SSL (encryption|on)|\[local\])|\[local\].*no encryption")

CONNECTING = (
    (
        r"could not translate host name|Name or service not known|getaddrinfo|nodename nor servname",
        "{place} cannot be reached: there is no host of that name.",
        "Check the address; a host in another network may need a VPN.",
    ),
    (
        r"certificate|SSL error|tlsv1 alert",
        "{place} is not trusted: {said}.",
        "Name the authority of its server's certificate with sslrootcert=FILE in the address, or have that put right.",
    ),
    (
        r"server does not support SSL",
        "{place} cannot be reached safely: its server has no TLS, and the address asks for it.",
        "Have TLS set up there; without it, all that is written crosses the network for everybody to read.",
    ),
    (
        r"(password|SASL|SCRAM|GSSAPI|LDAP|peer|ident) authentication failed|no password supplied|empty password",
        "{place} refused the user {user}: the password is wrong or missing.",
        "Put it into .pgpass (mode 0600) or PGPASSWORD.",
    ),
    (r'role "[^"]*" does not exist', "{place} knows no user {user}.", "Check the user in the address."),
    (
        r'database "[^"]*" does not exist',
        "{place} is not there: its server has no database {database}.",
        "Have it made (createdb -E UTF8 -O ROLE DATABASE), then run `sli init`.",
    ),
    (
        r"too many clients|connection slots|too many connections",
        "{place} has no connection left for {user}.",
        "Try again, or have max_connections of its server or the limit of the role raised.",
    ),
    (r"permission denied for database", "{place} may not be used by {user} (no CONNECT).", GRANTS),
    (r"not permitted to log in", "{place} does not let {user} log in.", GRANTS),
    (
        r"starting up|shutting down|recovery mode|not (yet )?accepting connections",
        "{place} cannot be reached: its server is starting up or shutting down.",
        "Try again in a moment.",
    ),
    (
        r"pg_hba\.conf",
        "{place} is not open to {user} from here ({said}).",
        "Ask whoever looks after its server (pg_hba.conf).",
    ),
    (
        r"timeout expired|timed out",
        "{place} cannot be reached: its server does not answer.",
        "Check host and port, and whether a firewall stands between.",
    ),
    (
        r"Connection refused|No such file or directory|could not connect|Network is unreachable|No route to host",
        "{place} cannot be reached: no PostgreSQL server answers there.",
        "Check that it is up, and host and port.",
    ),
    (
        r"service file|definition of service",
        "{place} names a service that is in no service file.",
        "Check ~/.pg_service.conf, or give host and database in the address.",
    ),
)
"""A sign in what libpq says of a connection that was not made, the sentence, the remedy; the first that fits."""


@contextmanager
def faults(address: Address, timeout: float) -> Iterator[None]:
    """Turns what psycopg raises within into DatabaseProblem; a broken rule of the schema is left as it is."""
    try:
        yield
    except psycopg.Error as error:
        known = error.sqlstate in STATES
        if not known and isinstance(error, psycopg.IntegrityError | psycopg.ProgrammingError | psycopg.DataError):
            raise  # a fault of ours, or of what is written
        raise problem(error, address, timeout) from error


def problem(error: psycopg.Error, address: Address, timeout: float) -> DatabaseProblem:
    """What a failed statement says."""
    place = address.shown
    if error.sqlstate in STATES:
        sentence, remedy = STATES[error.sqlstate]
        if "for schema" in str(error):
            remedy = "Have a schema or the database given to it: CREATE SCHEMA … AUTHORIZATION, or createdb -O."
        kind = InUse if error.sqlstate in IN_USE else DatabaseProblem
        return kind(sentence.format(place=place, timeout=timeout, said=said(error, address)), remedy)
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08").startswith("08"):
        return DatabaseProblem(f"The connection to {place} was lost; nothing was written.", "Try again.")
    return DatabaseProblem(
        f"{place} could not be used ({said(error, address)}); nothing was written.", "See the log of its server."
    )


def not_connected(error: psycopg.Error, address: Address) -> DatabaseProblem:
    """What a connection that was not made says."""
    whole, given = str(error), address.parameters
    words = {
        "place": address.shown,
        "user": given.get("user") or _quoted(whole, "role|user") or "of this account",
        "database": given.get("dbname") or _quoted(whole, "database") or "of that name",
        "said": said(error, address),
    }
    if WITHOUT_TLS.search(whole) and not WITH_TLS.search(whole):
        return DatabaseProblem(
            f"{address.shown} wants TLS, and the connection was made without it.",
            "Add sslmode=require to the address (or verify-full, with sslrootcert).",
        )
    for sign, sentence, remedy in CONNECTING:
        if re.search(sign, whole, re.I):
            return DatabaseProblem(sentence.format(**words), remedy.format(**words))
    return DatabaseProblem(f"{address.shown} cannot be reached: {words['said']}.", "Check the address.")


def unknown_whether_kept(address: Address) -> DatabaseProblem:
    """What is said where the connection was lost after COMMIT was sent and before it was answered."""
    return DatabaseProblem(
        f"The connection to {address.shown} was lost while the change was being kept; it may have been kept or not.",
        "See what `sli history` says before doing it again.",
    )


def said(error: psycopg.Error, address: Address) -> str:
    """The first line of what the server or libpq said, without what stands before it, and without any secret."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    message = error.diag.message_primary or re.sub(r"^.*?failed: (?:(?:FATAL|ERROR):\s*)?", "", lines[0])
    for name in SECRETS & address.parameters.keys():
        message = message.replace(address.parameters[name], "…")
    return message.rstrip(".")


def _quoted(text: str, what: str) -> str:
    found = re.search(rf'\b(?:{what}) "([^"]*)"', text)
    return found[1] if found else ""
