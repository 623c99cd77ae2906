"""The sender: what it writes, in which order, and what it does with each answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from monitor.errors import StoreUnavailableError
from monitor.model.ids import ChannelName, Severity
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.delivery import Outcome, RateLimit
from monitor.send.attempt import Ambiguous, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.message.buttons import parse_action
from monitor.send.policy import ChannelPolicy
from tests.fakes import NOON, an_alert
from tests.send.desk import Desk, a_story


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


async def test_a_failing_channel_is_left_alone_for_longer_each_time_but_never_for_more_than_half_a_minute(
    desk: Desk,
) -> None:
    desk.outbox.put(*(a_story(f"a{number}") for number in range(12)))
    desk.phone.answers = [Transient("HTTP 500")] * 12
    pauses = []

    await desk.sender.send()
    for _ in range(10):
        assert desk.outbox.paused_until is not None
        pauses.append((desk.outbox.paused_until - desk.clock()).total_seconds())
        await desk.pause_and_send()

    assert len(desk.phone.heard) >= 12, "one attempt after each pause"
    assert pauses[:4] == sorted(pauses[:4])
    assert 15 < max(pauses) <= 30
    assert {delivery.outcome for delivery in desk.outbox.retries} == {Outcome.RETRY}


async def test_a_lost_answer_makes_the_next_attempt_say_that_it_may_be_a_repeat(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.answers = [Ambiguous("no answer")]

    await desk.sender.send()
    await desk.pause_and_send()

    assert [delivery.outcome for delivery in desk.seen] == [Outcome.UNKNOWN, Outcome.SENT]
    assert [message.repeat for message in desk.phone.heard] == [False, True]
    assert "possible duplicate" in desk.phone.heard[1].body


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
    [notice] = desk.notices
    assert notice.title == "the channel desk does not accept the monitor's credentials"
    assert "HTTP 401. The channel is paused: fix its entry" in notice.detail


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

    assert desk.outbox.renewals >= 2, "once at the start, and once or more on the way"


async def test_a_renewal_that_does_not_hear_its_end_holds_nothing_up(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.outbox.deaf = True
    desk.phone.lag = 1.2

    async with asyncio.timeout(30):
        await desk.sender.send()

    assert desk.journal == ["begin a1", "phone a1", "sent a1"]


async def test_an_orderly_end_finishes_the_attempt_that_has_begun_and_begins_no_other(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"), an_alert("a2"))
    desk.phone.lag = 0.05
    round_ = asyncio.create_task(desk.sender.send())
    while "phone a1" not in desk.journal:
        await asyncio.sleep(0)
    round_.cancel()

    with pytest.raises(asyncio.CancelledError):
        await round_
    await desk.sender.finish()

    assert desk.journal == ["begin a1", "phone a1", "sent a1"]
    assert desk.outbox.holder is None, "another sender need not wait for the lease to run out"


async def test_an_attempt_that_is_cut_off_is_not_noted_and_its_alert_waits_for_the_next_sender(desk: Desk) -> None:
    desk.outbox.put(an_alert("a1"))
    desk.phone.lag = 3_600
    await desk.sender.send()
    ending = asyncio.create_task(desk.sender.finish())
    await asyncio.sleep(0)
    ending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await ending

    assert desk.journal == ["begin a1", "phone a1"]
    assert [queued.alert.id for queued in desk.outbox.queue] == ["a1"]


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


async def test_a_store_that_is_away_only_for_a_moment_after_a_send_makes_no_repeat(desk: Desk) -> None:
    desk.outbox.put(an_alert())
    desk.phone.lag = 0.05
    round_ = asyncio.create_task(desk.another("us", note_timeout=60).send())
    while "phone a1" not in desk.journal:
        await asyncio.sleep(0)
    desk.outbox.down = True
    await asyncio.sleep(0.2)
    desk.outbox.down = False

    assert await round_ == 1
    assert len(desk.outbox.told) == 1
    assert desk.outbox.queue == []
    assert desk.journal.count("phone a1") == 1


PACED = ChannelPolicy(limits=(RateLimit(scope="chat", refill=timedelta(seconds=4), burst=3),))
"""Eight that wait are a storm."""


def grave(alert: Alert) -> Alert:
    return replace(alert, story=replace(alert.story, severity=Severity.CRITICAL))


async def test_what_a_channel_refuses_for_good_goes_to_its_fallback_before_it_is_given_up() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=ChannelName("phone")))
    desk.outbox.put(an_alert())
    desk.phone.answers = [Permanent("HTTP 400 chat not found")]

    await desk.sender.send()

    [passed] = desk.outbox.passed_on
    assert desk.journal[-2:] == [f"pass {passed.id} on to phone", "dead a1"]
    assert "desk does not take it: HTTP 400 chat not found" in passed.explanation
    [notice] = desk.notices
    assert notice.title == "the channel desk refuses alerts"
    assert "It went to phone instead." in notice.detail


async def test_what_fails_only_for_now_stays_with_its_channel() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=ChannelName("phone")))
    desk.outbox.put(an_alert())
    desk.phone.answers = [Transient("HTTP 500"), RateLimited(None, "HTTP 429"), Ambiguous("reset")]

    for _ in range(3):
        desk.outbox.paused_until = None
        await desk.sender.send()

    assert desk.outbox.passed_on == []


async def test_while_credentials_are_refused_the_fallback_hears_of_all_that_waits() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=ChannelName("phone")))
    desk.outbox.put(a_story("a1"), a_story("a2"), a_story("u", reason=Reason.ALSO))
    desk.phone.answers = [Unauthorised("HTTP 401")]

    await desk.sender.send()

    assert [passed.match.item.title for passed in desk.outbox.passed_on] == ["News of a1", "News of a2"]
    assert len(desk.outbox.queue) == 3, "and they are kept"
    assert "its alerts are kept, and go to phone" in desk.notices[0].detail


async def test_nothing_is_sent_before_the_service_takes_it() -> None:
    desk = Desk(terms=PACED)
    desk.paces.waits = [timedelta(), timedelta(milliseconds=1)]
    desk.outbox.put(a_story("a1"), a_story("a2"))

    assert await desk.sender.send() == 1
    assert desk.journal == ["begin a1", "phone a1", "sent a1"]
    assert await desk.sender.send() == 1
    assert desk.paces.taken == 2


async def test_a_rate_limit_slows_all_down_that_share_it() -> None:
    desk = Desk(terms=PACED)
    desk.outbox.put(an_alert())
    desk.phone.answers = [RateLimited(timedelta(seconds=30), "HTTP 429")]

    await desk.sender.send()

    assert desk.paces.slowed_down == [timedelta(seconds=30)]


async def test_a_storm_becomes_one_message_that_lists_every_story() -> None:
    desk = Desk(terms=PACED)
    names = [f"a{number}" for number in range(9)]
    desk.outbox.put(*(a_story(name) for name in names))
    desk.phone.answers = [Sent("m-1")]

    assert await desk.sender.send() == 1

    [message] = desk.phone.heard
    assert message.alert.reason is Reason.DIGEST
    assert [line.split(" (")[0] for line in message.alert.digest_lines] == [
        f"HIGH News of {name}" for name in names
    ]
    assert [told.alert for told in desk.outbox.told] == names
    assert {(told.detail, told.message_id) for told in desk.outbox.told} == {("in a digest of 9", "")}


async def test_one_alert_that_is_refused_takes_no_others_of_its_digest_with_it() -> None:
    desk = Desk(terms=PACED)
    names = [f"a{number}" for number in range(9)]
    desk.outbox.put(*(a_story(name) for name in names))
    desk.phone.answers = [Permanent("HTTP 400 bad text"), Sent(), Permanent("HTTP 400 bad text")]

    while desk.outbox.queue:
        await desk.sender.send()

    assert [letter.alert for letter in desk.outbox.dead_letters] == ["a1"]
    assert [told.alert for told in desk.outbox.told] == ["a0", *names[2:]]
    assert [message.alert.reason for message in desk.phone.heard] == [Reason.DIGEST, *[Reason.FIRST] * 9]
    assert not any(message.repeat for message in desk.phone.heard), "what was refused was not told"
    desk.outbox.put(*(a_story(f"b{number}") for number in range(9)))
    await desk.sender.send()
    assert len(desk.phone.heard) == 11, "what comes later is a digest again"


async def test_a_digest_is_no_longer_than_a_message_and_the_next_one_goes_on() -> None:
    desk = Desk(terms=PACED)
    desk.outbox.put(*(a_story(f"{number:02} {'word ' * 30}") for number in range(60)))

    assert await desk.sender.send() > 2

    digests = [message for message in desk.phone.heard if message.alert.reason is Reason.DIGEST]
    assert all(len(digest.body) <= 3_500 for digest in digests)
    assert all(
        line in digest.body for digest in digests for line in (one[:60] for one in digest.alert.digest_lines)
    )
    assert len(desk.outbox.told) == 60


async def test_what_is_critical_goes_alone_even_in_a_storm() -> None:
    desk = Desk(terms=PACED)
    desk.outbox.put(grave(a_story("x")), *(a_story(f"a{number}") for number in range(20)))

    await desk.sender.send()

    assert [message.alert.reason for message in desk.phone.heard] == [Reason.FIRST, Reason.DIGEST]


async def test_a_storm_of_what_is_critical_is_listed_apart_from_the_rest() -> None:
    desk = Desk(terms=PACED)
    desk.outbox.put(*(grave(a_story(f"x{number}")) for number in range(9)), a_story("a1"))

    assert await desk.sender.send() == 2

    digest, alone = desk.phone.heard
    assert [line.split()[0] for line in digest.alert.digest_lines] == ["CRITICAL"] * 9
    assert digest.alert.severity is Severity.CRITICAL
    assert alone.alert.id == "a1"


async def test_a_channel_without_limits_is_told_one_by_one() -> None:
    desk = Desk()
    desk.outbox.put(*(a_story(f"a{number}") for number in range(50)))

    assert await desk.sender.send() == 50


async def test_what_was_gathered_over_night_is_one_message_and_a_single_one_is_itself() -> None:
    desk = Desk()
    desk.outbox.put(a_story("n1", in_digest=True), a_story("now"), a_story("n2", in_digest=True))

    assert await desk.sender.send() == 2
    digest, alone = desk.phone.heard
    assert [line.split(" (")[0] for line in digest.alert.digest_lines] == ["HIGH News of n1", "HIGH News of n2"]
    assert digest.alert.explanation == "held until now"
    assert alone.alert.id == "now"

    desk.outbox.put(a_story("n3", in_digest=True))
    await desk.sender.send()
    assert desk.phone.heard[-1].alert.reason is Reason.FIRST


async def test_a_digest_whose_answer_is_lost_comes_again_as_a_possible_repeat() -> None:
    desk = Desk(terms=PACED)
    desk.outbox.put(*(a_story(f"a{number}") for number in range(9)))
    desk.phone.answers = [Ambiguous("no answer")]

    await desk.sender.send()
    assert await desk.pause_and_send() == 1
    assert [message.repeat for message in desk.phone.heard] == [False, True]
    assert len(desk.outbox.told) == 9


async def test_an_update_that_the_channel_cannot_show_is_dropped_in_silence(desk: Desk) -> None:
    desk.outbox.put(an_alert(reason=Reason.ALSO))

    await desk.sender.send()

    assert (desk.phone.heard, desk.outbox.queue, desk.notices) == ([], [], [])


async def test_buttons_are_there_for_those_who_may_use_them() -> None:
    for users, shown in ((frozenset[str](), False), (frozenset({"7"}), True)):
        desk = Desk(terms=ChannelPolicy(users=users))
        desk.phone.actions = True
        desk.sender = desk.another("us")
        desk.outbox.put(an_alert("a" * 24))

        await desk.sender.send()

        [message] = desk.phone.heard
        assert bool(message.buttons) is shown
        for button in message.buttons:
            assert len(button.action.encode()) <= 64
            assert parse_action(button.action) is not None
    assert parse_action("ack:") is None
    assert parse_action("explode:a1") is None
