"""What the runs of one fault showed, as a line of figures; all but the first two have to be 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

LOST = "lost"
HALF = "half done"
UNSAID = "broken unsaid"
TRACEBACK = "tracebacks"
UNTRUE = "wrong words"

WRONG = {
    LOST: "a command had ended with 0, or had said what it did, and it is not there afterwards",
    HALF: "what is there afterwards is neither what was before nor what the whole command makes",
    UNSAID: "what is there is broken, or is not what was written, and `sli db verify` does not say so",
    TRACEBACK: "a process showed a traceback, failed without having foreseen it, or did not end",
    UNTRUE: "another exit code than the fault has, no one sentence, or one that is not true",
}
"""What must not be, and what each means."""


@dataclass(slots=True)
class Found:
    """What one run showed: whether the fault `struck` while there was something to lose, and what was wrong."""

    struck: bool
    wrong: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """All runs of one fault."""

    name: str
    seconds: float = 0.0
    runs: int = 0
    struck: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)

    def add(self, run: str, found: Found) -> None:
        """Counts a run; `run` tells how it is run again."""
        self.runs += 1
        self.struck += found.struck
        for kind, words in found.wrong:
            self.wrong[kind] += 1
            self.stories.append(f"{self.name}, {run}: {kind}: {words}")

    @property
    def good(self) -> bool:
        """Whether nothing was wrong, and the fault struck at all: else the figures show nothing."""
        return not self.wrong and self.struck > 0

    def line(self) -> str:
        figures = "".join(f"{self.wrong[kind]:>{len(kind) + 3}}" for kind in WRONG)
        return f"{self.name:<34}{self.runs:>6}{self.struck:>8}{figures}{self.seconds:>7.0f} s"


HEADING = f"{'fault':<34}{'runs':>6}{'struck':>8}" + "".join(f"   {kind}" for kind in WRONG) + "     time"


def explained() -> Iterable[str]:
    """What the columns mean."""
    yield "struck: the fault came while something was being written, or was there to be lost."
    yield from (f"{kind}: {words}." for kind, words in WRONG.items())
