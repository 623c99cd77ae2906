"""Everything grouping remembers: the running stories, their items in the window, and the ways to find them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice

from monitor.group.features.boilerplate import Boilerplate
from monitor.group.features.features import Features
from monitor.group.features.names.names import named_things_of
from monitor.group.features.own_words import OwnWords
from monitor.group.window.recent_items import Window
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.ids import EntityId, ItemId, StoryId
from monitor.model.story import StoryAssignment

_COMMON_STORIES = 4
_COMMON_SHARE = 1 / 8
"""An entity distinguishes nothing once at least so many stories, and more than this share of all, name it."""
_USUAL_STORIES = 4
_USUAL_SHARE = 1 / 8
"""A name is usual if more stories than these have it. Not items: a big story makes its own name frequent."""
_PROBED_ENTITIES = 4
_PROBED_STORIES = 32


class Stories:
    """The running stories. What is taken in is forgotten by itself when the items' time has moved on."""

    def __init__(self, *, window: timedelta, life: timedelta) -> None:
        self.window = Window(window)
        self._life = life
        self.boilerplate = Boilerplate()
        self.own_words = OwnWords()
        self._entries: dict[ItemId, WindowItem] = {}
        self._threads: dict[StoryId, StoryState] = {}
        self._naming: dict[EntityId, dict[StoryId, StoryState]] = {}
        self._by_key: dict[int, WindowItem] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def advance(self, at: datetime) -> None:
        """Let the time be at least this: items and stories that are too old by then are forgotten."""
        for entry in self.window.advance(at):
            del self._entries[entry.item]
            self.boilerplate.forget(entry.boilerplate, entry.opened)
            self.own_words.forget(entry.expressions)
            for key in entry.keys:
                if self._by_key.get(key) is entry:
                    del self._by_key[key]
            entry.thread.in_window -= 1
            if not entry.thread.in_window:
                self._forget(entry.thread)

    def take(self, reading: Features, assignment: StoryAssignment, *, weights: dict[str, float]) -> None:
        """Remember an item and its place."""
        story = assignment.story
        thread = self._threads.get(story.id) or self._threads.setdefault(story.id, StoryState(story))
        entry = WindowItem(reading, thread, weights=weights, account=assignment.account)
        thread.add(reading, story, entry)
        self.window.add(entry)
        self._entries[reading.identity.item] = entry
        self.boilerplate.add(entry.boilerplate, entry.opened)
        self.own_words.add(entry.expressions)
        for entity in entry.entities:
            self._naming.setdefault(entity, {})[story.id] = thread
        for key in reading.identity.keys:
            self._by_key[key] = entry

    def of(self, item: ItemId) -> StoryState | None:
        """The story of an item in the window."""
        entry = self._entries.get(item)
        return entry.thread if entry else None

    def get(self, story: StoryId) -> StoryState | None:
        """The story, if one of its items is in the window."""
        return self._threads.get(story)

    def with_key(self, key: int) -> WindowItem | None:
        """The newest item with this key."""
        return self._by_key.get(key)

    def naming(self, reading: Features) -> Iterator[StoryState]:
        """The newest stories that name the people, places and organisations of this item, rarest first."""
        things = sorted(
            named_things_of(reading.names.entities), key=lambda entity: (len(self._naming.get(entity, ())), entity)
        )
        for entity in things[:_PROBED_ENTITIES]:
            yield from islice(reversed(self._naming.get(entity, {}).values()), _PROBED_STORIES)

    def common(self, entity: EntityId) -> bool:
        """Whether so many stories name the entity that it distinguishes none from another."""
        naming = len(self._naming.get(entity, ()))
        return naming >= _COMMON_STORIES and naming > _COMMON_SHARE * len(self._threads)

    def usual(self, name: Collection[str]) -> bool:
        """Whether so many stories have the terms of a name that it distinguishes none from another."""
        if not name or not self.window.has_items_with(name, at_least=_USUAL_STORIES):
            return False
        having = self.window.stories_with(name)
        return having >= _USUAL_STORIES and having > _USUAL_SHARE * len(self._threads)

    def running(self, thread: StoryState, reading: Features) -> bool:
        """Whether the story takes another item at the time of this one."""
        return thread.takes(reading.identity.at, span=reading.join or self.window.length, life=self._life)

    def _forget(self, thread: StoryState) -> None:
        del self._threads[thread.story.id]
        for entity in thread.entities:
            naming = self._naming[entity]
            del naming[thread.story.id]
            if not naming:
                del self._naming[entity]
