"""A storm on one Telegram group: real store, real sender, a clock that the test turns."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.model.ids import AlertId, ItemId, Severity
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.delivery import RateLimit
from monitor.send.attempt import Attempt, RateLimited, Sent
from monitor.send.channels import CHANNELS
from monitor.send.message.compose import Message
from monitor.send.policy import ChannelPolicy
from monitor.send.rate_limits import rate_limits
from monitor.send.sender import Sender
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts
from monitor.store.records.rate_limits import RateLimiter
from tests.fakes import DESK, Clock, an_alert, an_item
from tests.store.deciding import deciding

GROUP = rate_limits(CHANNELS["telegram"], {"token": "1:x", "chat": "-100"}, pace=None)
MINUTE = timedelta(minutes=1)


@dataclass
class Group:
    """A Telegram group: of more than twenty messages in any minute it refuses the rest."""

    clock: Clock
    allowed: int = 20
    updates: bool = False
    heard: list[tuple[datetime, Message]] = field(default_factory=list)
    refused: int = 0

    async def send(self, message: Message) -> Attempt:
        lately = sum(at > self.clock() - MINUTE for at, _ in self.heard)
        if lately >= self.allowed:
            self.refused += 1
            return RateLimited(timedelta(seconds=30), "HTTP 429")
        self.heard.append((self.clock(), message))
        return Sent(str(len(self.heard)))

    async def close(self) -> None:
        """Nothing to close."""

    def most_in_a_minute(self) -> int:
        times = [at for at, _ in self.heard]
        return max(sum(start <= at < start + MINUTE for at in times) for start in times)

    def titles(self) -> list[str]:
        """Every story that was told, in order, alone or on a list."""
        told: list[str] = []
        for _, message in self.heard:
            alert = message.alert
            told += [line.split(" (")[0].split(" ", 1)[1] for line in alert.digest_lines] or [
                alert.match.item.title
            ]
        return told


@dataclass
class Turning:
    """The limits of the store; whoever must wait finds that the time has passed."""

    paces: RateLimiter
    clock: Clock

    async def take(self, limits: Sequence[RateLimit]) -> timedelta:
        wait = await self.paces.take(limits)
        self.clock.pass_by(wait)
        return min(wait, timedelta(microseconds=1))

    async def slow_down(self, limits: Sequence[RateLimit], *, wait: timedelta) -> None:
        await self.paces.slow_down(limits, wait=wait)


class Unpaused(ChannelOutbox):
    """An outbox whose pauses are over as soon as they begin: the store's clock is not the test's."""

    async def not_before(self, channel: object) -> None:
        return None


def news(number: int, *, severity: Severity = Severity.HIGH, more: str = "") -> Alert:
    item = an_item(f"News number {number}{more}", id=ItemId(f"i{number}"))
    alert = an_alert(f"a{number}", item=item)
    return replace(alert, id=AlertId(f"a{number}"), story=replace(alert.story, severity=severity))


def a_sender(client: Client, group: Group, clock: Clock) -> Sender:
    return Sender(
        name=DESK,
        channel=group,
        outbox=Unpaused(client, timeout=timedelta(milliseconds=1)),
        rate_limits=Turning(RateLimiter(client, now=clock), clock),
        holder="sender",
        now=clock,
        tz=UTC,
        rng=random.Random(1),
        policy=ChannelPolicy(limits=GROUP),
    )


async def until_all_is_told(client: Client, sender: Sender) -> None:
    async with asyncio.timeout(60):  # a group that refuses all would be asked for ever
        while (await counts(client))["waiting"]:
            await sender.send()


async def test_nine_hundred_alerts_stay_below_twenty_a_minute_and_none_is_lost(client: Client) -> None:
    clock = Clock()
    group = Group(clock)
    # Long headlines, so that even digests are more than a group takes at once.
    long = ", and what was said of it in the capital later that day"
    await deciding(client, holder="d").alerts.queue([news(number, more=long) for number in range(900)])

    await until_all_is_told(client, a_sender(client, group, clock))

    assert len(group.heard) > 20, "or pacing has nothing to do"
    assert group.refused == 0
    assert group.most_in_a_minute() < 20
    assert group.titles() == [f"News number {number}{long}" for number in range(900)], "each once, in order"
    assert (await counts(client))["told"] == 900
    assert clock() - group.heard[0][0] < timedelta(minutes=4)


async def test_alerts_that_are_no_storm_go_one_by_one_and_below_twenty_a_minute(client: Client) -> None:
    clock = Clock()
    group = Group(clock)
    decisions = deciding(client, holder="d")
    sender = a_sender(client, group, clock)

    for wave in range(10):
        await decisions.alerts.queue([news(number) for number in range(8 * wave, 8 * wave + 8)])
        await until_all_is_told(client, sender)

    assert group.refused == 0
    assert group.most_in_a_minute() < 20
    assert group.titles() == [f"News number {number}" for number in range(80)]
    assert len(group.heard) == 80


async def test_what_is_critical_jumps_the_queue(client: Client) -> None:
    clock = Clock()
    group = Group(clock)
    decisions = deciding(client, holder="d")
    await decisions.alerts.queue([news(number) for number in range(300)])
    sender = a_sender(client, group, clock)
    await sender.send()
    already = len(group.heard)
    await decisions.alerts.queue([news(999, severity=Severity.CRITICAL)])

    await until_all_is_told(client, sender)

    assert group.heard[already][1].alert.id == "a999"
    assert group.heard[already][1].alert.reason is Reason.FIRST
    assert Counter(group.titles()) == Counter(f"News number {number}" for number in (*range(300), 999))


async def test_a_group_that_takes_less_than_documented_is_told_all_the_same(client: Client) -> None:
    clock = Clock()
    group = Group(clock, allowed=5)
    await deciding(client, holder="d").alerts.queue([news(number) for number in range(100)])

    await until_all_is_told(client, a_sender(client, group, clock))

    assert sorted(group.titles()) == sorted(f"News number {number}" for number in range(100))
    assert group.refused <= 5
    found = await counts(client)
    assert (found["told"], found["dead"], found["waiting"]) == (100, 0, 0)
