"""When each feed is due, and what polls brought: the store's side of collecting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from monitor.clock import from_ms
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item
from monitor.model.news.visit import LastPoll, Poll, PollState, SaveResult, Visit
from monitor.store.base import keys, scripts
from monitor.store.base.codec import INSTANT, decode_instant, encode, encode_sparse, to_ms
from monitor.store.base.seen import former_marks, mark, prints_in, second_marks
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client
from monitor.store.records.identity import StoreRecord, another_store

BATCH = 100
"""Items that one script puts at most, so that the store serves others in between."""
PAUSE_WHEN_HELD_BACK = timedelta(seconds=5)
LEAST_GAP = timedelta(seconds=10)
"""From a good visit to one that is brought forward."""


class FailedVisit(msgspec.Struct, frozen=True):
    """What went wrong at a feed's last visit."""

    failure: str
    detail: str
    status: int = 0


class SavedPoll(msgspec.Struct, frozen=True, array_like=True):
    """What the script that saves remembers of a feed's last poll."""

    token: str
    batch: int
    state: str
    new: int
    known: int
    overrun: int
    before: int
    at: Annotated[float, INSTANT]
    baseline: bool
    edited: int = 0
    soon: int = 0
    restless: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What the items of one poll are known by."""

    seconds: Mapping[ItemId, bytes]
    shown: bytes
    """The marks of all, if they are put in several batches."""


class FeedSchedule:
    """The schedule of all feeds.

    `lease` is how long a right to visit lasts. While `backlog_limit` items wait for detection, polls that
    bring items are held back.
    """

    def __init__(
        self, client: Client, *, lease: timedelta, backlog_limit: int = 20_000, record: StoreRecord | None = None
    ) -> None:
        self._client = client
        self._lease = lease
        self._backlog_limit = backlog_limit
        self._record = record or StoreRecord(client)

    async def reconcile(
        self, feeds: Mapping[FeedId, Feed], *, first_visits: Mapping[FeedId, datetime]
    ) -> Mapping[str, datetime]:
        """Make the schedule hold exactly these feeds. New ones are due at their first visit, or else at once.

        Gives the groups of feeds that nobody may visit, with the end of their pause.
        """
        args: list[str | int] = []
        for feed in feeds:
            first = first_visits.get(feed)
            args += (feed, to_ms(first) if first else 0)
        names = self._keys(keys.DUE, keys.LEASES, keys.PAUSES, keys.CLOCK, keys.STORE)
        pauses = await self._client.run(scripts.RECONCILE, keys=names, args=[self._record.id, *args])
        if pauses is None:  # it must not seem that all feeds were new
            raise another_store()
        return {
            group.decode(errors="replace"): decode_instant(until)
            for group, until in zip(pauses[::2], pauses[1::2], strict=True)
        }

    async def visited(self) -> frozenset[FeedId]:
        """The feeds that were ever visited."""
        return frozenset(feed_id(feed) for feed in await self._client.read("HKEYS", *self._keys(keys.MEMORY)))

    async def addresses(self) -> Mapping[FeedId, str]:
        """Which address of each feed was visited last, as `Memory.address` has it."""
        memories = await self._client.read("HGETALL", *self._keys(keys.MEMORY))
        return {
            feed_id(feed): (await poll_state(self._client, feed, memory)).address
            for feed, memory in memories.items()
        }

    async def bring_forward(self, feed: FeedId) -> None:
        """Bring the feed's next visit forward to now, or to a moment after the last one."""
        await self._client.run(
            scripts.VISIT_NOW,
            keys=self._keys(keys.DUE, keys.LEASES, keys.GOOD),
            args=(feed, keys.milliseconds(LEAST_GAP)),
        )

    async def claim(self, *, limit: int) -> Sequence[Visit]:
        """Take up to `limit` feeds that are due, the longest due first."""
        reply = await self._client.run(
            scripts.CLAIM,
            keys=self._keys(keys.DUE, keys.LEASES, keys.VISIT_NUMBER, keys.MEMORY, keys.SAVED),
            args=(limit, keys.milliseconds(self._lease)),
        )
        return [
            Visit(
                feed=feed_id(feed),
                token=token,
                memory=await poll_state(self._client, feed, memory),
                last=await _last(self._client, feed, saved),
            )
            for feed, token, memory, saved in zip(*(reply[start::4] for start in range(4)), strict=True)
        ]

    async def keep(self, visits: Sequence[Visit]) -> None:
        """Go on holding the rights to these visits, for a whole lease from now."""
        rights = [part for visit in visits for part in (visit.feed, visit.token)]
        await self._client.run(
            scripts.KEEP_VISITS,
            keys=self._keys(keys.DUE, keys.LEASES),
            args=(keys.milliseconds(self._lease), *rights),
        )

    async def unknown(self, poll: Poll) -> frozenset[ItemId]:
        """Those of a poll's items that were never put, or not with this wording."""
        if not poll.items:
            return frozenset()
        known = prints_in(await self._client.read("GET", *self._keys(keys.seen(poll.feed))) or b"")
        found = {item.id: known.get(mark(item.id)) for item in poll.items}
        return frozenset(
            item
            for item, print_ in found.items()
            if print_ is None
            or (not poll.as_found and not poll.reworded and print_ != poll.prints.get(item, print_))
        )

    async def save(self, visit: Visit, poll: Poll) -> SaveResult:
        """Put the new items; with the last of them remember the validators and set the next visit.

        A large document is put in several steps. If the visitor dies between two of them, the validators are
        still the old ones: the document comes again, and what was put is known.
        """
        new = known = overrun = edited = 0
        seconds = second_marks(poll.items)
        shown = b"".join(mark(item.id) for item in poll.items) if len(poll.items) > BATCH else b""
        for number, batch, last, baseline in _batches(*await self._parted(poll)):
            marks = _Marks(seconds=seconds, shown=shown)
            state, new, known, overrun, edited = await self._save(
                visit, replace(poll, baseline=baseline), number=number, batch=batch, last=last, marks=marks
            )
            if state != b"saved":
                return SaveResult(new=0, known=0, stale=state == b"stale", held_back=state == b"held")
        return SaveResult(new=new, known=known, edited=edited, overrun=bool(overrun))

    async def _parted(self, poll: Poll) -> tuple[Sequence[Item], Sequence[Item]]:
        """The items that are a silent baseline, and the others.

        A first visit brings a baseline. If it is one only because the store has forgotten the feed, what is from
        its last hours, or has no date, is looked at again.
        """
        if not poll.baseline:
            return (), poll.items
        kept = await self._client.read("HGET", self._client.key(keys.LOOK_AGAIN), poll.feed)
        place = ValuePlace(key=keys.LOOK_AGAIN, at=poll.feed)
        since = await readable_as(self._client, kept, decode_instant, place=place) if kept is not None else None
        if since is None:
            return poll.items, ()
        old = [item for item in poll.items if item.published_at and item.published_at < since]
        return old, [item for item in poll.items if item not in old]

    async def _save(
        self,
        visit: Visit,
        poll: Poll,
        *,
        number: int,
        batch: Sequence[Item],
        last: bool,
        marks: _Marks,
    ) -> tuple[bytes, int, int, int, int]:
        args = _arguments(visit, poll, number=number, last=last, backlog_limit=self._backlog_limit)
        args.append(marks.shown)
        for item in batch:
            args += (item.id, encode(item), mark(item.id), marks.seconds.get(item.id, b""))
            args += (poll.prints.get(item.id, b""), former_marks(item, poll.former.get(item.id)))
            args.append(to_ms(item.published_at) if item.published_at else "")
        state, new, known, overrun, edited, _ = await self._client.run(
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
                keys.PAUSES,
                keys.old_marks(visit.feed),
                keys.edits(visit.feed),
            ),
            args=args,
        )
        return state, new, known, overrun, edited

    def _keys(self, *names: str) -> list[str]:
        return [self._client.key(name) for name in names]


