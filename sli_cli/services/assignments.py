"""Which post leads, sponsors or contributes to which recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sli_cli.services.finding import find_post, find_recommendations, refuse_succeeded

if TYPE_CHECKING:
    from sli_cli.domain.people import Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database

ROLES = LEAD, SPONSOR, CONTRIBUTOR = ("lead", "sponsor", "contributor")


def assign(
    database: Database,
    post_name: str,
    refs: Sequence[str],
    register: str | None,
    role: str,
    *,
    remove: bool = False,
    keep: bool = True,
) -> list[str]:
    """Makes a post the lead, the sponsor or a contributor (`role`, one of ROLES) of each recommendation, or no longer.

    There is one lead and one sponsor: who was it before is replaced. Raises BadValue for a post that was succeeded.
    """
    with database.change("lead assign", keep=keep) as change:
        post = find_post(change, post_name)
        if not remove:
            refuse_succeeded(change, "post", post)
        act = _contribute if role == CONTRIBUTOR else _account
        return [
            f"{one.name}: {act(change, one, post, role, remove)}"
            for one in find_recommendations(change, refs, register)
        ]


def set_lead(change: Change, recommendation_id: int, post_id: int | None) -> None:
    """Gives a recommendation its lead, or none. A post that leads is no longer one of the contributors as well."""
    change.update("recommendation", recommendation_id, lead_post_id=post_id)
    for row in change.rows("contributors_of", recommendation_id=recommendation_id):
        if row["post_id"] == post_id:
            change.delete("contributor", row["id"])


def _account(change: Change, one: Recommendation, post: Post, role: str, remove: bool) -> str:
    """Sets or empties the lead or the sponsor of a recommendation, and says so."""
    before = one.lead if role == LEAD else one.sponsor
    was = before.post if before else "nobody"
    is_it = before is not None and before.post_id == post.id
    if is_it != remove:
        return f"its {role} is {was}{'' if remove else ' already'}; nothing was changed."
    if role == LEAD:
        set_lead(change, one.id, None if remove else post.id)
    else:
        change.update("recommendation", one.id, sponsor_post_id=None if remove else post.id)
    return f"its {role} is now {'nobody' if remove else post.name} (was {was})."


def _contribute(change: Change, one: Recommendation, post: Post, role: str, remove: bool) -> str:
    """Adds a post after the contributors of a recommendation, or takes it from them, and says so."""
    rows = change.rows("contributors_of", recommendation_id=one.id)
    own = next((row["id"] for row in rows if row["post_id"] == post.id), None)
    if (own is not None) != remove:
        return f"{post.name} is {'no' if remove else 'already a'} {role}; nothing was changed."
    if own is not None:
        change.delete("contributor", own)
        return f"{post.name} is no longer a {role}."
    if one.lead is not None and one.lead.post_id == post.id:
        return f"{post.name} leads it already; nothing was changed."
    rank = 1 + max((row["rank"] for row in rows), default=0)
    change.insert("contributor", recommendation_id=one.id, post_id=post.id, rank=rank)
    return f"{post.name} is now a {role}."
