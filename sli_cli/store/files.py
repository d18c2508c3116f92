"""Files and folders that come into being whole, under a name that is free, and stay when the power goes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import mkdtemp

from sli_cli.errors import DatabaseProblem

UNFINISHED = ".sli-unfinished-"
ABANDONED = 24 * 3600
"""After how many seconds what somebody began is taken for what a killed process left."""


@contextmanager
def unfinished(folder: str) -> Iterator[str]:
    """A room in `folder`, made where it is missing, for files that are not finished: gone with all in it afterwards.

    Only its owner can look into it. Rooms that killed processes left are cleared away. Raises DatabaseProblem where the
    folder cannot be written.
    """
    with written(folder):
        make_folder(folder)
        _clear(folder)
        room = mkdtemp(prefix=UNFINISHED, dir=folder)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def make_folder(folder: str) -> None:
    """Makes a folder, and each that is missing above it, for its owner alone. Raises OSError."""
    above = os.path.dirname(os.path.abspath(folder))
    if not os.path.exists(above):
        make_folder(above)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def _clear(folder: str) -> None:
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with suppress(OSError):
            if name.startswith(UNFINISHED) and time.time() - os.path.getmtime(path) > ABANDONED:
                shutil.rmtree(path)


@contextmanager
def written(place: str) -> Iterator[None]:
    """Turns what the system says of files being written into a DatabaseProblem about `place`."""
    try:
        yield
    except OSError as error:
        raise DatabaseProblem(
            f"{place} could not be written: {error.strerror or error}.", "Make room there, or name another place."
        ) from error


def new_file(path: str) -> None:
    """An empty file for its owner's eyes only. Raises FileExistsError where the name is taken."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def settle(path: str, names: Iterable[str]) -> str:
    """Gives a finished file the first of `names` that is free, on disk before it returns; that name.

    Raises FileExistsError where all are taken; nothing is ever written over.
    """
    _sync(path)
    for name in names:
        try:
            name_new(path, name)
        except FileExistsError:
            continue
        _sync_folder(os.path.dirname(name) or ".")
        return name
    raise FileExistsError(path)


def replace(path: str, name: str) -> None:
    """Puts a finished file in the place of another, in one step, on disk before it returns."""
    _sync(path)
    os.replace(path, name)
    _sync_folder(os.path.dirname(name) or ".")


def name_new(path: str, name: str) -> None:
    """Gives a finished file its name. Raises FileExistsError where that is taken, also by a file made meanwhile."""
    if os.name == "nt":
        os.rename(path, name)
        return
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(name):
            raise FileExistsError(name) from None
        os.rename(path, name)


def _sync(path: str) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: str) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)
