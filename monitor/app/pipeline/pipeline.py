"""The whole monitor on one page.

    collect ─▶ items ─▶ detect ─▶ matches ─▶ decide (group ▸ route) ─▶ outbox of each channel ─▶ send

Each method is one step that may be cut off anywhere, by a crash or by a lost store, and done again: the work
is done first, its input forgotten last, and every put is idempotent by content id. Collecting, detecting and
sending may run in many processes at once; deciding is done by one at a time, the holder of a lease.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.app.pipeline.deciding import DecidingLoop
from monitor.app.pipeline.detecting import DetectingLoop
from monitor.app.pipeline.running import Running
from monitor.app.pipeline.visiting import Visiting
from monitor.model.ids import ChannelName
from monitor.model.news.visit import Poll, SaveResult, Visit


@dataclass(slots=True, kw_only=True)
class Pipeline:
    """The stages, and the streams between them."""

    visiting: Visiting
    detecting: DetectingLoop
    deciding: DecidingLoop
    running: Running
    """What is at work now; replaced as a whole by `apply`."""

    def apply(self, running: Running) -> None:
        """Work by another configuration from the next step of each stage on."""
        self.running = running
        self.visiting.collector.apply(running.feeds)
        self.deciding.decider.apply(running.router)

    async def collect(self, visit: Visit) -> tuple[Poll, SaveResult]:
        """Feed -> items; what the visit brought, and what of it was new."""
        return await self.visiting.visit(visit)

    async def detect(self) -> int:
        """Items -> matches; the number of items dealt with."""
        return await self.detecting.step(self.running.detector)

    async def decide(self) -> int:
        """Matches -> stories -> alerts and suppressions, if this process holds the lease; the number decided."""
        return await self.deciding.step(self.running.detector.watching)

    async def send(self, channel: ChannelName) -> int:
        """Outbox -> channel; the number of attempts."""
        return await self.running.senders[channel].send()
