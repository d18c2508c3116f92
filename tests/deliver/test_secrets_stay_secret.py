"""A secret, kept in each way, while everything that can fail does: all that anybody could read is searched for it."""

from __future__ import annotations

import io
import logging
import re
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import keyring
import pytest

from sli_cli import mailing
from sli_cli.deliver import Channel, channel
from sli_cli.deliver.message import Message
from sli_cli.deliver.secrets import Secret
from sli_cli.errors import BadValue
from sli_cli.settings import Settings, load
from tests.deliver.conftest import PASSWORD, Register, Serve, Sink, a_message
from tests.deliver.graph_server import CLIENT, MAILBOX, SECRET, SEND, TENANT, TOKEN, Cloud, Says, a_certificate
from tests.deliver.keyring_in_a_file import FileKeyring

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is TLS from the start

Keep = Callable[[str], str]


@pytest.fixture(params=["file", "env", "keyring"])
def keep(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keep]:
    """Keeps a secret in one of the ways, and returns its place."""
    before = keyring.get_keyring()

    def in_file(secret: str) -> str:
        (tmp_path / "kept").write_text(secret + "\n")
        (tmp_path / "kept").chmod(0o600)
        return f"file:{tmp_path / 'kept'}"

    def in_environment(secret: str) -> str:
        monkeypatch.setenv("KEPT", secret)
        return "env:KEPT"

    def in_keyring(secret: str) -> str:
        monkeypatch.setenv("SLI_TEST_KEYRING", str(tmp_path / "keyring.json"))
        keyring.set_keyring(FileKeyring())
        keyring.set_password("sli", "jo", secret)
        return "keyring:sli/jo"

    yield {"file": in_file, "env": in_environment, "keyring": in_keyring}[request.param]
    keyring.set_keyring(before)


def settings_of(folder: Path, **said: object) -> Settings:
    lines = [f"{name.replace('_', '-')} = {str(value)!r}" for name, value in said.items()]
    (folder / "settings.toml").write_text("\n".join(lines))
    return load({}, {"SLI_CONFIG": str(folder / "settings.toml")})


