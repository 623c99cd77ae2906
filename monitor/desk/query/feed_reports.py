"""What `monitor feeds` and `monitor status` know of each feed: its settings, its past, what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from monitor.clock import now
from monitor.collect.schedule.cadence import interval
from monitor.collect.schedule.health import FeedFinding, Promptness, examine, rank
from monitor.collect.schedule.visit_times import requested_interval
from monitor.config.configuration import load_configuration
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.base import zoned
from monitor.desk.shapes.feeds import FeedReportShape, finding_shape
from monitor.detect.rules.conditions import Where
from monitor.detect.rules.rule import Rule
from monitor.language.codes import speaks
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState, PollState
from monitor.store.queues.feed_states import feeds as states_of

WELL = "well"
UNVISITED = "not visited yet"
WITHIN = timedelta(minutes=5)
"""How late news may be seen if nobody says otherwise."""
_MANY = 3
"""Servers that must agree that a clock is wrong before it is ours."""


async def reports(directory: Path, address: str | None, data: Path) -> list[FeedReportShape]:
    """A report on every feed, the worst first."""
    configuration = load_configuration(directory)
    async with store_for(address, data=data, directory=directory) as client:
        states = await states_of(client)
    return made(configuration.feeds, states, at=now(), rules=configuration.rules.rules)


def made(
    feeds: Mapping[FeedId, Feed], states: Iterable[FeedState], *, at: datetime, rules: Iterable[Rule] = ()
) -> list[FeedReportShape]:
    """The reports, the worst first. Feeds that are visited but cannot be read from the files here, because a
    secret is missing perhaps, are among them. `rules` may say how late the news of their feeds may be seen.
    """
    known = {state.feed: state for state in states}
    unread = {name: Feed(id=name, url="", title=name) for name in known if name not in feeds}
    found = [(feed, known.get(feed.id)) for feed in (*feeds.values(), *unread.values())]
    pressing = [rule for rule in rules if rule.enabled and rule.within is not None]
    needs = {feed.id: _need(feed, pressing) for feed, _ in found}
    judged = [
        (feed, state, examine(feed, state, now=at, need=needs[feed.id]) if state else ()) for feed, state in found
    ]
    judged.sort(key=lambda one: (rank(one[2]), -one[1].failures if one[1] else 0, one[0].id))
    return [_report(feed, state, findings, at=at, need=needs[feed.id]) for feed, state, findings in judged]


def _need(feed: Feed, rules: Sequence[Rule]) -> Promptness | None:
    """The most pressing need of a feed that somebody wrote down; None if nobody did."""
    needs = [
        Promptness(within=rule.within, by=f"`within` of rule {rule.id}")
        for rule in rules
        if rule.within is not None and _looks_at(rule.where, feed)
    ]
    if feed.within is not None:
        needs.append(Promptness(within=feed.within, by="its `within`"))
    return min(needs, key=lambda need: need.within, default=None)


def _looks_at(where: Where, feed: Feed) -> bool:
    """Whether a rule may take items of a feed, as far as that is known without an item."""
    return (
        (not where.feeds or feed.id in where.feeds)
        and (not where.tags or bool(set(where.tags) & set(feed.tags)))
        and (not where.tiers or feed.tier in where.tiers)
        and (not where.langs or feed.lang is None or speaks(feed.lang, where.langs))
    )


def too_slow(found: Iterable[FeedReportShape]) -> list[FeedReportShape]:
    """Well feeds of which nobody says how late they may be, and whose news can be later than usually will do."""
    return [report for report in found if report.state == WELL and report.every_s > report.within_s]


def _report(
    feed: Feed,
    state: FeedState | None,
    findings: tuple[FeedFinding, ...],
    *,
    at: datetime,
    need: Promptness | None,
) -> FeedReportShape:
    within = need.within if need is not None else WITHIN
    parts = urlsplit(feed.url)
    url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    if feed.secret_url:
        url = f"{parts.scheme}://{parts.hostname}/…"
    if state is None or (state.good_at is None and not state.failure):
        every = interval(feed, PollState(), now=at)
        return FeedReportShape(
            feed=feed.id,
            title=feed.title,
            url=url,
            state=UNVISITED,
            every_s=every.total_seconds(),
            within_s=within.total_seconds(),
            fixed=feed.every is not None,
            next_visit_at=_zoned(state.next_visit_at) if state else None,
        )
    learnt, asked = interval(feed, state.memory, now=at), requested_interval(feed, state.memory)
    return FeedReportShape(
        feed=feed.id,
        title=feed.title,
        url=url,
        state=findings[0].issue if findings else WELL,
        findings=tuple(map(finding_shape, findings)),
        every_s=max(learnt, asked).total_seconds(),
        within_s=within.total_seconds(),
        fixed=feed.every is not None,
        asked=asked > learnt,
        gap_s=state.memory.gap,
        fresh_at=None if state.memory.unseen else _zoned(state.memory.fresh_at),
        good_at=_zoned(state.good_at),
        next_visit_at=_zoned(state.next_visit_at),
        failures=state.failures,
        skew_s=state.memory.skew,
    )


def _zoned(instant: datetime | None) -> datetime | None:
    return zoned(instant) if instant is not None else None


def our_clock(found: Sequence[FeedReportShape]) -> timedelta | None:
    """By how much this machine's own clock is behind (negative: ahead), if most of the servers agree on it."""
    skews = sorted(report.skew_s for report in found if report.good_at is not None)
    same = Counter(skew > 0 for skew in skews if skew)
    if not same or max(same.values()) < max(_MANY, len(skews) / 2):
        return None
    return timedelta(seconds=skews[len(skews) // 2])
