"""The desk's pages over a real socket and a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import aiohttp

from monitor.clock import now
from monitor.config.configuration import load_configuration
from monitor.desk.query.figures import Steps, StoreFigures
from monitor.desk.shelf.shelf import Shelf
from monitor.detect.detector import Detector
from monitor.store.connection.client import Client
from monitor.web.desk_pages import DeskPages
from monitor.web.guarded import Guard
from monitor.web.metrics import Latencies
from monitor.web.parts.desk import Desk
from monitor.web.parts.past import Past
from monitor.web.server import Server

FILES = {
    "feeds.yaml": "feeds:\n  antara: {url: 'https://example.org/antara', title: Antara}\n",
    "channels.yaml": "channels:\n  desk: {type: console}\n",
    "packs/test.yaml": (
        "pack: {id: test, owner: desk}\nrules:\n  kursk: {title: Kursk, any: [Kursk], severity: high}\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Browser:
    """Asks for pages as a browser does."""

    session: aiohttp.ClientSession

    async def text(self, path: str, *, status: int = 200) -> str:
        async with self.session.get(path) as answer:
            body = await answer.text()
            assert answer.status == status, body
            return body

    async def post(self, path: str, *, site: str = "same-origin", **form: str) -> int:
        headers = {"Sec-Fetch-Site": site}
        async with self.session.post(path, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status


def desk_of(client: Client, folder: Path) -> Desk:
    """What the pages show of a store; its rules are in `folder`."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    configuration = load_configuration(folder, environment={}).require()
    detector = Detector(configuration.rules, now=now)
    return Desk(
        client=client,
        shelf=Shelf(client, now=now),
        configuration=lambda: configuration,
        detector=lambda: detector,
        past=Past(address=client.store, data=folder, archive=folder / "archive"),
        zone=UTC,
        now=now,
    )


@asynccontextmanager
async def browsing(desk: Desk) -> AsyncIterator[Browser]:
    """A browser, and the server that it asks."""
    figures = StoreFigures(desk.client, Steps(), timeout={}, now=now)
    async with (
        Server(
            figures, Latencies(), host="127.0.0.1", port=0, pages=DeskPages(desk), guard=Guard(answer_within=300.0)
        ) as server,
        aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session,
        asyncio.timeout(300),
    ):
        yield Browser(session)
