"""A feed whose hub tells: the daemon subscribes, proves that it asked, and visits at once when it is told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.flow.folder import PACK, webhook
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb
from tests.loopback import free_port

pytestmark = pytest.mark.gate


@dataclass
class LoopbackHub:
    """An outlet with a hub of its own."""

    base: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    echoed: list[str] = field(default_factory=list)
    visits: int = 0
    items: list[str] = field(default_factory=list)
    _verifying: set[asyncio.Task[None]] = field(default_factory=set)

    async def _feed(self, _: web.Request) -> web.Response:
        self.visits += 1
        entries = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in self.items)
        body = f"<rss version='2.0'><channel><title>Push</title>{entries}</channel></rss>"
        links = f'<{self.base}/hub>; rel="hub", <{self.base}/feed>; rel="self"'
        return web.Response(text=body, content_type="application/rss+xml", headers={"Link": links})

    async def _hub(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        task = asyncio.create_task(self._verify(form))
        self._verifying.add(task)
        return web.Response(status=202)

    async def _verify(self, form: dict[str, str]) -> None:
        query = {
            "hub.mode": "subscribe", "hub.topic": form["hub.topic"], "hub.challenge": "prove-it",
            "hub.lease_seconds": "86400",
        }  # fmt: skip
        async with aiohttp.ClientSession() as session, session.get(form["hub.callback"], params=query) as answer:
            self.echoed.append(await answer.text())

    async def push(self, *, secret: str | None = None) -> int:
        """Tell the subscriber, signed with its secret or another; the status of its answer."""
        form = self.asked[-1]
        key = (form["hub.secret"] if secret is None else secret).encode()
        signature = hmac.new(key, b"<rss/>", hashlib.sha256).hexdigest()
        async with (
            aiohttp.ClientSession(headers={"X-Hub-Signature": f"sha256={signature}"}) as session,
            session.post(form["hub.callback"], data=b"<rss/>") as answer,
        ):
            return answer.status

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[LoopbackHub]:
        application = web.Application()
        application.router.add_get("/feed", self._feed)
        application.router.add_post("/hub", self._hub)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()


async def test_a_push_is_a_hint_to_visit_now(tmp_path: Path) -> None:
    port, rules = free_port(), tmp_path / "rules"
    async with LoopbackWeb().serve() as phone, LoopbackHub().serve() as hub:
        (rules / "packs").mkdir(parents=True)
        (rules / "packs" / "test.yaml").write_text(PACK, encoding="utf-8")
        (rules / "channels.yaml").write_text(webhook(phone))
        (rules / "monitor.yaml").write_text(f"web: 127.0.0.1:{port}\nwebsub: http://127.0.0.1:{port}\n")
        (rules / "feeds.yaml").write_text(
            f"feeds:\n  push: {{url: '{hub.base}/feed', every: 1h, allow_private: [127.0.0.0/8]}}\n"
        )
        async with daemon(rules, "--data", str(tmp_path / "data")):
            await until(lambda: hub.echoed, seconds=70)
            assert hub.echoed == ["prove-it"]
            assert hub.asked[0]["hub.topic"] == f"{hub.base}/feed"

            assert await hub.push(secret="forged") == 202
            hub.items.append("Bridge near Kursk reopens after repairs")
            await asyncio.sleep(1)
            assert hub.visits == 1, "a forged push moves nobody"

            assert await hub.push() == 202
            await until(lambda: times(phone, "Bridge near Kursk") == 1, seconds=30)

        assert len(hub.asked) == 1, "a hub that has confirmed is not asked again"
