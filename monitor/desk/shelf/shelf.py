"""The stories of the last days, brought up to date at each look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from monitor.clock import Now
from monitor.desk.shelf.entries import ShelvedItem, shelved
from monitor.desk.shelf.story import ShelvedStory
from monitor.group.corrections import Corrections
from monitor.model.activity import Activity, Deed
from monitor.model.ids import ItemId, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base.codec import entry_ms, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.records.events import acts_after, attempts_after

T = TypeVar("T")
U = TypeVar("U")

SPAN = timedelta(hours=72)
"""How long after its last item a story is kept here: as long as it takes further items."""
MOST_ITEMS = 20_000
_ACTS = 1_000


class Shelf:
    """Reads what is new in the store when it is asked to, and keeps the last days of it."""

    def __init__(self, client: Client, *, now: Now, span: timedelta = SPAN) -> None:
        self._client = client
        self._log = DecisionLog(client)
        self._now = now
        self._span = span
        self._cursors: dict[str, str] = {}
        self._items: list[ShelvedItem] = []
        self._stories: dict[StoryId, ShelvedStory] = {}
        self._story_of: dict[ItemId, StoryId] = {}
        self._deliveries: list[DeliveryRecord] = []
        self._acts: list[Activity] = []
        self._at = 0
        self._corrected = ""
        self._corrections = Corrections()
        self._reading = asyncio.Lock()

    @property
    def stories(self) -> Mapping[StoryId, ShelvedStory]:
        """Every story, by id."""
        return self._stories

    @property
    def acts(self) -> Sequence[Activity]:
        """What people did, oldest first."""
        return self._acts

    @property
    def deliveries(self) -> Sequence[DeliveryRecord]:
        """Every attempt to send, in the order in which it was read."""
        return self._deliveries

    @property
    def position(self) -> int:
        """The time, in milliseconds by the store's clock, of the newest that was read."""
        return max((entry_ms(entry) for entry in self._cursors.values()), default=0)

    def changed_since(self, position: int) -> frozenset[StoryId]:
        """The stories that something concerns which was written at a position or later."""
        return frozenset(story.id for story in self._stories.values() if story.touched_ms >= position)

    def story_of(self, item: ItemId, decided: StoryId) -> StoryId:
        """Which story an item is in now."""
        return self._corrections.story_of(item, decided)

    def find(self, name: str) -> Sequence[ShelvedStory]:
        """The stories that an id of a story or of an item means, or how one begins."""
        exact = self._stories.get(self._story_of.get(ItemId(name), StoryId(name)))
        if exact is not None:
            return [exact]
        found = {story for item, story in self._story_of.items() if item.startswith(name)}
        found |= {story for story in self._stories if story.startswith(name)}
        return [self._stories[story] for story in sorted(found)]

    async def refresh(self) -> frozenset[StoryId]:
        """Read what is new; the stories that it changes.

        Raises StoreUnavailableError and StoreRefusedError; what was read until then stays.
        """
        async with self._reading:
            changed: set[StoryId] = set()
            if await self._read_corrections():
                changed |= self._rebuild()
            async for item in self._new("log", self._log.follow, shelved):
                self._items.append(item)
                changed.add(self._put(item))
            for channel in await known_channels(self._client):
                read = partial(attempts_after, self._client, channel)
                async for record in self._new(f"channel:{channel}", read, lambda _, found: found):
                    if record.reason != Reason.ALSO:
                        self._deliveries.append(record)
                        changed |= self._send(record)
            async for act in self._new("acts", partial(acts_after, self._client), lambda _, found: found):
                self._acts.append(act)
                changed |= self._do(act)
            self._prune()
            return frozenset(changed)

    async def _new(
        self,
        name: str,
        read: Callable[..., AsyncIterator[tuple[str, T]]],
        made: Callable[[str, T], U],
    ) -> AsyncIterator[U]:
        """What a stream has that was not read yet."""
        since = self._now() - self._span
        async for entry, found in read(after=self._cursors.get(name, f"{to_ms(since)}-0")):
            self._cursors[name], self._at = entry, entry_ms(entry)
            yield made(entry, found)

    async def _read_corrections(self) -> bool:
        newest = await self._log.corrected()
        if newest == self._corrected:
            return False
        self._corrections, self._corrected = Corrections(await self._log.corrections()), newest
        self._cursors["corrections"], self._at = newest, entry_ms(newest)
        return True

    def _rebuild(self) -> set[StoryId]:
        """Put every item where it belongs now; all stories that there were or are."""
        before = set(self._stories)
        self._stories, self._story_of = {}, {}
        for item in self._items:
            self._put(item)
        for record in self._deliveries:
            self._send(record)
        for act in self._acts:
            self._do(act)
        return before | set(self._stories)

    def _put(self, item: ShelvedItem) -> StoryId:
        story = self._story_of.setdefault(item.id, self.story_of(item.id, item.story))
        found = self._stories.setdefault(story, ShelvedStory(id=story))
        found.items.append(item)
        found.touched_ms = max(found.touched_ms, self._at)
        return story

    def _send(self, record: DeliveryRecord) -> set[StoryId]:
        found = self._stories.get(self._story_of.get(record.item, self.story_of(record.item, record.story)))
        if found is None:
            return set()
        known = found.deliveries.get((record.alert, record.channel))
        if known is None or known.outcome is not Outcome.SENT:
            found.deliveries[record.alert, record.channel] = record
        found.touched_ms = max(found.touched_ms, self._at)
        return {found.id}

    def _do(self, act: Activity) -> set[StoryId]:
        found = self._stories.get(self.story_of(ItemId(""), StoryId(act.story)))
        if found is None:
            return set()
        if act.action is Deed.ACKNOWLEDGE:
            found.acknowledged = act
        elif act.action is Deed.UNDO:
            found.acknowledged = None
        found.touched_ms = max(found.touched_ms, self._at)
        return {found.id}

    def _prune(self) -> None:
        """Let the oldest stories go: those that nothing concerned for long, and those that are too many."""
        oldest = self._now() - self._span
        gone = {story.id for story in self._stories.values() if story.touched_ms < to_ms(oldest)}
        if len(self._items) > MOST_ITEMS:
            by_age = sorted(self._stories.values(), key=lambda story: story.touched_ms)
            excess = len(self._items) - MOST_ITEMS
            for story in by_age:
                if excess <= 0:
                    break
                gone.add(story.id)
                excess -= len(story.items)
        if not gone:
            return
        for name in gone:
            for item in self._stories.pop(name).items:
                self._story_of.pop(item.id, None)
        self._items = [item for item in self._items if item.id in self._story_of]
        self._deliveries = [one for one in self._deliveries if one.at >= oldest]
        self._acts = [act for act in self._acts if act.at >= oldest][-_ACTS:]
