"""The styles of a workbook: in which format a cell shows its number, and the colour that it is filled with."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sli_cli.intake.archive import Archive, attribute, local, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

# The formats that need no entry in the file. 14 is the short date of whoever looks: here, the British one.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "dd/mm/yyyy hh:mm",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58), "dd/mm/yyyy"),
}  # fmt: skip
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")


@dataclass(slots=True)
class Styles:
    """The format and the fill of each style that a cell may name by its number."""

    formats: list[str] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)

    def format_of(self, style: int) -> str:
        return self.formats[style] if 0 <= style < len(self.formats) else ""

    def fill_of(self, style: int) -> str:
        return self.fills[style] if 0 <= style < len(self.fills) else ""


def read_styles(archive: Archive, styles: str, theme: str) -> Styles:
    """The styles of a workbook from its parts of these names, "" for a part that it does not have."""
    if not styles:
        return Styles()
    root = archive.tree(styles)
    colours = _theme_colours(archive, theme) if theme else {}
    codes = dict(_BUILT_IN)
    fills: list[str] = []
    found = Styles()
    for group in root:
        if local(group.tag) == "numFmts":
            codes.update({whole(attribute(one, "numFmtId")): attribute(one, "formatCode") for one in group})
        elif local(group.tag) == "fills":
            fills = [_fill(one, colours) for one in group]
        elif local(group.tag) == "cellXfs":
            for one in group:
                found.formats.append(codes.get(whole(attribute(one, "numFmtId")), ""))
                at = whole(attribute(one, "fillId"))
                found.fills.append(fills[at] if at < len(fills) else "")
    return found


def _theme_colours(archive: Archive, theme: str) -> dict[int, str]:
    named = {}
    for scheme in archive.tree(theme).iter("{*}clrScheme"):
        for one in scheme:
            if len(one):
                named[local(one.tag)] = attribute(one[0], "lastClr") or attribute(one[0], "val")
    return {at: named[name] for at, name in enumerate(_THEME) if name in named}


def _fill(fill: _Element, theme: dict[int, str]) -> str:
    """RRGGBB of a cell filled in one colour; "" for none, a pattern or a gradient, and for white."""
    for pattern in fill:
        if local(pattern.tag) == "patternFill" and attribute(pattern, "patternType") == "solid":
            for colour in pattern:
                if local(colour.tag) == "fgColor":
                    found = _colour(colour, theme)
                    return "" if found == "FFFFFF" else found
    return ""


def _colour(colour: _Element, theme: dict[int, str]) -> str:
    rgb, indexed, themed = (attribute(colour, name) for name in ("rgb", "indexed", "theme"))
    if rgb:
        found = rgb[-6:].upper()
    elif themed:
        found = theme.get(whole(themed), "")
    elif indexed:
        from openpyxl.styles.colors import COLOR_INDEX

        at = whole(indexed)
        found = COLOR_INDEX[at][-6:] if at < 64 else ""
    else:
        found = ""
    if not re.fullmatch("[0-9A-Fa-f]{6}", found):
        return ""
    return _tinted(found, attribute(colour, "tint"))


def _tinted(rgb: str, tint: str) -> str:
    """A colour made lighter (tint above 0) or darker (below), as the file format defines it."""
    try:
        share = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        share = 0.0
    hue, light, full = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
