"""What goes wrong with a PostgreSQL database: one sentence, one remedy, exit code 6, and no password."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from threading import Timer

import psycopg
import pytest
import trustme
from click.testing import Result

from sli_cli.errors import DatabaseProblem
from sli_cli.store.addresses import address
from sli_cli.store.change import Stamp
from sli_cli.store.database import Database
from sli_cli.store.postgres_faults import not_connected
from tests.conftest import Run
from tests.places import Server, held, home, name_of, query, raw, stored
from tests.store.proxy import Proxy, between

pytestmark = pytest.mark.postgres

SECRET = "Tops3cret"


def complaint(result: Result) -> str:
    """The one sentence and remedy, on standard error alone, without any password."""
    lines = [line for line in result.stderr.splitlines() if "warning" not in line]
    assert (result.stdout, len(lines)) == ("", 1), result.output
    assert SECRET not in result.output
    return lines[0]


@pytest.fixture
def database(bwd: Run) -> str:
    """The name of the test's database on the server."""
    return name_of(os.environ["SLI_DATABASE"])


@pytest.fixture
def role(bwd: Run, server: Server, database: str) -> Iterator[str]:
    """A role that may do everything, and logs in with a password."""
    name = f"jo{os.getpid()}"
    hba = Path(server.admin.execute("SHOW hba_file").fetchone()[0])  # type: ignore[index]
    before = hba.read_text()
    server.admin.execute(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD '{SECRET}'")
    hba.write_text(f"local all {name} scram-sha-256\n{before}")
    server.admin.execute("SELECT pg_reload_conf()")
    yield name
    hba.write_text(before)
    server.admin.execute("SELECT pg_reload_conf()")
    server.admin.execute(f"DROP ROLE {name}")


@contextmanager
def network(server: Server, **how: object) -> Iterator[Proxy]:
    with between(f"{server.socket}/.s.PGSQL.5432", **how) as proxy:
        yield proxy


# -- not connected -----------------------------------------------------------------------------------------------------


def test_a_server_that_is_down(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = complaint(run("--database", f"postgresql://jo:{SECRET}@127.0.0.1:{port}/sli", "due", code=6))
    assert said == (
        f"sli: postgresql://jo@127.0.0.1:{port}/sli cannot be reached: no PostgreSQL server answers there. Check that "
        "it is up, and host and port."
    )
    said = complaint(run("--database", "postgresql:///sli?host=/nowhere", "due", code=6))
    assert "postgresql:///sli?host=/nowhere cannot be reached: no PostgreSQL server answers there." in said


def test_a_host_that_there_is_not(run: Run) -> None:
    said = complaint(run("--database", f"postgresql://jo:{SECRET}@no-such-host.invalid/sli", "due", code=6))
    assert "postgresql://jo@no-such-host.invalid/sli cannot be reached: there is no host of that name." in said


def test_a_server_that_does_not_answer(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"postgresql://jo@127.0.0.1:{silent.getsockname()[1]}/sli?connect_timeout=2"
        assert "cannot be reached: its server does not answer." in complaint(run("--database", place, "due", code=6))


def test_what_answers_there_is_no_postgresql_server(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        timer = Timer(0, lambda: other.accept()[0].sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        timer.start()
        place = f"postgresql://jo@127.0.0.1:{other.getsockname()[1]}/sli"
        assert "cannot be reached" in complaint(run("--database", place, "due", code=6))
        timer.join()


def test_the_right_password_a_wrong_one_and_none_wherever_it_is_kept(
    role: str, database: str, run: Run, server: Server, monkeypatch: pytest.MonkeyPatch, own_place: Path
) -> None:
    with network(server) as proxy:
        run("--database", proxy.address(database, f"{role}:{SECRET}"), "list")
        said = complaint(run("--database", proxy.address(database, f"{role}:{SECRET}x"), "due", code=6))
        assert f"refused the user {role}: the password is wrong or missing. Put it into .pgpass (mode 0600) or" in said
        monkeypatch.setenv("PGPASSFILE", str(own_place / "pgpass"))
        said = complaint(run("--database", proxy.address(database, role), "due", code=6))
        assert f"refused the user {role}: the password is wrong or missing." in said
        (own_place / "pgpass").write_text(f"127.0.0.1:{proxy.port}:*:{role}:{SECRET}\n")
        (own_place / "pgpass").chmod(0o600)
        run("--database", proxy.address(database, role), "note", "20", "From .pgpass")
        monkeypatch.delenv("PGPASSFILE")
        monkeypatch.setenv("PGPASSWORD", SECRET)
        run("--database", proxy.address(database, role), "note", "20", "From PGPASSWORD")
        monkeypatch.delenv("PGPASSWORD")
        (own_place / "service.conf").write_text(
            f"[team]\nhost=127.0.0.1\nport={proxy.port}\ndbname={database}\nuser={role}\npassword={SECRET}\n"
        )
        monkeypatch.setenv("PGSERVICEFILE", str(own_place / "service.conf"))
        run("--database", "service=team", "note", "20", "From a service")
        said = complaint(run("--database", "service=other", "due", code=6))
        assert "names a service that is in no service file." in said
    assert len(query("SELECT * FROM progress_note")) == 3


def test_a_user_and_a_database_that_there_are_not(run: Run, server: Server, bwd: Run, database: str) -> None:
    said = complaint(run("--database", server.uri(database, "nobody_here"), "due", code=6))
    assert "knows no user nobody_here. Check the user in the address." in said
    said = complaint(run("--database", server.uri("no_such_database"), "due", code=6))
    assert "is not there: its server has no database no_such_database. Have it made (createdb -E UTF8" in said
    said = complaint(run("--database", server.uri("no_such_database"), "init", code=6))
    assert "its server has no database no_such_database" in said


def test_a_database_that_holds_nothing_of_slis(run: Run, server: Server) -> None:
    for command in ("due", "check", "history"):
        said = complaint(run("--database", server.uri("postgres"), command, code=6))
        assert "There is no database of sli's at postgresql://postgres@/postgres?host=" in said
        assert "Make one with `sli init`, or name another with --database." in said


def test_a_role_that_may_not_log_in_or_connect_or_has_no_connection_left(
    bwd: Run, server: Server, database: str
) -> None:
    name = f"al{os.getpid()}"
    place = server.uri(database, name)
    server.admin.execute(f"CREATE ROLE {name} NOLOGIN")
    try:
        assert f"does not let {name} log in" in complaint(bwd("--database", place, "due", code=6))
        server.admin.execute(f"ALTER ROLE {name} LOGIN CONNECTION LIMIT 0")
        assert f"has no connection left for {name}" in complaint(bwd("--database", place, "due", code=6))
        server.admin.execute(f"ALTER ROLE {name} CONNECTION LIMIT -1")
        server.admin.execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")
        assert f"may not be used by {name} (no CONNECT)" in complaint(bwd("--database", place, "due", code=6))
        server.admin.execute(f"GRANT CONNECT ON DATABASE {database} TO PUBLIC")
        said = complaint(bwd("--database", place, "due", code=6))
        assert "This role may not do that" in said and "permission denied for table sli_schema" in said
    finally:
        server.admin.execute(f"DROP ROLE {name}")


def test_without_psycopg_it_is_said_how_to_install_it(own_place: Path) -> None:
    script = "import sys; sys.modules['psycopg'] = None\nfrom sli_cli.cli import main; main()"
    environment = {**os.environ, "SLI_DATABASE": "postgresql://jo@db.example/sli"}
    done = subprocess.run([sys.executable, "-c", script, "due"], capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr == (
        "sli: For a PostgreSQL database sli needs psycopg, which is not installed. Install it: pip install "
        "'sli-cli[postgres]'.\n"
    )


FAILED = 'connection to server at "db" (10.0.0.7), port 5432 failed: FATAL:  '
NO_ENTRY = 'no pg_hba.conf entry for host "10.0.0.9", user "jo", database "sli", '
SAID = {
    f"{FAILED}{NO_ENTRY}no encryption": "wants TLS, and the connection was made without it. Add sslmode=require",
    f"{FAILED}pg_hba.conf rejects connection for host "
    '"10.0.0.9", user "jo", database "sli", SSL off': "wants TLS, and the connection was made without it.",
    f"{FAILED}{NO_ENTRY}SSL encryption\n{FAILED}{NO_ENTRY}no encryption": "is not open to jo from here (no pg_hba.conf",
    'connection to server on socket "/run/.s.PGSQL.5432" failed: FATAL:  no pg_hba.conf entry for host "[local]", user '
    '"jo", database "sli", no encryption': "is not open to jo from here (no pg_hba.conf entry for host",
    f"{FAILED}sorry, too many clients already": "has no connection left for jo.",
    f"{FAILED}remaining connection slots are reserved for roles with the SUPERUSER attribute": "has no connection left",
    f"{FAILED}the database system is starting up": "is starting up or shutting down. Try again in a moment.",
    f"{FAILED}the database system is not yet accepting connections": "is starting up or shutting down.",
    f"{FAILED}Passwort-Authentifizierung für »jo« fehlgeschlagen": "reached: Passwort-Authentifizierung für »jo« fehl",
    f"{FAILED}strange: {SECRET}": "cannot be reached: strange: ….",
}


@pytest.mark.parametrize("what", SAID)
def test_what_libpq_says_becomes_a_sentence(what: str) -> None:
    found = not_connected(psycopg.OperationalError(what), address(f"postgresql://jo:{SECRET}@db/sli"))
    said = f"{found.sentence} {found.remedy}"
    assert said.startswith("postgresql://jo@db/sli ")
    assert SAID[what] in said and SECRET not in said


# -- TLS ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(authority: trustme.CA, server: Server) -> Iterator[Proxy]:
    """The server as one that encrypts, with a certificate for localhost."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(tls)
    with network(server, tls=tls) as proxy:
        yield proxy


def test_an_encrypted_connection_is_made_and_its_certificate_verified(
    bwd: Run, encrypted: Proxy, authority: trustme.CA, database: str, own_place: Path
) -> None:
    authority.cert_pem.write_to_path(str(own_place / "ca.pem"))
    trustme.CA().cert_pem.write_to_path(str(own_place / "other.pem"))
    plain = encrypted.address(database)
    named = plain.replace("127.0.0.1", "localhost")
    bwd("--database", f"{plain}?sslmode=require", "note", "20", "Encrypted")
    bwd("--database", f"{named}?sslmode=verify-full&sslrootcert={own_place}/ca.pem", "note", "20", "Verified")
    for place, why in (
        (f"{named}?sslmode=verify-full&sslrootcert={own_place}/other.pem", "certificate verify failed"),
        (f"{plain}?sslmode=verify-full&sslrootcert={own_place}/ca.pem", "does not match host name"),
        (f"{named}?sslmode=verify-full&sslrootcert={own_place}/none.pem", 'none.pem" does not exist'),
    ):
        said = complaint(bwd("--database", place, "due", code=6))
        assert " is not trusted: " in said and why in said
        assert "sslrootcert=FILE in the address" in said


def test_a_server_without_tls_where_the_address_asks_for_it(bwd: Run, server: Server, database: str) -> None:
    with network(server) as proxy:
        said = complaint(bwd("--database", f"{proxy.address(database)}?sslmode=require", "due", code=6))
        assert "cannot be reached safely: its server has no TLS, and the address asks for it." in said
        said = complaint(bwd("--database", f"{proxy.address(database)}?sslmode=secret", "due", code=6))
        assert "cannot be reached" in said


# -- in the middle -----------------------------------------------------------------------------------------------------


def ours(place: str = "") -> Database:
    return Database(home(place), date(2026, 11, 23), lambda: Stamp("2026-11-23T10:00:00Z", "tester", ""))


def a_note(text: str = "Cut") -> dict[str, object]:
    return {"recommendation_id": 20, "noted_on": "2026-11-23", "noted_by": "x", "text": text}


@pytest.mark.parametrize("moment", ["progress_note", "history_head SET", "history ("])
def test_a_connection_that_is_lost_before_the_end_has_written_nothing(
    bwd: Run, server: Server, database: str, moment: str
) -> None:
    before = stored()
    with network(server, cut=moment.encode()) as proxy:
        said = complaint(bwd("--database", proxy.address(database), "note", "20", "Cut", code=6))
    assert "was lost; nothing was written. Try again." in said
    assert stored() == before


@pytest.mark.parametrize("heard", [False, True])
def test_where_it_is_lost_at_the_end_nobody_knows_and_that_is_said(
    bwd: Run, server: Server, database: str, heard: bool
) -> None:
    with network(server, cut=b"COMMIT\0", heard=heard) as proxy:
        said = complaint(bwd("--database", proxy.address(database), "note", "20", "Cut", code=6))
    assert "was lost while the change was being kept; it may have been kept or not. See what `sli history` says" in said
    assert len(query("SELECT * FROM progress_note")) == heard
    bwd("db", "verify")


def test_a_report_that_is_cut_says_so(bwd: Run, server: Server, database: str) -> None:
    with network(server, cut=b"FETCH") as proxy:
        assert "was lost" in complaint(bwd("--database", proxy.address(database), "due", code=6))


def test_a_connection_that_its_server_ends_has_written_nothing(bwd: Run, server: Server) -> None:
    before = stored()
    with (
        pytest.raises(DatabaseProblem, match=r"The server of .* ended the connection .*; nothing was written"),
        ours().change("note") as change,
    ):
        change.insert("progress_note", **a_note())
        server.admin.execute(
            "SELECT pg_terminate_backend(%s)",
            (change.connection.raw.info.backend_pid,),  # type: ignore[attr-defined]
        )
        change.insert("progress_note", **a_note())
    assert stored() == before


def test_a_statement_that_takes_longer_than_the_server_allows(bwd: Run, server: Server, database: str) -> None:
    before = stored()
    server.admin.execute(f"ALTER DATABASE {database} SET statement_timeout = 100")
    slowly = "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NEW; END'"
    with raw() as connection:
        connection.execute(slowly)
        connection.execute("CREATE TRIGGER slow BEFORE INSERT ON progress_note FOR EACH ROW EXECUTE FUNCTION slowly()")
    said = complaint(bwd("note", "20", "Slow", code=6))
    assert "took longer than its server allows (statement_timeout); nothing was written." in said
    assert stored() == before


FAILING = {
    "53100": "The disk that holds postgresql://",
    "53200": "ran out of memory; nothing was written.",
    "XX001": "is damaged (it failed)",
    "58030": "could not be used (it failed); nothing was written. See the log of its server.",
    "40P01": "waited for this one; nothing was written. Try again.",
}


@pytest.mark.parametrize("state", FAILING)
def test_a_server_that_fails_is_said_to_have_failed(bwd: Run, state: str) -> None:
    before = stored()
    with raw() as connection:
        connection.execute(
            "CREATE FUNCTION failing() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'it failed' USING ERRCODE = '{state}'; END $$"
        )
        connection.execute("CREATE TRIGGER fails BEFORE INSERT ON progress_note EXECUTE FUNCTION failing()")
    assert FAILING[state] in complaint(bwd("note", "20", "Failing", code=6))
    assert stored() == before


def test_a_standby_answers_and_says_that_it_can_only_be_read(bwd: Run, server: Server, database: str) -> None:
    before = stored()
    server.admin.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    bwd("due", "--json")
    bwd("db", "verify")
    said = complaint(bwd("note", "20", "Kept?", code=6))
    assert "can only be read: it is a standby, or was made so; nothing was written. Name the server that takes" in said
    assert stored() == before


def test_whoever_waits_too_long_for_another_writer_gives_up(bwd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLI_BUSY_TIMEOUT", "0")
    with ExitStack() as stack:
        other = stack.enter_context(raw())
        other.execute("SELECT * FROM history_head FOR UPDATE")
        assert "is in use by another process (waited 0 s); nothing was written." in (
            complaint(bwd("note", "20", "Too late", code=6))
        )
        bwd("due")  # a report waits for nobody
        other.rollback()
    bwd("note", "20", "In time")


def waiting(server: Server, database: str) -> bool:
    """Whether somebody waits for a lock there."""
    return bool(
        server.admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", (database,)
        ).fetchone()[0]  # type: ignore[index]
    )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_who_is_stopped_while_waiting_for_another_writer_has_written_nothing(
    bwd: Run, server: Server, database: str, how: signal.Signals
) -> None:
    before = stored()
    environment = {**os.environ, "SLI_BUSY_TIMEOUT": "60"}
    with held():
        line = [sys.executable, "-m", "sli_cli", "note", "20", "Stopped"]
        with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waits:
            began = time.monotonic()
            while not waiting(server, database):
                assert time.monotonic() - began < 30
                time.sleep(0.05)
            waits.send_signal(how)
            out, err = waits.communicate(timeout=20)
        assert out == b""
        if how == signal.SIGINT:
            assert (waits.returncode, err.strip()) == (130, b"sli: interrupted; nothing was written.")
    assert stored() == before
    bwd("note", "20", "In time")
