"""Every deliberate failure: one sentence, one remedy, one exit code.

`sli help exit-codes` prints EXIT_CODES; the one boundary in `cli.py` turns an SliError into a line on stderr and its
code.
"""

SOMETHING_IS = 8
"""The exit code that was asked for with --exit-code, where something is overdue or was found."""

EXIT_CODES = {
    0: "done, or nothing to do",
    1: "unexpected failure",
    2: "bad usage or a bad value",
    3: "no such thing",
    4: "input rejected, nothing written",
    5: "some deliveries failed or are in doubt",
    6: "database missing, unreachable, locked or of another version",
    SOMETHING_IS: "--exit-code was given and something is overdue (or `sli check` found something)",
    130: "interrupted, or answered with no",
}


class SliError(Exception):
    """A failure that was foreseen. `sentence` says what is wrong, `remedy` (may be empty) what to do about it."""

    code = 1

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy

    @property
    def why(self) -> str:
        """What is wrong, to go on in another sentence: without what it led to, after a semicolon, and the full stop."""
        return self.sentence.partition("; ")[0].removesuffix(".")


class BadValue(SliError):
    """What was typed cannot be meant: a date that is none, an unknown word, a rule that never comes."""

    code = 2


class NotFound(SliError):
    """The thing that was named is not in the register."""

    code = 3


class Rejected(SliError):
    """The input as a whole is refused, and nothing of it was written."""

    code = 4


class Undelivered(SliError):
    """Some messages failed or are in doubt; the others went out."""

    code = 5


class DatabaseProblem(SliError):
    """The database is missing, unreachable, locked, damaged or of another version."""

    code = 6


class InUse(DatabaseProblem):
    """Somebody else has kept the database for longer than was waited; nothing was written."""


class Declined(SliError):
    """Whoever was asked said no."""

    code = 130
