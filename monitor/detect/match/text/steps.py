"""How much one item may cost: every step is counted, and an item that takes too many is abandoned."""

from __future__ import annotations

MAX_STEPS = 2_000_000
"""About a second of one core; an ordinary article takes some thousands."""


class StepLimitError(Exception):
    """The rules take too many steps for an item. Nobody is at fault: the item is set aside and reported."""

    def __init__(self, limit: int, rule: str = "") -> None:
        stopped = f"; stopped at rule {rule!r}" if rule else ""
        super().__init__(f"the rules take more than {limit:,} steps for this item{stopped}")
        self.limit = limit


class StepCounter:
    """The steps that an item has taken. A step is a place in the text that is looked at once."""

    __slots__ = ("_limit", "taken")

    def __init__(self, limit: int | None = MAX_STEPS) -> None:
        """Without a limit the steps are only counted."""
        self.taken = 0
        self._limit = limit

    def spend(self, steps: int) -> None:
        """Count some steps. Raises StepLimitError once the limit is passed."""
        self.taken += steps
        if self._limit is not None and self.taken > self._limit:
            raise StepLimitError(self._limit)
