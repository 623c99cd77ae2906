"""Hours of news: does the monitor grow, leak or stop?

    python -m tests.flow.soak [--hours 2] [--feeds 500]

The daemon and its store run as processes of their own on feeds that bring new items all the while, and on a few
that are not there; every so often a rule is edited. What the product keeps for days is kept for a twelfth or a
sixth of the run (`soak_daemon.py`), so that all that is kept has been forgotten several times over before the end.
The clock is the true one: a busy machine makes the run slower, and nothing else.

What is seen is printed line by line, and judged at the end: the last quarter of the run beside the second, because
in the first everything still fills. What is remembered of words fills with the first ten thousand items: a run of
less than an hour proves little of memory. Exit 1 if something has grown, or the log speaks of something left open.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.store.connection.client import Client, connect
from monitor.store.server.embedded import running_at
from tests.flow.harness.news import Newsroom, Piece, day_of_news
from tests.flow.harness.phone import Phone
from tests.flow.soak_looks import HEADER, Look, Watching, verdicts

WINDOWS = 12
"""How often the window of stories passes in a run."""
LOOKS = 120
SHOWN = 5
"""Every so many looks one is printed."""
ABSENT = 5
"""Feeds that are not there."""
TIMEOUT = 120
"""Seconds for a start, and for an end."""
_BAD = re.compile(r"unclosed|never awaited|never retrieved|Traceback.*|Task was destroyed", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the daemon is given to do."""

    seconds: float
    feeds: int
    every: int
    """Seconds between two visits to a feed."""
    rate: float
    """New items a second, all feeds together."""


async def soak(load: Load) -> tuple[Sequence[Look], Sequence[str]]:
    """Run, and look; what was seen, and what in the log should not be there."""
    names = [f"feed{number:02}" for number in range(load.feeds)]
    pieces = day_of_news(int(load.seconds * load.rate) + 1_000, feeds=load.feeds, seed=7)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-", dir="/tmp")))
        newsroom = await stack.enter_async_context(Newsroom(window=30).serve(names))
        phone = await stack.enter_async_context(Phone(random.Random(7)).serve())
        write_rules(folder / "rules", newsroom, phone, names=names, load=load)
        daemon = await stack.enter_async_context(daemon_at_work(folder, window=load.seconds / WINDOWS))
        client = await store_of(folder / "data")
        stack.push_async_callback(client.aclose)
        publishing = asyncio.create_task(publish(pieces, newsroom, rate=load.rate))
        editing = asyncio.create_task(edit(folder / "rules", every=load.seconds / 40))
        try:
            looks = await look(Watching(daemon.pid, client, folder / "tally", phone.accepted), load, daemon)
        finally:
            publishing.cancel()
            editing.cancel()
        bad = _BAD.findall((folder / "log").read_text(errors="replace"))
        if daemon.returncode is not None:
            bad.append(f"the daemon ended by itself with {daemon.returncode}")
    return looks, sorted(set(bad))


@contextlib.asynccontextmanager
async def daemon_at_work(folder: Path, *, window: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """The daemon, with its log in the file `log` of the folder."""
    with (folder / "log").open("wb") as log:
        daemon = await asyncio.create_subprocess_exec(
            sys.executable, "-W", "always::ResourceWarning",
            "-m", "tests.flow.soak_daemon", str(window), str(folder / "tally"), "run",
            "--rules", str(folder / "rules"), "--data", str(folder / "data"), stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield daemon
        finally:
            with contextlib.suppress(ProcessLookupError, TimeoutError):
                daemon.send_signal(signal.SIGTERM)
                async with asyncio.timeout(TIMEOUT):
                    await daemon.wait()


async def store_of(data: Path) -> Client:
    """A connection to the store that the daemon has started."""
    async with asyncio.timeout(TIMEOUT):
        while (url := running_at(data)) is None:
            await asyncio.sleep(0.2)
    return await connect(url)


async def publish(pieces: Sequence[Piece], newsroom: Newsroom, *, rate: float) -> None:
    """Put one piece after the other into its feed."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, piece in enumerate(pieces):
        newsroom.publish(piece)
        await asyncio.sleep(max(0.0, start + number / rate - loop.time()))


async def edit(rules: Path, *, every: float) -> None:
    """Change a rule again and again."""
    number = 0
    while True:
        await asyncio.sleep(every)
        number += 1
        write_pack(rules, title=f"Kursk, version {number}")


async def look(watching: Watching, load: Load, daemon: asyncio.subprocess.Process) -> list[Look]:
    """Look again and again until the time is over or the daemon has ended."""
    print(HEADER, flush=True)
    loop = asyncio.get_running_loop()
    start, looks = loop.time(), list[Look]()
    for number in range(LOOKS):
        await asyncio.sleep(max(0.0, start + (number + 1) * load.seconds / LOOKS - loop.time()))
        if daemon.returncode is not None:
            break
        looks.append(await watching.look())
        if number % SHOWN == SHOWN - 1:
            print(looks[-1], flush=True)
    return looks


def write_rules(folder: Path, newsroom: Newsroom, phone: Phone, *, names: Sequence[str], load: Load) -> None:
    """The feeds, those that are not there, a rule and a web hook."""
    (folder / "packs").mkdir(parents=True)
    terms = f"every: {load.every}s, allow_private: [127.0.0.0/8]"
    present = {name: newsroom.url(name) for name in names}
    absent = {f"absent{number}": f"{newsroom.base}/nowhere/{number}" for number in range(ABSENT)}
    entries = [f"  {name}: {{url: '{url}', group: {name}, {terms}}}" for name, url in (present | absent).items()]
    (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(entries) + "\n")
    (folder / "channels.yaml").write_text(
        f"channels:\n  phone: {{type: apprise, pace: none, url: 'json://{phone.url}'}}\n"
    )
    (folder / "monitor.yaml").write_text(f"storm: none\nhistory: {int(2 * load.seconds / WINDOWS)}s\n")
    write_pack(folder, title="Kursk")


def write_pack(folder: Path, *, title: str) -> None:
    """The rule, in one step."""
    text = (
        f"pack: {{id: soak, owner: desk}}\nrules:\n  kursk: {{title: '{title}', any: [Kursk], severity: high}}\n"
    )
    beside = folder / "packs" / "soak.yaml.tmp"
    beside.write_text(text)
    beside.replace(folder / "packs" / "soak.yaml")


def main() -> None:
    """Run and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.flow.soak", description="A long run.")
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--every", type=int, default=15, help="seconds between two visits to a feed")
    parser.add_argument("--rate", type=float, default=5.0, help="new items a second, all feeds together")
    chosen = parser.parse_args()
    load = Load(seconds=chosen.hours * 3_600, feeds=chosen.feeds, every=chosen.every, rate=chosen.rate)
    looks, bad = asyncio.run(soak(load))
    found = verdicts(looks)
    print("", *found, sep="\n")
    print("in the log: " + ("; ".join(bad) or "nothing that was left open"))
    sys.exit(1 if bad or len(looks) < LOOKS or not all(verdict.good for verdict in found) else 0)


if __name__ == "__main__":
    main()
