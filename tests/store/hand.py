"""One of several hands at a register: reviews, extends and hands over for so many seconds, and says what it was told.

`python -m tests.store.hand NAME SECONDS`, on the database of the environment. Each act bears a mark that is nobody
else's; a line a mark says how the command ended.
"""

from __future__ import annotations

import json
import random
import sys
import time

from click.testing import CliRunner

from sli_cli.cli import sli

REFS = [str(number) for number in range(1, 23)]
POSTS = ["Chair of LSCB", "Director of Public Health"]


def act(mark: str, dice: random.Random) -> list[str]:
    """A command line that leaves its mark where it is done."""
    ref, day = dice.choice(REFS), f"2027-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return dice.choice(
        [
            ["review", ref, "--outcome", "on track", "--note", mark, "--early"],
            ["review", ref, "--outcome", "at risk", "--note", mark],
            ["extend", ref, "--to", day, "--reason", mark],
            ["lead", "handover", dice.choice(POSTS), "--to", mark, "--on", f"2026-11-{dice.randint(10, 23)}"],
        ]
    )


def main(name: str, seconds: float) -> None:
    dice, end, number = random.Random(name), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        mark = f"{name}-{number}."
        ran = CliRunner().invoke(sli, ["--as-of", "2026-11-23", *act(mark, dice)], prog_name="sli")
        print(json.dumps([mark, ran.exit_code, ran.output]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
