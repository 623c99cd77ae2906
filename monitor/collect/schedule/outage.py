"""Whether it is our own network that is down, so that the feeds are not blamed for it.

A publisher's server fails alone. When several groups of feeds that answered before cannot be reached any more,
one after the other, and nobody answers in between, the fault is ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.clock import utc_minute_text
from monitor.model.ids import Severity
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure
from monitor.model.notice import Notice

SUSPICIOUS = 3
"""Groups that must have become silent, without an answer from anybody."""
SURE_AFTER = timedelta(seconds=5)
"""How long nobody must have answered: after a start, feeds that have died fail before the others answer."""
UNREACHED = frozenset((FetchFailure.UNREACHABLE, FetchFailure.TIMEOUT))
"""What a dead network looks like from here."""


@dataclass(slots=True)
class _Reach:
    silent: set[str] = field(default_factory=set)
    since: datetime | None = None


@dataclass(slots=True)
class OutageDetector:
    """What came from outside. Feeds that may use the same private networks share one fate."""

    _reaches: dict[tuple[tuple[str, ...], str], _Reach] = field(default_factory=dict, init=False)

    def answered(self, feed: Feed) -> None:
        """Somebody answered, whatever it was."""
        self._reaches.pop(_way(feed), None)

    def unreached(self, feed: Feed, *, group: str, failures: int, now: datetime) -> None:
        """Nobody answered to a visit to a feed that had failed so many times in a row before."""
        reach = self._reaches.setdefault(_way(feed), _Reach())
        if failures == 0:  # one that fails all the time proves nothing
            reach.silent.add(group)
            reach.since = reach.since or now

    def down_since(self, feed: Feed, *, now: datetime) -> datetime | None:
        """Since when our own network has been down on the way to this feed; None if it seems not to be."""
        reach = self._reaches.get(_way(feed))
        if reach is None or reach.since is None or len(reach.silent) < SUSPICIOUS:
            return None
        return reach.since if now - reach.since >= SURE_AFTER else None


def outage(since: datetime) -> Notice:
    """What to report to the people who run the monitor."""
    return Notice(
        key=f"outage:{since:%Y-%m-%dT%H:%M}",
        title=f"Our own network: no feed could be reached from {utc_minute_text(since)} on",
        detail="Check the line, the firewall and DNS of the machine that runs the monitor. No feed is blamed; all"
        " are tried again every minute, and what their windows still show then is not lost.",
        severity=Severity.HIGH,
    )


def _way(feed: Feed) -> tuple[tuple[str, ...], str]:
    return feed.allow_private, feed.proxy
