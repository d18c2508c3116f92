"""Posts and who holds them, one person at a time.

The first and the last day of a tenure are both days in post, and no two tenures of a post share a day: on the day of a
change the post is the new holder's, or vacant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sli_cli.domain.addressee import refuse_unsendable
from sli_cli.domain.datewords import ONE_DAY, count_words, short
from sli_cli.domain.people import in_post
from sli_cli.domain.words import clean_email, clean_line, typed
from sli_cli.errors import BadValue
from sli_cli.services.absences import end_with_tenure
from sli_cli.services.finding import find_post, refuse_succeeded
from sli_cli.services.registers import edit_row
from sli_cli.services.successions import Succession, successions_of

if TYPE_CHECKING:
    from sli_cli.domain.people import Absence, Holder, Post
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.change import Change
    from sli_cli.store.database import Database
    from sli_cli.store.reader import Reader


def add(database: Database, name: str, organisation: str | None) -> list[str]:
    """Adds a post. Where no `organisation` is given (None), a post of that name in any of them is the one meant."""
    name = clean_line(name, "name of the post")
    cleaned = clean_line(organisation or "", "organisation", empty=True)
    with database.change("lead add") as change:
        for post in change.posts():
            same_name = organisation is None and post.name.casefold() == name.casefold()
            if same_name or post.label.casefold() == _label(name, cleaned).casefold():
                return [f"{post.name}: there is such a post already ({post.label}); nothing was changed."]
        change.insert("post", name=name, organisation=cleaned)
    return [f"{name}: post added; it is vacant: sli lead appoint {typed(_label(name, cleaned))} --name NAME"]


def edit(database: Database, post_name: str, name: str | None, organisation: str | None) -> list[str]:
    """Corrects the name or the organisation (None: as it is) of a post. Raises BadValue where another is called so."""
    values: dict[str, str | date] = {}
    if name is not None:
        values["name"] = clean_line(name, "name of the post")
    if organisation is not None:
        values["organisation"] = clean_line(organisation, "organisation", empty=True)
    with database.change("lead edit") as change:
        post = find_post(change, post_name)
        label = _label(str(values.get("name", post.name)), str(values.get("organisation", post.organisation)))
        for other in change.posts():
            if other.id != post.id and other.label.casefold() == label.casefold():
                raise BadValue(f"There is a post {other.label} already.", "Give another name or organisation.")
        return edit_row(change, "post", post, values)


def _label(name: str, organisation: str) -> str:
    return f"{name} ({organisation})" if organisation else name


@dataclass(frozen=True, slots=True)
class Portrait:
    """A post with all that hangs on it: tenures and absences, oldest first; recommendations by ref, closed ones too.

    `names` are those of all posts, by their keys.
    """

    post: Post
    names: dict[int, str]
    holders: list[Holder]
    absences: list[Absence]
    leads: list[Recommendation]
    sponsors: list[Recommendation]
    contributes: list[Recommendation]
    successions: list[Succession]


def portrait(reader: Reader, post_name: str, due_until: date) -> Portrait:
    """All that there is to say of a post; what it leads is counted as due up to `due_until`, inclusive."""
    posts = {one.id: one for one in reader.posts(due_until)}
    post = posts[find_post(reader, post_name).id]

    def of(statement: str, key: str) -> list[Recommendation]:
        rows = reader.rows(statement, post_id=post.id)
        return sorted((reader.recommendation(row[key]) for row in rows), key=lambda one: (one.register, one.sort_key))

    return Portrait(
        post,
        {one.id: one.name for one in posts.values()},
        reader.holders(post.id),
        reader.absences_of(post.id),
        of("ids_led_by", "id"),
        of("ids_sponsored_by", "id"),
        of("contributions_of", "recommendation_id"),
        successions_of(reader, "post", post.id),
    )


# -- holders -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who is to hold a post from `since` to `until`, both included (None: no known end); no `email` given is None."""

    name: str
    email: str | None
    since: date
    until: date | None = None


def appoint(database: Database, post_name: str, new: Tenure) -> list[str]:
    """Puts somebody into a post that is vacant on their first day; who is in it already gets what else is given.

    Raises BadValue where somebody else is in post on that day, or takes it before the new tenure ends.
    """
    new = _cleaned(new)
    with database.change("lead appoint") as change:
        post = find_post(change, post_name)
        present = in_post(change.holders(post.id), new.since)
        if present is None:
            return _take(change, post, new)
        if present.name.casefold() == new.name.casefold():
            return _hold_on(change, post, present, new)
        raise BadValue(
            f"{post.name} is held by {present.name} on {short(new.since)}.",
            f"Hand it over: sli lead handover {typed(post.label)} --to {typed(new.name)} --on {new.since}.",
        )


