"""The rows of a made-up nation: localities with their people, boards and recommendations, and what each begins with.

Everything follows from a row's number, so that any table can be made again, in its order, without holding another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta

SEED = Path(__file__).parents[1] / "seed" / "bwd-infant-mortality.toml"
POSTS, BOARDS, QUARTER = 20, 3, 91
"""How many posts and boards a locality has, and how many days a quarter."""

Row = dict[str, Any]
Rows = Iterator[Row]


@dataclass(frozen=True)
class Nation:
    """`localities` with so many `recommendations` each, reviewed every quarter for `years` before `today`.

    Numbers count from 0, keys from 1. Each item was reviewed in all quarters and waits for the next; one in 33 has
    missed that and is overdue, one in 50 is closed, one in 100 parked, 2 % of the cadences are assumed and one post in
    40 is vacant. The others fall due one after the other in the 91 days to come.
    """

    localities: int
    recommendations: int
    years: int
    today: date
    _dates: dict[date, list[str]] = field(default_factory=dict)

    @property
    def items(self) -> int:
        return self.localities * self.recommendations

    @property
    def quarters(self) -> int:
        return self.years * 4

    @cached_property
    def start(self) -> date:
        return self.today - relativedelta(years=self.years) - timedelta(QUARTER)

    @cached_property
    def words(self) -> list[dict[str, str]]:
        return tomllib.loads(SEED.read_text(encoding="utf-8"))["recommendation"]  # type: ignore[no-any-return]

    def in_order(self) -> Iterator[int]:
        """The items by the day of the quarter on which they fall due."""
        for offset in range(QUARTER):
            yield from range(offset * _INVERSE % QUARTER, self.items, QUARTER)

    def anchor(self, item: int) -> date:
        late = item % 33 == 5
        return self.start - timedelta(1 + item % 60) if late else self.start + timedelta(item * 37 % QUARTER)

    def due(self, item: int, quarter: int) -> str:
        """The occurrence of a quarter, the first of them 0; `quarters` is the one that is still to come."""
        anchor = self.anchor(item)
        if anchor not in self._dates:
            months = range(3, 3 * self.quarters + 4, 3)
            self._dates[anchor] = [(anchor + relativedelta(months=count)).isoformat() for count in months]
        return self._dates[anchor][quarter]

    def state(self, item: int) -> str:
        return "closed" if item % 50 == 7 else "parked" if item % 100 == 11 else "open"

    def officer(self, item: int) -> str:
        return f"Officer {self.lead(item)}"

    def lead(self, item: int) -> int:
        """The key of the post that leads it."""
        return item // self.recommendations * POSTS + item % POSTS + 1

    def board(self, item: int, nth: int = 0) -> int:
        """The key of the board that decides on it, or with 1 of the one that is informed."""
        return item // self.recommendations * BOARDS + (item + nth) % BOARDS + 1

    def of(self, locality: int | None) -> range:
        """The items of a locality, or of all."""
        if locality is None:
            return range(self.items)
        return range(locality * self.recommendations, (locality + 1) * self.recommendations)


_INVERSE = pow(37, -1, QUARTER)


def localities(nation: Nation, locality: int | None) -> range:
    return range(nation.localities) if locality is None else range(locality, locality + 1)


# -- what a locality begins with: each function gives the rows of a table, of one locality or of all ---------------


def registers(nation: Nation, of: int | None) -> Rows:
    for key in (at + 1 for at in localities(nation, of)):
        yield {
            "id": key, "name": f"locality-{key:03}", "title": f"Infant Mortality (Locality {key})",
            "locality": f"Locality {key}", "report_title": "Infant Mortality", "report_date": str(nation.start),
            "adopted_on": str(nation.start), "adopted_basis": "confirmed",
        }  # fmt: skip


def settings(nation: Nation, of: int | None) -> Rows:
    for key in (at + 1 for at in localities(nation, of)):
        owner = f"Owner {key} <owner{key}@locality{key}.example>"
        yield {"id": key, "register_id": key, "name": "owner", "value": owner}


def posts(nation: Nation, of: int | None) -> Rows:
    for at in localities(nation, of):
        for nth in range(POSTS):
            yield {
                "id": at * POSTS + nth + 1,
                "name": f"Head of Service {nth + 1}",
                "organisation": f"Council {at + 1}",
            }


def holders(nation: Nation, of: int | None) -> Rows:
    for post in posts(nation, of):
        if (key := post["id"]) % 40 != 3:
            name, email = f"Officer {key}", f"officer{key}@{post['organisation'].lower().replace(' ', '')}.example"
            yield {"id": key, "post_id": key, "name": name, "email": email, "since": str(nation.start), "until": None}


def forums(nation: Nation, of: int | None) -> Rows:
    for at in localities(nation, of):
        for nth in range(BOARDS):
            name = f"Board {nth + 1} of Locality {at + 1}"
            yield {"id": at * BOARDS + nth + 1, "name": name, "title": name}


def arrangements(nation: Nation, of: int | None) -> Rows:
    for board in forums(nation, of):
        key = board["id"]
        yield {
            "id": key, "forum_id": key, "schedule": "", "venue": "Town Hall", "secretary": f"Secretary {key}",
            "secretary_email": f"secretary{key}@board{key}.example", "updates_due": "10 working days",
            "papers_close": "5 working days", "published": "5 clear days",
        }  # fmt: skip


def meetings(nation: Nation, of: int | None) -> Rows:
    """One a quarter of each board, and four to come."""
    sittings = nation.quarters + 4
    for board in forums(nation, of):
        for nth in range(sittings):
            on = nation.today + timedelta(board["id"] % 60 + 1 + QUARTER * (nth - nation.quarters))
            yield {
                "id": (board["id"] - 1) * sittings + nth + 1, "forum_id": board["id"], "meets_on": str(on),
                "state": "planned" if on >= nation.today else "held",
            }  # fmt: skip


def recommendations(nation: Nation, of: int | None, *, now: bool = False) -> Rows:
    """As they were at first, or as they are now."""
    for item in nation.of(of):
        ref = item % nation.recommendations + 1
        words = nation.words[item % len(nation.words)]
        row = {
            "id": item + 1, "register_id": item // nation.recommendations + 1, "ref": str(ref), "ref_key": str(ref),
            "sort_key": f"{ref:08}", **{name: words[name] for name in ("theme", "text", "position", "action")},
            "lead_post_id": nation.lead(item), "sponsor_post_id": nation.lead(0), "state": "open", "state_on": None,
            "state_reason": None, "next_review": nation.due(item, 0),
        }  # fmt: skip
        yield row | changed_since(nation, item) if now else row


def changed_since(nation: Nation, item: int) -> Row:
    """What has become of a recommendation since it was made."""
    if (state := nation.state(item)) == "open":
        return {"next_review": nation.due(item, nation.quarters)}
    return {"state": state, "state_on": str(nation.today), "state_reason": "As the board agreed.", "next_review": None}


def contributors(nation: Nation, of: int | None) -> Rows:
    for item in nation.of(of):
        if item % 3 == 0:
            yield {"id": item + 1, "recommendation_id": item + 1, "post_id": nation.lead(item + 1), "rank": 1}


def routings(nation: Nation, of: int | None) -> Rows:
    for item in nation.of(of):
        its = {"recommendation_id": item + 1, "words": ""}
        yield {"id": 2 * item + 1, "forum_id": nation.board(item), "role": "decides", **its}
        if item % 4 == 0:
            yield {"id": 2 * item + 2, "forum_id": nation.board(item, 1), "role": "informed", **its}


def cadences(nation: Nation, of: int | None) -> Rows:
    for item in nation.of(of):
        assumed = item % 50 == 1
        yield {
            "id": item + 1, "recommendation_id": item + 1, "wording": None, "rule": "every 3 months",
            "basis": "assumed" if assumed else "confirmed", "reason": "no date is given" if assumed else "",
            "anchor": str(nation.anchor(item)), "happened_on": None,
        }  # fmt: skip
