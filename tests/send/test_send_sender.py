"""The sender: what it writes, in which order, and what it does with each answer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta

import pytest
from fakes import DESK, NOON, Clock, FakeOutbox, FakePhone, an_alert
from structlog.testing import capture_logs

from monitor.errors import StoreUnavailableError
from monitor.model import Delivery, Outcome
from monitor.send.outcome import Ambiguous, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.sender import Sender


@dataclass
class Desk:
    """A sender and its neighbours."""

    clock: Clock = field(default_factory=Clock)
    journal: list[str] = field(default_factory=list)
    seen: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = FakeOutbox(self.clock, self.journal)
        self.phone = FakePhone(self.journal)
        self.sender = self.another("us")

    def another(self, holder: str) -> Sender:
        return Sender(
            name=DESK,
            channel=self.phone,
            outbox=self.outbox,
            holder=holder,
            now=self.clock,
            tz=UTC,
            rng=random.Random(1),
            observe=self.seen.append,
        )

    async def pause_and_send(self) -> int:
        """Let the channel's pause pass, and send again."""
        assert self.outbox.paused_until is not None
        self.clock.at = self.outbox.paused_until
        return await self.sender.send()


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_every_send_stands_between_two_writes_and_alerts_keep_their_order(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))

    assert await desk.sender.send() == 2
    assert desk.journal == ["begin a1", "phone a1", "sent a1", "begin a2", "phone a2", "sent a2"]
    assert [delivery.outcome for delivery in desk.seen] == [Outcome.SENT, Outcome.SENT]


async def test_the_services_name_of_a_message_is_kept(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.answers = [Sent("m-17")]

    await desk.sender.send()

    assert desk.outbox.told[0].message_id == "m-17"


async def test_nothing_is_sent_while_the_store_is_away(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.outbox.down = True

    with pytest.raises(StoreUnavailableError):
        await desk.sender.send()

    assert desk.phone.heard == []


async def test_nothing_is_sent_while_another_holds_the_channel(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.outbox.holder = "another"

    assert await desk.sender.send() == 0
    assert desk.phone.heard == []


async def test_what_the_channel_was_told_already_is_skipped_and_does_not_hold_up_the_rest(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"))
    await desk.sender.send()
    desk.outbox.put(an_alert("a1"), an_alert("a2"))

    assert await desk.sender.send() == 1
    assert [message.alert.id for message in desk.phone.heard] == ["a1", "a2"]


async def test_a_rate_limit_pauses_the_whole_channel_for_as_long_as_it_asks(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))
    desk.phone.answers = [RateLimited(timedelta(seconds=30), "HTTP 429")]

    assert await desk.sender.send() == 1
    assert desk.outbox.paused_until == NOON + timedelta(seconds=30)
    desk.clock.pass_by(timedelta(seconds=29.99))
    assert await desk.sender.send() == 0
    assert await desk.pause_and_send() == 2
    assert [message.alert.id for message in desk.phone.heard] == ["a1", "a1", "a2"]
    assert not desk.phone.heard[1].repeat


async def test_a_failing_channel_is_left_alone_for_longer_each_time_and_for_a_second_after_it_recovered(
    desk: Desk,
) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))
    desk.phone.answers = [*[Transient("HTTP 500")] * 4, Sent(), Transient("HTTP 500")]
    pauses = []

    await desk.sender.send()
    while desk.outbox.queue:
        assert desk.outbox.paused_until is not None
        pauses.append((desk.outbox.paused_until - desk.clock()).total_seconds())
        await desk.pause_and_send()

    assert [int(pause).bit_length() for pause in pauses[:4]] == pytest.approx([1, 2, 3, 4], abs=1)
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[4] < 2
    assert {delivery.outcome for delivery in desk.outbox.retries} == {Outcome.RETRY}


async def test_a_lost_answer_makes_the_next_attempt_say_that_it_may_be_a_repeat(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.answers = [Ambiguous("no answer")]

    await desk.sender.send()
    await desk.pause_and_send()

    assert [delivery.outcome for delivery in desk.seen] == [Outcome.UNKNOWN, Outcome.SENT]
    assert [message.repeat for message in desk.phone.heard] == [False, True]
    assert "may be a repeat" in desk.phone.heard[1].body


async def test_a_message_that_will_never_be_taken_is_given_up_and_the_next_one_sent(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))
    desk.phone.answers = [Permanent("HTTP 400 chat not found")]

    assert await desk.sender.send() == 2
    assert [(dead.alert, dead.outcome, dead.detail) for dead in desk.outbox.dead_letters] == [
        ("a1", Outcome.REFUSED, "HTTP 400 chat not found")
    ]
    assert [told.alert for told in desk.outbox.told] == ["a2"]


async def test_refused_credentials_keep_the_alerts_and_are_complained_of_once(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.answers = [Unauthorised("HTTP 401")] * 3
    desk.clock.pass_by(timedelta(days=3))

    with capture_logs() as logs:
        await desk.sender.send()
        assert desk.outbox.paused_until == desk.clock() + timedelta(minutes=5)
        await desk.pause_and_send()
        await desk.pause_and_send()

    assert len(desk.outbox.queue) == 1
    assert [entry["log_level"] for entry in logs] == ["error"]


@pytest.mark.parametrize("answer", [Transient, Ambiguous])
async def test_an_alert_is_given_up_when_its_channel_fails_for_a_day(
    desk: Desk, answer: Callable[[str], Transient | Ambiguous]
) -> None:
    desk.outbox.put(an_alert("old"), an_alert("young", decided_at=NOON + timedelta(hours=20)))
    desk.phone.answers = [answer("down")] * 2
    desk.clock.pass_by(timedelta(hours=24, seconds=1))

    assert await desk.sender.send() == 2
    assert [dead.alert for dead in desk.outbox.dead_letters] == ["old"]
    assert "down" in desk.outbox.dead_letters[0].detail
    assert [waiting.alert.id for waiting in desk.outbox.queue] == ["young"]


async def test_the_lease_is_renewed_while_a_message_takes_its_time(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.lag = 1.2

    await desk.sender.send()

    assert desk.outbox.renewals == 2


async def test_being_cancelled_finishes_the_attempt_that_has_begun_and_begins_no_other(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))
    desk.phone.lag = 0.05
    round_ = asyncio.create_task(desk.sender.send())
    while "phone a1" not in desk.journal:
        await asyncio.sleep(0)
    round_.cancel()

    with pytest.raises(asyncio.CancelledError):
        await round_

    assert desk.journal == ["begin a1", "phone a1", "sent a1"]


async def test_when_the_store_is_lost_after_a_send_the_alert_is_still_in_the_outbox(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.lag = 0.05
    round_ = asyncio.create_task(desk.sender.send())
    while "phone a1" not in desk.journal:
        await asyncio.sleep(0)
    desk.outbox.down = True

    with pytest.raises(StoreUnavailableError):
        await round_

    assert len(desk.outbox.queue) == 1
