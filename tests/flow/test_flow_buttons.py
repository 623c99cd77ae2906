"""The daemon, a Telegram of our own, and readers who touch its buttons."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from monitor.demo.telegram.server import CHAT, TOKEN, LoopbackTelegram
from tests.flow.folder import write_folder
from tests.flow.test_flow_daemon import daemon, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

EDITOR, STRANGER = 7, 666


def channels(web: LoopbackWeb, telegram: LoopbackTelegram, *, token: str = TOKEN) -> str:
    return f"""\
channels:
  desk:
    {{type: telegram, api: '{telegram.base}', token: '{token}', chat: '{CHAT}', users: ['{EDITOR}'], pace: none}}
  ops: {{type: webhook, url: '{web.base}/hook'}}
routes:
  - {{to: [desk], repeat: 2s}}
"""


def told(telegram: LoopbackTelegram, words: str) -> int:
    """How many messages with these words the chat got."""
    return sum(method == "sendMessage" and words in call["text"] for method, call in telegram.calls)


async def last_of(telegram: LoopbackTelegram, words: str) -> int:
    """How many messages with these words the chat got, once no more have come for two of their intervals."""
    for _ in range(10):
        before = told(telegram, words)
        await asyncio.sleep(4)
        if told(telegram, words) == before:
            return before
    raise AssertionError(f"messages with {words!r} do not end")


def button(telegram: LoopbackTelegram, label: str) -> str:
    """What a button of the last message holds."""
    call = [call for method, call in telegram.calls if method == "sendMessage"][-1]
    rows = call["reply_markup"]["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if label in one["text"])


async def test_a_reader_acknowledges_and_silences_and_a_stranger_does_not(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web, LoopbackTelegram().serve() as telegram:
        web.open("alpha")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels(web, telegram))
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: told(telegram, "Bridge near Kursk") == 1)
            await telegram.touch(1, button(telegram, "Seen"), user=STRANGER)
            await until(lambda: len(telegram.answered) == 1)
            await until(lambda: told(telegram, "not acknowledged") >= 1)
            await telegram.touch(1, button(telegram, "Mute rule"), user=EDITOR)
            await until(lambda: len(telegram.answered) == 2)
            reminders = await last_of(telegram, "not acknowledged")
            web.publish("alpha", "a2", "Choir from Kursk wins a singing contest")
            web.publish("alpha", "a3", "Water breaks into the salt mine of Perm")
            await until(lambda: told(telegram, "salt mine") == 1)
            await asyncio.sleep(2.5)
            assert told(telegram, "Choir from Kursk") == 0, "the rule is silent"
            about_the_bridge = [
                call["text"] for method, call in telegram.calls
                if method == "sendMessage" and "Bridge near Kursk" in call["text"]
            ]  # fmt: skip
            assert len(about_the_bridge) == 1 + reminders, "and nobody is reminded any more"


async def test_a_wrong_token_pauses_the_channel_with_one_notice_elsewhere(tmp_path: Path) -> None:
    wrong = TOKEN[:-4] + "evil"
    async with LoopbackWeb().serve() as web, LoopbackTelegram().serve() as telegram:
        web.open("alpha")
        text = channels(web, telegram, token=wrong)
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=text)
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
            await until(lambda: bool(web.hooked))
            await asyncio.sleep(1)
    assert len(web.hooked) == 1
    said = json.dumps(web.hooked)
    assert "the channel desk does not accept the monitor's credentials" in said
    assert "evil" not in said
