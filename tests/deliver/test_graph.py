"""Microsoft Graph, failing in every way it can: what is lost, refused, in doubt, or ours to mend is told apart."""

from __future__ import annotations

import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.deliver.graph import GraphChannel
from sli_cli.deliver.https import Answer, Host
from sli_cli.deliver.message import Attachment, build
from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.sign_in import Application
from sli_cli.deliver.trust import trusting
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Refused
from sli_cli.errors import BadValue
from tests.deliver.conftest import Register, a_message
from tests.deliver.graph_server import CLIENT, MAILBOX, SEND, TENANT, TOKEN, Cloud, Running, Says, aadsts, graph_error


def test_many_messages_go_out_with_one_token_over_one_connection(register: Register, cloud: Cloud) -> None:
    with GraphChannel(register()) as channel:
        outcomes = [channel.send(a_message(number)) for number in range(20)]
    assert outcomes == [Accepted(f"request-id 0000-{number}") for number in range(1, 21)]
    assert cloud.taken == [build(a_message(number)).as_bytes() for number in range(20)]
    assert cloud.asked == [TOKEN] + [SEND] * 20
    assert len(cloud.connections) == 2


@pytest.mark.parametrize(("life", "tokens"), [(3599, 1), (0, 4), ("soon", 1), (-1, 1), (None, 1)])
def test_a_token_is_renewed_before_it_ends(register: Register, cloud: Cloud, life: object, tokens: int) -> None:
    cloud.life = life
    with GraphChannel(register()) as channel:
        for number in range(4):
            assert isinstance(channel.send(a_message(number)), Accepted)
    assert len(cloud.tokens) == tokens


def test_a_token_that_is_not_taken_is_renewed_once(register: Register, cloud: Cloud) -> None:
    with GraphChannel(register()) as channel:
        channel.send(a_message(1))
        cloud.tokens.append("another, as if the first had been withdrawn")
        assert isinstance(channel.send(a_message(2)), Accepted)
    assert cloud.asked == [TOKEN, SEND, SEND, TOKEN, SEND]

    cloud.asked.clear()
    cloud.does[SEND] = graph_error(401, "InvalidAuthenticationToken", "Access token has expired.")
    with GraphChannel(register()) as channel:
        outcomes = {channel.send(a_message(number)) for number in range(20)}
    sentence = f"Microsoft 365 does not send from {MAILBOX} (401 InvalidAuthenticationToken): Access token has expired."
    assert outcomes == {Later(sentence)}
    assert cloud.asked == [TOKEN, SEND, TOKEN, SEND]


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (aadsts(7000222), "(AADSTS7000222): the client secret has expired: make a new one"),
        (aadsts(7000215), "(AADSTS7000215): the client secret is not the right one: copy the Value"),
        (aadsts(700016, 400, "unauthorized_client"), "(AADSTS700016): this tenant does not know the application"),
        (aadsts(90002, 400, "invalid_request"), "(AADSTS90002): there is no such tenant: compare graph-tenant"),
        (aadsts(700027), "(AADSTS700027): the certificate is not the application's: upload it"),
        (aadsts(1000502), "(AADSTS1000502): the certificate is not valid today"),
        (aadsts(700024), "the clock of this machine is wrong"),
        (aadsts(7000112), "the application is disabled"),
        (aadsts(53003, 400), "a Conditional Access policy"),
        (aadsts(50001, 400), "answered 400, AADSTS50001): ask the administrator of Entra ID."),
        (Says(400, "no JSON"), "answered 400): ask the administrator of Entra ID."),
        (Says(400, {"error_codes": "all", "error_description": 5}), "answered 400): ask"),
        (Says(302, headers={"Location": "https://elsewhere.example"}), "answered 302): ask"),
        (Says(503, "<html>"), "for now: "),
        (Says(429, "{}"), "for now: "),
        (Says(200, "<html>Log in to the wireless network</html>"), "sent no token."),
        (Says(200, {"access_token": "two words"}), "sent no token."),
        (Says(200, {"access_token": "a\r\nX-Injected: 1"}), "sent no token."),
        (Says(200, {"access_token": None}), "sent no token."),
        (Says(200, "[" * 100_000), "sent no token."),
        ("cut", "There is no signing in to Microsoft 365: "),
        ("cut early", "There is no signing in to Microsoft 365: "),
        ("half", "There is no signing in to Microsoft 365: "),
    ],
)
def test_where_it_is_not_let_in_it_says_what_to_do_and_tries_once(
    register: Register, cloud: Cloud, says: object, words: str
) -> None:
    cloud.does[TOKEN] = says
    with GraphChannel(register()) as channel:
        outcomes = {channel.send(a_message(number)) for number in range(30)}
    (outcome,) = outcomes
    assert isinstance(outcome, Later)
    assert words in outcome.reason
    assert outcome.reason.endswith(".") and ".." not in outcome.reason
    assert cloud.asked == [TOKEN]


