"""Reading what people put into a folder: regular files only, and no more of them than will be looked at."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, *, limit: int) -> bytes:
    """The first `limit` bytes of a file. Links are followed.

    Raises OSError if it cannot be read, or is no regular file: a pipe would be waited for, a device read for ever.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        return file.read(limit)
