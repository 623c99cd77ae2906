"""What is kept of an item for as long as it is in the window: little, because there are many."""

from __future__ import annotations

from array import array
from collections.abc import Set
from datetime import datetime
from itertools import repeat
from operator import mul
from sys import intern
from typing import TYPE_CHECKING

from monitor.group.numbers import Number
from monitor.group.reading import Reading
from monitor.model import EntityId, FeedId, ItemId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monitor.group.thread import Thread


class Entry:
    """An item in the window, with the weights of its terms when it came: a vector no longer than 1."""

    __slots__ = (
        "account", "at", "entities", "feed", "item", "keys", "lang", "live", "negates", "numbers", "terms",
        "thread", "title", "title_count", "title_names", "title_size", "vector", "weights", "word_count",
    )  # fmt: skip

    def __init__(self, reading: Reading, thread: Thread, *, weights: dict[str, float], account: str) -> None:
        self.item: ItemId = reading.item
        self.thread = thread
        self.feed: FeedId = reading.feed
        self.account = account
        """Whose account of the event it gives: an agency's, another outlet's, or its own."""
        self.at: datetime = reading.at
        self.title = reading.title
        self.keys: tuple[int, ...] = reading.keys
        self.lang = reading.lang
        self.live = reading.live
        self.negates = reading.negates
        self.title_size = reading.title_size
        self.title_count = reading.title_count
        self.title_names: tuple[str, ...] = tuple(map(intern, reading.title_names))
        self.vector: NDArray[np.float16] | None = None
        """Of the title; only with embeddings, and only once it was asked for."""
        self.word_count = reading.word_count
        # A round-up is about no one event: nothing shall be found by its words, nor by its names.
        self.terms: tuple[str, ...] = () if reading.round_up else tuple(map(intern, reading.terms))
        self.weights = array("f", () if reading.round_up else weights.values())
        self.numbers: tuple[Number, ...] = reading.numbers
        self.entities: frozenset[EntityId] = frozenset() if reading.round_up else reading.entities

    @property
    def title_set(self) -> Set[str]:
        """The terms of the title."""
        return frozenset(self.terms[: self.title_count])

    @property
    def term_set(self) -> Set[str]:
        """The terms of title and lead."""
        return frozenset(self.terms[: self.word_count])

    def cosine(self, others: dict[str, float]) -> float:
        """How alike the weighted terms are, 0 to 1."""
        alike: float = sum(map(mul, self.weights, map(others.get, self.terms, repeat(0.0))))
        return alike
