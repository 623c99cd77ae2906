"""Building what is large and stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_gc() -> Iterator[None]:
    """Meanwhile the garbage collector does not look for cycles. Also a decorator.

    Rules made ready are a million objects that all stay: to look through them again and again while they are made
    takes as long as making them. What is not in a cycle is freed as always.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
