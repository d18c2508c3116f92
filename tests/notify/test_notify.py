"""What goes to whom, and when: from a first look to the quiet of every day."""

from __future__ import annotations

import json
import re
from email.message import EmailMessage

import pytest

from tests.notify.conftest import CHAIR, JO, OWNER, Mail


def only(mail: Mail, *refs: str) -> None:
    """Parks everything but these, so that a test speaks of them alone; they are due on 1 December."""
    rows = json.loads(mail.run("list", "--open", "--json").stdout)
    others = [row["ref"] for row in rows if row["ref"] not in refs]
    mail.run("park", *others, "--reason", "Not in this test", "--yes")
    for ref in refs:
        date_of(mail, ref, "2026-12-01")


def date_of(mail: Mail, ref: str, day: str) -> None:
    mail.run("cadence", ref, f"once on {day}", "--reason", "For this test", "--yes")


def text_of(message: EmailMessage) -> str:
    """The plain text of a message, on one line."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


# -- switching on ------------------------------------------------------------------------------------------------------


def test_nothing_is_sent_before_it_is_switched_on_and_that_is_said(mail: Mail) -> None:
    result = mail.notify(code=2)
    assert "have not been switched on; nothing was sent" in result.stderr and "--start" in result.stderr
    assert mail.taken() == []


def test_the_first_run_is_shown_and_asked_about(mail: Mail) -> None:
    result = mail.notify("--start", code=2)
    assert "Jo Chair" in result.stdout and "2 messages would go out, once reminders are switched on" in result.stdout
    assert "Switch reminders on, and send 2 messages now" in result.stderr
    assert mail.taken() == [] and "Reminders are off" in mail.notify("--status").stdout


def test_the_backlog_is_one_message_a_person_and_a_second_run_sends_nothing(mail: Mail) -> None:
    mail.notify("--start", "--yes")
    assert mail.subjects() == {
        JO: "6 overdue, 16 newly yours: SLI Infant Mortality (BwD)",
        OWNER: "Reminders, week of 16 Nov: 6 overdue - SLI Infant Mortality (BwD)",
    }
    assert mail.notify().stdout == "" and mail.notify().stderr == "" and mail.taken() == []
    assert "are on already" in mail.notify("--start", "--yes").stdout and mail.taken() == []


def test_an_import_after_the_start_is_one_message_a_person(
    mail: Mail, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mail.begin()
    paper = tmp_path_factory.mktemp("paper") / "more.csv"
    rows = "".join(f"{ref},More {ref},Do {ref},{CHAIR},2026-10-0{ref[-1]}\n" for ref in ("31", "32", "33"))
    paper.write_text(f"Ref,Recommendation,Local action,Lead,Next review\n{rows}")
    mail.run("import", str(paper), "--register", "bwd-infant-mortality", "--yes")
    mail.clock.on("2026-11-24")
    mail.notify()
    (message,) = mail.taken()
    assert str(message["Subject"]) == "3 of 9 overdue: SLI Infant Mortality (BwD)"
    assert "You lead 25 open recommendations in all, of which 9 are overdue; 3 of these are named today." in text_of(
        message
    )


def test_a_start_with_nobody_to_be_told_names_the_remedy(mail: Mail) -> None:
    mail.run("register", "set", "owner", "")
    mail.run("lead", "vacate", CHAIR)
    result = mail.notify("--start", "--yes", code=2)
    assert "nobody to be told" in result.stderr and "sli register set owner" in result.stderr


def test_switched_off_it_is_quiet_and_what_was_told_stays_told(mail: Mail) -> None:
    mail.begin()
    assert "Reminders are off" in mail.notify("--stop").stdout
    assert "off already" in mail.notify("--stop").stdout
    assert (mail.notify(on="2026-12-01").output, mail.taken()) == ("", [])
    mail.clock.on("2026-12-01")
    mail.notify("--start", "--yes")
    assert JO in mail.subjects()
    assert "notify --start" in mail.run("history").stdout


# -- stages ------------------------------------------------------------------------------------------------------------


def test_each_stage_is_told_once_and_a_missed_week_is_caught_up_in_one_message(mail: Mail) -> None:
    only(mail, "11", "12")
    date_of(mail, "11", "2027-01-20")
    date_of(mail, "12", "2027-01-22")
    mail.run("register", "set", "summary", "off")
    mail.begin()
    told = {}
    for day in ("12-18", "12-19", "12-21", "12-22", "12-23"):  # 30 days before is 21 and 23 December; 19 is a Saturday
        mail.notify(on=f"2026-{day}")
        told[day] = mail.subjects()
    assert told == {
        "12-18": {},
        "12-19": {},
        "12-21": {JO: "1 coming, the first 20 Jan: SLI Infant Mortality (BwD)"},
        "12-22": {},
        "12-23": {JO: "1 coming, the first 22 Jan: SLI Infant Mortality (BwD)"},
    }
    mail.notify(on="2027-01-25")  # nothing ran for a month
    assert mail.subjects() == {JO: "2 overdue: SLI Infant Mortality (BwD)"}
    mail.notify(on="2027-01-26")
    assert mail.subjects() == {}


def test_a_review_or_an_extension_cancels_what_was_owed(mail: Mail) -> None:
    only(mail, "11", "12", "13")
    mail.run("register", "set", "summary", "off")
    for ref in ("11", "12", "13"):
        date_of(mail, ref, "2026-12-09")
    mail.begin()
    mail.run("review", "11", "--outcome", "on track", "--note", "Looked at", "--on", "2026-11-23", "--early", "--yes")
    mail.run("extend", "12", "--to", "2027-03-01", "--reason", "Waiting for data", "--yes")
    mail.notify(on="2026-12-09")
    (message,) = mail.taken()
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "\n13:" in text and "\n11:" not in text and "\n12:" not in text


def test_an_item_has_days_of_its_own(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "summary", "off")
    date_of(mail, "11", "2027-03-31")
    mail.run("edit", "11", "--remind-before", "90")
    mail.begin()
    mail.notify(on="2026-12-30")
    assert mail.subjects() == {}
    mail.notify(on="2026-12-31")
    assert list(mail.subjects()) == [JO]
    mail.notify(on="2027-03-02")  # 30 days before, which it has not
    assert mail.subjects() == {}


def test_quiet_days_are_kept_and_what_is_due_on_one_is_told_before(mail: Mail) -> None:
    only(mail, "11", "12")
    mail.run("register", "set", "summary", "off")
    date_of(mail, "11", "2026-12-25")  # a bank holiday
    date_of(mail, "12", "2027-01-03")  # a Sunday: a week before it is Sunday 27 December
    mail.run("register", "close-day", "2026-12-29", "--reason", "Offices closed")
    mail.begin()
    mail.notify(on="2026-12-18")
    assert list(mail.subjects()) == [JO]
    told = {}
    for day in ("12-24", "12-25", "12-26", "12-27", "12-28", "12-29", "12-30", "12-31", "01-01", "01-02", "01-03"):
        mail.notify(on=f"{'2027' if day < '12' else '2026'}-{day}")
        told[day] = list(mail.subjects().values())
    title = "SLI Infant Mortality (BwD)"
    assert {day: subjects for day, subjects in told.items() if subjects} == {
        "12-24": [f"1 due by 25 Dec: {title}"],
        "12-30": [f"1 due by 3 Jan: {title}"],
        "12-31": [f"1 due by 3 Jan: {title}"],
    }


# -- people ------------------------------------------------------------------------------------------------------------


def test_a_new_holder_gets_what_the_old_one_had_not_answered(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "summary", "off")
    mail.begin()
    mail.run("lead", "handover", CHAIR, "--to", "Sam New", "--email", "sam@example.gov.uk")
    mail.notify()
    (message,) = mail.taken()
    assert str(message["To"]) == "Sam New <sam@example.gov.uk>"
    assert "newly yours" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    mail.notify(on="2026-12-01")
    assert list(mail.subjects()) == ["sam@example.gov.uk"]


def test_a_corrected_address_gets_what_went_to_the_wrong_one(mail: Mail) -> None:
    only(mail, "11")
    mail.begin()
    mail.run("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", "jo.chair@example.gov.uk")
    mail.notify()
    assert list(mail.subjects()) == ["jo.chair@example.gov.uk"]


def test_while_the_holder_is_away_the_deputy_is_told_and_why(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "summary", "off")
    mail.begin()
    mail.run("lead", "away", CHAIR, "--from", "2026-11-30", "--until", "2026-12-04", "--deputy", "Dee Puty",
             "--deputy-email", "dee@example.gov.uk")  # fmt: skip
    mail.notify(on="2026-12-01")
    (message,) = mail.taken()
    assert str(message["To"]) == "Dee Puty <dee@example.gov.uk>"
    assert "Jo Chair is away until 4 Dec 2026" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    mail.notify(on="2026-12-07")
    assert list(mail.subjects()) == [JO]  # who was not told of the day itself


def test_a_vacant_post_goes_to_the_owner_of_the_register(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "summary", "off")
    mail.begin()
    mail.run("lead", "vacate", CHAIR, "--on", "2026-11-30")
    mail.notify(on="2026-12-01")
    (message,) = mail.taken()
    assert str(message["To"]) == "Pat Owner <pat@example.gov.uk>"
    assert f"{CHAIR} is vacant" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_where_nobody_can_be_told_the_run_fails_and_says_of_what(mail: Mail) -> None:
    only(mail, "11")
    mail.begin()
    mail.run("lead", "vacate", CHAIR, "--on", "2026-11-30")
    mail.run("register", "set", "owner", "")
    result = mail.notify(on="2026-12-01", code=5)
    assert "1 recommendation of which nobody can be told (11)" in result.stderr


def test_one_person_gets_one_message_whatever_they_are(mail: Mail) -> None:
    mail.run("register", "set", "owner", f"Jo Chair <{JO.upper()}>")
    mail.notify("--start", "--yes")
    (subject,) = mail.subjects().values()
    assert subject.startswith("6 overdue, 16 newly yours; reminders, week of 16 Nov")


# -- escalation --------------------------------------------------------------------------------------------------------


def escalating(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "summary", "off")
    mail.run("register", "set", "escalate-to", "Di Rector <di@example.gov.uk>")
    mail.run("register", "set", "escalate-after", "10 working days")
    mail.begin()


def test_what_is_overdue_beyond_the_grace_is_escalated_once(mail: Mail) -> None:
    escalating(mail)
    mail.notify(on="2026-12-14")  # 11 was due on 1 December; ten working days later is the 15th
    assert "di@example.gov.uk" not in mail.subjects()
    mail.notify(on="2026-12-15")
    assert mail.subjects()["di@example.gov.uk"] == "1 overdue, escalated to you: SLI Infant Mortality (BwD)"
    mail.notify(on="2027-02-15")
    assert "di@example.gov.uk" not in mail.subjects()


def test_what_is_on_a_coming_agenda_is_said_to_be_and_is_not_escalated(mail: Mail) -> None:
    escalating(mail)
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("meeting", "add", "LSCB", "2027-01-05")
    mail.notify(on="2026-12-15")
    (message,) = mail.taken()
    assert "on the agenda of LSCB on 5 Jan 2027" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    mail.notify(on="2027-01-06")  # it was not dealt with
    assert "di@example.gov.uk" in mail.subjects()


def test_a_board_that_meets_often_puts_an_escalation_off_once(mail: Mail) -> None:
    escalating(mail)
    mail.run("forum", "route", "LSCB", "11", "--yes")
    for day in ("2026-12-01", "2026-12-08", "2027-01-12", "2027-03-02", "2027-05-04"):
        mail.run("meeting", "add", "LSCB", day)
    mail.run("meeting", "cancel", "LSCB", "2026-12-08", "--reason", "Snow", "--yes")
    told = {}
    for day in ("2026-12-15", "2027-01-12", "2027-01-13"):
        mail.notify(on=day)
        told[day] = {one["To"].addresses[0].addr_spec: text_of(one) for one in mail.taken()}
    assert [day for day, messages in told.items() if "di@example.gov.uk" in messages] == ["2027-01-13"]
    assert "on the agenda of LSCB on 2 Mar 2027" in told["2027-01-13"]["di@example.gov.uk"]
    assert "on the agenda of LSCB on 12 Jan 2027" in told["2026-12-15"][JO]


@pytest.mark.parametrize(("meets_on", "escalated"), [("2027-03-15", False), ("2027-03-16", True)])
def test_a_meeting_that_is_far_off_puts_no_escalation_off(mail: Mail, meets_on: str, escalated: bool) -> None:
    """Ninety days count as coming."""
    escalating(mail)
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("meeting", "add", "LSCB", meets_on)
    mail.notify(on="2026-12-15")
    messages = {one["To"].addresses[0].addr_spec: text_of(one) for one in mail.taken()}
    assert ("di@example.gov.uk" in messages) is escalated
    assert ("on the agenda of LSCB" in messages[JO]) is not escalated


def test_escalation_is_off_until_it_is_switched_on(mail: Mail) -> None:
    only(mail, "11")
    mail.begin()
    mail.notify(on="2027-01-06")
    assert "escalated" not in " ".join(mail.subjects().values())


# -- boards and the week -----------------------------------------------------------------------------------------------


def test_a_secretary_is_told_of_both_deadlines_and_who_is_silent(mail: Mail) -> None:
    only(mail, "11", "12")
    mail.run("register", "set", "summary", "off")
    for ref in ("11", "12"):
        date_of(mail, ref, "2027-01-04")
        mail.run("forum", "route", "LSCB", ref, "--yes")
    mail.run("forum", "edit", "LSCB", "--secretary", "Ann Example", "--secretary-email", "ann@example.gov.uk",
             "--updates-due", "10 working days", "--papers-close", "5 working days")  # fmt: skip
    mail.run("meeting", "add", "LSCB", "2027-01-05")
    mail.begin()
    mail.run("note", "12", "We have begun")
    days = {}
    for day in ("2026-12-09", "2026-12-10", "2026-12-16", "2026-12-17", "2026-12-18", "2026-12-24"):
        mail.notify(on=day)
        days[day] = [(str(one["Subject"]), one) for one in mail.taken() if "ann@" in str(one["To"])]
    assert {day: [subject for subject, _ in found] for day, found in days.items() if found} == {
        "2026-12-10": ["LSCB 5 Jan, updates due 17 Dec: SLI Infant Mortality (BwD)"],
        "2026-12-17": ["LSCB 5 Jan, updates due today, papers close 24 Dec: SLI Infant Mortality (BwD)"],
        "2026-12-24": ["LSCB 5 Jan, papers close today: SLI Infant Mortality (BwD)"],
    }
    both = text_of(days["2026-12-17"][0][1])
    assert "LSCB, TUE 5 JAN 2027: UPDATES DUE TODAY, PAPERS CLOSE THU 24 DEC 2026" in both
    assert both.count("Asked of leads for this meeting: 2 items. Nothing was said of 1 of them") == 1
    assert both.count(" 11: ") == 1
    text = days["2026-12-10"][0][1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "11" in text and "\n12" not in text


def test_leads_answer_the_secretary_of_the_board_that_decides(mail: Mail) -> None:
    only(mail, "11")
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("forum", "edit", "LSCB", "--secretary", "Example, Ann", "--secretary-email", "ann@example.gov.uk")
    mail.notify("--start", "--yes")
    to_jo = next(one for one in mail.taken() if JO in str(one["To"]))
    assert str(to_jo["Reply-To"]) == '"Example, Ann" <ann@example.gov.uk>'


def with_another_register(mail: Mail, owner: str) -> None:
    """A second register, owned by `owner`, whose one recommendation the chair leads; it is due on 25 November."""
    mail.run("register", "add", "bury", "--title", "SLI Bury")
    mail.run("register", "set", "owner", owner, "--register", "bury")
    mail.run("register", "set", "summary", "off", "--register", "bury")
    mail.run("add", "B1", "--register", "bury", "--text", "Do more", "--lead", CHAIR,
             "--cadence", "once on 2026-11-25")  # fmt: skip


def reply_to(mail: Mail, address: str) -> str | None:
    """Whom an answer to the one message to `address` goes to."""
    (message,) = (one for one in mail.taken() if one["To"].addresses[0].addr_spec == address)
    return str(message["Reply-To"]) if message["Reply-To"] else None


@pytest.mark.parametrize(
    ("due", "owner"), [("2026-11-26", "Bo Owner <bo@example.gov.uk>"), ("2026-11-24", f"Pat Owner <{OWNER}>")]
)
def test_leads_answer_the_owner_of_the_register_of_what_is_most_urgent(mail: Mail, due: str, owner: str) -> None:
    only(mail, "11", "12")
    date_of(mail, "11", due)
    with_another_register(mail, "Bo Owner <bo@example.gov.uk>")
    mail.notify("--start", "--yes")
    assert reply_to(mail, JO) == owner


def test_a_secretary_who_leads_answers_the_owner(mail: Mail) -> None:
    only(mail, "11")
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("forum", "edit", "LSCB", "--secretary", "Jo Chair", "--secretary-email", JO.upper())
    mail.notify("--start", "--yes")
    assert reply_to(mail, JO) == f"Pat Owner <{OWNER}>"


def test_an_owner_who_leads_answers_the_secretary_else_does_what_owners_do(mail: Mail) -> None:
    only(mail, "11")
    mail.run("register", "set", "owner", f"Jo Chair <{JO}>")
    mail.notify("--start", "--yes")
    (message,) = mail.taken()
    assert message["Reply-To"] is None
    assert "Reply" not in text_of(message) and "record it: sli review REF" in text_of(message)
    date_of(mail, "11", "2026-12-08")
    mail.run("forum", "route", "LSCB", "11", "--yes")
    mail.run("forum", "edit", "LSCB", "--secretary", "Ann Example", "--secretary-email", "ann@example.gov.uk")
    mail.notify(on="2026-11-30")  # with the week's summary, which needs no answer
    assert reply_to(mail, JO) == "Ann Example <ann@example.gov.uk>"


@pytest.mark.parametrize(
    "secretary", [("Ann Example", "jörg@example.gov.uk"), ("=?x?= Ann", "ann@example.gov.uk"), ("", "ann@straße.de")]
)
def test_who_cannot_be_written_to_is_passed_over_and_nobody_s_message_is_refused(
    mail: Mail, secretary: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older version took it; typed today it is refused."""
    only(mail, "11")
    mail.run("forum", "route", "LSCB", "11", "--yes")
    typed = ("forum", "edit", "LSCB", "--secretary", secretary[0], "--secretary-email", secretary[1])
    assert "sli: The " in mail.run(*typed, code=2).stderr
    with monkeypatch.context() as patch:
        patch.setattr("sli_cli.services.arrangements.refuse_unsendable", lambda *_: None)
        mail.run(*typed)
    mail.notify("--start", "--yes")
    assert reply_to(mail, JO) == f"Pat Owner <{OWNER}>"


