"""`sli review`: records a review; the next one follows."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, day, optional_day, text_or_stdin, warn
from sli_cli.domain.vocabulary import OUTCOMES, RATINGS
from sli_cli.options import Choice, command, option, pass_app, targets_but


@command("review")
@targets_but("--rating")
@click.option("--outcome", type=Choice(OUTCOMES), required=True, help="What was found.")
@click.option("--note", required=True, help="What was said, in words; - reads standard input.")
@click.option("--on", metavar="DATE", help="When it was held (today unless given).")
@click.option("--rating", type=Choice(RATINGS), help="The rating that was given.")
@option("--at", "forum", metavar="BOARD", complete="forums", help="The board at which it was held.")
@click.option("--next", "next_", metavar="DATE", help="The next review, instead of the rule's.")
@click.option("--reason", default="", help="Why the next review is later than the rule's.")
@click.option("--early", is_flag=True, help="Let it count although it comes much too early.")
@pass_app
def review(app: App, **given: Any) -> None:
    """Record a review of one or several recommendations; the next review follows.

    A review needs an outcome and a note. What follows depends on the rule, and on the review's date, never on today.

    \b
    Examples:
      sli review 3 --outcome done --note "The DPH is the lead"
      sli review 4 --outcome "on track" --note "To Council" --on 2026-10-01
    """
    from sli_cli.services.reviews import NewReview
    from sli_cli.services.reviews import review as record

    new = NewReview(
        on=day(app, given.pop("on"), "--on"),
        by=app.actor,
        note=text_or_stdin(given.pop("note")),
        next=optional_day(app, given.pop("next_"), "--next"),
        **{name: given.pop(name) for name in ("outcome", "rating", "forum", "reason", "early")},
    )
    warn(app, note=new.note)
    carry_out(app, given, lambda refs, register, keep: record(app.database, refs, register, new, keep=keep))
