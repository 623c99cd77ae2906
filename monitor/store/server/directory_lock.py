"""Who uses a directory: a lock that the system gives back when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def take(path: Path) -> int | None:
    """Lock a file, which is made if need be: the descriptor that holds the lock, or None if another has it.

    The lock lasts until the descriptor is closed in this process and in every child that inherited it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_taken(path: Path) -> bool:
    """Whether somebody holds the lock."""
    descriptor = take(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False
