"""`sli cadence`: how often a recommendation is looked at again; set, confirmed, or previewed."""

from __future__ import annotations

from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, optional_day, warn
from sli_cli.domain.filters import Asked
from sli_cli.domain.words import clean_line, clean_text, typed
from sli_cli.errors import BadValue
from sli_cli.options import command, completing, instead_of_refs, pass_app

USUAL_COUNT = 5
"""How many dates a preview gives unless told."""

PREVIEW, CONFIRM, SET = "--preview", "--confirm", "a new rule"
WHICH = ("words", "dry_run", *Asked._fields)
READ = {
    PREVIEW: ("preview", "start", "first", "reviewed", "count", "as_json"),
    CONFIRM: ("confirm", *WHICH),
    SET: ("start", "first", "wording", "assumed", "reason", *WHICH),
}
"""The options that each use of the command reads; any other that is given with it is refused."""


@command("cadence")
@click.argument("words", nargs=-1, metavar="[REF...] [RULE]", shell_complete=completing("refs"))
@click.option("--confirm", is_flag=True, help="Mark the cadences as confirmed; their dates stay.")
@click.option("--preview", metavar="RULE", help="Print the dates that a rule gives, and change nothing.")
@click.option("--from", "start", metavar="DATE", help="The day from which the rule counts.")
@click.option("--first", metavar="DATE", help="The first date, from which the later ones count.")
@click.option(
    "--reviewed", metavar="DATE", help="With --preview: a review that satisfied the occurrence due on --from."
)
@click.option("--count", type=click.IntRange(1, 1000), metavar="N", help="With --preview: how many; 5 unless given.")
@click.option("--json", "as_json", is_flag=True, help="With --preview: a list of ISO dates.")
@click.option("--wording", metavar="TEXT", help="The document's own words for how often.")
@click.option("--assumed", is_flag=True, help="It is an assumption (say why with --reason).")
@click.option("--reason", metavar="TEXT", help="Why.")
@instead_of_refs()
@click.pass_context
@pass_app
def cadence(app: App, ctx: click.Context, **given: Any) -> None:
    """Say how often recommendations are looked at again, confirm that, or see what a rule would give.

    RULE is the last word, in quotes; before it the refs, or a filter instead of them.

    \b
    Examples:
      sli cadence --preview "every 6 months" --from 2023-08-31
      sli cadence --preview monthly --from 2027-01-31 --reviewed 2027-03-01
      sli cadence 11 --confirm
      sli cadence 20 "every month" --from 2026-11-01
      sli cadence 9 "last working day of every quarter"
      sli cadence --confirm --theme Safeguarding --dry-run
      sli cadence 13 14 "every October" --yes

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
    use = PREVIEW if given["preview"] is not None else CONFIRM if given["confirm"] else SET
    if use == PREVIEW and given["words"]:
        raise BadValue("--preview changes nothing, so it takes no REF.", 'Write sli cadence --preview "RULE".')
    _refuse_unread(ctx, use, given)
    if given["first"] is not None and given["start"] is not None:
        raise BadValue("--first and --from both say from when the rule counts.", "Give one of them.")
    {PREVIEW: _preview, CONFIRM: _confirm, SET: _set}[use](app, given)


def _refuse_unread(ctx: click.Context, use: str, given: dict[str, Any]) -> None:
    flags = {param.name: param.opts[0] for param in ctx.command.params}
    unread = [flags[name] for name, value in given.items() if name not in READ[use] and value not in (None, False, ())]
    if unread:
        raise BadValue(f"Nothing is made of {' and '.join(unread)} with {use}.", "Leave that out.")


def _preview(app: App, given: dict[str, Any]) -> None:
    from sli_cli.domain.datewords import in_full, in_words
    from sli_cli.services.previewing import preview

    first = optional_day(app, given["first"], "--first")
    reviewed = optional_day(app, given["reviewed"], "--reviewed")
    if first and reviewed:
        raise BadValue("--first says that no review was held, and --reviewed that one was.", "Give one of them.")
    start = first or optional_day(app, given["start"], "--from") or app.today
    found = preview(
        given["preview"],
        start,
        given["count"] or USUAL_COUNT,
        lambda: app.database,
        reviewed=start if first else reviewed,
        first=first,
    )
    if found.counts_working_days:
        app.note("Working days leave out the bank holidays of England and Wales; a register may say otherwise.")
    after = f", after a review on {in_full(reviewed)}" if reviewed else ""
    app.note(f"{found.rule}, counted from {in_full(start)}{after}:")
    if given["as_json"]:
        import json

        app.say(json.dumps([day.isoformat() for day in found.days]) + "\n")
        return
    app.say(f"{day.isoformat()}  {in_words(day)}\n" for day in found.days)
    if not found.days:
        app.note("Nothing follows: the rule gives no further date.")


def _confirm(app: App, given: dict[str, Any]) -> None:
    from sli_cli.services import cadences

    carry_out(
        app,
        _which(given, given["words"]),
        lambda refs, register, keep: cadences.confirm(app.database, refs, register, keep=keep),
    )


def _set(app: App, given: dict[str, Any]) -> None:
    from sli_cli.services import cadences

    *refs, rule = _refs_and_rule(given)
    reason = given["reason"] or ""
    new = cadences.NewCadence(
        rule=clean_line(rule, "rule"),
        by=app.actor,
        start=optional_day(app, given["start"], "--from"),
        first=optional_day(app, given["first"], "--first"),
        wording=clean_line(given["wording"], "wording") if given["wording"] else None,
        assumed=given["assumed"],
        reason=clean_text(reason, "reason", empty=not given["assumed"]),
    )
    warn(app, reason=new.reason, wording=new.wording or "")
    carry_out(
        app,
        _which(given, refs),
        lambda refs, register, keep: cadences.set_rule(app.database, refs, register, new, keep=keep),
    )


def _refs_and_rule(given: dict[str, Any]) -> list[str]:
    """The refs, and last the rule. Raises BadValue where either is missing, or a rule of several words is unquoted."""
    from sli_cli.domain.cadence_grammar import is_rule

    words: list[str] = list(given["words"])
    filtered = any(given[name] for name in Asked._fields if name != "register")
    if not words and not filtered:
        raise BadValue("No recommendation was named.", "Give its ref and a rule, or --preview RULE.")
    if not words or (len(words) == 1 and not filtered and not is_rule(words[0])):
        raise BadValue(f"Nothing to do with {words[0] if words else 'those'}.", "Give a rule, or --confirm.")
    together = " ".join(words[1:])
    if len(words) > 2 and not is_rule(words[-1]) and is_rule(together):
        remedy = f"Put it in quotes: sli cadence {typed(words[0])} {typed(together)}."
        raise BadValue("The rule is in several words.", remedy)
    return words


def _which(given: dict[str, Any], refs: list[str]) -> dict[str, Any]:
    return {"refs": refs, **{name: given[name] for name in WHICH if name != "words"}}
