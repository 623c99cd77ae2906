"""The sender is killed again and again at random, while its channel answers as badly as channels do.

Each alert is told or given up, never lost; it comes twice only where the channel accepted it and nobody could
know: its answer was lost, or the sender died between the channel's yes and the note of it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from monitor.clock import now
from monitor.model.ids import AlertId, ChannelName, ItemId, Severity
from monitor.model.sending.alert import Alert
from monitor.model.sending.delivery import RateLimit
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient
from monitor.send.message.compose import Message
from monitor.send.policy import ChannelPolicy
from monitor.send.sender import Sender
from monitor.store.connection.client import Client
from monitor.store.queues.dead_letters import dead_letters
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts
from monitor.store.records.rate_limits import RateLimiter
from tests.fakes import DESK, an_alert, an_item
from tests.store.deciding import deciding

SOON = timedelta(milliseconds=5)
PHONE = ChannelName("phone")
ANSWERS = ("429", "500", "reset", "accepted, then reset", "refused")


class Killed(BaseException):
    """The process is gone: no handler of the product sees this."""


@dataclass
class Fate:
    """Decides when a process dies, and what the channel answers."""

    rng: random.Random
    kills_left: int
    kills: int = 0
    calls: int = 0

    def born(self) -> None:
        self.calls = self.rng.randrange(1, 40) if self.kills_left else 1_000_000

    def strikes(self) -> bool:
        self.calls -= 1
        if self.calls > 0:
            return False
        self.kills += 1
        self.kills_left -= 1
        return True


@dataclass
class Desk:
    """A channel that answers by chance. It survives every crash: it is not ours."""

    fate: Fate
    updates: bool = False
    accepted: Counter[str] = field(default_factory=Counter)
    unmarked: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    in_doubt: int = 0
    """Messages that were accepted while nobody could know: the answer was lost, or its note."""
    repeated: int = 0
    """Messages with a story that was accepted before."""
    unsettled: set[str] = field(default_factory=set)
    """Stories of the message that was accepted and is not yet noted."""

    async def send(self, message: Message) -> Attempt:
        if self.fate.strikes():
            raise Killed
        answer = self.fate.rng.choice(ANSWERS) if self.fate.rng.random() < 0.3 else "accepted"
        self.answers[answer] += 1
        names = titles(message)
        if answer.startswith("accepted"):
            self.repeated += any(self.accepted[name] for name in names)
            self.accepted.update(names)
            self.unmarked.update(() if message.repeat else names)
        match answer:
            case "429":
                return RateLimited(SOON, "HTTP 429")
            case "500":
                return Transient("HTTP 500")
            case "reset":
                return Ambiguous("connection reset")
            case "accepted, then reset":
                self.in_doubt += 1
                return Ambiguous("connection reset")
            case "refused" if not message.alert.digest_lines:
                return Permanent("HTTP 400")
            case "refused":
                return Transient("HTTP 502")
        self.unsettled = set(names)
        if self.fate.strikes():
            raise Killed
        return Sent("m")

    async def close(self) -> None:
        """Nothing to close."""


def titles(message: Message) -> list[str]:
    """The stories that a message tells, alone or on a list."""
    listed = [line.split(" (")[0].split(" ", 1)[1] for line in message.alert.digest_lines]
    return listed or [message.alert.match.item.title]


class Outbox:
    """The store's outbox, before and after each of whose calls the process may die."""

    def __init__(self, outbox: ChannelOutbox, fate: Fate, desk: Desk) -> None:
        self._outbox = outbox
        self._fate = fate
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._outbox, name)

        async def fused(*args: Any, **kwargs: Any) -> Any:
            if self._fate.strikes():
                raise Killed
            result = await call(*args, **kwargs)
            if name.startswith("sent"):
                self._desk.unsettled.clear()
            if self._fate.strikes():
                raise Killed
            return result

        return fused


def news(number: int, rng: random.Random) -> Alert:
    item = an_item(f"News number {number}", id=ItemId(f"i{number}"))
    alert = an_alert(item=item)
    severity = Severity.CRITICAL if rng.random() < 0.1 else Severity.HIGH
    held = now() + timedelta(milliseconds=rng.randrange(200)) if rng.random() < 0.2 else None
    return replace(
        alert,
        id=AlertId(f"a{number}"),
        decided_at=now(),
        not_before=held,
        in_digest=held is not None and rng.random() < 0.5,
        story=replace(alert.story, severity=severity),
    )


async def live(client: Client, fate: Fate, desk: Desk) -> None:
    """One process from its start until nothing is left to do, or until it is killed."""
    fate.born()
    sender = Sender(
        name=DESK,
        channel=desk,
        outbox=Outbox(ChannelOutbox(client, lease=SOON, timeout=SOON), fate, desk),
        rate_limits=RateLimiter(client),
        holder=f"process {fate.kills}",
        now=now,
        tz=UTC,
        rng=Impatient(1),
        policy=ChannelPolicy(
            limits=(RateLimit(scope="chat", refill=timedelta(milliseconds=2), burst=5),), fallback=PHONE
        ),
    )
    while (await counts(client))["waiting"] - await waiting_for_the_phone(client):
        await sender.send()


class Impatient(random.Random):
    """A jitter that makes every back-off short."""

    def uniform(self, a: float, b: float) -> float:
        return 0.002


async def waiting_for_the_phone(client: Client) -> int:
    return int(await client.read("XLEN", client.key("{c:phone}:out"))) + int(
        await client.read("XLEN", client.key("{c:phone}:urgent"))
    )


async def run(client: Client, *, seed: int, kills: int, alerts: int) -> str:
    """Tell all alerts in spite of so many kills; what became of them, in words."""
    rng = random.Random(seed)
    fate = Fate(rng, kills_left=kills)
    desk = Desk(fate)
    told = [news(number, rng) for number in range(alerts)]
    await deciding(client, holder="d").alerts.queue(told)
    while True:
        with suppress(Killed):
            await live(client, fate, desk)
            if not fate.kills_left:
                break
            told.append(news(len(told), rng))
            await deciding(client, holder="d").alerts.queue(told[-1:])
            continue
        desk.in_doubt += bool(desk.unsettled)
        desk.unsettled.clear()
        await asyncio.sleep(2 * SOON.total_seconds())  # the lease of the dead runs out

    given_up = {letter.alert.match.item.title for letter in await dead_letters(client, channel=DESK)}
    lost = {alert.match.item.title for alert in told} - set(desk.accepted) - given_up
    assert not lost
    assert desk.repeated <= desk.in_doubt, f"{desk.repeated} repeats, {desk.in_doubt} in doubt"
    assert max(desk.unmarked.values()) == 1, "what may have come before says so"
    assert fate.kills == kills
    assert set(desk.answers) >= set(ANSWERS)
    found = await counts(client)
    assert found["told"] + found["dead"] == len(told)
    passed_on = found["reminders"]
    assert found["waiting"] == passed_on, "the fallback hears of everything once"
    assert len(given_up) <= passed_on <= len(given_up) + kills, "and of all that was given up"
    fates = (
        f"{found['told']} told, {found['dead']} given up, {desk.repeated} messages twice, {desk.in_doubt} in doubt"
    )
    return f"{len(told)} alerts, {kills} kills, answers {dict(desk.answers)}: {fates}"


async def test_forty_kills_lose_nothing_and_double_only_what_was_in_doubt(client: Client) -> None:
    await run(client, seed=1, kills=40, alerts=150)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
async def test_two_hundred_kills_lose_nothing_and_double_only_what_was_in_doubt(client: Client, seed: int) -> None:
    print(await run(client, seed=seed, kills=200, alerts=600))
