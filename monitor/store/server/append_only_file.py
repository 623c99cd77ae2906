"""What to do about an append-only file that the server will not load.

A file that merely ends too early loads by itself. Damage further up makes the server refuse to start:
then the files are set aside untouched, and a copy is cut where the damage begins. If that does not load
either, the store starts empty.
"""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

DIRECTORY = "appendonlydir"

_SIGNS = (
    "Bad file format reading the append only file",
    "Unexpected end of file reading the append only file",
    "AOF MANIFEST FILE ERROR",
    "Unable to obtain the AOF file",
    "Error reading the RDB base file",
    "Internal error in RDB reading",
    "Wrong signature trying to load DB",
    "Unknown AOF file type",
)


def is_there(files: Path) -> bool:
    """Whether a server that keeps its files in this directory still has them there."""
    return (files / DIRECTORY / "appendonly.aof.manifest").is_file()


def is_damaged(log: str) -> bool:
    """Whether the log of a server that would not start blames its append-only file."""
    return any(sign in log for sign in _SIGNS)


def is_cut_off(log: str) -> bool:
    """Whether the log of a server that runs says that its append-only file ended too early."""
    return "loaded anyway because aof-load-truncated is enabled" in log


def set_aside(directory: Path, *, at: datetime) -> Path:
    """Rename the append-only directory, and return its new path."""
    aside = directory.with_name(f"{DIRECTORY}.damaged-{at:%Y%m%dT%H%M%S%fZ}")
    return directory.rename(aside)


def salvage(aside: Path, directory: Path, *, binary: Path) -> bool:
    """Make `directory` a copy of `aside` that is cut where the damage begins; whether that could be done."""
    logs = sorted(aside.glob("*.incr.aof"), key=_sequence)
    if not logs:
        return False
    try:
        shutil.copytree(aside, directory)
    except OSError:  # above all: no room for a copy
        return False
    # The server is its own checker when it is called by this name. Only the newest file may be cut: what
    # follows a cut would be applied to a state that never was.
    checked = subprocess.run(
        ["valkey-check-aof", "--fix", str(directory / logs[-1].name)],  # noqa: S607  # `executable` decides
        executable=binary,
        input=b"y\n",
        capture_output=True,
        check=False,
    )
    return checked.returncode == 0


def kept(aside: Path) -> str:
    """What to report to the user after a salvage that worked."""
    return (
        f"the store's file was damaged: everything before the damage was kept, what came after it is lost;"
        f" alerts of items that are still in their feeds may repeat. The damaged file is in {aside}"
    )


CUT_OFF = (
    "the store's file ended in the middle of a write, as after a power cut or a full disk: what was written last"
    " is lost; alerts of items that are still in their feeds may repeat"
)
"""What to report to the user after a start from a file that ended too early."""


def lost(aside: Path) -> str:
    """What to report to the user after starting empty."""
    return (
        f"the store's file was damaged and could not be read: it starts empty. The schedule and the seen items"
        f" get a new baseline, queued alerts are lost, and alerts for items that are still in their feeds"
        f" may repeat. The damaged file is in {aside}"
    )


def _sequence(log: Path) -> int:
    number = log.name.split(".")[-3]  # appendonly.aof.12.incr.aof
    return int(number) if number.isdigit() else 0
