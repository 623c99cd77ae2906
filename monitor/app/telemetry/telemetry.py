"""What the operator sees: one canonical line for each poll, match and delivery, and the store's absence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from monitor import clock
from monitor.app.telemetry.first_visits import FirstVisits
from monitor.clock import Now
from monitor.desk.query.figures import Steps
from monitor.model.ids import FeedId, Severity
from monitor.model.news.item import Item
from monitor.model.news.visit import FetchFailure, Poll, SaveResult
from monitor.model.notice import Notice
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.web.metrics import Latencies

log = structlog.get_logger("monitor")

LONG = timedelta(minutes=1)
"""People are notified afterwards when the store was not to be used for so long."""


@dataclass(slots=True)
class Telemetry:
    """Logs what happened, without repeating itself while a trouble lasts."""

    steps: Steps = field(default_factory=Steps)
    latencies: Latencies = field(default_factory=Latencies)
    first_visits: FirstVisits = field(default_factory=FirstVisits)
    now: Now = clock.now
    report: Callable[[Notice], None] = field(default=lambda _: None)
    """Takes what the people who run the monitor must know."""
    _lost: set[str] = field(default_factory=set, init=False)
    _lost_since: tuple[datetime, str] | None = field(default=None, init=False)
    _failing: dict[FeedId, str] = field(default_factory=dict, init=False)

    def store_lost(self, stage: str, why: str) -> None:
        """The store does not answer, or refuses. Said once for each stage until it is back."""
        if stage not in self._lost:
            self._lost.add(stage)
            self._lost_since = self._lost_since or (self.now(), why)
            log.error("waiting for the store", stage=stage, why=why)

    def stepped(self, stage: str) -> None:
        """A step of a stage has ended well, so the store answers."""
        self.steps.ended(stage)
        if stage in self._lost:
            self._lost.discard(stage)
            log.info("the store is back", stage=stage)
            self._report_if_long()

    def _report_if_long(self) -> None:
        if self._lost_since is None:
            return
        (since, why), until, self._lost_since = self._lost_since, self.now(), None
        if until - since >= LONG:
            self.report(
                Notice(
                    key=f"store away since {since.isoformat()}",
                    title=f"the store could not be used for {round((until - since).total_seconds() / 60)} min",
                    detail=f"From {since:%H:%M} to {until:%H:%M} UTC nothing was visited or sent. What came in the"
                    f" meantime is found now, as far as the feeds still show it. It began with: {why}",
                    severity=Severity.HIGH,
                )
            )

    def polled(self, poll: Poll, saved: SaveResult) -> None:
        """A visit has ended."""
        self.first_visits.polled(poll)
        if poll.put_off:
            log.debug("put off", feed=poll.feed, until=poll.next_visit_at.isoformat(timespec="seconds"))
            return
        if poll.failure is FetchFailure.OUR_NETWORK:  # one notice says it, not a line for each feed
            log.debug("feed not reached", feed=poll.feed, detail=poll.detail)
            return
        if poll.failure is not None:
            if self._failing.get(poll.feed) != poll.failure:
                log.warning("feed failed", feed=poll.feed, failure=poll.failure.value, detail=poll.detail)
            self._failing[poll.feed] = poll.failure
            return
        if self._failing.pop(poll.feed, None) is not None:
            log.info("feed is back", feed=poll.feed)
        if saved.overrun:
            log.warning("every item was new: some may have been missed", feed=poll.feed, new=saved.new)
        if saved.held_back:
            log.warning("back-pressure: downstream queues are full; poll postponed", feed=poll.feed)
        elif not saved.stale:
            log.debug(
                "polled",
                feed=poll.feed,
                new=saved.new,
                known=saved.known,
                edited=saved.edited,
                same=poll.same,
                rejected=dict(poll.rejected),
                modified=poll.modified,
                baseline=poll.baseline,
            )

    def examined(self, items: Sequence[Item]) -> None:
        """New items were looked at by the rules."""
        for item in items:
            if item.published_at is not None and not item.edition:
                self.latencies.seen((item.first_seen_at - item.published_at).total_seconds())

    def delivered(self, delivery: Delivery) -> None:
        """An attempt to send has ended."""
        if delivery.outcome is Outcome.SENT:
            self.latencies.accepted(delivery.took.total_seconds(), channel=delivery.channel)
        say = log.info if delivery.outcome is Outcome.SENT else log.warning
        say(
            "delivery",
            channel=delivery.channel,
            alert=delivery.alert,
            outcome=delivery.outcome.value,
            detail=delivery.detail,
        )
