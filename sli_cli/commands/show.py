"""`sli show`: the whole story of one recommendation."""

from __future__ import annotations

import sys

import click

from sli_cli.app import App
from sli_cli.options import command, pass_app, ref_argument
from sli_cli.options import register as of_register
from sli_cli.output import terminal_width
from sli_cli.reports import story_page

NARROWEST, WIDEST = 40, 110
"""The width of the page, in characters: longer lines are hard to read."""


@command("show")
@ref_argument
@of_register
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_app
def show(app: App, ref: str, register: str | None, as_json: bool) -> None:
    """The whole story of a recommendation: its words, its people, how often, and all that was recorded of it.

    \b
    Examples:
      sli show 11
      sli show 11 --json
    """
    from sli_cli.services.finding import find_recommendation
    from sli_cli.services.previewing import upcoming
    from sli_cli.services.schedule import clock_of, register_of

    with app.database.read() as reader:
        one = find_recommendation(reader, ref, register)
        story, document = reader.story(one.id), register_of(reader, one)
        clock = clock_of(reader, one)
        coming = upcoming(clock, one)
    if as_json:
        from sli_cli.render.json_text import indented

        app.say(indented(story_page.whole(one, story), getattr(sys.stdout, "encoding", None) or "utf-8") + "\n")
        return
    width = min(max(terminal_width(), NARROWEST), WIDEST)
    app.say(story_page.page(one, story, document.report_date, coming, width))
