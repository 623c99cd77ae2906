"""A whole run with everything logged, and services that quote what they were sent: no secret is seen anywhere."""

from __future__ import annotations

import asyncio
import io
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC
from pathlib import Path

import pytest
import structlog
from aiohttp import web

from monitor.app import logs
from monitor.app.build import Role, open_parts, open_store
from monitor.app.lifecycle import Daemon
from monitor.app.loops import Stop
from monitor.app.settings import load_configuration
from tests.flow.folder import write_folder
from tests.flow.web import LoopbackWeb
from tests.services.smtp import LoopbackSmtp, certificate

CANARY = "CANARYx"
SECRETS = {
    "BOT": f"123456789:{CANARY}-0123456789-bot-token",
    "SLACK_HOOK": f"{CANARY}-slack-hook",
    "SLACK_TOKEN": f"xoxb-{CANARY}-slack-token",
    "PASSWORD": f"{CANARY}-mail-password",
    "HOOK": f"{CANARY}-hook-path",
    "KEY": f"{CANARY}-hook-key-long-enough",
    "APPRISE": f"{CANARY}-apprise-path",
}
CHANNELS = """\
channels:
  ops: {{type: webhook, url: "{notices}"}}
  bot: {{type: telegram, token: "${{BOT}}", chat: "-1", api: "{rude}"}}
  team: {{type: slack, url: "{rude}/services/${{SLACK_HOOK}}"}}
  room: {{type: slack, token: "${{SLACK_TOKEN}}", channel: "#a", api: "{rude}/api"}}
  mail: {{type: email, host: 127.0.0.1, port: {port}, ca: {ca}, user: monitor, password: "${{PASSWORD}}",
          from: m@example.org, to: d@example.org}}
  hook: {{type: webhook, url: "{rude}/${{HOOK}}", key: "${{KEY}}"}}
  other: {{type: apprise, url: "{json}/${{APPRISE}}"}}
routes:
  - {{to: [bot, team, room, mail, hook, other]}}
"""


@asynccontextmanager
async def rude_service(status: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A service that answers every request with the request itself: its address, headers and body."""
    heard: list[str] = []

    async def quote(request: web.Request) -> web.Response:
        text = f"{request.path} {dict(request.headers)} {await request.text()}"
        heard.append(text)
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", quote)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", heard
    finally:
        await runner.cleanup()


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All records of all libraries, from DEBUG, as they are before anything is blanked in them."""
    page = io.StringIO()
    root = logging.getLogger()
    before = root.handlers, root.level, logging.getLogger("monitor").level
    logs.set_up(level=logging.DEBUG, json_lines=False)
    root.handlers = [logging.StreamHandler(page)]
    root.setLevel(logging.DEBUG)
    try:
        yield page
    finally:
        structlog.reset_defaults()
        root.handlers, level, ours = before
        root.setLevel(level)
        logging.getLogger("monitor").setLevel(ours)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("status", [400, pytest.param(500, marks=pytest.mark.slow)])
async def test_no_secret_is_logged_stored_or_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    tls, ca = certificate(tmp_path)
    async with (
        LoopbackWeb().serve() as news,
        rude_service(status) as (rude, heard),
        rude_service(200) as (notices, told),
        LoopbackSmtp(security="starttls", tls=tls).serve() as smtp,
    ):
        smtp.replies["AUTH"] = f"535 5.7.8 no: {SECRETS['PASSWORD']}"
        json = rude.replace("http", "json")
        channels = CHANNELS.format(notices=notices, rude=rude, json=json, port=smtp.port, ca=ca)
        news.open("alpha")
        folder = write_folder(tmp_path / "rules", web=news, feeds=["alpha"], channels=channels)
        configuration = load_configuration(folder, environment=SECRETS).require()
        with everything_logged() as logged:
            async with (
                open_store(None, data=tmp_path / "data") as client,
                open_parts(configuration, client=client, timezone=UTC) as parts,
                asyncio.TaskGroup() as group,
            ):
                stop = Stop()
                daemon = Daemon(parts, configuration, roles=list(Role), keeper=None)
                group.create_task(daemon.run(stop))
                try:
                    await _until(lambda: news.conditional_hits >= 1)
                    news.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
                    await _until(lambda: len(heard) >= 5 and bool(told) and "535" in logged.getvalue())
                finally:
                    stop.tell()
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
        seen = capsys.readouterr()

    assert "polled" in logged.getvalue()
    assert CANARY in "".join(heard), "the services were sent the secrets, or this proves nothing"
    assert b"Bridge near Kursk" in stored
    assert CANARY not in logged.getvalue()
    assert CANARY not in seen.out + seen.err
    assert CANARY.encode() not in stored
    assert CANARY not in "".join(told)
    assert CANARY not in repr(configuration)


async def _until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.05)