@pytest.mark.parametrize(
    "line",
    [
        ("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", "jörg@example.gov.uk"),
        ("lead", "handover", CHAIR, "--to", "=?utf-8?q?Jo?=", "--email", "jo@example.gov.uk"),
        ("lead", "away", CHAIR, "--deputy", "Dee", "--deputy-email", "dee@straße.de"),
        ("forum", "edit", "LSCB", "--secretary-email", "jörg@example.gov.uk"),
        ("forum", "add", "HWB", "--secretary", "=?x?="),
        ("register", "set", "owner", "Jörg <jörg@example.gov.uk>"),
        ("register", "set", "escalate-to", "=?x?= <di@example.gov.uk>"),
    ],
)
def test_who_could_not_be_written_to_is_refused_when_it_is_typed(mail: Mail, line: tuple[str, ...]) -> None:
    said = mail.run(*line, code=2).stderr
    assert re.fullmatch(r"sli: The (e-mail address|name) .*\.\n", said) and said.count("\n") == 1


def test_the_owner_has_a_week_in_one_message_on_its_day_or_the_next(mail: Mail) -> None:
    only(mail, "11")
    date_of(mail, "11", "2027-06-30")
    mail.run("register", "close-day", "2026-11-30", "--reason", "Offices closed")  # so Monday is missed
    mail.begin()
    for day in ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"):
        mail.notify(on=day)
        assert mail.subjects() == {}
    mail.notify(on="2026-12-01")
    assert mail.subjects()[OWNER].startswith("Reminders, week of 23 Nov: all clear")
    mail.notify(on="2026-12-02")
    assert mail.subjects() == {}


