"""What is known of an item: what it was, what was decided, and how sending it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import msgspec

from monitor.model.ids import AlertId, ItemId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery
from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_item, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable, readable_as, readable_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import pages_backwards, read_stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What happened to an item, as far as it has come."""

    item: Item
    """As it is now; likewise `examined` and `matched`."""
    baseline: bool
    """Whether it was known from its feed's first visit on, and so stayed silent, at least until it was edited."""
    examined: bool
    """Whether detection has looked at it. A baseline is never looked at."""
    matched: bool
    """Whether a rule hit it; known for a week."""
    decisions: tuple[Decision, ...]
    earlier: tuple[Item, ...] = ()
    """What it was before it was edited, oldest first."""
    deliveries: tuple[Delivery, ...]
    """Every attempt to send its alerts that is still on record, by channel, oldest first."""


class History:
    """The bounded past: every item, every decision, the last attempts to send."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def find(self, sought: str) -> Item | None:
        """The newest item with this id, address or guid, or the account of a rule with `when` that has this id."""
        found = await self._find(sought)
        if found is not None:
            return found[1]
        sent = await self._fired(sought)
        return sent[0].match.item if sent else None

    async def trail(self, item: ItemId) -> Trail | None:
        """What happened to an item, or None if it is not known, or no longer."""
        found = await self._find(item)
        if found is None:
            return await self._trail_of_trigger(item)
        entry, known, baseline = found
        earlier, began_as_baseline = await self._earlier(known, before=entry) if known.edition else ((), baseline)
        since = earlier[0].first_seen_at if earlier else known.first_seen_at
        decisions = await self._decisions(item, since_ms=to_ms(since))
        waits = await self._client.read("XRANGE", self._client.key(keys.ITEMS), entry, entry)
        matched = await self._client.read("ZSCORE", self._client.key(keys.MATCHED), known.key)
        return Trail(
            item=known,
            baseline=began_as_baseline,
            examined=not baseline and not waits,
            matched=matched is not None or any(decision.match.item.key == known.key for decision in decisions),
            earlier=earlier,
            decisions=decisions,
            deliveries=await self._deliveries(decisions),
        )

    async def trim(self, keep: timedelta) -> int:
        """Forget items and decisions older than this by the store's clock; how many were forgotten.

        Decisions from which the running stories are rebuilt are kept all the same.
        """
        forgotten = 0
        for name, span in ((keys.HISTORY, keep), (keys.LOG, max(keep, keys.KEEP_DECIDED))):
            stream = self._client.key(name)
            forgotten += await self._client.run(scripts.TRIM, keys=[stream], args=[keys.milliseconds(span)])
        return forgotten

    async def _find(self, sought: str) -> tuple[str, Item, bool] | None:
        """The entry, the item, and whether it is a baseline."""
        trace = msgspec.json.encode(sought)  # decoding every item of a month would take a minute
        async for entry, fields in pages_backwards(self._client, keys.HISTORY):
            if trace in fields.get(b"v", b""):
                item = await self._item(entry, fields)
                if item is not None and sought in (item.id, item.url, item.guid):
                    return entry.decode(), item, b"b" in fields
        return None

    async def _item(self, entry: bytes, fields: Mapping[bytes, bytes]) -> Item | None:
        """The item of an entry; None, with its bytes set aside, if they are none."""
        read = partial(decode_item, entry=entry, edited=b"e" in fields)
        place = ValuePlace(key=keys.HISTORY, at=entry)
        return await readable_as(self._client, fields.get(b"v", b""), read, place=place)

    async def _earlier(self, item: Item, *, before: str) -> tuple[tuple[Item, ...], bool]:
        """The versions before this one, oldest first, and whether the first was a baseline."""
        name, versions = item.id.encode(), list[Item]()
        async for entry, fields in pages_backwards(self._client, keys.HISTORY, before=before):
            if fields.get(b"i") == name:
                if (version := await self._item(entry, fields)) is not None:
                    versions.insert(0, version)
                if b"e" not in fields:
                    return tuple(versions), b"b" in fields
        return tuple(versions), False

    async def _decisions(self, item: ItemId, *, since_ms: int) -> tuple[Decision, ...]:
        name = item.encode()
        return tuple(
            [
                decision
                async for entry, fields in read_stream(self._client, keys.LOG, since_ms=since_ms)
                if fields.get(b"i", b"").partition(b"@")[0] == name
                and (decision := await readable_decision(self._client, entry, fields)) is not None
            ]
        )

    async def _trail_of_trigger(self, item: ItemId) -> Trail | None:
        """Likewise for the account that a rule with `when` gives of what came together: no feed brought it."""
        sent = await self._fired(item)
        if not sent:
            return None
        deliveries = await self._deliveries(sent)
        known = sent[0].match.item
        return Trail(
            item=known, baseline=False, examined=True, matched=True, decisions=sent, deliveries=deliveries
        )

    async def _fired(self, sought: str) -> tuple[Decision, ...]:
        name = sought.encode()
        return tuple(
            [
                decision
                async for entry, fields in read_stream(self._client, keys.LOG)
                if fields.get(b"i") == name
                and (decision := await readable_decision(self._client, entry, fields)) is not None
                and decision.match.trigger is not None
            ]
        )

    async def _deliveries(self, decisions: tuple[Decision, ...]) -> tuple[Delivery, ...]:
        alerts = {
            AlertId(outcome.id)
            for decision in decisions
            for outcome in decision.outcomes
            if isinstance(outcome, Alert)
        }
        if not alerts:
            return ()
        found = [
            await readable(
                self._client,
                fields.get(b"v", b""),
                Delivery,
                place=ValuePlace(key=keys.channel(channel, "attempts"), at=entry),
            )
            for channel in await known_channels(self._client)
            async for entry, fields in read_stream(self._client, keys.channel(channel, "attempts"))
            if fields.get(b"a", b"").decode(errors="replace") in alerts
        ]
        return tuple(delivery for delivery in found if delivery is not None)
