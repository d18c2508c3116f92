"""From the settings to a channel, a sender and a day: what is missing or wrong is named, and no secret is echoed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic

import pytest

from sli_cli import mailing
from sli_cli.deliver.file import FileChannel
from sli_cli.deliver.graph import GraphChannel
from sli_cli.deliver.message import Mailbox
from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.smtp import SmtpChannel
from sli_cli.deliver.stdout import StdoutChannel
from sli_cli.domain.outcome import Accepted
from sli_cli.errors import BadValue
from sli_cli.settings import Settings, load
from tests.deliver.conftest import PASSWORD, Register, Serve, Sink, a_message
from tests.deliver.graph_server import CLIENT, MAILBOX, SECRET, TENANT, Cloud, a_certificate

Given = Callable[..., Settings]

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is TLS from the start


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Settings of a file that says these things; `_` stands for `-`."""

    def write(**said: object) -> Settings:
        lines = [f"{name.replace('_', '-')} = {str(value)!r}" for name, value in said.items() if value is not None]
        (tmp_path / "settings.toml").write_text("\n".join(lines))
        return load({}, {"SLI_CONFIG": str(tmp_path / "settings.toml")})

    return write


@pytest.fixture
def password(tmp_path: Path) -> str:
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "password").chmod(0o600)
    return f"file:{tmp_path / 'password'}"


