"""The posts and boards of a file, with their holders and meetings: found among those that are there, or added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sli_cli.domain.datewords import ONE_DAY, count_words
from sli_cli.services.portable_checks import refused
from sli_cli.services.portable_head import HOLDER

if TYPE_CHECKING:
    from sli_cli.store.change import Change

Values = Mapping[str, Any]
LAST_DAY = "9999-12-31"


class Bodies:
    """Writes what is new, and knows the keys of all.

    Who is there already stays as it is: a register that comes later says nothing of what another has settled since.
    """

    def __init__(self, change: Change, whole: Values) -> None:
        self.change = change
        self.new_posts = self.new_forums = 0
        self.kept: list[str] = []
        self._posts: dict[tuple[str, str], int] = {}
        self._forums: dict[str, int] = {}
        self._meetings: dict[tuple[int, str], int] = {}
        self._add_posts(whole["posts"])
        self._add_forums(whole["forums"])

    def post(self, named: Values | None, place: str) -> int | None:
        """The key of a post. Raises Rejected where the file has no such post."""
        if named is None:
            return None
        key = _key(named)
        if key not in self._posts:
            raise refused(place, f"the post {named['post']!r} is not among the posts.")
        return self._posts[key]

    def forum(self, name: str | None, place: str) -> int | None:
        """The key of a board; raises as `post` does."""
        if name is None:
            return None
        if name not in self._forums:
            raise refused(place, f"the board {name!r} is not among the forums.")
        return self._forums[name]

    def meeting(self, named: Values | None, place: str) -> int | None:
        """The key of a meeting, by its board and its day; raises as `post` does."""
        if named is None:
            return None
        key = (self.forum(named["forum"], place) or 0, named["on"])
        if key not in self._meetings:
            raise refused(place, f"{named['forum']} has no meeting on {named['on']} among the forums.")
        return self._meetings[key]

    def lines(self) -> list[str]:
        """What was added, and what was left as it is, in sentences."""
        added = [
            count_words(number, word)
            for number, word in ((self.new_posts, "post"), (self.new_forums, "board"))
            if number
        ]
        return ([f"New: {', '.join(added)}."] if added else []) + self.kept

    # -- posts

    def _add_posts(self, posts: list[Values]) -> None:
        there = {(post.name.casefold(), post.organisation.casefold()): post.id for post in self.change.posts()}
        new = []
        for post in posts:
            key = _key(post)
            if key in self._posts:
                raise refused("the posts", f"{post['post']!r} stands there twice.")
            known = there.get((key[0].casefold(), key[1].casefold()))
            self._posts[key] = known or self.change.insert("post", name=key[0], organisation=key[1])
            if known is None:
                new.append(post)
            else:
                self._keep_post(known, post)
        self.new_posts = len(new)
        for post in new:
            self._add_holders(post)
            self._succeed("post", post, self.post(post["succeeded_by"], f"post {post['post']}, succeeded_by"))

    def _add_holders(self, post: Values) -> None:
        key, last = self._posts[_key(post)], ""
        for holder in post["holders"]:
            place = f"post {post['post']}, holder {holder['name']}"
            if holder["until"] is not None and holder["until"] < holder["since"]:
                raise refused(place, "the last day is before the first.")
            if last is None or holder["since"] <= last:
                raise refused(place, "two people hold the post on one day, or they are not in order.")
            last = holder["until"]
            held = self.change.insert("holder", post_id=key, **{name: holder[name] for name in HOLDER})
            self._add_absences(held, holder, place)

    def _add_absences(self, held: int, holder: Values, place: str) -> None:
        first, end = holder["since"], holder["until"] or LAST_DAY
        for absence in holder["absences"]:
            until = absence["until"] or end
            if not first <= absence["since"] <= until <= end:
                raise refused(place, "absences share a day or are not in order, or one is not within the days in post.")
            first = _next_day(until)
            self.change.insert("absence", holder_id=held, **absence)

    def _keep_post(self, key: int, post: Values) -> None:
        held = [{name: row[name] for name in HOLDER} for row in self.change.rows("holders_of", post_id=key)]
        if held != [{name: holder[name] for name in HOLDER} for holder in post["holders"]]:
            self.kept.append(f"{post['post']}: the post is there already; who holds it stays as it is.")

    # -- boards

    def _add_forums(self, forums: list[Values]) -> None:
        there = {forum.name.casefold(): forum for forum in self.change.forums()}
        new = []
        for forum in forums:
            if forum["name"] in self._forums:
                raise refused("the forums", f"{forum['name']!r} stands there twice.")
            known = there.get(forum["name"].casefold())
            if known is None:
                new.append(forum)
            elif known.title != forum["title"]:
                self.kept.append(f"{known.name}: the board is there already; its title stays {known.title!r}.")
            key = known.id if known else self.change.insert("forum", name=forum["name"], title=forum["title"])
            self._forums[forum["name"]] = key
            self._add_meetings(key, forum)
        self.new_forums = len(new)
        for forum in new:
            if forum["arrangement"]:
                key = self._forums[forum["name"]]
                self.change.insert("arrangement", forum_id=key, **forum["arrangement"])
            after = forum["succeeded_by"] and forum["succeeded_by"]["name"]
            self._succeed("forum", forum, self.forum(after, f"forum {forum['name']}, succeeded_by"))

    def _add_meetings(self, key: int, forum: Values) -> None:
        there = {row["meets_on"]: row["id"] for row in self.change.rows("meetings_of", forum_id=key)}
        for meeting in forum["meetings"]:
            if (key, meeting["on"]) in self._meetings:
                raise refused(f"forum {forum['name']}", f"the meeting of {meeting['on']} stands there twice.")
            known = there.get(meeting["on"])
            self._meetings[key, meeting["on"]] = known or self._add_meeting(key, meeting)

    def _add_meeting(self, forum: int, meeting: Values) -> int:
        key = self.change.insert("meeting", forum_id=forum, meets_on=meeting["on"], state=meeting["state"])
        if meeting["detail"]:
            self.change.insert("meeting_detail", meeting_id=key, **meeting["detail"])
        return key

    def _succeed(self, kind: str, body: Values, new: int | None) -> None:
        """Writes that `new` succeeded a post or a board (`kind`) that was added."""
        after = body["succeeded_by"]
        if new is None:
            return
        old = self._posts[_key(body)] if kind == "post" else self._forums[body["name"]]
        if old == new:
            raise refused(f"{kind} {body.get('post') or body['name']}", "it cannot succeed itself.")
        ids = {f"old_{kind}_id": old, f"new_{kind}_id": new}
        self.change.insert(f"{kind}_succession", **ids, succeeded_on=after["on"], reason=after["reason"])


def _key(post: Values) -> tuple[str, str]:
    return post["post"], post["organisation"] or ""


def _next_day(day: str) -> str:
    return day if day == LAST_DAY else (date.fromisoformat(day) + ONE_DAY).isoformat()
