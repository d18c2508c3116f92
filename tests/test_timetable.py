"""What `--install-cron` prints, as the machine reads it: whatever the names hold, the same words arrive."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sli_cli.app import App
from sli_cli.errors import BadValue
from sli_cli.timetable import printed
from sli_cli.timetable_lines import KINDS, Job, lines_for
from tests.conftest import Put, Run

NASTY = [
    "plain",
    "two words",
    "it's",
    'said "so"',
    "100%",
    "%d-%m %%",
    "50\\% \\\\ \\",
    "$HOME `id` $(id) ${X}",
    "a;b|c&d>e<f*g?h[i]~#j!k",
    "Küche – Bürgermeister’s ‘table’ 日本",
    "-rf",
    "",
]
JOB = Job(("/opt/sli/bin/sli",), ("notify",), ("07:00",), "jo", "/var/sli/sli.log", "sli: reminders", "sli-notify")

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither cron nor systemd")
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=BIDI), max_size=30)


def lines(kind: str, job: Job) -> list[str]:
    """The lines that are no comments."""
    return [line for line in lines_for(kind, job).splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["account", "log", "what", "config"])
def test_a_line_break_in_a_name_is_refused(kind: str, field: str) -> None:
    for text in ("a\nb", "a\rb", "a\x00b", "a\x1bb", "a\u2028b", "\udce9", "a\u202eb"):
        with pytest.raises(BadValue, match="cannot stand in a line"):
            lines_for(kind, JOB._replace(**{field: text}))
        with pytest.raises(BadValue, match="cannot stand in a line"):
            lines_for(kind, JOB._replace(remarks=("Look here.", text)))
    with pytest.raises(BadValue, match="cannot stand in a line"):
        lines_for(kind, JOB._replace(arguments=("notify", "a\nb")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("time", ["24:00", "7", "07:60", "seven", "", "07:00; id", "-1:00", "07:00\n* * * * *"])
def test_a_time_that_is_none_is_refused(kind: str, time: str) -> None:
    with pytest.raises(BadValue, match="is no time of day"):
        lines_for(kind, JOB._replace(times=(time,)))


@pytest.mark.parametrize("kind", KINDS)
def test_remarks_are_comments_and_come_first(kind: str) -> None:
    text = lines_for(kind, JOB._replace(remarks=("Look here.", "And here.")))
    assert "# Look here.\n# And here.\n" in text
    assert text.startswith("# sli: reminders")


# -- cron --------------------------------------------------------------------------------------------------------------

AT = re.compile(r"(\S+) (\S+) \* \* \* (.+)")


def commands(job: Job) -> list[str]:
    return [AT.fullmatch(line)[3] for line in lines("cron", job)]  # type: ignore[index]


def as_cron_reads_it(command: str, *, keeps_backslash: bool) -> str:
    """What cron gives to `sh`: an unescaped % ends the command. Some crons take the escaping backslash away."""
    read, escaped = "", False
    for character in command:
        if character == "%" and not escaped:
            return read
        if escaped and not keeps_backslash and character in "%\\":
            read = read[:-1]
        read += character
        escaped = character == "\\" and not escaped
    return read


def test_times_of_one_minute_share_a_line() -> None:
    job = JOB._replace(times=("13:00", "07:00", "10:00", "9:30", "07:00"))
    assert [AT.fullmatch(line).groups()[:2] for line in lines("cron", job)] == [  # type: ignore[union-attr]
        ("0", "7,10,13"),
        ("30", "9"),
    ]


def test_a_plain_line_is_as_a_person_would_write_it() -> None:
    assert lines("cron", JOB) == ["0 7 * * * umask 077; /opt/sli/bin/sli notify >> /var/sli/sli.log"]


@posix
@pytest.mark.parametrize("keeps_backslash", [True, False])
@pytest.mark.parametrize("name", [name for name in NASTY if name])
def test_cron_runs_it_with_the_words_that_were_meant(tmp_path: Path, name: str, keeps_backslash: bool) -> None:
    folder = tmp_path / "the place" / f"{name} %"
    folder.mkdir(parents=True)
    program = folder / "sli"
    program.write_text(
        '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done; printf "%s\\n" "$SLI_CONFIG"\necho wrong >&2; exit 5\n'
    )
    program.chmod(0o700)
    log, config = folder / f"{name}.log", str(folder / "settings.toml")
    arguments = ("--database", str(folder / name), "notify", *NASTY)
    (command,) = commands(JOB._replace(program=(str(program),), arguments=arguments, log=str(log), config=config))
    read = as_cron_reads_it(command, keeps_backslash=keeps_backslash)
    for _ in range(2):
        ran = subprocess.run(
            ["/bin/sh", "-c", read], capture_output=True, text=True, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (5, "", "wrong\n")
    assert log.read_text() == "".join(f"{word}\n" for word in (*arguments, config)) * 2
    assert log.stat().st_mode & 0o777 == 0o600


@posix
@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=8))
def test_any_words_go_through_cron_and_sh_as_they_are(given_words: list[str]) -> None:
    job = JOB._replace(program=("/usr/bin/printf",), arguments=("%s\\0", *given_words), log="/dev/stdout")
    for keeps_backslash in (True, False):
        read = as_cron_reads_it(commands(job)[0], keeps_backslash=keeps_backslash)
        ran = subprocess.run(["/bin/sh", "-c", read], capture_output=True, env={"PATH": "/usr/bin:/bin"})
        assert ran.stdout.decode().split("\0")[:-1] == given_words, ran.stderr


# -- systemd -----------------------------------------------------------------------------------------------------------


def units(job: Job) -> list[dict[str, list[str]]]:
    """The service and the timer, each with the values of every name."""
    found: list[dict[str, list[str]]] = []
    for line in lines("systemd", job):
        if line == "[Unit]":
            found.append({})
        if not line.startswith("["):
            name, _, value = line.partition("=")
            found[-1].setdefault(name, []).append(value)
    return found


def unit_words(value: str) -> list[str]:
    """The words of a value, as systemd parts and unquotes them."""
    found = []
    for word in re.findall(r'"(?:[^"\\]|\\.)*"|[^\s"\\\']+', value):
        text = re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word
        assert "%" not in text.replace("%%", "")
        found.append(text.replace("%%", "%"))
    return found


def executed(value: str) -> list[str]:
    """The words of ExecStart; the first is taken as it is, and in the others $$ is a dollar sign."""
    first, *rest = unit_words(value)
    assert not any("$" in word.replace("$$", "") for word in rest)
    return [first, *(word.replace("$$", "$") for word in rest)]


def test_systemd_gets_a_service_and_a_timer_that_catches_up() -> None:
    service, timer = units(JOB._replace(times=("7:00", "13:30"), config="/etc/sli/settings.toml"))
    assert service["User"] == ["jo"]
    assert service["Type"] == ["oneshot"]
    assert service["ExecStart"] == ["/opt/sli/bin/sli notify"]
    assert service["Environment"] == ["SLI_CONFIG=/etc/sli/settings.toml"]
    assert service["StandardOutput"] == ["append:/var/sli/sli.log"]
    assert timer["OnCalendar"] == ["*-*-* 07:00:00", "*-*-* 13:30:00"]
    assert timer["Persistent"] == ["true"]
    text = lines_for("systemd", JOB)
    assert "# /etc/systemd/system/sli-notify.service\n[Unit]" in text
    assert "# /etc/systemd/system/sli-notify.timer\n[Unit]" in text
    assert "systemctl enable --now sli-notify.timer" in text


@pytest.mark.parametrize("name", [name for name in NASTY if name])
def test_systemd_reads_the_words_that_were_meant(name: str) -> None:
    job = JOB._replace(
        program=(f"/opt/{name}/python", "-m", "sli_cli"),
        arguments=("--database", name, *NASTY),
        config=f"/etc/{name}",
        log=f"/var/{name}",
        account=name,
    )
    service, _ = units(job)
    env = ["/usr/bin/env"] if "$" in name else []
    assert executed(service["ExecStart"][0]) == [*env, *job.program, *job.arguments]
    assert unit_words(service["Environment"][0]) == [f"SLI_CONFIG=/etc/{name}"]
    assert service["StandardOutput"][0].replace("%%", "%") == f"append:/var/{name}"
    assert service["User"][0].replace("%%", "%") == name


@given(st.lists(words, max_size=8))
def test_any_words_go_through_systemd_as_they_are(given_words: list[str]) -> None:
    service, _ = units(JOB._replace(arguments=("notify", *given_words)))
    assert executed(service["ExecStart"][0]) == ["/opt/sli/bin/sli", "notify", *given_words]


# -- Windows -----------------------------------------------------------------------------------------------------------

QUOTES = "'‘’‚‛"
LITERAL = re.compile(f"[{QUOTES}]((?:[^{QUOTES}]|[{QUOTES}]{{2}})*)[{QUOTES}]")


def literals(script: str) -> list[str]:
    """The texts in single quotes of a piece of PowerShell, which takes any two of its single quotes inside for one."""
    return [re.sub(f"([{QUOTES}])[{QUOTES}]", r"\1", found) for found in LITERAL.findall(script)]


def task(job: Job) -> tuple[list[str], dict[str, str]]:
    """The words that the task runs, and what else its script names."""
    action = next(line for line in lines("windows", job) if line.startswith("$action"))
    program, argument = literals(action)
    assert program == "powershell.exe"
    match = re.fullmatch(r'-NoProfile -NonInteractive -WindowStyle Hidden -Command "([^"]*)"', argument)
    assert match
    before, _, after = match[1].partition("; & ")
    run, _, rest = after.partition(" 2>&1 | ")
    log = literals(rest)[0]
    config = literals(before.partition("; $env:PYTHON")[0])[0] if "SLI_CONFIG" in before else ""
    return literals(run), {"log": log, "config": config}


def test_windows_gets_a_task_with_its_account_that_runs_what_was_missed() -> None:
    job = JOB._replace(
        program=("C:\\Program Files\\sli\\sli.exe",),
        arguments=("--database", "D:\\Jo's registers\\100%\\register.db", "notify"),
        times=("07:00", "13:30"),
        account="COUNCIL\\jo",
        log="D:\\Jo's registers\\sli.log",
        config="D:\\settings.toml",
    )
    run, named = task(job)
    assert run == [*job.program, *job.arguments]
    assert named == {"log": job.log, "config": job.config}
    text = lines_for("windows", job)
    assert "$triggers = '07:00', '13:30' | ForEach-Object { New-ScheduledTaskTrigger -Daily -At $_ }" in text
    assert "New-ScheduledTaskPrincipal -UserId 'COUNCIL\\jo' -LogonType S4U" in text
    assert "-StartWhenAvailable" in text
    assert "Register-ScheduledTask -TaskName 'sli-notify' -Description 'sli: reminders' -Action $action" in text
    assert "as COUNCIL\\jo, signed in or not" in text
    assert "exit $LASTEXITCODE" in text


@given(st.lists(words.filter(lambda text: '"' not in text), max_size=8))
def test_any_words_go_through_powershell_as_they_are(given_words: list[str]) -> None:
    job = JOB._replace(program=("C:\\sli.exe",), arguments=("notify", *given_words))
    if not any("2>&1 | " in word for word in given_words):
        assert task(job)[0] == ["C:\\sli.exe", "notify", *given_words]


def test_a_quotation_mark_which_no_name_on_windows_has_is_refused() -> None:
    with pytest.raises(BadValue, match="cannot stand in a task of Windows"):
        lines_for("windows", JOB._replace(arguments=("notify", 'a"b')))


# -- of this run -------------------------------------------------------------------------------------------------------


def reminders(kind: str = "cron", **flags: str) -> str:
    app = App()
    app.flags = flags
    return printed(app, kind, ("notify",), ("07:00", "10:00", "13:00"), "sli: reminders")


def command_of(text: str) -> list[str]:
    """The words of the one cron line of a text."""
    (line,) = [line for line in text.splitlines() if not line.startswith("#")]
    return shlex.split(AT.fullmatch(line)[3].replace("\\%", "%"))  # type: ignore[index]


def test_what_is_printed_needs_nothing_of_this_shell(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own_place)
    text = reminders(database="the register.db")
    assert command_of(text) == [
        "umask", "077;", f"SLI_CONFIG={own_place}/settings.toml", *command_of(text)[3:6],
        "--database", f"{own_place}/the register.db", "notify", ">>", f"{own_place}/sli-notify.log",
    ]  # fmt: skip
    assert os.path.isabs(command_of(text)[3])
    assert command_of(text)[4:6] == ["-m", "sli_cli"]
    assert text.splitlines()[-1].startswith("0 7,10,13 * * * ")


def test_the_installed_program_is_named_by_its_path(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = own_place / "bin" / "sli"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(program), "notify"])
    assert command_of(reminders())[3] == str(program)
    monkeypatch.setattr("sys.argv", [str(own_place / "sli"), "notify"])
    assert command_of(reminders())[4:6] == ["-m", "sli_cli"]


def test_the_settings_file_is_named_in_its_usual_place_too_where_there_is_one(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(own_place))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("SLI_CONFIG")
    assert "SLI_CONFIG" not in reminders()
    usual = own_place / ".config" / "sli" / "settings.toml"
    usual.parent.mkdir(parents=True)
    usual.write_text("zone = 'Europe/Paris'\n")
    for kind, named in (("cron", f"SLI_CONFIG={usual} "), ("systemd", f"=SLI_CONFIG={usual}\n"), ("windows", "")):
        assert named in reminders(kind)
    assert f"$env:SLI_CONFIG = ''{usual}''; " in reminders("windows")
    assert f"SLI_CONFIG={usual} " in printed(App(), "cron", ("db", "backup"), ("02:30",), "sli: backup")
    monkeypatch.setenv("SLI_CONFIG", str(usual))
    assert f"SLI_CONFIG={usual} " in reminders()


@posix
def test_a_settings_file_that_a_variable_of_the_desktop_moved_is_named(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLI_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own_place))
    assert f"SLI_CONFIG={own_place}/sli/settings.toml " in reminders()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://jo:hidden-pw@db.example/register",
        "postgresql://jo@db.example/register?password=hidden-pw",
        "host=db.example dbname=register user=jo password=hidden-pw",
    ],
)
def test_a_password_of_the_database_is_never_printed(own_place: Path, kind: str, address: str) -> None:
    text = reminders(kind, database=address)
    assert "hidden-pw" not in text
    assert "postgresql://jo@db.example/register" in text
    assert "The password of the database is not printed: keep it in .pgpass, or in the settings file." in text


def test_an_address_with_a_password_in_the_settings_file_stays_there(
    own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLI_DATABASE")
    (own_place / "settings.toml").write_text("database = 'postgresql://jo:hidden-pw@db.example/register'\n")
    text = reminders()
    assert "hidden-pw" not in text and "--database" not in text
    assert f"# The database is the one that {own_place}/settings.toml names" in text


def test_an_address_without_a_password_is_printed(own_place: Path) -> None:
    text = reminders(database="postgresql://jo@db.example/register")
    assert "--database postgresql://jo@db.example/register notify" in text
    assert "password" not in text


def test_what_is_set_in_this_shell_alone_is_said(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "this shell" not in reminders()
    monkeypatch.setenv("SLI_MAIL_SERVER", "mail.example")
    monkeypatch.setenv("SLI_MAIL_PASSWORD", "env:MAIL_PASSWORD")
    text = reminders(zone="Europe/Paris")
    assert "# Set in this shell alone, and not for these lines: zone, mail-server, mail-password. Write" in text
    assert "# mail-password is kept in env:MAIL_PASSWORD, which a timetable cannot reach" in text
    monkeypatch.setenv("SLI_MAIL_PASSWORD", "env:hush9")  # the password itself, in the wrong place
    text = reminders()
    assert "# mail-password is kept in a variable, which a timetable cannot reach" in text
    assert "hush9" not in text
    backup = printed(App(), "cron", ("db", "backup"), ("02:30",), "sli: backup")
    assert "mail" not in backup.partition("mailed")[2].replace("no mail is set up", "")


OFF = "# Reminders are off, so nothing is sent until `sli notify --start` has been agreed to.\n"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_still_to_be_done_is_said_beside_the_lines(
    run: Run, put: Put, seeded: Path, own_place: Path, kind: str
) -> None:
    text = run("notify", "--install-cron", kind).stdout
    assert "# As it is now these lines fail: There is no database " in text
    assert "# As it is now these lines fail: " in run("db", "backup", "--install-cron", kind).stdout
    assert OFF not in text
    unset = f"# How mail goes out is not set, so nothing is sent: write notify-by and what it needs into {own_place}/"
    assert unset in text
    put(seeded)
    drafts = f"notify-by = 'drafts'\nmail-from = 'sli@example.gov.uk'\nmail-folder = '{own_place}/out'\n"
    (own_place / "settings.toml").write_text(drafts)
    text = run("notify", "--install-cron", kind).stdout
    assert "these lines fail" not in text and unset not in text
    assert OFF in text
    assert OFF not in run("db", "backup", "--install-cron", kind).stdout
    run("register", "set", "owner", "Pat Owner <pat@example.gov.uk>")
    run("notify", "--start", "--yes")
    assert OFF not in run("notify", "--install-cron", kind).stdout


def test_what_cron_cannot_mail_is_kept_by_what_the_comment_says(tmp_path: Path) -> None:
    job = JOB._replace(program=("/bin/ls",), arguments=("/nowhere/at/all",), log=str(tmp_path / "100% it's.log"))
    text = lines_for("cron", job)
    addition = text.partition("# end each line with: ")[2].splitlines()[0]
    for keeps_backslash in (True, False):
        read = as_cron_reads_it(f"{commands(job)[0]} {addition}", keeps_backslash=keeps_backslash)
        ran = subprocess.run(["/bin/sh", "-c", read], capture_output=True)
        assert (ran.stdout, ran.stderr) == (b"", b"")
    assert Path(job.log).read_text().count("/nowhere/at/all") == 2


@pytest.mark.sqlite
@pytest.mark.parametrize("kind", KINDS)
def test_no_setting_and_no_variable_puts_a_line_of_its_own_among_the_remarks(
    run: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (own_place / "settings.toml").write_text('mail-password = "env:FOO\\n* * * * * touch x"\n')
    assert "touch" not in run("notify", "--install-cron", kind).stdout
    (own_place / "settings.toml").write_text('mail-password = "keyring:FOO\\n* * * * * touch x"\n')
    ran = run("notify", "--install-cron", kind, code=2)
    assert (ran.stdout, "cannot stand in a line" in ran.stderr) == ("", True)
    (own_place / "settings.toml").write_text("")
    monkeypatch.setenv("SLI_ZONE", "Europe/London")  # so that the remark on this shell names the settings file
    monkeypatch.setenv("SLI_CONFIG", f"{own_place}/a\n* * * * * touch x/settings.toml")
    ran = run("notify", "--install-cron", kind, code=2)
    assert (ran.stdout, ran.stderr.count("\n")) == ("", 1)
    monkeypatch.setenv("SLI_CONFIG", str(own_place / "settings.toml"))
    folder = f"{own_place}/b\n* * * * * touch x"
    ran = run("db", "backup", folder, "--install-cron", kind, code=2)
    assert (ran.stdout, ran.stderr.count("\n")) == ("", 1)
