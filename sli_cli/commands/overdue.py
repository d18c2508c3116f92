"""`sli overdue`: what is late, banded by how late, and counted by lead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from sli_cli import columns
from sli_cli.app import App
from sli_cli.options import command, filters, output, pass_app
from sli_cli.output import Wanted, show
from sli_cli.services import reporting
from sli_cli.services.reporting import Asked

if TYPE_CHECKING:
    from sli_cli.domain.recommendation import Recommendation

BANDS = ((90, "Over 90 days"), (60, "61 to 90 days"), (30, "31 to 60 days"), (0, "1 to 30 days"))
SOMETHING_IS = 8


@command("overdue")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing at all when nothing is overdue.")
@click.option("--exit-code", is_flag=True, help="Exit with 8 when something is overdue.")
@filters
@output
@click.pass_context
@pass_app
def overdue(app: App, ctx: click.Context, quiet: bool, exit_code: bool, **given: Any) -> None:
    """What is late, the latest first, in bands of 30, 60 and 90 days, and whose.

    \b
    Examples:
      sli overdue
      sli overdue --lead "Chair of LSCB"
      sli overdue --quiet --format plain
    """
    wanted = Wanted(**{name: given.pop(name) for name in Wanted._fields})
    with app.database.read() as reader:
        rows = reporting.overdue(reader, reporting.resolve(reader, Asked(**given)))
    if rows or not quiet:
        show(
            app,
            wanted,
            rows,
            title="Overdue",
            usual=columns.DUE,
            head=(f"{len(rows)} overdue.",) if rows else (),
            foot=_foot(rows),
            group=band,
            empty="Nothing is overdue.",
        )
    if rows and exit_code:
        ctx.exit(SOMETHING_IS)


def band(one: Recommendation) -> str:
    """The band of lateness: to 30, to 60, to 90 days, and over."""
    return next(name for days, name in BANDS if one.days_overdue > days)


def _foot(rows: list[Recommendation]) -> tuple[str, ...]:
    if not rows:
        return ()
    bands = Counter(band(one) for one in rows)
    leads = Counter(one.lead.post if one.lead else None for one in rows)
    late = "; ".join(f"{name}: {bands[name]}" for _, name in BANDS if bands[name])
    led = (
        f'{count} led by {post}: sli overdue --lead "{post}"' if post else f"{count} without a lead"
        for post, count in leads.most_common()
    )
    return (f"{late}.", *led)
