"""The data directory goes while the daemon runs, and commands that only look make none."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
from pathlib import Path

from tests.flow.folder import write_folder
from tests.flow.test_flow_daemon import daemon, listening, times, until
from tests.flow.web import LoopbackWeb


async def monitor(*arguments: str) -> tuple[int, str]:
    """A command; its exit code and all that it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitor",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_a_data_directory_that_is_removed_is_told_of_and_ends_nothing(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        hook = f"{{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}"
        folder = write_folder(
            tmp_path / "rules", web=web, feeds=["alpha"], channels=f"channels: {{desk: {hook}, ops: {hook}}}\n"
        )
        data = tmp_path / "data"
        looked, said = await monitor("status", "--rules", str(folder), "--data", str(data))
        assert (looked, data.exists()) == (0, False), said
        assert "no daemon has ever run on this store" in " ".join(said.split())
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
            assert not data.exists(), said
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0
