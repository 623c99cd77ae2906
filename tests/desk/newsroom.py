"""A store in which decisions are made and alerts sent, for what looks at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from monitor.clock import now
from monitor.model.ids import ItemId, StoryId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Suppression
from monitor.model.sending.delivery import Outcome
from monitor.store.connection.client import Client
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from tests.store.deciding import Deciding, deciding
from tests.store.store_news import DESK, alert, collected, decision, delivery, held, item, match, silence


@dataclass(slots=True)
class Newsroom:
    """Decides and sends, one item at a time."""

    client: Client
    _decisions: Deciding | None = None
    _token: int = 0

    async def alerts(self, name: str, *, story: str | None = None, **changed: Any) -> StoryId:
        """An item that alerts; with the id of an item before it, of its story."""
        into = self.id(story) if story else None
        return await self._decide(name, alert(name, story=into), story=into, **changed)

    async def is_suppressed(self, name: str, *, story: str | None = None, **changed: Any) -> StoryId:
        """An item that nobody is notified of."""
        into = self.id(story) if story else None
        return await self._decide(name, silence(match(name)), story=into, **changed)

    async def sends(self, *, outcome: Outcome = Outcome.SENT) -> None:
        """Send what waits, or find that it is refused for good."""
        outbox = ChannelOutbox(self.client)
        token = await outbox.hold(DESK, "sender")
        assert token is not None
        for queued in await outbox.waiting(DESK, limit=10, token=token):
            ended = outbox.sent if outcome is Outcome.SENT else outbox.dead
            await ended(queued, delivery(queued.alert, outcome))

    def id(self, name: str) -> StoryId:
        """The story that an item of this name opens."""
        return StoryId(item(name).id)

    async def _decide(
        self, name: str, outcome: Alert | Suppression, *, story: StoryId | None, **changed: Any
    ) -> StoryId:
        if self._decisions is None:
            self._decisions = deciding(self.client)
            self._token = await held(self._decisions)
        known = replace(item(name), first_seen_at=now(), **changed)
        await self._match(name, known)
        [work] = await self._decisions.matches.take(1, token=self._token)
        if isinstance(outcome, Alert):
            outcome = replace(outcome, decided_at=now(), match=replace(outcome.match, item=known))
            outcome = replace(outcome, story=replace(outcome.story, headline=known.title))
            await self._decisions.alerts.queue([outcome])
        made = decision(work.value, outcome)
        place = made.assignment.story
        made = replace(
            made,
            assignment=replace(made.assignment, story=replace(place, id=story or place.id, headline=known.title)),
        )
        assert await self._decisions.log.append(work, made, token=self._token)
        return made.assignment.story.id

    async def _match(self, name: str, known: Item) -> None:
        await collected(self.client, name)
        queue = ItemQueue(self.client, consumer="test")
        works = await queue.take(1)
        await queue.detected(works, [replace_item(match(name), known)])


def replace_item(found: Match, known: Item) -> Match:
    """The match of another version of its item; its hits stand where they stood."""
    return replace(found, item=replace(known, id=ItemId(found.item.id)))
