"""Ctrl-C for commands that then print what they have so far."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupted:
    """Whether somebody has asked for the end."""

    def __init__(self) -> None:
        self.noted = False

    def note(self, number: int, frame: FrameType | None) -> None:
        """Take the first Ctrl-C as a request; the next one ends the process at once."""
        self.noted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def first_interrupt_noted() -> Iterator[Interrupted]:
    """Within this, the first Ctrl-C is only noted."""
    interrupted = Interrupted()
    if threading.current_thread() is not threading.main_thread():  # signals are for the main thread
        yield interrupted
        return
    before = signal.signal(signal.SIGINT, interrupted.note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
