"""Boilerplate: what item after item of a feed has and says nothing of any: heads, tails, sentences.

Learnt from the feed itself: what the items of several of its stories have word for word. Within one story it is
no boilerplate: there it says what the story is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

from monitor.model.ids import FeedId, StoryId

_TITLE_STORIES = 2
"""Stories of one feed with the same head or tail of the title, from which on it says nothing."""
_LEAD_STORIES = 3
"""Likewise with the same sentence in the lead."""
_HEAD_WORDS = 4
_SENTENCE_LENGTH = 12
_SENTENCES = 4
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*\s*")
_TAIL = re.compile(r"\s[-–—|·]\s(?P<tail>[^-–—|·]{3,60})$")
_FEWEST_WORDS = 2
"""Words that must be left of a title without its tail."""


class Boilerplate:
    """How many stories of each feed have each head, tail and sentence, among the items in the window."""

    def __init__(self) -> None:
        # Most parts are in one item only: its story stands for itself, without a table.
        self._stories: dict[int, StoryId | dict[StoryId, int]] = {}

    def add(self, parts: tuple[int, ...], story: StoryId) -> None:
        """Take in what `parts_of` says of an item."""
        for part in parts:
            known = self._stories.get(part)
            if known is None:
                self._stories[part] = story
                continue
            if not isinstance(known, dict):
                known = self._stories[part] = {known: 1}
            known[story] = known.get(story, 0) + 1

    def forget(self, parts: tuple[int, ...], story: StoryId) -> None:
        """Take it out again."""
        for part in parts:
            known = self._stories[part]
            if isinstance(known, dict):
                known[story] -= 1
                if not known[story]:
                    del known[story]
            if not isinstance(known, dict) or not known:
                del self._stories[part]

    def bare(self, feed: FeedId, title: str) -> str:
        """The title without its head and its tail, where those are boilerplate."""
        head = _head(title)
        if head and self._used(feed, head) >= _TITLE_STORIES:
            title = title[len(head) + 1 :].lstrip()
        tail = _tail(title)
        if tail and self._used(feed, tail) >= _TITLE_STORIES:
            title = title[: -len(tail)]
        return title

    def plain(self, feed: FeedId, lead: str) -> str:
        """The lead without its boilerplate."""
        if not any(self._used(feed, part) >= _LEAD_STORIES for part in _sentences(lead)):
            return lead
        return "".join(
            found[0] for found in _SENTENCE.finditer(lead) if self._used(feed, found[0].strip()) < _LEAD_STORIES
        )

    def _used(self, feed: FeedId, part: str) -> int:
        known = self._stories.get(_key(feed, part))
        return len(known) if isinstance(known, dict) else known is not None


def parts_of(feed: FeedId, title: str, lead: str) -> tuple[int, ...]:
    """What of an item may turn out to be boilerplate of its feed."""
    parts = (_head(title), _tail(title), *_sentences(lead))
    return tuple(dict.fromkeys(_key(feed, part) for part in parts if part))


def _key(feed: FeedId, part: str) -> int:
    return int.from_bytes(blake2b(f"{feed} {part}".encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _head(title: str) -> str:
    """What is before the first colon, if it is short and news follows."""
    head, colon, rest = title.partition(":")
    return head if colon and rest[:1].isspace() and rest.strip() and len(head.split()) <= _HEAD_WORDS else ""


def _tail(title: str) -> str:
    """What is behind the last dash, with the dash, if enough is left before it."""
    found = _TAIL.search(title)
    return found[0] if found and len(title[: found.start()].split()) >= _FEWEST_WORDS else ""


def _sentences(lead: str) -> Iterator[str]:
    taken = 0
    for found in _SENTENCE.finditer(lead):
        part = found[0].strip()
        if len(part) >= _SENTENCE_LENGTH:
            yield part
            taken += 1
            if taken == _SENTENCES:
                return
