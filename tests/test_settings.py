"""Where a setting comes from, what may stand in its file, and that a secret may not."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from sli_cli.errors import BadValue
from sli_cli.settings import NAMES, load
from tests.conftest import Run

HIDDEN = "tr0ub4dor-hidden"


def said(path: Path, text: str) -> dict[str, str]:
    path.write_text(text)
    return {name: found.value for name, found in load({}, {"SLI_CONFIG": str(path)}).found.items()}


def test_a_flag_comes_before_the_environment_before_the_file_before_the_default(own_place: Path) -> None:
    file = own_place / "settings.toml"
    file.write_text("by = 'file'\nmail-security = 'none'\nmail-user = 'file'")
    found = load({"by": "flag"}, {"SLI_CONFIG": str(file), "SLI_BY": "environment", "SLI_MAIL_USER": "sli"}).found
    assert [tuple(found[name]) for name in ("by", "mail-user", "mail-security", "mail-timeout")] == [
        ("flag", "the command line"),
        ("sli", "environment"),
        ("none", str(file)),
        ("30", "default"),
    ]


def test_every_setting_has_a_variable_of_its_name_and_a_meaning() -> None:
    for name, (variable, meaning) in NAMES.items():
        assert variable == "SLI_" + name.upper().replace("-", "_")
        assert meaning


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("mail-timeout = 60", "mail-timeout", "60"),
        ("graph-expires = 2027-05-01", "graph-expires", "2027-05-01"),
        ("graph-expires = '2027-05-01'", "graph-expires", "2027-05-01"),
        ("allow-network-folder = true", "allow-network-folder", "true"),
        ("mail-from = 'SLI <sli@example.gov.uk>'", "mail-from", "SLI <sli@example.gov.uk>"),
    ],
)
def test_a_value_may_be_written_as_toml_has_it(own_place: Path, line: str, name: str, value: str) -> None:
    assert said(own_place / "settings.toml", line)[name] == value


@pytest.mark.parametrize("line", ["mail-user = 5", "mail-from = true", "mail-server = 25", "graph-client = 2027-05-01"])
def test_a_text_needs_quotes(own_place: Path, line: str) -> None:
    with pytest.raises(BadValue, match="is no text"):
        said(own_place / "settings.toml", line)


SECRETS = [
    ("mail-password", HIDDEN),
    ("mail-password", f"password:{HIDDEN}"),
    ("graph-secret", HIDDEN),
    ("graph-secret", f" file:{HIDDEN}"),
    ("mail-server", f"smtp://sli:{HIDDEN}@mail.example.gov.uk"),
]


@pytest.mark.parametrize(("name", "value"), SECRETS)
def test_a_secret_itself_is_refused_wherever_it_stands_and_not_echoed(own_place: Path, name: str, value: str) -> None:
    file = own_place / "settings.toml"
    variable = NAMES[name][0]
    for text, environment, source in ((f"{name} = '{value}'", {}, str(file)), ("", {variable: value}, "environment")):
        file.write_text(text)
        with pytest.raises(BadValue) as refused:
            load({}, {"SLI_CONFIG": str(file), **environment})
        assert refused.value.sentence.startswith(f"{name} (from {source}) ")
        assert HIDDEN not in "".join(traceback.format_exception(refused.value)) + refused.value.remedy


@pytest.mark.parametrize("text", [f"password = '{HIDDEN}'", f"mail-password = '{HIDDEN}", f"mail-password = {HIDDEN}"])
def test_a_file_that_is_wrong_otherwise_shows_no_value(own_place: Path, text: str) -> None:
    with pytest.raises(BadValue) as refused:
        said(own_place / "settings.toml", text)
    assert HIDDEN not in "".join(traceback.format_exception(refused.value)) + refused.value.remedy


def test_config_shows_where_secrets_are_kept_and_not_what_they_are(
    run: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = own_place / "password"
    kept.write_text(HIDDEN)
    kept.chmod(0o600)
    monkeypatch.setenv("KEPT", HIDDEN)
    (own_place / "settings.toml").write_text(f"mail-password = 'file:{kept}'\ngraph-secret = 'env:KEPT'")
    for args in (("config",), ("config", "--json"), ("config", "show", "--format", "csv")):
        shown = run(*args).output
        assert HIDDEN not in shown
        assert "env:KEPT" in shown
        assert "graph-certificate" in shown


@pytest.mark.parametrize(("name", "value"), SECRETS)
def test_no_command_echoes_a_secret_that_stands_in_the_settings(
    run: Run, own_place: Path, name: str, value: str
) -> None:
    (own_place / "settings.toml").write_text(f"{name} = '{value}'")
    for args in (("config",), ("due",), ("config", "path")):
        assert HIDDEN not in run(*args, code=2).output
