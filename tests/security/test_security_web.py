"""What a page in somebody's browser can do to the HTTP server beside it: nothing, and read nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from monitor.desk.query.figures import Liveness, Status
from monitor.errors import StoreUnavailableError
from monitor.web.metrics import Latencies
from monitor.web.server import Server

PATHS = ("/metrics", "/health/live", "/health/ready")


class Desk:
    """A monitor whose store is away, and that has nothing to say."""

    async def figures(self) -> Status:
        raise StoreUnavailableError("the store does not answer")

    def liveness(self) -> Liveness:
        return Liveness(stages={}, stalled=())


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with Server(Desk(), Latencies(), host="127.0.0.1", port=0) as server:
        yield server.port


async def ask(port: int, *, method: str = "GET", path: str = "/health/live", host: str, more: str = "") -> str:
    """The head of the answer to a request made by hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[0].decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9100", "127.0.0.1.evil.example", "localhost.evil.example", "", "[", "%"]
)
async def test_t15_a_name_that_was_turned_to_our_address_is_told_nothing(port: int, path: str, host: str) -> None:
    status = (await ask(port, path=path, host=host)).split()[1]

    assert status in {"400", "421"}


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "127.0.0.1", "localhost:{port}", "[::1]:{port}", "10.0.0.8"])
async def test_t15_who_asks_by_address_is_answered(port: int, host: str) -> None:
    assert (await ask(port, host=host.format(port=port))).split()[1] == "200"


async def test_t15_behind_a_name_of_its_own_the_server_answers_to_it() -> None:
    async with Server(Desk(), Latencies(), host="0.0.0.0", port=0) as server:
        assert (await ask(server.port, host="monitor.desk.example")).split()[1] == "200"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_t15_nothing_can_be_changed_from_outside(port: int, path: str, method: str) -> None:
    head = await ask(port, method=method, path=path, host="127.0.0.1", more="Origin: null\r\n")

    assert head.split()[1] == "405"


@pytest.mark.parametrize("path", PATHS)
async def test_t15_no_other_origin_is_let_in(port: int, path: str) -> None:
    upgrade = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AA==\r\n"
    )
    for more in ("Origin: https://evil.example\r\n", f"Origin: https://evil.example\r\n{upgrade}"):
        head = await ask(port, path=path, host="127.0.0.1", more=more)
        assert "access-control" not in head.lower()
        assert head.split()[1] != "101"
