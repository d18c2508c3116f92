"""What is changed while a run is at work, or since: no message says what was redacted, restricted or is no more so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from email.message import EmailMessage
from threading import Event, Thread

import pytest

from sli_cli.app import App
from sli_cli.commands import notify_sending
from sli_cli.domain.outcome import Outcome
from sli_cli.outgoing import Outgoing
from sli_cli.services import posting
from sli_cli.services.owed import Plan
from tests.notify.conftest import JO, OWNER, Mail
from tests.places import held, home, query, raw

SAM, KIM = "sam@example.gov.uk", "kim@example.gov.uk"


def several_leads(mail: Mail) -> None:
    """Somebody else leads 11, and is told after the chair and the owner."""
    mail.run("lead", "add", "Head of Data")
    mail.run("lead", "appoint", "Head of Data", "--name", "Sam New", "--email", SAM, "--on", "2026-09-01")
    mail.run("lead", "assign", "Head of Data", "11", "--yes")


def while_sending(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Does something while the first message is handed over."""
    real, calls = Outgoing.send, [0]

    def send(self: Outgoing, content: str) -> Outcome:
        calls[0] += 1
        if calls[0] == 1:
            act()
        return real(self, content)

    monkeypatch.setattr(Outgoing, "send", send)


def action_of(mail: Mail, ref: str) -> str:
    return str(json.loads(mail.run("show", ref, "--json").stdout)["action"])


def text_of(message: EmailMessage) -> str:
    """The words of a message, in one line."""
    return " ".join(message.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]


# -- redacted or restricted --------------------------------------------------------------------------------------------


def test_words_that_were_redacted_are_not_sent_again(mail: Mail) -> None:
    mail.put_in_doubt()
    action = json.loads(mail.run("show", "11", "--json").stdout)["action"]
    mail.run("history", "redact", "11", "--text", action[:30], "--reason", "A name", "--yes")
    result = mail.notify("--resend", "1", code=2)
    assert "words that were redacted" in result.stderr
    assert all(action[:20] not in content for (content,) in query("SELECT content FROM delivery WHERE id = 1"))


