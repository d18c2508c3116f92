"""What cannot be sent: later, refused, in doubt; who is told of it, and what a person decides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sli_cli.app import App
from sli_cli.domain.outcome import Outcome
from sli_cli.outgoing import Outgoing
from tests.conftest import Run
from tests.notify.conftest import CHAIR, JO, OWNER, Clock, Killed, Mail, kill_at


def ids(mail: Mail) -> list[str]:
    return [str(one["Message-ID"]) for one in mail.taken()]


# -- later -------------------------------------------------------------------------------------------------------------


def test_what_is_not_taken_now_waits_longer_each_time_and_is_sent_once(mail: Mail) -> None:
    mail.sink.refuses[JO] = "451 4.7.1 greylisted, try again"
    result = mail.notify("--start", "--yes", code=5)
    assert "1 message waiting to be tried again" in result.stderr and "451 4.7.1 greylisted" in result.stderr
    assert mail.subjects() == {OWNER: "Reminders, week of 16 Nov: 6 overdue - SLI Infant Mortality (BwD)"}
    (waiting,) = mail.status()
    assert (waiting["state"], waiting["to"], waiting["not_before"]) == ("waiting", JO, "2026-11-23T07:05:00Z")
    assert "waits until 07:05 UTC on 23 Nov 2026" in mail.notify("--dry-run").stdout
    mail.clock.later(minutes=4)
    assert "1 message waiting" in mail.notify(code=5).stderr  # not yet
    mail.clock.later(minutes=2)
    mail.notify(code=5)
    assert mail.status()[0]["not_before"] == "2026-11-23T07:21:00Z"
    mail.sink.refuses.clear()
    mail.clock.on("2026-11-23", "10:00")
    mail.notify()
    assert list(mail.subjects()) == [JO]
    assert mail.status() == [] and mail.notify().stdout == ""


def test_retry_does_not_wait(mail: Mail) -> None:
    mail.sink.refuses[JO] = "451 try again"
    mail.notify("--start", "--yes", code=5)
    mail.sink.refuses.clear()
    mail.sink.taken.clear()
    mail.notify("--retry")
    assert list(mail.subjects()) == [JO]


def test_what_is_reviewed_while_it_waits_is_not_sent(mail: Mail) -> None:
    mail.begin()
    rows = json.loads(mail.run("list", "--open", "--json").stdout)
    mail.run("park", *(row["ref"] for row in rows if row["ref"] != "11"), "--reason", "Not in this test", "--yes")
    mail.run("cadence", "11", "once on 2026-12-01", "--reason", "For this test", "--yes")
    mail.sink.refuses[JO] = "451 try again"
    mail.notify(on="2026-12-01", code=5)
    mail.sink.refuses.clear()
    mail.run("review", "11", "--outcome", "done", "--note", "Looked at", "--on", "2026-12-01", "--yes")
    mail.sink.taken.clear()
    mail.clock.later(hours=3)
    mail.notify()
    assert mail.subjects() == {} and mail.status() == []


@pytest.mark.parametrize("jump", ["2027-11-23", "2025-11-24"])
def test_a_clock_that_jumps_and_comes_back_makes_nobody_wait(mail: Mail, jump: str) -> None:
    mail.begin()
    mail.run("lead", "handover", CHAIR, "--to", "Sam New", "--email", "sam@example.gov.uk", "--on", "2026-11-23")
    mail.sink.refuses["sam@example.gov.uk"] = "451 try again"
    mail.sink.refuses[JO] = "451 try again"
    mail.sink.refuses[OWNER] = "451 try again"
    mail.notify(on=jump, code=5)
    mail.sink.refuses.clear()
    mail.sink.taken.clear()
    mail.notify(on="2026-11-25")
    assert list(mail.subjects())[-1] == "sam@example.gov.uk"


# -- refused -----------------------------------------------------------------------------------------------------------


def test_a_refusal_is_reported_and_shown_until_the_address_is_right(mail: Mail) -> None:
    mail.sink.refuses[JO] = "550 5.1.1 no such mailbox"
    result = mail.notify("--start", "--yes", code=5)
    assert "1 refused of 2 messages" in result.stderr and "550 5.1.1 no such mailbox" in result.stderr
    mail.sink.taken.clear()
    result = mail.notify(on="2026-11-24", code=5)  # it is not tried again and again, but said
    assert f"1 message refused before, and not settled (to {JO}: " in result.stderr and mail.taken() == []
    (refused,) = mail.status()
    assert refused["state"] == "refused" and "no such mailbox" in refused["answer"]
    assert "no such mailbox" in mail.run("check", "--json").stdout
    mail.run("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", "jo.chair@example.gov.uk")
    mail.notify()
    assert list(mail.subjects()) == ["jo.chair@example.gov.uk"]
    assert "no such mailbox" not in mail.run("check", "--json").stdout


def test_a_run_in_which_nothing_but_refusals_came_back_is_no_good_run(mail: Mail) -> None:
    mail.begin()
    mail.sink.refuses |= {JO: "550 5.1.1 no such mailbox", OWNER: "550 5.1.1 no such mailbox"}
    mail.notify(on="2026-11-30", code=5)
    assert "the last good run was on 23 Nov 2026" in mail.notify("--status").stdout
    mail.sink.refuses.clear()
    mail.notify("--retry")
    assert "the last good run was on 30 Nov 2026" in mail.notify("--status").stdout


def test_retry_tries_what_was_refused(mail: Mail) -> None:
    mail.sink.refuses[JO] = "550 5.1.1 no such mailbox"
    mail.notify("--start", "--yes", code=5)
    mail.sink.refuses.clear()
    mail.sink.taken.clear()
    said = mail.notify("--retry").stdout
    assert f"Message 1 to {JO}, refused since 23 Nov 2026." in said
    assert list(mail.subjects()) == [JO]


def test_retry_after_refusals_on_several_days_leaves_one_message_each(mail: Mail) -> None:
    mail.sink.refuses[JO] = "550 5.1.1 no such mailbox"
    mail.notify("--start", "--yes", code=5)
    mail.run("cadence", "11", "once on 2026-12-01", "--reason", "For this test", "--yes")
    mail.notify(on="2026-12-01", code=5)
    rows = mail.status()
    assert [row["state"] for row in rows] == ["refused", "refused"]
    newest = max(row["number"] for row in rows)
    mail.sink.refuses.clear()
    mail.sink.taken.clear()
    said = mail.notify("--retry").stdout
    assert said.count("refused since") == 1 and f"Message {newest} to {JO}, refused since 1 Dec 2026." in said
    assert list(mail.subjects()) == [JO]
    assert mail.status() == [] and mail.notify().output == ""


def test_an_address_that_no_server_takes_is_refused_without_asking_one(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # an older version took it
        patch.setattr("sli_cli.services.people.refuse_unsendable", lambda *_: None)
        mail.run("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", "jö@example.gov.uk")
    result = mail.notify("--start", "--yes", code=5)
    assert "not in plain letters" in result.stderr
    assert list(mail.subjects()) == [OWNER]


# -- in doubt ----------------------------------------------------------------------------------------------------------


def test_what_may_have_arrived_is_held_and_said_until_somebody_decides(mail: Mail) -> None:
    mail.put_in_doubt()
    mail.sink.taken.clear()
    states = [row["state"] for row in mail.status()]
    assert states == ["in doubt", "in doubt"]
    result = mail.notify(on="2026-11-24", code=5)
    assert "2 messages in doubt, which may or may not have arrived" in result.stderr and mail.taken() == []


def test_what_is_sent_again_has_the_same_message_id_and_words(mail: Mail) -> None:
    mail.put_in_doubt()
    first = {str(one["Message-ID"]): one.as_bytes() for one in mail.taken()}
    mail.clock.later(hours=1)
    mail.notify("--resend", "1", code=5)  # the other one is still in doubt
    mail.notify("--resend", "all")
    assert {str(one["Message-ID"]): len(one.as_bytes()) for one in mail.taken()} == {
        key: len(content) for key, content in first.items()
    }
    assert mail.status() == [] and mail.notify().output == ""


def test_a_person_may_say_that_it_arrived(mail: Mail) -> None:
    mail.put_in_doubt()
    mail.sink.taken.clear()
    assert f"to {JO} (6 overdue, 16 newly yours" in mail.notify("--arrived", "1").stdout
    mail.notify("--arrived", "all")
    assert mail.notify().output == "" and mail.taken() == []


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--resend", "99"), 3, "No message 99 is in doubt"),
        (("--resend", "one"), 2, "'one' is no number"),
        (("--arrived", "1"), 3, "No message 1 is in doubt"),
        (("--resend", "-1"), 2, "no number"),
        (("--retry", "--status"), 2, "two things to do"),
        (("--register", "x"), 2, "goes with --explain"),
        (("--json",), 2, "--json goes with"),
        (("--explain", "99"), 3, "no recommendation"),
        (("--test", "nobody"), 2, "e-mail address"),
        (("--install-cron", "atari"), 2, "atari"),
    ],
)
def test_what_cannot_be_meant_is_refused(mail: Mail, args: tuple[str, ...], code: int, words: str) -> None:
    mail.begin()
    assert words in mail.notify(*args, code=code).stderr


def test_who_sends_again_is_told_what_was_changed_since(mail: Mail) -> None:
    mail.begin()
    mail.run("cadence", "11", "12", "once on 2026-12-30", "--reason", "For this test", "--yes")
    mail.sink.does["DATA"] = "cut"
    mail.notify(on="2026-11-30", code=5)
    mail.sink.does.clear()
    (number,) = (str(row["number"]) for row in mail.status() if row["to"] == JO)
    mail.run("extend", "12", "--to", "2027-03-31", "--reason", "Elections")
    mail.sink.taken.clear()
    said = mail.notify("--resend", number, code=5).stderr  # the other one is still in doubt
    assert said.startswith(
        f"sli: warning: message {number} says of 12 what was true on 30 Nov 2026; it was reviewed, moved or closed "
        "since.\n"
    )
    assert list(mail.subjects()) == [JO]


def test_retry_says_where_there_is_nothing_to_try(mail: Mail) -> None:
    mail.begin()
    assert mail.notify("--retry").stdout == "No message was refused, and none waits.\n"


def test_what_could_not_be_sent_again_is_still_in_doubt(mail: Mail) -> None:
    mail.put_in_doubt()
    mail.sink.taken.clear()
    mail.sink.does["DATA"] = "451 try again"
    mail.notify("--resend", "1", code=5)
    assert [row["state"] for row in mail.status()] == ["in doubt", "in doubt"]
    mail.sink.does.clear()
    mail.notify("--resend", "1", code=5)
    assert list(mail.subjects()) == [JO]


# -- cut off -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
def test_what_was_being_handed_over_is_in_doubt_and_the_rest_is_owed(
    mail: Mail, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    with monkeypatch.context() as patch:
        kill_at(patch, 1, after=after)
        with pytest.raises(Killed):
            mail.notify("--start", "--yes")
    assert [(row["to"], row["state"]) for row in mail.status()] == [(JO, "in doubt")]
    mail.sink.taken.clear()
    mail.notify(code=5)
    assert list(mail.subjects()) == [OWNER]


@pytest.mark.sqlite  # on a server the two would share the work: tests/notify/test_once.py
def test_a_second_run_at_the_same_time_says_so_and_sends_nothing(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    mail.begin()
    mail.run("lead", "handover", CHAIR, "--to", "Sam New", "--email", "sam@example.gov.uk", "--on", "2026-11-23")
    real = Outgoing.send
    seen = []

    def send(self: Outgoing, content: str) -> Outcome:
        with monkeypatch.context() as patch:
            patch.setattr(Outgoing, "send", real)
            seen.append(mail.notify(code=6).stderr)
        return real(self, content)

    monkeypatch.setattr(Outgoing, "send", send)
    mail.notify()
    assert "Another `sli notify` is at work" in seen[0] and "this one has sent nothing" in seen[0]
    assert list(mail.subjects()) == ["sam@example.gov.uk"]


def stop(*_: object) -> Outcome:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("freeze", "no message was sent, and `sli notify --status` says what was noted."),
        ("send", "messages may have been sent: `sli notify --status` says which."),
    ],
)
def test_who_stops_a_run_is_told_whether_anything_may_have_been_sent(
    mail: Mail, monkeypatch: pytest.MonkeyPatch, moment: str, says: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Outgoing, moment, stop)
        said = mail.notify("--start", "--yes", code=130).stderr
    assert said.splitlines()[-1] == f"sli: interrupted; {says}"


# -- for cron ----------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_a_database_that_is_not_there_is_no_quiet_day(mail: Mail) -> None:
    mail.settings.with_name("register.db").unlink()
    assert "There is no database" in mail.notify(code=6).stderr


def test_a_way_out_that_is_not_set_up_is_said(mail: Mail) -> None:
    mail.begin()
    mail.settings.write_text("")
    assert "notify-by" in mail.notify(code=2).stderr


def test_days_without_a_good_run_are_said_at_the_foot_of_due_and_by_check(mail: Mail) -> None:
    mail.begin()
    for day, said in (("2026-11-26", False), ("2026-11-27", True)):
        mail.clock.on(day)
        assert ("no good run of `sli notify`" in mail.run("due").stdout.casefold()) is said
        assert ("no good run" in mail.run("check").stdout.casefold()) is said
        assert "notify" not in mail.run("due", "--json").stdout
    mail.notify()
    assert "no good run" not in mail.run("due").stdout.casefold()


def test_a_run_on_a_quiet_day_is_a_good_run(mail: Mail) -> None:
    mail.begin()
    mail.notify(on="2026-11-28")
    assert "last good run was on 28 Nov 2026" in mail.notify("--status").stdout


def test_mail_is_not_sent_for_another_day(mail: Mail) -> None:
    mail.begin()
    assert "Mail is sent on the day it is" in mail.run("--as-of", "2027-01-01", "notify", code=2).stderr
    assert mail.taken() == []
    assert "2 messages would go out" in mail.run("--as-of", "2026-11-30", "notify", "--dry-run").stdout


def test_log_injection_each_message_is_a_line_and_what_the_server_says_begins_none(mail: Mail) -> None:
    mail.sink.does["DATA"] = "250 taken\x1b[31m as 4711"
    lines = mail.notify("--start", "--yes").stdout.splitlines()
    assert lines[-2].startswith(f"2026-11-23 07:00:00Z accepted #1 {JO} '6 overdue, 16 newly yours")
    assert len([line for line in lines if " accepted #" in line]) == 2 and "\x1b" not in "".join(lines)


# -- set up, and mended ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["file", "drafts", "stdout"])
def test_it_can_be_done_without_a_mail_server(run: Run, mail: Mail, way: str, own_place: Path) -> None:
    mail.settings.write_text(
        f"notify-by = '{way}'\nmail-folder = '{own_place / 'out'}'\nmail-from = 'sli@example.gov.uk'\n"
    )
    said = mail.notify("--start", "--yes").stdout
    if way == "stdout":
        assert "To: Jo Chair <jo@example.gov.uk>" in said and "OVERDUE: 6" in said
    else:
        files = sorted((own_place / "out").glob("*.eml"))
        assert len(files) == 2
        assert all((b"X-Unsent: 1" in file.read_bytes()) == (way == "drafts") for file in files)
    assert mail.notify().stdout == ""


def test_the_clock_of_a_test_is_the_clock_of_the_program(clock: Clock) -> None:
    assert App().now == clock.now


def test_three_days_without_a_server_and_then_it_is_mended(mail: Mail) -> None:
    """As it is lived: nobody loses a reminder, and nobody gets two."""
    rows = json.loads(mail.run("list", "--open", "--json").stdout)
    keep = ["11", "12", "13"]
    mail.run("park", *(row["ref"] for row in rows if row["ref"] not in keep), "--reason", "Not here", "--yes")
    for ref, day in zip(keep, ("2026-12-01", "2026-12-02", "2026-12-03"), strict=True):
        mail.run("cadence", ref, f"once on {day}", "--reason", "For this test", "--yes")
    mail.run("register", "set", "summary", "off")
    mail.begin()
    right = mail.settings.read_text()
    mail.settings.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:1", right))  # nobody listens there
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        for time in ("07:00", "10:00", "13:00"):
            mail.clock.on(day, time)
            assert "cannot be reached" in mail.notify(code=5).stderr
    mail.settings.write_text(right)
    mail.notify(on="2026-12-04")
    (message,) = mail.taken()
    assert str(message["Subject"]) == "3 overdue: SLI Infant Mortality (BwD)"
    assert mail.notify().output == "" and mail.notify(on="2026-12-07").output == "" and mail.taken() == []


def test_a_log_that_cannot_be_written_puts_nothing_in_doubt(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: App, lines: object, **_: object) -> None:
        if "accepted" in str(lines):
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(App, "say", full)
        mail.run("notify", "--start", "--yes", code=1)
    assert mail.status() == []
    mail.notify()
    assert sorted(mail.subjects()) == [JO, OWNER]
