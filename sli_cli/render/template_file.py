"""The Word file that a template is: opened with bounds, and what in it may hold tags."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from sli_cli.errors import BadValue, Rejected

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

MOST_BYTES = 30 << 20
MOST_UNPACKED = 100 << 20
MOST_XML = 3 << 20
"""The most that a template may have: of bytes, of bytes when unpacked, and of bytes in one part that is XML."""
MOST_TAGS = 1_000
LONGEST_TAG = 300
"""How many tags a template may have, and how long one may be, in characters."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, SyntaxError)
_MARK = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LINK, _BASE = "/hyperlink", "/attachedTemplate"


def checked_bytes(path: str) -> bytes:
    """The bytes of a template, which can be opened without harm.

    Raises BadValue where there is no such file; Rejected for one that is too large, is damaged, holds macros, declares
    a document type, or fetches something from elsewhere when it is opened.
    """
    try:
        if os.path.getsize(path) > MOST_BYTES:
            raise _refused(f"is larger than {MOST_BYTES >> 20} MB", "Take the pictures out of it.")
        with open(path, "rb") as stream:
            content = stream.read()
    except OSError as error:
        raise BadValue(f"{path} could not be read: {error.strerror}.", "Name the template, a .docx file.") from error
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive)
    except _BROKEN as error:
        raise _refused("is damaged, or no Word document", "Save it again as .docx.") from error
    return content


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 5_000:
        raise _refused("would unpack to more than any template needs", "Do not open it.")
    for part in parts:
        name = part.filename.lower()
        if name.endswith("vbaproject.bin"):
            raise _refused("holds macros", "Save it as .docx, without them.")
        if name.endswith((".xml", ".rels")):
            _check_xml(part, archive.read(part))
        if name.endswith(".rels"):
            _check_links(archive.read(part))


def _check_xml(part: zipfile.ZipInfo, content: bytes) -> None:
    if len(content) > MOST_XML:
        raise _refused(f"has a part of more than {MOST_XML >> 20} MB, {part.filename}", "Keep to the layout.")
    # Word writes UTF-8; in any other encoding the next question would have to be asked in that encoding.
    if content.lstrip(b"\xef\xbb\xbf")[:1] not in (b"<", b"") or b"<!" in content.replace(b"<!--", b""):
        raise _refused(f"declares a document type in {part.filename}, which no Word file does", "Do not open it.")


def _check_links(content: bytes) -> None:
    """A template may link to other places, and name the one that it was made from, unless that is on the web."""
    from lxml import etree

    for one in etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True)).iter():
        if one.get("TargetMode", "").lower() == "external":
            kind, target = one.get("Type", ""), one.get("Target", "").lower()
            of_this_place = not target.startswith(("http:", "https:", "\\\\", "//", "file://\\\\"))
            if not kind.endswith(_LINK) and not (kind.endswith(_BASE) and of_this_place):
                raise _refused("fetches something from elsewhere when it is opened", "Put it into the file itself.")


def texts_with_tags(template: DocxTemplate) -> Iterator[str]:
    """Every part of a template that is filled in, as Jinja reads it: body, headers, footers, footnotes, properties.

    Raises Rejected for tags that do not close, and for more or longer ones than anybody needs.
    """
    parts = [template.get_xml()]
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(kind)]
    for part in template.docx.part.package.parts:
        if part.content_type.endswith("footnotes+xml"):
            parts.append(part.blob.decode("utf-8", "replace"))
    for xml in parts:
        _check_tags(re.sub("<[^>]*>", "", xml))
        _check_tags(" ".join(re.findall('"([^"<]*)"', xml)))  # what stands in attributes is filled in too
        yield template.patch_xml(xml)
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        _check_tags(getattr(properties, name))
        yield getattr(properties, name)


def _check_tags(text: str) -> None:
    """Each tag closes before another opens: what looks for ends of tags later would else look again and again."""
    opened: re.Match[str] | None = None
    count = 0
    for mark in _MARK.finditer(text):
        if opened is None and mark[0] in _CLOSES:
            opened, count = mark, count + 1
        elif opened is not None and mark[0] == _CLOSES[opened[0]]:
            if mark.start() - opened.end() > LONGEST_TAG:
                raise _refused(f"has a tag of more than {LONGEST_TAG} characters", "Make it shorter.")
            opened = None
        elif opened is not None:
            break
    if opened is not None:
        begins = text[opened.start() : opened.start() + 40]
        raise _refused(f"has a tag that does not close: {begins!r}", "Close it.")
    if count > MOST_TAGS:
        raise _refused(f"has more than {MOST_TAGS:,} tags", "Use a loop.")


def _refused(what: str, remedy: str) -> Rejected:
    return Rejected(f"The template {what}.", remedy)
