"""A message that can be made can be sent, and arrives as it was meant; one that would do harm cannot be made."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sli_cli.deliver.message import Attachment, Mailbox, Message, build, wire_address
from sli_cli.errors import BadValue
from tests.deliver.conftest import a_message


def arrived(message: Message, **how: bool) -> EmailMessage:
    content = build(message, **how).as_bytes()
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    read = message_from_bytes(content, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def name_arrived(name: str) -> str:
    """The name as a mail program shows it; there is one address and it is the one that was meant."""
    raw = dict(message_from_bytes(build(a_message(to=Mailbox("jo@example.gov.uk", name))).as_bytes()).items())["To"]
    ((_, address),) = getaddresses([raw])
    assert address == "jo@example.gov.uk"
    return str(make_header(decode_header(parseaddr(raw)[0])))


@pytest.mark.parametrize(
    "name",
    [
        "Bloggs, Jo",
        '"Jo" <x@y.z>',
        "Zoë, née Bloggs",
        "a, " * 90 + "b",
        "é" * 250,
        "Ж, " * 90 + "Ж",
        "a\\b",
        "世界; (x)",
    ],
)
def test_a_name_arrives_as_it_was_meant(name: str) -> None:
    assert name_arrived(name) == name


@given(st.text('ab ,;:<>()@"\\.é世\u2028_', min_size=1, max_size=120).map(lambda text: " ".join(text.split())))
def test_no_name_makes_another_recipient(name: str) -> None:
    if name:
        assert name_arrived(name) == name


@given(st.text("ab ,;:é世-", min_size=1, max_size=400).filter(str.strip))
@example("x" * 500)
@example("é" * 500)
@example("a, " * 160 + "é")
@example("Ж: 3 overdue")
@example("two  spaces, " * 20)
def test_a_subject_arrives_as_it_was_meant(subject: str) -> None:
    read = arrived(a_message(subject=subject))["Subject"]
    assert read == subject if subject == subject.strip() else read.strip() == subject.strip()


@pytest.mark.parametrize(
    "subject",
    [
        "2 overdue, 12 newly yours, 3 due by 30 Nov: SLI Infant Mortality (BwD)",
        "2 overdue, 12 newly yours, 3 due by 30 Nov: SLI Infant Mortality (BwD) and another 11",
        "a" * 60 + " " + "b" * 29,
        "é" * 90,
        "x" * 90,
    ],
)
def test_a_long_subject_begins_on_its_first_line(subject: str) -> None:
    head = build(a_message(subject=subject)).as_bytes().split(b"\r\n\r\n")[0].split(b"\r\n")
    (place,) = [place for place, line in enumerate(head) if line.startswith(b"Subject:")]
    assert len(head[place]) > len("Subject: ")
    assert all(len(line) <= 78 for line in head)
    assert all(line.strip() for line in head)


@pytest.mark.parametrize(
    "text", ["one\n", ".\n..\n.dot\n", "é世🙂\n", "x" * 5_000 + "\n", "line, é\n" * 20_000, "From here\n", "a\n\n\nb\n"]
)
def test_a_text_arrives_as_it_was_meant(text: str) -> None:
    assert arrived(a_message(text=text)).get_content().replace("\r\n", "\n") == text


def test_all_parts_arrive() -> None:
    files = (Attachment("fällig.csv", "text/csv", b"ref\r\n1\r\n"), Attachment("due.ics", "text/calendar", b"BEGIN"))
    read = arrived(a_message(html="<p>Déar Jo</p>", attachments=files, reply_to=Mailbox("sec@example.gov.uk", "Sec")))
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain and html
    assert plain.get_content().replace("\r\n", "\n") == "Dear Jo,\n.a line that begins with a dot\n"
    assert html.get_content() == "<p>Déar Jo</p>\r\n"
    found = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in read.iter_attachments()
    ]
    assert found == [("fällig.csv", "text/csv", b"ref\r\n1\r\n"), ("due.ics", "text/calendar", b"BEGIN")]
    assert read["Reply-To"] == "Sec <sec@example.gov.uk>"
    assert read["Message-ID"] == "<20261123.1@example.gov.uk>"
    assert read["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"


def test_a_message_says_that_a_machine_sent_it_and_a_draft_that_it_is_unsent() -> None:
    sent, draft = arrived(a_message()), arrived(a_message(), draft=True)
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"], sent["X-Unsent"]) == (
        "auto-generated",
        "All",
        None,
    )
    assert (draft["Auto-Submitted"], draft["X-Unsent"]) == (None, "1")


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
        ("Jo.O'Neil+sli@Example.gov.uk", "Jo.O'Neil+sli@example.gov.uk"),
        ("jo@xn--bcher-kva.example", None),
    ],
)
def test_a_domain_goes_out_in_ascii(address: str, wire: str | None) -> None:
    assert wire_address(address) == (wire or address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "jo", "jo@", "@example.gov.uk", " jo@a.uk", "jo@a.uk,al@a.uk", "jo@a.uk>", "jo..b@a.uk", "jo@a..uk"),
        *("jo@example.gov.uk\r\nBcc: all@example.gov.uk", "jo@example.gov.uk\n", "jo@a.uk\x00", "jo@-.\u202euk"),
        *("jö@example.gov.uk", "jo@straße.example", "jo@ｂ.uk", "jo@a_b.uk", "jo@-a.uk"),
        *("x" * 65 + "@a.uk", "jo@" + "x" * 64 + ".uk", "jo@" + "é" * 63 + ".uk"),
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadValue):
        Mailbox(address)


@pytest.mark.parametrize(
    "part",
    [
        {"subject": "due\r\nBcc: all@example.gov.uk"},
        {"subject": "due\n"},
        {"subject": "due\u2028x"},
        {"subject": ""},
        {"subject": "x" * 501},
        {"subject": "=?utf-8?q?due=0D=0ABcc:_x?="},
        {"subject": "\x1b[2Jdue"},
        {"text": " \n"},
        {"text": "bell \x07"},
        {"text": "half \ud800"},
        {"html": "<p>\x00"},
        {"message_id": "<1@a.uk>\r\nBcc: x"},
        {"message_id": "1@a.uk"},
        {"sent": datetime(2026, 11, 23)},  # noqa: DTZ001
    ],
)
def test_a_part_that_would_do_harm_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(BadValue):
        a_message(**part)


@pytest.mark.parametrize("name", ["Jo\nBcc: x@a.uk", "Jo\r", "Jo\x00", "=?utf-8?q?Jo=0D=0A?=", "Jo\u202e"])
def test_a_name_that_would_do_harm_is_refused(name: str) -> None:
    with pytest.raises(BadValue):
        Mailbox("jo@example.gov.uk", name)


@pytest.mark.parametrize(
    ("name", "kind"), [("../x", "text/csv"), ("a\nb", "text/csv"), ("", "text/csv"), ("x", "text")]
)
def test_an_attachment_that_would_do_harm_is_refused(name: str, kind: str) -> None:
    with pytest.raises(BadValue):
        Attachment(name, kind, b"")
