"""What is known of an item: what it was, what was decided, and how sending it went."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from monitor.language.tokens import folded_text
from monitor.model.ids import AlertId, ItemId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, copy_id, moved_id
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery
from monitor.store.base import keys
from monitor.store.base.codec import decode_item, entry_ms, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable, readable_as, readable_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import pages_backwards, read_stream

_WORD = re.compile(r"\w+")


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
        """The newest item with this id, address, guid or headline, or the account of a rule with `when` that has
        this id. A headline may differ in capitals and punctuation."""
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
        decisions = await self.decisions(item, since_ms=to_ms(since))
        waits = await self._client.read("XRANGE", self._client.key(keys.ITEMS), entry, entry)
        return Trail(
            item=known,
            baseline=began_as_baseline,
            examined=not baseline and not waits,
            matched=await self.is_matched(known) or any(one.match.item.key == known.key for one in decisions),
            earlier=earlier,
            decisions=decisions,
            deliveries=await self.deliveries(decisions),
        )

    async def is_matched(self, item: Item) -> bool:
        """Whether a rule hit this version of an item; known for a week."""
        return await self._client.read("ZSCORE", self._client.key(keys.MATCHED), item.key) is not None

    async def newest_first(self, *, since: datetime | None = None) -> AsyncIterator[tuple[Item, bool]]:
        """Every item that is still here, and whether it is a baseline; only those seen since an instant."""
        async for entry, fields in pages_backwards(self._client, keys.HISTORY):
            if since is not None and entry_ms(entry) < to_ms(since):
                return
            if (item := await self._item(entry, fields)) is not None:
                yield item, b"b" in fields

    async def _find(self, sought: str) -> tuple[str, Item, bool] | None:
        """The entry, the item, and whether it is a baseline."""
        trace = msgspec.json.encode(sought)  # decoding every item of a month would take a minute
        headline, word = folded_text([sought]), _longest_word(sought)
        async for entry, fields in pages_backwards(self._client, keys.HISTORY):
            body = fields.get(b"v", b"")
            if trace in body or (word and word in body.decode(errors="replace").lower()):
                item = await self._item(entry, fields)
                if item is not None and (
                    sought in (item.id, item.url, item.guid) or folded_text([item.title]) == headline
                ):
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

    async def decisions(self, item: ItemId, *, since_ms: int) -> tuple[Decision, ...]:
        """What the log has of an item since an instant, in order."""
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
        deliveries = await self.deliveries(sent)
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

    async def deliveries(self, decisions: tuple[Decision, ...]) -> tuple[Delivery, ...]:
        """Every attempt to send the alerts of some decisions that is still on record, by channel, oldest first."""
        decided = {
            AlertId(outcome.id)
            for decision in decisions
            for outcome in decision.outcomes
            if isinstance(outcome, Alert)
        }
        if not decided:
            return ()
        channels = await known_channels(self._client)
        elsewhere = [
            made(alert, to=name) for alert in decided for name in channels for made in (copy_id, moved_id)
        ]
        alerts = {*decided, *elsewhere}
        found = [
            await readable(
                self._client,
                fields.get(b"v", b""),
                Delivery,
                place=ValuePlace(key=keys.channel(channel, part), at=entry),
            )
            for channel in channels
            for part in ("attempts", "events")  # the first from before version 0.2
            async for entry, fields in read_stream(self._client, keys.channel(channel, part))
            if fields.get(b"a", b"").decode(errors="replace") in alerts
        ]
        return tuple(delivery for delivery in found if delivery is not None)


def _longest_word(text: str) -> str:
    """In small letters; empty where there is none."""
    return max(_WORD.findall(text.lower()), key=len, default="")
