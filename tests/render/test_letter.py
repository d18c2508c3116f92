"""A letter as plain text and as HTML: all of it is there, whatever it holds; of what is restricted, the ref alone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import HOSTILE, OBEYED, UNICODE

from sli_cli.deliver.message import Mailbox, Message, build
from sli_cli.domain.addressee import Addressee
from sli_cli.domain.letter_words import subject
from sli_cli.domain.letters import BoardNotice, Letter, Line, Mine
from sli_cli.render.letter import WIDTH, as_html, as_text
from sli_cli.render.wrap import visible
from tests.made_letters import TITLE, TODAY, WHOLE, a_board, a_letter, a_line, a_summary, letters

BOTH = pytest.mark.parametrize("write", [as_text, as_html])
THREE = a_letter(Mine((a_line("3"), a_line("4")), (a_line("9", date(2026, 11, 30), assumed=False),), (), 12))

PLAIN = """\
2 overdue, 1 due by 30 Nov

SLI Infant Mortality (BwD), as at Monday 23 November 2026, for Jo Bloggs.
You lead 12 open recommendations in all, of which 2 are overdue.


OVERDUE: 2
The date of the next review has passed: please say how each stands.

3: 54 days overdue (due 30 Sep 2026, assumed)
   Identify a named lead for reducing infant mortality.

4: 54 days overdue (due 30 Sep 2026, assumed)
   Identify a named lead for reducing infant mortality.


DUE WITHIN A WEEK: 1
The date of the next review is today, or comes within a week.

9: due Mon 30 Nov 2026
   Identify a named lead for reducing infant mortality.


HOW TO ANSWER
Reply to this message. For each item, by its ref, say:
- how it stands: on track, at risk, off track, done or no longer needed;
- what was done;
- where it needs more time, the date that you ask for, and why.


