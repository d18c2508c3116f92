"""Where a secret may be kept, and that it shows itself nowhere."""

from __future__ import annotations

import pickle
import sys
import traceback
from pathlib import Path
from types import ModuleType

import pytest

from sli_cli.deliver.secrets import Secret, find_secret
from sli_cli.errors import BadValue

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


@pytest.mark.parametrize("place", [HIDDEN, f"password:{HIDDEN}", f"keyring:{HIDDEN}", "file:", "env:", ""])
def test_a_place_that_is_none_is_not_echoed(place: str) -> None:
    with pytest.raises(BadValue) as refused:
        find_secret(place)
    assert HIDDEN not in "".join(traceback.format_exception(refused.value)) + refused.value.remedy


@pytest.mark.parametrize("place", ["file:/nowhere/at/all", "file:/", "env:SLI_NOT_SET"])
def test_a_secret_that_is_not_there_is_said(place: str) -> None:
    with pytest.raises(BadValue):
        find_secret(place)


def test_the_keyring_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)  # as Python marks a module that is not to be had
    with pytest.raises(BadValue, match="not installed"):
        find_secret("keyring:sli/jo")
    stored = ModuleType("keyring")
    stored.get_password = lambda service, user: HIDDEN if (service, user) == ("sli", "jo") else None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", stored)
    assert find_secret("keyring:sli/jo").reveal() == HIDDEN
    with pytest.raises(BadValue, match="no secret for al of sli"):
        find_secret("keyring:sli/al")


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
