"""From the settings to a way out: the channel, who messages are from, and when its credential expires.

For commands only. Every setting that is missing or wrong is a BadValue that names it; no secret is ever echoed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from sli_cli.deliver import CHANNELS, Channel, channel
from sli_cli.domain.words import near
from sli_cli.errors import BadValue
from sli_cli.settings import NAMES

if TYPE_CHECKING:
    from datetime import date

    from sli_cli.deliver.message import Mailbox
    from sli_cli.deliver.secrets import Secret
    from sli_cli.deliver.sign_in import Application
    from sli_cli.deliver.smtp import Server
    from sli_cli.settings import Settings

DRAFTS = "drafts"
WAYS = (*CHANNELS, DRAFTS)
"""What `notify-by` may be: every channel, and drafts, which are files that a person opens and sends."""

_PORTS = {"tls": 465, "relay": 25, "submission": 587}


def way_of(settings: Settings) -> str:
    """The one of WAYS that `notify-by` names. Raises BadValue where it is not set, or names none."""
    name = _needed(settings, "notify-by", f"Choose one of: {', '.join(WAYS)}.")
    if name not in WAYS:
        meant = near(name, WAYS)
        raise BadValue(
            f"notify-by is {name!r} (from {settings.found['notify-by'].source}), which is no way out.",
            f"Did you mean {meant}?" if meant else f"Choose one of: {', '.join(WAYS)}.",
        )
    return name


def channel_of(settings: Settings, stream: TextIO) -> Channel:
    """The channel that the settings describe; `stream` is what stdout writes to.

    Nothing is connected or written yet, but secrets and certificates are read. Raises BadValue for a setting that is
    missing or wrong, and for a secret that is not to be had.
    """
    name = way_of(settings)
    if name == "smtp":
        server = _server(settings)
        with _about(settings, "mail-ca-file"):
            return channel(name, server)
    if name == "graph":
        application = _application(settings)
        with _about(settings, "graph-certificate", "mail-ca-file"):
            return channel(name, application)
    if name == "stdout":
        return channel(name, stream)
    folder = os.path.expanduser(_needed(settings, "mail-folder", "Name a folder; it is made where it is missing."))
    return channel("file", folder, drafts=name == DRAFTS)


def sender_of(settings: Settings) -> Mailbox:
    """Who messages are from: `mail-from`, or for graph the mailbox itself where that is not set.

    Raises BadValue where it is missing, or no address.
    """
    from sli_cli.deliver.message import Mailbox

    if not settings["mail-from"] and settings["notify-by"] == "graph" and settings["graph-mailbox"]:
        with _about(settings, "graph-mailbox"):
            return Mailbox(settings["graph-mailbox"])
    text = _needed(settings, "mail-from", "Give an address that can be answered, such as SLI <sli@example.gov.uk>.")
    found = re.fullmatch(r"""\s*(?:"(?P<quoted>[^"<>]*)"|(?P<name>[^"<>]*?))\s*<(?P<address>[^<>]*)>\s*""", text)
    with _about(settings, "mail-from"):
        if found:
            return Mailbox(found["address"].strip(), found["quoted"] or found["name"] or "")
        return Mailbox(text.strip())


def credential_expires(settings: Settings) -> date | None:
    """The last day on which graph's certificate or client secret is taken; None where that is not known.

    A certificate says so itself; for a secret it is what the administrator wrote into `graph-expires`, because a
    program that signs in with a secret cannot read it. Raises BadValue where the one cannot be read or the other is
    no date.
    """
    if settings["notify-by"] != "graph":
        return None
    if settings["graph-certificate"]:
        from sli_cli.deliver.certificate import Certificate

        with _about(settings, "graph-certificate"):
            return Certificate.read(os.path.expanduser(settings["graph-certificate"])).expires
    if not settings["graph-expires"]:
        return None
    from datetime import date

    text = settings["graph-expires"]
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(
            f"graph-expires is {text!r} (from {settings.found['graph-expires'].source}), which is no date.",
            "Write the day as YYYY-MM-DD; Entra ID shows it beside the client secret.",
        ) from None


def credential_of(settings: Settings) -> str:
    """What graph signs in with, in words; "" where it is not the way out, or neither is set."""
    if settings["notify-by"] != "graph":
        return ""
    return "certificate" if settings["graph-certificate"] else "client secret" if settings["graph-secret"] else ""


def _server(settings: Settings) -> Server:
    from sli_cli.deliver.smtp import LAST_TIMEOUT, Server

    host, port = _host_and_port(settings)
    user, security = settings["mail-user"], settings["mail-security"]
    port = port or _PORTS["tls" if security == "tls" else "submission" if user else "relay"]
    ca_file, timeout = os.path.expanduser(settings["mail-ca-file"]), _timeout(settings)
    with _about(settings, "mail-security"):
        Server(host, port, security)
    if user or settings["mail-password"]:
        for name in ("mail-user", "mail-password"):
            _needed(settings, name, "A relay that asks for no user name needs neither.")
    password = _secret(settings, "mail-password")
    with _about(settings, "mail-user", "mail-password", "mail-security"):
        return Server(host, port, security, user, password, ca_file, timeout, max(timeout, LAST_TIMEOUT))


def _application(settings: Settings) -> Application:
    from sli_cli.deliver.sign_in import LAST_TIMEOUT, Application

    where = "In Entra ID it stands on the application's page"
    tenant = _needed(settings, "graph-tenant", f"{where}, as Directory (tenant) ID.")
    client = _needed(settings, "graph-client", f"{where}, as Application (client) ID.")
    mailbox = _needed(settings, "graph-mailbox", "Name the mailbox that sends, such as sli@example.gov.uk.")
    certificate = os.path.expanduser(settings["graph-certificate"])
    if not certificate and not settings["graph-secret"]:
        _needed(settings, "graph-secret", "Or name a certificate in graph-certificate.")
    ca_file, timeout = os.path.expanduser(settings["mail-ca-file"]), _timeout(settings)
    secret = _secret(settings, "graph-secret")
    with _about(settings, "graph-tenant", "graph-client", "graph-mailbox", "graph-secret", "graph-certificate"):
        last_timeout = max(timeout, LAST_TIMEOUT)
        return Application(tenant, client, mailbox, secret, certificate, ca_file, timeout, last_timeout)


def _host_and_port(settings: Settings) -> tuple[str, int]:
    """The host of `mail-server`, and its port or 0. What is neither is not echoed: an address may hold a password."""
    text = _needed(settings, "mail-server", "Name it as HOST or HOST:PORT.")
    found = re.fullmatch(r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>\d{1,5}))?", text)
    port = int(found["port"] or 0) if found else 0
    if not found or port > 65_535 or found["port"] in ("0", "00"):
        raise BadValue(
            f"mail-server (from {settings.found['mail-server'].source}) is not HOST or HOST:PORT.",
            "Write it like mail.example.gov.uk:587, without a user name.",
        )
    return found["host"].strip("[]"), port


def _timeout(settings: Settings) -> float:
    setting = settings.found["mail-timeout"]
    try:
        seconds = float(setting.value)
    except ValueError:
        seconds = 0
    if not 1 <= seconds <= 3600:
        raise BadValue(f"mail-timeout is {setting.value!r} (from {setting.source}).", "Give seconds, 1 to 3600.")
    return seconds


def _secret(settings: Settings, name: str) -> Secret | None:
    """The secret that is kept where the setting says, or None where it says nothing."""
    from sli_cli.deliver.secrets import find_secret

    with _about(settings, name):
        return find_secret(settings[name]) if settings[name] else None


def _needed(settings: Settings, name: str, hint: str) -> str:
    value = settings[name]
    if not value.strip():
        raise BadValue(f"{name} is not set.", f"Set it in {settings.path}, or as {NAMES[name][0]}. {hint}")
    return value


@contextmanager
def _about(settings: Settings, *names: str) -> Iterator[None]:
    """A BadValue from inside is raised again as one that names those of the settings that are set, and from where."""
    try:
        yield
    except BadValue as error:
        said = [name for name in names if settings[name]] or list(names)
        sources = dict.fromkeys(settings.found[name].source for name in said)
        raise BadValue(f"{', '.join(said)} (from {' and '.join(sources)}): {error.sentence}", error.remedy) from None