A date marked as assumed is not from the document: say whether it should
stand.
You get this because you lead these recommendations.
A reply goes to Sam Secretary <sam@example.gov.uk>. Ask there, too, if
something is wrong or is not yours.
"""


class _Page(HTMLParser):
    """What a mail program makes of a page: its tags, and its words."""

    def __init__(self, whole: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.open: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.feed(whole)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append((self.open[-1], " ".join(data.split())))

    def of(self, tag: str) -> list[str]:
        return [words for inside, words in self.said if inside == tag]

    @property
    def body(self) -> str:
        return " ".join(words for inside, words in self.said if inside not in ("title", "style"))


def the_same(text: str) -> str:
    """Words without spaces and capitals, in which plain text and HTML differ."""
    return re.sub(r"[\s-]", "", text).upper()


def test_plain_text_is_written_so() -> None:
    assert as_text(THREE) == PLAIN


def test_the_page_has_a_language_a_title_headings_and_tables_with_scopes() -> None:
    page = _Page(as_html(WHOLE))
    names = [tag for tag, _ in page.tags]
    assert page.tags[0] == ("html", {"lang": "en-GB"})
    assert page.of("title") == [subject(WHOLE)]
    assert names.count("h1") == 1
    assert page.of("h2")[:2] == ["Overdue: 3", "Due within a week: 2"]
    assert names.count("table") == names.count("caption") == 7
    wide = [kept["style"].startswith("width:100%") for name, kept in page.tags if name == "table"]
    assert all(wide)  # a caption is as wide as its table
    assert [kept.get("scope") for tag, kept in page.tags if tag == "th"].count(None) == 0
    cells = [words for inside, words in page.said if inside in ("th", "strong")]
    assert cells[:4] == ["Ref", "When, and what is to be done", "3", "54 days overdue (due 30 Sep 2026, assumed)"]
    assert not re.search(r"<(?:img|link|script|a|svg)\b|url\(|https?:|\bsrc=|@import", as_html(WHOLE))


def test_the_page_says_what_the_plain_text_says() -> None:
    heads = ["Ref", "When, and what is to be done"]
    said = " ".join(words for inside, words in _Page(as_html(WHOLE)).said if inside != "style" and words not in heads)
    plain = re.sub(r"^(\S.*?): ", r"\1 ", as_text(WHOLE), flags=re.M).replace(":", "")
    assert the_same(said.removeprefix(subject(WHOLE))).replace(":", "") == the_same(plain)


@BOTH
def test_an_empty_letter_and_empty_parts_are_written(write: Callable[[Letter], str]) -> None:
    empty = Letter(Addressee("", "jo@example.gov.uk"), TODAY, (), ())
    bare = empty._replace(
        mine=Mine((a_line("1", None, action="", lead=""),)), boards=(BoardNotice("", TODAY, "", TODAY, (), 0),)
    )
    assert "Recommendations, as at Monday 23 November 2026." in write(empty)
    assert "no next review yet" in write(bare)


@BOTH
@pytest.mark.parametrize("text", UNICODE)
def test_every_script_is_written_as_it_is(write: Callable[[Letter], str], text: str) -> None:
    written = write(a_letter(Mine((a_line(text, action=text),)), titles=(text,)))
    assert written.count(text) >= 3


def filled(text: str) -> Letter:
    """A letter with `text` wherever a text can be."""
    line = a_line(text, register=text, action=text, lead=text, instead=text, agenda=(text, TODAY))
    return a_letter(
        Mine((line,), (line,), (line,)),
        escalated=(line,),
        boards=(a_board(text, (line,), 1),),
        summaries=(a_summary(register=text, refusals=((text, text),), vacant=((text, 1),), no_address=(text,)),),
        titles=(text, text),
        to=Addressee(text, "jo@example.gov.uk"),
        reply_to=Addressee(text, "sam@example.gov.uk"),
    )


@pytest.mark.parametrize(
    "text",
    [
        *filter(None, HOSTILE.values()),
        "</td></table><h1>x",
        '" onload="x',
        "{{ 7 * 7 }}{% if %}",
        "x\r\nBcc: all@example.gov.uk",
        "=?x?=",
    ],
)
def test_hostile_texts_stay_texts(text: str) -> None:
    letter, plain_one = filled(text), _Page(as_html(filled("x")))
    html, plain = as_html(letter), as_text(letter)
    assert [tag for tag, _ in _Page(html).tags if tag != "br"] == [tag for tag, _ in plain_one.tags if tag != "br"]
    assert all(set(kept) == set(like) for (_, kept), (_, like) in zip(_Page(html).tags, plain_one.tags, strict=False))
    assert set(html + plain) & OBEYED <= {"\n"}
    assert "49" not in html
    assert_sendable(letter)


def assert_sendable(letter: Letter) -> None:
    message = Message(
        Mailbox("jo@example.gov.uk", "Jo"),
        Mailbox("sli@example.gov.uk", "sli"),
        subject(letter),
        as_text(letter),
        "<20261123.1@example.gov.uk>",
        datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        as_html(letter),
    )
    built = build(message)
    assert built["Subject"] == subject(letter)
    assert b"\nBcc:" not in built.as_bytes()


@settings(deadline=None)
@given(letters())
def test_whatever_a_letter_holds_a_message_can_be_made_of_it(letter: Letter) -> None:
    assert_sendable(letter)
    assert max(map(visible, as_text(letter).split("\n"))) <= WIDTH
    assert set(as_html(letter) + as_text(letter)) & OBEYED <= {"\n"}


@pytest.mark.parametrize("unit", ["x", "ab-cd/", "日", "e\u0301", "👩‍👩‍👧", "word ", "<&"])
def test_a_text_of_forty_thousand_characters_is_written_whole(unit: str) -> None:
    long = (unit * (40_000 // len(unit))).strip()
    letter = a_letter(Mine((a_line("1", action=long),)))
    squeezed = long.replace(" ", "")
    assert squeezed in re.sub(r"\s", "", as_text(letter))
    assert squeezed in _Page(as_html(letter)).body.replace(" ", "")
    assert max(map(visible, as_text(letter).split("\n"))) <= WIDTH


@BOTH
def test_two_thousand_items_are_all_there_in_order(write: Callable[[Letter], str]) -> None:
    found = write(a_letter(Mine(tuple(a_line(f"R{number}") for number in range(2000)))))
    assert re.findall(r"\bR[0-9]+", found) == [f"R{number}" for number in range(2000)]
    assert "2000 overdue" in found


# -- not for publication

SECRET_DAY = date(2046, 2, 3)
SECRETS = {"action": "qqaction", "lead": "qqlead", "register": "qqregister", "instead": "qqinstead", "why": "qqwhy"}


def secret(name: str, due: date) -> Line:
    return a_line(name, due, days_overdue=7171, restricted=True, agenda=("qqboard", SECRET_DAY), **SECRETS)


@settings(deadline=None)
@given(letters(st.text("abcd ", max_size=8)), st.data())
def test_of_what_is_restricted_the_ref_goes_out_and_nothing_else(letter: Letter, data: st.DataObject) -> None:
    """Put among others anywhere; its date is one that nothing else in the letter has."""
    due = data.draw(st.dates(TODAY + timedelta(days=2000), TODAY + timedelta(days=3000)))
    hidden, mine = secret("QQREF", due), letter.mine
    where = data.draw(st.sampled_from(["overdue", "due", "coming", "escalated", "waiting"]))
    if where == "escalated":
        letter = letter._replace(escalated=(*letter.escalated, hidden))
    elif where == "waiting":
        letter = letter._replace(boards=(*letter.boards, a_board(waiting=(hidden,), items=1)))
    else:
        letter = letter._replace(mine=mine._replace(**{where: (hidden, *getattr(mine, where))}))
    for written in (subject(letter), as_text(letter), _Page(as_html(letter)).body, as_html(letter)):
        assert not re.search("qq(?!ref)", written, re.IGNORECASE)
        assert "7171" not in written
        assert not re.search(rf"[A-Z][a-z][a-z] ({due.year}|{SECRET_DAY.year})", written)
    assert "QQREF: not for publication\n" in as_text(letter)


def test_a_letter_of_three_items_takes_well_under_a_millisecond_each_way() -> None:
    as_html(THREE)
    begun = time.process_time()
    for _ in range(500):
        as_html(THREE)
        as_text(THREE)
    assert time.process_time() - begun < 0.5


def test_the_title_of_the_register_is_said() -> None:
    assert TITLE in as_text(THREE)
