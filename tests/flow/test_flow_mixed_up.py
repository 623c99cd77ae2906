"""Two monitors with different folders on one store, and a store that was exchanged for another one."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from monitor.store.server.embedded import running_at
from tests.flow.folder import desk_and_ops
from tests.flow.test_flow_daemon import daemon, listening, times, until
from tests.flow.test_flow_data_directory import monitor
from tests.flow.test_flow_forgetting import repeats
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate


async def test_two_folders_on_one_store_are_noticed_and_shown(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path / "a", web), tmp_path / "data"
        other = desk_and_ops(tmp_path / "b", web)
        channels = other / "channels.yaml"
        channels.write_text(channels.read_text().replace("/hook", "/hook?of=another"))  # all else is the same
        where = ("--rules", str(folder), "--data", str(data))
        async with daemon(folder, "--data", str(data)) as first, listening(first):
            await until(lambda: web.conditional_hits >= 1)
            store = running_at(data)
            assert store is not None
            assert (await monitor("status", *where))[0] == 0
            async with daemon(other, "--store", store, "--data", str(tmp_path / "b")) as second, listening(second):
                await until(lambda: times(web, "another monitor with other rules or channels works on this") >= 1)
                code, said = await monitor("status", *where)
                assert (code, f"process {second.pid} of" in said) == (1, True), said
                assert "daemons with different rules or channels work on this store" in said
                code, said = await monitor("doctor", *where)
                assert (code, "✗ daemons with different rules" in said) == (1, True), said
                channels.write_text((folder / "channels.yaml").read_text())
                async with asyncio.timeout(60):
                    while (await monitor("status", *where))[0] != 0:
                        pass


async def test_a_store_that_was_exchanged_for_another_is_recognised_and_shown(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data, other = desk_and_ops(tmp_path, web), tmp_path / "data", tmp_path / "other"
        for place in (other, data):
            hits = web.conditional_hits
            async with daemon(folder, "--data", str(place)) as process, listening(process):
                await until(lambda hits=hits: web.conditional_hits > hits)
                if place == data:
                    web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
                    await until(lambda: times(web, "Bridge near Kursk") == 1)
        shutil.rmtree(data / "valkey")
        shutil.copytree(other / "valkey", data / "valkey")
        web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: times(web, "the store is not what it was: it holds other data") == 1)
            await until(lambda: repeats(web, "salt mine") == 1 and repeats(web, "Bridge near Kursk") == 1)
            where = ("--rules", str(folder), "--data", str(data))
            code, said = await monitor("status", *where)
            assert (code, "the store was not what it was: it holds other data" in said) == (1, True), said
            code, said = await monitor("doctor", *where)
            assert (code, "✗ " in said and "it holds other data" in said) == (1, True), said
            [event] = json.loads((await monitor("audit", "--json", *where))[1])["forgotten"]
            assert event["kind"] == "it holds other data than before"
        assert times(web, "Bridge near Kursk") == 1, "what may be one is marked as a repeat"
