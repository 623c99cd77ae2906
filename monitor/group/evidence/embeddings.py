"""Sentence vectors, asked where the words alone leave it open whether an item belongs to a story.

They see what two titles share without sharing a word. They also find alike what only sounds alike, and they are
slow: so they move a doubtful probability, and decide nothing by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, TypeAlias

from monitor.group.features.features import Features
from monitor.group.window.story_state import StoryState
from monitor.model.ids import ItemId

if TYPE_CHECKING:  # the encoder brings numpy, which alone is a tenth of a small monitor's memory
    import numpy as np
    from numpy.typing import NDArray

Vectors: TypeAlias = "NDArray[np.float32]"
Encode = Callable[[Sequence[str]], Vectors]
"""Texts -> one row for each, of length 1."""

_DOUBT = 2.5
"""How far the log-odds of a doubtful probability are from even."""
_LIKENESS = 3.8
_BIAS = -1.4
"""Fitted on the doubtful pairs of the same headlines as the weights of `scorer`."""


class Embeddings:
    """The vectors of the titles in the window, each made when it is first asked for."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._newest: tuple[ItemId, Vectors] | None = None

    def revise(self, by_words: float, reading: Features, thread: StoryState) -> float:
        """The probability with the vectors taken into account, if it is doubtful; else as it is."""
        if not 0 < by_words < 1 or abs(odds := math.log(by_words / (1 - by_words))) >= _DOUBT:
            return by_words
        odds += _LIKENESS * self._likeness(reading, thread) + _BIAS
        return 1 / (1 + math.exp(-odds))

    def _likeness(self, reading: Features, thread: StoryState) -> float:
        """The cosine between the title and the story's recent titles taken together."""
        own = self._of(reading)
        missing = [entry for entry in thread.recent if entry.vector is None]
        if missing:
            made = self._encode([entry.title for entry in missing]).astype("float16")
            for entry, vector in zip(missing, made, strict=True):
                entry.vector = vector
        together = reduce(
            add, (entry.vector.astype("float32") for entry in thread.recent if entry.vector is not None)
        )
        return float(own @ together) / (math.sqrt(together @ together) or 1.0)

    def _of(self, reading: Features) -> Vectors:
        if self._newest is None or self._newest[0] != reading.identity.item:
            self._newest = reading.identity.item, self._encode([reading.identity.title])[0]
        return self._newest[1]
