"""From fetched to accepted: how long an alert takes while a hundred items a second come in.

    python -m tests.bench.latency [SECONDS]

The daemon runs as a process of its own, with its embedded store, on feeds that this process serves on loopback; a
web hook in this process accepts its alerts. An item counts from the moment at which its document was handed out to
the moment at which its alert arrived. Feeds are polled once a second; most items match no rule, as in real life.
"""

from __future__ import annotations

import asyncio
import os
import platform
import random
import re
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

FEEDS = 20
ITEMS_A_SECOND = 100
MATCHING = 0.05
"""The share of the items that ring."""
WINDOW = 40
"""How many items a feed shows: more than come between two polls."""
BASELINE = 4.0
"""Seconds in which every feed is visited for the first time, before anything is published."""
TIMEOUT = 60.0
"""Seconds that the first alerts may take, which are not measured: connections are made, names are read."""
_TOKEN = re.compile(r"\bQ[a-p]{10}\b")
_SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za")
RULES = "pack: {id: bench, owner: bench}\nrules:\n  kursk: {title: Kursk, any: [Kursk], story: {merge: none}}\n"


@dataclass
class Bench:
    """Feeds, a web hook, and a stop watch for each item that should ring."""

    rng: random.Random
    news: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Feed -> (guid, title), newest last."""
    published: dict[str, float] = field(default_factory=dict)
    fetched: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, float] = field(default_factory=dict)

    def publish(self, *, ring: bool) -> None:
        """One more item in some feed."""
        token = "Q" + "".join(self.rng.choice("abcdefghijklmnop") for _ in range(10))
        words = " ".join("".join(self.rng.choices(_SYLLABLES, k=4)) for _ in range(6))  # no two items alike
        title = f"Kursk {words} {token}" if ring else f"{words} {token}"
        self.news[self.rng.choice(list(self.news))].append((token, title))
        if ring:
            self.published[token] = time.perf_counter()

    async def feed(self, request: web.Request) -> web.Response:
        """The newest items of a feed."""
        items = self.news[request.match_info["name"]][-WINDOW:]
        etag = f'"{items[-1][0] if items else "empty"}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        now = time.perf_counter()
        for token, _ in items:
            self.fetched.setdefault(token, now)
        entries = "".join(
            f"<item><guid isPermaLink='false'>{token}</guid><title>{escape(title)}</title></item>"
            for token, title in reversed(items)
        )
        body = f"<rss version='2.0'><channel><title>bench</title>{entries}</channel></rss>"
        return web.Response(text=body, content_type="application/rss+xml", headers={"ETag": etag})

    async def hook(self, request: web.Request) -> web.Response:
        """An alert."""
        now = time.perf_counter()
        for token in _TOKEN.findall(await request.text()):
            if token in self.published:
                self.accepted.setdefault(token, now)
        return web.json_response({"ok": True})


async def measure(seconds: float) -> None:
    """Run the daemon for a while and print what was measured."""
    bench = Bench(random.Random(1), news={f"feed{number:02}": [] for number in range(FEEDS)})
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        app = web.Application()
        app.router.add_get("/feed/{name}", bench.feed)
        app.router.add_post("/hook", bench.hook)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        rules = write_rules(folder / "rules", port=port, feeds=list(bench.news))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "run", "--rules", str(rules), "--data", str(folder / "data"),
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await asyncio.sleep(BASELINE)
            async with asyncio.timeout(TIMEOUT):
                while len(bench.accepted) < 2:
                    await publish(bench, seconds=1)
            await publish(bench, seconds=2)
            bench.published.clear()
            bench.accepted.clear()
            await publish(bench, seconds=seconds)
            await asyncio.sleep(3)
        finally:
            process.terminate()
            await process.wait()
    report(bench, seconds=seconds)


def write_rules(folder: Path, *, port: int, feeds: list[str]) -> Path:
    """The folder that the daemon runs on."""
    (folder / "packs").mkdir(parents=True)
    address = f"http://127.0.0.1:{port}"
    alone = "every: 1s, allow_private: [127.0.0.0/8]"  # each a group of its own: no feed waits for another's host
    lines = [f"  {name}: {{url: '{address}/feed/{name}', group: {name}, {alone}}}" for name in feeds]
    (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n")
    (folder / "monitor.yaml").write_text("storm: none\n")
    (folder / "channels.yaml").write_text(f"channels:\n  hook: {{type: webhook, url: '{address}/hook'}}\n")
    (folder / "packs" / "bench.yaml").write_text(RULES)
    return folder


async def publish(bench: Bench, *, seconds: float) -> None:
    """A hundred items a second, evenly."""
    start = time.perf_counter()
    for number in range(int(ITEMS_A_SECOND * seconds)):
        bench.publish(ring=bench.rng.random() < MATCHING)
        wait = start + number / ITEMS_A_SECOND - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)


def report(bench: Bench, *, seconds: float) -> None:
    """Print the distribution beside what is to be reached."""
    took = sorted(
        (at - bench.fetched[token]) * 1000 for token, at in bench.accepted.items() if token in bench.published
    )
    print(f"Python {sys.version.split()[0]}, {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"{ITEMS_A_SECOND} items/s for {seconds:g} s, {len(took)} of {len(bench.published)} rang")
    if len(took) < 2:
        return
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    print(f"{'':6} {'measured':>10} {'to reach':>10} {'ratio':>7}")
    for name, value, reach in (("p50", cuts[49], 100), ("p99", cuts[98], 500)):
        print(f"{name:6} {value:7.0f} ms {reach:7.0f} ms {value / reach:7.2f}")


if __name__ == "__main__":
    asyncio.run(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0))
