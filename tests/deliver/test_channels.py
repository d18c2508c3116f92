"""What holds for every way out alike, and what is particular to files and to the screen."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sli_cli.deliver import CHANNELS, Channel, channel
from sli_cli.deliver.file import FileChannel
from sli_cli.deliver.message import Attachment, Mailbox
from sli_cli.deliver.stdout import StdoutChannel
from sli_cli.domain.outcome import Accepted, InDoubt, Later
from sli_cli.errors import BadValue
from tests.deliver.conftest import Serve, Sink, a_message

Open = Callable[[str], Channel]


@pytest.fixture
def way(serve: Serve, tmp_path: Path) -> Open:
    settings = {
        "smtp": lambda: serve("none"),
        "file": lambda: str(tmp_path / "out"),
        "stdout": lambda: io.TextIOWrapper(io.BytesIO(), "utf-8"),
    }
    return lambda name: channel(name, settings[name]())


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
        text=".\nQUIT\nFrom me\n..\n\n.\n",
        html="<script>alert(1)</script>",
        attachments=(Attachment("=cmd.csv", "text/csv", b"=1+1\r\n.\r\n"),),
    ),
}


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_every_channel_takes_what_can_be_said(way: Open, name: str, message: object) -> None:
    with way(name) as out:
        assert [type(out.send(message)) for _ in range(2)] == [Accepted] * 2  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_that_sent_nothing_does_nothing(way: Open, name: str, sink: Sink, tmp_path: Path) -> None:
    with way(name):
        pass
    assert sink.connections == set()
    assert not (tmp_path / "out").exists()


def test_an_unknown_channel_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(BadValue) as refused:
        channel("stmp")
    assert refused.value.remedy == "Did you mean smtp?"


def test_the_file_is_the_message_that_the_server_gets(serve: Serve, sink: Sink, tmp_path: Path) -> None:
    with SmtpAndFile(serve, tmp_path) as (smtp, file):
        smtp.send(MESSAGES["least"])
        written = file.send(MESSAGES["least"])
    assert isinstance(written, Accepted)
    assert sink.taken[0].rstrip() == Path(written.where).read_bytes().rstrip()


class SmtpAndFile:
    def __init__(self, serve: Serve, folder: Path) -> None:
        self.smtp, self.file = channel("smtp", serve("none")), channel("file", str(folder))

    def __enter__(self) -> tuple[Channel, Channel]:
        return self.smtp, self.file

    def __exit__(self, *error: object) -> None:
        self.smtp.__exit__()


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
