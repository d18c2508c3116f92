"""The process that makes a run, told from all others; and whether another is certainly no more."""

from __future__ import annotations

import os
import platform


def this_worker() -> str:
    """The machine and the process, in words that others can read."""
    return f"process {os.getpid()} on {platform.node() or 'this machine'}"


def is_gone(worker: str) -> bool:
    """Whether the process of that name ran on this machine and has ended; False where that cannot be told.

    Another container may bear the name of this machine, so nothing rests on it but how soon another run may begin.
    """
    words = worker.split(" ", 3)
    if os.name == "nt" or len(words) != 4 or words[3] != (platform.node() or "this machine") or not words[1].isdigit():
        return False  # on Windows, asking would end the process
    try:
        os.kill(int(words[1]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
