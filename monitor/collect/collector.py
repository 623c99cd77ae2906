"""The stage: one visit to one feed."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.clock import Now
from monitor.collect.discovery.hubs import hub_of
from monitor.collect.fetch.domains import group_of
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.response import Deferred, Fetched, FetchFailed, Hints, NotModified
from monitor.collect.fetch.robots import Robots
from monitor.collect.items import normalise as clean
from monitor.collect.items import wording
from monitor.collect.items.fulltext import Articles
from monitor.collect.items.identity import NOTHING, Distrust
from monitor.collect.parse.entries import FeedEntry, ParsedFeed, Reply, Unreadable
from monitor.collect.parse.parser import Parser
from monitor.collect.schedule import cadence, health
from monitor.collect.schedule import visit_times as schedule
from monitor.collect.schedule.clock_skew import ClockSkew
from monitor.collect.schedule.host_backoff import (
    ADOPTED_AFTER,
    HostBackoff,
    asked_with,
    valid_state,
    with_document,
    with_move,
    with_validators,
)
from monitor.collect.schedule.outage import UNREACHED, OutageDetector, outage
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.feed import Feed, SourceKind
from monitor.model.news.item import Item
from monitor.model.news.visit import FetchFailure, Poll, PollState, Visit
from monitor.model.notice import Notice

WHOLE_EVERY = timedelta(days=1)
"""How often a document is read with all its entries, although most are known."""
LONGER_WITH_CUTS = 3
"""Visits in a row that may bring a first document without its end, before that is taken for all there is."""
MALFORMED = "no JSON object"
SURPLUS = "older than the newest 1,000"
"""Why entries are rejected."""


class Collector:
    """Visits feeds and gives their items. `feeds` is replaced as a whole when the configuration changes."""

    def __init__(
        self, *, feeds: Mapping[FeedId, Feed], http: Http, parser: Parser, now: Now, rng: random.Random
    ) -> None:
        self.feeds = feeds
        self.pauses: Mapping[str, datetime] = {}
        """Groups that nobody may visit until an instant; replaced as a whole from the store."""
        self._http = http
        self._parser = parser
        self._now = now
        self._rng = rng
        self._host_backoff = HostBackoff()
        self._network = OutageDetector()
        self._clocks = ClockSkew()
        self._matched: dict[FeedId, datetime] = {}
        self._robots = Robots(http=http, now=now)
        self._articles = Articles(http=http, parser=parser)

    def apply(self, feeds: Mapping[FeedId, Feed]) -> None:
        """Visit these feeds from now on."""
        self.feeds = feeds

    def pause(self, pauses: Mapping[str, datetime]) -> None:
        """Leave these groups of feeds alone until these instants, and no others."""
        self.pauses = pauses

    def first_visits(self) -> Mapping[FeedId, datetime]:
        """When to visit each feed first: within the first minute, not all at once."""
        now = self._now()
        return {feed.id: schedule.first_visit(feed, now=now, rng=self._rng) for feed in self.feeds.values()}

    def matched(self, feeds: Iterable[FeedId]) -> None:
        """Items of these feeds satisfied rules: visits are spent where that happens."""
        self._matched.update(dict.fromkeys(feeds, self._now().replace(microsecond=0)))

    async def collect(self, visit: Visit) -> Poll:
        """What this visit brings. Never raises for what the world does: that is in the poll."""
        feed = self.feeds.get(visit.feed)
        if feed is None:  # the configuration changed since the claim; another process may know the feed
            return self._put_off(visit.feed, visit.memory, timedelta(minutes=1))
        memory = self._recalled(feed, visit)
        address = memory.moved_to if memory.moved_answers >= ADOPTED_AFTER else feed.url
        group = group_of(address, named=feed.group)
        pause = max(
            (until for until in (self.pauses.get(group), self._host_backoff.paused(group)) if until), default=None
        )
        if pause is not None and pause > self._now():
            return self._put_off(feed.id, memory, pause - self._now())
        answer = await self._robots_refusal(feed, address) or await self._http.get(
            feed, asked_with(memory, now=self._now()), url=address
        )
        match answer:
            case Deferred():
                return self._put_off(feed.id, memory, answer.wait)
            case NotModified():
                memory = with_validators(with_move(feed, memory, answer.hints, address=address), answer)
                return self._unchanged(feed, memory, answer.hints)
            case FetchFailed():
                return self._failed(feed, memory, answer, group=group)
            case Fetched():
                return await self._document(feed, with_move(feed, memory, answer.hints, address=address), answer)

    def wants_articles(self, poll: Poll) -> bool:
        """Whether a poll's new items are to be had with the articles behind them."""
        feed = self.feeds.get(poll.feed)
        if feed is None or not feed.fulltext:
            return False
        self._parser.expect_articles()  # also at the baseline: then the worker is ready for the first news
        return bool(poll.items) and not poll.baseline

    async def with_articles(self, poll: Poll, *, new: Collection[ItemId]) -> Poll:
        """The poll, its new items with the articles behind them, as far as they can be had in time."""
        feed = self.feeds.get(poll.feed)
        if feed is None:  # removed in the meantime
            return poll
        return replace(poll, items=await self._articles.read(feed, poll.items, new=new))

    async def _document(self, feed: Feed, memory: PollState, document: Fetched) -> Poll:
        remembered = with_document(memory, document, now=self._now())
        if memory.known and remembered.body == memory.body:
            return self._unchanged(feed, remembered, document.hints)
        parsed = await self._parsed(feed, document, seen=self._seen(memory))
        if isinstance(parsed, ParsedFeed) and parsed.truncated and _is_first(memory):
            parsed = Unreadable(failure=FetchFailure.BROKEN, detail="the document ends before its end")
        if isinstance(parsed, Unreadable):
            failed = FetchFailed(failure=parsed.failure, detail=parsed.detail)
            return self._failed(feed, memory, failed, group="")
        # What was cut off is still to come: with the old validators the server will send it.
        return self._taken(feed, memory if parsed.truncated else remembered, document, parsed)

    async def _parsed(self, feed: Feed, document: Fetched, *, seen: bytes) -> Reply:
        body, content_type, url = document.body, document.content_type, document.url
        if feed.select is not None:
            return await self._parser.select(body, content_type=content_type, url=url, select=feed.select)
        return await self._parser.parse(body, content_type=content_type, url=url, seen=seen)

    async def _robots_refusal(self, feed: Feed, address: str) -> FetchFailed | Deferred | None:
        if not _is_page(feed):
            return None
        return await self._robots.refused(feed, address)

    def _seen(self, memory: PollState) -> bytes:
        """What entries are known by; nothing now and then, so that the store can forget those that have gone."""
        if memory.whole_at is None or self._now() - memory.whole_at > WHOLE_EVERY:
            return b""
        if memory.distrust != NOTHING or memory.wording != wording.VERSION:
            return b""  # what an entry is, only all of them together can show
        return memory.slices

    def _taken(self, feed: Feed, memory: PollState, document: Fetched, parsed: ParsedFeed) -> Poll:
        self._network.answered(feed)
        now = self._now()
        harvest = clean.items(
            parsed.entries,
            feed=feed,
            base=document.url,
            now=now,
            distrust=_distrust(memory),
            by_address=memory.known and memory.wording != wording.VERSION,
        )
        items, rejected = harvest.items, dict(harvest.rejected)
        if parsed.malformed:
            rejected[MALFORMED] = parsed.malformed
        if parsed.surplus:
            rejected[SURPLUS] = parsed.surplus
        if not memory.known:
            memory = cadence.first_guess(memory, [item.published_at for item in items], now=now)
        if feed.select is not None:
            memory = _with_list(memory, parsed.entries, now=now)
        whole_at = memory.whole_at if parsed.unchanged else now.replace(microsecond=0)
        after = replace(
            _well(memory, document.hints),
            known=True,
            slices=parsed.slices,
            whole_at=whole_at,
            odd_date=_odd_date(parsed.entries, memory),
            distrust=int(harvest.distrust),
            wording=memory.wording if parsed.truncated else wording.VERSION,
        )
        return Poll(
            feed=feed.id,
            items=_oldest_first(items),
            shown=len(parsed.entries) + parsed.unchanged + parsed.malformed + parsed.surplus,
            same=harvest.same,
            rejected=rejected,
            unchanged=parsed.unchanged,
            former=harvest.former,
            prints=harvest.prints,
            as_found=memory.wording != wording.VERSION,
            reworded=_is_page(feed),
            truncated=parsed.truncated,
            baseline=not memory.known and not feed.backfill,
            memory=after,
            next_visit_at=schedule.after_success(feed, after, now=now, rng=self._rng),
            made_at=now,
            early_visit_at=schedule.after_overrun(feed, after, now=now),
            notices=self._notices(feed, after, now=now),
            hub=None if feed.select else hub_of(document.links, document.body, url=document.url),
        )

    def _unchanged(self, feed: Feed, memory: PollState, hints: Hints) -> Poll:
        self._network.answered(feed)
        now, after = self._now(), _well(memory, hints)
        return Poll(
            feed=feed.id,
            modified=False,
            memory=after,
            next_visit_at=schedule.after_success(feed, after, now=now, rng=self._rng),
            made_at=now,
            notices=self._notices(feed, after, now=now),
        )

    def _notices(self, feed: Feed, memory: PollState, *, now: datetime) -> tuple[Notice, ...]:
        """What must be reported after a good visit: of the feed, and of our own clock if most servers' differ."""
        clock = self._clocks.read(group_of(feed.url, named=feed.group), skew=memory.skew, now=now)
        found = health.notices(feed, memory, now=now)
        return found if clock is None else (*found, clock)

    def _failed(self, feed: Feed, memory: PollState, failed: FetchFailed, *, group: str) -> Poll:
        now, notices = self._now(), list[Notice]()
        if failed.failure in UNREACHED:
            self._network.unreached(feed, group=group, failures=memory.failures, now=now)
        else:
            self._network.answered(feed)
        down_since = self._network.down_since(feed, now=now)
        if down_since is not None and failed.failure in UNREACHED:
            failed = replace(failed, failure=FetchFailure.OUR_NETWORK)
            notices.append(outage(down_since))
            after = memory
        else:
            since = memory.failing_since or now.replace(microsecond=0)
            after = replace(memory, failures=memory.failures + 1, failing_since=since)
            if after.moved_answers >= ADOPTED_AFTER:  # back to the address that the user wrote
                after = replace(after, moved_to="", moved_answers=0)
            notices += health.notices(
                feed, after, now=now, failure=failed.failure, status=failed.status, detail=failed.detail
            )
        return Poll(
            feed=feed.id,
            modified=False,
            memory=after,
            next_visit_at=schedule.after_failure(
                feed,
                after,
                now=now,
                rng=self._rng,
                failure=failed.failure,
                retry_after=failed.retry_after,
            ),
            made_at=now,
            failure=failed.failure,
            status=failed.status,
            detail=failed.detail,
            pause=self._host_backoff.refused(feed, failed, group=group, now=now),
            notices=tuple(notices),
        )

    def _put_off(self, feed: FeedId, memory: PollState, wait: timedelta) -> Poll:
        now = self._now()
        return Poll(
            feed=feed,
            modified=False,
            memory=memory,
            next_visit_at=now + wait * self._rng.uniform(1, 1.1),
            made_at=now,
            put_off=True,
        )

    def _recalled(self, feed: Feed, visit: Visit) -> PollState:
        """What is remembered of a feed, with what has been learnt since."""
        memory = cadence.learnt(valid_state(feed, visit.memory), visit.last)
        if visit.last is not None and visit.last.soon:  # what is to be looked at again must come again
            memory = replace(memory, etag="", last_modified="", body="", slices=b"")
        matched = self._matched.pop(feed.id, None)
        return replace(memory, matched_at=matched) if matched else memory


