"""The form of a register in a file: the keys of each object, and what each value has to be."""

from __future__ import annotations

from datetime import date
from typing import Any

from sli_cli.domain import vocabulary
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.domain.stages import days_before_words, parse_days_before
from sli_cli.services import arrangements
from sli_cli.services.portable_checks import (
    Check,
    absent,
    cleaned,
    count,
    day,
    email,
    flag,
    line,
    listed,
    name,
    one_of,
    optional,
    record,
    ref,
    refused,
    rule,
    text,
    words,
)


def _settings(value: Any, place: str) -> dict[str, str]:
    if type(value) is not dict:
        raise refused(place, "it is not an object.")
    for key in value:
        one_of(*SETTINGS)(key, place)
    return {key: _setting(key)(value[key], f"{place}, {key}") for key in sorted(value)}


def _setting(key: str) -> Check:
    settled = SETTINGS[key]
    return one_of(*settled.choices) if settled.choices else cleaned(lambda text: settled.read(key, text))


def _days_before(value: str) -> str:
    return days_before_words(parse_days_before(value, "remind_before"))


def _arrangement(key: str) -> Check:
    return cleaned(lambda text: arrangements.cleaned({key: text}, _ANY_DAY, stored=True)[key])


_ANY_DAY = date(2000, 1, 1)  # only a schedule that is not in its canonical form asks for the day
_POST = {"post": name, "organisation": absent(line)}
_SUCCEEDED = {"on": day, "reason": text}
_MEETING = optional(record({"forum": name, "on": day}))

_DETAIL = optional(
    record({"title": line, "source": one_of(*vocabulary.MEETING_SOURCES), "moved_from": optional(day), "reason": text})
)

REGISTER = record(
    {
        "name": name,
        "title": line,
        "locality": line,
        "report_title": line,
        "report_date": optional(day),
        "adopted_on": day,
        "adopted_basis": one_of(*vocabulary.BASES),
        "settings": _settings,
        "closed_days": listed(record({"on": day, "reason": line})),
    }
)
_ABSENCES = listed(record({"since": day, "until": optional(day), "deputy": name, "deputy_email": email}))
_HOLDERS = listed(
    record(
        {"name": name, "email": email, "since": day, "until": optional(day), "absences": _ABSENCES},
        later={"absences": []},
    )
)
POSTS = listed(record({**_POST, "holders": _HOLDERS, "succeeded_by": optional(record({**_POST, **_SUCCEEDED}))}))
FORUMS = listed(
    record(
        {
            "name": name,
            "title": line,
            "arrangement": optional(record({key: _arrangement(key) for key in arrangements.NAMES})),
            "meetings": listed(record({"on": day, "state": one_of(*vocabulary.MEETING_STATES), "detail": _DETAIL})),
            "succeeded_by": optional(record({"name": name, **_SUCCEEDED})),
        }
    )
)

_PERSON = optional(record(_POST, computed=("holder", "email")))
_CADENCE = record(
    {
        "wording": optional(text),
        "rule": rule,
        "basis": one_of(*vocabulary.BASES),
        "reason": text,
        "anchor": day,
        "happened_on": optional(day),
    }
)
_OCCURRENCE = record(
    {
        "due_on": day,
        "first_due": day,
        "next_review": day,
        "extensions": count,
        "state": one_of(*vocabulary.OCCURRENCE_STATES),
    }
)
_REVIEW = record(
    {
        "on": day,
        "by": line,
        "forum": optional(name),
        "meeting": _MEETING,
        "outcome": one_of(*vocabulary.OUTCOMES),
        "rating": optional(one_of(*vocabulary.RATINGS)),
        "note": text,
        "occurrence": optional(count),
        "early": flag,
    }
)
_EXTENSION = record(
    {
        "occurrence": count,
        "from_date": day,
        "to_date": day,
        "reason": text,
        "asked_by": line,
        "asked_on": day,
        "state": one_of(*vocabulary.EXTENSION_STATES),
        "approved_by": optional(name),
        "meeting": _MEETING,
        "minute_number": line,
    }
)
_CLOSURE = record(
    {
        "on": day,
        "kind": one_of(*vocabulary.CLOSURES),
        "reason": text,
        "agreed_by": optional(name),
        "meeting": _MEETING,
        "minute_number": line,
        "superseded_by": optional(ref),
        "reopened_on": optional(day),
        "reopened_reason": text,
    }
)
_DECISION = record(
    {
        "meeting": record({"forum": name, "on": day}),
        "decision": one_of(*vocabulary.DECISIONS),
        "note": text,
        "minute_number": line,
        "review": optional(count),
    }
)
_RESTRICTION = record(
    {
        "review": optional(count),
        "note": optional(count),
        "ground": line,
        "reason": text,
        "restricted_by": line,
        "since": day,
        "until": optional(day),
        "lifted_on": optional(day),
    }
)
COMPUTED = (
    "register", "contributors", "occurrence", "first_due", "next_meeting", "last_review", "latest_update", "standing",
    "days_overdue", "rating", "extensions", "restricted", "as_of",
)  # fmt: skip
"""What lists show of a recommendation and works itself out from the rest."""

RECOMMENDATION = record(
    {
        "ref": ref,
        "theme": absent(line),
        "text": words,
        "position": absent(text),
        "action": absent(text),
        "lead": _PERSON,
        "sponsor": _PERSON,
        "contributing": listed(record(_POST)),
        "forums": listed(record({"name": name, "role": one_of(*vocabulary.FORUM_ROLES), "words": text})),
        "cadence": optional(_CADENCE),
        "next_review": optional(day),
        "state_on": optional(day),
        "state": one_of(*vocabulary.STATES),
        "state_reason": optional(text),
        "fields": listed(record({"name": words, "value": text})),
        "occurrences": listed(_OCCURRENCE),
        "reviews": listed(_REVIEW),
        "notes": listed(record({"on": day, "by": line, "text": text})),
        "extension_list": listed(_EXTENSION),
        "closures": listed(_CLOSURE),
        "decisions": listed(_DECISION),
        "restrictions": listed(_RESTRICTION),
        "references": listed(record({"ref": ref, "words": text})),
        "origins": listed(record({"file": line, "digest": line, "place": line})),
        "remind_before": optional(cleaned(_days_before)),
    },
    COMPUTED,
    later={"remind_before": None},
)
