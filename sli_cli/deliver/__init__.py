"""The wall behind which messages go out: channels found by name, imported on use.

A channel is a context manager that sends one message after the other and says what became of each; what one server or
disk does wrong is an outcome, never an exception.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from sli_cli.domain.words import near
from sli_cli.errors import BadValue

if TYPE_CHECKING:
    from sli_cli.deliver.message import Message
    from sli_cli.domain.outcome import Outcome

CHANNELS = {"smtp": "SmtpChannel", "graph": "GraphChannel", "file": "FileChannel", "stdout": "StdoutChannel"}
"""The channels: the name of the module, and that of its class."""


class Channel(Protocol):
    """One way out. Entering it does nothing yet; leaving it closes what sending opened."""

    def __enter__(self) -> Channel: ...

    def __exit__(self, *error: object) -> None: ...

    def send(self, message: Message) -> Outcome: ...


def channel(name: str, *settings: Any, **more: Any) -> Channel:
    """The channel called `name`, made with its own settings; BadValue where there is none of that name."""
    if name not in CHANNELS:
        meant = near(name, CHANNELS)
        raise BadValue(
            f"There is no way out called {name!r}.",
            f"Did you mean {meant}?" if meant else f"Choose one of: {', '.join(CHANNELS)}.",
        )
    made: Channel = getattr(import_module(f"sli_cli.deliver.{name}"), CHANNELS[name])(*settings, **more)
    return made
