"""Damaged text: wrongly decoded characters, escapes and odd spaces are mended where only one reading is possible."""

from __future__ import annotations

import html
import re

_CP1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_TAIL = re.escape(_CP1252)

# Only the lead bytes of what English text holds: a letter such as É before a closing quotation mark is no damage, nor
# is à before one, so those pairs are left alone.
_UTF8_READ_AS_1252 = re.compile(
    f"Â[{_TAIL}]|Ã(?![“”‘’»])[{_TAIL}]|[âï][{_TAIL}]{{2}}|ð[{_TAIL}]{{3}}",
)
_MAC_READ_AS_1252 = {"‚Äô": "’", "‚Äò": "‘", "‚Äú": "“", "‚Äù": "”", "‚Äì": "–", "‚Äî": "—", "‚Ä¢": "•", "¬£": "£"}
_MAC = re.compile("|".join(_MAC_READ_AS_1252))
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5}|[A-Za-z][A-Za-z0-9]{1,30});")
_SPACE = re.compile("[\xa0\u2007\u202f\u3000]")
# A joiner (U+200D) and its opposite hold emoji and some scripts together: they go only between plain letters.
_NO_WIDTH = re.compile("[\u200b\u2060\ufeff\xad]|(?<=[ -~])[\u200c\u200d](?=[ -~])")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_C1 = re.compile("[\x80-\x9f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u2007\u200b-\u200d\u2028-\u202f\u2060\u2066-\u2069\u3000\ud800-\udfff\ufeff\ufffd]"
    f"|_x[0-9A-Fa-f]{{4}}_|&[#A-Za-z][A-Za-z0-9]{{1,30}};|[ÂÃâïð][{_TAIL}]|‚Ä|¬£"
)

_IN_NO_REGISTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

DAMAGE, SPACES, CONTROL, LOST = "mended", "spaces", "control", "lost"
KINDS = {
    DAMAGE: "Characters were wrongly decoded somewhere on the way, and are mended.",
    SPACES: "No-break spaces became plain ones, and spaces without width went.",
    CONTROL: "Control characters were taken out.",
    LOST: "A character was lost before the file was made, and is still marked �.",
}


def may_be_ours(text: str) -> bool:
    """Whether a register could hold a text as it stands, so that it may have been written by an export."""
    return not _IN_NO_REGISTER.search(text)


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its damage, white space at both ends gone, and the kinds (keys of KINDS) of what was mended.

    What could be read in two ways is left as it stands. Line ends become `\\n`, which is not reported.
    """
    text = text.strip()
    if not _SUSPECT.search(text):
        return text, ()
    kinds = []
    plain = _LINE_ENDS.sub("\n", text)
    mended = _decoded(plain)
    if mended != plain:
        kinds.append(DAMAGE)
    spaced = _NO_WIDTH.sub("", _SPACE.sub(" ", mended))
    if spaced != mended:
        kinds.append(SPACES)
    safe = _CONTROL.sub("", spaced)
    if safe != spaced:
        kinds.append(CONTROL)
    if "\ufffd" in safe:
        kinds.append(LOST)
    return safe.strip(), tuple(kinds)


def _decoded(text: str) -> str:
    text = _ESCAPE.sub(_unescaped, text)
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = _MAC.sub(lambda found: _MAC_READ_AS_1252[found[0]], text)
    for _ in range(3):  # what passed through two wrong hands is damaged twice
        mended = _UTF8_READ_AS_1252.sub(_redecoded, text)
        if mended == text:
            break
        text = mended
    return _LINE_ENDS.sub("\n", _C1.sub(lambda found: _CP1252[ord(found[0]) - 0x80], text))


def _unescaped(found: re.Match[str]) -> str:
    """Excel's way to write a character: only line ends, tabs, its own underscore and control characters are certain."""
    code = int(found[1], 16)
    if code in (0x0A, 0x0D):
        after = found.string[found.end() : found.end() + 7].lower()
        return "" if code == 0x0D and after.startswith(("\n", "_x000a_")) else "\n"
    if code in (0x09, 0x5F):
        return chr(code)
    return "" if code < 0x20 else found[0]


def _redecoded(found: re.Match[str]) -> str:
    try:
        raw = b"".join(_byte(character) for character in found[0])
        text = raw.decode("utf-8")
    except UnicodeError:
        return found[0]
    return found[0] if _C1.search(text) else text


def _byte(character: str) -> bytes:
    return bytes([_CP1252.index(character) + 0x80]) if character in _CP1252 else character.encode("cp1252")
