"""A store that is not what it was is recognised, reported, and doubted from then on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.store_watch.known_store import FILE, KnownStores
from monitor.app.store_watch.store_watch import StoreWatch
from monitor.clock import now
from monitor.errors import StoreRefusedError
from monitor.model.ids import FeedId
from monitor.model.notice import Notice
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.records.identity import FORMAT, Forgotten, Process, StoreRecord

AGO = timedelta(hours=3)


class Watched:
    """A process of the monitor, as far as it watches its store."""

    def __init__(self, client: Client, data: Path) -> None:
        self.client = client
        self.record = StoreRecord(client)
        self.notices: list[Notice] = []
        process = Process(pid=1, host="h", started_at=now(), roles=(), folder="", ruleset="", channels=())
        self.watch = StoreWatch(
            self.record, KnownStores(data, store="one"), holder="holder", process=lambda: process,
            feeds=lambda: [FeedId("antara")], waiting=self._waiting, look_back=AGO, report=self.notices.append,
            now=now,
        )  # fmt: skip

    async def _waiting(self) -> int:
        return 20

    async def forgotten(self) -> list[Forgotten]:
        return [event.kind for event in await self.record.events()]

    async def look_again(self) -> list[bytes]:
        found: list[bytes] = await self.client.read("HKEYS", self.client.key(keys.LOOK_AGAIN))
        return found

    async def doubted(self) -> bool:
        return await self.client.read("GET", self.client.key(keys.DOUBT)) is not None

    async def loses(self, *names: str) -> None:
        await self.client.read("DEL", *(self.client.key(name) for name in names))


async def test_a_store_that_was_emptied_is_recognised_at_a_start(client: Client, tmp_path: Path) -> None:
    before = Watched(client, tmp_path)
    await before.watch.recognise()
    assert (before.notices, await before.doubted()) == ([], False), "a new store has forgotten nothing"
    await before.loses(keys.STORE)

    after = Watched(client, tmp_path)
    await after.watch.recognise()

    assert await after.forgotten() == [Forgotten.EMPTY]
    [notice] = after.notices
    assert "20 alerts waited then, and may be lost" in notice.detail
    assert await after.look_again() == [b"antara"], "what was news is no silent baseline"
    assert await after.doubted(), "what may have been sent is marked"


async def test_a_store_that_is_emptied_is_recognised_by_the_next_sign_of_life(
    client: Client, tmp_path: Path
) -> None:
    watched = Watched(client, tmp_path)
    await watched.watch.recognise()
    await watched.watch.step()
    await watched.loses(keys.STORE)

    await watched.watch.step()

    assert await watched.forgotten() == [Forgotten.EMPTY]
    assert len(watched.notices) == 1


async def test_a_store_that_lacks_its_end_is_recognised(client: Client, tmp_path: Path) -> None:
    watched = Watched(client, tmp_path)
    await watched.watch.recognise()
    for _ in range(3):
        await watched.watch.step()
    await client.read("HSET", client.key(keys.STORE), "sequence", 1)

    again = Watched(client, tmp_path)
    await again.watch.recognise()

    assert await again.forgotten() == [Forgotten.ROLLED_BACK]
    assert await again.doubted()


async def test_a_store_that_a_newer_monitor_has_written_is_refused(client: Client, tmp_path: Path) -> None:
    await Watched(client, tmp_path).watch.recognise()
    await client.read("HSET", client.key(keys.STORE), "format", FORMAT + 1)

    with pytest.raises(StoreRefusedError, match="was written by a newer monitor"):
        await Watched(client, tmp_path).watch.recognise()


async def test_what_is_known_of_a_store_is_kept_beside_it(client: Client, tmp_path: Path) -> None:
    await Watched(client, tmp_path).watch.recognise()

    known = KnownStores(tmp_path, store="one").read()

    assert known is not None
    assert (known.waiting, (tmp_path / FILE).exists()) == (20, True)
    KnownStores(tmp_path, store="other").write(known)
    assert KnownStores(tmp_path, store="one").read() == known, "each store has an entry of its own"
