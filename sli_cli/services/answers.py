"""What stands in the fields of a form that came back: checked strictly, and refused with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sli_cli.domain.dates import parse_date, quoted
from sli_cli.domain.datewords import count_words
from sli_cli.domain.words import clean_line, clean_text, near
from sli_cli.errors import BadValue, Rejected, SliError
from sli_cli.services.finding import find_recommendation, find_register

if TYPE_CHECKING:
    from sli_cli.domain.forms import Answer, FilledRow, Serial
    from sli_cli.domain.recommendation import Recommendation
    from sli_cli.store.reader import Reader

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
A_YEAR_AGO = timedelta(days=400)


class Problems(Rejected):
    """What stops a form, or several, all of it at once; `problems` are sentences, each with its place."""

    def __init__(self, files: str, problems: Sequence[str]) -> None:
        said = count_words(len(problems), "problem")
        super().__init__(f"{files} has {said}; nothing was written.", "Mend them there, and read it again.")
        self.problems = problems


class Checking:
    """Gathers what is wrong in a form, so that a person hears of everything at once."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.problems: list[str] = []

    def refuse(self, place: str, ref: str, error: SliError) -> None:
        about = f" (ref {ref})" if ref else ""
        remedy = f" {error.remedy}" if error.remedy else ""
        self.problems.append(f"{place}{about}: {error.sentence}{remedy}")

    def choice(self, ref: str, answer: Answer, choices: Sequence[str], what: str) -> str:
        """The word that was chosen, "" for none; case and spaces do not matter. What is none of them is a problem."""
        word = " ".join(answer.text.split()).casefold()
        found = next((choice for choice in choices if choice.casefold() == word), "")
        if word and not found:
            guess = near(word, choices)
            meant = f" Did you mean {guess}?" if guess else ""
            error = BadValue(f"{quoted(answer.text)} is no {what}.{meant}", f"Choose one of: {', '.join(choices)}.")
            self.refuse(answer.place, ref, error)
        return found

    def day(self, ref: str, answer: Answer, what: str) -> date | None:
        """The day that was given, None for none. It has to be the same one whenever it is read."""
        if answer.day is not None and FIRST_DAY <= answer.day <= LAST_DAY:
            return answer.day
        text = " ".join(answer.text.split())
        if not text:
            return None
        try:
            found = parse_date(text, self.today, what=what)
            if found == parse_date(text, self.today - A_YEAR_AGO, what=what):
                return found
            error = BadValue(f"{quoted(text)} is another day whenever it is read.")
        except BadValue as refused:
            error = BadValue(refused.sentence)
        self.refuse(answer.place, ref, BadValue(error.sentence, "Write it like 29 Jan 2027."))
        return None

    def words(self, ref: str, answer: Answer, what: str, *, line: bool = False) -> str:
        """A text as it is stored, "" for none."""
        try:
            clean = clean_line if line else clean_text
            return clean(answer.text, what, empty=True)
        except BadValue as error:
            self.refuse(answer.place, ref, error)
            return ""


def find(reader: Reader, row: FilledRow, serial: Serial) -> Recommendation:
    """The recommendation that a row is about: that of its ref, or of its key where the ref is gone.

    Raises NotFound for an unknown ref, BadValue where ref and key name two, and for a row that has neither.
    """
    by_key = _by_key(reader, row.key)
    if not row.ref and by_key is None:
        raise BadValue("This row has no ref.", "Write the ref of its recommendation into the first column.")
    if not row.ref and by_key is not None:
        return by_key
    registers = [by_key.register] if by_key is not None else list(serial.registers)
    register = find_register(reader, registers[0]).name if len(registers) == 1 else None
    one = find_recommendation(reader, row.ref, register)
    if by_key is not None and by_key.id != one.id:
        raise BadValue(
            f"This row was printed for {by_key.name}, and now says {row.ref}.",
            "Put the ref back, and write into the row of the other one.",
        )
    return one


def _by_key(reader: Reader, key: int | None) -> Recommendation | None:
    if not key or not reader.rows("get recommendation", id=key):
        return None
    return reader.recommendation(key)
