"""monitor channels, monitor message: what a user sees of them."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import structlog

from monitor.demo.telegram.chats import Refusal
from monitor.demo.telegram.server import CHAT, TOKEN, LoopbackTelegram
from tests.command import Answer, command
from tests.loopback import loopback_service

CHANNELS = """\
channels:
  console: {{type: console}}
  desk: {{type: telegram, token: "${{TELEGRAM_TOKEN}}", chat: "{chat}", api: "{api}",
          fallback: console, users: ["7"]}}
"""


def monitor(*arguments: str, at: Path) -> Answer:
    return command(*arguments, at=at, environment={"TELEGRAM_TOKEN": TOKEN})


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write(tmp_path, api="http://127.0.0.1:1")
    return tmp_path


def write(folder: Path, *, api: str) -> None:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules/channels.yaml").write_text(CHANNELS.format(chat=CHAT, api=api), encoding="utf-8")


def test_the_list_shows_every_channel_and_no_secret(desk: Path) -> None:
    listed = monitor("channels", "list", at=desk)

    assert listed.returncode == 0
    assert f"desk     telegram  token=***  chat={CHAT}" in listed.stdout
    assert "fallback=console  users=7" in listed.stdout
    assert TOKEN not in listed.stdout + monitor("channels", "list", "--json", at=desk).stdout


def test_the_topic_of_a_phone_is_masked_because_whoever_knows_it_can_read_along(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/channels.yaml").write_text("channels: {phone: {type: ntfy, topic: harbour-7f3a}}\n")

    listed = monitor("channels", "list", at=tmp_path).stdout

    assert "topic=***" in listed
    assert "harbour-7f3a" not in listed


async def test_a_test_message_is_sent_and_what_the_service_says_is_shown(tmp_path: Path) -> None:
    async with LoopbackTelegram().serve() as telegram:
        write(tmp_path, api=telegram.base)
        sent = await asyncio.to_thread(monitor, "channels", "test", "desk", at=tmp_path)
        telegram.script.append(Refusal(403, "Forbidden: bot was kicked from the group chat"))
        refused = await asyncio.to_thread(monitor, "channels", "test", "--json", at=tmp_path)

    assert (sent.returncode, sent.stdout) == (0, f"✓ desk: accepted as {CHAT}/1\n")
    [post, *_] = telegram.chats.posts
    assert post.parsed.text.startswith("🟠 TEST HIGH: a test of the channel desk\n")
    assert not post.silent, "it notifies like an alert of its severity"
    assert refused.returncode == 1
    told = {one["channel"]: one for one in json.loads(refused.stdout)}
    assert told["console"]["accepted"]
    assert told["desk"]["answer"].startswith("refused until its entry in channels.yaml is fixed: HTTP 403")


async def test_a_test_notifies_as_an_alert_of_the_severity_that_is_asked_for_and_says_that_it_is_one(
    tmp_path: Path,
) -> None:
    async with loopback_service() as service:
        service.usual = b'{"id":"m1"}'
        channels = (
            f"channels:\n  hook: {{type: webhook, url: 'http://127.0.0.1:{service.port}/'}}\n"
            f"  phone: {{type: ntfy, topic: desk, server: 'http://127.0.0.1:{service.port}/'}}\n"
        )
        (tmp_path / "rules").mkdir()
        (tmp_path / "rules/channels.yaml").write_text(channels, encoding="utf-8")
        tested = await asyncio.to_thread(monitor, "channels", "test", "--severity", "critical", at=tmp_path)

    assert tested.returncode == 0, tested.stderr
    bodies = [json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.requests]
    [hook] = [body for body in bodies if "story" in body]
    [phone] = [body for body in bodies if "topic" in body]
    assert (hook["test"], hook["severity"], hook["rules"]) == (True, "CRITICAL", [])
    assert phone["priority"] == 5
    assert {hook["title"], phone["title"]} == {
        "TEST CRITICAL: a test of the channel hook",
        "TEST CRITICAL: a test of the channel phone",
    }


def test_a_channel_that_is_not_there_is_not_tried(desk: Path) -> None:
    tried = monitor("channels", "test", "dsk", at=desk)

    assert tried.returncode == 2
    assert "did you mean 'desk'?" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_the_schema_of_the_webhook_is_json() -> None:
    schema = json.loads(monitor("channels", "schema", at=Path()).stdout)

    assert schema["$defs"]["Notification"]["properties"]["version"] == {"enum": [1], "default": 1}


def test_a_message_is_shown_as_a_channel_would_send_it(desk: Path) -> None:
    plain = monitor("message", "preview", at=desk).stdout
    html = monitor("message", "preview", "--channel", "desk", at=desk).stdout

    assert plain.startswith("HIGH: Dockers walk out in three harbours of the strait\n")
    assert html.startswith("🟠 <b>HIGH: Dockers walk out in three harbours of the strait</b>\n<blockquote>")
    assert TOKEN not in html


def test_a_template_can_be_tried_and_its_mistake_is_named_with_its_place(desk: Path) -> None:
    (desk / "good.html").write_text("<u>{{ headline }}</u> {{ sources|length }}", encoding="utf-8")
    (desk / "bad.html").write_text("fine\n{{ hedline }}", encoding="utf-8")

    good = monitor("message", "preview", "--channel", "desk", "--template", "good.html", at=desk)
    bad = monitor("message", "preview", "--template", "bad.html", at=desk)

    assert good.stdout == "<u>Dockers walk out in three harbours of the strait</u> 1\n"
    assert bad.returncode == 2
    assert "bad.html:2:4: E108 a message has no 'hedline' (did you mean 'headline'?)" in bad.stderr


def test_a_command_leaves_the_logs_of_the_tests_as_they_are(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monitor("channels", "test", "console", at=desk)
    structlog.get_logger("monitor").warning("a line of the test")
    assert "a line of the test" in capsys.readouterr().out
