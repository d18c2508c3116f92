"""Which certificates are trusted, for every way out that uses TLS."""

from __future__ import annotations

import ssl

from sli_cli.errors import BadValue


def trusting(ca_file: str) -> ssl.SSLContext:
    """Verifies certificates against the authorities of the system, and those in `ca_file` if it is not "".

    Raises BadValue where that file cannot be read.
    """
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:  # an SSLError is one too
            raise BadValue(
                f"The certificates in {ca_file} cannot be read: {error.strerror or error}.", "Name a file in PEM form."
            ) from None
    return context