# -- what is in it -----------------------------------------------------------------------------------------------------


def test_of_what_is_restricted_nothing_but_the_ref_goes_out(mail: Mail) -> None:
    only(mail, "11", "12")
    date_of(mail, "11", "2026-12-03")
    mail.run("restrict", "11", "--ground", "Personal data", "--reason", "It names a child", "--yes")
    mail.run("register", "set", "attach", "ics-and-csv")
    row = next(row for row in json.loads(mail.run("list", "--json").stdout) if row["ref"] == "11")
    mail.notify("--start", "--yes")
    to_jo = next(one for one in mail.taken() if JO in str(one["To"]))
    whole = " ".join(part.get_content() for part in to_jo.walk() if part.get_content_maintype() == "text")
    assert "11: not for publication" in whole
    assert [part.get_filename() for part in to_jo.iter_attachments()] == ["recommendations.csv", "reviews.ics"]
    for words in (row["action"], row["text"], row["position"], row["cadence"]["rule"]):
        assert words[:40] not in " ".join(whole.split())
    table, diary = (part.get_content() for part in to_jo.iter_attachments())
    (line,) = (line for line in table.splitlines() if line.startswith((",11", "11,")) or ",11," in line)
    assert line.replace(",", "") == "11not for publication"
    assert "Review 12" in diary and "Review 11" not in diary
    for day in ("2026-12-03", "20261203", "3 Dec 2026", "3 Dec"):
        assert day not in whole


def test_where_everything_is_restricted_no_empty_diary_is_attached(mail: Mail) -> None:
    only(mail, "11")
    mail.run("restrict", "11", "--ground", "Personal data", "--reason", "It names a child", "--yes")
    mail.run("register", "set", "attach", "ics")
    mail.notify("--start", "--yes")
    to_jo = next(one for one in mail.taken() if JO in str(one["To"]))
    assert list(to_jo.iter_attachments()) == []
    assert "reviews.ics" not in text_of(to_jo)


def test_a_name_with_a_comma_is_one_recipient(mail: Mail) -> None:
    mail.run("lead", "handover", CHAIR, "--to", 'Bloggs, Jo "Jo"', "--email", "jb@example.gov.uk")
    mail.notify("--start", "--yes")
    to_jo = next(one for one in mail.taken() if "jb@" in str(one["To"]))
    assert [one.display_name for one in to_jo["To"].addresses] == ['Bloggs, Jo "Jo"']
