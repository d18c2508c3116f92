"""The address of a PostgreSQL database as people paste it; and that its password is never printed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sli_cli.errors import BadValue, DatabaseProblem
from sli_cli.store.addresses import address, is_address
from sli_cli.store.homes import home_of
from sli_cli.store.sqlite import SqliteFile
from tests.conftest import Run

H = {"host": "db.example", "dbname": "sli"}
PASTED = {
    "postgresql://db.example/sli": (H, "postgresql://db.example/sli"),
    "postgres://db.example/sli": (H, "postgresql://db.example/sli"),
    "postgresql+psycopg://db.example/sli": (H, "postgresql://db.example/sli"),
    "postgresql+psycopg2://db.example/sli": (H, "postgresql://db.example/sli"),
    "POSTGRESQL://db.example/sli": (H, "postgresql://db.example/sli"),
    "  postgresql://db.example/sli\t": (H, "postgresql://db.example/sli"),
    '"postgresql://db.example/sli"': (H, "postgresql://db.example/sli"),
    "psql postgresql://db.example/sli": (H, "postgresql://db.example/sli"),
    "psql 'host=db.example dbname=sli'": (H, "postgresql://db.example/sli"),
    "postgresql://jo@db.example:6432/sli": (
        {**H, "user": "jo", "port": "6432"},
        "postgresql://jo@db.example:6432/sli",
    ),
    "postgresql://jo:pw@db.example/sli": ({**H, "user": "jo", "password": "pw"}, "postgresql://jo@db.example/sli"),
    "postgresql://jo:p%40ss@db.example/sli": (
        {**H, "user": "jo", "password": "p@ss"},
        "postgresql://jo@db.example/sli",
    ),
    "postgresql://jo:p@ss/w:rd#100%?@db.example/sli": (
        {**H, "user": "jo", "password": "p@ss/w:rd#100%?"},
        "postgresql://jo@db.example/sli",
    ),
    "postgresql://jo%40council:pw@db.example/sli": (
        {**H, "user": "jo@council", "password": "pw"},
        "postgresql://jo@council@db.example/sli",
    ),
    "jdbc:postgresql://db.example:5432/sli?user=jo&password=p+w&ssl=true": (
        {**H, "port": "5432", "user": "jo", "password": "p+w", "sslmode": "require"},
        "postgresql://jo@db.example:5432/sli?sslmode=require",
    ),
    "postgresql://db.example/sli?options=-csearch_path%3Dteam&sslrootcert=/etc/ca.pem": (
        {**H, "options": "-csearch_path=team", "sslrootcert": "/etc/ca.pem"},
        "postgresql://db.example/sli?options=-csearch_path=team&sslrootcert=/etc/ca.pem",
    ),
    "postgresql://one:1,two:2/sli": (
        {"host": "one,two", "port": "1,2", "dbname": "sli"},
        "postgresql://one:1,two:2/sli",
    ),
    "postgresql://[2001:db8::7]:5432/sli": (
        {"host": "2001:db8::7", "port": "5432", "dbname": "sli"},
        "postgresql://[2001:db8::7]:5432/sli",
    ),
    "postgresql://%2Frun%2Fpostgresql/sli": (
        {"host": "/run/postgresql", "dbname": "sli"},
        "postgresql:///sli?host=/run/postgresql",
    ),
    "postgresql:///sli": ({"dbname": "sli"}, "postgresql:///sli"),
    "postgresql://": ({}, "postgresql:///"),
    "service=sli": ({"service": "sli"}, "postgresql:///?service=sli"),
    r"host=db.example dbname = sli user='O\'Hara' password='a b\\c'": (
        {**H, "user": "O'Hara", "password": "a b\\c"},
        "postgresql://O'Hara@db.example/sli",
    ),
}


@pytest.mark.parametrize("pasted", PASTED)
def test_an_address_is_read_as_it_is_pasted_and_shown_without_its_password(pasted: str) -> None:
    parameters, shown = PASTED[pasted]
    assert is_address(pasted)
    assert (address(pasted).parameters, address(pasted).shown) == (parameters, shown)


@pytest.mark.parametrize("pasted", [pasted for pasted in PASTED if "@council" not in pasted])
def test_what_is_shown_may_be_typed_again(pasted: str) -> None:
    found = address(pasted)
    again = address(found.shown)
    assert again.parameters == {name: value for name, value in found.parameters.items() if name != "password"}
    assert again.shown == found.shown


@pytest.mark.parametrize(
    "pasted",
    [
        "postgresql://jo:secret",
        "postgresql://jo:secret/db.example",
        "postgresql://db.example:secret@5432/x",
        "host=db.example password=my secret dbname=sli",
        "host=db.example password='secret",
        "host=db.example port=secret",
        "postgresql://[secret",
    ],
)
def test_what_cannot_be_read_is_refused_and_not_echoed(pasted: str) -> None:
    try:
        said = address(pasted).shown
    except BadValue as error:
        said = f"{error.sentence} {error.remedy}"
    assert "secret" not in said


@pytest.mark.parametrize(
    "name", ["register.db", "C:\\registers\\register.db", "/srv/a=b/register.db", "sqlite:///register.db", "./host=x"]
)
def test_a_path_is_no_address(name: str) -> None:
    assert not is_address(name)
    assert isinstance(home_of(name, 5.0), SqliteFile)


@pytest.mark.parametrize(
    "pasted",
    [
        "postgresql:/jo:Tops3cret@db.example/sli",
        "psql -h db.example -U jo sli",
        "Server=db.example;Database=sli;User Id=jo;Password=Tops3cret",
        "pgsql:host=db.example;password=Tops3cret",
        "jdbc:postgresql:sli?user=jo&password=Tops3cret",
    ],
)
def test_an_address_that_went_wrong_is_no_file_and_is_not_echoed(run: Run, pasted: str, own_place: Path) -> None:
    said = run("--database", pasted, "init", code=2)
    assert "The address of the database cannot be read." in said.stderr and "Tops3cret" not in said.output
    assert "Tops3cret" not in run("--database", pasted, "config").output
    assert [path.name for path in own_place.iterdir() if "settings" not in path.name] == []


def test_no_password_of_another_kind_of_database_is_shown(run: Run) -> None:
    assert "Tops3cret" not in run("--database", "mysql://jo:Tops3cret@db.example/sli", "config").output


def test_a_kind_of_database_that_there_is_not_is_refused() -> None:
    with pytest.raises(DatabaseProblem, match="mysql databases are not in this version of sli"):
        home_of("mysql://db.example/sli", 5.0)


PASSWORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=4).map(lambda text: f"q{text}q")


@given(password=PASSWORDS)
def test_no_password_is_ever_shown_however_it_is_written(password: str) -> None:
    for pasted in (
        f"postgresql://jo:{password}@db.example/sli",
        f"postgresql://db.example/sli?password={password}",
        f"host=db.example dbname=sli password={password}",
    ):
        try:
            said = address(pasted).shown
        except BadValue as error:
            said = f"{error.sentence} {error.remedy}"
        assert password not in said


@pytest.mark.parametrize("command", [("due",), ("init",), ("db", "verify"), ("config",), ("check",)])
def test_no_command_prints_the_password(run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]) -> None:
    for place in (
        "postgresql://jo:Tops3cret@127.0.0.1:1/sli",
        "host=127.0.0.1 port=1 user=jo password=Tops3cret",
        "postgresql://jo:Tops3cret@127.0.0.1:1/sli?schema=team",
        "postgresql://jo:Tops3cret",
        "postgresql://jo:Tops3cret@127.0.0.1:1/sli\x07",
    ):
        monkeypatch.setenv("SLI_DATABASE", place)
        result = run(*command, code=0) if command == ("config",) else _failed(*command)
        assert "Tops3cret" not in result.output


def _failed(*command: str) -> object:
    from click.testing import CliRunner

    from sli_cli.cli import sli

    result = CliRunner().invoke(sli, list(command), prog_name="sli")
    assert result.exit_code in (2, 6), result.output
    assert len(result.output.strip().splitlines()) == 1
    return result


def test_a_password_on_the_command_line_is_warned_of(run: Run) -> None:
    place = "postgresql://jo:Tops3cret@127.0.0.1:1/sli"
    said = run("--database", place, "due", code=6).stderr
    assert said.startswith("sli: warning: a password on the command line can be read by others on this machine;")
    assert "warning" not in run("--database", "postgresql://jo@127.0.0.1:1/sli", "due", code=6).stderr


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_a_password_in_a_settings_file_that_others_can_read_is_refused(
    run: Run, own_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLI_DATABASE")
    settings = own_place / "settings.toml"
    settings.write_text("database = 'postgresql://jo:Tops3cret@127.0.0.1:1/sli'\n")
    settings.chmod(0o644)
    said = run("due", code=2).stderr
    assert "holds the password of the database, and others can read it. Keep it in .pgpass" in said
    settings.chmod(0o600)
    assert "no PostgreSQL server answers there" in run("due", code=6).stderr
