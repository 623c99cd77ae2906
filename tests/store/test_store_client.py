"""The connection: what is repeated, what is not, and what a person is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.store.connection.client import Client, Script, connect
from monitor.store.connection.server_info import ServerInfo, advice, info_from
from monitor.store.server.embedded import EmbeddedServer

ADD_ONCE = Script(
    "add_once",
    "if redis.call('SADD', KEYS[1], ARGV[1]) == 1 then redis.call('XADD', KEYS[2], '*', 'a', ARGV[1]) end "
    "return redis.call('XLEN', KEYS[2])",
    repeatable=True,
)
ADD = Script("add", "return redis.call('XADD', KEYS[1], '*', 'a', ARGV[1])", repeatable=False)
DELETE = Script("delete", "return redis.call('XDEL', KEYS[1], ARGV[1])", repeatable=True)


class FaultyLink:
    """A TCP address in front of a server's unix socket, which loses a reply or falls silent when told to."""

    def __init__(self, socket: Path) -> None:
        self.url = ""
        self.lost = 0
        self._socket = socket
        self._to_lose = 0
        self._silent = False
        self._streams: list[asyncio.StreamWriter] = []

    def lose_replies(self, count: int) -> None:
        self._to_lose = count

    def fall_silent(self) -> None:
        self._silent = True

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        self._server.close()
        for stream in self._streams:
            stream.close()
        await asyncio.gather(*(stream.wait_closed() for stream in self._streams), return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        store_reader, store_writer = await asyncio.open_unix_connection(self._socket)
        self._streams += [writer, store_writer]
        await asyncio.gather(
            self._pump(reader, store_writer, replies=False), self._pump(store_reader, writer, replies=True)
        )

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, replies: bool) -> None:
        try:
            while data := await source.read(65536):
                if self._silent:
                    continue
                if replies and self._to_lose:
                    self._to_lose -= 1
                    self.lost += 1
                    break
                target.write(data)
                await target.drain()
        except ConnectionError:
            pass
        target.close()


@pytest.fixture
async def link(valkey_url: str) -> AsyncIterator[FaultyLink]:
    made = FaultyLink(Path(unquote(valkey_url.removeprefix("unix://"))))
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def linked(link: FaultyLink, client: Client) -> AsyncIterator[Client]:
    """A client behind the faulty link, with the same keys as `client`."""
    made = await connect(link.url, prefix=client.prefix)
    yield made
    await made.aclose()


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[tuple[EmbeddedServer, str]]:
    """A server that a test may kill or reconfigure."""
    server = EmbeddedServer(tmp_path)
    yield server, await server.start()
    await server.stop()


async def read_new(client: Client, stream: str, *, block_ms: int | None = None) -> list[bytes]:
    entries = await client.read_group(stream, group="g", consumer="c", start=">", count=10, block_ms=block_ms)
    return [fields[b"a"] for _, fields in entries]


async def test_a_script_answers_in_bytes_and_takes_bytes_text_and_numbers(any_client: Client) -> None:
    echo = Script("echo", "return {KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), false}", repeatable=True)
    reply = await any_client.run(echo, keys=["k"], args=[b"\xff\x00", "ü", 7])
    assert reply == [b"k", b"\xff\x00", "ü".encode(), 7, None]


async def test_a_script_runs_after_the_server_forgot_it(any_client: Client) -> None:
    stream = any_client.key("s")
    await any_client.run(ADD, keys=[stream], args=["1"])
    await any_client.read("SCRIPT", "FLUSH")
    await any_client.run(ADD, keys=[stream], args=["2"])
    assert await any_client.read("XLEN", stream) == 2


async def test_a_mistake_in_a_script_is_raised_as_it_is(any_client: Client) -> None:
    with pytest.raises(Exception, match="nosuchfunction") as caught:
        await any_client.run(Script("bad", "return nosuchfunction()", repeatable=True), keys=[])
    assert not isinstance(caught.value, MonitorError)


async def test_keys_begin_with_the_prefix(client: Client) -> None:
    assert client.key("{p0}:due") == client.prefix + "{p0}:due"


async def test_a_lost_reply_does_not_double_what_a_script_does(link: FaultyLink, linked: Client) -> None:
    keys = [linked.key("seen"), linked.key("s")]
    link.lose_replies(1)
    assert await linked.run(ADD_ONCE, keys=keys, args=["x"]) == 1
    assert link.lost == 1


async def test_a_script_that_must_not_run_twice_is_not_sent_again(link: FaultyLink, linked: Client) -> None:
    link.lose_replies(1)
    with pytest.raises(StoreUnavailableError):
        await linked.run(ADD, keys=[linked.key("s")], args=["x"])
    assert link.lost == 1
    assert await linked.read("XLEN", linked.key("s")) == 1


