"""When to visit a feed next. Pure: the time and the dice are handed in.

Public addresses are visited politely: never more often than once a minute, not at the same second as the others,
and not before the server says. Addresses of one's own network, which `allow_private` names, are visited as asked.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from monitor.collect.parse.publisher_hints import not_skipped
from monitor.collect.schedule.cadence import FLOOR, interval
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, PollState

__all__ = ["FLOOR", "after_failure", "after_overrun", "after_success", "first_visit", "requested_interval"]

JITTER = 0.1
"""The part of the interval by which a visit may come earlier or later."""
LONGEST_HINT = timedelta(hours=1)
"""For which a server or a document may put off visits to a feed whose interval its user has set."""
LONGEST_INTERVAL = timedelta(days=1)
"""Likewise for any other feed."""
LONGEST_SKIP = timedelta(days=3)
LONGEST_BACK_OFF = timedelta(hours=1)
LONGEST_SLOW_DOWN = timedelta(hours=4)
LONGEST_RETRY_AFTER = timedelta(days=1)
GONE_EVERY = timedelta(days=30)
"""Publishers who say that a feed is gone permanently have been wrong: it is asked again once a month."""
GONE_FIRST = timedelta(days=1)
OUTAGE_EVERY = timedelta(minutes=1)
_MOST_DOUBLINGS = 16


def first_visit(feed: Feed, *, now: datetime, rng: random.Random) -> datetime:
    """When to visit a feed of which nothing is known: soon, but not all at once."""
    if feed.allow_private:
        return now
    return now + rng.uniform(0, 1) * min(interval(feed, PollState(), now=now), FLOOR)


def requested_interval(feed: Feed, memory: PollState) -> timedelta:
    """The least time between two visits that the server asks for, and the document unless `every` overrules it."""
    if feed.allow_private:
        return timedelta(0)
    seconds = memory.max_age if feed.every else max(memory.max_age, memory.ttl)
    longest = LONGEST_HINT if feed.every or feed.ceiling else LONGEST_INTERVAL
    return min(max(timedelta(seconds=seconds), FLOOR), longest)


def after_success(feed: Feed, memory: PollState, *, now: datetime, rng: random.Random) -> datetime:
    """When to visit a feed again that gave a document, or said that it was not modified."""
    wait = interval(feed, memory, now=now) * rng.uniform(1 - JITTER, 1 + JITTER)
    due = now + max(wait, requested_interval(feed, memory))
    if feed.allow_private or feed.every:
        return due
    return min(not_skipped(due, skip_hours=memory.skip_hours, skip_days=memory.skip_days), due + LONGEST_SKIP)


def after_overrun(feed: Feed, memory: PollState, *, now: datetime) -> datetime | None:
    """When to visit a feed again all of whose items are new; None where its user has fixed the interval."""
    if feed.every is not None:
        return None
    wait = interval(feed, memory, now=now) / 2
    return now + (wait if feed.allow_private else max(wait, FLOOR))


def after_failure(
    feed: Feed,
    memory: PollState,
    *,
    now: datetime,
    rng: random.Random,
    failure: FetchFailure,
    retry_after: timedelta | None = None,
) -> datetime:
    """When to try a feed again that has failed `memory.failures` times in a row, with this one. It never stops."""
    every = interval(feed, memory, now=now)
    if failure is FetchFailure.OUR_NETWORK:
        wait = min(every, OUTAGE_EVERY)
    elif failure is FetchFailure.GONE:
        wait = GONE_FIRST if memory.failures <= 1 else GONE_EVERY
    elif failure is FetchFailure.SLOW_DOWN:
        wait = min(every * 2 ** min(memory.failures, _MOST_DOUBLINGS), max(every, LONGEST_SLOW_DOWN))
    else:
        wait = min(every * 2 ** min(memory.failures - 1, _MOST_DOUBLINGS), max(every, LONGEST_BACK_OFF))
    wait *= rng.uniform(1 - JITTER, 1 + JITTER)
    if not feed.allow_private:
        wait = max(wait, FLOOR)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait
