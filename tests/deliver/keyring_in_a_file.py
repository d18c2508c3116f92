"""A keyring as a file, for the real package keyring: what a desktop keeps locked is here a JSON file of a test."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Keeps its secrets in the file that SLI_TEST_KEYRING names; where that is "locked", it cannot be opened."""

    priority = 1  # type: ignore[assignment]

    @property
    def _file(self) -> Path:
        name = os.environ["SLI_TEST_KEYRING"]
        if name == "locked":
            raise KeyringLocked("tr0ub4dor-hidden is not what anybody should read here")
        return Path(name)

    def _kept(self) -> dict[str, str]:
        kept: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        return kept

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._kept(), f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(service)