def test_words_that_are_redacted_while_they_are_sent_do_not_come_back(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in doubt keeps no copy; what was claimed is not sent with them, but with other words."""
    several_leads(mail)
    mine, theirs = action_of(mail, "12"), action_of(mail, "11")
    mail.sink.does["DATA"] = "cut"

    def redact() -> None:
        for ref, action in (("11", theirs), ("12", mine)):
            mail.run("history", "redact", ref, "--text", action[:30], "--reason", "A name", "--yes")

    with monkeypatch.context() as patch:
        while_sending(patch, redact)
        mail.notify("--start", "--yes", code=5)
    assert {to for (to,) in query("SELECT recipient FROM delivery WHERE state = 'in doubt'")} == {JO, OWNER, SAM}
    (jo,) = query(f"SELECT content FROM delivery WHERE state = 'in doubt' AND recipient = '{JO}'")
    assert jo == ("",)
    (sent,) = (one for one in mail.taken() if SAM in str(one["To"]))
    assert theirs[:30] not in text_of(sent) and "11" in text_of(sent)
    assert not [content for (content,) in query("SELECT content FROM delivery") if theirs[:30] in content]


def test_what_is_redacted_while_it_is_sent_again_is_not_sent(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    several_leads(mail)
    mail.put_in_doubt()
    mail.sink.taken.clear()
    action = action_of(mail, "11")
    with monkeypatch.context() as patch:
        while_sending(
            patch,
            lambda: mail.run("history", "redact", "11", "--text", action[:30], "--reason", "A name", "--yes") and None,
        )
        assert "1 message in doubt" in mail.notify("--resend", "all", code=5).stderr
    assert sorted(mail.subjects()) == [JO, OWNER]
    assert [row["to"] for row in mail.status()] == [SAM]


def test_what_was_restricted_since_is_not_sent_again(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    several_leads(mail)
    mail.put_in_doubt()
    number = next(str(row["number"]) for row in mail.status() if row["to"] == SAM)
    mail.sink.taken.clear()
    mail.run("restrict", "11", "--ground", "Exempt", "--reason", "Families")
    result = mail.notify("--resend", "all", code=2)
    assert f"Message {number} names what was restricted since" in result.stderr
    assert f"--arrived {number}" in result.stderr and mail.taken() == []
    mail.run("restrict", "11", "--lift", "--reason", "In error")
    with monkeypatch.context() as patch:
        again = ("restrict", "11", "--ground", "Exempt", "--reason", "Families")
        while_sending(patch, lambda: mail.run(*again) and None)
        mail.notify("--resend", "all", code=5)
    assert sorted(mail.subjects()) == [JO, OWNER]
    mail.notify("--arrived", number)
    assert mail.status() == []


# -- changed -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "got"),
    [
        ((), {JO: True, OWNER: True, SAM: True}),
        (("restrict", "11", "--ground", "Exempt", "--reason", "Families"), {JO: True, OWNER: True, SAM: False}),
        (("park", "11", "--reason", "No money", "--yes"), {JO: True, OWNER: True}),
        (
            ("lead", "away", "Head of Data", "--deputy", "Kim", "--deputy-email", KIM),
            {JO: True, OWNER: True},  # a deputy is not told that anything is newly theirs
        ),
        (
            ("lead", "handover", "Head of Data", "--to", "Kim", "--email", KIM),
            {JO: True, OWNER: True, KIM: True},
        ),
        (("note", "12", "Of something else"), {JO: True, OWNER: True, SAM: True}),
    ],
)
def test_what_is_changed_while_a_run_is_at_work_goes_out_as_it_is_then(
    mail: Mail, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], got: dict[str, bool]
) -> None:
    """Each by whether its words are in the message of whoever is to be told of it; and everybody gets one."""
    several_leads(mail)
    words = action_of(mail, "11")[:25]
    with monkeypatch.context() as patch:
        while_sending(patch, lambda: mail.run(*typed) and None if typed else None)
        mail.notify("--start", "--yes")
    found = {one["To"].addresses[0].addr_spec: one for one in mail.taken()}
    assert set(found) == set(got)
    for to in {SAM, KIM} & set(got):
        assert (words in text_of(found[to])) is got[to] and "11" in text_of(found[to])
    assert mail.notify().output == "" and mail.taken() == []


def test_a_run_that_is_disturbed_again_and_again_says_what_it_left(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    several_leads(mail)
    real = notify_sending.planned
    made = []

    def planned(app: App) -> Plan:
        made.append(mail.run("lead", "add", f"Head of {len(made)}"))
        return real(app)

    with monkeypatch.context() as patch:
        patch.setattr(notify_sending, "planned", planned)
        result = mail.notify("--start", "--yes", code=5)
    assert "the register was changed all the while" in result.stderr
    assert len(made) == 4 and mail.taken() == [] and mail.status() == []  # three of them by the run
    mail.notify()
    assert sorted(mail.subjects()) == [JO, OWNER, SAM]


def test_a_run_stops_when_reminders_are_switched_off(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    several_leads(mail)
    with monkeypatch.context() as patch:
        while_sending(patch, lambda: mail.run("notify", "--stop") and None)
        result = mail.notify("--start", "--yes")
    assert "Reminders were switched off meanwhile" in result.stdout
    assert list(mail.subjects()) == [JO] and mail.status() == []
    mail.notify("--start", "--yes")
    assert sorted(mail.subjects()) == [OWNER, SAM]


def test_nothing_is_sent_again_while_reminders_are_off(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    mail.put_in_doubt()
    mail.sink.taken.clear()
    with monkeypatch.context() as patch:
        while_sending(patch, lambda: mail.run("notify", "--stop") and None)
        mail.notify("--resend", "all", code=5)
    assert list(mail.subjects()) == [JO]
    result = mail.notify("--resend", "all", code=2)
    assert "Reminders are off; nothing was sent." in result.stderr and mail.taken() == []


def test_a_run_that_loses_its_database_says_that_something_may_have_been_sent(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    several_leads(mail)
    monkeypatch.setenv("SLI_BUSY_TIMEOUT", "0.2")
    monkeypatch.setattr(posting, "TRIES", 2)
    with ExitStack() as stack:

        def lock() -> None:
            connection = stack.enter_context(raw())
            connection.execute("LOCK TABLE delivery_run" if home().shared else "BEGIN IMMEDIATE")

        with monkeypatch.context() as patch:
            while_sending(patch, lock)
            result = mail.notify("--start", "--yes", code=6)
    assert "nothing was written" not in result.stderr
    assert "messages may have been sent" in result.stderr and "sli notify --status" in result.stderr
    assert list(mail.subjects()) == [JO]


def test_what_the_server_said_is_kept_though_somebody_else_has_the_database_for_long(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    several_leads(mail)
    monkeypatch.setenv("SLI_BUSY_TIMEOUT", "0.2")
    threads = []

    def lock() -> None:
        locked = Event()

        def hold() -> None:
            with held():
                locked.set()
                time.sleep(1)

        threads.append(Thread(target=hold))
        threads[0].start()
        assert locked.wait(10)

    with monkeypatch.context() as patch:
        while_sending(patch, lock)
        mail.notify("--start", "--yes")
    threads[0].join()
    assert sorted(mail.subjects()) == [JO, OWNER, SAM] and mail.status() == []


def test_words_that_were_redacted_are_forgotten_in_the_notice_to_a_board_too(mail: Mail) -> None:
    mail.run("forum", "edit", "LSCB", "--secretary", "Ann", "--secretary-email", "ann@example.gov.uk",
             "--updates-due", "10 working days")  # fmt: skip
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("meeting", "add", "LSCB", "2026-12-14")
    mail.put_in_doubt()
    (before,) = query("SELECT content FROM delivery WHERE recipient = 'ann@example.gov.uk'")
    assert before[0]
    mail.run("history", "redact", "11", "--text", "infant", "--reason", "A trial", "--yes")
    assert query("SELECT content FROM delivery WHERE recipient = 'ann@example.gov.uk'") == [("",)]