def test_what_the_settings_get_wrong_is_found_by_the_real_endpoint(register: Register, cloud: Cloud) -> None:
    wrong = {
        "AADSTS7000215": {"secret": Secret("not-the-right-one")},
        "AADSTS700016": {"client": TENANT},
        "AADSTS90002": {"tenant": "other.example.gov.uk"},
        "graph-mailbox": {"mailbox": "nobody@example.gov.uk"},
    }
    for says, setting in wrong.items():
        with GraphChannel(register(**setting)) as channel:
            assert says in str(channel.send(a_message()))
    assert cloud.taken == []


@pytest.mark.parametrize(
    ("says", "kind", "words", "once"),
    [
        (graph_error(403, "ErrorAccessDenied"), Later, "gives it the role Application Mail.Send", True),
        (graph_error(403, "Authorization_RequestDenied"), Later, "Application Mail.Send", True),
        (graph_error(403, "ErrorSendAsDenied"), Later, "the address in mail-from", True),
        (graph_error(403, "SomethingNew", "Not today."), Later, "(403 SomethingNew): Not today.", True),
        (Says(403, "<html>"), Later, "(403): it does not say why.", True),
        (graph_error(404, "ErrorInvalidUser"), Later, "compare graph-mailbox", True),
        (graph_error(404, "MailboxNotEnabledForRESTAPI"), Later, "compare graph-mailbox", True),
        (graph_error(404, "Request_ResourceNotFound"), Later, "compare graph-mailbox", True),
        (graph_error(403, "ErrorMessageSubmissionBlocked"), Later, "ask its administrator to release it", True),
        (graph_error(400, "ErrorExceededMessageLimit"), Later, "as many messages as it may", True),
        (graph_error(507, "ErrorQuotaExceeded"), Later, "Sent Items", True),
        (graph_error(400, "ErrorInvalidRecipients", "Not valid."), Refused, "400 ErrorInvalidRecipients Not", False),
        (graph_error(400, "ErrorMimeContentInvalid"), Refused, "ErrorMimeContentInvalid", False),
        (Says(413, ""), Refused, "413", False),
        (graph_error(400, "SomethingNew", "Odd."), Later, "400 SomethingNew Odd.", False),
        (Says(400, {"error": "a text"}), Later, "message: 400", False),
        (Says(408), Later, "408", False),
        (Says(507), Later, "507", False),
        (Says(500), InDoubt, "answered 500.", False),
        (Says(502), InDoubt, "answered 502.", False),
        (Says(504), InDoubt, "answered 504.", False),
        (Says(200, "<html>"), InDoubt, "answered 200.", False),
        (Says(302, headers={"Location": "https://elsewhere.example"}), InDoubt, "answered 302.", False),
    ],
)
def test_each_answer_is_told_by_its_code(
    register: Register, cloud: Cloud, says: Says, kind: type, words: str, once: bool
) -> None:
    cloud.does[SEND] = [says]
    with GraphChannel(register()) as channel:
        outcome = channel.send(a_message(1))
        assert type(outcome) is kind
        assert words in str(outcome)
        assert outcome.reason.endswith(".") and not outcome.reason.endswith("..")
        after = channel.send(a_message(2))
    assert after == outcome if once else isinstance(after, Accepted)
    assert cloud.asked.count(SEND) == (1 if once else 2)


def test_one_refused_recipient_keeps_no_other_from_theirs(register: Register, cloud: Cloud) -> None:
    cloud.refuses = {"gone@example.gov.uk"}
    with GraphChannel(register()) as channel:
        outcomes = [channel.send(a_message(n, f"{name}@example.gov.uk")) for n, name in enumerate(["a", "gone", "b"])]
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
    assert len(cloud.taken) == 2


# -- pauses


