"""What a register has settled about reminders, as values."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sli_cli.domain.addressee import Addressee
from sli_cli.domain.register import Register
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.errors import BadValue

JO = "Jo Bloggs <jo.bloggs@example.gov.uk>"


def a_register(**settings: str) -> Register:
    given = {name.replace("_", "-"): value for name, value in settings.items()}
    return Register(1, "a", "A", "", "", None, date(2026, 9, 1), "confirmed", settings=given)


def test_a_register_gives_its_settings_as_values() -> None:
    settled = a_register(owner=JO, remind_before="60, 14", escalate_after="10 working days", escalate_to="sam@b.uk")
    assert settled.owner == Addressee("Jo Bloggs", "jo.bloggs@example.gov.uk")
    assert settled.days_before == (60, 14)
    assert settled.escalation == (10, Addressee("", "sam@b.uk"))
    assert a_register(remind_before="none").days_before == ()


def test_nothing_is_escalated_until_both_settings_are_settled() -> None:
    plain = a_register()
    assert (plain.owner, plain.days_before, plain.escalation) == (None, (30, 7), None)
    assert a_register(escalate_after="10 working days").escalation is None
    assert a_register(escalate_to=JO).escalation is None
    assert a_register(escalate_after="off", escalate_to=JO).escalation is None


WORDS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9]{1,4}( working days?)?", fullmatch=True),
    st.from_regex(r"[A-Za-z\", ]{0,9} ?<[a-z]{1,5}@[a-z]{1,5}\.uk>", fullmatch=True),
    st.lists(st.integers(0, 400).map(str), max_size=8).map(", ".join),
    st.sampled_from([choice.upper() for one in SETTINGS.values() for choice in one.choices]),
)


@given(st.sampled_from(sorted(SETTINGS)), WORDS)
def test_what_is_read_is_read_again_as_the_same_or_refused(name: str, text: str) -> None:
    setting = SETTINGS[name]
    try:
        value = setting.read(name, text)
    except BadValue:
        return
    assert setting.read(name, value) == value
    assert not setting.choices or value in setting.choices


def test_every_default_is_a_value_of_its_setting() -> None:
    for name, setting in SETTINGS.items():
        assert setting.read(name, setting.default) == setting.default == setting.read(name, "  ")
