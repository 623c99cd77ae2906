"""Memory that is free goes back to the system."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from monitor.app.daemon.release_memory import release_memory


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="this C library cannot give back")
async def test_what_lies_free_between_what_is_in_use_goes_back_to_the_system() -> None:
    pieces = [number.to_bytes(8_000) for number in range(5_000)]  # written to, or they would not be in memory
    kept = pieces[::100]
    del pieces
    before = resident()

    await release_memory()

    assert before - resident() > 20_000_000, "of 40 MB"
    assert len(kept) == 50
