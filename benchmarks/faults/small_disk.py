"""Runs a command on a disk of its own that is too small: `unshare -rm python small_disk.py FOLDER KIB COMMAND…`.

It needs to be in a namespace of its own, in which anybody may mount a file system in memory. What is in FOLDER is put
on that disk, and so much beside it that KIB are left; what the command leaves there is put into FOLDER afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = 4096


def main() -> int:
    folder, room = Path(sys.argv[1]), int(sys.argv[2]) * 1024
    disk = Path(tempfile.mkdtemp(dir=folder.parent))
    needed = sum(-(-path.stat().st_size // PAGE) + 2 for path in folder.rglob("*")) * PAGE
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={needed + room}", "sli-bench", str(disk)], check=True)
    shutil.copytree(folder, disk, dirs_exist_ok=True)
    fill(disk, room)
    code = subprocess.run(
        sys.argv[3:], cwd=disk, env={**os.environ, "SLI_DATABASE": str(disk / "register.db")}
    ).returncode
    (disk / "filling").unlink()
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(disk, folder, dirs_exist_ok=True)
    return code if code >= 0 else 128 - code


def fill(disk: Path, room: int) -> None:
    """Writes a file so large that `room` bytes are left."""
    with open(disk / "filling", "wb") as file:
        free = os.statvfs(disk)
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - room)))


if __name__ == "__main__":
    sys.exit(main())
