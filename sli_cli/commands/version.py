"""`sli version`: name and version."""

from __future__ import annotations

from sli_cli import __version__
from sli_cli.app import App
from sli_cli.options import command, pass_app


@command("version")
@pass_app
def version(app: App) -> None:
    """Print name and version on one line.

    \b
    Examples:
      sli version
    """
    app.say(f"sli {__version__}\n")
