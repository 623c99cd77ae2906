"""When each feed is due, and what polls brought: the store's side of collecting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from monitor.handover import Memory, Poll, Saved, Visit
from monitor.model import Feed, FeedId, Item
from monitor.store import keys, scripts
from monitor.store.client import Client
from monitor.store.codec import decode, encode, to_ms

BATCH = 100
"""Items that one script puts at most, so that the store serves others in between."""
PAUSE_WHEN_HELD_BACK = timedelta(seconds=5)


class FailedVisit(msgspec.Struct, frozen=True):
    """What went wrong at a feed's last visit."""

    failure: str
    detail: str


class FeedSchedule:
    """The schedule of all feeds.

    `lease` is how long a right to visit lasts. While `backlog_limit` items wait for detection, polls that
    bring items are held back.
    """

    def __init__(self, client: Client, *, lease: timedelta, backlog_limit: int = 20_000) -> None:
        self._client = client
        self._lease = lease
        self._backlog_limit = backlog_limit

    async def reconcile(self, feeds: Mapping[FeedId, Feed], *, first_visits: Mapping[FeedId, datetime]) -> None:
        """Make the schedule hold exactly these feeds. New ones are due at their first visit, or else at once."""
        args: list[str | int] = []
        for feed in feeds:
            first = first_visits.get(feed)
            args += (feed, to_ms(first) if first else 0)
        await self._client.run(scripts.RECONCILE, keys=self._keys(keys.DUE, keys.LEASES), args=args)

    async def claim(self, *, limit: int) -> Sequence[Visit]:
        """Take up to `limit` feeds that are due, the longest due first."""
        reply = await self._client.run(
            scripts.CLAIM,
            keys=self._keys(keys.DUE, keys.LEASES, keys.VISIT_NUMBER, keys.MEMORY),
            args=(limit, keys.milliseconds(self._lease)),
        )
        return [
            Visit(
                feed=FeedId(feed.decode()),
                token=token,
                memory=decode(memory, Memory) if memory else Memory(),
            )
            for feed, token, memory in zip(reply[::3], reply[1::3], reply[2::3], strict=True)
        ]

    async def save(self, visit: Visit, poll: Poll) -> Saved:
        """Put the new items; with the last of them remember the validators and set the next visit.

        A large document is put in several steps. If the visitor dies between two of them, the validators are
        still the old ones: the document comes again, and what was put is known.
        """
        new = known = 0
        for number, batch, last in _batches(poll.items):
            state, new, known = await self._save(visit, poll, number=number, batch=batch, last=last)
            if state != b"saved":
                return Saved(new=0, known=0, stale=state == b"stale", held_back=state == b"held")
        return Saved(new=new, known=known)

    async def _save(
        self, visit: Visit, poll: Poll, *, number: int, batch: Sequence[Item], last: bool
    ) -> tuple[bytes, int, int]:
        failure = b"" if poll.failure is None else encode(FailedVisit(poll.failure, poll.detail))
        args: list[bytes | str | int] = [
            visit.feed,
            visit.token,
            number,
            int(last),
            int(poll.baseline),
            poll.rejected,
            encode(poll.memory),
            to_ms(poll.next_visit_at),
            failure,
            self._backlog_limit,
            keys.milliseconds(PAUSE_WHEN_HELD_BACK),
            keys.milliseconds(keys.KEEP_SEEN),
        ]
        for item in batch:
            args += (item.id, encode(item))
        state, new, known = await self._client.run(
            scripts.SAVE,
            keys=self._keys(
                keys.DUE,
                keys.LEASES,
                keys.SAVED,
                keys.MEMORY,
                keys.GOOD,
                keys.FAILURE,
                keys.ITEM_COUNTS,
                keys.HISTORY,
                keys.ITEMS,
                keys.seen(visit.feed),
            ),
            args=args,
        )
        return state, new, known

    def _keys(self, *names: str) -> list[str]:
        return [self._client.key(name) for name in names]


def _batches(items: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item], bool]]:
    """The items in batches, each with its number and whether it is the last; no items are one empty batch."""
    starts = range(0, max(len(items), 1), BATCH)
    for number, start in enumerate(starts):
        yield number, items[start : start + BATCH], start == starts[-1]
