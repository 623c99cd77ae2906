"""A process in which the archive is read, so that a daemon keeps neither its driver nor its memory."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def apart(*, longest: int = 0) -> Iterator[Executor]:
    """A process for as long as it is needed; what runs in it for more than `longest` seconds is ended, and whoever
    waits for it gets BrokenExecutor. 0 is no limit. Ctrl-C is for the daemon, which does without its answer then.
    """
    executor = ProcessPoolExecutor(
        max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(longest,)
    )
    try:
        yield executor
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _begin(longest: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.alarm(longest)
