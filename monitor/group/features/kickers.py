"""Standing heads: what an outlet puts before the colon of one title after another, 'Ukraine war:', 'BREAKING:'."""

from __future__ import annotations

from collections import Counter

from monitor.model.ids import FeedId

_STANDING = 2
"""Titles of one feed with the same head, from which on the head says nothing about any of them."""
_WORDS = 4


class KickerTracker:
    """How often each feed has used each head, among the items in the window."""

    def __init__(self) -> None:
        self._used: Counter[tuple[FeedId, str]] = Counter()

    def add(self, feed: FeedId, title: str) -> None:
        """Take a title in."""
        if head := _head(title):
            self._used[feed, head] += 1

    def forget(self, feed: FeedId, title: str) -> None:
        """Take a title out again."""
        if head := _head(title):
            self._used[feed, head] -= 1
            if not self._used[feed, head]:
                del self._used[feed, head]

    def bare(self, feed: FeedId, title: str) -> str:
        """The title without its head, if that is a standing one."""
        head = _head(title)
        return title[len(head) + 1 :].lstrip() if head and self._used[feed, head] >= _STANDING else title


def _head(title: str) -> str:
    """What stands before the first colon, if it is short and news follows."""
    head, colon, rest = title.partition(":")
    return head if colon and rest[:1].isspace() and rest.strip() and len(head.split()) <= _WORDS else ""
