"""What happened to one item, at every stage: from the store, and from the archive for what the store has no
more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from monitor.desk.query.past.archived_past import ArchivedPast, alerts_of, archived_past
from monitor.desk.query.past.pasted import names_of
from monitor.model.news.item import Item
from monitor.model.sending.delivery import Delivery
from monitor.store.base.codec import encode, to_ms
from monitor.store.connection.client import Client
from monitor.store.records.history import History, Trail

__all__ = ["Trail", "find_trail"]

T = TypeVar("T")


async def find_trail(
    client: Client, sought: str, *, archive: Path | None = None, apart: Executor | None = None
) -> Trail | None:
    """The way of the newest item that is meant; None if it is unknown.

    An item is known by its id, or at least the first 8 digits of it, its address, however it was shared, its guid
    or headline, and by the id of an alert. `archive` is the folder of the archive, if there may be one; it is
    read in `apart`, else in a thread. Raises MonitorError if it cannot be read.
    """
    history = History(client)
    names = names_of(sought)
    item = await history.find(*names)
    trail = await history.trail(item.id) if item else None
    if archive is None:
        return trail
    alerts = alerts_of(trail.decisions) if trail is not None else ()
    loop = asyncio.get_running_loop()
    past = await loop.run_in_executor(apart, archived_past, archive, (item.id,) if item else names, alerts)
    if trail is None and past.versions:
        trail = await _of_the_past(history, past)
    joined = _joined(trail, past)
    return joined and replace(joined, acknowledged=await history.acknowledged(joined.decisions))


async def _of_the_past(history: History, past: ArchivedPast) -> Trail:
    """The trail of an item that only the archive has, with what the store still knows of it."""
    newest, baseline = past.versions[-1]
    decisions = await history.decisions(newest.id, since_ms=to_ms(past.versions[0][0].first_seen_at))
    return Trail(
        item=newest,
        baseline=baseline,
        examined=not baseline,
        matched=await history.is_matched(newest),
        decisions=decisions,
        deliveries=await history.deliveries((*past.decisions, *decisions)),
    )


def _joined(trail: Trail | None, past: ArchivedPast) -> Trail | None:
    """A trail with all that the archive adds to it."""
    if trail is None:
        if not past.decisions:
            return None
        return Trail(  # the account of a rule with `when`: no feed brought it
            item=past.decisions[0].match.item,
            baseline=False,
            examined=True,
            matched=True,
            decisions=past.decisions,
            deliveries=past.deliveries,
        )
    versions = {one.edition: one for one, _ in past.versions}
    versions |= {one.edition: one for one in (*trail.earlier, trail.item)}
    *earlier, newest = sorted(versions.values(), key=_seen)
    decisions = _once((*past.decisions, *trail.decisions), encode)
    return Trail(
        item=newest,
        baseline=past.versions[0][1] if past.versions else trail.baseline,
        examined=trail.examined or bool(decisions),
        matched=trail.matched or any(one.match.item.key == newest.key for one in decisions),
        earlier=tuple(earlier),
        decisions=decisions,
        deliveries=tuple(sorted(_once((*past.deliveries, *trail.deliveries), _attempt), key=_order)),
    )


def _once(found: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Each value once: the store and the archive may both have it."""
    return tuple({key(one): one for one in found}.values())


def _attempt(delivery: Delivery) -> Hashable:
    return delivery.alert, delivery.channel, delivery.at, delivery.outcome


def _seen(item: Item) -> tuple[object, str]:
    return item.first_seen_at, item.edition


def _order(delivery: Delivery) -> tuple[str, object]:
    return delivery.channel, delivery.at
