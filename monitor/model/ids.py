"""Ids, which are made from content, and severity."""

from __future__ import annotations

import hashlib
from enum import IntEnum
from typing import NewType

FeedId = NewType("FeedId", str)
ItemId = NewType("ItemId", str)
RuleId = NewType("RuleId", str)
EntityId = NewType("EntityId", str)
StoryId = NewType("StoryId", str)
AlertId = NewType("AlertId", str)
ChannelName = NewType("ChannelName", str)


def content_id(*parts: str) -> str:
    """A stable id of 24 hex digits (96 bits of SHA-256) for these parts, in this order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


class Severity(IntEnum):
    """How much a rule's author cares. Ordered."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5
