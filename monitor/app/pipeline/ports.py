"""What the pipeline needs of the store: the streams between the stages, and the right to decide."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from monitor.model.ids import FeedId
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Hub
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.queued import Work
from monitor.model.story import Correction


class QuarantinePort(Protocol):
    """A work stream whose entries may bring out a bug."""

    async def record_failure(self, work: Work[Any], *, why: str) -> bool:
        """Note that a bug kept an entry from being dealt with; whether it was too often, and it is set aside."""


class ItemPort(QuarantinePort, Protocol):
    """New items that no detector has looked at yet."""

    async def take(self, *, limit: int) -> Sequence[Work[Item]]:
        """The next items; waits up to about a second for one to come."""

    async def detected(self, works: Sequence[Work[Item]], matches: Sequence[Match]) -> None:
        """Put the matches, then forget the items."""

    async def set_aside(self, work: Work[Item], *, why: str) -> None:
        """Set an item aside that the rules cannot deal with, whoever tries it again."""


class MatchPort(QuarantinePort, Protocol):
    """Matches to decide about."""

    async def take(self, *, limit: int, token: int) -> Sequence[Work[Match]]:
        """The next matches, those that an earlier holder left behind first."""


class LeasePort(Protocol):
    """The right to decide, which one process has at a time."""

    async def hold(self) -> int | None:
        """Take or renew it; a fencing token that changes with the holder, or None."""

    async def release(self) -> None:
        """Give it back."""


class StatePort(Protocol):
    """Where the states of rules with `when` rest. Only the holder of the lease writes them."""

    async def states(self) -> Mapping[str, CorrelationState]:
        """The state of every rule, by its key."""

    async def watermark(self, feeds: Sequence[FeedId]) -> Watermark:
        """How far detection has come by now, and when these feeds were last visited well."""

    async def count(self, changed: StateChange, *, token: int, work: Work[Match] | None = None) -> bool:
        """Write what has changed, and take off the match that changed it, if nothing else is to be decided of it.
        False if the right to decide has passed on."""


class LogPort(StatePort, Protocol):
    """The log of what was decided."""

    async def append(self, work: Work[Match], decision: Decision, *, token: int) -> bool:
        """Log the decision and forget the match, in one step. False if the right to decide has passed on."""

    def replay(self, *, since: datetime) -> AsyncIterator[Decision]:
        """The decisions since an instant, in order."""

    async def corrected(self) -> str:
        """A mark that changes whenever a person corrects a story."""

    async def corrections(self) -> Sequence[Correction]:
        """What people corrected about the stories, in order."""


class AlertPort(Protocol):
    """The outboxes of all channels."""

    async def queue(self, alerts: Sequence[Alert]) -> None:
        """Put alerts into the outboxes of their channels. An alert that was put before stays one."""


class HubPort(Protocol):
    """Asks hubs to push when a feed has something new."""

    async def hub_found(self, feed: Feed, hub: Hub) -> None:
        """A feed names this hub. Raises StoreUnavailableError; what the hub does is no error."""
