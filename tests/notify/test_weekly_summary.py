"""What the owner of a register is told once a week, and what `sli check` says of reminders meanwhile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner

from sli_cli.cli import sli
from tests.notify.conftest import CHAIR, JO, OWNER, Mail

SAM = "sam.hill@example.gov.uk"
CLEAR = "All clear: nothing waits for your hand."
ALL_WELL = {
    "Messages sent": "2",
    "Refused": "0",
    "Waiting to be sent": "0",
    "In doubt": "0",
    "Overdue recommendations": "0",
    "Unscheduled": "0",
}
DAYS = "Days on which not everything went out"


@pytest.fixture
def week(mail: Mail) -> Mail:
    """Nothing is open but 11, which the chair leads; 30 days before it is due is Monday 30 November."""
    rows = json.loads(mail.run("list", "--open", "--json").stdout)
    mail.run("park", *(row["ref"] for row in rows if row["ref"] != "11"), "--reason", "Not in this test", "--yes")
    mail.run("cadence", "11", "once on 2026-12-30", "--reason", "For this test", "--yes")
    return mail


def on_days(mail: Mail, *days: str) -> None:
    """A run on each day, whatever comes of it."""
    for day in days:
        mail.clock.on(day)
        assert CliRunner().invoke(sli, ["notify"], prog_name="sli").exit_code in (0, 5)


def through_the_week(mail: Mail) -> None:
    """From the first run, on Monday 23 November, to Friday; and what was taken is forgotten."""
    on_days(mail, "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
    mail.sink.taken.clear()


def words(message: EmailMessage) -> str:
    text = str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    return "\n".join(text.splitlines())


def facts(message: EmailMessage) -> dict[str, str]:
    """What a summary says, by the names of its facts."""
    section = words(message).partition("REMINDERS SINCE")[2].partition("\n\n\n")[0].partition("\n\n")[2]
    return dict(line.partition(": ")[::2] for line in re.sub(r"\n +", " ", section).splitlines())


def summary(mail: Mail) -> EmailMessage:
    """The summary that was taken."""
    (found,) = (one for one in mail.taken() if OWNER in str(one["To"]) and "week of" in str(one["Subject"]))
    return found


def previewed(mail: Mail, folder: Path, *before: str) -> EmailMessage:
    """The summary that would go out."""
    mail.run(*before, "notify", "--preview", str(folder))
    (found,) = (one for one in read(folder) if OWNER in str(one["To"]))
    return found


def read(folder: Path) -> Iterator[EmailMessage]:
    for path in folder.glob("*.eml"):
        yield message_from_bytes(path.read_bytes(), policy=default)  # type: ignore[misc]


def findings(mail: Mail, kind: str) -> list[tuple[str, str]]:
    every = json.loads(mail.run("check", "--json").stdout)
    return [(one["what"], one["mend"]) for one in every if one["kind"] == kind]


# -- the week ----------------------------------------------------------------------------------------------------------


def test_a_week_in_which_all_went_out_is_clear(week: Mail) -> None:
    week.begin()
    through_the_week(week)
    on_days(week, "2026-11-30")
    found = summary(week)
    assert facts(found) == ALL_WELL and CLEAR in words(found) and "week of 23 Nov: all clear" in str(found["Subject"])


def test_a_refusal_names_the_address_and_what_was_said(week: Mail) -> None:
    week.sink.refuses[JO] = "550 5.1.1 no such user"
    week.notify("--start", "--yes", code=5)
    through_the_week(week)
    on_days(week, "2026-11-30")
    found = summary(week)
    assert facts(found) == {
        **{name: value for name, value in ALL_WELL.items() if name != "Refused"},
        "Messages sent": "1",
        "Refused (1)": f"{JO}: 127.0.0.1 did not take the recipient: 550 5.1.1 no such user",
    }
    assert CLEAR not in words(found) and "1 refused" in str(found["Subject"])


def test_an_outage_is_told_day_by_day(week: Mail) -> None:
    week.begin()
    through_the_week(week)
    on_days(week, "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
    week.sink.does["RCPT"] = "451 try later"
    on_days(week, "2026-12-07", "2026-12-08", "2026-12-09")
    week.sink.does.clear()
    week.sink.taken.clear()
    on_days(week, "2026-12-10")
    assert facts(summary(week))["Days on which not everything went out (3)"] == "7, 8, 9 Dec 2026"
    on_days(week, "2026-12-11", "2026-12-14")
    found = summary(week)
    assert facts(found) == {
        **ALL_WELL,
        "Messages sent": "1",
        f"{DAYS} (3)": "7, 8, 9 Dec 2026",
    }
    assert CLEAR not in words(found) and "3 days without a good run" in str(found["Subject"])


def test_a_day_without_any_run_is_told_and_a_quiet_one_is_not(week: Mail) -> None:
    week.run("register", "close-day", "2026-11-26", "--reason", "Offices closed")
    week.begin()
    on_days(week, "2026-11-24", "2026-11-27")
    week.sink.taken.clear()
    on_days(week, "2026-11-30")
    assert facts(summary(week))[f"{DAYS} (1)"] == "25 Nov 2026"


def test_days_before_reminders_were_switched_on_and_days_to_come_are_not_told(
    week: Mail, tmp_path_factory: pytest.TempPathFactory
) -> None:
    week.clock.on("2026-11-25")
    week.begin()
    ahead = previewed(week, tmp_path_factory.mktemp("ahead"), "--as-of", "2026-11-30")
    assert facts(ahead).keys() == ALL_WELL.keys()
    on_days(week, "2026-11-30")
    assert facts(summary(week))[f"{DAYS} (2)"] == "26, 27 Nov 2026"


@pytest.mark.parametrize(("minutes", "retry", "said"), [(2, False, "1"), (6, False, "0"), (2, True, "0")])
def test_what_goes_out_in_the_same_run_does_not_wait(week: Mail, minutes: int, retry: bool, said: str) -> None:
    week.begin()
    through_the_week(week)
    week.run("register", "set", "summary", "off")
    week.sink.refuses[JO] = "451 try later"
    on_days(week, "2026-11-30")  # Jo's waits for five minutes
    week.sink.refuses.clear()
    week.run("register", "set", "summary", "")
    week.clock.later(minutes=minutes)
    week.notify(*(["--retry"] if retry else []), code=0 if said == "0" else 5)
    found = summary(week)
    assert facts(found)["Waiting to be sent"] == said
    assert ("1 waiting" in str(found["Subject"])) is (CLEAR not in words(found)) is (said == "1")


def test_a_summary_that_had_to_wait_does_not_count_itself(week: Mail) -> None:
    week.begin()
    through_the_week(week)
    week.sink.refuses[OWNER] = "451 try later"
    on_days(week, "2026-11-30")
    week.sink.refuses.clear()
    week.sink.taken.clear()
    on_days(week, "2026-12-01")
    assert facts(summary(week)) == {**ALL_WELL, "Messages sent": "3", f"{DAYS} (1)": "30 Nov 2026"}


def test_what_is_in_doubt_is_counted(week: Mail) -> None:
    week.begin()
    through_the_week(week)
    week.run("register", "set", "summary", "off")
    week.sink.does["DATA"] = "cut"
    on_days(week, "2026-11-30")
    week.sink.does.clear()
    week.sink.taken.clear()
    week.run("register", "set", "summary", "")
    on_days(week, "2026-11-30")
    found = summary(week)
    assert facts(found)["In doubt"] == "1" and CLEAR not in words(found) and "1 in doubt" in str(found["Subject"])


def test_with_several_registers_messages_are_said_to_be_counted_in_all(week: Mail) -> None:
    week.run("register", "add", "other")
    week.begin()
    through_the_week(week)
    on_days(week, "2026-11-30")
    assert list(facts(summary(week)))[:5] == [
        *(f"{name}, of all registers" for name in list(ALL_WELL)[:4]),
        "Overdue recommendations",
    ]


# -- how things stand --------------------------------------------------------------------------------------------------


def lead(mail: Mail, ref: str, post: str, *more: str) -> None:
    """Adds a post, and a recommendation that it leads."""
    mail.run("lead", "add", post)
    mail.run("add", ref, "--text", f"For {post}", "--lead", post, *more)


@pytest.mark.parametrize(
    ("given", "name", "value", "subject"),
    [
        ("a vacant post", "Vacant posts (1)", "Head of Housing (1 open)", "1 vacant"),
        ("no address", "Without an e-mail address (1)", "Sam Hill", "1 without an address"),
        ("unscheduled", "Unscheduled", "1", "1 unscheduled"),
        ("overdue", "Overdue recommendations", "1", "1 overdue"),
    ],
)
def test_what_nobody_looks_after_is_told(
    week: Mail, tmp_path: Path, given: str, name: str, value: str, subject: str
) -> None:
    week.clock.on("2026-11-16")
    day = "2026-11-20" if given == "overdue" else "2027-11-30"
    lead(week, "31", "Head of Housing", *(() if given == "unscheduled" else ("--cadence", f"once on {day}")))
    if given != "a vacant post":
        email = () if given == "no address" else ("--email", SAM)
        week.run("lead", "appoint", "Head of Housing", "--name", "Sam Hill", *email)
    week.clock.on("2026-11-23")
    found = previewed(week, tmp_path / "mail")
    counts = {key: said for key, said in facts(found).items() if said != "0"}
    assert counts == {name: value} and CLEAR not in words(found) and subject in str(found["Subject"])


GRAPH = """notify-by = 'graph'
graph-tenant = '11111111-2222-3333-4444-555555555555'
graph-client = '66666666-7777-8888-9999-000000000000'
graph-mailbox = 'sli@example.gov.uk'
graph-secret = 'env:SLI_TEST'
"""


@pytest.mark.parametrize(
    ("day", "words_of_it"),
    [
        ("2026-12-24", None),
        ("2026-12-23", "expires on Wed 23 Dec 2026"),
        ("2026-11-23", "expires on Mon 23 Nov 2026"),
        ("2026-11-22", "expired on Sun 22 Nov 2026"),
    ],
)
def test_a_sign_in_that_is_about_to_expire_is_told_from_thirty_days_before(
    week: Mail, tmp_path: Path, day: str, words_of_it: str | None
) -> None:
    week.settings.write_text(f"{GRAPH}graph-expires = {day}\n")
    found = previewed(week, tmp_path / "mail")
    assert facts(found).get("What sli signs in with") == words_of_it
    assert (CLEAR in words(found)) is (words_of_it is None)
    said = [(what, mend) for what, mend in findings(week, "sign-in-expires")]
    shown = (words_of_it or "").replace("Wed ", "").replace("Mon ", "").replace("Sun ", "")
    assert said == (
        [
            (
                f"The client secret of Microsoft 365 {shown}",
                "make a new one in Entra ID, put it where graph-secret says, and set graph-expires",
            )
        ]
        if words_of_it
        else []
    )


# -- what sli check says -----------------------------------------------------------------------------------------------


def test_check_asks_for_the_day_on_which_a_secret_expires(week: Mail) -> None:
    week.settings.write_text(GRAPH)
    assert findings(week, "no-expiry") == [
        (
            "When the client secret of Microsoft 365 expires is not known, so nobody is warned of it",
            "set graph-expires to the day that Entra ID shows beside it",
        )
    ]
    week.settings.write_text(GRAPH.replace("'graph'", "'smtp'"))
    assert findings(week, "no-expiry") == []


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("graph-expires = 'soon'", "graph-expires is 'soon' (from {settings}), which is no date."),
        ("graph-certificate = '/nowhere.pem'", "graph-certificate (from {settings}): "),
    ],
)
def test_check_goes_on_where_the_day_cannot_be_read(week: Mail, more: str, what: str) -> None:
    week.settings.write_text(f"{GRAPH}{more}\n")
    week.run("lead", "vacate", CHAIR)
    ((said, _),) = findings(week, "sign-in-unreadable")
    assert said.startswith(what.format(settings=week.settings)) and findings(week, "vacant-post")


def test_check_names_a_message_in_doubt_and_what_settles_it(week: Mail) -> None:
    week.put_in_doubt()
    ((what, mend), _) = findings(week, "message-in-doubt")
    assert what.startswith(f"Message 1 to {JO} of 23 Nov 2026 is in doubt: 127.0.0.1 may or may not have taken")
    assert mend == "sli notify --arrived 1"
    week.run(*mend.split()[1:])
    ((what, _),) = findings(week, "message-in-doubt")
    assert what.startswith(f"Message 2 to {OWNER}")


DEPUTY = ("lead", "away", CHAIR, "--until", "2026-12-31", "--deputy", "Sam Hill", "--deputy-email", SAM)
BOARD = (
    ("forum", "edit", "LSCB", "--secretary-email", SAM, "--updates-due", "10 working days"),
    ("meeting", "add", "LSCB", "2026-12-08"),
)
OWNED = ("register", "set", "owner", f"Sam Hill <{SAM}>")


@pytest.mark.parametrize(
    ("given", "mend"),
    [
        (
            [("lead", "appoint", CHAIR, "--name", "Jo Chair", "--email", SAM)],
            f'sli lead appoint "{CHAIR}" --name "Jo Chair" --email ADDRESS',
        ),
        (
            [DEPUTY],
            f'sli lead away "{CHAIR}" --deputy "Sam Hill" --deputy-email ADDRESS --until 2026-12-31',
        ),
        ([OWNED], 'sli register set owner "NAME <ADDRESS>"'),
        (
            [("register", "add", "other"), (*OWNED, "--register", "bwd-infant-mortality")],
            'sli register set owner "NAME <ADDRESS>" --register bwd-infant-mortality',
        ),
        (BOARD, "sli forum edit LSCB --secretary-email ADDRESS"),
    ],
    ids=["holder", "deputy", "owner", "owner of one of several", "secretary"],
)
def test_check_corrects_an_address_that_was_refused_where_it_stands(
    week: Mail, given: list[tuple[str, ...]], mend: str
) -> None:
    week.run("cadence", "11", "once on 2026-12-01", "--reason", "So that a deputy is told", "--yes")
    for line in given:
        week.run(*line)
    week.sink.refuses[SAM] = "550 5.1.1 no such user"
    week.notify("--start", "--yes", code=5)
    ((what, said),) = findings(week, "message-refused")
    assert "550 5.1.1 no such user" in what and said == mend


@pytest.mark.parametrize("answer", ["554 5.6.0 not like this", "552 too big"])
def test_what_was_refused_for_something_else_is_tried_again(week: Mail, answer: str) -> None:
    week.sink.does["DATA"] = answer
    week.notify("--start", "--yes", code=5)
    assert {mend for _, mend in findings(week, "message-refused")} == {"sli notify --retry"}


def test_check_says_that_reminders_are_off_again(week: Mail) -> None:
    assert findings(week, "reminders-off") == []  # they never were on
    week.begin()
    assert findings(week, "reminders-off") == []
    week.clock.on("2026-12-07")
    week.notify("--stop")
    week.clock.on("2027-12-07")
    off = [("Reminders were on, and are off since 7 Dec 2026", "sli notify --start")]
    assert findings(week, "reminders-off") == off
    week.notify("--start", "--yes")
    assert findings(week, "reminders-off") == []


def test_check_names_a_board_of_whose_deadlines_nobody_is_reminded(week: Mail) -> None:
    remark = "LSCB: nobody is reminded of its deadlines until its secretary has an e-mail address: "
    mend = "sli forum edit LSCB --secretary-email ADDRESS"
    said = week.run("forum", "edit", "LSCB", "--secretary", "A. Clerk", "--updates-due", "10 working days").stdout
    assert said.splitlines()[-1] == remark + mend
    week.run("meeting", "add", "LSCB", "2026-12-15")
    assert findings(week, "no-secretary-email") == []  # while reminders are off
    week.begin()
    assert findings(week, "no-secretary-email") == [
        (
            "Nobody is reminded of the deadlines of LSCB, which meets on 15 Dec 2026: its secretary, A. Clerk, has no "
            "e-mail address",
            mend,
        )
    ]
    assert remark not in week.run(*mend.replace("ADDRESS", "a.clerk@example.gov.uk").split()[1:]).stdout
    assert findings(week, "no-secretary-email") == []
    assert remark in week.run("forum", "edit", "LSCB", "--secretary-email", "").stdout
    assert len(findings(week, "no-secretary-email")) == 1
    week.run("forum", "edit", "LSCB", "--updates-due", "")
    assert findings(week, "no-secretary-email") == []
    week.run("forum", "edit", "LSCB", "--papers-close", "5 working days")
    assert len(findings(week, "no-secretary-email")) == 1
    week.clock.on("2026-12-16")
    assert findings(week, "no-secretary-email") == []  # no meeting is to come


@pytest.mark.parametrize("given", [("--venue", "Town Hall"), ("--schedule", "first Tuesday of every month")])
def test_what_settles_no_deadline_has_no_remark_on_reminders(week: Mail, given: tuple[str, str]) -> None:
    week.run("forum", "edit", "LSCB", "--updates-due", "10 working days")
    assert "reminded" not in week.run("forum", "edit", "LSCB", *given).stdout
