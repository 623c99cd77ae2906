"""Slack: against webhooks and a Web API on loopback that are as strict as the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.model.sending.alert import Reason
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channel import Channel
from monitor.send.channels import CHANNELS
from monitor.send.channels.slack.answered import AnsweredSlack
from monitor.send.channels.slack.socket_mode import SlackSocket
from monitor.send.message.compose import Button, Message, compose_message
from tests.fakes import NOON, an_alert, an_item
from tests.services.slack import APP_TOKEN, CHANNEL, TOKEN, Fault, LoopbackSlack, Refusal


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    async with LoopbackSlack().serve() as made:
        yield made


@pytest.fixture
async def hook(slack: LoopbackSlack) -> AsyncIterator[Channel]:
    channel = CHANNELS["slack"].build("desk", {"url": slack.hook})
    yield channel
    await channel.close()


@pytest.fixture
async def bot(slack: LoopbackSlack) -> AsyncIterator[Channel]:
    options = {"token": TOKEN, "channel": "#alerts", "api": f"{slack.base}/api"}
    channel = CHANNELS["slack"].build("desk", options)
    yield channel
    await channel.close()


def a_message(
    title: str = "Troops arrive in Kursk", *, thread: str = "", buttons: tuple[Button, ...] = (), **changes: Any
) -> Message:
    alert = an_alert(item=an_item(title), **changes)
    return compose_message(alert, tz=UTC, repeat=False, thread=thread, buttons=buttons)


async def test_a_bot_threads_a_story_and_changes_its_first_message(slack: LoopbackSlack, bot: Channel) -> None:
    buttons = (Button("Seen", "ack 1"),)
    first = await bot.send(a_message(buttons=buttons))
    assert first == Sent(f"{CHANNEL}:1700000000.000000")
    also = a_message(sources=("Antara", "Kompas"), reason=Reason.ALSO, thread=first.message_id, buttons=buttons)
    changed = a_message("12,000 troops", reason=Reason.CHANGED, explanation="new number", thread=first.message_id)

    assert await bot.send(also) == first
    assert isinstance(await bot.send(changed), Sent)

    opening, development = slack.posts
    assert "also reported by: Kompas (2 sources, 1 independent)" in opening.text
    assert opening.edited == 1
    assert opening.buttons == [("Seen", "ack 1")]
    assert development.thread_ts == opening.ts
    assert development.call["reply_broadcast"] is True


async def test_a_webhook_takes_no_updates_and_shows_no_buttons(slack: LoopbackSlack, hook: Channel) -> None:
    assert not hook.updates

    assert await hook.send(a_message(buttons=(Button("Seen", "ack 1"),))) == Sent()

    assert slack.posts[0].buttons == []
    assert slack.posts[0].text.startswith("🟠 HIGH: Troops arrive in Kursk\nAntara, 2026-03-12 12:00 UTC\n")


async def test_an_update_of_a_message_that_is_gone_is_done(bot: Channel) -> None:
    message = a_message(reason=Reason.ALSO, thread=f"{CHANNEL}:17.0")

    assert await bot.send(message) == Sent(f"{CHANNEL}:17.0")


async def test_a_feed_can_neither_mention_nor_link_nor_format(slack: LoopbackSlack, hook: Channel) -> None:
    text = "<!channel> <@U1> <https://e.example|bank> *bold* _it_ @here & &amp;"

    await hook.send(a_message(text))

    call = slack.posts[0].call
    assert call["text"].startswith("HIGH: &lt;!channel&gt; &lt;@U1&gt;")
    assert text in slack.posts[0].text
    assert {block["type"] for block in call["blocks"]} == {"rich_text"}
    assert call["unfurl_links"] is False


async def test_a_template_decides_the_form_and_feed_text_in_it_is_no_markup(slack: LoopbackSlack) -> None:
    options = {"url": slack.hook, "template": "*{{ severity }}* {{ headline }}"}
    channel = CHANNELS["slack"].build("desk", options)

    await channel.send(a_message("<!channel> *bold* & more"))

    section = slack.posts[0].call["blocks"][0]["text"]["text"]
    assert section == "*HIGH* &lt;!channel&gt; \u2060*\u2060bold\u2060*\u2060 &amp; more"
    await channel.close()


async def test_blocks_that_slack_does_not_take_cost_the_form_and_not_the_alert(
    slack: LoopbackSlack, bot: Channel, hook: Channel
) -> None:
    for refusal, channel in ((Refusal("invalid_blocks", 400), hook), (Refusal("invalid_blocks"), bot)):
        slack.script.append(refusal)

        assert isinstance(await channel.send(a_message("Kursk & <!channel>")), Sent)

        text = slack.posts[-1].call["text"]
        assert text.startswith("🟠 HIGH: Kursk &amp; &lt;!channel&gt;\nAntara, ")
        assert slack.posts[-1].call["blocks"] == []


async def test_a_long_digest_goes_out_in_pieces_and_is_gone_on_with_after_a_failure(
    slack: LoopbackSlack, bot: Channel
) -> None:
    listed = tuple(f"{number} is a story of the night" for number in range(300))
    digest = a_message(reason=Reason.DIGEST, digest_lines=listed)
    slack.script.extend([None, Refusal("ratelimited", status=429, retry_after=1)])

    assert isinstance(await bot.send(digest), RateLimited)
    assert isinstance(await bot.send(digest), Sent)

    told = "\n".join(post.text for post in slack.posts).splitlines()
    assert [line.removeprefix("• ") for line in told if line.startswith("• ")] == list(listed)
    assert all(post.thread_ts == slack.posts[0].ts for post in slack.posts[1:])


async def test_what_readers_touch_is_heard_and_acknowledged_after_it_was_dealt_with(slack: LoopbackSlack) -> None:
    options = {"token": TOKEN, "channel": "#alerts", "app_token": APP_TOKEN, "api": f"{slack.base}/api"}
    bot = CHANNELS["slack"].build("desk", options)
    assert isinstance(bot, AnsweredSlack)
    slack.touch("ack:a1", user="U7")

    heard = await bot.actions(wait=timedelta(seconds=30))
    assert [(action.action, action.user) for action in heard] == [("ack:a1", "U7")]
    assert slack.acknowledged == []
    async with asyncio.timeout(30):
        while not slack.acknowledged:
            assert await bot.actions(wait=timedelta(milliseconds=100)) == ()
    assert slack.acknowledged == ["e-ack:a1"]
    await bot.close()
    await bot.close()


async def test_a_trouble_with_the_buttons_is_said_once_and_its_end_too(slack: LoopbackSlack) -> None:
    api = f"{slack.base}/api"
    socket = SlackSocket(name="desk", app_token="xapp-wrong", api=api, now=lambda: NOON, pause=timedelta(0))

    with capture_logs() as logged:
        await socket.actions(wait=timedelta(0))
        await socket.actions(wait=timedelta(0))
    await socket.close()

    [line] = logged
    assert line["channel"] == "desk"
    assert "invalid_auth" in line["because"]
    assert "xapp-wrong" not in str(logged)


async def test_slack_is_connected_to_anew_when_it_asks_for_it(slack: LoopbackSlack) -> None:
    api = f"{slack.base}/api"
    socket = SlackSocket(name="desk", app_token=APP_TOKEN, api=api, now=lambda: NOON, pause=timedelta(0))
    slack.ask_to_connect_anew()

    assert await socket.actions(wait=timedelta(seconds=5)) == ()
    slack.touch("ack:a1", user="U7")
    heard = await socket.actions(wait=timedelta(seconds=5))

    assert [action.action for action in heard] == ["ack:a1"]
    assert slack.connections == 2
    await socket.close()


def test_without_a_token_of_the_app_nobody_is_offered_buttons(bot: Channel) -> None:
    assert not hasattr(bot, "actions")


@pytest.mark.parametrize(
    ("scripted", "expected"),
    [
        (Refusal("ratelimited", retry_after=30), RateLimited(timedelta(seconds=30), "ratelimited")),
        (Refusal("invalid_auth"), Unauthorised("invalid_auth")),
        (Refusal("not_in_channel"), Unauthorised("not_in_channel")),
        (Refusal("msg_too_long"), Permanent("msg_too_long")),
        (Refusal("service_unavailable"), Transient("service_unavailable")),
        (Refusal("internal_error"), Ambiguous("internal_error")),
        (Refusal("oops", 503), Transient('HTTP 503 {"ok": false, "error": "oops"}')),
    ],
)  # fmt: skip
async def test_the_api_is_judged_by_what_it_says(
    slack: LoopbackSlack, bot: Channel, scripted: Refusal, expected: Attempt
) -> None:
    slack.script.append(scripted)

    assert await bot.send(a_message()) == expected


@pytest.mark.parametrize(
    ("scripted", "expected"),
    [
        (Refusal("rate_limited", 429, 5), RateLimited(timedelta(seconds=5), "HTTP 429 rate_limited")),
        (Refusal("invalid_payload", 400), Permanent("HTTP 400 invalid_payload")),
        (Refusal("no_service", 404), Unauthorised("HTTP 404 no_service")),
        (Refusal("channel_is_archived", 410), Unauthorised("HTTP 410 channel_is_archived")),
        (Refusal("action_prohibited", 403), Unauthorised("HTTP 403 action_prohibited")),
        (Refusal("rollup_error", 500), Transient("HTTP 500 rollup_error")),
        (Refusal("<html>log in</html>", 200), Ambiguous("what answered is not Slack")),
        (Refusal("no such hook: H00KSECRETH00KSECRET", 404), Unauthorised("HTTP 404 no such hook: ***")),
    ],
)
async def test_a_webhook_is_judged_by_what_it_says(
    slack: LoopbackSlack, hook: Channel, scripted: Refusal, expected: Attempt
) -> None:
    slack.script.append(scripted)

    assert await hook.send(a_message()) == expected


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.RESET, 0), (Fault.ACCEPT_AND_HANG, 1)])
async def test_a_line_that_is_cut_leaves_it_open_whether_the_message_was_accepted(
    slack: LoopbackSlack, bot: Channel, hook: Channel, fault: Fault, accepted: int
) -> None:
    slack.script.extend([fault, fault])

    assert isinstance(await bot.send(a_message()), Ambiguous)
    assert isinstance(await hook.send(a_message()), Ambiguous)
    assert len(slack.posts) == 2 * accepted


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({}, "either url"),
        ({"url": "https://hooks.example/T0KEN", "token": TOKEN, "channel": "C1"}, "either url"),
        ({"token": TOKEN}, "either url"),
        ({"token": "T0KEN", "channel": "C1"}, "begins with xoxb-"),
        ({"url": "hooks.example/T0KEN"}, "url must be an http or https address"),
        ({"token": TOKEN, "channel": "C1", "app_token": "T0KEN"}, "begins with xapp-"),
    ],
)
def test_what_cannot_work_is_refused_without_quoting_a_secret(options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        CHANNELS["slack"].build("desk", options)

    assert "T0KEN" not in str(error.value)