async def test_a_script_that_must_not_run_twice_runs_after_the_server_forgot_it(linked: Client) -> None:
    await linked.read("SCRIPT", "FLUSH")
    await linked.run(ADD, keys=[linked.key("s")], args=["x"])
    assert await linked.read("XLEN", linked.key("s")) == 1


async def test_a_read_is_repeated_when_its_reply_is_lost(link: FaultyLink, linked: Client) -> None:
    link.lose_replies(2)
    assert await linked.read("GET", linked.key("none")) is None
    assert link.lost == 2


async def test_it_gives_up_when_reply_after_reply_is_lost(link: FaultyLink, linked: Client) -> None:
    link.lose_replies(1000)
    with pytest.raises(StoreUnavailableError, match=rf"{link.url}.*check that it runs"):
        await linked.read("GET", "x")


async def test_entries_whose_reply_was_lost_are_pending_and_not_asked_for_again(
    link: FaultyLink, linked: Client
) -> None:
    stream = linked.key("s")
    await read_new(linked, stream)
    await linked.run(ADD, keys=[stream], args=["x"])
    link.lose_replies(1)
    with pytest.raises(StoreUnavailableError):
        await read_new(linked, stream)
    assert link.lost == 1
    assert await read_new(linked, stream) == []
    [(_, fields)] = await linked.read_group(stream, group="g", consumer="c", start="0", count=10, block_ms=None)
    assert fields == {b"a": b"x"}


async def test_a_cancelled_call_leaves_the_client_usable(link: FaultyLink, linked: Client) -> None:
    waiting = asyncio.create_task(read_new(linked, linked.key("s"), block_ms=2000))
    while not await linked.read("EXISTS", linked.key("s")):
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await linked.run(ADD, keys=[linked.key("s")], args=["x"])
    assert await linked.read("XLEN", linked.key("s")) == 1


async def test_a_call_to_a_silent_server_can_be_cancelled(link: FaultyLink, linked: Client) -> None:
    link.fall_silent()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(linked.read("GET", "x"), 0.1)


async def test_reading_makes_the_group_at_the_beginning_of_the_stream(any_client: Client) -> None:
    stream = any_client.key("s")
    await any_client.run(ADD, keys=[stream], args=["1"])
    assert await read_new(any_client, stream) == [b"1"]
    assert await read_new(any_client, stream) == []


async def test_a_blocking_read_ends_when_an_entry_comes(any_client: Client) -> None:
    stream = any_client.key("s")
    assert await read_new(any_client, stream) == []
    waiting = asyncio.create_task(read_new(any_client, stream, block_ms=2000))
    await asyncio.sleep(0.05)
    await any_client.run(ADD, keys=[stream], args=["late"])
    assert await waiting == [b"late"]


async def test_a_blocking_read_of_nothing_ends_empty(any_client: Client) -> None:
    assert await read_new(any_client, any_client.key("s"), block_ms=20) == []


async def test_a_pending_entry_that_was_deleted_has_no_fields(any_client: Client) -> None:
    stream = any_client.key("s")
    entry = await any_client.run(ADD, keys=[stream], args=["1"])
    await read_new(any_client, stream)
    await any_client.run(DELETE, keys=[stream], args=[entry])
    pending = await any_client.read_group(stream, group="g", consumer="c", start="0", count=10, block_ms=None)
    assert pending == [(entry.decode(), {})]


async def test_the_client_works_again_after_the_server_was_restarted(
    own_server: tuple[EmbeddedServer, str],
) -> None:
    server, url = own_server
    client = await connect(url)
    blocked = [asyncio.create_task(read_new(client, client.key("s"), block_ms=2000)) for _ in range(5)]
    await asyncio.sleep(0.05)
    await server.stop()
    for result in await asyncio.gather(*blocked, return_exceptions=True):
        assert isinstance(result, StoreUnavailableError)
    with pytest.raises(StoreUnavailableError):
        await client.read("GET", "x")
    await server.start()
    await client.run(ADD, keys=[client.key("s")], args=["x"])
    assert await read_new(client, client.key("s")) == [b"x"]
    await client.aclose()


async def test_a_full_store_refuses_and_says_what_to_do(own_server: tuple[EmbeddedServer, str]) -> None:
    client = await connect(own_server[1])
    await client.read("CONFIG", "SET", "maxmemory", "1")
    with pytest.raises(StoreRefusedError, match="raise its maxmemory"):
        await client.run(ADD, keys=["s"], args=["x"])
    with pytest.raises(StoreRefusedError, match="raise its maxmemory"):
        await read_new(client, "new")
    await client.aclose()


async def test_a_replica_refuses_and_says_what_to_do(own_server: tuple[EmbeddedServer, str]) -> None:
    client = await connect(own_server[1])
    await client.read("CONFIG", "SET", "replica-serve-stale-data", "yes")
    await client.read("REPLICAOF", "127.0.0.1", "1")
    with pytest.raises(StoreRefusedError, match="address of the primary"):
        await client.run(ADD, keys=["s"], args=["x"])
    await client.aclose()