def _arguments(
    visit: Visit, poll: Poll, *, number: int, last: bool, backlog_limit: int
) -> list[bytes | str | int]:
    """What the script takes before the items, in its order."""
    return [
        visit.feed,
        visit.token,
        number,
        int(last),
        int(poll.baseline),
        sum(poll.rejected.values()),
        encode_sparse(poll.memory),
        to_ms(poll.next_visit_at),
        _outcome(poll),
        backlog_limit,
        keys.milliseconds(PAUSE_WHEN_HELD_BACK),
        keys.KEEP_SEEN.days,
        to_ms(poll.early_visit_at) if poll.early_visit_at else "",
        poll.unchanged,
        poll.pause.group if poll.pause else "",
        to_ms(poll.pause.until) if poll.pause else "",
        to_ms(poll.made_at) if poll.made_at else 0,
        poll.same,
        poll.unaccounted,
        int(not poll.unchanged and not poll.truncated),
        1 if poll.as_found else 2 if poll.reworded else 0,
        len(poll.rejected),
        *(part for reason in sorted(poll.rejected.items()) for part in reason),
    ]


def _outcome(poll: Poll) -> bytes | str:
    if poll.put_off:
        return "put off"
    return "good" if poll.failure is None else encode(FailedVisit(poll.failure, poll.detail, poll.status))