def graph_settings(**more: object) -> dict[str, object]:
    how = {"graph_tenant": TENANT, "graph_client": CLIENT, "graph_mailbox": MAILBOX, "graph_secret": "env:HIDDEN"}
    return {"notify_by": "graph", **how, **more}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"notify_by": "stdout"}, StdoutChannel),
        ({"notify_by": "file", "mail_folder": "out"}, FileChannel),
        ({"notify_by": "drafts", "mail_folder": "out"}, FileChannel),
        ({"notify_by": "smtp", "mail_server": "mail.example.gov.uk"}, SmtpChannel),
        (graph_settings(), GraphChannel),
    ],
)
def test_each_way_is_its_channel(
    given: Given, said: dict[str, str], kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    assert isinstance(mailing.channel_of(given(**said), io.StringIO()), kind)


def test_every_way_that_there_is_can_be_named() -> None:
    assert mailing.WAYS == ("smtp", "graph", "file", "stdout", "drafts")


def test_files_and_drafts_are_written_where_the_settings_say(
    given: Given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for way, unsent in (("file", False), ("drafts", True)):
        outcome = mailing.channel_of(given(notify_by=way, mail_folder=f"~/{way}"), io.StringIO()).send(a_message())
        assert isinstance(outcome, Accepted)
        (written,) = (tmp_path / way).iterdir()
        assert (b"X-Unsent: 1" in written.read_bytes()) == unsent


def test_standard_output_is_the_stream_that_is_given(given: Given) -> None:
    stream = io.StringIO()
    mailing.channel_of(given(notify_by="stdout"), stream).send(a_message())
    assert stream.getvalue().startswith("From: SLI register <sli@example.gov.uk>\n")


@pytest.mark.parametrize("security", ["starttls", "tls", None])
def test_a_message_goes_to_the_server_of_the_settings(
    given: Given, serve: Serve, sink: Sink, ca_file: str, password: str, security: str | None
) -> None:
    server = serve(security or "starttls", user="sli", password=Secret(PASSWORD))
    settings = given(
        notify_by="smtp",
        mail_server=f"127.0.0.1:{server.port}",
        mail_security=security,
        mail_user="sli",
        mail_password=password,
        mail_ca_file=ca_file,
    )
    with mailing.channel_of(settings, io.StringIO()) as channel:
        assert isinstance(channel.send(a_message()), Accepted)
    assert (len(sink.taken), sink.logins) == (1, 1)


def test_a_relay_without_tls_needs_two_settings_more(given: Given, serve: Serve, sink: Sink) -> None:
    server = serve("none")
    settings = given(notify_by="smtp", mail_server=f"127.0.0.1:{server.port}", mail_security="none")
    with mailing.channel_of(settings, io.StringIO()) as channel:
        assert isinstance(channel.send(a_message()), Accepted)
    assert len(sink.taken) == 1


@pytest.mark.parametrize(
    ("said", "port"),
    [
        ({}, 25),
        ({"mail_security": "none"}, 25),
        ({"mail_security": "tls"}, 465),
        ({"mail_user": "sli", "mail_password": "env:HIDDEN"}, 587),
        ({"mail_server": "mail.example.gov.uk:2525"}, 2525),
        ({"mail_server": "[::1]:2525"}, 2525),
        ({"mail_server": "[::1]"}, 25),
    ],
)
def test_a_port_that_is_not_given_is_the_usual_one(
    given: Given, said: dict[str, str], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIDDEN", PASSWORD)
    server = mailing._server(given(**{"mail_server": "mail.example.gov.uk", **said}))
    assert server.port == port
    assert server.host in ("mail.example.gov.uk", "::1")
    assert server.timeout == 30


@pytest.mark.parametrize(
    ("said", "step", "last"), [(None, 30, 300), (1, 1, 300), (300.5, 300.5, 300.5), (900, 900, 900)]
)
def test_the_answer_to_a_whole_message_has_five_minutes_or_as_long_as_is_said(
    given: Given, said: object, step: float, last: float
) -> None:
    server = mailing._server(given(mail_server="mail.example.gov.uk", mail_timeout=said))
    assert (server.timeout, server.last_timeout) == (step, last)


@pytest.mark.parametrize(("said", "step", "last"), [(None, 30, 120), (1, 1, 120), (900, 900, 900)])
def test_the_answer_of_microsoft_has_two_minutes_or_as_long_as_is_said(
    given: Given, monkeypatch: pytest.MonkeyPatch, said: object, step: float, last: float
) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    application = mailing._application(given(**graph_settings(mail_timeout=said)))
    assert (application.timeout, application.last_timeout) == (step, last)


def test_a_server_that_is_silent_is_left_when_the_setting_says(given: Given, serve: Serve, sink: Sink) -> None:
    sink.does["RCPT"] = "hang"
    port = serve("none").port
    settings = given(notify_by="smtp", mail_server=f"127.0.0.1:{port}", mail_security="none", mail_timeout=1)
    began = monotonic()
    with mailing.channel_of(settings, io.StringIO()) as channel:
        assert "it did not answer in time" in str(channel.send(a_message()))
        sink.does = {"DATA": "slow"}
        assert isinstance(channel.send(a_message(2)), Accepted)
    assert 1 <= monotonic() - began < 4  # a hanging server answers after 5


@pytest.mark.parametrize("way", ["secret", "certificate"])
def test_a_message_goes_through_the_application_of_the_settings(
    given: Given,
    register: Register,
    cloud: Cloud,
    ca_file: str,
    way: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HIDDEN", SECRET)
    content, cloud.certificate = a_certificate()
    (tmp_path / "sli.pem").write_bytes(content)
    (tmp_path / "sli.pem").chmod(0o600)
    how = {"graph_secret": None, "graph_certificate": str(tmp_path / "sli.pem")} if way == "certificate" else {}
    application = mailing._application(given(**graph_settings(**how), mail_ca_file=ca_file, mail_timeout=7))
    assert (application.tenant, application.client, application.mailbox) == (TENANT, CLIENT, MAILBOX)
    assert (application.ca_file, application.timeout) == (ca_file, 7)
    reached = register(secret=application.secret, certificate=application.certificate)
    with GraphChannel(reached) as channel:
        assert isinstance(channel.send(a_message()), Accepted)


SMTP = {"notify_by": "smtp", "mail_server": "mail.example.gov.uk"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "notify-by is not set."),
        ({"notify_by": "post"}, "notify-by is 'post'"),
        ({"notify_by": "smtp"}, "mail-server is not set."),
        ({**SMTP, "mail_server": "smtp://mail.example.gov.uk"}, "mail-server (from "),
        ({**SMTP, "mail_server": "mail.example.gov.uk:0"}, "mail-server (from "),
        ({**SMTP, "mail_server": "mail.example.gov.uk:65536"}, "mail-server (from "),
        ({**SMTP, "mail_server": "a b"}, "mail-server (from "),
        ({**SMTP, "mail_security": "ssl"}, "mail-security (from "),
        ({**SMTP, "mail_user": "sli"}, "mail-password is not set."),
        ({**SMTP, "mail_password": "env:HIDDEN"}, "mail-user is not set."),
        ({**SMTP, "mail_user": "sli", "mail_password": "env:NOT_SET"}, "mail-password (from "),
        ({**SMTP, "mail_user": "sli", "mail_password": "file:/nowhere"}, "mail-password (from "),
        (
            {**SMTP, "mail_user": "sli", "mail_password": "env:HIDDEN", "mail_security": "none"},
            "mail-user, mail-password, mail-security (from ",
        ),
        ({**SMTP, "mail_ca_file": "/nowhere/ca.pem"}, "mail-ca-file (from "),
        ({**SMTP, "mail_timeout": "0"}, "mail-timeout is '0'"),
        ({**SMTP, "mail_timeout": "soon"}, "mail-timeout is 'soon'"),
        ({**SMTP, "mail_timeout": "nan"}, "mail-timeout is 'nan'"),
        ({"notify_by": "file"}, "mail-folder is not set."),
        ({"notify_by": "drafts", "mail_folder": " "}, "mail-folder is not set."),
        (graph_settings(graph_tenant=None), "graph-tenant is not set."),
        (graph_settings(graph_client=None), "graph-client is not set."),
        (graph_settings(graph_mailbox=None), "graph-mailbox is not set."),
        (graph_settings(graph_secret=None), "graph-secret is not set."),
        (graph_settings(graph_secret="env:NOT_SET"), "graph-secret (from "),
        (graph_settings(graph_tenant="a/b"), "graph-tenant"),
        (graph_settings(graph_client="sli"), "graph-client"),
        (graph_settings(graph_mailbox="sli"), "graph-mailbox"),
        (graph_settings(graph_certificate="sli.pem"), "graph-secret, graph-certificate (from "),
        (graph_settings(graph_secret=None, graph_certificate="/nowhere.pem"), "graph-certificate (from "),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named(
    given: Given, said: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIDDEN", PASSWORD)
    with pytest.raises(BadValue) as refused:
        mailing.channel_of(given(**said), io.StringIO())
    assert words in refused.value.sentence
    shown = "".join(traceback.format_exception(refused.value)) + refused.value.remedy
    assert PASSWORD not in shown
    assert refused.value.remedy
    assert str(tmp_path / "settings.toml") in shown  # where it is set, or can be
    if "is not set" in words:
        assert f"SLI_{words.split()[0].upper().replace('-', '_')}" in refused.value.remedy


def test_a_misspelt_way_is_told_the_one_that_was_meant(given: Given) -> None:
    with pytest.raises(BadValue) as refused:
        mailing.way_of(given(notify_by="draft"))
    assert refused.value.remedy == "Did you mean drafts?"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("sli@example.gov.uk", Mailbox("sli@example.gov.uk")),
        ("<sli@example.gov.uk>", Mailbox("sli@example.gov.uk")),
        ("SLI register <sli@example.gov.uk>", Mailbox("sli@example.gov.uk", "SLI register")),
        (" Public Health, BwD  <sli@example.gov.uk> ", Mailbox("sli@example.gov.uk", "Public Health, BwD")),
        ('"Public Health, BwD" <sli@example.gov.uk>', Mailbox("sli@example.gov.uk", "Public Health, BwD")),
        ("Zoë <sli@bücher.example>", Mailbox("sli@bücher.example", "Zoë")),
    ],
)
def test_the_sender_is_an_address_with_or_without_a_name(given: Given, text: str, sender: Mailbox) -> None:
    assert mailing.sender_of(load({}, {"SLI_CONFIG": "/nowhere", "SLI_MAIL_FROM": text})) == sender


@pytest.mark.parametrize(
    "text", ["SLI", "SLI <sli>", "a@b.uk, c@d.uk", "A <a@b.uk> <c@d.uk>", "SLI <sli@a.uk", "A\nB <a@b.uk>", "<>"]
)
def test_a_sender_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="mail-from"):
        mailing.sender_of(load({}, {"SLI_CONFIG": "/nowhere", "SLI_MAIL_FROM": text}))


def test_without_a_sender_graph_sends_as_its_mailbox_and_the_others_do_not_guess(given: Given) -> None:
    assert mailing.sender_of(given(**graph_settings())) == Mailbox(MAILBOX)
    other = Mailbox("clerk@example.gov.uk")
    assert mailing.sender_of(given(**graph_settings(mail_from="clerk@example.gov.uk"))) == other
    with pytest.raises(BadValue, match="mail-from is not set"):
        mailing.sender_of(given(**SMTP, graph_mailbox=MAILBOX))


def test_it_says_when_the_credential_expires(given: Given, tmp_path: Path) -> None:
    (tmp_path / "sli.pem").write_bytes(a_certificate()[0])
    (tmp_path / "sli.pem").chmod(0o600)
    certificate = {"graph_secret": None, "graph_certificate": str(tmp_path / "sli.pem")}
    assert mailing.credential_expires(given(**SMTP, graph_expires="2027-05-01")) is None
    assert mailing.credential_expires(given(**graph_settings())) is None
    assert mailing.credential_expires(given(**graph_settings(graph_expires="2027-05-01"))) == date(2027, 5, 1)
    assert mailing.credential_expires(given(**graph_settings(**certificate))) == date(2027, 11, 23)


@pytest.mark.parametrize("text", ["1 May 2027", "2027-02-30", "20270501", "2027-W18-6", "tomorrow"])
def test_a_day_that_is_none_is_refused(given: Given, text: str) -> None:
    with pytest.raises(BadValue) as refused:
        mailing.credential_expires(given(**graph_settings(graph_expires=text)))
    assert refused.value.sentence.startswith(f"graph-expires is {text!r} (from ")


def test_to_know_the_way_loads_no_library(given: Given) -> None:
    assert mailing.way_of(given(notify_by="stdout")) == "stdout"
    script = "import sys, sli_cli.mailing; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"cryptography", "keyring", "smtplib", "http.client", "email.message", "ssl", "dataclasses"} & set(
        loaded
    )


README = (Path(mailing.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", README.partition("\n### Ways out")[2].partition("\n### ")[0], re.DOTALL)


def test_the_readme_sets_up_every_way_but_the_screen() -> None:
    named = set(re.findall("notify-by = '(.*?)'", "".join(BLOCKS)))
    assert named == set(mailing.WAYS) - {"stdout", "file"}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_what_the_readme_says_to_write_is_taken(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    kept = tmp_path / ".config" / "sli"
    kept.mkdir(parents=True)
    for name in ("password", "graph-secret"):
        (kept / name).write_text(PASSWORD)
        (kept / name).chmod(0o600)
    (tmp_path / "settings.toml").write_text(block)
    settings = load({}, {"SLI_CONFIG": str(tmp_path / "settings.toml")})
    mailing.channel_of(settings, io.StringIO())
    assert mailing.sender_of(settings).address == "sli@example.gov.uk"
    mailing.credential_expires(settings)
