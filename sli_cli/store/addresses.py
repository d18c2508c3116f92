"""The address of a PostgreSQL database in the forms that people paste, and as it may be shown: without its password."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from sli_cli.errors import BadValue

KEYWORDS = "host hostaddr port dbname user password service passfile sslmode sslrootcert options connect_timeout"
_URI = re.compile(r"(?:jdbc:)?(?:postgresql|postgres|pgsql)(?:\+\w+)?://", re.I)
_PAIRS = re.compile(rf"(?:{KEYWORDS.replace(' ', '|')})\s*=", re.I)
_PAIR = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)", re.S)
_PASTED = re.compile(r"^(?:jdbc:)?(?:postgres\w*|pgsql):|^psql\s|^\w+://|\b(?:password|pwd)\s*=", re.I)
_QUERY = re.compile(r"\?(?=\w+=)")

SECRETS = frozenset({"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"})
"""The parameters of libpq that are never shown."""

WRITE_IT = "Write it like postgresql://USER@HOST:5432/DATABASE, and keep the password in .pgpass or PGPASSWORD."


class Address(NamedTuple):
    """Where a PostgreSQL database is: the parameters of libpq by name, a password among them where one was given."""

    parameters: dict[str, str]

    @property
    def shown(self) -> str:
        """The address without secrets, in the form in which it may be typed again."""
        rest = {name: value for name, value in self.parameters.items() if name not in SECRETS}
        user, database = rest.pop("user", ""), rest.pop("dbname", "")
        server = "" if rest.get("host", "").startswith(("/", "@")) else self.server
        if server:
            rest.pop("host")
            rest.pop("port", None)
        query = "&".join(f"{name}={value}" for name, value in rest.items())
        return f"postgresql://{user}{'@' if user else ''}{server}/{database}{'?' if query else ''}{query}"

    @property
    def server(self) -> str:
        """Host and port, of each server where there are several; "" where the address leaves that to libpq."""
        hosts, ports = self.parameters.get("host", ""), self.parameters.get("port", "")
        if not hosts:
            return ""
        names, numbers = hosts.split(","), ports.split(",")
        numbers = numbers * len(names) if len(numbers) == 1 else numbers
        return ",".join(
            (f"[{name}]" if ":" in name else name) + (f":{number}" if number else "")
            for name, number in zip(names, numbers, strict=False)
        )


def _unwrapped(text: str) -> str:
    """What is left of a pasted line without `psql` before it and quotes around it."""
    text = re.sub(r"^psql\s+", "", text.strip())
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def is_address(text: str) -> bool:
    """Whether `text` means a PostgreSQL database: a URI, or libpq's KEYWORD=VALUE pairs."""
    text = _unwrapped(text)
    return bool(_URI.match(text) or _PAIRS.match(text))


def is_pasted(text: str) -> bool:
    """Whether `text` is no file's name, but an address of another kind, or one that went wrong: it may hold secrets."""
    return bool(_PASTED.search(text.strip()))


def address(text: str) -> Address:
    """What `text`, for which `is_address` holds, says. Raises BadValue where it cannot be read, and echoes nothing."""
    text = _unwrapped(text)
    uri = _URI.match(text)
    found = _of_uri(text[uri.end() :]) if uri else _of_pairs(text)
    if any(port and not port.isdigit() for port in found.get("port", "").split(",")):
        raise BadValue(
            "The port in the address of the database is no number.",
            "A password with : / ? # or % in it is better kept in .pgpass or PGPASSWORD.",
        )
    return Address({name: value for name, value in found.items() if value})


def shown(name: str) -> str:
    """What the setting `database` names, in the form in which it may be shown to everybody."""
    if not is_address(name):
        return "(an address that cannot be read)" if is_pasted(name) and not name.startswith("sqlite://") else name
    try:
        return address(name).shown
    except BadValue:
        return "(an address that cannot be read)"


def holds_secret(name: str) -> bool:
    """Whether a password, or what is as good as one, stands in the setting `database` itself."""
    return is_address(name) and not SECRETS.isdisjoint(address(name).parameters)


def _of_uri(rest: str) -> dict[str, str]:
    """USER:PASSWORD@HOST:PORT,…/DATABASE?KEYWORD=VALUE&…; a password may hold characters that should be encoded."""
    main, *queries = _QUERY.split(rest, maxsplit=1)
    credentials, _, location = main.rpartition("@")
    user, _, password = credentials.partition(":")
    servers, _, database = location.partition("/")
    hosts = [_host_and_port(server) for server in servers.split(",")] if servers else []
    ports = [port for _, port in hosts] if any(port for _, port in hosts) else []
    found = {"host": ",".join(host for host, _ in hosts), "port": ",".join(ports)}
    found |= {"dbname": unquote(database), "user": unquote(user), "password": unquote(password)}
    for pair in queries[0].split("&") if queries else ():
        name, _, value = pair.partition("=")
        found |= {"sslmode": "require"} if pair.lower() == "ssl=true" else {name: unquote(value)}
    return found


def _host_and_port(server: str) -> tuple[str, str]:
    match = re.fullmatch(r"\[([^\]]*)\](?::(.*))?|([^:\[\]]*)(?::(.*))?", server, re.S)
    if match is None:
        raise BadValue("The address of the database cannot be read.", WRITE_IT)
    return unquote(match[1] or match[3] or ""), match[2] or match[4] or ""


def _of_pairs(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text.rstrip()):
        pair = _PAIR.match(text, at)
        if pair is None:
            raise BadValue("The address of the database cannot be read.", WRITE_IT)
        value = pair[2][1:-1] if pair[2].startswith("'") else pair[2]
        found[pair[1].lower()] = re.sub(r"\\(.)", r"\1", value)
        at = pair.end()
    return found
