"""The archive that an Office file is: opened with bounds, its parts read only after a look at what they begin with."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast
from xml.parsers import expat

from sli_cli.errors import Rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

    from sli_cli.intake.source import Source

_MOST_PARTS = 10_000
_MOST_TOGETHER = 1 << 30
_MOST_OF_A_PART = 256 << 20
_MOST_OF_A_TREE = 64 << 20  # of a part that is held in memory as a whole
_SUSPECT = 50 << 20
_RATIO = 200  # no document of any size shrinks to less than a two-hundredth
_CHUNK = 1 << 16
# zipfile raises NotImplementedError for a packing method that it does not know, RuntimeError for an encrypted part.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
"""What reading a damaged, truncated or encrypted archive may raise."""


class Archive:
    """The parts of an Office file. Raises Rejected for what is damaged, or would unpack to more than is reasonable."""

    def __init__(self, source: Source) -> None:
        self.source = source
        source.check_unchanged()
        with self._opened() as archive:
            self.sizes = {info.filename: info.file_size for info in archive.infolist()}
            packed = sum(info.compress_size for info in archive.infolist())
            total = sum(info.file_size for info in archive.infolist())
            parts = len(archive.infolist())
        if parts > _MOST_PARTS or total > _MOST_TOGETHER or (total > _SUSPECT and total > _RATIO * max(packed, 1)):
            raise Rejected(
                f"{source.name!r} would unpack to {parts:,} parts of {total >> 20:,} MB, which no document needs.",
                "Do not open it, and ask whoever sent it.",
            )

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self.source.path) as archive:
                yield archive
        except BROKEN as error:
            raise self.source.damaged() from error

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A part to be read as a stream. The archive yields no more bytes of it than it declares.

        Raises Rejected where the part is missing, too large, or declares a document type: no Office file has one, and
        entities that multiply or reach for other files need one.
        """
        size = self.sizes.get(name)
        if size is None:
            raise self.source.damaged(f"its part {name!r} is missing")
        if size > _MOST_OF_A_PART:
            raise Rejected(
                f"{self.source.name!r} holds a part of {size >> 20:,} MB, {name!r}, which is too large.",
                "Save the part that holds the register on its own, or as CSV.",
            )
        with self._opened() as archive:
            with archive.open(name) as part:
                self._check_start(part, name)
            with archive.open(name) as part:
                yield part

    def _check_start(self, part: IO[bytes], name: str) -> None:
        """Reads a part up to its first element. Raises Rejected where it is no XML or has a document type."""
        started: list[str] = []
        typed: list[str] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda tag, _: started.append(tag)
        parser.StartDoctypeDeclHandler = lambda kind, *_: typed.append(kind)
        try:
            while not started and not typed and (chunk := part.read(1024)):
                parser.Parse(chunk)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that there is not
            if not typed:
                raise self.source.damaged(f"its part {name!r} is no XML ({error})") from error
        if typed:
            raise Rejected(
                f"{self.source.name!r} declares a document type in its part {name!r}, as an attack would.",
                "Do not open it, and ask whoever sent it.",
            )

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        with self.part(name) as part:
            while chunk := part.read(_CHUNK):
                yield chunk

    def elements(self, name: str, tag: str, end: int | None = None) -> Iterator[_Element]:
        """The elements of this tag in a part, one by one, each let go after its turn. `end`: bytes after which to stop.

        Raises Rejected where the part is no XML.
        """
        from lxml import etree

        parser = etree.XMLPullParser(events=("end",), tag=f"{{*}}{tag}", resolve_entities=False, no_network=True)
        fed = 0
        try:
            for chunk in self.chunks(name):
                if end is not None and fed >= end:
                    break
                parser.feed(chunk)
                fed += len(chunk)
                for event in parser.read_events():
                    element = cast("_Element", event[1])
                    yield element
                    element.clear()
                    parent = element.getparent()
                    while parent is not None and parent[0] is not element:
                        del parent[0]
        except etree.XMLSyntaxError as error:
            raise self.source.damaged(f"its part {name!r} is no XML ({error.msg})") from error

    def tree(self, name: str) -> _Element:
        """A part as a tree. Nothing outside it is fetched, and no entity is put in."""
        from lxml import etree

        if self.sizes.get(name, 0) > _MOST_OF_A_TREE:
            raise Rejected(
                f"{self.source.name!r} holds a part of {self.sizes[name] >> 20:,} MB, {name!r}, which is too large.",
                "Save the part that holds the register on its own.",
            )
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            with self.part(name) as part:
                return etree.parse(part, parser).getroot()
        except etree.XMLSyntaxError as error:
            raise self.source.damaged(f"its part {name!r} is no XML ({error.msg})") from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part points to: its relations' ids, with their type (its last word) and the name of the other part.

        The part "" is the archive itself. Relations that lead out of the archive are left out.
        """
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if relations not in self.sizes:
            return {}
        found = {}
        for element in self.tree(relations):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
                found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found

    def related_as(self, name: str, kind: str) -> str:
        """The name of the part that `name` points to as its `kind` ("styles"), or "" where there is none."""
        return next((target for said, target in self.related(name).values() if said == kind), "")


def local(tag: object) -> str:
    """The name of an element or attribute without its namespace; "" for a comment or an instruction."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def whole(text: str, otherwise: int = 0) -> int:
    """A whole number as a part writes it, or `otherwise` where it is none or beyond all reason."""
    return int(text) if len(text) < 10 and text.isdecimal() else otherwise


def attribute(element: _Element, name: str) -> str:
    """An attribute by its name, whatever its namespace; "" where it is missing."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((str(value) for key, value in element.attrib.items() if local(key) == name), "")
