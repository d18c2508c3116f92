"""What can be printed of a board and of its meetings: as a row of a list, as a page, and as a JSON object.

Keys are a promise: added, never renamed or removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sli_cli.domain.datewords import short, short_weekday
from sli_cli.domain.meetings import PLANNED
from sli_cli.render import Column
from sli_cli.reports.portraits import Page, Record, refs, succession, successions, with_end

if TYPE_CHECKING:
    from sli_cli.domain.people import Forum
    from sli_cli.services import forums
    from sli_cli.services.calendars import Sitting

SHOWN = 3
"""How many of a board's next meetings its page shows; `sli meeting list` shows them all."""

FORUMS = (
    Column("forum", "Board", lambda forum: forum.name, lambda forum: with_end(forum, forum.name), least=14),
    Column("title", "Full name", lambda forum: forum.title, least=20, grow=2),
    Column("decides", "Decides on", lambda forum: forum.decides, least=7, grow=0),
    Column("informed", "Informed of", lambda forum: forum.informed, least=8, grow=0),
)
MEETINGS = (
    Column("forum", "Board", lambda one: one.forum.name, least=8),
    Column("on", "Meeting", lambda one: one.meeting.on, lambda one: short_weekday(one.meeting.on), least=15, grow=0),
    Column("updates_due", "Updates due", lambda one: one.deadlines.updates_due, least=11, grow=0),
    Column("papers_close", "Papers close", lambda one: one.deadlines.papers_close, least=11, grow=0),
    Column("published", "Published", lambda one: one.deadlines.published, least=11, grow=0),
    Column("state", "State", lambda one: one.meeting.state, lambda one: _state(one), least=14, grow=2, emphasised=True),
)
FORUM_KEYS = ("forum", "title", "decides", "informed", "succeeded_by", "succeeded_on")
MEETING_KEYS = (
    *("forum", "on", "state", "title", "source", "moved_from", "reason"),
    *("updates_due", "papers_close", "published", "working_day"),
)
"""The keys of a row for programs, in JSON and as columns of CSV; what a record function gives has just these."""


def forum_record(forum: Forum, names: dict[int, str]) -> Record:
    """A board with how much goes to it; `names` are those of all boards, by their keys."""
    return {
        "forum": forum.name,
        "title": forum.title,
        "decides": forum.decides,
        "informed": forum.informed,
        "succeeded_by": names.get(forum.succeeded_by or 0),
        "succeeded_on": forum.succeeded_on,
    }


def forum_whole(found: forums.Portrait) -> Record:
    routed = [
        {
            "register": one.recommendation.register,
            "ref": one.recommendation.ref,
            "state": one.recommendation.state,
            "role": one.role,
            "words": one.words or None,
        }
        for one in found.routed
    ]
    how = found.arrangement
    return {
        **forum_record(found.forum, found.names),
        "recommendations": routed,
        "successions": successions(found.successions),
        "schedule": how.schedule or None,
        "venue": how.venue or None,
        "secretary": {"name": how.secretary or None, "email": how.secretary_email or None},
        "notice": {
            "updates_due": how.updates_due or None,
            "papers_close": how.papers_close or None,
            "published": how.published or None,
        },
        "meetings": [meeting_record(one) for one in found.sittings],
    }


def forum_page(found: forums.Portrait) -> Page:
    def of(role: str) -> str:
        return refs([one.recommendation for one in found.routed if one.role == role])

    return [
        ("Full name", found.forum.title),
        *_how_it_meets(found),
        ("Decides on", of("decides")),
        ("Is informed of", of("informed")),
        ("Succession", "\n".join(map(succession, found.successions))),
    ]


def _how_it_meets(found: forums.Portrait) -> Page:
    how = found.arrangement
    mail = f" <{how.secretary_email}>" if how.secretary_email else ""
    notices = [
        (how.updates_due, "before, updates are due"),
        (how.papers_close, "before, papers close"),
        (how.published, "before, the agenda is published"),
    ]
    coming = [one for one in found.sittings if one.meeting.state == PLANNED]
    more = f"\n{len(coming) - SHOWN} more: sli meeting list" if len(coming) > SHOWN else ""
    return [
        ("Meets", how.schedule),
        ("Where", how.venue),
        ("Secretary", f"{how.secretary}{mail}".strip()),
        ("Notice", "\n".join(f"{notice} {words}" for notice, words in notices if notice)),
        ("Next meetings", "\n".join(map(_with_deadlines, coming[:SHOWN])) + more if coming else "none planned"),
    ]


# -- meetings ----------------------------------------------------------------------------------------------------------


def meeting_record(one: Sitting) -> Record:
    meeting, deadlines = one.meeting, one.deadlines
    return {
        "forum": one.forum.name,
        "on": meeting.on,
        "state": meeting.state,
        "title": meeting.title or None,
        "source": meeting.source,
        "moved_from": meeting.moved_from,
        "reason": meeting.reason or None,
        "updates_due": deadlines.updates_due,
        "papers_close": deadlines.papers_close,
        "published": deadlines.published,
        "working_day": not one.closed,
    }


def _with_deadlines(one: Sitting) -> str:
    found = one.deadlines
    told = (("updates due", found.updates_due), ("papers close", found.papers_close), ("published", found.published))
    return "\n".join([_day(one), *(f"  {words} {short_weekday(day)}" for words, day in told if day)])


def _day(one: Sitting) -> str:
    closed = f" ({one.closed})" if one.closed else ""
    return f"{short_weekday(one.meeting.on)}{closed}"


def _state(one: Sitting) -> str:
    """The state, and what belongs to it: the title, whence it was moved, why, and that nobody works on that day."""
    meeting = one.meeting
    moved = f"moved from {short(meeting.moved_from)}" if meeting.moved_from else ""
    closed = f"on {one.closed}" if one.closed and meeting.state == PLANNED else ""
    return "\n".join(filter(None, (meeting.state, meeting.title, moved, meeting.reason, closed)))
