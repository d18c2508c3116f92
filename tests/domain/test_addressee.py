"""Who can be sent to: refused when typed, read when it is stored already."""

from __future__ import annotations

from datetime import date

import pytest

from sli_cli.domain.addressee import Addressee, is_sendable, parse_addressee, typed_addressee
from sli_cli.domain.register_settings import SETTINGS
from sli_cli.errors import BadValue
from sli_cli.services.arrangements import cleaned

UNSENDABLE = ["Jörg <jörg@example.gov.uk>", "=?utf-8?q?Jo?= <jo@example.gov.uk>", "jo@straße.de"]


@pytest.mark.parametrize("text", UNSENDABLE)
def test_what_cannot_be_sent_to_is_read_where_it_is_stored_and_refused_where_it_is_typed(text: str) -> None:
    stored = parse_addressee(text, "owner")
    assert str(stored) == text
    assert not is_sendable(stored)
    with pytest.raises(BadValue):
        typed_addressee(text, "owner")
    for setting in ("owner", "escalate-to"):
        assert SETTINGS[setting].read(setting, text) == text
        with pytest.raises(BadValue):
            SETTINGS[setting].read_typed(setting, text)
    secretary = {"secretary": stored.name, "secretary_email": stored.address}
    assert cleaned(secretary, date(2026, 11, 23), stored=True) == secretary
    with pytest.raises(BadValue):
        cleaned(secretary, date(2026, 11, 23))


@pytest.mark.parametrize("text", ["Jo Bloggs <jo@example.gov.uk>", "Zoë Bloggs <zoe@bücher.example>", "jo@example.org"])
def test_what_can_be_sent_to_is_taken(text: str) -> None:
    assert is_sendable(typed_addressee(text, "owner"))
    assert SETTINGS["owner"].read_typed("owner", text) == text


def test_nobody_cannot_be_sent_to_and_may_be_settled() -> None:
    assert not is_sendable(Addressee("Jo", ""))
    assert SETTINGS["owner"].read_typed("owner", "") == ""
    assert cleaned({"secretary": "", "secretary_email": ""}, date(2026, 11, 23)) == {
        "secretary": "",
        "secretary_email": "",
    }
