"""Where the store has texts of news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.model.ids import ChannelName
from monitor.store.base import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPlace:
    """A key in which values are, and what they are counted as."""

    key: str
    counted: str
    waiting: str = ""
    """For a hash, a sorted set that has its fields as well."""
    times: str = ""
    """For a hash, a sorted set with the time of each of its fields."""
    file_name: str = ""
    """For a stream, what the archive's files call it; empty if the archive does not follow it."""
    dated: bool = True
    """Whether the entries of a stream have the time of what is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetQueue:
    """A stream between two stages."""

    key: str
    group: str
    counts: str
    counted: str


QUEUES = (
    ForgetQueue(key=keys.ITEMS, group=keys.DETECTORS, counts=keys.ITEM_COUNTS, counted="forgotten_items"),
    ForgetQueue(key=keys.MATCHES, group=keys.DECIDERS, counts=keys.DECISION_COUNTS, counted="forgotten_matches"),
)
"""In the order of the flow, so that what moves on meanwhile is met again."""


def streams(channels: Sequence[ChannelName]) -> Iterator[ForgetPlace]:
    """Streams of what was, which nobody takes work from."""
    yield ForgetPlace(key=keys.HISTORY, counted="history", file_name="history")
    yield ForgetPlace(key=keys.LOG, counted="decisions", file_name="log")
    yield ForgetPlace(key=keys.ACTIVITY, counted="activity", file_name="activity")
    yield ForgetPlace(key=keys.ACTIONS, counted="activity")
    yield ForgetPlace(key=keys.CORRECTIONS, counted="activity")
    yield ForgetPlace(key=keys.UNREADABLE, counted="quarantined")
    for name in (keys.quarantine(keys.ITEMS), keys.quarantine(keys.MATCHES)):
        yield ForgetPlace(key=name, counted="quarantined", dated=False)
    for channel in channels:
        yield ForgetPlace(key=keys.channel(channel, "events"), counted="deliveries", file_name=channel)
        yield ForgetPlace(key=keys.channel(channel, "attempts"), counted="deliveries")
        yield ForgetPlace(key=keys.channel(channel, "dead"), counted="dead letters")


def hashes(channels: Sequence[ChannelName]) -> Iterator[ForgetPlace]:
    """Hashes with a value in each field."""
    yield ForgetPlace(key=keys.CORRELATION_STATES, counted="quotes")
    yield ForgetPlace(key=keys.ACKED_BY, counted="activity")
    yield ForgetPlace(key=keys.SILENCES, counted="quotes")
    for channel in channels:
        yield _waiting(channel, "update_body", waiting="updates")
        yield _waiting(channel, "follow_body", waiting="followups")
        yield ForgetPlace(key=keys.channel(channel, "rang"), counted="quotes", times=keys.channel(channel, "told"))


def _waiting(channel: ChannelName, part: str, *, waiting: str) -> ForgetPlace:
    return ForgetPlace(
        key=keys.channel(channel, part), counted="follow-ups", waiting=keys.channel(channel, waiting)
    )
