"""What a queue hands out: a value with the entry that acknowledges it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor.model.sending.alert import Alert

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[T]):
    """Something at the head of a work stream, taken but not yet done."""

    entry: str
    """The stream's own id of it."""
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a reader did to an alert on the channel that showed it."""

    action: str
    """What the button holds."""
    user: str
    """The service's own id of who did it."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """That nobody may have acknowledged an alert: it is sent again, or to others."""

    member: str
    """The store's own name for it."""
    alert: Alert
    due: datetime
    escalates: bool
    """Whether others are notified; else the same channel again."""


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
    thread: str = ""
    """The service's name for the first message that the channel got of the story; empty if there is none."""
