"""A certificate to sign in with: which files hold one, when it expires, and that its key stays inside."""

from __future__ import annotations

import pickle
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sli_cli.deliver.certificate import Certificate
from sli_cli.deliver.graph import GraphChannel
from sli_cli.domain.outcome import Accepted, Later
from sli_cli.errors import BadValue
from tests.deliver.conftest import Register, a_message
from tests.deliver.graph_server import CLIENT, Cloud, a_certificate


@pytest.fixture(scope="module")
def made() -> tuple[bytes, x509.Certificate]:
    return a_certificate()


def in_file(folder: Path, content: bytes, mode: int = 0o600) -> str:
    path = folder / "sli.pem"
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


def test_an_application_signs_in_with_its_certificate(
    register: Register, cloud: Cloud, made: tuple[bytes, x509.Certificate], tmp_path: Path
) -> None:
    content, cloud.certificate = made
    with GraphChannel(register(certificate=in_file(tmp_path, content))) as channel:
        assert isinstance(channel.send(a_message()), Accepted)
    assert len(cloud.taken) == 1


def test_a_certificate_that_is_not_the_applications_is_told_so(
    register: Register, cloud: Cloud, made: tuple[bytes, x509.Certificate], tmp_path: Path
) -> None:
    _, cloud.certificate = made
    with GraphChannel(register(certificate=in_file(tmp_path, a_certificate()[0]))) as channel:
        outcome = channel.send(a_message())
    assert isinstance(outcome, Later)
    assert "(AADSTS700027): the certificate is not the application's: upload it" in outcome.reason


def test_each_assertion_is_another(made: tuple[bytes, x509.Certificate], tmp_path: Path) -> None:
    certificate = Certificate.read(in_file(tmp_path, made[0]))
    assert len({certificate.assertion(CLIENT, "https://login.example").reveal() for _ in range(20)}) == 20


@pytest.mark.parametrize("time", [(0, 0, 0), (12, 0, 0), (23, 59, 59)])
def test_it_says_on_which_day_it_expires(tmp_path: Path, time: tuple[int, int, int]) -> None:
    content, _ = a_certificate(datetime(2026, 12, 31, *time, tzinfo=UTC))
    assert Certificate.read(in_file(tmp_path, content)).expires == date(2026, 12, 31)


def test_key_and_certificate_may_stand_in_any_order_and_among_others(
    made: tuple[bytes, x509.Certificate], tmp_path: Path
) -> None:
    content, own = made
    chain = a_certificate()[1].public_bytes(Encoding.PEM)
    certificate = own.public_bytes(Encoding.PEM)
    key = content.replace(certificate, b"")
    for parts in (
        (certificate, key),
        (chain, certificate, key),
        (b"Bag Attributes\n    friendlyName: sli\n", chain, b"subject=CN = sli\n", key, b"\n", certificate.rstrip()),
        (content.replace(b"\n", b"\r\n"),),
    ):
        assert Certificate.read(in_file(tmp_path, b"".join(parts))).expires == date(2027, 11, 23)


def pem(key: object) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined,no-any-return]


def test_what_is_no_certificate_with_its_key_is_refused(made: tuple[bytes, x509.Certificate], tmp_path: Path) -> None:
    content, own = made
    certificate = own.public_bytes(Encoding.PEM)
    key = content.replace(certificate, b"")
    curve = ec.generate_private_key(ec.SECP256R1())
    for wrong, words in {
        b"": "holds no private key",
        certificate: "holds no private key",
        key: "holds no certificate that belongs to its key",
        key + a_certificate()[1].public_bytes(Encoding.PEM): "holds no certificate that belongs to its key",
        key + certificate.replace(b"M", b"N"): "holds no certificate that belongs to its key",
        key.replace(b"M", b"N") + certificate: "cannot be read",
        a_certificate(password=b"hunter2")[0]: "is locked with a password",
        a_certificate(key=curve)[0]: "is not an RSA key",
        pem(ed25519.Ed25519PrivateKey.generate()) + certificate: "is not an RSA key",
    }.items():
        with pytest.raises(BadValue, match=words):
            Certificate.read(in_file(tmp_path, wrong))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_a_key_that_others_can_read_is_refused(made: tuple[bytes, x509.Certificate], tmp_path: Path) -> None:
    path = in_file(tmp_path, made[0], mode=0o644)
    with pytest.raises(BadValue, match="Others than its owner can read the key") as refused:
        Certificate.read(path)
    assert f"chmod 600 {path}" in refused.value.remedy
    for missing in (str(tmp_path), str(tmp_path / "none.pem")):
        with pytest.raises(BadValue):
            Certificate.read(missing)


def test_the_key_shows_itself_nowhere(made: tuple[bytes, x509.Certificate], tmp_path: Path) -> None:
    certificate = Certificate.read(in_file(tmp_path, made[0]))
    assert "RSA" not in repr(certificate)
    with pytest.raises(TypeError):
        pickle.dumps(certificate)


def test_without_the_package_it_says_what_to_install(
    made: tuple[bytes, x509.Certificate], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_file(tmp_path, made[0])
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.hashes", None)
    with pytest.raises(BadValue) as refused:
        Certificate.read(path)
    assert refused.value.remedy == "Install sli-cli[graph], or use a client secret."
