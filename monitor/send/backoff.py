"""How long a channel that fails is left alone."""

from __future__ import annotations

import random
from datetime import timedelta

_DOUBLED_UP_TO = 200.0
"""Seconds before the jitter, which adds up to a half: five minutes at the most."""


def backoff(failures: int, *, rng: random.Random) -> timedelta:
    """The pause after this many failures in a row (1 or more): one second doubled, up to five minutes.

    The jitter keeps channels of one service that failed together from coming back together.
    """
    doublings = min(failures - 1, 8)
    return timedelta(seconds=min(2.0**doublings, _DOUBLED_UP_TO) * rng.uniform(1.0, 1.5))
