"""The stage: one visit to one feed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.clock import Now
from monitor.collect import clean, schedule
from monitor.collect.entry import Parsed, Unreadable
from monitor.collect.http import Document, Failed, Http, NotModified
from monitor.collect.parser import Parser
from monitor.handover import Memory, Poll, Visit
from monitor.model import Feed, FeedId, Item


class Collector:
    """Visits feeds and gives their items. `feeds` is replaced as a whole when the configuration changes."""

    def __init__(
        self, *, feeds: Mapping[FeedId, Feed], http: Http, parser: Parser, now: Now, rng: random.Random
    ) -> None:
        self.feeds = feeds
        self._http = http
        self._parser = parser
        self._now = now
        self._rng = rng

    def first_visits(self) -> Mapping[FeedId, datetime]:
        """When to visit each feed first: within the first minute, not all at once."""
        now = self._now()
        return {feed.id: schedule.first_visit(feed, now=now, rng=self._rng) for feed in self.feeds.values()}

    async def collect(self, visit: Visit) -> Poll:
        """What this visit brings. Never raises for what the world does: that is in the poll."""
        feed = self.feeds.get(visit.feed)
        if feed is None:
            return self._not_ours(visit)
        answer = await self._http.get(feed, visit.memory)
        match answer:
            case NotModified():
                return self._not_modified(feed, visit.memory, answer)
            case Failed():
                return self._failed(feed, visit.memory, answer)
            case Document():
                parsed = await self._parser.parse(answer.body, content_type=answer.content_type, url=answer.url)
                if isinstance(parsed, Unreadable):
                    unusable = Failed(failure=parsed.failure, detail=parsed.detail)
                    return self._failed(feed, visit.memory, unusable)
                return self._taken(feed, visit.memory, answer, parsed)

    def _taken(self, feed: Feed, memory: Memory, document: Document, parsed: Parsed) -> Poll:
        now = self._now()
        items, rejected = clean.items(parsed.entries, feed=feed, base=document.url, now=now)
        # What was cut off is still to come: with the old validators the server will send it.
        validators = memory if parsed.truncated else document
        return Poll(
            feed=feed.id,
            items=_oldest_first(items),
            rejected=rejected,
            baseline=not memory.known and not feed.backfill,
            memory=Memory(etag=validators.etag, last_modified=validators.last_modified, known=True),
            next_visit_at=schedule.after_success(feed, now=now, rng=self._rng, hints=document.hints),
        )

    def _not_modified(self, feed: Feed, memory: Memory, answer: NotModified) -> Poll:
        return Poll(
            feed=feed.id,
            modified=False,
            memory=replace(memory, failures=0),
            next_visit_at=schedule.after_success(feed, now=self._now(), rng=self._rng, hints=answer.hints),
        )

    def _failed(self, feed: Feed, memory: Memory, failed: Failed) -> Poll:
        failures = memory.failures + 1
        return Poll(
            feed=feed.id,
            modified=False,
            memory=replace(memory, failures=failures),
            next_visit_at=schedule.after_failure(
                feed,
                now=self._now(),
                rng=self._rng,
                failure=failed.failure,
                failures=failures,
                retry_after=failed.retry_after,
            ),
            failure=failed.failure,
            detail=failed.detail,
        )

    def _not_ours(self, visit: Visit) -> Poll:
        """The configuration changed between the claim and the visit; another process may know the feed."""
        return Poll(
            feed=visit.feed,
            modified=False,
            memory=visit.memory,
            next_visit_at=self._now() + timedelta(minutes=1),
            detail="not in this configuration",
        )


def _oldest_first(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items in the order in which they happened. Nearly every document begins with the newest."""
    dates = [item.published_at for item in items if item.published_at is not None]
    return items if dates and dates[0] < dates[-1] else items[::-1]
