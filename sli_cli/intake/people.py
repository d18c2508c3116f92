"""Who leads: posts, people, initials and bodies in a cell; the first leads, the rest contribute, nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class People:
    """Who stands in a cell: the lead or None, the others, and what is doubtful, as (kind, sentence)."""

    lead: str | None
    others: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


_NOBODY = re.compile(
    r"(?:n/?a|none|nil|no lead|tb[acd]\.?|to be (?:confirmed|agreed|advised|decided|determined|allocated|assigned)"
    r"|not (?:yet )?(?:known|assigned|allocated|applicable)|unassigned|unallocated|unknown|\(?vacant\)?|[\W_]*)",
    re.I,
)
# Words that a post begins with.
_POST = re.compile(
    r"(?:the )?(?:(?:assistant|associate|deputy|vice|interim|acting|executive|corporate|strategic|service|group|chief"
    r"|senior|principal|head|lead|managing|independent|joint|former)[ -]+)*"
    r"(?:director|head|chair|chairman|chairwoman|chairperson|chief|manager|leader|lead|officer|commissioner|cllr"
    r"|councillor|portfolio|cabinet|executive|secretary|treasurer|consultant|coordinator|co-ordinator|s151|section 151"
    r"|monitoring|mayor|president|strategic|accountant|solicitor|auditor|adviser|advisor|administrator|clerk|member)\b",
    re.I,
)
_POST_ENDS = re.compile(
    r"\b(?:director|manager|leader|lead|officer|commissioner|coordinator|co-ordinator|chair)\.?$", re.I
)
_INITIALS = re.compile(r"[A-Z](?:\.? ?[A-Z]){1,3}\.?|[A-Z][a-z]?[A-Z]{1,2}")
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame)\.? )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,2}")
_BODY = re.compile(
    r"\b(?:council|board|group|partnership|team|service|services|department|directorate|committee|panel|trust|nhs|police"
    r"|health|care|finance|planning|housing|environment|education|resources|legal|democratic|safeguarding|children|adults?"
    r"|education|planning|development|commissioning|strategy|governance|communities|all|ict|hr|property|transport)\b",
    re.I,
)
_LABEL = re.compile(
    r"^(?P<lead>(?:proposed )?(?:lead|owner|responsible)(?: officer| person)?s?)\s*[:–-]\s*"
    r"|^(?:support(?:ed by|ing|ed)?|contributors?|with)(?: officers?| from)?\s*[:–-]\s*",
    re.I,
)
_PERSON, _POST_KIND, _SHORT, _OTHER = "person", "post", "initials", "other"


@lru_cache(maxsize=8192)
def read_people(text: str) -> People:
    """Who leads and who contributes, of the words of a cell.

    ` / `, `|`, `;` and line ends always part names; `,`, ` and `, `&` and a bare `/` only where what stands on both
    sides is a name, a post or initials by itself: *Head of Legal and Democratic Services* is one post. Where that stays
    unclear, the words are kept together and it is said.
    """
    if _NOBODY.fullmatch(text.strip()):
        blank = not text.strip()
        return People(None, (), () if blank else (("no-lead", f"'{text.strip()}' names nobody: there is no lead."),))
    names: list[str] = []
    labelled, nobody = False, False
    for part in _parts(text):
        label = _LABEL.match(part)
        labelled = labelled or bool(label)
        name = " ".join((part[label.end() :] if label else part).split()).strip(" ,;")
        if _NOBODY.fullmatch(name):
            nobody = True
        elif name not in names:
            names.insert(0 if label and label["lead"] else len(names), name)
    if not names:
        return People(None, (), (("no-lead", f"'{text}' names nobody: there is no lead."),))
    remarks = [("nobody", f"A part of '{text}' names nobody, and was left out.")] if nobody else []
    if len(names) > 1 or labelled:
        others = f"; contributing: {', '.join(names[1:])}" if len(names) > 1 else ""
        remarks.append(("several-leads", f"'{names[0]}' is taken as the lead{others}."))
    short = [f"'{name}'" for name in names if kind(name) == _SHORT]
    if short:
        seem, who = ("seems", "that is") if len(short) == 1 else ("seem", "they are")
        remarks.append(("initials", f"{' and '.join(short)} {seem} to be initials: say who {who}."))
    remarks += [
        ("perhaps-several", f"'{name}' may name more than one: it is kept as one.")
        for name in names
        if _perhaps_several(name)
    ]
    return People(names[0], tuple(names[1:]), tuple(remarks))


def kind(name: str) -> str:
    """Whether a name is a person's, a post, initials, or cannot be told, which is most often a body."""
    if _INITIALS.fullmatch(name):
        return _SHORT
    if _POST.match(name) or _POST_ENDS.search(name):
        return _POST_KIND
    return _PERSON if _NAME.fullmatch(name) and not _BODY.search(name) else _OTHER


def _perhaps_several(name: str) -> bool:
    if kind(name) != _POST_KIND:
        return bool(re.search(r"[/&,]| and ", name))
    return any(kind(part) == _PERSON for part in re.split(r" and | & |, ", name)[1:])


def names_a_lead(text: str) -> str:
    """The lead that a line of a table names (a section row: "Lead: Jane Smith", "Director of Housing"), or ""."""
    label = re.search(r"\b(?:proposed )?(?:lead|owner|responsible)(?: officer| person)?s?\s*:\s*(.+?)\s*$", text, re.I)
    if label:
        return label[1].rstrip(")") if label[1].count("(") < label[1].count(")") else label[1]
    return text if _POST.match(text) and len(text.split()) >= 2 and len(text) <= 80 else ""


def _parts(text: str) -> list[str]:
    """The words of a cell, parted where one name ends and the next begins."""
    parts: list[str] = []
    for line in _lines(text):
        for piece in re.split(r"[;|]|\s/\s|\s/|/\s", line):
            parts += _bare_slash(piece)
    return parts


def _lines(text: str) -> list[str]:
    """Line ends part names, but not a post that runs over two lines, nor a person from the post below."""
    lines = [line.strip(" •-\t") for line in text.split("\n") if line.strip(" •-\t")]
    kept: list[str] = []
    for line in lines:
        if kept and (line[0].islower() or re.search(r"(?:\b(?:of|and|for|the|to|in)|[&/,-])$", kept[-1])):
            kept[-1] = f"{kept[-1]} {line}"
        elif kept and kind(kept[-1]) == _PERSON and kind(line) == _POST_KIND and len(lines) == 2:
            kept[-1] = f"{kept[-1]}, {line}"
        else:
            kept.append(line)
    return kept


def _bare_slash(piece: str) -> list[str]:
    parts = [part.strip() for part in piece.split("/") if part.strip()]
    kinds = {kind(part) for part in parts}
    if len(parts) > 1 and (kinds == {_SHORT} or kinds <= {_PERSON, _POST_KIND}):
        return [name for part in parts for name in _joined_names(part)]
    return _joined_names(piece.strip())


def _joined_names(piece: str) -> list[str]:
    """Names joined by a comma, "and" or "&", where each part stands by itself as the first one does."""
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*", piece)]
    if len(parts) < 2 or not all(parts):
        return [piece]
    kinds = [kind(part) for part in parts]
    if kinds == [_PERSON, _POST_KIND] and "," in piece:  # one person with their post
        return [piece]
    if kinds[0] == _OTHER or (kinds[0] == _POST_KIND and not _POST.match(parts[0])):
        return [piece]
    if all(one == kinds[0] != _POST_KIND or _POST.match(part) for part, one in zip(parts, kinds, strict=True)):
        return parts
    return [piece]
