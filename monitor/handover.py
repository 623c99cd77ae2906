"""What the stages and the store hand to one another, in the order of the flow.

The rooms do not know each other, so the values that cross between a stage and the store live below both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from monitor.model import Alert, FeedId, Item, Joining, Match, Severity, Silence

T = TypeVar("T")


class Failure(StrEnum):
    """Why a visit brought no document, as a class that a person can act on."""

    UNREACHABLE = "unreachable"
    """No connection: DNS, refused, TLS, reset."""
    TIMEOUT = "timeout"
    FORBIDDEN_ADDRESS = "forbidden address"
    """The address is not public, and the feed's `allow_private` does not name it."""
    HTTP_ERROR = "http error"
    """Any status that is neither a document nor one of the two below."""
    SLOW_DOWN = "slow down"
    """429, 503 with Retry-After, or 403: the server wants fewer visits."""
    GONE = "gone"
    """410: the publisher says that the feed will not come back."""
    TOO_LARGE = "too large"
    NOT_A_FEED = "not a feed"
    """HTML, a captcha page, or something else that is no feed in any known format."""
    BROKEN = "broken"
    """A feed that cannot be parsed, or that the guard refuses (entity declarations, absurd depth)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the people who run the monitor must hear of, told once on the channel `ops`."""

    key: str
    """What it is about and since when. A notice of the same key is told once, however often it is given, also
    across restarts: so it may be derived anew from what is the case, and needs no memory of having been told."""
    title: str
    """One line: what is wrong."""
    detail: str = ""
    """What to do about it."""
    severity: Severity = Severity.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the store remembers of a feed's last visits."""

    etag: str = ""
    """Byte-exact, quotes and W/ included; empty if there was none."""
    last_modified: str = ""
    """Byte-exact; empty if there was none."""
    failures: int = 0
    """Failed visits since the last good one."""
    known: bool = False
    """Whether a document was ever taken: if not, the next one is the baseline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The right to visit a feed now, held until a deadline."""

    feed: FeedId
    token: int
    """Fencing token: the store refuses what a visitor brings whose right has passed to another."""
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a visit brought. Without a failure: the items of the document, or none if it was not modified."""

    feed: FeedId
    items: tuple[Item, ...] = ()
    rejected: int = 0
    """Entries of the document that gave no item: nothing to identify or to show them by."""
    baseline: bool = False
    """Whether the items are known from now on, but silent."""
    modified: bool = True
    memory: Memory
    """What to remember from now on, for the next visit."""
    next_visit_at: datetime
    failure: Failure | None = None
    detail: str = ""
    """The failure in words, with the status or the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a poll's items: fetched = new + known (+ rejected, which the poll counts itself)."""

    new: int
    known: int
    stale: bool = False
    """The right to visit had passed to another: nothing was saved."""
    held_back: bool = False
    """The stages behind are too far behind: nothing was saved, the feed is due again soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[T]):
    """Something at the head of a work stream, taken but not yet done."""

    entry: str
    """The stream's own id of it."""
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one match: the entry of the log that the deciding loop is rebuilt from."""

    match: Match
    joining: Joining
    outcomes: tuple[Alert | Silence, ...] = ()
    """One for each channel, and an update (`Reason.ALSO`) beside it where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The last time that a channel was told of a story, or that telling it was decided."""

    severity: Severity
    at: datetime
    accepted: bool
    """Whether the channel accepted it; otherwise it is still on its way. A dead letter is no telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An alert at the head of a channel's outbox."""

    entry: str
    """The outbox's own id of it."""
    alert: Alert
    attempts: int
    """Attempts that were begun before this one."""
    repeat: bool
    """Whether an earlier attempt may have been accepted: its answer was lost, or its sender died."""
