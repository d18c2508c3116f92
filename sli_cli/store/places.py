"""Where a SQLite file may live: not on a network or synced folder, whose locks lie and whose copies fight."""

from __future__ import annotations

import os

from sli_cli.errors import DatabaseProblem

NETWORK_SYSTEMS = frozenset(
    {
        "cifs",
        "smb3",
        "smbfs",
        "nfs",
        "nfs4",
        "afs",
        "9p",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs",
        "davfs",
        "glusterfs",
    }
)
SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "icloud drive", "sharepoint")


def refuse_network_folder(path: str) -> None:
    """Raises DatabaseProblem where `path` lies on a network or synced folder, as far as the system tells."""
    where = network_or_synced(os.path.abspath(path))
    if where:
        raise DatabaseProblem(
            f"{path} lies on {where}, where two writers can destroy a database.",
            "Keep it on a server's own disk, or use PostgreSQL (the setting allow-network-folder overrides).",
        )


def network_or_synced(path: str, mounts: str = "/proc/mounts") -> str:
    """What kind of shared folder the absolute `path` lies on, in words; "" where it is none, or cannot be told."""
    if path.startswith(("\\\\", "//")):
        return "a network share"
    for part in path.replace("\\", "/").lower().split("/")[:-1]:
        if part.startswith(SYNCED_FOLDERS):
            return f"a synced folder ({part})"
    system = _file_system(os.path.realpath(path), mounts)
    return f"a network folder ({system})" if system in NETWORK_SYSTEMS else ""


def _file_system(path: str, mounts: str) -> str:
    """The kind of file system that holds `path`, by the longest mount point above it; "" where there is no list."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as stream:
            lines = [line.split() for line in stream]
    except OSError:
        return ""
    best, kind = "", ""
    for _, point, system, *_ in (line for line in lines if len(line) >= 3):
        point = point.replace("\\040", " ")
        if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, system
    return kind
