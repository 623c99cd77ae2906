"""The process that writes the archive, and its child, are killed at random: nothing is lost, doubled or torn."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.clock import now
from monitor.errors import NoArchiveError
from monitor.model.activity import Activity, Deed
from monitor.store.base import keys
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from tests.store.store_news import as_admin, item

BATCH = 40


@dataclass(kw_only=True)
class Ledger:
    """What was put, and what became of it."""

    put: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    shrunk: int = 0
    """How often a reader found fewer rows than before."""
    seen: int = 0
    reads: int = 0


def children_of(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


class Killed:
    """An archiver process, started again whenever it was killed."""

    def __init__(self, url: str, client: Client, folder: Path, mutant: str) -> None:
        self._command = [
            sys.executable,
            "-m",
            "tests.archive.archiver_process",
            url,
            client.prefix,
            str(folder),
            mutant,
        ]
        self._process = subprocess.Popen(self._command)

    def kill(self) -> None:
        """Kill the process and its child, if it has one at that moment."""
        for pid in (self._process.pid, *children_of(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def again(self) -> None:
        self._process = subprocess.Popen(self._command)


async def put(client: Client, ledger: Ledger) -> None:
    for _ in range(BATCH):
        one = item(f"n{len(ledger.put)}")
        await as_admin(client, "XADD", client.key(keys.HISTORY), "*", "i", one.id, "v", encode(one))
        act = Activity(at=now(), person=one.id, way="cli", action=Deed.SPLIT, object="x")
        await as_admin(client, "XADD", client.key(keys.ACTIVITY), "*", "v", encode(act))
        ledger.put.append(one.id)


def ids(folder: Path, ledger: Ledger) -> list[str]:
    """The ids of the items on disk."""
    try:
        with opened(folder) as reader:
            found = [row[1] for row in reader.rows(TableName.ITEMS, ("id",))]
            ledger.torn += reader.unreadable
    except NoArchiveError:
        return []
    ledger.reads += 1
    ledger.shrunk += len(found) < ledger.seen
    ledger.seen = len(found)
    return found


async def waiting(client: Client, name: str) -> list[str]:
    """The entries that are in the store, but for the newest archived one."""
    key = client.key(name)
    held = await client.read("HGET", client.key(keys.archived(name)), "entry") or b"0-0"
    found = await client.read("XRANGE", key, f"({held.decode()}", "+")
    return [fields[b"i"].decode() for _, fields in found]


async def play(
    url: str, client: Client, folder: Path, *, kills: int, mutant: str = ""
) -> tuple[Ledger, list[str]]:
    """Put items while the archiver is killed again and again; then let it finish, and give what the archive
    has."""
    ledger, chance = Ledger(), random.Random(7)
    process = Killed(url, client, folder, mutant)
    try:
        for _ in range(kills):
            before = len(list(folder.glob("items/*.parquet")))
            await put(client, ledger)
            await until_written(folder, before, ledger, mutant=bool(mutant))
            await put(client, ledger)
            await asyncio.sleep(chance.uniform(0.0, 0.6))  # the moment of the kill is what is tried
            process.kill()
            await asyncio.to_thread(ids, folder, ledger)
            process.again()
        for _ in range(600):
            if not await waiting(client, keys.HISTORY) or mutant:
                break
            await asyncio.sleep(0.1)
        if mutant:
            await asyncio.sleep(3)
    finally:
        process.kill()
    return ledger, await asyncio.to_thread(ids, folder, ledger)


async def until_written(folder: Path, before: int, ledger: Ledger, *, mutant: bool) -> None:
    """Wait until there is a file more, for at most a minute; a mutant may never get there."""
    for _ in range(50 if mutant else 600):
        if len(list(folder.glob("items/*.parquet"))) > before:
            return
        await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(3, marks=pytest.mark.gate),
        pytest.param(60, marks=pytest.mark.slow),
    ],
)
async def test_nothing_is_lost_doubled_or_torn(
    valkey_url: str, client: Client, tmp_path: Path, kills: int
) -> None:
    folder = tmp_path / "archive"
    ledger, found = await play(valkey_url, client, folder, kills=kills)

    assert ledger.torn == []
    assert ledger.shrunk == 0
    assert ledger.reads > kills
    assert await waiting(client, keys.HISTORY) == []
    assert len(found) == len(set(found)), "doubled"
    assert found == ledger.put, "lost, or in another order"
    with opened(folder) as reader:
        acts = [row[1] for row in reader.rows(TableName.ACTIVITY, ("person",))]
    assert set(ledger.put) - set(acts) <= set(await unarchived_acts(client))
    assert len(acts) == len(set(acts))


async def unarchived_acts(client: Client) -> list[str]:
    held = await client.read("HGET", client.key(keys.archived(keys.ACTIVITY)), "entry") or b"0-0"
    found = await client.read("XRANGE", client.key(keys.ACTIVITY), f"({held.decode()}", "+")
    return [fields[b"v"].decode().partition('"person":"')[2].partition('"')[0] for _, fields in found]


@pytest.mark.slow
@pytest.mark.parametrize("mutant", ["trim first", "write in place"])
async def test_the_kills_notice_what_is_done_in_the_wrong_order(
    valkey_url: str, client: Client, tmp_path: Path, mutant: str
) -> None:
    ledger, found = await play(valkey_url, client, tmp_path / "archive", kills=12, mutant=mutant)

    assert ledger.torn or ledger.shrunk or found != ledger.put
