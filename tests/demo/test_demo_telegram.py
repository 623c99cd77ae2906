"""The demo's Telegram: its page, and a day of stories in its chat."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from pathlib import Path

import aiohttp
import pytest

from monitor.demo.perform import perform
from monitor.demo.telegram.html import CannotParseError, parse
from monitor.demo.telegram.page import READER, telegram_with_page
from monitor.demo.telegram.server import CHAT, TOKEN, LoopbackTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with telegram_with_page() as made:
        yield made


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def say(browser: aiohttp.ClientSession, telegram: LoopbackTelegram, text: str) -> None:
    call = {"chat_id": CHAT, "text": text, "parse_mode": "HTML"}
    async with browser.post(f"{telegram.base}/bot{TOKEN}/sendMessage", json=call) as response:
        assert response.status == 200


async def test_the_page_runs_nothing_but_its_own_files(
    telegram: LoopbackTelegram, browser: aiohttp.ClientSession
) -> None:
    for path in ("/", "/chat.css", "/chat.js"):
        async with browser.get(telegram.base + path) as response:
            assert response.status == 200
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]


async def test_the_page_hears_of_messages_as_they_come(
    telegram: LoopbackTelegram, browser: aiohttp.ClientSession
) -> None:
    async with browser.get(f"{telegram.base}/events") as events:
        assert json.loads((await events.content.readline())[len("data: ") :]) == []
        await events.content.readline()
        await say(browser, telegram, "<b>Kursk</b> &lt;script&gt;")
        [post] = json.loads((await events.content.readline())[len("data: ") :])

    assert (post["number"], post["html"]) == (1, "<b>Kursk</b> &lt;script&gt;")


async def test_a_button_is_touched_from_the_page_and_from_no_other(
    telegram: LoopbackTelegram, browser: aiohttp.ClientSession
) -> None:
    touch = {"number": 1, "action": "ack:a1"}
    async with browser.post(
        f"{telegram.base}/touch", json=touch, headers={"Sec-Fetch-Site": "cross-site"}
    ) as foreign:
        assert foreign.status == 403
    async with browser.post(f"{telegram.base}/touch", json=touch) as own:
        assert own.status == 200

    [update] = telegram.updates
    assert update["callback_query"]["data"] == "ack:a1"
    assert update["callback_query"]["from"]["id"] == READER


@pytest.mark.parametrize(
    "source",
    ["<b>open", "</b>", "<b><i>crossed</b></i>", "<h1>no</h1>", "a < b", "&nbsp;", "<"],
)
def test_markup_that_telegram_refuses_is_refused(source: str) -> None:
    with pytest.raises(CannotParseError):
        parse(source)


def test_no_attribute_and_no_link_but_http_reaches_the_page() -> None:
    parsed = parse(
        '<a href="javascript:alert(1)">x</a><b onclick="x">y</b><a href="https://e.example/?a&amp;b">z</a>'
    )

    assert "javascript" not in parsed.shown
    assert "onclick" not in parsed.shown
    assert parsed.links == ("https://e.example/?a&b",)


@pytest.mark.slow
async def test_the_days_founding_story_is_one_thread_in_the_chat(tmp_path: Path) -> None:
    async with telegram_with_page() as telegram:
        summary = await perform(data=tmp_path, speed=12, timezone=UTC, to_stderr=True, telegram=telegram)

    assert summary.balanced
    posts = telegram.chats.posts
    answers = [post for post in posts if post.replies_to is not None]
    opening = telegram.chats.post(CHAT, answers[0].replies_to or 0)
    assert opening is not None
    assert opening.edited >= 1
    assert "also reported by: " in opening.parsed.text
    assert "changed: " in answers[0].parsed.text
    assert posts[-1].at - posts[0].at < timedelta(minutes=2)
