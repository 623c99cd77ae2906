"""How long a channel, or a message, that fails is left alone."""

from __future__ import annotations

import random
from datetime import timedelta

CHANNEL = timedelta(seconds=30)
"""At most so long a failing channel is left alone: it is asked with one message, and its recovery noticed soon."""
MESSAGE = timedelta(minutes=5)
"""At most so long a message is left alone that fails while others are accepted."""


def backoff(failures: int, *, rng: random.Random, longest: timedelta) -> timedelta:
    """The pause after this many failures in a row (1 or more): one second doubled, up to `longest`.

    The jitter, up to a third less, keeps channels of one service that failed together from coming back together.
    """
    seconds = min(1.5 * 2.0 ** min(failures - 1, 20), longest.total_seconds())
    return timedelta(seconds=seconds * rng.uniform(2 / 3, 1.0))
