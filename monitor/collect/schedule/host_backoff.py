"""What a feed's server has asked of us, and how it is kept: validators, moves, pauses."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus

from monitor.collect.fetch.response import Fetched, FetchFailed, Hints, NotModified
from monitor.collect.parse.publisher_hints import publisher_hints
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, HostPause, PollState

ADOPTED_AFTER = 3
"""Visits in a row that were sent on permanently to the same address, before that is asked instead."""
BURST = 3
"""Refusals by 403 from one group, within BURST_WITHIN, that mean what 429 says: one alone is a lost permission."""
BURST_WITHIN = timedelta(minutes=10)
PAUSE = timedelta(minutes=5)
"""For which a group is left alone that did not say how long; doubled for each refusal in a row."""
LONGEST_PAUSE = timedelta(hours=4)
LONGEST_ASKED_FOR = timedelta(days=1)
UNCONDITIONAL_EVERY = timedelta(days=7)
_RESET_AFTER = timedelta(hours=6)


def digest(content: bytes) -> str:
    """16 hex digits that name these bytes."""
    return blake2b(content, digest_size=8).hexdigest()


def address_of(feed: Feed) -> str:
    """8 hex digits that name where the feed is, and say nothing else of it."""
    return digest(feed.url.encode())[:8]


def valid_state(feed: Feed, memory: PollState) -> PollState:
    """What is remembered, less what was said of another address than the feed has now."""
    address = address_of(feed)
    if memory.address == address:
        return memory
    if not memory.address:
        return replace(memory, address=address)
    return replace(
        memory, address=address, etag="", last_modified="", body="", slices=b"", moved_to="", moved_answers=0
    )


def asked_with(memory: PollState, *, now: datetime) -> PollState:
    """What to ask with: once in a while without conditions, for some servers answer 304 for ever."""
    sent_at = memory.document_at or memory.whole_at
    if sent_at is None or now - sent_at < UNCONDITIONAL_EVERY:
        return memory
    return replace(memory, etag="", last_modified="")


def with_validators(memory: PollState, answer: NotModified) -> PollState:
    """The memory with what a 304 says of its document (RFC 9111, 4.3.4)."""
    if (answer.etag or memory.etag, answer.last_modified or memory.last_modified) == (
        memory.etag,
        memory.last_modified,
    ):
        return memory
    return replace(
        memory, etag=answer.etag or memory.etag, last_modified=answer.last_modified or memory.last_modified
    )


def with_document(memory: PollState, document: Fetched, *, now: datetime) -> PollState:
    """What to remember once a document has been taken."""
    hints = publisher_hints(document.body)
    # By the day suffices, and leaves the memory as it is at nearly every visit.
    is_recent = memory.document_at is not None and now - memory.document_at < timedelta(days=1)
    return replace(
        memory,
        etag=document.etag,
        last_modified=document.last_modified,
        body=digest(document.body),
        document_at=memory.document_at if is_recent else now.replace(microsecond=0),
        ttl=hints.ttl,
        skip_hours=hints.skip_hours,
        skip_days=hints.skip_days,
    )


def with_move(feed: Feed, memory: PollState, hints: Hints, *, address: str) -> PollState:
    """The memory with where an answer from this address said that the feed has moved."""
    if feed.secret_url:  # what it redirects to may hold the secret as well, which does not belong in the store
        return memory
    if not hints.moved_to:
        # No redirect from the adopted address is as it should be; none from the feed's own takes a move back.
        taken_back = memory.moved_to and memory.moved_to != address
        return replace(memory, moved_to="", moved_answers=0) if taken_back else memory
    answers = memory.moved_answers if hints.moved_to == memory.moved_to else 0
    return replace(memory, moved_to=hints.moved_to, moved_answers=answers + 1)


@dataclass(slots=True)
class _Refusals:
    at: deque[datetime] = field(default_factory=lambda: deque(maxlen=BURST))
    pauses: int = 0
    until: datetime | None = None


@dataclass(slots=True)
class HostBackoff:
    """Which groups of feeds want to be left alone. A pause holds for all feeds of the group."""

    _groups: dict[str, _Refusals] = field(default_factory=dict, init=False)

    def paused(self, group: str) -> datetime | None:
        """Until when a group asked this process to stay away, if it did."""
        refusals = self._groups.get(group)
        return refusals.until if refusals else None

    def refused(self, feed: Feed, failed: FetchFailed, *, group: str, now: datetime) -> HostPause | None:
        """The pause that an answer asks for: 429, 420, 529, 503 with Retry-After, a burst of 403; else None."""
        if failed.failure is not FetchFailure.SLOW_DOWN:
            return None
        refusals = self._groups.setdefault(group, _Refusals())
        if refusals.until is not None and now - refusals.until > _RESET_AFTER:
            refusals.pauses = 0
        refusals.at.append(now)
        if failed.status == HTTPStatus.FORBIDDEN and failed.retry_after is None and not self._burst(refusals, now):
            return None
        wait = failed.retry_after
        if wait is None:
            wait = feed.every if feed.allow_private and feed.every else PAUSE
            wait = min(wait * 2**refusals.pauses, LONGEST_PAUSE)
            refusals.pauses = min(refusals.pauses + 1, 16)
        refusals.until = max(now + min(wait, LONGEST_ASKED_FOR), refusals.until or now)
        return HostPause(group=group, until=refusals.until)

    @staticmethod
    def _burst(refusals: _Refusals, now: datetime) -> bool:
        return len(refusals.at) == BURST and now - refusals.at[0] <= BURST_WITHIN
