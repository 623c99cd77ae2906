"""How often a feed says something new, and how often it is therefore worth a visit. Pure.

A feed is visited twice in the time in which it brings one item on average, between its floor and its ceiling. The
average is learnt from what the visits found; before that, from the dates in the first document, which are not
trusted with more than this. A feed that has gone quiet is visited less and less, one whose items satisfy rules
twice as often, and one whose window overran twice as often for each time that it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model.news.feed import Feed
from monitor.model.news.visit import LastPoll, PollState

FLOOR = timedelta(minutes=1)
"""The politeness floor: public servers are never asked more often, whatever was learnt or configured."""
CEILING = timedelta(minutes=30)
"""The longest interval that is learnt for a feed of which something comes."""
LONGEST = timedelta(days=1)
"""The longest interval at all that no user has asked for."""
SILENT_FOR_CEILING = 300
"""A silence is so many times as long as the interval that it leads to: an hour after twelve days, a day after ten
months."""
UNKNOWN_GAP = timedelta(minutes=10)
"""Taken for the time between two items while nothing is known."""
VISITS_FOR_EACH_ITEM = 2
QUIET = 10
"""A silence counts as a gap once it is so many times as long as it."""
MATCHED_LATELY = timedelta(days=1)
MOST_OVERRUNS = 6
_WEIGHT = 0.25
"""Of the newest observation."""
_DATES = 20
_LONGEST_GAP = timedelta(days=30)


def interval(feed: Feed, memory: PollState, *, now: datetime) -> timedelta:
    """The time between two visits to a feed of which this is remembered."""
    floor = timedelta(0) if feed.allow_private else FLOOR
    if feed.every is not None:
        return max(feed.every, floor)
    lowest = max(feed.floor, floor)
    gap = timedelta(seconds=memory.gap) if memory.gap else UNKNOWN_GAP
    quiet = now - memory.fresh_at if memory.fresh_at else timedelta(0)
    wait: timedelta = max(gap, quiet / QUIET) / VISITS_FOR_EACH_ITEM
    if memory.matched_at is not None and now - memory.matched_at < MATCHED_LATELY:
        wait /= 2
    wait = min(max(wait, lowest), _ceiling(feed, quiet)) / (1 << min(memory.overruns, MOST_OVERRUNS))
    return max(wait, lowest)


def _ceiling(feed: Feed, quiet: timedelta) -> timedelta:
    return feed.ceiling or min(max(CEILING, quiet / SILENT_FOR_CEILING), LONGEST)


def learnt(memory: PollState, last: LastPoll | None) -> PollState:
    """The memory with what became of the poll before."""
    if last is not None and last.restless != (memory.restless_since is not None):
        memory = replace(memory, restless_since=last.at if last.restless else None)
    if last is None or not last.fresh or (memory.fresh_at is not None and last.at <= memory.fresh_at):
        return memory
    gap = memory.gap
    if memory.fresh_at is not None:
        seen = min((last.at - memory.fresh_at) / last.fresh, _LONGEST_GAP).total_seconds()
        gap = seen if not gap else (1 - _WEIGHT) * gap + _WEIGHT * seen
    return replace(
        memory,
        gap=round(gap, 1),
        fresh_at=last.at,
        unseen=False,
        overruns=memory.overruns + 1 if last.overrun else 0,
        overran_at=last.at if last.overrun else memory.overran_at,
    )


def first_guess(memory: PollState, dates: Sequence[datetime | None], *, now: datetime) -> PollState:
    """The memory with what the dates of a first document show of its rhythm, one for each item."""
    past = sorted((date for date in dates if date is not None and date <= now), reverse=True)[:_DATES]
    if not past:
        return replace(memory, fresh_at=now.replace(microsecond=0), unseen=not dates)
    gap = min((past[0] - past[-1]) / (len(past) - 1), _LONGEST_GAP).total_seconds() if len(past) > 1 else 0.0
    return replace(memory, gap=round(gap, 1), fresh_at=past[0])
