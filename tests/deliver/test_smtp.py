"""The mail server, failing in every way it can: nothing is lost, nothing is taken for sent that may not be."""

from __future__ import annotations

import logging
import socket
from base64 import b64encode
from pathlib import Path

import pytest

from sli_cli.deliver.secrets import Secret
from sli_cli.deliver.smtp import BASIC_AUTH_IS_OFF, Server, SmtpChannel
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Refused
from sli_cli.errors import BadValue
from tests.deliver.conftest import PASSWORD, Serve, Sink, a_message

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is TLS from the start


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_many_messages_go_over_one_connection(serve: Serve, sink: Sink, security: str) -> None:
    with SmtpChannel(serve(security)) as channel:
        outcomes = [channel.send(a_message(number)) for number in range(20)]
    assert outcomes == [Accepted("taken as 4711")] * 20
    assert len(sink.taken) == 20
    assert len(sink.connections) == 1
    assert b"\r\n.a line that begins with a dot\r\n" in sink.taken[0]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_right_password_lets_us_in(serve: Serve, sink: Sink, security: str) -> None:
    with SmtpChannel(serve(security, user="sli", password=Secret(PASSWORD))) as channel:
        assert channel.send(a_message()) == Accepted("taken as 4711")
    assert sink.logins == 1


def test_a_wrong_password_is_tried_for_one_message_only(serve: Serve, sink: Sink) -> None:
    with SmtpChannel(serve(user="sli", password=Secret("not-the-right-one"))) as channel:
        outcomes = [channel.send(a_message(number)) for number in range(50)]
    assert all(isinstance(outcome, Later) for outcome in outcomes)
    assert "did not take the user name and password: 535" in str(outcomes[0])
    assert sink.logins <= 2  # PLAIN, then LOGIN, of the first message
    assert sink.taken == []


def test_where_microsoft_takes_no_password_the_sentence_says_what_to_do(serve: Serve, sink: Sink) -> None:
    sink.does["AUTH"] = "550 5.7.30 Basic authentication is not supported for Client Submission"
    with SmtpChannel(serve(user="sli", password=Secret("any"))) as channel:
        assert channel.send(a_message()) == Later(BASIC_AUTH_IS_OFF)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_5_7_30_is_recognised_at_every_step(serve: Serve, sink: Sink, step: str) -> None:
    sink.does[step] = "550 5.7.30 Basic authentication is not supported"
    with SmtpChannel(serve()) as channel:
        assert [channel.send(a_message(number)) for number in (1, 2)] == [Later(BASIC_AUTH_IS_OFF)] * 2
    assert len(sink.connections) == 1


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("MAIL", "451 4.3.0 try later", Later),
        ("MAIL", "550 5.1.8 sender not allowed", Later),
        ("RCPT", "451 4.7.1 greylisted", Later),
        ("RCPT", "550 5.1.1 no such user", Refused),
        ("RCPT", "530 5.7.0 authentication required", Later),
        ("RCPT", "421 4.3.2 closing", Later),
        ("DATA", "452 4.3.1 disk full", Later),
        ("DATA", "554 5.6.0 looks like spam", Refused),
        ("DATA", "421 4.3.2 closing", Later),
    ],
)
def test_each_answer_is_told_by_its_code(serve: Serve, sink: Sink, step: str, answer: str, kind: type) -> None:
    sink.does[step] = answer
    with SmtpChannel(serve()) as channel:
        outcome = channel.send(a_message())
        assert type(outcome) is kind
        assert answer in str(outcome)
        sink.does.clear()
        assert channel.send(a_message(2)) == Accepted("taken as 4711")
    assert len(sink.taken) == 1


def test_one_refused_recipient_keeps_no_other_from_theirs(serve: Serve, sink: Sink) -> None:
    sink.refuses = {"gone@example.gov.uk": "550 5.1.1 gone", "full@example.gov.uk": "452 4.2.2 full"}
    with SmtpChannel(serve()) as channel:
        names = ["a", "gone", "b", "full", "c"]
        outcomes = [channel.send(a_message(n, f"{name}@example.gov.uk")) for n, name in enumerate(names)]
    assert [type(outcome).__name__ for outcome in outcomes] == ["Accepted", "Refused", "Accepted", "Later", "Accepted"]
    assert len(sink.taken) == 3


@pytest.mark.parametrize("fault", ["cut", "hang"])
@pytest.mark.parametrize(("step", "kind"), [("MAIL", Later), ("RCPT", Later), ("DATA", InDoubt)])
def test_silence_is_doubt_only_after_the_whole_message(
    serve: Serve, sink: Sink, step: str, kind: type, fault: str
) -> None:
    sink.does[step] = fault
    with SmtpChannel(serve(timeout=0.7, last_timeout=0.7)) as channel:
        assert type(channel.send(a_message())) is kind
        sink.does.clear()
        assert channel.send(a_message(2)) == Accepted("taken as 4711")


