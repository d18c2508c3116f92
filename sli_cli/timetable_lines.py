"""The lines that make a machine run a command at times of day: for cron, systemd and the Task Scheduler of Windows.

They are text, to be read and put in their place by whoever looks after the machine; nothing is installed.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from typing import NamedTuple

from sli_cli.errors import BadValue

KINDS = ("cron", "systemd", "windows")

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""After one of these a line shows another order of its words than the machine reads."""

SINGLE_QUOTES = re.compile("['‘’‚‛]")
"""PowerShell takes each of these for an end of a text in single quotes, unless it is doubled."""


class Job(NamedTuple):
    """A command that is to run regularly, with all that a machine does not know by itself."""

    program: tuple[str, ...]
    """The absolute path of the program, and what it needs before its arguments."""
    arguments: tuple[str, ...]
    times: tuple[str, ...]
    """Times of day as HH:MM, in the machine's own zone."""
    account: str
    log: str
    """The absolute path of the file to which standard output is added."""
    what: str
    """What it does, in a few words."""
    name: str = "sli"
    """What it is called, in letters, digits and hyphens."""
    config: str = ""
    """The absolute path of the settings file, where there is one."""
    remarks: tuple[str, ...] = ()
    """Sentences that whoever puts the lines in their place should read."""


def lines_for(kind: str, job: Job) -> str:
    """The lines for one of KINDS; every line that is not for the machine is a comment.

    Raises BadValue for a time that is none, and for a name that cannot stand in such a line, be it in a remark: after
    a line break in one, the rest of it would be a line for the machine.
    """
    for text in (*job.program, *job.arguments, job.account, job.log, job.what, job.config, job.name, *job.remarks):
        if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in BIDI for character in text):
            raise BadValue(f"{text!r} cannot stand in a line for {kind}.", "Give it a name without line breaks.")
    times = sorted({_hour_and_minute(text) for text in job.times})
    written = {"cron": _cron, "systemd": _systemd, "windows": _windows}[kind](job, times)
    return "".join(f"{line}\n" for line in written)


