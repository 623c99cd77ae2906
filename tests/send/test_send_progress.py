"""Nothing that is sick holds up what is well: one message, one channel, one slow service."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model.ids import AlertId, ChannelName, Severity
from monitor.model.sending.alert import Reason, copy_id
from monitor.model.sending.channel_health import Trouble
from monitor.model.sending.delivery import RateLimit
from monitor.send.attempt import Permanent, RateLimited, Transient, Unauthorised
from monitor.send.policy import ChannelPolicy
from tests.fakes import NOON, an_alert
from tests.send.desk import Desk, a_story

PHONE = ChannelName("phone")
BESIDE = ChannelPolicy(in_flight=4)
PACE = RateLimit(scope="desk", refill=timedelta(milliseconds=100), burst=2)
POLICIES = {"one": ChannelPolicy(), "beside": BESIDE, "paced": ChannelPolicy(limits=(PACE,))}


def names(desk: Desk) -> list[str]:
    return [delivery.alert for delivery in desk.outbox.told]


async def test_a_message_that_always_fails_is_tried_again_beside_the_others() -> None:
    desk = Desk()
    desk.outbox.put(a_story("bad"), *(a_story(f"a{number}") for number in range(20)))
    desk.phone.always = {"bad": Transient("HTTP 500")}

    for _ in range(10):
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=1))

    assert names(desk) == [f"a{number}" for number in range(20)]
    assert desk.clock() - NOON <= timedelta(seconds=30)
    tries = sum(message.alert.id == "bad" for message in desk.phone.heard)
    assert 1 < tries < 6, "it is tried again, and more and more seldom"


@pytest.mark.parametrize(
    "terms", [ChannelPolicy(), BESIDE, ChannelPolicy(limits=(PACE,))], ids=["one", "beside", "paced"]
)
@pytest.mark.parametrize("seconds", [5, 60, 110])
@pytest.mark.parametrize("sick", [2, 8])
async def test_messages_that_always_fail_hold_up_none_that_comes_while_nothing_else_waited(
    sick: int, seconds: int, terms: ChannelPolicy
) -> None:
    """They alone make the channel seem not to work; what comes then shows that it does."""
    desk = Desk(terms=terms)
    bad = [f"bad{number}" for number in range(sick)]
    desk.phone.always = dict.fromkeys(bad, Transient("HTTP 500"))
    desk.outbox.put(*map(a_story, bad))
    while desk.clock() < NOON + timedelta(seconds=seconds):
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=1))
    came_at = desk.clock()
    desk.outbox.put(*(a_story(f"a{number}", decided_at=came_at) for number in range(5)))

    while len(names(desk)) < 5:
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=1))
        assert desk.clock() - came_at <= timedelta(seconds=35), names(desk)


async def test_one_alert_of_a_digest_that_always_fails_does_not_hold_up_the_others() -> None:
    desk = Desk()
    desk.outbox.put(
        a_story("bad", in_digest=True), *(a_story(f"a{number}", in_digest=True) for number in range(8))
    )
    desk.outbox.put(a_story("plain"))
    desk.phone.fails_on = "News of bad"

    for _ in range(12):
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=2))

    assert sorted(names(desk)) == sorted(["plain", *(f"a{number}" for number in range(8))])


async def test_messages_of_other_stories_go_beside_one_that_hangs() -> None:
    desk = Desk(terms=BESIDE)
    desk.outbox.put(a_story("slow"), *(a_story(f"a{number}") for number in range(6)))
    desk.phone.lags = {"slow": 3_600}

    while len(names(desk)) < 6:
        await desk.sender.send()

    assert names(desk) == [f"a{number}" for number in range(6)]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await desk.sender.finish()


async def test_no_more_are_under_way_at_once_than_the_service_takes() -> None:
    desk = Desk(terms=BESIDE)
    desk.outbox.put(*(a_story(f"a{number}") for number in range(9)))
    desk.phone.lag = 3_600

    for _ in range(3):
        await desk.sender.send()

    assert [entry for entry in desk.journal if entry.startswith("phone")] == [f"phone a{n}" for n in range(4)]
    ending = asyncio.create_task(desk.sender.finish())
    await asyncio.sleep(0)
    ending.cancel()
    await asyncio.wait({ending})


async def test_what_comes_later_goes_beside_a_message_that_hangs() -> None:
    desk = Desk(terms=BESIDE)
    desk.phone.lag = 3_600
    for name in ("a1", "b1"):
        desk.outbox.put(a_story(name))
        await desk.sender.send()

    assert [entry for entry in desk.journal if entry.startswith("phone")] == ["phone a1", "phone b1"]
    ending = asyncio.create_task(desk.sender.finish())
    await asyncio.sleep(0)
    ending.cancel()
    await asyncio.wait({ending})


async def test_the_alerts_of_one_story_go_one_after_the_other() -> None:
    desk = Desk(terms=BESIDE)
    first = a_story("a1")
    desk.outbox.put(first, replace(a_story("a2"), story=first.story, reason=Reason.CHANGED), a_story("b1"))
    desk.phone.lags = {"a1": 0.6}

    while len(names(desk)) < 3:
        await desk.sender.send()

    assert names(desk) == ["b1", "a1", "a2"]


async def test_the_alerts_of_a_storm_are_one_message_after_all_others_that_says_how_many_it_does_not_list() -> (
    None
):
    desk = Desk()
    desk.outbox.put(
        *(a_story(f"a{number} {'word ' * 12}", in_storm=True) for number in range(60)), a_story("other")
    )

    await desk.sender.send()

    other, digest = desk.phone.heard
    assert other.alert.id == "other"
    assert digest.alert.reason is Reason.DIGEST
    assert digest.alert.explanation == "60 alerts of rules that alert too often: kursk"
    *listed, last = digest.alert.digest_lines
    assert last == f"and {60 - len(listed)} more (monitor stories list)"
    assert len(digest.body) <= 3_500
    assert len(desk.outbox.told) == 61


async def test_what_is_critical_goes_first() -> None:
    desk = Desk()
    grave = a_story("x")
    desk.outbox.put(a_story("a1"), replace(grave, story=replace(grave.story, severity=Severity.CRITICAL)))

    await desk.sender.send()

    assert names(desk) == ["x", "a1"]


async def test_a_service_that_answers_slowly_gets_a_digest_of_what_it_does_not_take_in_time() -> None:
    desk = Desk()
    desk.phone.lag = 1.1
    desk.outbox.put(*(a_story(f"a{number}") for number in range(60)))

    while len(desk.phone.heard) < 2:
        await desk.sender.send()

    assert [message.alert.reason for message in desk.phone.heard] == [Reason.FIRST, Reason.DIGEST]


async def test_a_channel_that_does_not_work_is_reported_after_two_minutes_and_its_fallback_gets_what_waits() -> (
    None
):
    desk = Desk(terms=ChannelPolicy(fallback=PHONE))
    desk.outbox.put(a_story("a1"), a_story("a2"), a_story("u", reason=Reason.ALSO))
    desk.phone.answers = [Transient("HTTP 503")] * 100
    desk.phone.updates = True

    while desk.clock() < NOON + timedelta(seconds=119):
        await desk.sender.send()
        assert desk.outbox.passed_on == []
        assert desk.notices == []
        desk.clock.pass_by(timedelta(seconds=3.5))
    desk.clock.pass_by(timedelta(seconds=5))
    await desk.sender.send()

    assert [copy.match.item.title for copy in desk.outbox.passed_on] == ["News of a1", "News of a2"]
    [notice] = desk.notices
    assert notice.title == "the channel desk has not worked for 2 min"
    assert "HTTP 503" in notice.detail
    assert "Its alerts go to phone." in notice.detail
    assert desk.outbox.kept_health is not None
    assert desk.outbox.kept_health.trouble is Trouble.FAILING


async def test_a_rate_limit_that_lasts_is_trouble_too() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=PHONE, fallback_after=timedelta(seconds=30)))
    desk.outbox.put(a_story("a1"))
    desk.phone.answers = [RateLimited(timedelta(hours=1), "HTTP 429")]

    await desk.sender.send()
    desk.clock.pass_by(timedelta(seconds=31))
    await desk.sender.send()

    assert [copy.channel for copy in desk.outbox.passed_on] == [PHONE]
    assert len(desk.phone.heard) == 1, "the service is left alone for as long as it asked"


async def test_a_channel_that_works_again_is_told_of_and_what_failed_is_due_at_once() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=PHONE))
    desk.outbox.put(*(a_story(f"a{number}") for number in range(5)))
    desk.phone.answers = [Transient("HTTP 503")] * 6
    await desk.sender.send()
    desk.clock.pass_by(timedelta(minutes=3))
    while len(desk.phone.heard) < 6:
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=31))

    desk.clock.pass_by(timedelta(seconds=31))
    desk.outbox.due["a4"] = desk.clock() + timedelta(minutes=4)
    for _ in range(5):
        await desk.sender.send()

    assert desk.outbox.queue == [], "nothing waits for its own turn any more"
    assert [notice.title for notice in desk.notices][-1] == "the channel desk works again"
    assert desk.outbox.kept_health is None


@pytest.mark.parametrize("repeat", [False, True])
async def test_what_the_fallback_has_sent_is_sent_again_only_if_the_user_wants_it(*, repeat: bool) -> None:
    desk = Desk(terms=ChannelPolicy(fallback=PHONE, repeat_after_fallback=repeat))
    desk.outbox.put(a_story("a1"), a_story("a2"))
    desk.outbox.told_by_fallback = {copy_id(AlertId("a1"), to=PHONE)}

    await desk.sender.send()

    assert names(desk) == (["a1", "a2"] if repeat else ["a2"])
    assert desk.outbox.queue == []


async def test_the_fallback_need_not_send_what_the_channel_has_sent_before_that_is_noted() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=PHONE))
    desk.outbox.put(a_story("a1"), a_story("a2"))
    desk.phone.always = {"a2": Transient("HTTP 500")}

    await desk.sender.send()

    assert desk.outbox.withdrawn == [copy_id(AlertId("a1"), to=PHONE)]


async def test_an_alert_that_does_not_get_through_for_two_minutes_goes_to_the_fallback_as_well() -> None:
    desk = Desk(terms=ChannelPolicy(fallback=PHONE))
    desk.outbox.put(a_story("bad"))
    desk.phone.always = {"bad": Transient("HTTP 500 bad text")}

    number = 0
    while desk.clock() < NOON + timedelta(minutes=10):
        desk.outbox.put(a_story(f"a{number}"))
        number += 1
        await desk.sender.send()
        desk.clock.pass_by(timedelta(seconds=10))

    assert {copy.match.item.title for copy in desk.outbox.passed_on} == {"News of bad"}
    [notice] = {notice.key: notice for notice in desk.notices}.values()
    assert notice.title == "an alert does not get through on the channel desk"
    assert "News of bad: HTTP 500 bad text" in notice.detail


async def test_a_start_lifts_what_an_earlier_process_put_off() -> None:
    desk = Desk()
    desk.outbox.put(an_alert())
    desk.phone.answers = [Unauthorised("HTTP 401")]
    await desk.sender.send()
    assert await desk.sender.send() == 0

    assert await desk.another("us").send() == 1

    assert names(desk) == ["a1"]


async def test_a_refusal_for_good_shows_that_the_service_answers_and_ends_the_back_off() -> None:
    desk = Desk()
    desk.outbox.put(*(a_story(f"a{number}") for number in range(8)))
    desk.phone.answers = [*[Transient("HTTP 500")] * 6, Permanent("HTTP 400"), *[Transient("HTTP 500")] * 2]
    await desk.sender.send()
    while len(desk.phone.heard) < 7:
        await desk.pause_and_send()
    assert [letter.detail for letter in desk.outbox.dead_letters] == ["HTTP 400"]
    desk.outbox.put(a_story("b1"), a_story("b2"))
    desk.outbox.due = {}

    await desk.sender.send()

    assert len(desk.phone.heard) > 8
    assert desk.outbox.paused_until is None or desk.outbox.paused_until - desk.clock() <= timedelta(seconds=3)
