"""A place for a unix socket that only this user can reach, with a path short enough to bind."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from monitor.errors import MonitorError

LONGEST = 100
"""Bytes. Linux holds 107 in a socket's address, macOS 103."""
_NAME = "valkey.sock"


def private_socket(data_dir: Path) -> Path:
    """The socket of the server of this data directory, always the same; its directory has mode 0700.

    Raises MonitorError if no short enough place can be made private.
    """
    for directory in _candidates(data_dir):
        if len(os.fsencode(directory / _NAME)) <= LONGEST and directory.parent.is_dir():
            _make_private(directory)
            return directory / _NAME
    raise MonitorError(
        f"no place for the store's socket: {data_dir} and the temporary directory have too long paths;"
        " choose a data directory with a path of fewer than 80 bytes"
    )


def _candidates(data_dir: Path) -> Iterator[Path]:
    yield data_dir / "run"
    user = os.getuid()
    name = hashlib.sha256(f"{user}\0{data_dir}".encode(errors="surrogateescape")).hexdigest()[:16]
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / f"monitor-{name}"
    for shared in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  # made private, and checked to be ours
        yield Path(shared) / f"monitor-{user}-{name}"


def _make_private(directory: Path) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise MonitorError(f"{directory} belongs to somebody else: remove it, or choose another data directory")
    directory.chmod(0o700)
