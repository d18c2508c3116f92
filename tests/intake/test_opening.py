"""What is opened, and what is refused: in one sentence, within seconds, in bounded memory."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from reading import measured

from sli_cli.errors import BadValue, Rejected
from sli_cli.intake.opening import open_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 22 + b"\x09\x00" + b"\x00" * 16 + b"\x00" * 4 + b"\x00" * 460


def old_office(name: str) -> bytes:
    """The beginning of an OLE compound file whose directory names one stream."""
    return OLE + name.encode("utf-16-le").ljust(512, b"\x00")


def archive(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def changed(path: Path, part: str, content: bytes) -> None:
    """Puts other content into one part of an archive."""
    with zipfile.ZipFile(path) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    archive(path, {**parts, part: content})


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Recommendation"])
    book.save(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


@pytest.fixture
def word(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 0).text = "Ref"
    document.save(str(tmp_path / "plan.docx"))
    return tmp_path / "plan.docx"


def refusal(path: Path | str) -> Rejected:
    """What is said of a file, whether it is refused when opened or only when read."""
    with pytest.raises(Rejected) as said:
        for table in open_document(str(path)).tables:
            list(table.rows())
    assert said.value.sentence.endswith(".") and said.value.sentence.count(". ") == 0 and said.value.remedy
    return said.value


def test_a_document_bears_its_path_its_kind_and_the_fingerprint_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(b"Ref,Text\n1,Words\n")
    document = open_document(str(path))
    assert (document.path, document.kind) == (str(path), "csv")
    assert document.digest == hashlib.sha256(b"Ref,Text\n1,Words\n").hexdigest()


@pytest.mark.parametrize(
    "name, content, kind",
    [("a.json", b'[{"ref": "1"}]', "json"), ("a.json", b"[]", "json"), ("a.jsonl", b'{"ref": "1"}\n', "jsonl")],
)
def test_own_exports_in_json_are_recognised_and_have_no_tables(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    document = open_document(str(tmp_path / name))
    assert (document.kind, document.tables) == (kind, ())


@pytest.mark.parametrize("name", ["nowhere.csv", "no\x00where.csv"])
def test_a_path_that_leads_nowhere_is_a_bad_value(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadValue, match="There is no file"):
        open_document(str(tmp_path / name))


def test_an_encoding_that_nobody_knows_is_a_bad_value(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Ref,Text\n")
    for name in ("klingon", "base64", "a\x00b"):
        with pytest.raises(BadValue, match="no encoding"):
            open_document(str(tmp_path / "a.csv"), encoding=name)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is a folder" in refusal(tmp_path).sentence
    assert "is no file but a pipe" in refusal(tmp_path / "pipe.csv").sentence
    assert "is no file but a pipe or a device" in refusal("/dev/zero").sentence


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").touch()
    assert "'plan.docx' is empty" in refusal(tmp_path / "plan.docx").sentence


@pytest.mark.parametrize(
    "name, content, said, remedy",
    [
        ("a.xlsx", old_office("EncryptedPackage"), "locked with a password", "without one"),
        ("a.doc", old_office("WordDocument"), "an old Word document", "Save it as .docx."),
        ("a.docx", old_office("WordDocument"), "an old Word document", "Save it as .docx."),
        ("a.xls", old_office("Workbook"), "an old Excel workbook", "Save it as .xlsx."),
        ("a.xls", old_office("Book"), "an old Excel workbook", "Save it as .xlsx."),
        ("a.msg", old_office("__properties"), "an old Office file", "Save it as"),
        ("a.docx", b"{\\rtf1 words}", "a Rich Text document", "Save it as .docx."),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "a picture", "made from"),
        ("a.csv", b"\x1f\x8b\x08\x00....", "a compressed archive", "Unpack it"),
        ("a.xlsx", b"Ref,Text\n1,Words\n", "is not an Excel workbook, as its suffix says, but a plain text", ""),
        ("a.csv", b"%PDF-1.7\n", "is not a table in CSV, as its suffix says, but a PDF", "Rename it to end in .pdf"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "but a web page (HTML)", "Rename it to end in .html"),
        ("a.html", b"Ref,Text\n", "is not a web page (HTML), as its suffix says, but a plain text", ""),
        ("a.csv", b"SQLite format 3\x00....", "but a database", ""),
        ("a.csv", b"MZ\x90\x00\x03\x00\x00\x00", "but a program", ""),
        ("a.txt", bytes(range(1, 32)) * 9, "but a file of a kind that is not known here", ""),
        ("a.json", b"Ref,Text\n", "is not JSON, as its suffix says, but a plain text", ""),
        ("a.csv", b'[{"ref": "1"}]', "is not a table in CSV, as its suffix says, but JSON", ""),
        ("a.odd", b"Ref,Text\n", "its suffix does not say how to read it", ".csv"),
        ("plan", b"Ref,Text\n", "its suffix does not say how to read it", ".csv"),
        ("a.docx", b"PK\x03\x04 and nothing more", "damaged or cut short", "Fetch it again"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_with_what_it_is(
    tmp_path: Path, name: str, content: bytes, said: str, remedy: str
) -> None:
    (tmp_path / name).write_bytes(content)
    refused = refusal(tmp_path / name)
    assert said in refused.sentence
    assert remedy in refused.remedy


@pytest.mark.parametrize("name, part, content", [
    ("a.zip", "plan.txt", b"words"),
    ("a.docx", "plan.txt", b"words"),
    ("a.odt", "mimetype", b"application/vnd.oasis.opendocument.text"),
    ("a.xlsx", "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    ("a.xlsx", "[Content_Types].xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
    ("a.docx", "[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"),
    ("a.xlsb", "[Content_Types].xml", b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
])  # fmt: skip
def test_other_archives_are_refused_with_a_way_out(tmp_path: Path, name: str, part: str, content: bytes) -> None:
    assert "cannot be read" in refusal(archive(tmp_path / name, {part: content})).sentence


def test_a_workbook_that_only_says_it_has_no_macros_is_refused_too(workbook: Path) -> None:
    changed(workbook, "xl/vbaProject.bin", b"macros")
    refused = refusal(workbook)
    assert "with macros" in refused.sentence and refused.remedy == "Save it as .xlsx, which holds no macros."


def test_a_workbook_under_the_name_of_a_word_document_is_refused_and_one_without_suffix_is_read(workbook: Path) -> None:
    refused = refusal(workbook.rename(workbook.with_suffix(".docx")))
    assert "is not a Word document, as its suffix says, but an Excel workbook" in refused.sentence
    assert ".xlsx" in refused.remedy
    assert open_document(str(workbook.with_suffix(".docx").rename(workbook.with_name("plan")))).kind == "xlsx"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", ["plan.xlsx", "plan.docx"])
def test_an_office_file_that_is_cut_short_is_refused(
    workbook: Path, word: Path, tmp_path: Path, name: str, share: float
) -> None:
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "damaged or cut short" in refusal(path).sentence


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.docx"])
def test_an_office_file_with_a_flipped_byte_is_refused_or_read_but_never_fails_otherwise(
    workbook: Path, word: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 60):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            for table in open_document(str(path)).tables:
                list(table.rows())
        except Rejected:
            pass


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_of_a_workbook_that_declares_entities_is_refused(workbook: Path, part: str, encoding: str) -> None:
    bomb = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    changed(workbook, part, bomb.encode(encoding))
    assert f"declares a document type in its part {part!r}" in refusal(workbook).sentence


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels"])
def test_a_part_of_a_word_document_that_reaches_for_other_files_is_refused(word: Path, part: str) -> None:
    changed(word, part, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    assert "declares a document type" in refusal(word).sentence


@pytest.mark.parametrize(
    "content", [b"<w:document><broken", b"", b"words", b'<?xml version="1.0" encoding="UTFyes"?><a/>']
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_a_part_that_is_no_xml_is_refused(word: Path, part: str, content: bytes) -> None:
    changed(word, part, content)
    assert "is damaged" in refusal(word).sentence


def test_a_missing_part_is_refused(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    path = archive(tmp_path / "a.docx", {"[Content_Types].xml": kind})
    assert "its part 'word/document.xml' is missing" in refusal(path).sentence


def test_parts_that_stand_within_one_another_without_end_are_refused(word: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = f"<w:document {space}><w:body><w:p>" + "<w:ins>" * 1900 + "</w:ins>" * 1900 + "</w:p></w:body></w:document>"
    changed(word, "word/document.xml", deep.encode())
    assert "is damaged" in refusal(word).sentence


def test_a_zip_bomb_is_refused_within_seconds_and_in_little_memory(workbook: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as made, made.open("xl/media/image1.bmp", "w") as part:
        for _ in range(200):
            part.write(b"\x00" * (1 << 20))
    found = measured(workbook)
    assert str(found["said"]).startswith("4 'plan.xlsx' would unpack to ")
    assert found["seconds"] < 2 and found["megabytes"] < 60  # type: ignore[operator]


def test_an_archive_of_ten_thousand_parts_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook, "a") as made:
        for number in range(10_000):
            made.writestr(f"xl/media/{number}", b"")
    assert "would unpack to 10,0" in refusal(workbook).sentence


def test_a_part_that_lies_about_its_size_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as read:
        info = read.getinfo("xl/worksheets/sheet1.xml")
    size = info.file_size.to_bytes(4, "little")
    packed = info.compress_size.to_bytes(4, "little")
    lie = workbook.read_bytes().replace(packed + size, packed + (40).to_bytes(4, "little"))
    workbook.write_bytes(lie)
    assert "is damaged" in refusal(workbook).sentence


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    for name, start, size in (("a.txt", b"words", 51 << 20), ("a.csv", b"a,b\n", 1025 << 20)):
        with open(tmp_path / name, "wb") as file:
            file.write(start)
            file.truncate(size)  # takes no room on the disk
        refused = refusal(tmp_path / name)
        assert "MB; the most for" in refused.sentence


def test_a_file_that_is_changed_between_two_readings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Ref,Text\n1,Words\n")
    table = open_document(str(path)).tables[0]
    assert len(list(table.rows())) == 2
    path.write_text("Ref,Text\n1,Other words\n")
    with pytest.raises(Rejected, match="was changed while it was being read"):
        list(table.rows())
