"""A store that has forgotten is recognised, told of, and costs no news that the feeds still show."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.store.base import keys
from monitor.store.connection.client import Client, connect
from monitor.store.open import open_store
from monitor.store.server.embedded import running_at
from tests.flow.folder import desk_and_ops
from tests.flow.test_flow_daemon import daemon, listening, times, until
from tests.flow.test_flow_data_directory import monitor
from tests.flow.web import LoopbackWeb


def repeats(web: LoopbackWeb, words: str) -> int:
    """How often the phone rang with these words, marked as a possible repeat."""
    texts = [f"{message['title']} {message['message']}" for message in web.hooked]
    return sum(words in text and "possible duplicate" in text for text in texts)


@asynccontextmanager
async def store_of(data: Path) -> AsyncIterator[Client]:
    """The store of the daemon at work."""
    url = running_at(data)
    assert url is not None
    client = await connect(url)
    try:
        yield client
    finally:
        await client.aclose()


@pytest.mark.gate
async def test_a_start_on_an_empty_store_that_was_full_misses_no_news(
    tmp_path: Path,
) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)
        shutil.rmtree(data / "valkey")
        web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: repeats(web, "salt mine") == 1 and repeats(web, "Bridge near Kursk") == 1)
            await until(lambda: times(web, "the store is not what it was: it is empty") == 1)
            web.publish("alpha", "a3", "Dock workers begin a harbour strike in Rostock")
            await until(lambda: times(web, "harbour strike") + repeats(web, "harbour strike") == 1)
            code, said = await monitor("audit", "--json", "--rules", str(folder), "--data", str(data))
        assert code == 1
        [event] = json.loads(said)["forgotten"]
        assert event["kind"] == "it is empty, and was not before"
        assert times(web, "Bridge near Kursk") == 1


@pytest.mark.gate
async def test_a_store_that_is_emptied_under_the_daemon_is_no_silent_baseline(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        where = ("--rules", str(folder), "--data", str(data))
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)
            async with store_of(data) as client:
                await client.read("FLUSHALL")
                web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
            await until(lambda: times(web, "salt mine") + repeats(web, "salt mine") == 1)
            await until(lambda: times(web, "the store is not what it was: it is empty") == 1)
            assert process.returncode is None
            async with asyncio.timeout(60):  # the rules are kept in it again, for a start with a broken file
                while "with 3 rules" not in (said := (await monitor("status", *where))[1]):
                    assert "no daemon runs" not in said
            (folder / "packs" / "test.yaml").write_text("rules: [")
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            web.publish("alpha", "a3", "Dock workers begin a harbour strike in Rostock")
            await until(lambda: times(web, "harbour strike") + repeats(web, "harbour strike") == 1)


@pytest.mark.gate
async def test_a_store_that_lacks_its_end_is_recognised(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
        backup = tmp_path / "backup"
        shutil.copytree(data / "valkey", backup)
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)
        shutil.rmtree(data / "valkey")
        shutil.copytree(backup, data / "valkey")
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: times(web, "it lacks what was written last") == 1)
            await until(lambda: repeats(web, "Bridge near Kursk") == 1)
        assert times(web, "Bridge near Kursk") == 1, "what may be one is marked as a repeat"


async def test_a_store_that_a_newer_monitor_has_written_is_refused(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        async with open_store(None, data=data) as client:
            await client.read("HSET", client.key(keys.STORE), "id", "x", "format", "2")
        code, said = await monitor("run", "--rules", str(folder), "--data", str(data))
    assert code == 3
    assert "written by a newer monitor (format 2" in said
