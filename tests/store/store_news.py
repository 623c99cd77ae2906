"""News for the tests of the store, and a way to look at everything that the store holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.clock import now
from monitor.model.ids import AlertId, ChannelName, FeedId, ItemId, RuleId, Severity, StoryId, content_id
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.feed import Feed
from monitor.model.news.item import Field, Item
from monitor.model.news.visit import Poll, PollState, Visit
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.model.sending.queued import Work
from monitor.model.story import Story, StoryAssignment, Tier
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue
from tests.store.deciding import Deciding

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
ANTARA = FeedId("antara")
DESK = ChannelName("desk")


def feed(name: FeedId = ANTARA) -> Feed:
    return Feed(id=name, url=f"https://example.org/{name}", title=name.title())


def item(name: str, *, feed: FeedId = ANTARA) -> Item:
    return Item(
        id=ItemId(content_id(feed, name)),
        feed=feed,
        source=feed.title(),
        url=f"https://example.org/{name}?a=1&b=\u00e9",
        title=f"Pasukan Korea Utara di Kursk {name}",
        guid=f"guid:{name}",
        first_seen_at=LONG_AGO,
    )


def match(name: str, *, severity: Severity = Severity.HIGH) -> Match:
    rule = RuleHit(
        rule=RuleId("kursk"),
        title="Kursk",
        severity=severity,
        hits=(Hit(term="Kursk", field=Field.TITLE, start=24, end=29),),
    )
    return Match(item=item(name), rules=(rule,))


def assignment(hit: Match, *, story: str | None = None) -> StoryAssignment:
    return StoryAssignment(
        story=Story(
            id=StoryId(story or hit.item.id),
            headline=hit.item.title,
            items=(hit.item.id,),
            sources=(hit.item.source,),
            rules=(RuleId("kursk"),),
            severity=hit.severity,
            opened_at=LONG_AGO,
            updated_at=LONG_AGO,
        ),
        item=hit.item.id,
        tier=Tier.OPENED,
    )


def alert(
    name: str, *, channel: ChannelName = DESK, reason: Reason = Reason.FIRST, story: str | None = None
) -> Alert:
    hit = match(name)
    place = assignment(hit, story=story).story
    return Alert(
        id=AlertId(content_id(place.id, channel, reason, name)),
        channel=channel,
        reason=reason,
        explanation="nobody was told",
        story=place,
        match=hit,
        decided_at=LONG_AGO,
    )


def silence(hit: Match, *, reason: SuppressionReason = SuppressionReason.FOLDED) -> Suppression:
    return Suppression(story=StoryId(hit.item.id), item=hit.item.id, channel=DESK, reason=reason, detail="known")


def decision(hit: Match, *outcomes: Alert | Suppression) -> Decision:
    return Decision(match=hit, assignment=assignment(hit), outcomes=outcomes)


def delivery(told: Alert, outcome: Outcome = Outcome.SENT) -> Delivery:
    return Delivery(alert=told.id, channel=told.channel, outcome=outcome, at=now(), detail="as the phone said")


def poll(*items: Item, baseline: bool = False, due: timedelta = timedelta(hours=1)) -> Poll:
    return Poll(
        feed=ANTARA,
        items=items,
        baseline=baseline,
        memory=PollState(etag='W/"1"', known=True),
        next_visit_at=now() + due,
    )


async def visit(schedule: FeedSchedule) -> Visit:
    """Claim the one feed, newly due."""
    await schedule.reconcile({}, first_visits={})
    await schedule.reconcile({ANTARA: feed()}, first_visits={ANTARA: LONG_AGO})
    [claimed] = await schedule.claim(limit=10)
    return claimed


async def collected(client: Client, *names: str) -> None:
    """Put items onto the stream to detection."""
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    saved = await schedule.save(await visit(schedule), poll(*(item(name) for name in names)))
    assert saved.new == len(names)


async def matched(client: Client, *names: str) -> None:
    """Put matches onto the stream to the deciding loop."""
    await collected(client, *names)
    queue = ItemQueue(client, consumer="test")
    works = await queue.take(len(names))
    await queue.detected(works, [match(name) for name in names])


async def held(decisions: Deciding) -> int:
    """The fencing token."""
    token = await decisions.lease.hold()
    assert token is not None
    return token


async def decide(decisions: Deciding, work: Work[Match], *outcomes: Alert | Suppression, token: int) -> None:
    """Queue and log."""
    await decisions.alerts.queue([outcome for outcome in outcomes if isinstance(outcome, Alert)])
    assert await decisions.log.append(work, decision(work.value, *outcomes), token=token)


async def as_admin(client: Client, *command: str | int | bytes) -> None:
    """Do what the product never does: set the server up, break what it holds, make entries look old."""
    await client.read(*command)


@asynccontextmanager
async def full(client: Client) -> AsyncIterator[None]:
    """The store has no memory left."""
    await as_admin(client, "CONFIG", "SET", "maxmemory", 1)
    try:
        yield
    finally:
        await as_admin(client, "CONFIG", "SET", "maxmemory", 0)


async def everything(client: Client) -> dict[bytes, Any]:
    """All that this test has in the store, by key, with what is pending."""
    found: dict[bytes, Any] = {}
    for key in sorted(await client.read("KEYS", client.key("*"))):
        kind = (await client.read("TYPE", key)).decode()
        commands: dict[str, tuple[str, ...]] = {
            "string": ("GET", key),
            "hash": ("HGETALL", key),
            "set": ("SMEMBERS", key),
            "zset": ("ZRANGE", key, "0", "-1", "WITHSCORES"),
            "stream": ("XRANGE", key, "-", "+"),
        }
        if kind == "none":  # a lease that ran out in between
            continue
        found[key] = await client.read(*commands[kind])
        if kind == "zset":  # servers write the same number differently
            found[key][1::2] = [float(score) for score in found[key][1::2]]
        if kind == "stream":
            for group in await client.read("XINFO", "GROUPS", key):
                found[key + b" pending"] = await client.read("XPENDING", key, group[1])
    return found
