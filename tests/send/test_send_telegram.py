"""Telegram: against a Bot API on loopback that is as strict as the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from monitor.demo.telegram.chats import Refusal
from monitor.demo.telegram.server import CHAT, TOKEN, Fault, LoopbackTelegram
from monitor.model.ids import Severity
from monitor.model.sending.alert import Reason
from monitor.model.sending.queued import Action
from monitor.send.attempt import Ambiguous, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channel import Channel
from monitor.send.channels import CHANNELS
from monitor.send.channels.telegram import Telegram
from monitor.send.message.compose import Button, Message, compose_message
from tests.fakes import NOON, an_alert, an_item


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram().serve() as made:
        yield made


@pytest.fixture
async def desk(telegram: LoopbackTelegram) -> AsyncIterator[Channel]:
    channel = build(telegram)
    yield channel
    await channel.close()


def build(telegram: LoopbackTelegram, **options: str) -> Channel:
    given = {"token": TOKEN, "chat": CHAT, "api": telegram.base, **options}
    return CHANNELS["telegram"].build("desk", given)


def a_message(
    title: str = "Troops arrive in Kursk",
    *,
    name: str = "a1",
    thread: str = "",
    buttons: tuple[Button, ...] = (),
    repeat: bool = False,
    **changes: Any,
) -> Message:
    alert = an_alert(name, item=an_item(title), **changes)
    return compose_message(alert, tz=UTC, repeat=repeat, thread=thread, buttons=buttons)


async def test_a_story_is_one_thread_and_its_further_sources_change_the_first_message(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    first = await desk.send(a_message())
    assert isinstance(first, Sent)
    also = a_message(
        "Pasukan tiba", headline="Troops arrive in Kursk", sources=("Antara", "Kompas"), reason=Reason.ALSO,
        thread=first.message_id,
    )  # fmt: skip
    changed = a_message("12,000 troops", reason=Reason.CHANGED, explanation="new number", thread=first.message_id)

    assert await desk.send(also) == Sent(first.message_id)
    assert isinstance(await desk.send(changed), Sent)

    opening, development = telegram.chats.posts
    assert opening.edited == 1
    assert "also reported by: Kompas (2 sources, 1 independent)" in opening.parsed.text
    assert opening.parsed.text.startswith("🟠 HIGH: Troops arrive in Kursk\nAntara, 2026-03-12 12:00 UTC\n")
    assert development.replies_to == opening.number
    assert not development.silent


@pytest.mark.parametrize("severity", Severity)
async def test_a_phone_stays_silent_for_what_is_only_information(
    telegram: LoopbackTelegram, desk: Channel, severity: Severity
) -> None:
    message = a_message()
    alert = replace(message.alert, story=replace(message.alert.story, severity=severity))

    await desk.send(replace(message, alert=alert))

    assert telegram.chats.posts[0].silent is (severity is Severity.INFO)


async def test_after_a_restart_an_update_shows_the_latest_report_under_the_storys_headline(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    first = await desk.send(a_message())
    assert isinstance(first, Sent)
    restarted = build(telegram)
    also = a_message(
        "Pasukan tiba", headline="Troops arrive in Kursk", sources=("Kompas", "Antara"), reason=Reason.ALSO,
        thread=first.message_id,
    )  # fmt: skip

    assert await restarted.send(also) == first

    assert telegram.chats.posts[0].parsed.text.startswith("🟠 HIGH: Troops arrive in Kursk\nlatest: Antara, ")
    await restarted.close()


async def test_an_update_that_says_nothing_new_or_whose_message_is_gone_is_done(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    message = a_message(reason=Reason.ALSO, thread=f"{CHAT}/17")

    assert await desk.send(message) == Sent(f"{CHAT}/17")
    assert telegram.chats.posts == []


async def test_an_answer_to_a_message_that_is_gone_is_sent_without_it(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    assert isinstance(await desk.send(a_message(reason=Reason.CHANGED, thread=f"{CHAT}/17")), Sent)
    assert telegram.chats.posts[0].replies_to is None


async def test_a_group_that_became_a_supergroup_is_followed_with_one_notice(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    telegram.chats.moved[CHAT] = "-100777"
    telegram.chats.known.add("-100777")

    first = await desk.send(a_message(thread=f"{CHAT}/3", reason=Reason.CHANGED))
    second = await desk.send(a_message())

    assert isinstance(first, Sent)
    assert first.notice is not None
    assert "-100777" in first.notice.detail
    assert isinstance(second, Sent)
    assert second.notice is None
    assert [post.chat for post in telegram.chats.posts] == ["-100777", "-100777"]


async def test_a_message_too_long_for_one_goes_out_in_pieces_each_of_whole_lines(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    listed = tuple(f"<b>{number}</b> & a story of the night 🚀" for number in range(300))

    assert isinstance(await desk.send(a_message(reason=Reason.DIGEST, digest_lines=listed)), Sent)

    assert len(telegram.chats.posts) > 1
    told = "\n".join(post.parsed.text for post in telegram.chats.posts)
    assert [line.removeprefix("• ") for line in told.splitlines() if line.startswith("• ")] == list(listed)


async def test_after_a_failure_between_two_pieces_only_the_rest_is_sent(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    listed = tuple(f"{number} is a story of the night" for number in range(300))
    telegram.script.extend([None, Refusal(500, "Internal Server Error")])

    failed = await desk.send(a_message(reason=Reason.DIGEST, digest_lines=listed))
    again = await desk.send(a_message(reason=Reason.DIGEST, digest_lines=listed, repeat=True))

    assert isinstance(failed, Transient)
    assert again == Sent(f"{CHAT}/1")
    told = "\n".join(post.parsed.text for post in telegram.chats.posts)
    assert all(told.count(f"• {line}") == 1 for line in listed)


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (500, "Internal Server Error", Transient),
        (400, "Bad Request: message is too long", Permanent),
        (403, "Forbidden: bot was blocked by the user", Unauthorised),
        (400, "Bad Request: chat not found", Unauthorised),
        (401, "Unauthorized", Unauthorised),
        (404, "Not Found", Unauthorised),
    ],
)
async def test_a_refusal_is_told_by_what_telegram_says(
    telegram: LoopbackTelegram, desk: Channel, status: int, description: str, kind: type[Permanent]
) -> None:
    telegram.script.append(Refusal(status, description))

    assert await desk.send(a_message()) == kind(f"HTTP {status} {description}")
    assert telegram.chats.posts == []


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.RESET, 0), (Fault.ACCEPT_AND_HANG, 1)])
async def test_a_line_that_is_cut_leaves_it_open_whether_the_message_was_accepted(
    telegram: LoopbackTelegram, desk: Channel, fault: Fault, accepted: int
) -> None:
    telegram.script.append(fault)

    assert isinstance(await desk.send(a_message()), Ambiguous)
    assert len(telegram.chats.posts) == accepted


async def test_nobody_at_the_address_is_transient() -> None:
    channel = CHANNELS["telegram"].build("desk", {"token": TOKEN, "chat": CHAT, "api": "http://127.0.0.1:1"})

    assert isinstance(await channel.send(a_message()), Transient)
    await channel.close()


async def test_a_full_group_says_how_long_to_wait(telegram: LoopbackTelegram, desk: Channel) -> None:
    telegram.chats.limited = True
    telegram.chats.now = lambda: NOON

    attempts = [await desk.send(a_message(name=f"a{number}")) for number in range(21)]

    assert all(isinstance(attempt, Sent) for attempt in attempts[:20])
    assert attempts[20] == RateLimited(timedelta(seconds=61), "HTTP 429 Too Many Requests: retry after 61")


async def test_buttons_stand_under_the_message_and_stay_when_it_is_changed(
    telegram: LoopbackTelegram, desk: Channel
) -> None:
    buttons = (Button("Seen", "ack 1"), Button("Mute story", "mute 1"))
    first = await desk.send(a_message(buttons=buttons))
    assert isinstance(first, Sent)

    await desk.send(
        a_message(reason=Reason.ALSO, sources=("Antara", "B"), thread=first.message_id, buttons=buttons)
    )

    assert telegram.chats.posts[0].edited == 1
    assert telegram.chats.posts[0].buttons == (("Seen", "ack 1"), ("Mute story", "mute 1"))


async def test_what_readers_touch_is_heard_until_it_was_asked_for_the_next(telegram: LoopbackTelegram) -> None:
    desk = Telegram(name="desk", token=TOKEN, chat=CHAT, api=telegram.base, now=lambda: NOON)
    await desk.send(a_message(buttons=(Button("Seen", "ack:a1"),)))

    await telegram.touch(1, "ack:a1", user=4711)
    heard = await desk.actions(wait=timedelta(0))
    await telegram.touch(1, "undo:a1", user=4711)
    next_heard = await desk.actions(wait=timedelta(0))

    assert heard == [Action(action="ack:a1", user="4711", at=NOON)]
    assert [action.action for action in next_heard] == ["undo:a1"]
    assert telegram.answered == ["q1", "q2"]
    await desk.close()


async def test_a_topic_of_a_forum_is_written_to(telegram: LoopbackTelegram) -> None:
    channel = build(telegram, chat=f"{CHAT}:17")

    assert isinstance(await channel.send(a_message()), Sent)
    assert telegram.calls[0][1]["message_thread_id"] == 17
    assert telegram.calls[0][1]["link_preview_options"] == {"is_disabled": True}
    await channel.close()


async def test_a_template_decides_the_form_and_feed_text_in_it_is_no_markup(telegram: LoopbackTelegram) -> None:
    channel = build(telegram, template="<u>{{ severity }}</u> {{ headline }}")

    assert isinstance(await channel.send(a_message("<b>{{ 7*7 }}</b> & more")), Sent)

    assert telegram.chats.posts[0].parsed.text == "HIGH <b>{{ 7*7 }}</b> & more"
    assert telegram.chats.posts[0].parsed.shown.startswith("<u>HIGH</u> &lt;b&gt;")
    await channel.close()


async def test_a_template_with_tags_that_telegram_does_not_take_costs_the_form_and_not_the_alert(
    telegram: LoopbackTelegram,
) -> None:
    channel = build(telegram, template="<h1>{{ headline }}</h1>")

    assert isinstance(await channel.send(a_message("Kursk & Sudzha")), Sent)

    assert telegram.chats.posts[0].parsed.text.startswith("HIGH: Kursk & Sudzha\n")
    await channel.close()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"chat": ""}, "chat must be"),
        ({"chat": "1,2"}, "chat must be"),
        ({"chat": "no chat!"}, "chat must be"),
        ({"token": "T0KENT0KEN"}, "token must be"),
        ({"api": "ftp://T0KENT0KEN"}, "api must be"),
        ({"previews": "perhaps"}, "previews must be true or false"),
    ],
)
def test_what_cannot_work_is_refused_without_quoting_the_token(options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        CHANNELS["telegram"].build("desk", {"token": TOKEN, "chat": CHAT, **options})

    assert "T0KEN" not in str(error.value)
    assert TOKEN not in str(error.value)
