"""Feed states"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.clock import from_ms
from monitor.model.ids import FeedId
from monitor.model.news.visit import FeedState, PollState
from monitor.store.base import keys
from monitor.store.base.codec import decode
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FailedVisit

PAGE = 500


async def feeds(client: Client) -> Sequence[FeedState]:
    """The state of every feed of the schedule, the next to be visited first."""
    states: list[FeedState] = []
    start = 0
    while page := await client.read("ZRANGE", client.key(keys.DUE), start, start + PAGE - 1, "WITHSCORES"):
        states += await _states(client, page[::2], page[1::2])
        start += PAGE
    return states


async def _states(client: Client, names: Sequence[bytes], due: Sequence[bytes]) -> list[FeedState]:
    memories = await client.read("HMGET", client.key(keys.MEMORY), *names)
    failures = await client.read("HMGET", client.key(keys.FAILURE), *names)
    good = await client.read("HMGET", client.key(keys.GOOD), *names)
    return [
        _state(name, float(at), memory, failure, good_at)
        for name, at, memory, failure, good_at in zip(names, due, memories, failures, good, strict=True)
    ]


def _state(
    name: bytes, due: float, memory: bytes | None, failure: bytes | None, good_at: bytes | None
) -> FeedState:
    failed = decode(failure, FailedVisit) if failure else FailedVisit("", "")
    remembered = decode(memory, PollState) if memory else PollState()
    return FeedState(
        feed=FeedId(name.decode()),
        next_visit_at=from_ms(int(due)),
        failures=remembered.failures,
        failure=failed.failure,
        detail=failed.detail,
        good_at=from_ms(int(good_at)) if good_at else None,
        memory=remembered,
    )
