"""The monitor as a contestant: collects, saves to its embedded store, and matches a thousand rules.

    python -m tests.bench.polling_monitor PORT FEEDS

For each line on standard input it polls every feed once and lets every item pass through the rules and into
stories; then it writes the CPU seconds of all its processes, the store's and the workers' included, and the number
of items that were new. Its start, like that of the others that live between the polls, is not counted: two more
feeds are polled before, so that the workers and the library of names are there.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

from monitor.app.assembly.build import open_parts
from monitor.app.daemon.garbage import settle
from monitor.app.pipeline.pipeline import Pipeline
from monitor.config.configuration import load_configuration
from monitor.model.news.visit import Visit
from monitor.store.base import keys
from monitor.store.open import open_store
from tests.bench.processes import cpu_of_children
from tests.bench.synthetic_feeds import NAMES, rare_name

RULES = 1_000
AT_ONCE = 50


def write_rules(folder: Path, *, port: int, feeds: int) -> None:
    """So many feeds, and rules of three names each. A few name what is now and then in the news."""
    rng = random.Random(1)
    entries = "\n".join(
        f'  f{n}: {{url: "http://127.0.0.1:{port}/{n}", every: 1s, group: g{n}, backfill: true, '
        "allow_private: [127.0.0.0/8]}"
        for n in range(feeds)
    )
    entries += "".join(
        f'\n  warm-{n}: {{url: "http://127.0.0.1:{port}/{n}?warm", every: 1h, group: w{n}, backfill: true, '
        "allow_private: [127.0.0.0/8]}"
        for n in range(2)
    )
    (folder / "feeds.yaml").write_text(f"feeds:\n{entries}\n")
    (folder / "monitor.yaml").write_text("storm: none\n")
    (folder / "channels.yaml").write_text("channels:\n  console: {type: console}\nroutes: [{to: [console]}]\n")
    (folder / "packs").mkdir()
    names = [[rare_name(rng) for _ in range(3)] for _ in range(RULES)]
    for name, some in zip(NAMES, names, strict=False):
        some[0] = name
    rules = "\n".join(f"  r{n}: {{title: Rule {n}, any: {some}}}" for n, some in enumerate(names))
    (folder / "packs" / "bench.yaml").write_text(f"pack: {{id: bench, owner: bench}}\nrules:\n{rules}\n")


async def poll(pipeline: Pipeline, due: list[Visit]) -> int:
    """Visit these feeds, and deal with what they bring; the number of new items."""
    new = 0
    left = iter(due)

    async def visits() -> None:
        nonlocal new
        for visit in left:
            _, saved = await pipeline.collect(visit)
            new += saved.new

    await asyncio.gather(*(visits() for _ in range(AT_ONCE)))
    left_over = new
    while left_over > 0:
        left_over -= await pipeline.detect()
        await pipeline.decide()
    return new


async def all_due(pipeline: Pipeline, *, count: int) -> list[Visit]:
    """Wait until so many feeds are due."""
    due: list[Visit] = []
    while len(due) < count:
        await asyncio.sleep(0.2)
        due += await pipeline.visiting.due(limit=count)
    return due


async def main() -> None:
    """Serve the bench until standard input ends."""
    port, feeds = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/tmp") as name:
        rules, data = Path(name, "rules"), Path(name, "data")
        rules.mkdir()
        write_rules(rules, port=port, feeds=feeds)
        configuration = load_configuration(rules).require()
        async with (
            open_store(None, data=data) as client,
            open_parts(configuration, client=client, timezone=UTC) as parts,
        ):
            await parts.pipeline.visiting.reconcile()
            due = await all_due(parts.pipeline, count=feeds + 2)
            await poll(parts.pipeline, [visit for visit in due if visit.feed.startswith("warm")])
            due = [visit for visit in due if not visit.feed.startswith("warm")]
            settle()  # as the daemon does once it has started
            print("ready", flush=True)
            while await asyncio.to_thread(sys.stdin.readline):
                due = due or await all_due(parts.pipeline, count=feeds)
                before = time.process_time() + cpu_of_children()
                new = await poll(parts.pipeline, due)
                print(time.process_time() + cpu_of_children() - before, new, flush=True)
                due = []
            assert await client.read("XLEN", client.key(keys.HISTORY))


if __name__ == "__main__":
    asyncio.run(main())
