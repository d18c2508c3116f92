"""Where a secret may be kept, and that it shows itself nowhere."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from sli_cli.deliver.secrets import Secret, find_secret
from sli_cli.errors import BadValue
from tests.deliver.keyring_in_a_file import FileKeyring

HIDDEN = "tr0ub4dor-hidden"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(f"{HIDDEN}\n")
    file.chmod(0o600)
    return file


def test_a_secret_is_found_where_it_is_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLI_SMTP_PASSWORD", HIDDEN)
    assert find_secret(f"file:{kept}").reveal() == HIDDEN
    assert find_secret("env:SLI_SMTP_PASSWORD").reveal() == HIDDEN
    monkeypatch.setenv("HOME", str(kept.parent))
    monkeypatch.setenv("USERPROFILE", str(kept.parent))
    assert find_secret("file:~/password").reveal() == HIDDEN


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o602, 0o660, 0o611])
def test_a_file_that_others_can_read_is_refused(kept: Path, mode: int) -> None:
    kept.chmod(mode)
    with pytest.raises(BadValue) as refused:
        find_secret(f"file:{kept}")
    assert f"mode {mode:03o}" in refused.value.sentence
    assert f"chmod 600 {kept}" in refused.value.remedy


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"tr0ub4dor-hidden\nsecond\n", b"tr0ub4dor-hidden\x00", b"tr0ub4dor-hidden\xff"]
)
def test_a_file_that_is_no_single_line_is_refused_and_not_shown(kept: Path, content: bytes) -> None:
    kept.write_bytes(content)
    with pytest.raises(BadValue) as refused:
        find_secret(f"file:{kept}")
    assert HIDDEN not in "".join(traceback.format_exception(refused.value)) + refused.value.remedy


@pytest.mark.parametrize(
    "place", [HIDDEN, f"password:{HIDDEN}", f"keyring:{HIDDEN}", f"env:{HIDDEN}", "file:", "env:", "env:A B", ""]
)
def test_a_place_that_is_none_is_not_echoed(place: str) -> None:
    with pytest.raises(BadValue) as refused:
        find_secret(place)
    assert HIDDEN not in "".join(traceback.format_exception(refused.value)) + refused.value.remedy


@pytest.mark.parametrize("name", ["hush9", "Hush9", "tr0ub4dor", "h", "_hush9"])
def test_a_name_that_may_be_the_secret_itself_is_not_echoed(name: str) -> None:
    with pytest.raises(BadValue) as refused:
        find_secret(f"env:{name}")
    assert refused.value.sentence == "The environment variable of that name holds no secret."
    assert refused.value.remedy == "Is it a name? Name a place: file:PATH, env:NAME or keyring:SERVICE/USER."


@pytest.mark.parametrize("name", ["SLI_NOT_SET", "_X9", "PASSWORD"])
def test_a_name_of_a_variable_that_is_not_set_is_said(name: str) -> None:
    with pytest.raises(BadValue) as refused:
        find_secret(f"env:{name}")
    assert refused.value.sentence == f"The environment variable {name} holds no secret."


@pytest.mark.parametrize("place", ["file:/nowhere/at/all", "file:/", "file:a\0b", "env:SLI_NOT_SET"])
def test_a_secret_that_is_not_there_is_said(place: str) -> None:
    with pytest.raises(BadValue):
        find_secret(place)


@pytest.fixture
def keyring_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The real package keyring, whose back end is a file of this test."""
    before = keyring.get_keyring()
    monkeypatch.setenv("SLI_TEST_KEYRING", str(tmp_path / "keyring.json"))
    keyring.set_keyring(FileKeyring())
    yield tmp_path / "keyring.json"
    keyring.set_keyring(before)


def test_a_secret_is_found_in_the_keyring(keyring_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.set_password("sli", "jo", HIDDEN)
    keyring.set_password("sli", "jo/smtp", HIDDEN[::-1])
    assert find_secret("keyring:sli/jo").reveal() == HIDDEN
    assert find_secret("keyring:sli/jo/smtp").reveal() == HIDDEN[::-1]
    with pytest.raises(BadValue, match="no secret for al of sli") as missing:
        find_secret("keyring:sli/al")
    assert missing.value.remedy == "Run keyring set sli al."

    monkeypatch.setenv("SLI_TEST_KEYRING", "locked")
    with pytest.raises(BadValue, match="KeyringLocked") as locked:
        find_secret("keyring:sli/jo")
    assert HIDDEN not in "".join(traceback.format_exception(locked.value))


def test_what_the_keyring_command_stored_is_found(keyring_file: Path) -> None:
    backend = {"PYTHON_KEYRING_BACKEND": "tests.deliver.keyring_in_a_file.FileKeyring", "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-m", "keyring", "set", "sli", "jo"]
    subprocess.run(command, input=HIDDEN, text=True, env={**os.environ, **backend}, check=True, capture_output=True)
    assert find_secret("keyring:sli/jo").reveal() == HIDDEN


def test_a_machine_without_a_keyring_says_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    with pytest.raises(BadValue, match="NoKeyringError"):
        find_secret("keyring:sli/jo")
    keyring.set_keyring(before)
    monkeypatch.setitem(sys.modules, "keyring", None)  # as Python marks a module that is not to be had
    with pytest.raises(BadValue, match="not installed") as refused:
        find_secret("keyring:sli/jo")
    assert refused.value.remedy == "Install sli-cli[keyring], or use file:PATH or env:NAME."


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(HIDDEN)
    for shown in (repr(secret), str(secret), f"{secret}", f"{[secret]!r}", "%s" % secret):  # noqa: UP031
        assert shown.find(HIDDEN) == -1
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize("text", ["", "a\nb", "a\x00b"])
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        Secret(text)
