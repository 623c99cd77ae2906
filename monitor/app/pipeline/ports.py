"""What the pipeline needs of the store: the streams between the stages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from monitor.app.pipeline.correlation_states import Tallies
from monitor.model.matching.match import Match
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Hub
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.queued import Work
from monitor.model.story import Correction


class Items(Protocol):
    """New items that no detector has looked at yet."""

    async def take(self, *, limit: int) -> Sequence[Work[Item]]:
        """The next items; waits up to about a second for one to come."""

    async def detected(self, works: Sequence[Work[Item]], matches: Sequence[Match]) -> None:
        """Put the matches, then forget the items."""

    async def stumbled(self, work: Work[Item], *, why: str) -> bool:
        """Note that a bug kept an item from being looked at; whether it was too often, and it is set aside."""


class Decisions(Tallies, Protocol):
    """Matches to decide about, and the log of what was decided. One process at a time decides."""

    async def hold(self) -> int | None:
        """Take or renew the right to decide; a fencing token that changes with the holder, or None."""

    async def take(self, *, limit: int, token: int) -> Sequence[Work[Match]]:
        """The next matches, those that an earlier holder left behind first."""

    async def queue(self, alerts: Sequence[Alert]) -> None:
        """Put alerts into the outboxes of their channels. An alert that is there already stays one."""

    async def decided(self, work: Work[Match], decision: Decision, *, token: int) -> bool:
        """Log the decision and forget the match, in one step. False if the right to decide has passed on."""

    async def stumbled(self, work: Work[Match], *, why: str) -> bool:
        """Note that a bug kept a match from being decided; whether it was too often, and it is set aside."""

    def replay(self, *, since: datetime) -> AsyncIterator[Decision]:
        """The decisions since an instant, in order."""

    async def corrected(self) -> str:
        """A mark that changes whenever a person sets a story right."""

    async def corrections(self) -> Sequence[Correction]:
        """What people set right about the stories, in order."""


class Subscribing(Protocol):
    """Whoever asks hubs to tell when a feed has something new."""

    async def heard(self, feed: Feed, hub: Hub) -> None:
        """A feed names this hub. Raises StoreUnavailableError; what the hub does is no error."""
