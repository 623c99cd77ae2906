"""The state of every feed, as its visits left it."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model.news.visit import FeedState
from monitor.store.base import keys
from monitor.store.base.codec import decode_instant
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import failed_visit, feed_id, good_visit, poll_state

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
        FeedState(
            feed=feed_id(name),
            next_visit_at=decode_instant(at),
            failures=(remembered := await poll_state(client, name, memory)).failures,
            failure=(failed := await failed_visit(client, name, failure)).failure,
            detail=failed.detail,
            status=failed.status,
            good_at=await good_visit(client, name, good_at),
            memory=remembered,
        )
        for name, at, memory, failure, good_at in zip(names, due, memories, failures, good, strict=True)
    ]
