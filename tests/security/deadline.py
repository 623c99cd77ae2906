"""A deadline for work that should take a fraction of it, and without its defence takes hours."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TIMEOUT = 30
"""Seconds. What is waited for takes less than a hundredth of it, so that a busy machine makes no difference."""


@contextmanager
def in_bounded_time(seconds: float = TIMEOUT) -> Iterator[None]:
    """Raise TimeoutError in what runs longer. In the main thread only; an inner deadline ends the outer one."""

    def ring(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"still not done after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
