"""A whole run with everything logged, and services that quote what they were sent: no secret is seen anywhere."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC
from pathlib import Path

import pytest
import structlog
from aiohttp import web

from monitor.app.assembly.build import open_parts
from monitor.app.assembly.roles import Role
from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.daemon import Daemon
from monitor.app.daemon.loops import Stop
from monitor.app.telemetry import logs
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.store.open import open_store
from monitor.store.records.ruleset_state import RulesetStore
from tests.flow.folder import write_folder
from tests.flow.web import LoopbackWeb
from tests.services.smtp import LoopbackSmtp, certificate

pytestmark = pytest.mark.gate

CANARY = "CANARYx"
SECRETS = {
    "BOT": f"123456789:{CANARY}-0123456789-bot-token",
    "SLACK_HOOK": f"{CANARY}-slack-hook",
    "SLACK_TOKEN": f"xoxb-{CANARY}-slack-token",
    "PASSWORD": f"{CANARY}-mail-password",
    "HOOK": f"{CANARY}-hook-path",
    "KEY": f"{CANARY}-hook-key-long-enough",
    "APPRISE": f"{CANARY}-apprise-path",
    "BEARER": f"{CANARY}-feed-bearer",
    "HEADER": f"{CANARY}-feed-header",
    "COOKIE": f"{CANARY}-feed-cookie",
    "LOGIN": f"{CANARY}-feed-password",
    "QUERY": f"{CANARY}-feed-query",
    "PROXY": f"{CANARY}-proxy-password",
}
FEEDS = """
  closed: {{url: "{rude}/closed?key=${{QUERY}}", auth: {{bearer: "${{BEARER}}"}}, {terms},
           headers: {{X-Key: "${{HEADER}}"}}}}
  login: {{url: "{crude}/login", auth: {{user: monitor, password: "${{LOGIN}}"}}, {terms},
           cookies: {{sid: "${{COOKIE}}"}}}}
  moved: {{url: "{crude}/moved", auth: {{bearer: "${{BEARER}}"}}, {terms}}}
  far: {{url: "{rude}/far", proxy: "http://monitor:${{PROXY}}@{proxy}", {terms}}}
"""
TERMS = "every: 1s, allow_private: [127.0.0.0/8]"
PACKED = [base64.b64encode(f"monitor:{SECRETS[name]}".encode()).decode() for name in ("LOGIN", "PROXY")]
"""How HTTP shows a login."""
SHOWN = {*PACKED, *(SECRETS[name] for name in SECRETS.keys() - {"KEY", "PASSWORD", "LOGIN", "PROXY"})}
"""What the services must have been sent, or this proves nothing. The others are shown to none of them so."""
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
        text = f"{request.path_qs} {dict(request.headers)} {await request.text()}"
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


@asynccontextmanager
async def crude_service(heard: list[str]) -> AsyncIterator[str]:
    """A service that quotes the request where the status of the answer should stand, or where it redirects to."""

    async def quote(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            text = (await reader.readuntil(b"\r\n\r\n")).decode()
            heard.append(text)
            told = next(line.rpartition(" ")[2] for line in text.splitlines() if line.startswith("Authorization"))
            answer = f"HTTP/1.1 302 {told}\r\nLocation: ftp://{told}/{told}" if "/moved" in text else told
            writer.write(f"{answer}\r\n\r\n".encode())
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(quote, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


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


@asynccontextmanager
async def daemon_at_work(folder: Path, data: Path) -> AsyncIterator[Configuration]:
    """The daemon on these rules, as `monitor run` starts it, until the end of the block."""
    async with open_store(None, data=data) as client:
        keeper = ConfigLoader(folder, RulesetStore(client), now=now, environment=SECRETS)
        configuration = await keeper.open()
        async with open_parts(configuration, client=client, timezone=UTC) as parts, asyncio.TaskGroup() as group:
            stop = Stop()
            group.create_task(Daemon(parts, configuration, roles=list(Role), loader=keeper).run(stop))
            try:
                yield configuration
            finally:
                stop.request()


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
        crude_service(heard) as crude,
        rude_service(200) as (notices, told),
        LoopbackSmtp(security="starttls", tls=tls).serve() as smtp,
    ):
        smtp.replies["AUTH"] = f"535 5.7.8 no: {SECRETS['PASSWORD']}"
        json = rude.replace("http", "json")
        channels = CHANNELS.format(notices=notices, rude=rude, json=json, port=smtp.port, ca=ca)
        news.open("alpha")
        folder = write_folder(tmp_path / "rules", web=news, feeds=["alpha"], channels=channels)
        with (folder / "feeds.yaml").open("a", encoding="utf-8") as feeds:
            feeds.write(FEEDS.format(rude=rude, crude=crude, proxy=rude.partition("//")[2], terms=TERMS))
        with everything_logged() as logged:
            async with daemon_at_work(folder, tmp_path / "data") as configuration:
                await _until(lambda: news.conditional_hits >= 1)
                news.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
                await _until(lambda: all(shown in "".join(heard) for shown in SHOWN) and bool(told))
                await _until(lambda: "535" in logged.getvalue() and logged.getvalue().count("feed failed") >= 4)
        stored = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
        seen = capsys.readouterr()

    assert "polled" in logged.getvalue()
    assert b"Bridge near Kursk" in stored
    for secret in (CANARY, *PACKED):
        assert secret not in logged.getvalue()
        assert secret not in seen.out + seen.err
        assert secret.encode() not in stored
        assert secret not in "".join(told)
        assert secret not in repr(configuration)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)
