"""Checks of values that come from a file of JSON: what each has to be, so that nothing else reaches the register.

Each check takes a value and its place in words, and gives the value as it is stored; what does not fit is refused
with that place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sli_cli.domain.cadence_grammar import parse_rule
from sli_cli.domain.refs import clean_ref
from sli_cli.domain.words import clean_email, clean_line, clean_text, near
from sli_cli.errors import BadValue, Rejected

Check = Callable[[Any, str], Any]
REMEDY = "Nothing was written; mend it there, or export it again."


def refused(place: str, sentence: str) -> Rejected:
    """The refusal of what stands at `place`."""
    return Rejected(f"In {place}: {sentence}", REMEDY)


# -- one value ---------------------------------------------------------------------------------------------------------


def _kind(value: object, kind: type, place: str, words: str) -> None:
    if type(value) is not kind:
        raise refused(place, f"{_shown(value)} is not {words}.")


def _shown(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."


def cleaned(clean: Callable[[str], str]) -> Check:
    """What `clean` makes of a text, whose BadValue is the reason for a refusal."""

    def check(value: Any, place: str) -> str:
        _kind(value, str, place, "a text")
        try:
            return clean(value)
        except BadValue as error:
            raise refused(place, error.sentence) from error

    return check


text = cleaned(lambda value: clean_text(value, "text", empty=True))
words = cleaned(lambda value: clean_text(value, "text"))
line = cleaned(lambda value: clean_line(value, "line", empty=True, most=1000))
name = cleaned(lambda value: clean_line(value, "name"))
email = cleaned(clean_email)
ref = cleaned(clean_ref)
rule = cleaned(lambda value: str(parse_rule(value)))


def day(value: Any, place: str) -> str:
    """A date as YYYY-MM-DD."""
    _kind(value, str, place, "a date such as 2027-03-31")
    try:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError(value)
    except ValueError as error:
        raise refused(place, f"{_shown(value)} is not a date such as 2027-03-31.") from error
    return str(value)


def flag(value: Any, place: str) -> bool:
    _kind(value, bool, place, "true or false")
    return bool(value)


def count(value: Any, place: str) -> int:
    """A whole number from 0."""
    _kind(value, int, place, "a whole number")
    if not 0 <= value < 1_000_000:
        raise refused(place, f"{value} is not a number that can be.")
    return int(value)


def one_of(*choices: str) -> Check:
    def check(value: Any, place: str) -> str:
        if not isinstance(value, str) or value not in choices:
            guess = near(str(value), choices)
            meant = f" Did you mean {guess}?" if guess else ""
            raise refused(place, f"{_shown(value)} is not one of {', '.join(choices)}.{meant}")
        return value

    return check


# -- several values ----------------------------------------------------------------------------------------------------


def optional(check: Check) -> Check:
    """That, or null."""
    return lambda value, place: None if value is None else check(value, place)


def absent(check: Check) -> Check:
    """That, or null, which a text without words is too."""
    return lambda value, place: None if value is None else check(value, place) or None


def listed(check: Check) -> Check:
    """A list of that; its items are counted from 1."""

    def each(value: Any, place: str) -> list[Any]:
        _kind(value, list, place, "a list")
        return [check(item, f"{place} {at}") for at, item in enumerate(value, 1)]

    return each


def record(
    fields: Mapping[str, Check], computed: tuple[str, ...] = (), later: Mapping[str, Any] = MappingProxyType({})
) -> Check:
    """An object with these keys and no other; those that are `computed` from the others may be there, and are left.

    `later` are keys that files of earlier versions have not got, each with what its absence means.
    """

    def each(value: Any, place: str) -> dict[str, Any]:
        _kind(value, dict, place, "an object")
        value = {**later, **value}
        for key in value:
            if key not in fields and key not in computed:
                guess = near(key, fields)
                raise refused(place, f"there is no key {_shown(key)} here.{f' Did you mean {guess}?' if guess else ''}")
        for key in fields:
            if key not in value:
                raise refused(place, f"the key {key!r} is missing.")
        return {key: check(value[key], f"{place}, {key}") for key, check in fields.items()}

    return each
