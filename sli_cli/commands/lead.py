"""`sli lead`: the accountable posts, who holds them, and what each leads."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from sli_cli.app import App
from sli_cli.changing import carry_out, day, optional_day, perform, tell
from sli_cli.commands.lead_absence import away, back, post_argument
from sli_cli.domain.window import within
from sli_cli.errors import BadValue
from sli_cli.options import completing, group, option, output_of_lists, pass_app, targets_but
from sli_cli.output import Wanted, write
from sli_cli.render import Report
from sli_cli.reports import portraits

SOON = "30d"
"""How far ahead the load of a post is counted, as `sli due --within` takes it."""

dry_run = click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")


@group("lead")
def lead() -> None:
    """The accountable posts, who holds them, and what each leads. A post outlives the people in it.

    \b
    Examples:
      sli lead list
      sli lead handover "Director of Public Health" --to "Jo Bloggs"
    """


@lead.command("list")
@output_of_lists
@pass_app
def list_posts(app: App, **given: Any) -> None:
    """Every post with its load.

    The load is what it leads that is open, overdue, and due within 30 days. The counts are the lengths of `sli list
    --open --lead POST`, `sli overdue --lead POST` and `sli due --within 30d --no-overdue --lead POST`.

    In JSON: post, organisation, holder, email, since, until, open, overdue, due, succeeded_by, succeeded_on; while the
    holder is away, away_since, away_until, deputy, deputy_email.

    \b
    Examples:
      sli lead list
      sli lead list --json
    """
    wanted = Wanted(**given)
    with app.database.read() as reader:
        found = reader.posts(within(SOON, app.today).last)
    record = partial(portraits.post_record, names={post.id: post.name for post in found})
    report = Report(
        title="Load of each post",
        columns=portraits.POSTS if wanted.for_people else portraits.for_programs(portraits.POST_KEYS, record),
        rows=found,
        as_of=app.today,
        empty='There is no post yet: sli lead add "POST"',
        emphasis=lambda post: "red" if post.overdue else "",
    )
    write(app, wanted, report)


@lead.command("show")
@post_argument
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@pass_app
def show(app: App, post: str, as_json: bool) -> None:
    """One post, its holders and its work.

    In JSON: the keys of `sli lead list`, and holders (name, email, since, until, absences), leads, sponsors,
    contributes (each register, ref, state), successions (old, new, on, reason).

    \b
    Examples:
      sli lead show "Chair of LSCB"
      sli lead show "Director of Public Health" --json
    """
    from sli_cli.services.people import portrait

    with app.database.read() as reader:
        found = portrait(reader, post, within(SOON, app.today).last)
    page, whole = portraits.post_page(found), portraits.post_whole(found)
    portraits.show(app, found.post.name, page, whole, as_json=as_json)


@lead.command("add")
@click.argument("post")
@click.option("--organisation", metavar="NAME", help="Whose post it is.")
@pass_app
def add(app: App, post: str, organisation: str | None) -> None:
    """Add a post, vacant as yet.

    \b
    Examples:
      sli lead add "Head of Midwifery" --organisation "East Lancashire Hospitals"
    """
    from sli_cli.services import people

    tell(app, people.add(app.database, post, organisation))


@lead.command("edit")
@post_argument
@click.option("--name", metavar="POST", help="What the post is called.")
@click.option("--organisation", metavar="NAME", help='Whose post it is; "" for nobody\'s.')
@pass_app
def edit(app: App, post: str, name: str | None, organisation: str | None) -> None:
    """Correct a post's name or organisation.

    Another post that takes its place is `sli lead succeed`.

    \b
    Examples:
      sli lead edit "Director of Public Health" --organisation "BwD Council"
    """
    from sli_cli.services import people

    tell(app, people.edit(app.database, post, name, organisation))


@lead.command("appoint")
@post_argument
@click.option("--name", required=True, help="Who is to hold it.")
@click.option("--email", metavar="ADDRESS", help="Where reminders go.")
@click.option("--on", metavar="DATE", help="The first day in post (today unless given).")
@click.option("--until", metavar="DATE", help="The last day in post, where it is known.")
@pass_app
def appoint(app: App, post: str, name: str, email: str | None, on: str | None, until: str | None) -> None:
    """Appoint somebody to a vacant post.

    Whoever holds it already gets the e-mail address or the last day that is given.

    \b
    Examples:
      sli lead appoint "Chair of LSCB" --name "Jo Bloggs"
    """
    from sli_cli.services import people

    last = optional_day(app, until, "--until")
    tell(app, people.appoint(app.database, post, people.Tenure(name, email, day(app, on, "--on"), last)))


@lead.command("vacate")
@post_argument
@click.option("--on", metavar="DATE", help="The first day on which it is vacant (today unless given).")
@pass_app
def vacate(app: App, post: str, on: str | None) -> None:
    """Make a post vacant from a day on.

    Whoever is in it leaves the day before.

    \b
    Examples:
      sli lead vacate "Chair of LSCB" --on 2026-12-01
    """
    from sli_cli.services import people

    tell(app, people.vacate(app.database, post, day(app, on, "--on")))


@lead.command("handover")
@post_argument
@click.option("--to", "name", required=True, metavar="NAME", help="Who is to hold it.")
@click.option("--email", metavar="ADDRESS", help="Where reminders go.")
@click.option("--on", metavar="DATE", help="The new holder's first day (today unless given).")
@dry_run
@pass_app
def handover(app: App, post: str, name: str, email: str | None, on: str | None, dry_run: bool) -> None:
    """Hand a post over to its next holder.

    What it leads goes with it. Whoever is in it leaves the day before.

    \b
    Examples:
      sli lead handover "Director of Public Health" --to "Jo Bloggs"
      sli lead handover "Chair of LSCB" --to "Sam Hill" --on 2027-01-04
    """
    from sli_cli.services import people

    new = people.Tenure(name, email, day(app, on, "--on"))
    perform(app, lambda keep: people.handover(app.database, post, new, keep=keep), dry_run)


@lead.command("succeed")
@click.argument("old", shell_complete=completing("posts"))
@click.argument("new", shell_complete=completing("posts"))
@click.option("--on", metavar="DATE", help="The new post's first day (today unless given).")
@click.option("--reason", default="", help="Why.")
@dry_run
@pass_app
def succeed(app: App, old: str, new: str, on: str | None, reason: str, dry_run: bool) -> None:
    """Put the post NEW in the place of OLD.

    All that OLD leads, sponsors or contributes to moves to NEW, and whoever is in OLD leaves it. The old post stays
    known by its name, for old papers.

    \b
    Examples:
      sli lead succeed "Chair of LSCB" "Director of Public Health" --dry-run
      sli lead succeed "Chair of LSCB" "Director of Public Health"
    """
    from sli_cli.services.successions import succeed_post

    first = day(app, on, "--on")

    def act(keep: bool) -> list[str]:
        return succeed_post(app.database, old, new, first, reason, keep=keep)

    perform(app, act, dry_run, (lambda _: f"Put {new} in the place of {old}?") if app.interactive else None)


@lead.command("assign")
@post_argument
@targets_but("--sponsor")
@option("--sponsor", is_flag=True, help="As its sponsor.")
@option("--contributor", is_flag=True, help="As one of its contributors.")
@option("--remove", is_flag=True, help="Take it from the post.")
@pass_app
def assign(app: App, post: str, sponsor: bool, contributor: bool, remove: bool, **given: Any) -> None:
    """Say what a post leads.

    Makes it the lead of recommendations, or their sponsor or a contributor; or no longer.

    \b
    Examples:
      sli lead assign "Director of Public Health" 3
      sli lead assign "Portfolio holder for Health" 3 4 --sponsor --yes
      sli lead assign "Chair of LSCB" 3 --remove
    """
    from sli_cli.services import assignments

    if sponsor and contributor:
        raise BadValue("--sponsor and --contributor were both given.", "Run it once for each.")
    role = assignments.SPONSOR if sponsor else assignments.CONTRIBUTOR if contributor else assignments.LEAD

    def act(refs: list[str], register: str | None, *, keep: bool) -> list[str]:
        return assignments.assign(app.database, post, refs, register, role, remove=remove, keep=keep)

    carry_out(app, given, act)


lead.add_command(away)
lead.add_command(back)
