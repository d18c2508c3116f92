"""`sli cadence`: how often a recommendation is looked at again; set, confirmed, or previewed."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import needed_day
from sli_cli.domain.words import clean_line, clean_text
from sli_cli.errors import BadValue
from sli_cli.options import command, completing, pass_app


@command("cadence")
@click.argument("ref", required=False, shell_complete=completing("refs"))
@click.argument("rule", required=False)
@click.option("--confirm", is_flag=True, help="Mark the cadence as confirmed; its dates stay.")
@click.option("--preview", metavar="RULE", help="Print the dates that a rule gives.")
@click.option("--from", "start", metavar="DATE", help="The day from which the rule counts.")
@click.option("--first", metavar="DATE", help="The first date, from which the later ones count.")
@click.option(
    "--reviewed", metavar="DATE", help="With --preview: a review that satisfied the occurrence due on --from."
)
@click.option("--count", type=click.IntRange(1, 1000), default=5, show_default=True, help="With --preview: how many.")
@click.option("--json", "as_json", is_flag=True, help="With --preview: a list of ISO dates.")
@click.option("--wording", metavar="TEXT", help="The document's own words for how often.")
@click.option("--assumed", is_flag=True, help="It is an assumption (say why with --reason).")
@click.option("--reason", default="", help="Why.")
@click.option("--register", metavar="NAME", help="Of this register.")
@pass_app
def cadence(app: App, ref: str | None, rule: str | None, **given: Any) -> None:
    """Say how often a recommendation is looked at again, or see what a rule would give.

    \b
    Examples:
      sli cadence --preview "every 6 months" --from 2023-08-31
      sli cadence --preview monthly --from 2027-01-31 --reviewed 2027-03-01
      sli cadence 11 --confirm
      sli cadence 20 "every month" --from 2026-11-01
      sli cadence 9 "last working day of every quarter"

    \b
    Rules:
      every 3 months; weekly, monthly, quarterly, annually
      6 months after review
      every March and September; on 31 March each year
      last Friday of every month; first working day of every quarter
      at each LSCB meeting; every second LSCB meeting
      at the first LSCB meeting on or after every 6 months
      when: EVENT; check every 6 months; then every year
      once on 2027-03-31; once 6 months after adoption; none
    """
    if given["preview"] is not None:
        if ref is not None:
            raise BadValue("--preview changes nothing, so it takes no REF.", 'Write sli cadence --preview "RULE".')
        _preview(app, given)
    elif ref is None:
        raise BadValue("No recommendation was named.", "Give its ref and a rule, or --preview RULE.")
    elif given["confirm"] == (rule is not None):
        raise BadValue(f"Nothing to do with {ref}.", "Give a rule, or --confirm.")
    else:
        _change(app, ref, rule, given)


def _preview(app: App, given: dict[str, Any]) -> None:
    from sli_cli.domain.datewords import in_words
    from sli_cli.services.cadences import preview

    start = needed_day(app, given["start"], "--from") if given["start"] else app.today
    reviewed = needed_day(app, given["reviewed"], "--reviewed") if given["reviewed"] else None
    days = preview(given["preview"], start, reviewed, given["count"], lambda: app.database)
    if given["as_json"]:
        import json

        app.say(json.dumps([day.isoformat() for day in days]) + "\n")
    else:
        app.say(f"{day.isoformat()}  {in_words(day)}\n" for day in days)
        if not days:
            app.note("Nothing follows: the rule gives no further date.")


def _change(app: App, ref: str, rule: str | None, given: dict[str, Any]) -> None:
    from sli_cli.services.cadences import NewCadence, confirm, set_rule

    if rule is None:
        lines = confirm(app.database, [ref], given["register"])
    else:
        new = NewCadence(
            rule=clean_line(rule, "rule"),
            by=app.actor,
            start=needed_day(app, given["start"], "--from") if given["start"] else None,
            first=needed_day(app, given["first"], "--first") if given["first"] else None,
            wording=clean_line(given["wording"], "wording") if given["wording"] else None,
            assumed=given["assumed"],
            reason=clean_text(given["reason"], "reason", empty=not given["assumed"]),
        )
        lines = set_rule(app.database, [ref], given["register"], new)
    app.say(f"{line}\n" for line in lines)