@pytest.mark.parametrize(("step", "kind"), [("MAIL", Later), ("DATA", InDoubt)])
def test_three_lost_connections_in_a_row_stop_the_run(serve: Serve, sink: Sink, step: str, kind: type) -> None:
    sink.does[step] = "cut"
    with SmtpChannel(serve()) as channel:
        outcomes = [channel.send(a_message(number)) for number in range(30)]
    assert [type(one) for one in outcomes] == [kind] * 3 + [Later] * 27
    assert all("stopped after 3 lost connections in a row" in str(one) for one in outcomes[3:])
    assert len(sink.connections) == 3


def test_lost_connections_that_are_not_in_a_row_stop_nothing(serve: Serve, sink: Sink) -> None:
    with SmtpChannel(serve()) as channel:
        for number in range(8):
            sink.does = {"DATA": "cut"} if number % 3 else {}
            assert isinstance(channel.send(a_message(number)), InDoubt if number % 3 else Accepted)


def test_a_session_that_the_server_ends_between_messages_is_begun_again(serve: Serve, sink: Sink) -> None:
    with SmtpChannel(serve()) as channel:
        channel.send(a_message(1))
        sink.does["DATA"] = "cut"
        assert isinstance(channel.send(a_message(2)), InDoubt)  # and not sent again by itself
        sink.does.clear()
        assert channel.send(a_message(3)) == Accepted("taken as 4711")
    numbers = [n for n in (1, 2, 3) for content in sink.taken if f"<20261123.{n}@".encode() in content]
    assert numbers == [1, 2, 3]  # this server had taken the second before it hung up


def test_a_connection_closed_between_messages_is_opened_again(serve: Serve, sink: Sink) -> None:
    with SmtpChannel(serve()) as channel:
        channel.send(a_message(1))
        assert channel._client and channel._client.sock
        channel._client.sock.shutdown(socket.SHUT_RDWR)
        assert channel.send(a_message(2)) == Accepted("taken as 4711")
    assert len(sink.taken) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_host_or_authority_is_not_trusted(serve: Serve, sink: Sink, security: str) -> None:
    for server in (serve(security, host_named="other.example"), serve(security, ca_file="")):
        with SmtpChannel(server) as channel:
            outcome = channel.send(a_message())
        assert isinstance(outcome, Later)
        assert "cannot be trusted" in outcome.reason
    assert sink.taken == []


def test_a_server_without_tls_gets_nothing(serve: Serve, sink: Sink) -> None:
    with SmtpChannel(serve(tls=False)) as channel:
        outcome = channel.send(a_message())
    assert isinstance(outcome, Later)
    assert "STARTTLS" in outcome.reason
    assert sink.taken == []


def test_a_server_that_is_not_there_is_tried_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        channel = SmtpChannel(Server("127.0.0.1", free.getsockname()[1], timeout=0.5))
        outcomes = {channel.send(a_message(number)) for number in range(5)}
    assert len(outcomes) == 1
    assert "cannot be reached" in str(outcomes)


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        SmtpChannel(Server("127.0.0.1", silent.getsockname()[1], timeout=0.2)) as channel,
    ):
        outcome = channel.send(a_message())
    assert isinstance(outcome, Later)
    assert "did not answer in time" in outcome.reason


@pytest.mark.parametrize("step", ["AUTH", "MAIL", "RCPT", "DATA"])
def test_a_secret_that_the_server_echoes_is_in_no_outcome_and_no_log(
    serve: Serve, sink: Sink, step: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="sli_cli")
    password = PASSWORD if step != "AUTH" else f"{PASSWORD}-wrong"
    line = b64encode(f"\0sli\0{password}".encode()).decode()
    sink.does[step] = f"535 5.7.8 no: {password} AUTH PLAIN {line}"
    server = serve(user="sli", password=Secret(password))
    with SmtpChannel(server) as channel:
        outcome = channel.send(a_message())
    assert not isinstance(outcome, Accepted)
    out, err = capfd.readouterr()
    for shown in (repr(outcome), repr(server), str(server), repr(channel), repr(vars(channel)), caplog.text, out, err):
        assert password not in shown
        assert line not in shown
    assert "***" in repr(outcome)


@pytest.mark.parametrize(
    "settings",
    [
        {"security": "ssl"},
        {"user": "sli"},
        {"password": Secret("x")},
        {"security": "none", "user": "sli", "password": Secret(PASSWORD)},
        {"user": "sli", "password": Secret("pässwort")},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(BadValue) as refused:
        Server("mail.example.gov.uk", **settings)  # type: ignore[arg-type]
    assert PASSWORD not in str(refused.value)
    assert "pässwort" not in str(refused.value) + refused.value.remedy


def test_a_file_of_authorities_that_is_none_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for ca_file in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(BadValue, match="cannot be read"):
            SmtpChannel(Server("mail.example.gov.uk", ca_file=str(ca_file)))
