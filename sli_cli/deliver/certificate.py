"""A certificate with its key, with which an application signs in instead of by a secret."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from time import time
from typing import TYPE_CHECKING
from uuid import uuid4

from sli_cli.deliver.secrets import Secret, read_private
from sli_cli.errors import BadValue

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate as X509

_KEY = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----\s", re.DOTALL)
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s", re.DOTALL)

_LIFE = 600
"""Seconds for which an assertion is valid: what Microsoft advises at most."""


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """`expires` is its last day, in UTC. The key shows itself nowhere."""

    expires: date
    _thumbprint: str
    _key: RSAPrivateKey

    @classmethod
    def read(cls, path: str) -> Certificate:
        """From a PEM file of an RSA key and its certificate, in any order, perhaps with others of its chain.

        Raises BadValue where others can read it, or it does not hold the two; and without the package cryptography.
        """
        try:
            from cryptography.hazmat.primitives.hashes import SHA256
        except ImportError:
            raise BadValue(
                "A certificate needs the package cryptography.", "Install sli-cli[graph], or use a client secret."
            ) from None
        content = read_private(path, "key", most=100_000) + b"\n"
        key = _key_of(content, path)
        own = _certificate_of(key, content, path)
        return cls(own.not_valid_after_utc.date(), _base64(own.fingerprint(SHA256())), key)

    def assertion(self, client: str, audience: str) -> Secret:
        """A signed statement that it is the application `client` who asks `audience` (the token address), now."""
        from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
        from cryptography.hazmat.primitives.hashes import SHA256

        now = int(time())
        header = {"alg": "PS256", "typ": "JWT", "x5t#S256": self._thumbprint}
        claims = {"aud": audience, "iss": client, "sub": client, "jti": str(uuid4()), "iat": now, "nbf": now}
        claims["exp"] = now + _LIFE
        signed = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
        padding = PSS(mgf=MGF1(SHA256()), salt_length=PSS.DIGEST_LENGTH)
        return Secret(f"{signed}.{_base64(self._key.sign(signed.encode(), padding, SHA256()))}")


def _key_of(content: bytes, path: str) -> RSAPrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    found = _KEY.search(content)
    if not found:
        raise BadValue(f"{path} holds no private key.", "Give a PEM file with the certificate and its key.")
    try:
        key = load_pem_private_key(found[0], password=None)
    except TypeError:  # so the library says that it wants a password
        raise BadValue(
            f"The key in {path} is locked with a password.", "Write it without one, in a file that only you can read."
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadValue(f"The key in {path} cannot be read.", "Export the certificate again, as PEM.") from None
    if not isinstance(key, RSAPrivateKey):
        raise BadValue(f"The key in {path} is not an RSA key.", "Microsoft takes RSA keys only: make a new one.")
    return key


def _certificate_of(key: RSAPrivateKey, content: bytes, path: str) -> X509:
    """The certificate in `content` that belongs to `key`."""
    from cryptography.x509 import load_pem_x509_certificate

    for found in _CERTIFICATE.findall(content):
        try:
            certificate = load_pem_x509_certificate(found)
            if certificate.public_key() == key.public_key():
                return certificate
        except ValueError:
            continue
    raise BadValue(
        f"{path} holds no certificate that belongs to its key.", "Give a PEM file with the certificate and its key."
    )


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