class Watch:
    """All that anybody could read of a run: outcomes, reprs, tracebacks, logs and both streams."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        caplog.set_level(logging.DEBUG)
        self._log, self._streams, self._seen = caplog, capfd, [""]

    def send(self, out: Channel, message: Message | None) -> None:
        """Sends, and once more: what is remembered of a trouble is said again. No message at all is a bug of ours.

        What an earlier one left behind is forgotten: it is another run.
        """
        for name in ("_trouble", "_falls"):
            if hasattr(out, name):
                setattr(out, name, type(getattr(out, name))())
        for _ in range(2):
            try:
                outcome = out.send(message)  # type: ignore[arg-type]
                self._seen += [repr(outcome), str(outcome)]
            except Exception as error:  # whatever it is, its text is what counts
                self._seen += [traceback.format_exc(), repr(error)]
        parts = [out, *vars(out).values()]
        self._seen += [repr(parts), *(repr(vars(part)) for part in parts if hasattr(part, "__dict__"))]

    def build(self, build: Callable[[], object]) -> None:
        """Where it can be made, it shows itself; where it cannot, its error does."""
        try:
            self._seen.append(repr(build()))
        except BadValue as error:
            self._seen += [traceback.format_exc(), repr(error), error.sentence, error.remedy]

    def seen(self) -> str:
        own = [record.getMessage() for record in self._log.records if not record.name.startswith("mail")]  # aiosmtpd's
        return "\n".join([*self._seen, *own, *self._streams.readouterr()])


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Watch:
    return Watch(caplog, capfd)


def assert_hidden(secret: str, seen: str) -> None:
    forms = [secret, quote(secret), quote_plus(secret), secret[: len(secret) // 2 + 2], secret[::-1]]
    forms += [b64encode(f"{before}{secret}".encode()).decode() for before in ("", "\0sli\0", "sli:")]
    for form in forms:
        assert form not in seen
    assert len(seen) > 200  # there was something to search


# -- a mail server


ECHO = f"{PASSWORD} AUTH PLAIN {b64encode(f'{chr(0)}sli{chr(0)}{PASSWORD}'.encode()).decode()} sli"
STEPS = ("AUTH", "MAIL", "RCPT", "DATA")
ANSWERS = {step: [f"535 5.7.8 no: {ECHO}", f"451 4.3.0 later: {ECHO}", f"550 5.7.30 off: {ECHO}"] for step in STEPS}


def test_no_mail_server_makes_it_show_the_password(
    keep: Keep, serve: Serve, sink: Sink, ca_file: str, watch: Watch, tmp_path: Path
) -> None:
    place = keep(PASSWORD)

    def smtp(port: int, security: str = "starttls", ca: str = ca_file) -> Channel:
        said = {"notify_by": "smtp", "mail_user": "sli", "mail_password": place, "mail_timeout": 1}
        said |= {"mail_server": f"127.0.0.1:{port}", "mail_security": security, "mail_ca_file": ca}
        return mailing.channel_of(settings_of(tmp_path, **said), io.StringIO())

    port = serve(user="sli", password=Secret(PASSWORD)).port
    out = smtp(port)
    for step, answers in ANSWERS.items():
        for answer in answers:
            sink.does = {step: answer}
            sink.accepts = step != "AUTH"
            watch.send(out, a_message())
    sink.accepts = True
    sink.does = {"DATA": "cut"}
    watch.send(out, a_message())
    sink.does = {}
    watch.send(out, None)
    watch.send(smtp(port, ca=""), a_message())
    watch.send(smtp(serve("tls", host_named="other.example").port, "tls"), a_message())
    watch.send(smtp(serve("none", tls=False).port), a_message())
    watch.send(smtp(port=9), a_message())
    out.__exit__()
    seen = watch.seen()
    for words in ("did not take the user name and password", "5.7.30", "cannot be trusted", "STARTTLS", "Traceback"):
        assert words in seen
    assert "***" in seen  # it was echoed, and blotted out
    assert_hidden(PASSWORD, seen)


# -- Microsoft 365


CARELESS = "we were sent {echo}"


def careless(status: int, **more: object) -> list[Says]:
    """Answers that repeat all that was asked, in each place where something may be read."""
    return [
        Says(status, CARELESS),
        Says(status, {"error": "{echo}", "error_description": f"AADSTS7000215: {CARELESS}", **more}),
        Says(status, {"error": "invalid_client", "error_description": CARELESS, "error_codes": ["{echo}"]}),
        Says(status, {"error": {"code": "ErrorAccessDenied", "message": CARELESS}}),
        Says(status, {"error": {"code": "SomethingNew", "message": CARELESS}}),
        Says(status, {"error": {"code": "{echo}", "message": "{echo}"}}),
        Says(status, {"access_token": "{echo}", "expires_in": "{echo}"}),
    ]


FEW = {TOKEN: (400,), SEND: (400, 500)}
ALL = {TOKEN: (200, 400, 401, 503), SEND: (200, 400, 401, 403, 404, 413, 429, 500, 503)}


class Careless:
    """A Microsoft 365 that repeats what it was sent, and a run against it with these settings."""

    def __init__(self, register: Register, cloud: Cloud, ca_file: str, watch: Watch, tmp_path: Path) -> None:
        self._cloud, self._watch, self._folder = cloud, watch, tmp_path
        self._reached = register(secret=None, certificate="x")
        self._said = {"graph_tenant": TENANT, "graph_client": CLIENT, "graph_mailbox": MAILBOX, "mail_ca_file": ca_file}
        cloud.life = 0  # so that it signs in for each message

    def run(self, statuses: dict[str, tuple[int, ...]], **said: object) -> str:
        """Everything that anybody could read of it; no token, and no assertion, is in there."""
        settings = settings_of(self._folder, notify_by="graph", **self._said, **said)
        app = mailing._application(settings)
        app = replace(app, login_url=self._reached.login_url, graph_url=self._reached.graph_url, last_timeout=5)
        with channel("graph", app) as out:
            for step in (TOKEN, SEND):
                answers = [answer for status in statuses[step] for answer in careless(status)]
                for does in (*answers, "cut", "half", "cut early"):
                    self._cloud.does = {step: does}
                    self._watch.send(out, a_message())
            self._cloud.does = {}
            self._watch.send(out, None)
        self._watch.send(channel("graph", replace(app, ca_file="")), a_message())
        self._watch.build(lambda: app)
        seen = self._watch.seen()
        for words in ("AADSTS7000215", "SomethingNew", "cannot be trusted", "may or may not", "Traceback", "***"):
            assert words in seen
        assert len(self._cloud.tokens) > 5
        assert [token for token in self._cloud.tokens if token[:40] in seen] == []
        assert "eyJ" not in seen  # as every assertion begins
        assert not re.search("[A-Za-z0-9_-]{100}", seen)
        return seen


@pytest.fixture
def careless_cloud(register: Register, cloud: Cloud, ca_file: str, watch: Watch, tmp_path: Path) -> Careless:
    return Careless(register, cloud, ca_file, watch, tmp_path)


def test_no_answer_of_microsoft_makes_it_show_the_secret(keep: Keep, careless_cloud: Careless) -> None:
    place = keep(SECRET)
    seen = careless_cloud.run(ALL if place.startswith("file:") else FEW, graph_secret=place)
    assert_hidden(SECRET, seen)


def test_no_answer_of_microsoft_makes_it_show_the_key(careless_cloud: Careless, cloud: Cloud, tmp_path: Path) -> None:
    pem, cloud.certificate = a_certificate()
    (tmp_path / "sli.pem").write_bytes(pem)
    (tmp_path / "sli.pem").chmod(0o600)
    seen = careless_cloud.run(ALL, graph_certificate=tmp_path / "sli.pem")
    assert [line for line in pem.decode().splitlines() if len(line) > 40 and line in seen] == []


# -- a secret that is not to be had


def test_what_is_wrong_with_the_place_shows_nothing_of_what_is_kept_there(watch: Watch, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    smtp = {"notify_by": "smtp", "mail_server": "mail.example.gov.uk", "mail_user": "sli"}

    def build(**said: object) -> None:
        watch.build(lambda: mailing.channel_of(settings_of(tmp_path, **smtp, **said), io.StringIO()))

    for content, mode in ((PASSWORD, 0o644), (f"{PASSWORD}\nand more", 0o600), (f"{PASSWORD}\0", 0o600)):
        file.write_text(content)
        file.chmod(mode)
        build(mail_password=f"file:{file}")
    file.write_text(PASSWORD)
    file.chmod(0o600)
    build(mail_password=f"file:{file}", mail_security="none")
    file.write_text(PASSWORD + "ß")
    build(mail_password=f"file:{file}")
    for place in (PASSWORD, f"env:{PASSWORD}", f"keyring:{PASSWORD}", f"keyring {PASSWORD}"):
        build(mail_password=place)
    watch.build(lambda: settings_of(tmp_path, **{**smtp, "mail_server": f"sli:{PASSWORD}@mail.example.gov.uk"}))
    seen = watch.seen()
    assert seen.count("Traceback") == 10
    assert_hidden(PASSWORD, seen)


def test_no_other_program_no_log_and_no_variable_is_handed_a_secret() -> None:
    source = Path(mailing.__file__).parent / "deliver"
    for module in (*source.glob("*.py"), Path(mailing.__file__)):
        text = module.read_text(encoding="utf-8")
        assert not re.search(
            r"subprocess|os\.system|popen|putenv|environ\[.*\] *=|\bprint\(|logging|set_debuglevel", text
        )
