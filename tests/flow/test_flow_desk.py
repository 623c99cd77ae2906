"""The desk of a real daemon, on a page that stays open while the daemon is killed: every alert is on it, once."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate


class OpenPage:
    """What the script does with the stream: rows are put in by their id, and it comes back with the last id."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._seen = "0"
        self.rows: dict[str, str] = {}
        self.reloads = 0

    async def follow(self) -> None:
        """Stay on the stream, also over the end of a daemon."""
        async with aiohttp.ClientSession() as session:
            while True:
                with suppress(aiohttp.ClientError, ConnectionError):
                    headers = {"Last-Event-ID": self._seen}
                    async with session.get(f"{self._address}/events", headers=headers) as answer:
                        await self._read(answer)
                await asyncio.sleep(0.2)

    async def _read(self, answer: aiohttp.ClientResponse) -> None:
        event, data = "", []
        async for raw in answer.content:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "id":
                self._seen = value
            elif name == "event":
                event = value
            elif name == "data":
                data.append(value)
            elif not name and event:
                self._take(event, "\n".join(data))
                event, data = "", []

    def _take(self, event: str, row: str) -> None:
        if event == "reset":
            self.reloads += 1
        elif event == "story":
            [story] = re.findall(r'id="s-([0-9a-f]+)"', row)
            self.rows[story] = row

    def has(self, title: str) -> bool:
        """Whether a story of this headline is on the page, with a channel that accepted it."""
        return any(title in row and 'class="ok"' in row for row in self.rows.values())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize(
    ("alerts", "kills"), [pytest.param(6, 1, id="few"), pytest.param(200, 10, id="many", marks=pytest.mark.slow)]
)
async def test_every_alert_is_on_an_open_page_although_the_daemon_is_killed(
    tmp_path: Path, alerts: int, kills: int
) -> None:
    port = free_port()
    titles = [
        f"Kursk bulletin {number * 7919} of ward {chr(97 + number % 26) * 9}{number}" for number in range(alerts)
    ]
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        folder = write_folder(
            tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web),
            pack=PACK, monitor=f"storm: none\nweb: 127.0.0.1:{port}\n",
        )  # fmt: skip
        page = OpenPage(f"http://127.0.0.1:{port}")
        following = asyncio.create_task(page.follow())
        share = -(-alerts // (kills + 1))
        for start in range(0, alerts, share):
            async with daemon(folder, "--data", str(tmp_path / "data")) as process:
                if not start:
                    await until(lambda: web.conditional_hits)  # the first visit, which is silent, is over
                part = titles[start : start + share]
                for title in part:
                    web.publish("alpha", title, title)
                await until(lambda part=part: all(times(web, title) for title in part))
                if start + share < alerts:
                    process.kill()
                    await process.wait()
                else:
                    await until(lambda: all(page.has(title) for title in titles))
        following.cancel()
    assert len(page.rows) == alerts
    assert not page.reloads


PACK = """\
pack: {id: test, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high, story: {merge: none}}
"""
