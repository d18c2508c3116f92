"""What a person can look at: what would go out, why and when, how things stand; and whether sending works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sli_cli.services.claims import Claims
from tests.notify.conftest import CHAIR, JO, Killed, Mail, kill_at
from tests.places import stored


def test_dry_run_and_preview_say_what_then_goes_out_and_write_nothing(mail: Mail, own_place: Path) -> None:
    before = stored()
    planned = {row["to"]: row["subject"] for row in json.loads(mail.notify("--dry-run", "--json").stdout)}
    paths = mail.notify("--preview", str(own_place / "look")).stdout.split()
    assert stored() == before and mail.taken() == []
    assert len(paths) == 2 and all(Path(path).read_bytes().startswith(b"From: ") for path in paths)
    mail.notify("--start", "--yes")
    assert mail.subjects() == planned


def test_explain_says_why_and_when(mail: Mail) -> None:
    rows = json.loads(mail.run("list", "--open", "--json").stdout)
    mail.run("park", *(row["ref"] for row in rows if row["ref"] != "11"), "--reason", "Not in this test", "--yes")
    mail.run("cadence", "11", "once on 2027-01-20", "--reason", "For this test", "--yes")
    assert mail.notify("--explain", "12").stdout == "12: is parked, so nobody is reminded of it.\n"
    mail.begin()
    assert mail.notify("--explain", "11").stdout.splitlines() == [
        "11: goes to Jo Chair <jo@example.gov.uk>, who leads it.",
        "It is not in a message today: its next review is Wed 20 Jan 2027, and no stage of that has come.",
        "Unless something changes, it is next in a message on Mon 21 Dec 2026: 30 days before.",
        "Told 23 Nov 2026: jo@example.gov.uk, newly theirs (accepted).",
    ]
    mail.clock.on("2026-12-21")
    assert (
        "It is in today's message: 30 days before; its next review is Wed 20 Jan 2027."
        in mail.notify("--explain", "11").stdout
    )
    mail.notify()
    assert "what is owed of 20 Jan 2027 was told (30 days before)" in mail.notify("--explain", "11").stdout
    mail.clock.on("2027-01-16")
    assert "Sat 16 Jan 2027 is a quiet day" in mail.notify("--explain", "11").stdout


def test_explain_tells_what_was_refused_or_is_in_doubt_from_what_was_told(mail: Mail) -> None:
    mail.begin()
    mail.run("cadence", "11", "12", "once on 2026-12-30", "--reason", "For this test", "--yes")
    mail.sink.refuses[JO] = "550 5.1.1 no such mailbox"
    mail.notify(on="2026-11-30", code=5)
    said = mail.notify("--explain", "11").stdout
    assert "what is owed of 30 Dec 2026 was refused, and reached nobody (30 days before)." in said
    mail.sink.refuses.clear()
    mail.sink.does["DATA"] = "cut"
    mail.notify("--retry", code=5)
    said = mail.notify("--explain", "12").stdout
    assert "what is owed of 30 Dec 2026 may or may not have arrived (30 days before)." in said


def test_explain_says_when_what_is_newly_theirs_goes_out(mail: Mail) -> None:
    mail.begin()
    new = ("--text", "Do more", "--lead", CHAIR, "--cadence", "once on 2027-11-30")
    mail.run("add", "Z9", *new)
    assert "It is owed and waits (had a message today); it goes out from Tue 24 Nov" in mail.notify(
        "--explain", "Z9"
    ).stdout.replace(" 2026", "")
    mail.clock.on("2026-11-28")
    said = mail.notify("--explain", "Z9").stdout
    assert "Sat 28 Nov 2026 is a quiet day of the register." in said
    looked = mail.notify("--dry-run").stdout
    assert "Nothing goes out today." in looked and "owed to anybody" not in looked
    assert "it is next in a message on Mon 30 Nov 2026: newly theirs." in said
    mail.notify(on="2026-11-30")
    assert JO in mail.subjects()


def test_explain_says_what_an_escalation_may_wait_for(mail: Mail) -> None:
    mail.run("register", "set", "escalate-to", "Di Rector <di@example.gov.uk>")
    mail.run("register", "set", "escalate-after", "10 working days")
    mail.run("cadence", "11", "12", "once on 2026-12-01", "--reason", "For this test", "--yes")
    mail.run("forum", "route", "LSCB", "11", "--yes")
    told = "If it is still overdue then, Di Rector <di@example.gov.uk> is told on Tue 15 Dec 2026, 10 working days late"
    assert f"{told}, unless it waits for LSCB to meet.\n" in mail.notify("--explain", "11").stdout
    mail.run("forum", "route", "LSCB", "12", "--remove", "--yes")
    assert f"{told}.\n" in mail.notify("--explain", "12").stdout


def test_a_test_message_goes_out_without_anything_being_switched_on(mail: Mail) -> None:
    assert "Sent to me@example.gov.uk: taken as 4711" in mail.notify("--test", "me@example.gov.uk").stdout
    assert mail.subjects() == {"me@example.gov.uk": "Test of sli's reminders"}
    mail.sink.refuses["me@example.gov.uk"] = "550 no"
    assert "550 no" in mail.notify("--test", "me@example.gov.uk", code=5).stderr


def test_status_tells_of_a_run_that_is_at_work_and_of_one_that_was_cut_off(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.run("lead", "add", "Head of Data")
    mail.run("lead", "appoint", "Head of Data", "--name", "Sam", "--email", "sam@example.gov.uk")
    mail.run("lead", "assign", "Head of Data", "11", "--yes")
    with monkeypatch.context() as patch:
        kill_at(patch, 1, after=True)
        patch.setattr(Claims, "cut_off", lambda *_: None)  # nothing runs any more in a process that was killed
        with pytest.raises(Killed):
            mail.notify("--start", "--yes")
    assert "A run is at work (process" in mail.notify("--status").stdout
    mail.clock.later(minutes=20)
    said = " ".join(mail.notify("--status").stdout.split())
    assert "A run was cut off (process" in said
    assert "since 23 Nov 2026, 07:00 UTC): 1 message may have been sent, 2 certainly not; the next `sli notify`" in said
    mail.notify(code=5)
    assert "cut off (" not in mail.notify("--status").stdout
