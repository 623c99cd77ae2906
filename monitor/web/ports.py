"""What this room needs to know of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.handover import Subscription
from monitor.model import Feed, FeedId


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFigures:
    """How polling one feed goes."""

    feed: FeedId
    failures: int
    """Failed visits since the last good one."""
    failure: str
    """The class of the last failure; empty if the last visit went well."""
    good_at: datetime | None
    next_visit_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The state of the monitor at one moment, as the store and this process know it."""

    at: datetime
    counts: Mapping[str, int]
    """How many of each there have been since the store is in use: see `monitor audit`."""
    queues: Mapping[str, int]
    """How much waits in each stream."""
    feeds: Sequence[FeedFigures]
    store_memory: int
    """Bytes that the store uses."""
    store_limit: int
    """Bytes that it may use; 0 without a limit."""
    ruleset: str
    """The generation of rules that this process runs."""
    rules: int
    problems: int
    """What blocks in the rule files as they are; an earlier version of these files runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Whether this process does its work."""

    stages: Mapping[str, float]
    """Seconds since each loop last ended a step."""
    stalled: Sequence[str]
    """What does not go on, in words; empty if all is well."""

    @property
    def well(self) -> bool:
        """Whether everything goes on."""
        return not self.stalled


class Subscriptions(Protocol):
    """What is remembered of hubs. Every call raises StoreUnavailableError and StoreRefusedError."""

    async def get(self, feed: FeedId) -> Subscription | None:
        """The feed's subscription."""

    async def put(self, feed: FeedId, subscription: Subscription) -> None:
        """Replace it."""

    async def visit_now(self, feed: FeedId) -> None:
        """Bring the feed's next visit forward."""


class Hubs(Protocol):
    """The way to hubs, with all the care that is taken of addresses that a feed names."""

    async def post(self, feed: Feed, url: str, *, form: Mapping[str, str]) -> object:
        """Send a form; the status of the answer, or why there was none."""


class Signed(Protocol):
    """Whether a push is signed with a secret."""

    def __call__(self, body: bytes, signature: str, *, secret: str) -> bool: ...


class Figured(Protocol):
    """Whoever knows the state."""

    async def figures(self) -> Figures:
        """The figures now. Raises StoreUnavailableError and StoreRefusedError."""

    def pulse(self) -> Pulse:
        """Whether the work goes on. Asks nobody, so that it answers also when the store does not."""
