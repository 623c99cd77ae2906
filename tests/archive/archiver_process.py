"""A process that writes an archive until it is killed: its arguments are URL, PREFIX, FOLDER, MUTANT.

It trims the history of everything that is archived after each step. A mutant does something in the wrong order,
which the kill test must notice.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from monitor.app.archiving import gathering
from monitor.app.archiving.archiver import Archiver
from monitor.app.archiving.timing import ArchiverTiming, SealLimits
from monitor.archive.tables import TableName
from monitor.archive.write import child
from monitor.clock import now
from monitor.desk.edit.forget import finish_forgetting
from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client, connect
from monitor.store.records.archived_streams import ArchivedStreams

TIMING = ArchiverTiming(limits=SealLimits(age=0.05), tidy_every=2.0, first_after=0.0)
FOLLOWED = (keys.HISTORY, keys.ACTIVITY)


async def trim(client: Client) -> None:
    """Forget what is archived, without the hour that it would be kept for."""
    for stream in FOLLOWED:
        names = (stream, keys.archived(stream), keys.ITEM_COUNTS)
        await client.run(
            scripts.TRIM, keys=[client.key(name) for name in names], args=(-1000, -1000, "always", 2**53)
        )


def trim_first(client: Client) -> None:
    """Mutant: entries are forgotten as soon as they were read."""
    original, tasks = gathering.Gathering.job, set[asyncio.Task[None]]()

    def job(self: gathering.Gathering) -> object:
        made = original(self)
        tasks.add(asyncio.get_running_loop().create_task(forget(self)))
        return made

    async def forget(one: gathering.Gathering) -> None:
        await client.read("XTRIM", client.key(one.stream.key), "MINID", f"{(one.last >> 20) + 1}")

    gathering.Gathering.job = job  # type: ignore[method-assign, assignment]


async def main(url: str, prefix: str, folder: str, mutant: str) -> None:
    """Work until killed."""
    client = await connect(url, prefix=prefix)
    if mutant == "trim first":
        trim_first(client)
    if mutant == "write in place":
        setattr(child, "_CHILD", "tests.archive.seal_in_place")  # noqa: B010
    archiver = Archiver(
        ArchivedStreams(client, holder=f"p{os.getpid()}", span=timedelta(seconds=0.5)),
        folder=Path(folder),
        keep=dict.fromkeys(TableName, timedelta(days=36500)),
        max_size=None,
        store=lambda: "the store",
        finish_forgetting=lambda go_on: finish_forgetting(client, folder=Path(folder), go_on=go_on),
        notify=lambda notice: print(notice.title, notice.detail, file=sys.stderr, flush=True),
        now=now,
        timing=TIMING,
    )
    while True:
        await archiver.step()
        await trim(client)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
