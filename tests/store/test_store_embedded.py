"""The embedded server: private, single, adopted after a crash, mended after damage."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from monitor.errors import MonitorError, StoreRefusedError
from monitor.store.connection.client import Script, connect
from monitor.store.server.embedded import EmbeddedServer, is_attended, running_at

SET = Script("set", "return redis.call('SET', KEYS[1], ARGV[1])", repeatable=True)

MONITOR_THAT_IS_KILLED = """
import asyncio, sys
from pathlib import Path
from monitor.store.connection.client import Script
from monitor.store.connection.client import connect
from monitor.store.server.embedded import EmbeddedServer, is_attended, running_at

async def main():
    client = await connect(await EmbeddedServer(Path(sys.argv[1])).start())
    await client.run(Script("set", "return redis.call('SET', KEYS[1], 'kept')", repeatable=True), keys=["key"])
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""

Make = Callable[..., EmbeddedServer]


def noon() -> datetime:
    return datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes servers on one data directory, and stops them after the test."""
    made: list[EmbeddedServer] = []

    def one(directory: Path = tmp_path / "data", *, timeout: float = 10) -> EmbeddedServer:
        made.append(EmbeddedServer(directory, now=noon, timeout=timeout))
        return made[-1]

    yield one
    for server in made:
        await server.stop()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def write(url: str, **values: str) -> None:
    client = await connect(url, prefix="")
    for key, value in values.items():
        await client.run(SET, keys=[key], args=[value])
    await client.aclose()


async def read(url: str, command: str, *words: str) -> object:
    client = await connect(url)
    try:
        return await client.read(command, *words)
    finally:
        await client.aclose()


def kill_monitor(data: Path) -> int:
    """Start a monitor that owns an embedded server, kill it; the pid of the server that is left."""
    with subprocess.Popen([sys.executable, "-c", MONITOR_THAT_IS_KILLED, data], stdout=subprocess.PIPE) as monitor:
        assert monitor.stdout is not None
        assert monitor.stdout.readline() == b"ready\n"
        monitor.kill()
    return int(json.loads((data / "valkey.json").read_text())["pid"])


async def test_what_was_written_is_there_after_a_restart(make: Make) -> None:
    server = make()
    await write(await server.start(), key="value")
    await server.stop()
    assert not server.alive
    assert await read(await make().start(), "GET", "key") == b"value"


async def test_it_is_alive_between_start_and_stop(make: Make) -> None:
    server = make()
    seen = [server.alive]
    await server.start()
    seen.append(server.alive)
    await server.stop()
    seen.append(server.alive)
    assert seen == [False, True, False]


async def test_stopping_twice_or_before_the_start_is_harmless(make: Make) -> None:
    server = make()
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()


async def test_the_socket_is_private_and_there_is_no_tcp_port(make: Make) -> None:
    url = await make().start()
    socket = Path(unquote(url.removeprefix("unix://")))
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert (await read(url, "INFO", "server"))["tcp_port"] == 0  # type: ignore[index]  # a dict, as INFO gives it


async def test_it_writes_everything_down_and_forgets_nothing_for_lack_of_room(make: Make) -> None:
    client = await connect(await make().start())
    facts = await client.server_info()
    await client.aclose()
    assert facts.name == "valkey"
    assert facts.appendonly
    assert facts.maxmemory_policy == "noeviction"


@pytest.mark.parametrize("name", ["d" * 120, "a b", 'it\'s "quoted"', "данные %41"])
async def test_any_name_of_a_data_directory_will_do(make: Make, tmp_path: Path, name: str) -> None:
    url = await make(tmp_path / name).start()
    assert len(os.fsencode(unquote(url.removeprefix("unix://")))) <= 100
    await write(url, key="value")
    assert (tmp_path / name / "valkey" / "appendonlydir").is_dir()


async def test_a_second_monitor_on_the_same_directory_is_refused(make: Make, data: Path) -> None:
    await make().start()
    with pytest.raises(MonitorError, match=rf"{data}.* another monitor \(process {os.getpid()}\)"):
        await make().start()


async def test_a_server_that_died_can_be_started_again(make: Make, data: Path) -> None:
    server = make()
    await write(await server.start(), key="value")
    os.kill(json.loads((data / "valkey.json").read_text())["pid"], signal.SIGKILL)
    while server.alive:
        await asyncio.sleep(0.01)
    assert await read(await server.start(), "GET", "key") == b"value"


async def test_the_server_of_a_killed_monitor_is_adopted(make: Make, data: Path) -> None:
    orphan = kill_monitor(data)
    server = make()
    url = await server.start()
    assert (await read(url, "INFO", "server"))["process_id"] == orphan  # type: ignore[index]  # a dict, as above
    assert await read(url, "GET", "key") == b"kept"
    assert server.alive
    await server.stop()
    url = await make().start()
    assert (await read(url, "INFO", "server"))["process_id"] != orphan  # type: ignore[index]  # a dict, as above
    assert await read(url, "GET", "key") == b"kept"


async def test_the_server_of_a_killed_monitor_is_adopted_without_a_record(make: Make, data: Path) -> None:
    kill_monitor(data)
    (data / "valkey.json").write_text('{"pi')
    assert await read(await make().start(), "GET", "key") == b"kept"


async def test_an_orphan_that_does_not_answer_is_ended_before_another_starts(make: Make, data: Path) -> None:
    orphan = kill_monitor(data)
    os.kill(orphan, signal.SIGSTOP)
    url = await make(timeout=0.3).start()
    assert (await read(url, "INFO", "server"))["process_id"] != orphan  # type: ignore[index]  # a dict, as above
    assert await read(url, "GET", "key") == b"kept"


async def test_no_second_server_starts_while_one_that_cannot_be_ended_lives(make: Make, data: Path) -> None:
    orphan = kill_monitor(data)
    record = data / "valkey.json"
    found = record.read_text()
    record.write_text(json.dumps({"pid": os.getpid(), "socket": str(data / "elsewhere")}))
    with pytest.raises(MonitorError, match="end it, then start again"):
        await make(timeout=0.3).start()
    record.write_text(found)
    await make().start()
    os.kill(orphan, 0)


async def test_a_file_that_ends_too_early_loads(make: Make, data: Path) -> None:
    server = make()
    await write(await server.start(), first="1", last="2")
    await server.stop()
    log = next((data / "valkey" / "appendonlydir").glob("*.incr.aof"))
    os.truncate(log, log.stat().st_size - 3)
    server = make()
    url = await server.start()
    assert await read(url, "MGET", "first", "last") == [b"1", None]
    assert server.recovered is not None
    assert "ended in the middle of a write" in server.recovered
    await server.stop()
    whole = make()
    await whole.start()
    assert whole.recovered is None, "told once"


async def test_damage_within_the_file_costs_only_what_came_after_it(make: Make, data: Path) -> None:
    server = make()
    await write(await server.start(), first="1", middle="DAMAGE", last="3")
    await server.stop()
    log = next((data / "valkey" / "appendonlydir").glob("*.incr.aof"))
    whole = log.read_bytes()
    log.write_bytes(whole.replace(b"$6\r\nDAMAGE", b"\0" * 10))
    server = make()
    url = await server.start()
    assert await read(url, "MGET", "first", "middle", "last") == [b"1", None, None]
    aside = data / "valkey" / "appendonlydir.damaged-20260102T120000000000Z"
    assert (aside / log.name).stat().st_size == len(whole)
    assert server.recovered is not None
    assert str(aside) in server.recovered
    assert "before the damage was kept" in server.recovered


@pytest.mark.parametrize("victim", ["*.base.*", "*.manifest"])
async def test_damage_that_cannot_be_mended_starts_an_empty_store(make: Make, data: Path, victim: str) -> None:
    server = make()
    await write(await server.start(), key="value")
    await server.stop()
    next((data / "valkey" / "appendonlydir").glob(victim)).write_bytes(b"?" * 50)
    server = make()
    url = await server.start()
    assert await read(url, "GET", "key") is None
    assert server.recovered is not None
    assert "starts empty" in server.recovered
    await write(url, key="new")
    await server.stop()
    server = make()
    assert await read(await server.start(), "GET", "key") == b"new"
    assert server.recovered is None


async def test_a_server_that_will_not_start_shows_the_end_of_its_log(make: Make, data: Path) -> None:
    (data / "valkey").mkdir(parents=True)
    (data / "valkey" / "appendonlydir").write_text("a file where the directory should be")
    server = make()
    with pytest.raises(MonitorError, match=r"does not start(.|\n)*append-only dir"):
        await server.start()
    assert not server.alive
    (data / "valkey" / "appendonlydir").unlink()
    await server.start()


async def test_a_data_directory_that_cannot_be_made_is_reported(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MonitorError, match="cannot be used"):
        await make(tmp_path / "file" / "data").start()


@pytest.mark.parametrize("name", ["lock", "valkey.json", "valkey"])
async def test_a_data_directory_that_cannot_be_written_is_reported(make: Make, data: Path, name: str) -> None:
    data.mkdir()
    if name == "valkey":
        (data / name).touch()
    else:
        (data / name).mkdir()
    server = make()
    with pytest.raises(MonitorError, match=r"the data directory .* cannot be used: "):
        await server.start()
    assert not server.alive
    (data / name).rmdir() if name != "valkey" else (data / name).unlink()
    await server.start()
    assert server.alive, "it is tried again once that is mended"


async def test_a_server_whose_directory_was_removed_is_noticed_and_ends_at_once(make: Make, data: Path) -> None:
    server = make(timeout=1_000)
    url = await server.start()
    await write(url, still="1")
    found = [server.has_lost_directory]
    shutil.rmtree(data)
    found += [server.has_lost_directory, server.alive]
    assert found == [False, True, True]
    async with asyncio.timeout(60):  # it refuses to end by itself, and would be waited for
        await server.stop()


async def test_an_adopted_server_whose_directory_was_removed_ends_at_once(make: Make, data: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", MONITOR_THAT_IS_KILLED, str(data)], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "ready\n"
    first.kill()
    first.wait()
    first.stdout.close()
    server = make(timeout=1_000)
    await server.start()
    shutil.rmtree(data)
    assert server.alive
    async with asyncio.timeout(60):
        await server.stop()


async def test_a_store_that_is_only_looked_at_is_not_made(make: Make, data: Path) -> None:
    with pytest.raises(StoreRefusedError, match="no monitor has run there yet"):
        await make().start(create=False)
    assert not data.exists()
    server = make()
    await server.start()
    await server.stop()
    await make().start(create=False)


@pytest.mark.parametrize("gone", ["", "valkey", "valkey/appendonlydir"])
async def test_a_directory_that_was_removed_is_made_again_with_all_that_was_in_it(
    make: Make, data: Path, gone: str
) -> None:
    server = make()
    url = await server.start()
    client = await connect(url, prefix="")
    await write(url, key="1")
    for command in (
        ("XADD", "stream", "1-1", "v", "x"),
        ("XGROUP", "CREATE", "stream", "group", "0"),
        ("XREADGROUP", "GROUP", "group", "me", "STREAMS", "stream", ">"),
        ("SET", "passing", "soon", "PX", "600000"),
    ):
        await client.read(*command)
    before = server._server_pid
    shutil.rmtree(data / gone)
    assert server.has_lost_directory
    assert await server.restore_directory()
    assert (server.has_lost_directory, server.alive) == (False, True)
    assert server._server_pid != before
    assert await client.read("GET", "key") == b"1", "whoever was connected is connected again"
    assert (await client.read("XPENDING", "stream", "group"))["pending"] == 1
    assert 0 < await client.read("PTTL", "passing") <= 600_000
    assert await client.read("PTTL", "key") == -1
    await client.aclose()
    await server.stop()
    assert await read(await make().start(), "GET", "key") == b"1", "and it is on disk"


async def test_no_directory_is_made_where_another_store_lies_or_none_can_be(make: Make, data: Path) -> None:
    server = make()
    url = await server.start()
    client = await connect(url)
    shutil.copytree(data, data.with_name("other"), ignore=shutil.ignore_patterns("run"))
    data.rename(data.with_name("away"))
    data.with_name("other").rename(data)
    assert not await server.restore_directory()
    shutil.rmtree(data)
    data.write_text("a file in its place")
    assert not await server.restore_directory()
    data.unlink()
    await client.read("SET", "key", "1")
    assert await server.restore_directory(), "later it can"
    assert await client.read("GET", "key") == b"1"
    await client.aclose()


async def test_whether_a_monitor_holds_a_directory_is_known_also_after_it_was_killed(
    make: Make, data: Path
) -> None:
    assert not is_attended(data)
    kill_monitor(data)
    assert not is_attended(data)
    assert running_at(data) is not None, "its server goes on"
    await make().start()
    assert is_attended(data)
