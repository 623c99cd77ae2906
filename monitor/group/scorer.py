"""How likely it is, by the words alone, that an item belongs to a story.

A logistic regression over how alike the words are, how long ago the story was told, and how big it is. It was
fitted on several thousand multilingual headlines of small events within one saga, where telling events apart
is hardest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.group.thread import Thread

JOIN = 0.3
"""From here an item belongs. Low, because what is merely likely rings as a development if its words are new."""
SURE = 0.8
"""From here the words are so alike that new ones among them are another outlet's style."""

_LIKEST = 3.48
_LIKEST_THREE = 9.47
_SINCE_LAST = -1.34
_SINCE_FIRST = -0.34
_SIZE = -0.23
_SAME_LANGUAGE = -0.15
_BIAS = -1.86


def probability(thread: Thread, likeness: Sequence[float], *, at: datetime, lang: str | None) -> float:
    """The probability, 0 to 1. `likeness` holds the cosines to the story's items that are nearest, best first.

    The three nearest count together, so that one look-alike among many items does not chain two stories.
    """
    mean = sum(likeness[:3]) / min(3, thread.size)
    z = (
        _LIKEST * likeness[0]
        + _LIKEST_THREE * mean
        + _SINCE_LAST * _log_hours(at - thread.story.updated_at)
        + _SINCE_FIRST * _log_hours(at - thread.story.opened_at)
        + _SIZE * math.log1p(thread.size)
        + _SAME_LANGUAGE * (lang in thread.langs)
        + _BIAS
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def _log_hours(duration: timedelta) -> float:
    # items may come slightly out of order
    return math.log1p(abs(duration.total_seconds()) / 3600)
