"""Days of news in hours: does the monitor grow, leak or stop?

`python -m tests.flow.soak --hours 2 --speed 60 --feeds 500` runs the daemon and its store on a clock that goes
faster (libfaketime, from Debian's package `faketime`), looks at them every so often, and prints what it saw.
Memory is compared between the last quarter and the quarter before it; growth up to 5 % passes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.flow.harness.news import Newsroom, Piece, day_of_news
from tests.flow.harness.phone import Phone

MOST_GROWTH = 0.05
PORT = 9_478
RULES = """\
pack: {id: soak, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at one moment."""

    minutes: float
    """Real time since the start."""
    memory: int
    """Bytes that the daemon and its parsers have resident."""
    store: int
    """Bytes that the store uses."""
    descriptors: int
    """Open files and sockets of the daemon."""
    rings: int


async def soak(*, hours: float, speed: int, feeds: int, every_minutes: int) -> Sequence[Look]:
    """Run, and look about two hundred times."""
    names = [f"feed{number:02}" for number in range(feeds)]
    pieces = day_of_news(200_000, feeds=feeds, seed=7)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        newsroom = await stack.enter_async_context(Newsroom(window=30).serve(names))
        phone = await stack.enter_async_context(Phone(random.Random(7)).serve())
        rules = _write_rules(folder / "rules", newsroom, phone, names=names, every_minutes=every_minutes)
        daemon = await asyncio.create_subprocess_exec(
            "faketime", "-f", f"+0 x{speed}", sys.executable, "-m", "monitor", "run", "--rules", str(rules),
            "--data", str(folder / "data"), env={**os.environ, "NO_COLOR": "1"},
            stderr=stack.enter_context((folder / "log").open("wb")),
        )  # fmt: skip
        await _until_up(folder / "log")
        [pid] = _children(daemon.pid)  # the command `faketime` itself only waits
        stack.push_async_callback(_end, daemon, pid)
        # Two items a feed and (fast) hour.
        publishing = asyncio.create_task(_publish(pieces, newsroom, per_second=feeds * 2 * speed / 3_600))
        looks = await _look(pid, phone, seconds=hours * 3_600)
        publishing.cancel()
        warnings = re.findall(r"unclosed|never awaited|Traceback.*", (folder / "log").read_text(errors="replace"))
        if warnings:
            print("in the log:", *sorted(set(warnings)), sep="\n  ")
        return looks


async def _until_up(log: Path) -> None:
    for _ in range(300):
        await asyncio.sleep(0.2)
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.close()
            return
    sys.exit(f"the daemon does not start:\n{log.read_text(errors='replace')}")


async def _end(daemon: asyncio.subprocess.Process, pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(20):
            await daemon.wait()


async def _publish(pieces: Sequence[Piece], newsroom: Newsroom, *, per_second: float) -> None:
    for piece in pieces:
        newsroom.publish(piece)
        await asyncio.sleep(1 / per_second)


async def _look(pid: int, phone: Phone, *, seconds: float) -> list[Look]:
    loop = asyncio.get_running_loop()
    start, looks = loop.time(), list[Look]()
    async with aiohttp.ClientSession() as session:
        while loop.time() - start < seconds:
            await asyncio.sleep(seconds / 200)
            async with session.get(f"http://127.0.0.1:{PORT}/metrics") as answer:
                metrics = await answer.text()
            store = re.search(r"^monitor_store_memory_bytes (\S+)", metrics, re.MULTILINE)
            looks.append(
                Look(
                    minutes=(loop.time() - start) / 60,
                    memory=_resident(pid),
                    store=int(float(store[1])) if store else 0,
                    descriptors=len(os.listdir(f"/proc/{pid}/fd")),  # noqa: PTH208  # names are all that counts
                    rings=len(phone.accepted),
                )
            )
            if len(looks) % 20 == 0:
                _print(looks[-1])
    return looks


def _resident(pid: int) -> int:
    """Bytes of a process and its children, without the store's server."""
    mine = [pid, *_children(pid)]
    return sum(int(_status(one).get("VmRSS", "0 kB").split()[0]) for one in mine if not _is_store(one)) * 1_024


def _is_store(pid: int) -> bool:
    return "valkey" in _status(pid).get("Name", "")


def _children(pid: int) -> list[int]:
    found = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [one for one in found if _status(one).get("PPid") == str(pid)]


def _status(pid: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _print(look: Look) -> None:
    print(
        f"{look.minutes:7.1f} min  memory {look.memory / 1e6:7.1f} MB  store {look.store / 1e6:6.1f} MB"
        f"  descriptors {look.descriptors:4}  rings {look.rings:,}",
        flush=True,
    )


def growth(values: Sequence[int]) -> float:
    """By which share the last quarter lies above the one before."""
    quarter = len(values) // 4
    return statistics.median(values[-quarter:]) / statistics.median(values[-2 * quarter : -quarter]) - 1


def _write_rules(
    folder: Path, newsroom: Newsroom, phone: Phone, *, names: Sequence[str], every_minutes: int
) -> Path:
    (folder / "packs").mkdir(parents=True)
    entries = [
        f"  {name}: {{url: '{newsroom.url(name)}', every: {every_minutes}m, group: {name}, "
        "allow_private: [127.0.0.0/8]}"
        for name in names
    ]
    (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(entries) + "\n")
    (folder / "channels.yaml").write_text(
        f"channels:\n  phone: {{type: apprise, pace: none, url: 'json://{phone.url}'}}\n"
    )
    (folder / "monitor.yaml").write_text(f"web: 127.0.0.1:{PORT}\nhistory: 6h\n")
    (folder / "packs" / "soak.yaml").write_text(RULES)
    return folder


def main() -> None:
    """Run and judge; exit 1 if the memory grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.flow.soak", description="A long run on a fast clock.")
    parser.add_argument("--hours", type=float, default=2.0, help="real hours")
    parser.add_argument("--speed", type=int, default=60)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--every-minutes", type=int, default=5, help="how often each feed is visited")
    chosen = parser.parse_args()
    if shutil.which("faketime") is None:
        sys.exit("this needs the command faketime: apt-get install faketime")
    looks = asyncio.run(
        soak(hours=chosen.hours, speed=chosen.speed, feeds=chosen.feeds, every_minutes=chosen.every_minutes)
    )
    memory, store = growth([look.memory for look in looks]), growth([look.store for look in looks])
    days = chosen.hours * chosen.speed / 24
    print(f"{days:.1f} days on the fast clock: memory {memory:+.1%}, store {store:+.1%} in the last quarter")
    sys.exit(1 if memory > MOST_GROWTH else 0)


if __name__ == "__main__":
    main()
