"""The whole monitor on one page.

    collect ─▶ items ─▶ detect ─▶ matches ─▶ decide (group ▸ route) ─▶ outbox of each channel ─▶ send

Each method is one step that may be cut off anywhere, by a crash or by a lost store, and done again: the work
is done first, its input forgotten last, and every put is idempotent by content id. Collecting, detecting and
sending may run in many processes at once; deciding is done by one at a time, the holder of a lease.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog

from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.ports import Decisions, Items, Subscribing
from monitor.clock import Now
from monitor.collect.collector import Collector
from monitor.collect.ports import Schedule
from monitor.collect.schedule.host_backoff import address_of
from monitor.detect.detector import Detector
from monitor.errors import MonitorError, StoreUnavailableError
from monitor.group.correlation.triggers import joining_of
from monitor.group.evidence.embeddings import Encode
from monitor.group.grouper import Grouper
from monitor.model.ids import ChannelName, FeedId, Severity
from monitor.model.matching.match import Match
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import Poll, SaveResult, Visit
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.queued import Work
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.send.sender import Sender

log = structlog.get_logger("monitor")

BATCH = 100
"""Items or matches taken at a time."""
SAVE_PATIENCE = 30.0
"""Seconds for which a store that is away is asked again to save what a visit brought."""
RENEWAL = 100
"""Decisions of the log between two renewals of the lease: reading a long log takes longer than the lease lasts."""


@dataclass(slots=True, kw_only=True)
class Pipeline:
    """The stages, and the streams between them."""

    schedule: Schedule
    collector: Collector
    items: Items
    detector: Detector
    decisions: Decisions
    router: Router
    memory: RecentAlerts
    """What rang lately; the router looks into it."""
    senders: Mapping[ChannelName, Sender]
    window: timedelta
    """How far back a story may reach."""
    now: Now
    examined: Callable[[Sequence[Item]], None] = field(default=lambda _: None)
    """Hears of every item that the rules looked at."""
    tell: Callable[[Notice], None] = field(default=lambda _: None)
    """Hears of what the people who run the monitor must know."""
    encode: Encode | None = None
    """Makes sentence vectors for grouping; None to group without."""
    hubs: Subscribing | None = None
    """Asks the hubs that feeds name to tell at once; None if no hub can reach us."""
    _grouper: Grouper | None = field(default=None, init=False)
    _token: int | None = field(default=None, init=False)
    _corrected: str = field(default="", init=False)
    _reconciled: Mapping[FeedId, Feed] | None = field(default=None, init=False)
    _correlating: CorrelationTracker = field(init=False)

    def __post_init__(self) -> None:
        self._correlating = CorrelationTracker(self.decisions, self.now)

    async def reconcile(self) -> None:
        """The configuration is the truth about which feeds there are; the store follows it."""
        feeds = self.collector.feeds
        self.collector.pauses = await self.schedule.reconcile(feeds, first_visits=self.collector.first_visits())
        if feeds is not self._reconciled:
            for feed in _edited(feeds, before=self._reconciled or {}, visited=await self.schedule.addresses()):
                await self.schedule.hasten(feed)
        self._reconciled = feeds

    async def unvisited(self) -> Collection[FeedId]:
        """The feeds that were never visited."""
        return self.collector.feeds.keys() - set(await self.schedule.visited())

    async def due(self, *, limit: int) -> Sequence[Visit]:
        """The feeds to visit now."""
        if self._reconciled is None:  # nobody is visited before it is known who wants to be left alone
            await self.reconcile()
        return await self.schedule.claim(limit=limit)

    async def keep(self, visits: Sequence[Visit]) -> None:
        """These visits still go on."""
        await self.schedule.keep(visits)

    async def collect(self, visit: Visit) -> tuple[Poll, SaveResult]:
        """Visit one feed; its new items and its validators are saved in one step."""
        poll = await self.collector.collect(visit)
        if self.collector.wants_articles(poll):
            new = await self.schedule.unknown(visit.feed, poll.items)
            poll = await self.collector.with_articles(poll, new=new)
        saved = await self._saved(visit, poll)
        feed = self.collector.feeds.get(poll.feed)
        if self.hubs is not None and poll.hub is not None and feed is not None and not saved.stale:
            await self.hubs.heard(feed, poll.hub)
        return poll, saved

    async def _saved(self, visit: Visit, poll: Poll) -> SaveResult:
        """Save a poll, also if the store fails over meanwhile: else the document would be fetched once more."""
        clock = asyncio.get_running_loop().time
        end = clock() + SAVE_PATIENCE
        while True:
            try:
                return await self.schedule.save(visit, poll)
            except StoreUnavailableError:
                if clock() >= end:
                    raise
                await asyncio.sleep(0.5)

    async def detect(self) -> int:
        """Items -> matches. Waits a moment for items; the number of items dealt with."""
        works = await self.items.take(limit=BATCH)
        # In a thread: a batch of long texts, or the first item in a language, must hold up no lease and no send.
        found, bugs = await asyncio.to_thread(_matches, self.detector, works) if works else ([], {})
        looked_at = [work for work in works if work.entry not in bugs]
        if looked_at:
            self.examined([work.value for work in looked_at])
            await self.items.detected(looked_at, found)
            self.collector.matched(match.item.feed for match in found if match.rules)
        for work in works:
            if work.entry in bugs:
                await self._stumbled(self.items, work, work.value, bugs[work.entry])
        return len(works)

    async def decide(self) -> int:
        """Matches -> stories -> alerts and silences, if this process holds the lease; the number decided."""
        token = await self.decisions.hold()
        if token is None:
            self._token = None
            return 0
        corrected = await self.decisions.corrected()
        if self._grouper is None or token != self._token or corrected != self._corrected:
            self._token = None
            self._grouper = await self._replayed(token)
            if self._grouper is None:
                return 0
            self._token, self._corrected = token, corrected
        watching = self.detector.watching
        mark = await self._correlating.mark(watching)
        works = await self.decisions.take(limit=BATCH, token=token)
        for work in works:
            try:
                decided = await self._decide(self._grouper, work, token=token)
            except MonitorError:
                raise
            except Exception as bug:  # noqa: BLE001  # a bug that one match brings out must not hold up all others
                decided = False
                await self._stumbled(self.decisions, work, work.value.item, bug)
            if not decided:
                self._token = None  # another decides now: forget what was joined, read it anew later
                return 0
        # Only when nothing that was seen before the mark can be left: an absence must not be found too early.
        if len(works) < BATCH and not await self._correlating.tick(watching, mark, token=token):
            self._token = None
        return len(works)

    async def _decide(self, grouper: Grouper, work: Work[Match], *, token: int) -> bool:
        match = replace(work.value, counts_for=())  # whoever reads the alert or the log is told what was counted
        if not match.rules:  # it only counts, for rules with `when`
            counted = await self._correlating.count(work.value, None)
            written = await self.decisions.counted(counted, token=token, work=work)
        else:
            joining = grouper.group(match) if match.occasion is None else joining_of(match)
            outcomes = await self.router.route(match, joining)
            await self.decisions.queue([outcome for outcome in outcomes if isinstance(outcome, Alert)])
            counted = await self._correlating.count(work.value, joining)
            decision = Decision(match=match, joining=joining, outcomes=outcomes, counted=counted)
            written = await self.decisions.decided(work, decision, token=token)
            if written:
                self.memory.remember(decision)
        if written:
            self._correlating.took(counted)
        return written

    async def _replayed(self, token: int) -> Grouper | None:
        """The window of stories as the log of decisions tells it and people set it right, and with it what rang.

        The log is read from a window before the window: what an item weighs hangs on those before it. None if the
        lease has passed to another meanwhile.
        """
        read = 0
        self.memory.forget()
        self._correlating.forget()
        grouper = Grouper(window=self.window, corrections=await self.decisions.corrections(), encode=self.encode)
        async for decision in self.decisions.replay(since=self.now() - 2 * self.window):
            if decision.match.occasion is None:
                grouper.replay(decision.match, decision.joining)
            self.memory.remember(decision)
            read += 1
            if read % RENEWAL == 0 and await self.decisions.hold() != token:
                return None
        return grouper

    async def _stumbled(self, queue: Items | Decisions, work: Work[Any], item: Item, bug: Exception) -> None:
        """End the process, loudly, for a bug; but set aside what brings it out again and again, and go on."""
        why = f"{type(bug).__name__}: {bug}"
        if not await queue.stumbled(work, why=why):
            raise bug
        log.error("set aside: nobody could deal with it", item=item.id, url=item.url, exc_info=bug)
        self.tell(
            Notice(
                key=f"aside {item.id}",
                title="an item was set aside, and does not ring",
                detail=f"{item.url} brought out a bug of the monitor three times ({why}). Please report it.",
                severity=Severity.HIGH,
            )
        )

    async def send(self, channel: ChannelName) -> int:
        """Outbox -> channel; the number of attempts."""
        return await self.senders[channel].send()


def _matches(detector: Detector, works: Sequence[Work[Item]]) -> tuple[list[Match], dict[str, Exception]]:
    """What the rules find in these items; and the bugs that some of them bring out, by entry."""
    found: list[Match] = []
    bugs: dict[str, Exception] = {}
    for work in works:
        try:
            match = detector.detect(work.value)
        except Exception as bug:  # noqa: BLE001  # raised again when the other items are seen to
            bugs[work.entry] = bug
        else:
            found += [match] if match is not None else []
    return found, bugs


def _edited(
    feeds: Mapping[FeedId, Feed], *, before: Mapping[FeedId, Feed], visited: Mapping[FeedId, str]
) -> list[FeedId]:
    """The feeds of which a person has changed something, and wants to see now what comes of it."""
    return [
        feed.id
        for feed in feeds.values()
        if feed != before.get(feed.id, feed) or visited.get(feed.id, "") not in ("", address_of(feed))
    ]
