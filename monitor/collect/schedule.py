"""When to visit a feed next. Pure: the time and the dice are handed in.

Public addresses are visited politely: never more often than once a minute, not at the same second as the others,
and not before the server says. Addresses of one's own network, which `allow_private` names, are visited as asked.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.handover import Failure
from monitor.model import Feed

FLOOR = timedelta(minutes=1)
JITTER = 0.1
"""The part of the interval by which a visit may come earlier or later."""
LONGEST_MAX_AGE = timedelta(hours=1)
"""A longer Cache-Control is a mistake of the server's settings more often than a wish."""
LONGEST_BACK_OFF = timedelta(hours=1)
LONGEST_RETRY_AFTER = timedelta(days=1)
GONE_EVERY = timedelta(days=1)
"""Publishers who say that a feed is gone for good have been wrong."""
_MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a good answer says of the next visit."""

    max_age: timedelta | None = None
    """Cache-Control: how long the document stays as it is."""


def first_visit(feed: Feed, *, now: datetime, rng: random.Random) -> datetime:
    """When to visit a feed of which nothing is known: soon, but not all at once."""
    if feed.allow_private:
        return now
    return now + rng.uniform(0, 1) * min(feed.every, FLOOR)


def after_success(feed: Feed, *, now: datetime, rng: random.Random, hints: Hints) -> datetime:
    """When to visit a feed again that gave a document, or said that it was not modified."""
    wait = feed.every * rng.uniform(1 - JITTER, 1 + JITTER)
    if feed.allow_private:
        return now + wait
    if hints.max_age is not None and hints.max_age <= LONGEST_MAX_AGE:
        wait = max(wait, hints.max_age)
    return now + max(wait, FLOOR)


def after_failure(
    feed: Feed,
    *,
    now: datetime,
    rng: random.Random,
    failure: Failure,
    failures: int,
    retry_after: timedelta | None = None,
) -> datetime:
    """When to try a feed again after `failures` failed visits in a row, this one included. It never stops."""
    if failure is Failure.GONE:
        wait = max(feed.every, GONE_EVERY)
    else:
        doublings = failures if failure is Failure.SLOW_DOWN else failures - 1
        backed_off = feed.every * 2 ** min(doublings, _MOST_DOUBLINGS)
        wait = min(backed_off, max(feed.every, LONGEST_BACK_OFF))
    wait *= rng.uniform(1 - JITTER, 1 + JITTER)
    if not feed.allow_private:
        wait = max(wait, FLOOR)
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait
