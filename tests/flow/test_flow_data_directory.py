"""The data directory goes while the daemon runs, and commands that only look make none."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.store.open import open_store
from monitor.store.records.identity import Process, StoreRecord
from monitor.store.server.embedded import is_attended
from tests.command import command_beside
from tests.flow.folder import desk_and_ops
from tests.flow.test_flow_daemon import daemon, listening, times, until
from tests.flow.web import LoopbackWeb


async def monitor(*arguments: str) -> tuple[int, str]:
    """A command; its exit code and all that it says."""
    ended = await command_beside(*arguments)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.gate
async def test_a_data_directory_that_is_removed_is_made_again_and_nothing_is_lost(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder = desk_and_ops(tmp_path, web)
        data = tmp_path / "data"
        looked, said = await monitor("status", "--rules", str(folder), "--data", str(data))
        assert (looked, data.exists()) == (4, False), said
        assert "no daemon runs" in said
        adding = ["silence", "add", "tag=sport", "--for", "1h", "--rules", str(folder), "--data", str(data)]
        assert (await monitor(*adding))[0] == 3
        assert not data.exists()

        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            shutil.rmtree(data)
            await until(lambda: process.returncode is not None or times(web, "was removed") == 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: process.returncode is not None or times(web, "Bridge near Kursk") == 1)
            looked, said = await monitor("status", "--rules", str(folder), "--data", str(data))
            assert (looked, f"process {process.pid} " in said) == (0, True), said
            process.kill()
            await process.wait()
        web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: process.returncode is not None or times(web, "salt mine") == 1)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0
        assert times(web, "Bridge near Kursk") == 1, "what was sent is still known"
        looked, said = await monitor("audit", "--rules", str(folder), "--data", str(data))
        assert looked == 0, said


async def test_a_fresh_sign_of_life_of_a_daemon_that_was_killed_deceives_nobody(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_store(None, data=data) as client:
        record = StoreRecord(client)
        await record.identify()
        process = Process(pid=1, host="h", started_at=now(), roles=(), folder="", ruleset="", channels=())
        assert await record.beat("killed", process) == 1
        assert is_attended(data)
    code, said = await monitor("status", "--rules", str(tmp_path / "rules"), "--data", str(data))
    assert (code, "no daemon runs: the last sign of life was at" in said) == (4, True), said


@pytest.mark.gate
async def test_a_directory_that_cannot_be_made_again_or_was_replaced_is_told_of(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), tmp_path / "data"
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            data.rename(tmp_path / "away")
            data.write_text("a file in its place")
            await until(lambda: process.returncode is not None or times(web, "It cannot be made again") == 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: process.returncode is not None or times(web, "Bridge near Kursk") == 1)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0
        data.unlink()
        (tmp_path / "away").rename(data)
        hits = web.conditional_hits
        async with daemon(folder, "--data", str(data)) as process, listening(process):
            await until(lambda: web.conditional_hits > hits)
            shutil.copytree(data / "valkey", tmp_path / "other" / "valkey")
            data.rename(tmp_path / "away")
            (tmp_path / "other").rename(data)
            await until(lambda: process.returncode is not None or times(web, "Another store is there now") == 1)
            assert process.returncode is None


@pytest.mark.gate
async def test_the_status_says_whether_anything_runs_and_since_when_nothing_does(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder, data = desk_and_ops(tmp_path, web), str(tmp_path / "data")
        where = ("--rules", str(folder), "--data", data)
        assert (await monitor("status", "--live", *where))[0] == 4
        async with daemon(folder, "--data", data) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            code, said = await monitor("status", *where)
            assert (code, f"process {process.pid} " in said) == (0, True), said
            assert (await monitor("status", "--live", *where))[0] == 0
            (folder / "packs" / "test.yaml").write_text("rules: [")
            async with asyncio.timeout(60):
                while (await monitor("status", *where))[0] != 1:
                    await asyncio.sleep(0.2)
            assert (await monitor("doctor", *where))[0] == 1, "a rule file is broken"
            process.kill()
            await process.wait()
        async with asyncio.timeout(60):
            while (await monitor("status", "--live", *where))[0] != 4:
                pass
        code, said = await monitor("status", *where)
        assert (code, "no daemon runs: the last sign of life was at" in said) == (4, True), said
        code, said = await monitor("doctor", *where)
        assert (code, "✗ no daemon runs: the last sign of life was at" in said) == (1, True), said
        assert (await monitor("reload", *where))[0] == 4
