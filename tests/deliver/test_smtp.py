"""The mail server, failing in every way it can: nothing is lost, nothing is taken for sent that may not be."""

from __future__ import annotations

import logging
import re
import socket
import struct
from base64 import b64encode
from pathlib import Path
from threading import Thread
from time import monotonic

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


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.30 Basic authentication is not supported for Client Submission",
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://a",
        "535 5.7.3 Authentication unsuccessful, SMTP AUTH disabled",
    ],
)
def test_where_microsoft_takes_no_password_the_sentence_says_what_to_do(serve: Serve, sink: Sink, answer: str) -> None:
    sink.does["AUTH"] = answer
    with SmtpChannel(serve(user="sli", password=Secret("any"))) as channel:
        assert channel.send(a_message()) == Later(BASIC_AUTH_IS_OFF)
    assert "notify-by = 'graph'" in BASIC_AUTH_IS_OFF


@pytest.mark.parametrize(
    "answer",
    [
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect",
        "535 5.7.139 Authentication unsuccessful, account is disabled",
        "535 5.7.3 Authentication unsuccessful",
        "535 5.7.8 Error: authentication failed",
    ],
)
def test_a_wrong_password_at_microsoft_is_called_one(serve: Serve, sink: Sink, answer: str) -> None:
    sink.does["AUTH"] = answer
    with SmtpChannel(serve(user="sli", password=Secret("any"))) as channel:
        assert f"did not take the user name and password: {answer}." in str(channel.send(a_message()))


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
        ("RCPT", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Refused),
        ("RCPT", "550 5.1.1 jo: Recipient address rejected: User unknown in relay recipient table", Refused),
        ("RCPT", "550 User unknown in relay recipient table", Refused),
        ("RCPT", "550 5.4.1 Recipient address rejected: Access denied.", Refused),
        ("RCPT", "550 5.7.1 rejected by policy", Refused),
        ("RCPT", "550 5.7.1 not taken by relay.example.gov.uk", Refused),
        ("RCPT", "553 5.7.1 sli: Sender address rejected: not owned by user", Later),
        ("RCPT", "550 5.1.8 sli: the domain does not exist", Later),
        ("RCPT", "530 5.7.0 authentication required", Later),
        ("RCPT", "421 4.3.2 closing", Later),
        ("DATA", "452 4.3.1 disk full", Later),
        ("DATA", "554 5.6.0 looks like spam", Refused),
        ("DATA", "550 5.7.1 looks like spam to our relay", Refused),
        ("DATA", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", Later),
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


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 Unable to relay",
        "554 5.7.1 <jo.bloggs@example.gov.uk>: Relay access denied",
        "550 5.7.64 TenantAttribution; Relay Access Denied",
        "550 5.7.1 Relaying denied. Proper authentication required.",
        "550 relay not permitted!",
        "454 4.7.1 Relay access denied",
        "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
        "530 5.7.0 Authentication required",
        "550 5.7.1 Authentication is required for relay",
        "530 5.7.57 Client not authenticated to send mail.",
        "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied",
    ],
)
def test_a_relay_that_takes_nothing_from_us_refuses_no_recipient(
    serve: Serve, sink: Sink, step: str, answer: str
) -> None:
    sink.does[step] = answer
    with SmtpChannel(serve()) as channel:
        outcome = channel.send(a_message())
        assert outcome == Later(
            f"127.0.0.1 does not send on what comes from this machine ({answer.rstrip('.')}): ask its administrator "
            "to let it send, or for a user name (mail-user)."
        )
        sink.does.clear()
        assert channel.send(a_message()) == Accepted("taken as 4711")  # the same one, once it is let in


def test_a_user_that_a_relay_does_not_know_is_sent_to_its_administrator(serve: Serve, sink: Sink) -> None:
    sink.does["RCPT"] = "550 5.7.1 Unable to relay"
    with SmtpChannel(serve(user="sli", password=Secret(PASSWORD))) as channel:
        assert channel.send(a_message()) == Later(
            "127.0.0.1 does not send on what comes from mail-user (550 5.7.1 Unable to relay): ask its administrator "
            "to let that user send, and to whom."
        )


def test_a_relay_that_denies_one_domain_serves_the_others(serve: Serve, sink: Sink) -> None:
    sink.refuses = {"jo@elsewhere.example": "550 5.7.1 Unable to relay"}
    with SmtpChannel(serve()) as channel:
        outcomes = [channel.send(a_message(n, f"jo@{name}.example")) for n, name in enumerate(("elsewhere", "here"))]
    assert [type(outcome) for outcome in outcomes] == [Later, Accepted]


@pytest.mark.parametrize("end", ["", ".", "..", " .", "!", "?", ","])
@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("AUTH", "535 5.7.8 no"),
        ("MAIL", "550 5.1.8 no"),
        ("RCPT", "550 5.1.1 no"),
        ("RCPT", "550 5.7.1 Unable to relay"),
        ("DATA", "554 5.6.0 no"),
        ("DATA", "600 no"),
    ],
)
def test_a_sentence_ends_with_one_full_stop_whatever_the_server_said(
    serve: Serve, sink: Sink, step: str, answer: str, end: str
) -> None:
    sink.does[step] = answer + end
    with SmtpChannel(serve(user="sli", password=Secret(PASSWORD if step != "AUTH" else "wrong"))) as channel:
        outcome = channel.send(a_message())
    assert isinstance(outcome, Later | Refused | InDoubt)
    assert answer in outcome.reason
    assert re.search(r"[a-z)]\.$", outcome.reason)


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


def test_each_wait_has_its_own_end(serve: Serve, sink: Sink) -> None:
    began = monotonic()
    sink.does["DATA"] = "hang"
    with SmtpChannel(serve(timeout=30.0, last_timeout=0.5)) as channel:
        assert "it did not answer in time" in str(channel.send(a_message()))
    sink.does["DATA"] = "slow"
    with SmtpChannel(serve(timeout=0.5, last_timeout=30.0)) as channel:
        assert channel.send(a_message()) == Accepted("taken as 4711")
        sink.does = {"RCPT": "hang"}  # and the next message waits for each step as before
        assert "it did not answer in time" in str(channel.send(a_message(2)))
    assert monotonic() - began < 4  # a hanging server answers after 5


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
        there = f"127.0.0.1:{free.getsockname()[1]}"
    assert outcomes == {Later(f"The mail server cannot be reached: connection refused by {there}.")}


def test_a_host_that_there_is_none_of_is_said_in_words() -> None:
    with SmtpChannel(Server("no-such-host.invalid", timeout=5)) as channel:
        outcome = channel.send(a_message())
    assert outcome == Later("no-such-host.invalid:587 cannot be reached: there is no host of that name.")


def test_a_connection_that_is_reset_is_said_in_words() -> None:
    def reset(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        connection.sendall(b"220 here\r\n")
        connection.recv(100)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a goodbye
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=reset, args=(listening,))
        thread.start()
        port = listening.getsockname()[1]
        outcome = SmtpChannel(Server("127.0.0.1", port, "none", timeout=5)).send(a_message())
        thread.join()
    words = "Connection unexpectedly closed: Connection reset by peer"
    assert outcome == Later(f"127.0.0.1:{port} cannot be reached: {words}.")


def test_tls_at_a_port_that_speaks_none_is_said_in_words(serve: Serve) -> None:
    port = serve("none", tls=False).port
    with SmtpChannel(Server("127.0.0.1", port, "tls", timeout=5)) as channel:
        outcome = channel.send(a_message())
    assert outcome == Later(f"127.0.0.1:{port} cannot be reached: TLS failed, wrong version number.")


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