def handover(database: Database, post_name: str, new: Tenure, *, keep: bool = True) -> list[str]:
    """Moves a post to its next holder: whoever is in it on the first day of `new` leaves the day before.

    A vacant post is simply taken. Raises BadValue where the present holder began on that very day, or where another
    takes the post later.
    """
    new = _cleaned(new)
    with database.change("lead handover", keep=keep) as change:
        post = find_post(change, post_name)
        present = in_post(change.holders(post.id), new.since)
        if present and present.name.casefold() == new.name.casefold():
            return _hold_on(change, post, present, new)
        ended = _leave(change, post, present, new.since) if present else []
        load = f"{count_words(post.open, 'open recommendation')} with it, of which {post.overdue} overdue"
        return [*_take(change, post, new), f"{post.name}: {new.name} takes over {load}.", *ended]


def vacate(database: Database, post_name: str, on: date) -> list[str]:
    """Makes a post vacant from the day `on`: whoever is in it then leaves the day before.

    Raises BadValue where that holder began on that very day.
    """
    with database.change("lead vacate") as change:
        post = find_post(change, post_name)
        held = change.holders(post.id)
        present = in_post(held, on)
        if present is None:
            return [f"{post.name}: it is vacant on {short(on)} already; nothing was changed."]
        ended = _leave(change, post, present, on)
        following = next((one for one in held if one.since > on), None)
    until = f" until {following.name} takes it on {short(following.since)}" if following else ""
    last = f"the last day of {present.name} is {short(on - ONE_DAY)}"
    load = f"{count_words(post.open, 'open recommendation')} then without a named lead"
    return [f"{post.name}: {last}; vacant from {short(on)}{until}, {load}.", *ended]


def _cleaned(new: Tenure) -> Tenure:
    """Raises BadValue for a name or an address that cannot be sent to, and for a last day before the first."""
    if new.until is not None and new.until < new.since:
        raise BadValue(f"The last day, {short(new.until)}, is before the first, {short(new.since)}.", "Correct one.")
    name, email = clean_line(new.name, "name of the holder"), None if new.email is None else clean_email(new.email)
    refuse_unsendable(name, email or "")
    return Tenure(name, email, new.since, new.until)


def _take(change: Change, post: Post, new: Tenure) -> list[str]:
    """Writes a tenure that begins on a vacant day."""
    if post.succeeded_on is not None and new.since >= post.succeeded_on:
        refuse_succeeded(change, "post", post)
    held = change.holders(post.id)
    _refuse_overlap(held, post, new)
    change.insert("holder", post_id=post.id, name=new.name, email=new.email or "", since=new.since, until=new.until)
    to = f" to {short(new.until)}" if new.until else ""
    past = [one for one in held if one.until is not None and one.until < new.since]
    before = f"{past[-1].name} had it to {short(past[-1].until)}" if past and past[-1].until else "nobody had it before"
    return [f"{post.name}: {new.name} from {short(new.since)}{to}; {before}."]


def _hold_on(change: Change, post: Post, present: Holder, new: Tenure) -> list[str]:
    """The same person again: only an e-mail address or a last day that is given is written."""
    begun = f"{post.name}: {present.name} holds it already, from {short(present.since)}"
    values: dict[str, object] = {}
    if new.email is not None:
        values["email"] = new.email
    if new.until is not None:
        _refuse_overlap(change.holders(post.id), post, new)
        values["until"] = new.until
    if not change.update("holder", present.id, **values):
        return [f"{begun}; nothing was changed."]
    ended = end_with_tenure(change, post, present, new.until) if new.until else []
    said = [f"the last day is {short(new.until)}"] if new.until else []
    said += [f"the e-mail address is {new.email or 'empty'}"] if new.email is not None else []
    return [f"{begun}; now {' and '.join(said)}.", *ended]


def _refuse_overlap(held: Iterable[Holder], post: Post, new: Tenure) -> None:
    """Raises BadValue where another begins before the new tenure ends."""
    for later in held:
        if later.since > new.since and (new.until is None or new.until >= later.since):
            raise BadValue(
                f"{later.name} takes {post.name} on {short(later.since)}, and it has one holder at a time.",
                f"For the time before, write sli lead appoint {typed(post.label)} --until {later.since - ONE_DAY}.",
            )


def _leave(change: Change, post: Post, present: Holder, on: date) -> list[str]:
    """Ends a tenure on the day before `on`, and says what ends with it. Raises BadValue where it would have no day."""
    if present.since == on:
        raise BadValue(
            f"{present.name} takes {post.name} on {short(on)}, the very day.",
            "Give a later day with --on, or take that appointment back with `sli undo`.",
        )
    change.update("holder", present.id, until=on - ONE_DAY)
    return end_with_tenure(change, post, present, on - ONE_DAY)