def _hour_and_minute(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if match is None:
        raise BadValue(f"{text!r} is no time of day.", "Write it as HH:MM, from 00:00 to 23:59.")
    return int(match[1]), int(match[2])


def _comments(sentences: tuple[str, ...]) -> list[str]:
    return [f"# {sentence}" for sentence in sentences]


# -- cron --------------------------------------------------------------------------------------------------------------


def _cron(job: Job, times: list[tuple[int, int]]) -> list[str]:
    at: dict[int, list[str]] = {}
    for hour, minute in times:
        at.setdefault(minute, []).append(str(hour))
    config = f"SLI_CONFIG={_for_sh(job.config)} " if job.config else ""
    words = " ".join(_for_sh(word) for word in (*job.program, *job.arguments))
    # The log names people; what goes wrong is not in it but stays on standard error, which cron mails.
    command = f"umask 077; {config}{words} >> {_for_sh(job.log)}"
    said = (
        f"{job.what}. Put this into the crontab of {job.account}: crontab -e",
        "What goes wrong is mailed to that account, or to MAILTO; where no mail is set up, it is lost, unless you",
        f"end each line with: 2>> {_for_sh(job.log)}",
    )
    lines = [f"{minute} {','.join(hours)} * * * {command}" for minute, hours in at.items()]
    return [*_comments((*said, *job.remarks)), *lines]


def _for_sh(text: str) -> str:
    """A word for `sh` within a crontab, where `%` means a line break.

    Some crons take the backslash before `%` away and some leave it there: outside quotes it means the same. Some read
    two backslashes as one: so no backslash is followed by another.
    """
    parts = [shlex.quote(part).replace("\\", "\\''") if part else "" for part in text.split("%")]
    return "\\%".join(parts) or "''"


# -- systemd -----------------------------------------------------------------------------------------------------------


def _systemd(job: Job, times: list[tuple[int, int]]) -> list[str]:
    program = job.program if "$" not in job.program[0] else ("/usr/bin/env", *job.program)
    start = " ".join((_for_systemd(program[0]), *(_for_exec(word) for word in (*program[1:], *job.arguments))))
    service = [
        f"# /etc/systemd/system/{job.name}.service",
        "[Unit]",
        f"Description={_literal(job.what)}",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={_literal(job.account)}",
        "UMask=0077",
        *([f"Environment={_for_systemd('SLI_CONFIG=' + job.config)}"] if job.config else []),
        f"ExecStart={start}",
        f"StandardOutput=append:{_literal(job.log)}",
    ]
    timer = [
        f"# /etc/systemd/system/{job.name}.timer",
        "[Unit]",
        f"Description={_literal(job.what)}",
        "",
        "[Timer]",
        *(f"OnCalendar=*-*-* {hour:02}:{minute:02}:00" for hour, minute in times),
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    said = (
        f"{job.what}, as {job.account}. Two files; then: systemctl enable --now {job.name}.timer",
        f"What goes wrong is in: journalctl -u {job.name}",
    )
    return [*_comments((*said, *job.remarks)), "", *service, "", *timer]


def _literal(text: str) -> str:
    """A text in a unit file, where `%` begins a specifier."""
    return text.replace("%", "%%")


def _for_systemd(text: str) -> str:
    """One word of a unit file."""
    text = _literal(text)
    if re.fullmatch(r"[\w@%+=:,./-]+", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _for_exec(text: str) -> str:
    """One argument of ExecStart, where `$` begins a variable too."""
    return _for_systemd(text).replace("$", "$$") or '""'


# -- Windows -----------------------------------------------------------------------------------------------------------


def _windows(job: Job, times: list[tuple[int, int]]) -> list[str]:
    for text in (*job.program, *job.arguments):
        if '"' in text:
            raise BadValue(f"{text!r} cannot stand in a task of Windows.", "Give it a name without quotation marks.")
    config = f"$env:SLI_CONFIG = {_for_powershell(job.config)}; " if job.config else ""
    words = " ".join(_for_powershell(word) for word in (*job.program, *job.arguments))
    # The Task Scheduler mails nothing, so the log gets what goes wrong too; the exit code is the task's last result.
    script = (
        f"{config}$env:PYTHONIOENCODING = 'utf-8'; [Console]::OutputEncoding = [Text.Encoding]::UTF8; "
        f"& {words} 2>&1 | ForEach-Object {{ [string]$_ }} | "
        f"Out-File -Append -Encoding utf8 -LiteralPath {_for_powershell(job.log)}; exit $LASTEXITCODE"
    )
    argument = f'-NoProfile -NonInteractive -WindowStyle Hidden -Command "{script}"'
    said = (
        f"{job.what}, as {job.account}, signed in or not. Run these lines in PowerShell, as an administrator.",
        f"What goes wrong is in {job.log}, and in the last result of the task.",
    )
    at = ", ".join(f"'{hour:02}:{minute:02}'" for hour, minute in times)
    return [
        *_comments((*said, *job.remarks)),
        f"$action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument {_for_powershell(argument)}",
        f"$triggers = {at} | ForEach-Object {{ New-ScheduledTaskTrigger -Daily -At $_ }}",
        "$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew",
        f"$principal = New-ScheduledTaskPrincipal -UserId {_for_powershell(job.account)} -LogonType S4U",
        f"Register-ScheduledTask -TaskName {_for_powershell(job.name)} -Description {_for_powershell(job.what)} "
        "-Action $action -Trigger $triggers -Settings $settings -Principal $principal",
    ]


def _for_powershell(text: str) -> str:
    """A text in single quotes, in which PowerShell reads nothing but the quotes themselves."""
    return "'" + SINGLE_QUOTES.sub(lambda quote: quote[0] * 2, text) + "'"
