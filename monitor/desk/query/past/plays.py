"""What a backtest needs of whoever decides about its items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.detect.match.rule_index import RuleIndex
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.decision import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedDecision:
    """A decision, and the instant at which it was made."""

    at: datetime
    decision: Decision


class DecisionPlayer(Protocol):
    """Decides about items in the order of time, by one version of the rules."""

    @property
    def index(self) -> RuleIndex:
        """The rules by their words."""

    def detect(self, item: Item) -> Match | None:
        """The match of an item, or None; in any thread, while nothing is played. Raises StepLimitError."""

    async def settle(self) -> Sequence[TimedDecision]:
        """Everything that is to be decided at this instant."""

    async def play(self, match: Match) -> Sequence[TimedDecision]:
        """Everything that is decided up to a match, and about it."""

    async def pass_time(self, *, until: datetime) -> Sequence[TimedDecision]:
        """Everything that is decided until then without a further match."""


PlayerMaker = Callable[[datetime], DecisionPlayer]
"""Makes a player whose clock begins at an instant."""
