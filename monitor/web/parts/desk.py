"""What every page needs to know."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo

from monitor.clock import Now
from monitor.config.configuration import Configuration
from monitor.desk.query.status import Overview, overview
from monitor.desk.query.store_for import Client
from monitor.desk.shelf.shelf import Shelf
from monitor.detect.detector import Detector
from monitor.model.activity import Doer
from monitor.web.parts.past import Past

_FRESH = 2.0
"""Seconds for which the overview is shown again: it asks for the state of every feed."""


@dataclass(slots=True, kw_only=True)
class Desk:
    """Where the pages get what they show."""

    client: Client
    shelf: Shelf
    configuration: Callable[[], Configuration]
    """The configuration that runs."""
    detector: Callable[[], Detector]
    """Its rules, compiled."""
    past: Past
    zone: tzinfo
    now: Now
    langs: tuple[str, ...] = ("en",)
    """The languages that the desk reads, the best first: in which headlines and names are shown if there is a
    choice."""
    clock: Callable[[], float] = time.monotonic
    _overview: tuple[float, Overview] | None = field(default=None, init=False)

    async def overview(self) -> Overview:
        """The state of the monitor, at most two seconds old."""
        if self._overview is None or self.clock() - self._overview[0] > _FRESH:
            running = self.configuration()
            found = await overview(self.client, configured=running.feeds, channels=tuple(running.channels))
            self._overview = (self.clock(), found)
        return self._overview[1]

    def doer(self, comment: str = "") -> Doer:
        """Who acts by a page: without users, whoever is at this machine."""
        return Doer(person="desk", way="web", comment=comment)