async def test_a_server_that_is_not_ready_counts_as_unavailable(own_server: tuple[EmbeddedServer, str]) -> None:
    client = await connect(own_server[1])
    await client.read("CONFIG", "SET", "replica-serve-stale-data", "no")
    await client.read("REPLICAOF", "127.0.0.1", "1")
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        await client.read("GET", "x")
    await client.aclose()


async def test_a_missing_or_wrong_password_is_refused_and_never_shown(
    own_server: tuple[EmbeddedServer, str],
) -> None:
    url = own_server[1]
    client = await connect(url)
    await client.read("CONFIG", "SET", "requirepass", "right")
    for wrong in (url, url.replace("unix://", "unix://:hunter2@")):
        with pytest.raises(StoreRefusedError, match="right ones into the URL") as caught:
            await connect(wrong)
        assert "hunter2" not in str(caught.value)
    allowed = await connect(url.replace("unix://", "unix://:right@"))
    await allowed.read("CONFIG", "SET", "requirepass", "")
    await allowed.aclose()
    await client.aclose()


async def test_a_user_without_the_permission_is_refused(own_server: tuple[EmbeddedServer, str]) -> None:
    url = own_server[1]
    client = await connect(url)
    await client.read("ACL", "SETUSER", "reader", "on", ">pw", "+info", "+client")
    limited = await connect(url.replace("unix://", "unix://reader:pw@"))
    with pytest.raises(StoreRefusedError, match="may not do this"):
        await limited.run(ADD, keys=["s"], args=["x"])
    await limited.aclose()
    await client.aclose()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://user:hunter2@host", r"redis://, rediss://, unix://, redis\+sentinel"),
        ("localhost:6379", r"redis://, rediss://, unix://, redis\+sentinel"),
        ("redis://:hunter2/x@host:1/0", "cannot be used"),
        ("redis://[::1/0", "cannot be used"),
        ("redis://:hunter2@host:99999", "cannot be used"),
        ("unix:///path?decode_responses=1", "unknown option 'decode_responses'"),
    ],
)
async def test_an_address_that_cannot_be_used_is_explained(url: str, told: str) -> None:
    with pytest.raises(MonitorError, match=told) as caught:
        await connect(url)
    assert "hunter2" not in str(caught.value)


async def test_nobody_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="No such file"):
        await connect(f"unix://{tmp_path}/none")


async def test_something_else_at_the_address_is_refused() -> None:
    async def web_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(web_server, "127.0.0.1", 0) as server:
        with pytest.raises(StoreRefusedError, match="no Redis or Valkey"):
            await connect(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}")


async def test_the_facts_name_the_server(any_client: Client) -> None:
    facts = await any_client.server_info()
    assert facts.name in ("redis", "valkey")
    assert int(facts.version.split(".")[0]) >= 7
    assert facts.used_memory > 0


@pytest.mark.parametrize(
    "info",
    [
        {"redis_version": "6.2.14"},
        {"server_name": "valkey", "redis_version": "7.2.4", "valkey_version": "7.1.9"},
        {"redis_version": "5"},
    ],
)
def test_an_old_server_is_refused(info: dict[str, object]) -> None:
    with pytest.raises(StoreRefusedError, match="too old"):
        info_from(info)


@pytest.mark.parametrize(
    ("info", "version"),
    [
        ({"redis_version": "7.0.0"}, "7.0.0"),
        ({"redis_version": "8.2.1"}, "8.2.1"),
        ({"server_name": "valkey", "redis_version": "7.2.4", "valkey_version": "9.1.2"}, "9.1.2"),
    ],
)
def test_a_server_that_is_new_enough_is_taken(info: dict[str, object], version: str) -> None:
    assert info_from(info).version == version


def test_a_well_set_server_needs_no_advice() -> None:
    assert advice(server()) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"maxmemory_policy": "allkeys-lru"}, "maxmemory-policy noeviction"),
        ({"appendonly": False}, "appendonly yes"),
        ({"writes_ok": False}, "repair the disk"),
        ({"role": "slave"}, "primary"),
        ({"maxmemory": 1000, "used_memory": 950}, "95 % full"),
    ],
)
def test_each_bad_setting_has_its_advice(facts: dict[str, object], told: str) -> None:
    [line] = advice(server(**facts))
    assert told in line


def server(**changes: object) -> ServerInfo:
    info: dict[str, object] = {
        "name": "valkey",
        "version": "9.1.2",
        "mode": "standalone",
        "role": "master",
        "run_id": "0",
        "appendonly": True,
        "writes_ok": True,
        "maxmemory": 0,
        "maxmemory_policy": "noeviction",
        "used_memory": 1,
    }
    return ServerInfo(**(info | changes))  # type: ignore[arg-type]  # the tests name the fields themselves
