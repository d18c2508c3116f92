"""What holds for every way out alike, and what is particular to files and to the screen."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import getaddresses
from pathlib import Path

import pytest

from sli_cli.deliver import CHANNELS, Channel, channel
from sli_cli.deliver.file import FileChannel
from sli_cli.deliver.message import Attachment, Mailbox, Message, wire_address
from sli_cli.deliver.stdout import StdoutChannel
from sli_cli.domain.outcome import Accepted, InDoubt, Later, Refused
from sli_cli.errors import BadValue
from tests.deliver.conftest import Register, Serve, Sink, a_message
from tests.deliver.graph_server import SEND, Cloud, graph_error


class Ways:
    """Every channel by name, each with a place of its own; and what arrived there, as it arrived."""

    def __init__(self, serve: Serve, sink: Sink, register: Register, cloud: Cloud, folder: Path) -> None:
        self._stream = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
        self._settings: dict[str, Callable[..., object]] = {
            "smtp": lambda **more: serve("none", **more),
            "graph": register,
            "file": lambda: str(folder),
            "stdout": lambda: self._stream,
        }
        self._arrived: dict[str, Callable[[], list[bytes]]] = {
            "smtp": lambda: sink.taken,
            "graph": lambda: cloud.taken,
            "file": lambda: [path.read_bytes() for path in folder.iterdir()],
            "stdout": lambda: [self._stream.buffer.getvalue()],  # type: ignore[attr-defined]
        }
        self._steps = {"smtp": (sink.does, "DATA"), "graph": (cloud.does, SEND)}
        self._earlier = {"smtp": "RCPT", "graph": SEND}

    def open(self, name: str, **more: object) -> Channel:
        return channel(name, self._settings[name](**more))

    def arrived(self, name: str) -> list[bytes]:
        return self._arrived[name]()

    def fails(self, name: str, how: object, *, early: bool = False) -> None:
        """Makes the server of `name` fail at the step in which it takes a message, or `early`, where it may say before
        that that it takes none; None mends it."""
        does, step = self._steps[name]
        step = self._earlier[name] if early else step
        does.pop(step, None)
        if how is not None:
            does[step] = how


@pytest.fixture
def ways(serve: Serve, sink: Sink, register: Register, cloud: Cloud, tmp_path: Path) -> Ways:
    return Ways(serve, sink, register, cloud, tmp_path / "out")


LETTERS = [name for name in CHANNELS if name != "stdout"]
"""The channels by which a message goes out as it is, and not as it is read."""

NETWORKED = ["smtp", "graph"]

MESSAGES = {
    "least": a_message(to=Mailbox("jo@example.gov.uk"), text="."),
    "unicode": a_message(
        to=Mailbox("jo@bücher.example", "Zoë, 世界 🙂"), subject="é – 🙂", text="é 世界 🙂\n", html="<p>é 🙂</p>"
    ),
    "very long": a_message(
        to=Mailbox("jo@example.gov.uk", "a, " * 90 + "b"),
        subject="é" * 500,
        text="x" * 5_000 + "\n" + "line\n" * 100_000,
    ),
    "hostile": a_message(
        to=Mailbox("o'neil+x@example.gov.uk", '"../../etc" <all@example.gov.uk>, (c)'),
        subject="Bcc: all@example.gov.uk",
        text=".\nQUIT\nFrom me\n..\n\n.\n\nBcc: all@example.gov.uk\n",
        html="<script>alert(1)</script>",
        reply_to=Mailbox("clerk@example.gov.uk", "Clerk, A.; to: <all@example.gov.uk>"),
        attachments=(Attachment("=cmd.csv", "text/csv", b"=1+1\r\n.\r\nTo: all@example.gov.uk\r\n"),),
    ),
}


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_every_channel_takes_what_can_be_said(ways: Ways, name: str, message: Message) -> None:
    with ways.open(name) as out:
        assert [type(out.send(message)) for _ in range(2)] == [Accepted] * 2


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_what_arrives_is_what_was_said_and_for_one_recipient(ways: Ways, name: str, message: Message) -> None:
    with ways.open(name) as out:
        out.send(message)
    (content,) = ways.arrived(name)
    raw = message_from_bytes(content)
    read = message_from_bytes(content, policy=default)
    for header, mailbox in (("To", message.to), ("From", message.sender), ("Reply-To", message.reply_to)):
        ((shown, address),) = getaddresses(raw.get_all(header, [])) if mailbox else (("", ""),)
        assert address == (wire_address(mailbox.address) if mailbox else "")
        assert str(make_header(decode_header(shown))) == (mailbox.name if mailbox else "")
    known = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"}
    assert set(raw) <= known | {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    assert (read["Subject"], read["Message-ID"]) == (message.subject, message.message_id)
    plain = read.get_body(("plain",))  # type: ignore[attr-defined]
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == message.text.rstrip("\n")
    assert [part.get_payload(decode=True) for part in read.iter_attachments()] == [  # type: ignore[attr-defined]
        file.content for file in message.attachments
    ]


@pytest.mark.parametrize("name", CHANNELS)
def test_two_thousand_recipients_get_a_message_each_and_only_their_own(ways: Ways, name: str) -> None:
    everyone = [Mailbox(f"lead.{n}@example.gov.uk", f"Lead {n}, Zoë") for n in range(2_000)]
    messages = [a_message(n, to, text=f"Dear {to.name}\n") for n, to in enumerate(everyone)]
    with ways.open(name) as out:
        assert all(isinstance(out.send(message), Accepted) for message in messages)
    arrived = b"\n".join(ways.arrived(name)).decode()
    lines = Counter(line.rstrip("\r") for line in arrived.split("\n"))
    for message in messages:
        line = f"To: {message.to}" if name == "stdout" else f" <{message.to.address}>"
        assert (lines[line], lines[f"Message-ID: {message.message_id}"]) == (1, 1)
    assert len(ways.arrived(name)) == (1 if name == "stdout" else 2_000)


@pytest.mark.parametrize("name", CHANNELS)
def test_header_injection_never_gets_as_far_as_a_channel(ways: Ways, name: str) -> None:
    for part in ("subject", "to", "reply_to", "sender"):
        said = "due\r\nBcc: all@example.gov.uk"
        with pytest.raises(BadValue), ways.open(name) as out:
            out.send(a_message(**{part: said if part == "subject" else Mailbox("jo@example.gov.uk", said)}))
    assert b"Bcc" not in b"".join(ways.arrived(name) if name != "file" else [])


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_that_sent_nothing_does_nothing(
    ways: Ways, name: str, sink: Sink, cloud: Cloud, tmp_path: Path
) -> None:
    with ways.open(name):
        pass
    assert sink.connections == cloud.connections == set()
    assert not (tmp_path / "out").exists()


# -- over a network


@pytest.mark.parametrize("name", NETWORKED)
@pytest.mark.parametrize("how", ["cut", "hang"])
def test_the_same_silence_is_the_same_doubt_everywhere(ways: Ways, name: str, how: str) -> None:
    with ways.open(name, last_timeout=0.6) as out:
        ways.fails(name, how)
        assert isinstance(out.send(a_message(1)), InDoubt)
        ways.fails(name, None)
        assert isinstance(out.send(a_message(2)), Accepted)
    numbers = [n for n in (1, 2) for content in ways.arrived(name) if f"<20261123.{n}@".encode() in content]
    assert numbers in ([1, 2], [2])  # whether it had taken the first or not, that was not sent again


TEMPORARY = {"smtp": "451 4.3.0 try later", "graph": graph_error(503, "ServiceUnavailable")}
FINAL = {"smtp": "554 5.6.0 not this one", "graph": graph_error(400, "ErrorInvalidRecipients")}


@pytest.mark.parametrize("name", NETWORKED)
@pytest.mark.parametrize(("answers", "kind"), [(TEMPORARY, Later), (FINAL, Refused)])
def test_the_same_refusal_is_the_same_outcome_everywhere(
    ways: Ways, name: str, answers: dict[str, object], kind: type
) -> None:
    with ways.open(name) as out:
        ways.fails(name, answers[name])
        assert isinstance(out.send(a_message(1)), kind)
        ways.fails(name, None)
        assert isinstance(out.send(a_message(1)), Accepted)  # the same one, once it is mended
    assert len(ways.arrived(name)) == 1


DENIED = {"smtp": "550 5.7.1 Unable to relay", "graph": graph_error(403, "ErrorAccessDenied", "Access is denied.")}
TO_DO = {"smtp": "ask its administrator to let it send", "graph": "an Exchange administrator gives it the role"}


@pytest.mark.parametrize("name", NETWORKED)
def test_who_lets_us_send_nothing_refuses_nobodys_message_and_it_is_said_what_to_do(ways: Ways, name: str) -> None:
    ways.fails(name, DENIED[name], early=True)
    with ways.open(name) as out:
        for number in (1, 2):
            outcome = out.send(a_message(number))
            assert isinstance(outcome, Later)
            assert TO_DO[name] in outcome.reason
            assert outcome.reason.endswith(".") and not outcome.reason.endswith("..")
    ways.fails(name, None, early=True)
    with ways.open(name) as out:
        assert isinstance(out.send(a_message(1)), Accepted)
    assert len(ways.arrived(name)) == 1


@pytest.mark.parametrize("name", NETWORKED)
def test_a_channel_that_was_left_can_send_again(ways: Ways, name: str) -> None:
    out = ways.open(name)
    for number in (1, 2):
        with out:
            assert isinstance(out.send(a_message(number)), Accepted)
    assert len(ways.arrived(name)) == 2


def test_an_unknown_channel_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadValue) as refused:
        channel("stmp")
    assert refused.value.remedy == "Did you mean smtp?"


def test_every_channel_sends_the_very_same_message(ways: Ways) -> None:
    for name in LETTERS:
        with ways.open(name) as out:
            out.send(MESSAGES["very long"])
    assert len({ways.arrived(name)[0].rstrip() for name in LETTERS}) == 1


def test_a_file_is_its_owners_alone_and_the_same_message_is_the_same_file(tmp_path: Path) -> None:
    out = FileChannel(str(tmp_path / "new" / "out"), drafts=True)
    first, again, other = out.send(a_message(1)), out.send(a_message(1)), out.send(a_message(2))
    assert first == again != other
    files = sorted((tmp_path / "new" / "out").iterdir())
    assert len(files) == 2
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert files[0].name.startswith("2026-11-23_jo.bloggs@example.gov.uk_")
    assert b"\r\nX-Unsent: 1\r\n" in files[0].read_bytes()


def test_a_file_that_cannot_be_written_waits_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, where the folder would be")
    outcome = FileChannel(str(tmp_path / "taken")).send(a_message())
    assert isinstance(outcome, Later)
    assert "cannot be written" in outcome.reason

    written = FileChannel(str(tmp_path / "out")).send(a_message(1))
    assert isinstance(written, Accepted)
    os.unlink(written.where)
    os.mkdir(written.where)  # the last step fails, after the whole content was written
    assert isinstance(FileChannel(str(tmp_path / "out")).send(a_message(1)), Later)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [Path(written.where).name]


def test_the_screen_shows_who_what_and_when() -> None:
    stream = io.StringIO()
    StdoutChannel(stream).send(a_message(attachments=(Attachment("due.csv", "text/csv", b"x" * 1200),)))
    assert stream.getvalue() == (
        "From: SLI register <sli@example.gov.uk>\n"
        "To: Bloggs, Jo <jo.bloggs@example.gov.uk>\n"
        "Subject: 3 overdue, 2 due by 30 Nov: SLI Infant Mortality (BwD)\n"
        "Date: Mon 23 Nov 2026 08:00 +0000\n"
        "Message-ID: <20261123.1@example.gov.uk>\n"
        "Attached: due.csv (1,200 bytes)\n"
        "\n"
        "Dear Jo,\n"
        ".a line that begins with a dot\n" + "-" * 72 + "\n"
    )


def test_a_screen_that_cannot_show_a_letter_shows_its_number() -> None:
    buffer = io.BytesIO()
    out = StdoutChannel(io.TextIOWrapper(buffer, "ascii"))
    assert out.send(a_message(text="é 世\n")) == Accepted("shown")
    assert b"\\xe9 \\u4e16" in buffer.getvalue()


def test_a_screen_that_is_gone_leaves_a_doubt() -> None:
    stream = io.StringIO()
    stream.close()
    assert isinstance(StdoutChannel(stream).send(a_message()), InDoubt)
