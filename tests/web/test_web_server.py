"""What machines are told over HTTP: real sockets, figures of a neighbour."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from monitor.desk.query.figures import FeedFigures, Liveness, Status
from monitor.desk.query.past.time_to_alert import times_to_alert
from monitor.errors import MonitorError, StoreUnavailableError
from monitor.model.ids import FeedId
from monitor.web.guarded import Guard
from monitor.web.metrics import Latencies
from monitor.web.server import Server
from tests.desk.reports import a_sent_alert
from tests.fakes import NOON

COUNTS = {"new": 7, "known": 30, "same": 3, "rejected": 1, "edited": 2,
          "matched": 4, "told": 2, "folded": 1, "silenced": 1, "by_fallback": 0,
          "dead": 0, "notices": 0, "vanished": 0}  # fmt: skip


def feed(name: str, *, failures: int = 0, failure: str = "", late: timedelta = timedelta(0)) -> FeedFigures:
    return FeedFigures(
        feed=FeedId(name),
        failures=failures,
        failure=failure,
        good_at=NOON - timedelta(minutes=5),
        next_visit_at=NOON - late,
    )


@dataclass
class Desk:
    """A monitor that says of itself what it is told to say."""

    store_answers: bool = True
    stalled: tuple[str, ...] = ()
    feeds: list[FeedFigures] = field(default_factory=lambda: [feed("antara")])

    async def figures(self) -> Status:
        if not self.store_answers:
            raise StoreUnavailableError("the store does not answer")
        return Status(
            at=NOON,
            counts=COUNTS,
            queues={"items": 3, "desk out": 2},
            feeds=self.feeds,
            store_memory=1_000_000,
            store_limit=0,
            ruleset="0123456789ab",
            rules=11,
            problems=0,
            times=times_to_alert([a_sent_alert(), a_sent_alert("a2", at=NOON + timedelta(minutes=3))]),
        )

    def liveness(self) -> Liveness:
        return Liveness(stages={"detect": 0.5}, stalled=self.stalled)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def latencies() -> Latencies:
    return Latencies()


@pytest.fixture
async def address(desk: Desk, latencies: Latencies) -> AsyncIterator[str]:
    async with Server(desk, latencies, host="127.0.0.1", port=0) as server:
        yield f"http://127.0.0.1:{server.port}"


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def samples(address: str) -> dict[tuple[Any, ...], float]:
    _, text = await get(f"{address}/metrics")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_every_figure_is_a_metric(address: str) -> None:
    found = await samples(address)

    assert found["monitor_items_total", "new"] == 7
    assert found["monitor_outcomes_total", "told"] == 2
    assert found["monitor_queue_length", "desk out"] == 2
    assert found["monitor_feed_up", "antara"] == 1
    assert found["monitor_feed_good_timestamp_seconds", "antara"] == (NOON - timedelta(minutes=5)).timestamp()
    assert found["monitor_rules", "0123456789ab"] == 11
    assert found["monitor_store_up",] == 1
    for quantile, seconds in (("0.5", 60), ("0.95", 180)):
        for feed_name in ("", "antara"):
            assert found["monitor_time_to_alert_seconds", feed_name, quantile, "seen_to_sent"] == seconds
    assert found["monitor_time_to_alert_seconds", "", "0.5", "published_to_sent"] == 120


async def test_failing_feeds_are_counted_by_class_and_the_latest_gives_the_lag(desk: Desk, address: str) -> None:
    desk.feeds = [
        feed("a", failures=2, failure="timeout", late=timedelta(seconds=90)),
        feed("b", failures=1, failure="timeout"),
        feed("c"),
    ]

    found = await samples(address)

    assert found["monitor_feeds_failing", "timeout"] == 2
    assert found["monitor_feed_up", "a"] == 0
    assert found["monitor_schedule_lag_seconds",] == 90


async def test_latencies_are_histograms(address: str, latencies: Latencies) -> None:
    latencies.accepted(0.08, channel="desk")
    latencies.accepted(3.0, channel="desk")
    latencies.seen(-5.0)

    found = await samples(address)

    assert found["monitor_seen_to_accepted_seconds_bucket", "desk", "0.1"] == 1
    assert found["monitor_seen_to_accepted_seconds_count", "desk"] == 2
    assert found["monitor_published_to_seen_seconds_sum",] == 0


async def test_without_the_store_the_metrics_say_so_and_the_rest_goes_on(desk: Desk, address: str) -> None:
    desk.store_answers = False

    found = await samples(address)

    assert found["monitor_store_up",] == 0
    assert found["monitor_stage_idle_seconds", "detect"] == 0.5


async def test_it_is_ready_while_the_store_answers_and_every_stage_goes_on(desk: Desk, address: str) -> None:
    assert (await get(f"{address}/health/ready"))[0] == 200

    desk.stalled = ("detect: no step has ended for 70 s",)
    desk.store_answers = False
    status, body = await get(f"{address}/health/ready")

    assert status == 503
    assert json.loads(body)["stalled"] == ["detect: no step has ended for 70 s", "the store does not answer"]


async def test_it_is_live_as_long_as_it_answers(desk: Desk, address: str) -> None:
    desk.store_answers = False

    assert await get(f"{address}/health/live") == (200, "live\n")


async def test_an_address_that_is_taken_is_named(desk: Desk, latencies: Latencies, address: str) -> None:
    port = int(address.rpartition(":")[2])

    with pytest.raises(MonitorError, match=rf"127\.0\.0\.1:{port}.*change `web:` in monitor\.yaml"):
        async with Server(desk, latencies, host="127.0.0.1", port=port):
            pass


@asynccontextmanager
async def connected(
    server: Server, count: int
) -> AsyncIterator[list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]:
    made = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(count)]
    try:
        yield made
    finally:
        for _, writer in made:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def ends(reader: asyncio.StreamReader) -> bool:
    """Wait until the other side has ended the connection."""
    async with asyncio.timeout(60):
        with suppress(ConnectionError):
            while await reader.read(1_000):
                pass
    return True


async def test_silent_connections_neither_use_the_server_up_nor_stay(desk: Desk, latencies: Latencies) -> None:
    guard = Guard(most=3, request_within=0.3)
    async with Server(desk, latencies, host="127.0.0.1", port=0, guard=guard) as server:
        async with connected(server, 3) as silent:
            silent[0][1].write(b"GET /health/live HTTP/1.1\r\nHost: loc")
            for reader, _ in silent:
                assert await ends(reader)
        status, _ = await get(f"http://127.0.0.1:{server.port}/health/live")
        assert status == 200


async def test_one_connection_too_many_is_refused_until_another_ends(desk: Desk, latencies: Latencies) -> None:
    guard = Guard(most=3, request_within=600)
    async with Server(desk, latencies, host="127.0.0.1", port=0, guard=guard) as server:
        async with connected(server, 3), connected(server, 1) as [(refused, _)]:
            assert await ends(refused)
        async with asyncio.timeout(10):
            while True:
                with suppress(aiohttp.ClientError):
                    assert (await get(f"http://127.0.0.1:{server.port}/health/live"))[0] == 200
                    break


async def test_a_request_that_is_being_answered_is_not_cut_off(desk: Desk, latencies: Latencies) -> None:
    go = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await go.wait()
        return web.Response(text="slow\n")

    guard = Guard(request_within=0.1)
    routes = [web.get("/slow", slow)]
    async with Server(desk, latencies, host="127.0.0.1", port=0, further=routes, guard=guard) as server:
        asking = asyncio.create_task(get(f"http://127.0.0.1:{server.port}/slow"))
        async with connected(server, 1) as [(idle, _)]:
            assert await ends(idle), "longer than a request may take to come"
        go.set()
        assert await asking == (200, "slow\n")


async def test_a_body_that_never_ends_is_given_up(desk: Desk, latencies: Latencies) -> None:
    async def read(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    guard = Guard(answer_within=0.2)
    routes = [web.post("/read", read)]
    async with (
        Server(desk, latencies, host="127.0.0.1", port=0, further=routes, guard=guard) as server,
        connected(server, 1) as [(reader, writer)],
        asyncio.timeout(60),
    ):
        writer.write(b"POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        assert b" 408 " in await reader.readline()


NONSENSE = [b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"\x16\x03\x01\r\n\r\n"]


@pytest.mark.parametrize("nonsense", NONSENSE)
async def test_a_malformed_request_is_a_line_for_whoever_debugs(
    desk: Desk, latencies: Latencies, caplog: pytest.LogCaptureFixture, nonsense: bytes
) -> None:
    async with (
        Server(desk, latencies, host="127.0.0.1", port=0) as server,
        connected(server, 1) as [(reader, writer)],
        asyncio.timeout(60),
    ):
        writer.write(nonsense)
        assert b" 400 " in await reader.readline()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_failing_accept_is_said_once_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    loop, guard = asyncio.get_running_loop(), Guard()
    failed = {"message": "socket.accept() out of system resource", "exception": OSError(24, "many")}
    for _ in range(100):
        guard.unhandled(loop, failed)
    assert capsys.readouterr().out.count("connections cannot be accepted") == 1