def test_a_pause_that_is_asked_for_is_waited_for(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = [graph_error(429, "TooManyRequests", Retry_After="1"), graph_error(503, "X", Retry_After="0")]
    began = monotonic()
    with GraphChannel(register(), patience=5) as channel:
        outcomes = [channel.send(a_message(number)) for number in range(3)]
    assert monotonic() - began >= 1
    assert [type(outcome) for outcome in outcomes] == [Later, Accepted, Accepted]  # asked again while it was waiting
    assert cloud.asked.count(SEND) == 4


def test_until_a_long_pause_is_over_nothing_is_asked(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = [graph_error(429, "ApplicationThrottled", Retry_After="600")]
    with GraphChannel(register()) as channel:
        outcomes = {channel.send(a_message(number)) for number in range(20)}
        assert outcomes == {Later("Microsoft 365 asks to be left alone for 600 seconds (429 ApplicationThrottled).")}
        assert cloud.asked.count(SEND) == 1
        channel._not_before = monotonic()  # ten minutes later
        assert isinstance(channel.send(a_message(20)), Accepted)
        assert len(cloud.taken) == 1


def test_patience_is_for_the_whole_run(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = graph_error(429, "TooManyRequests", Retry_After="1")
    began = monotonic()
    with GraphChannel(register(), patience=1.5) as channel:
        assert {type(channel.send(a_message(number))) for number in range(30)} == {Later}
    assert 1 <= monotonic() - began < 2.5


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        (graph_error(503, "ServiceUnavailable"), Later),
        (graph_error(429, "TooManyRequests"), Later),
        (graph_error(503, "ServiceUnavailable", Retry_After="in a while"), Later),
        (graph_error(509, "BandwidthLimitExceeded", Retry_After="900"), Later),
        (graph_error(504, "GatewayTimeout", Retry_After="900"), InDoubt),
        (graph_error(504, "GatewayTimeout"), InDoubt),
    ],
)
def test_a_pause_without_a_time_is_for_this_message_alone(
    register: Register, cloud: Cloud, says: Says, kind: type
) -> None:
    cloud.does[SEND] = [says]
    with GraphChannel(register(), patience=0) as channel:
        assert type(channel.send(a_message(1))) is kind
        after = channel.send(a_message(2))
    assert isinstance(after, Later if says.headers.get("Retry_After") == "900" and kind is Later else Accepted)


def test_a_pause_may_be_given_as_a_date(register: Register, cloud: Cloud) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    cloud.does[SEND] = [graph_error(503, "ServiceUnavailable", Retry_After=until)]
    with GraphChannel(register()) as channel:
        outcome = channel.send(a_message(1))
    assert isinstance(outcome, Later)
    assert "for 3600 seconds" in outcome.reason or "for 3599 seconds" in outcome.reason


# -- connections


@pytest.mark.parametrize("fault", ["cut", "half", "hang", "cut early"])
def test_silence_after_the_whole_message_is_doubt_and_it_is_not_sent_again(
    register: Register, cloud: Cloud, fault: str
) -> None:
    cloud.does[SEND] = [fault]
    with GraphChannel(register(last_timeout=0.5)) as channel:
        outcome = channel.send(a_message(1))
        assert isinstance(outcome, InDoubt)
        assert "may or may not have taken the message" in outcome.reason
        assert isinstance(channel.send(a_message(2)), Accepted)
    assert len(cloud.taken) == (1 if fault == "cut early" else 2)


LARGE = Attachment("due.csv", "text/csv", b"x" * 12_000_000)


def test_a_message_that_was_not_out_as_a_whole_waits(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = ["cut early"]
    with GraphChannel(register()) as channel:
        outcome = channel.send(a_message(1, attachments=(LARGE,)))
        assert isinstance(outcome, Later)
        assert "broke before the message" in outcome.reason
        assert isinstance(channel.send(a_message(2)), Accepted)
    assert len(cloud.taken) == 1


@pytest.mark.parametrize(
    ("fault", "large", "words"),
    [
        ("cut", False, "may or may not have taken the message"),
        (Says(502), False, "answered 502"),
        ("cut early", True, "broke before the message"),
    ],
)
def test_three_failures_in_a_row_stop_the_run(
    register: Register, cloud: Cloud, fault: object, large: bool, words: str
) -> None:
    cloud.does[SEND] = fault
    files = (LARGE,) if large else ()
    with GraphChannel(register()) as channel:
        outcomes = [channel.send(a_message(number, attachments=files)) for number in range(3)]
        outcomes += [channel.send(a_message(number)) for number in range(3, 30)]
    assert cloud.asked.count(SEND) == 3
    assert all(words in str(outcome) for outcome in outcomes)
    assert {type(outcome) for outcome in outcomes[3:]} == {Later}


def test_failures_that_are_not_in_a_row_stop_nothing(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = ["cut", None, Says(500), None, "cut", None]
    with GraphChannel(register()) as channel:
        outcomes = [type(channel.send(a_message(number))) for number in range(8)]
    assert outcomes == [InDoubt, Accepted, InDoubt, Accepted, InDoubt, Accepted, Accepted, Accepted]


def test_a_connection_closed_between_messages_is_opened_again(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = "bye"
    with GraphChannel(register()) as channel:
        for number in range(5):
            assert isinstance(channel.send(a_message(number)), Accepted)
            threading.Event().wait(0.05)
    assert len(cloud.taken) == 5
    assert len(cloud.connections) == 6


def test_a_request_is_never_put_on_a_connection_that_is_closed(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = "bye"
    application = register()
    host = Host(application.graph_url, trusting(application.ca_file), 10, 10)
    for _ in range(5):  # a request in one piece would be out before the other end could refuse it, and be in doubt
        assert host.post("/v1.0/sendMail", {}, b"").status == 401
        threading.Event().wait(0.05)
    assert len(cloud.connections) == 5


def test_a_connection_that_breaks_on_use_is_opened_again_once(
    register: Register, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.does[SEND] = ["bye", None, "bye", "cut early"]
    with GraphChannel(register()) as channel:
        channel.send(a_message(1))
        threading.Event().wait(0.05)
        monkeypatch.setattr("select.select", lambda *asked: ([], [], []))  # it closed just after it was looked at
        assert isinstance(channel.send(a_message(2, attachments=(LARGE,))), Accepted)
        assert isinstance(channel.send(a_message(3)), Accepted)
        threading.Event().wait(0.05)
        assert isinstance(channel.send(a_message(4, attachments=(LARGE,))), Later)
    assert len(cloud.taken) == 3


def test_the_answer_may_take_longer_than_a_step(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = "slow"
    with GraphChannel(register(timeout=0.3)) as channel:
        assert [type(channel.send(a_message(number))) for number in range(2)] == [Accepted] * 2


def test_a_message_that_is_not_read_is_given_up_in_time(register: Register, cloud: Cloud) -> None:
    cloud.does[SEND] = ["stall"]
    began = monotonic()
    with GraphChannel(register(timeout=0.3, last_timeout=20)) as channel:
        outcome = channel.send(a_message(1, attachments=(LARGE,)))
    assert isinstance(outcome, Later)
    assert "did not answer in time" in outcome.reason
    assert monotonic() - began < 10


def test_a_connection_that_was_idle_for_long_is_not_trusted(
    register: Register, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GraphChannel(register()) as channel:
        channel.send(a_message(1))
        monkeypatch.setattr("sli_cli.deliver.https._IDLE", -1)
        channel.send(a_message(2))
    assert len(cloud.connections) == 3


@pytest.mark.parametrize("wrong", [{"host_named": "other.example"}, {"ca_file": ""}])
def test_a_certificate_that_is_not_trusted_gets_no_secret(
    register: Register, cloud: Cloud, wrong: dict[str, str]
) -> None:
    with GraphChannel(register(**wrong)) as channel:
        outcomes = {channel.send(a_message(number)) for number in range(3)}
    (outcome,) = outcomes
    assert isinstance(outcome, Later)
    assert "cannot be trusted" in outcome.reason
    assert cloud.asked == []


def test_a_graph_that_is_not_trusted_gets_no_token(register: Register, cloud: Cloud, authority: trustme.CA) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("other.example").configure_cert(context)
    other = Running(Cloud(), context)
    try:
        with GraphChannel(register(graph_url=other.url)) as channel:
            outcome = channel.send(a_message())
    finally:
        other.stop()
    assert isinstance(outcome, Later)
    assert outcome.reason == (
        f"127.0.0.1:{other.port} cannot be reached: its certificate cannot be trusted "
        "(IP address mismatch, certificate is not valid for '127.0.0.1')."
    )
    assert cloud.asked == [TOKEN]


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize("end", ["login_url", "graph_url"])
def test_a_host_that_is_not_there_is_tried_once(register: Register, cloud: Cloud, end: str) -> None:
    with GraphChannel(register(**{end: f"https://127.0.0.1:{closed_port()}"})) as channel:
        outcomes = {channel.send(a_message(number)) for number in range(5)}
    assert len(outcomes) == 1
    assert "cannot be reached: Connection refused." in str(outcomes)
    assert cloud.asked == ([TOKEN] if end == "graph_url" else [])


def test_a_host_that_says_nothing_is_left_in_time(register: Register) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with GraphChannel(register(graph_url=url, timeout=0.2)) as channel:
            outcome = channel.send(a_message())
    assert isinstance(outcome, Later)
    assert outcome.reason.endswith("it did not answer in time.")


# -- a proxy


class Proxy:
    """Joins two ends for whoever asks with CONNECT; answers `refusal` instead, if there is one."""

    def __init__(self, refusal: bytes = b"") -> None:
        self.asked: list[bytes] = []
        self._refusal = refusal
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            asked = b""
            while not asked.endswith(b"\r\n\r\n"):
                asked += near.recv(1)
            self.asked.append(asked)
            if self._refusal:
                near.sendall(self._refusal)
                near.close()
                continue
            host, _, port = asked.split()[1].decode().partition(":")
            far = socket.create_connection((host, int(port)))
            near.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    @staticmethod
    def _pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while content := one.recv(65_536):
                other.sendall(content)
        except OSError:
            pass
        finally:
            other.close()

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy()
    yield made
    made.close()


@pytest.mark.parametrize("form", ["http://127.0.0.1:{}", "127.0.0.1:{}", "http://jo:p%40ss@127.0.0.1:{}/"])
def test_the_proxy_of_the_environment_is_used(
    register: Register, cloud: Cloud, proxy: Proxy, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", form.format(proxy.port))
    with GraphChannel(register()) as channel:
        assert [type(channel.send(a_message(n))) for n in range(3)] == [Accepted] * 3
    assert len(proxy.asked) == 2
    credential = b"Proxy-Authorization: Basic " + b64encode(b"jo:p@ss")
    assert all((credential in asked) == ("jo:" in form) for asked in proxy.asked)
    assert not any("proxy-authorization" in headers for headers in cloud.headers)


def test_a_host_that_needs_no_proxy_is_reached_without(
    register: Register, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with GraphChannel(register()) as channel:
        assert isinstance(channel.send(a_message()), Accepted)
    assert proxy.asked == []


def test_a_proxy_that_refuses_is_named_without_its_password(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy(b"HTTP/1.1 407 jo:s3same required\r\n\r\n")
    for port, why in ((proxy.port, "the proxy answered 407"), (closed_port(), "Connection refused")):
        monkeypatch.setenv("https_proxy", f"http://jo:s3same@127.0.0.1:{port}")
        with GraphChannel(register()) as channel:
            outcome = channel.send(a_message())
        assert isinstance(outcome, Later)
        assert f"cannot be reached through the proxy 127.0.0.1:{port}: {why}." in outcome.reason
        assert "s3same" not in outcome.reason
    proxy.close()


@pytest.mark.parametrize("address", ["http://[", "http://127.0.0.1:none", "http://", "http://a..b:1"])
def test_a_proxy_that_cannot_be_one_is_a_sentence(
    register: Register, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", address)
    with GraphChannel(register()) as channel:
        outcome = channel.send(a_message())
    assert isinstance(outcome, Later)
    assert "cannot be reached" in outcome.reason


# -- what cannot be meant


@pytest.mark.parametrize(
    "setting",
    [
        {"tenant": ""},
        {"tenant": "../other"},
        {"tenant": "a b"},
        {"client": "sli"},
        {"client": f"{CLIENT}/x"},
        {"mailbox": "sli"},
        {"mailbox": "sli@example.gov.uk\r\nX: 1"},
        {"secret": None},
        {"certificate": "also.pem"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(setting: dict[str, object]) -> None:
    right = {"tenant": TENANT, "client": CLIENT, "mailbox": MAILBOX, "secret": Secret("hidden-one")}
    with pytest.raises(BadValue) as refused:
        Application(**{**right, **setting})  # type: ignore[arg-type]
    assert "hidden-one" not in str(refused.value) + refused.value.remedy


def test_nothing_goes_out_in_the_clear() -> None:
    application = Application(TENANT, CLIENT, MAILBOX, Secret("x"), login_url="http://127.0.0.1")
    with pytest.raises(BadValue, match="HTTPS"):
        GraphChannel(application)


JUDGE = GraphChannel(Application(TENANT, CLIENT, MAILBOX, Secret("x")))


@given(
    st.integers(100, 999),
    st.binary(max_size=60)
    | st.builds(
        lambda code, said: b'{"error": {"code": "%s", "message": "%s"}}' % (code, said), st.binary(), st.binary()
    ),
    st.dictionaries(st.sampled_from(["retry-after", "request-id"]), st.text(max_size=12)),
)
def test_whatever_graph_answers_only_202_is_taken_for_sent(status: int, body: bytes, headers: dict[str, str]) -> None:
    token = Secret("a.token")
    outcome = JUDGE._judged(Answer(status, headers, body), token)
    assert isinstance(outcome, Accepted) == (status == 202)
    assert isinstance(outcome, Refused) <= (400 <= status < 500)
    assert "\n" not in repr(outcome) and token.reveal() not in repr(outcome)
