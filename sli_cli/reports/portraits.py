"""What can be printed of a register and a post: as a row of a list, as a page, and as a JSON object.

Keys are a promise: added, never renamed or removed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import short
from sli_cli.domain.register_settings import SETTINGS, shown
from sli_cli.output import Wanted, write
from sli_cli.render import Column, Report

if TYPE_CHECKING:
    from sli_cli.app import App
    from sli_cli.domain.people import Absence, Forum, Holder, Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.domain.register import Register
    from sli_cli.services import people
    from sli_cli.services.successions import Succession

Page = Sequence[tuple[str, str]]
"""What there is to say of one thing: pairs of a heading and a text, of which those without a text are not printed."""

Record = dict[str, object]

REGISTERS = (
    Column("register", "Register", lambda one: one.name, least=12, grow=0),
    Column("title", "Title", lambda one: one.title, least=16, grow=2),
    Column("locality", "Locality", lambda one: one.locality, least=12, rank=2),
    Column("adopted_on", "Adopted", lambda one: one.adopted_on, least=11, grow=0),
    Column("recommendations", "All", lambda one: one.recommendations, least=4, grow=0),
    Column("open", "Open", lambda one: one.open, least=4, grow=0),
)
POSTS = (
    Column("post", "Post", lambda post: post.name, least=14, grow=2),
    Column("holder", "Lead", lambda post: post.holder and post.holder.name, lambda post: _in_post(post), least=12),
    Column("organisation", "Organisation", lambda post: post.organisation, least=14, grow=2, rank=2),
    Column("open", "Open", lambda post: post.open, least=4, grow=0),
    Column("overdue", "Overdue", lambda post: post.overdue, least=7, grow=0, emphasised=True),
    Column("due", "Due in 30 days", lambda post: post.due, least=7, grow=0),
)
REGISTER_KEYS = (
    *("register", "title", "locality", "report_title", "report_date", "adopted_on", "adopted_basis"),
    *("recommendations", "open", "settings", "closed_days"),
)
POST_KEYS = (
    *("post", "organisation", "holder", "email", "since", "until"),
    *("open", "overdue", "due", "succeeded_by", "succeeded_on"),
    *("away_since", "away_until", "deputy", "deputy_email"),
)
"""The keys of a row for programs, in JSON and as columns of CSV; what a record function gives has just these."""

DETAIL = (
    Column("what", "What", lambda pair: pair[0], grow=0),
    Column("detail", "Detail", lambda pair: pair[1], least=24),
)


def for_programs(keys: Iterable[str], record: Callable[[Any], Record]) -> tuple[Column, ...]:
    """The columns of a list for programs: what `record` says of a row, key by key."""

    def of(key: str) -> Column:
        return Column(key, key, lambda row: record(row)[key])

    return tuple(map(of, keys))


def show(app: App, title: str, page: Page, whole: Record, *, as_json: bool) -> None:
    """Prints one thing: its page as a table of two columns, or the whole of it as one JSON object."""
    if not as_json:
        rows = [pair for pair in page if pair[1]]
        write(app, Wanted(), Report(title=title, columns=DETAIL, rows=rows, as_of=app.today))
        return
    from sli_cli.render.json_text import indented

    app.say(indented(whole, getattr(sys.stdout, "encoding", None) or "utf-8") + "\n")


# -- registers ---------------------------------------------------------------------------------------------------------


def register_record(one: Register) -> Record:
    return {
        "register": one.name,
        "title": one.title,
        "locality": one.locality or None,
        "report_title": one.report_title or None,
        "report_date": one.report_date,
        "adopted_on": one.adopted_on,
        "adopted_basis": one.adopted_basis,
        "recommendations": one.recommendations,
        "open": one.open,
        "settings": {setting: one.setting(setting) or None for setting in SETTINGS},
        "closed_days": [{"date": day, "reason": reason} for day, reason in one.closed_days],
    }


def register_page(one: Register) -> Page:
    return [
        ("Name", one.name),
        ("Locality", one.locality),
        ("Source report", one.report_title),
        ("Its date", short(one.report_date) if one.report_date else "not known"),
        ("Adopted", f"{short(one.adopted_on)} ({one.adopted_basis})"),
        ("Recommendations", f"{one.recommendations}, of which {one.open} open"),
        *((name, f"{shown(one.setting(name))}: {settled.meaning}") for name, settled in SETTINGS.items()),
        ("Closed days", "\n".join(f"{short(day)}: {reason}" for day, reason in one.closed_days)),
    ]


# -- posts -------------------------------------------------------------------------------------------------------------


def post_record(post: Post, names: dict[int, str]) -> Record:
    """A post with its load; `names` are those of all posts, by their keys."""
    holder, away = post.holder, post.absence
    return {
        "post": post.name,
        "organisation": post.organisation or None,
        "holder": holder and holder.name,
        "email": (holder and holder.email) or None,
        "since": holder and holder.since,
        "until": holder and holder.until,
        "open": post.open,
        "overdue": post.overdue,
        "due": post.due,
        "succeeded_by": names.get(post.succeeded_by or 0),
        "succeeded_on": post.succeeded_on,
        "away_since": away and away.since,
        "away_until": away and away.until,
        "deputy": away and away.deputy,
        "deputy_email": away and away.deputy_email,
    }


def post_whole(found: people.Portrait) -> Record:
    return {
        **post_record(found.post, found.names),
        "holders": [
            {
                "name": held.name,
                "email": held.email or None,
                "since": held.since,
                "until": held.until,
                "absences": [
                    {"since": one.since, "until": one.until, "deputy": one.deputy, "deputy_email": one.deputy_email}
                    for one in found.absences
                    if one.holder_id == held.id
                ],
            }
            for held in found.holders
        ],
        **{
            name: [{"register": one.register, "ref": one.ref, "state": one.state} for one in rows]
            for name, rows in (
                ("leads", found.leads),
                ("sponsors", found.sponsors),
                ("contributes", found.contributes),
            )
        },
        "successions": successions(found.successions),
    }


def post_page(found: people.Portrait) -> Page:
    post = found.post
    return [
        ("Organisation", post.organisation),
        ("Lead", _in_post(post)),
        ("E-mail", post.holder.email if post.holder else ""),
        ("Held", "\n".join(map(_tenure, found.holders))),
        ("Away", "\n".join(_absence(one, found.holders) for one in found.absences)),
        ("Load", f"{post.open} open, {post.overdue} overdue, {post.due} due in 30 days"),
        ("Leads", refs(found.leads)),
        ("Sponsors", refs(found.sponsors)),
        ("Contributes to", refs(found.contributes)),
        ("Succession", "\n".join(map(succession, found.successions))),
    ]


def _in_post(post: Post) -> str:
    name = post.holder.name if post.holder else "(vacant)"
    if post.absence is not None:
        until = f" to {short(post.absence.until)}" if post.absence.until else ""
        name = f"{name}\naway{until}; {post.absence.deputy} stands in"
    return with_end(post, name)


def _tenure(held: Holder) -> str:
    return f"{held.name}, from {short(held.since)}{f' to {short(held.until)}' if held.until else ''}"


def _absence(one: Absence, holders: Iterable[Holder]) -> str:
    who = next(held.name for held in holders if held.id == one.holder_id)
    to = f"to {short(one.until)}" if one.until else "with no known end"
    return f"{who}, from {short(one.since)} {to}; {one.deputy} <{one.deputy_email}> is reminded meanwhile"


# -- what they share ---------------------------------------------------------------------------------------------------


def refs(rows: list[Recommendation]) -> str:
    """How many, and which, those that are not open marked; each register's on its own line where there are several."""
    lines: dict[str, list[str]] = {}
    for one in rows:
        lines.setdefault(one.register, []).append(one.ref if one.state == "open" else f"{one.ref} ({one.state})")
    several = len(lines) > 1
    return "\n".join(
        f"{len(refs)}{f' in {register}' if several else ''}: {', '.join(refs)}" for register, refs in lines.items()
    )


def with_end(body: Post | Forum, words: str) -> str:
    return f"{words}\nsucceeded {short(body.succeeded_on)}" if body.succeeded_on else words


def succession(past: Succession) -> str:
    return f"{short(past.on)}: {past.new} took the place of {past.old}{f'; {past.reason}' if past.reason else ''}"


def successions(found: Iterable[Succession]) -> list[Record]:
    return [{"old": past.old, "new": past.new, "on": past.on, "reason": past.reason or None} for past in found]
