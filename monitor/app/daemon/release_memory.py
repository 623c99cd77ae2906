"""Gives memory that is free back to the system.

Building the rules takes twice the memory that they need in the end, and so does reading documents. The C library
keeps what is free between what is in use and never returns it; a daemon that runs for months has no use for it.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable


def _trim() -> Callable[[int], int] | None:
    """The function that glibc has for it (malloc_trim(3)), and other C libraries do not."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


_TRIM = _trim()


async def release_memory() -> int:
    """Let the system have what is free, where the C library can do so; 0, because nothing waits for it."""
    if _TRIM is not None:
        await asyncio.to_thread(_TRIM, 0)  # it looks through all memory, and lets the other threads run meanwhile
    return 0
