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
from monitor.store.forgetting.requests import ForgetRequests
from monitor.store.records.events import acts_after, attempts_after

T = TypeVar("T")
U = TypeVar("U")
Listener = Callable[[frozenset[StoryId]], None]

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
        self._reading = asyncio.Lock()
        self._listeners: list[Listener] = []
        self._corrections, self._corrected = Corrections(), ""
        self._forgotten = ""
        self._whole_since = 0
        self._clear()

    def _clear(self) -> None:
        self._cursors: dict[str, str] = {}
        self._items: list[ShelvedItem] = []
        self._stories: dict[StoryId, ShelvedStory] = {}
        self._story_of: dict[ItemId, StoryId] = {}
        self._deliveries: list[tuple[int, DeliveryRecord]] = []
        self._acts: list[tuple[int, Activity]] = []

    def on_change(self, listener: Listener) -> None:
        """Call this from now on with the stories that a look has found changed, whoever looked."""
        self._listeners.append(listener)

    @property
    def stories(self) -> Mapping[StoryId, ShelvedStory]:
        """Every story, by id."""
        return self._stories

    @property
    def acts(self) -> Sequence[Activity]:
        """What people did, oldest first."""
        return [act for _, act in self._acts]

    @property
    def deliveries(self) -> Sequence[DeliveryRecord]:
        """Every attempt to send, in the order in which it was read."""
        return [record for _, record in self._deliveries]

    @property
    def position(self) -> int:
        """The time, in milliseconds by the store's clock, of the newest that was read."""
        return max((entry_ms(entry) for entry in self._cursors.values()), default=0)

    def changed_since(self, position: int) -> frozenset[StoryId] | None:
        """The stories that something concerns which was written at a position or later; None if some may have gone
        since."""
        if position < self._whole_since:
            return None
        return frozenset(story.id for story in self._stories.values() if story.touched_ms >= position)

    def find(self, name: str) -> Sequence[ShelvedStory]:
        """The stories that an id of a story or of an item means, or how one begins."""
        exact = self._stories.get(self._story_of.get(ItemId(name), StoryId(name)))
        if exact is not None:
            return [exact]
        found = {story for item, story in self._story_of.items() if item.startswith(name)}
        found |= {story for story in self._stories if story.startswith(name)}
        return [self._stories[story] for story in sorted(found)]

    async def refresh(self) -> frozenset[StoryId]:
        """Read what is new; the stories that it changes, those that are gone among them.

        Raises StoreUnavailableError and StoreRefusedError; what was read until then stays.
        """
        async with self._reading:
            changed = await self._read_forgotten() | await self._read_corrections()
            try:
                async for item in self._new("log", self._log.entries, shelved):
                    self._items.append(item)
                    changed.add(self._put(item))
                for channel in await known_channels(self._client):
                    read = partial(attempts_after, self._client, channel)
                    async for at, record in self._new(f"channel:{channel}", read, _timed):
                        if record.reason != Reason.ALSO:
                            self._deliveries.append((at, record))
                            changed |= self._send(record, at)
                async for at, act in self._new("acts", partial(acts_after, self._client), _timed):
                    self._acts.append((at, act))
                    changed |= self._do(act, at)
                self._prune()
            finally:
                if changed:
                    for listener in self._listeners:
                        listener(frozenset(changed))
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
            self._cursors[name] = entry
            yield made(entry, found)

    async def _read_forgotten(self) -> set[StoryId]:
        """After a person had something forgotten, begin again: it must not be remembered here."""
        done = await ForgetRequests(self._client).result()
        if done is None or done.id == self._forgotten:
            return set()
        self._forgotten, before = done.id, set(self._stories)
        self._whole_since = self.position
        self._clear()
        return before

    async def _read_corrections(self) -> set[StoryId]:
        """After a correction, put every item where it belongs now; the stories that differ."""
        newest = await self._log.corrected()
        if newest == self._corrected:
            return set()
        self._corrections, self._corrected = Corrections(await self._log.corrections()), newest
        self._cursors["corrections"], self._whole_since = newest, entry_ms(newest)
        before = {name: [item.entry for item in story.items] for name, story in self._stories.items()}
        self._stories, self._story_of = {}, {}
        for item in self._items:
            self._put(item)
        for at, record in self._deliveries:
            self._send(record, at)
        for at, act in self._acts:
            self._do(act, at)
        after = {name: [item.entry for item in story.items] for name, story in self._stories.items()}
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        for name in changed & after.keys():
            self._stories[name].touched_ms = entry_ms(newest)
        return changed

    def _put(self, item: ShelvedItem) -> StoryId:
        story = self._story_of.setdefault(item.id, self._corrections.story_of(item.id, item.story))
        found = self._stories.setdefault(story, ShelvedStory(id=story))
        found.items.append(item)
        found.touched_ms = max(found.touched_ms, entry_ms(item.entry))
        return story

    def _send(self, record: DeliveryRecord, at: int) -> set[StoryId]:
        story = self._story_of.get(record.item, self._corrections.story_of(record.item, record.story))
        found = self._stories.get(story)
        if found is None:
            return set()
        known = found.deliveries.get((record.alert, record.channel))
        if known is None or known.outcome is not Outcome.SENT:
            found.deliveries[record.alert, record.channel] = record
        found.touched_ms = max(found.touched_ms, at)
        return {story}

    def _do(self, act: Activity, at: int) -> set[StoryId]:
        found = self._stories.get(self._corrections.story_of(ItemId(""), StoryId(act.story)))
        if found is None:
            return set()
        if act.acknowledges:
            found.acknowledged = act
        elif act.action is Deed.UNDO:
            found.acknowledged = None
        found.touched_ms = max(found.touched_ms, at)
        return {found.id}

    def _prune(self) -> None:
        """Let the oldest stories go: those that nothing concerned for long, and those that are too many."""
        oldest = to_ms(self._now() - self._span)
        gone = {story.id for story in self._stories.values() if story.touched_ms < oldest}
        excess = len(self._items) - MOST_ITEMS
        if excess > 0:
            for story in sorted(self._stories.values(), key=lambda story: story.touched_ms):
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
        self._deliveries = [(at, one) for at, one in self._deliveries if at >= oldest]
        self._acts = [(at, act) for at, act in self._acts if at >= oldest][-_ACTS:]


def _timed(entry: str, found: T) -> tuple[int, T]:
    return entry_ms(entry), found