async def poll_state(client: Client, feed: bytes, memory: bytes | None) -> PollState:
    """What a feed's visits left to the next. What cannot be read leaves no validators, but
    the feed's items are no baseline: it was visited before."""
    if not memory:
        return PollState()
    visited = PollState(known=True)
    place = ValuePlace(key=keys.MEMORY, at=feed, instead=encode_sparse(visited))
    found = await readable(client, memory, PollState, place=place)
    return found if found is not None else visited


def feed_id(name: bytes) -> FeedId:
    """The feed of this name. One that is no text becomes one that no feed has."""
    return FeedId(name.decode(errors="replace"))


async def failed_visit(client: Client, feed: bytes, failure: bytes | None) -> FailedVisit:
    """What went wrong at a feed's last visit; empty if nothing did."""
    nothing = FailedVisit("", "")
    if not failure:
        return nothing
    return await readable(client, failure, FailedVisit, place=ValuePlace(key=keys.FAILURE, at=feed)) or nothing


async def good_visit(client: Client, feed: bytes, at: bytes | None) -> datetime | None:
    """When a feed was last visited well; None if it never was, or nobody knows any more."""
    if at is None:
        return None
    return await readable_as(client, at, decode_instant, place=ValuePlace(key=keys.GOOD, at=feed))


async def _last(client: Client, feed: bytes, saved: bytes) -> LastPoll | None:
    if not saved.startswith(b"["):
        return None
    poll = await readable(client, saved, SavedPoll, place=ValuePlace(key=keys.SAVED, at=feed))
    if poll is None or not poll.at:
        return None
    return LastPoll(
        at=from_ms(int(poll.at)).replace(microsecond=0),
        fresh=0 if poll.baseline else poll.new,
        overrun=bool(poll.overrun),
        soon=poll.soon,
        restless=bool(poll.restless),
    )


def _batches(silent: Sequence[Item], others: Sequence[Item]) -> Iterator[tuple[int, Sequence[Item], bool, bool]]:
    """The items in batches, each with its number, whether it is the last, and whether it is a silent baseline.

    No items are one empty batch.
    """
    batches = [
        (items[start : start + BATCH], baseline)
        for items, baseline in ((silent, True), (others, False))
        for start in range(0, len(items), BATCH)
    ] or [((), False)]
    for number, (batch, baseline) in enumerate(batches):
        yield number, batch, number == len(batches) - 1, baseline
