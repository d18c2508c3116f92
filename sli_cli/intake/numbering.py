"""Refs as text: missing ones are numbered, repeated ones refused or told apart, and each is fit to be stored."""

from __future__ import annotations

import re

from sli_cli.domain.refs import MOST, ref_key
from sli_cli.intake.values import DOUBT, NOTE, PROBLEM, Doubts, Options


class Numbering:
    """Gives each recommendation its ref, in the order of the document; `highest` is the highest number in use there.

    In a table of our own (`ours`) a ref is what stands there, to the last full stop.
    """

    def __init__(self, options: Options, highest: int, doubts: Doubts, *, ours: bool = False) -> None:
        self._options = options
        self._next = highest + 1
        self._rows: dict[str, str] = {}
        self._doubts = doubts
        self._ours = ours

    def ref(self, written: str, place: str, *, dated: bool = False) -> str:
        """The ref of a row that has `written`, or nothing, as its own; `dated` says that the file made a date of it."""
        ref = self._fit(written, place, dated)
        if not ref:
            while ref_key(str(self._next)) in self._rows:
                self._next += 1
            ref = str(self._next)
            self._doubts.add(place, "numbered", f"It has no ref: numbered {ref}.", became=ref, severity=NOTE)
        return self._unrepeated(ref, place)

    def _fit(self, written: str, place: str, dated: bool) -> str:
        """A ref as it can be stored: one line without a colon; "1." is 1."""
        ref = " ".join(written.split())
        if not self._ours:
            ref = re.sub(r"(?<=\w)[.:]+$", "", ref)
        if dated:
            self._doubts.add(place, "ref-date", "The file holds this ref as a date: check it.", written, ref)
        if ":" in ref:
            changed = " ".join(ref.replace(":", " ").split())
            self._doubts.add(place, "ref", f"A ref has no colon: {ref!r} became {changed!r}.", written, changed)
            ref = changed
        if len(ref) > MOST or not ref.isprintable():
            sentence = f"A ref is at most {MOST} printable characters on one line."
            self._doubts.add(place, "ref", sentence, written, severity=PROBLEM)
        return ref

    def _unrepeated(self, ref: str, place: str) -> str:
        key = ref_key(ref)
        first = self._rows.get(key)
        if first is None:
            self._rows[key] = place
            return ref
        sentence = f"The ref {ref!r} stands here and at {first}."
        if self._options.duplicates == "suffix":
            count = 2
            while ref_key(f"{ref}-{count}") in self._rows:
                count += 1
            self._rows[ref_key(f"{ref}-{count}")] = place
            self._doubts.add(place, "repeated", sentence, ref, f"{ref}-{count}", DOUBT)
            return f"{ref}-{count}"
        if self._options.update:
            self._doubts.add(place, "repeated", f"{sentence[:-1]}: only that one counts.", ref)
        else:
            self._doubts.add(place, "repeated", sentence, ref, severity=PROBLEM)
        return ref