def _distrust(memory: PollState) -> Distrust | None:
    """What identifies nothing in a feed; None if a version knew its items that looked only at each by itself."""
    if memory.distrust is not None:
        return Distrust(memory.distrust)
    return None if memory.known else NOTHING


def _is_page(feed: Feed) -> bool:
    return feed.select is not None and feed.select.kind is SourceKind.PAGE


def _is_first(memory: PollState) -> bool:
    """Whether a document would be the baseline. One that was cut off is none, unless the feed has no other."""
    return not memory.known and memory.failures < LONGER_WITH_CUTS


def _well(memory: PollState, hints: Hints) -> PollState:
    """The memory after a good visit whose answer said this."""
    max_age = int(hints.max_age.total_seconds()) if hints.max_age else 0
    if not memory.failures and (memory.skew, memory.max_age) == (hints.skew, max_age):
        return memory  # most visits change nothing
    return replace(memory, failures=0, failing_since=None, skew=hints.skew, max_age=max_age)


def _with_list(memory: PollState, found: Collection[FeedEntry], *, now: datetime) -> PollState:
    """The memory of a source whose selectors found these items. An empty list may be one, or a fault."""
    if not found:
        since = memory.empty_since or now.replace(microsecond=0)
        return replace(memory, empty_since=since) if memory.listed else memory
    if memory.listed and memory.empty_since is None:
        return memory  # most visits change nothing
    return replace(memory, listed=True, empty_since=None)


def _odd_date(entries: Collection[FeedEntry], memory: PollState) -> str:
    """A date that cannot be read, if most of these entries have such; as before where no entry is new."""
    odd = [entry.odd_date for entry in entries if entry.odd_date]
    return (odd[0] if len(odd) * 2 > len(entries) else "") if entries else memory.odd_date


def _oldest_first(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items in the order in which they happened. Nearly every document begins with the newest."""
    dates = [item.published_at for item in items if item.published_at is not None]
    return items if dates and dates[0] < dates[-1] else items[::-1]
