"""What is known of an item: what it was, what was decided, and how sending it went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.clock import from_ms
from monitor.model.activity import Activity
from monitor.model.ids import AlertId, ChannelName, ItemId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, copy_id, moved_id
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery
from monitor.store.base import keys
from monitor.store.base.codec import decode_item, entry_ms, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.unreadable import ValuePlace, readable, readable_as, readable_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import pages_backwards, pages_forwards, read_stream
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.sought import Sought


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
    acknowledged: tuple[Activity, ...] = ()
    """Who acknowledged its stories, and when: the last of each that was not taken back."""


class History:
    """The bounded past: every item, every decision, the last attempts to send."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def find(self, *names: str) -> Item | None:
        """The newest item with one of these names: its id or at least the first 8 digits of it, its address, guid
        or headline, the id of one of its alerts; or the account of a rule with `when` that has this id. The first
        name may be a headline, which may differ in capitals and punctuation."""
        sought = Sought(names)
        found = await self._find(sought)
        return found[1] if found is not None else await self._decided(sought)

    async def trail(self, item: ItemId) -> Trail | None:
        """What happened to an item, or None if it is not known, or no longer."""
        found = await self._find(Sought([item]))
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
            acknowledged=await self.acknowledged(decisions),
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

    async def oldest_first(self, *, since: datetime) -> AsyncIterator[Sequence[tuple[Item, bool]]]:
        """Every item seen since an instant that is still here, and whether it is a baseline; as many at a time as
        are read at once. Those that are trimmed meanwhile are missing."""
        async for page in pages_forwards(self._client, keys.HISTORY, since_ms=to_ms(since)):
            found = [(await self._item(entry, fields), b"b" in fields) for entry, fields in page]
            yield [(item, baseline) for item, baseline in found if item is not None]

    async def bounds(self) -> list[datetime]:
        """When the first and the last item that is still here were seen; empty if there is none."""
        key = self._client.key(keys.HISTORY)
        first = await self._client.read("XRANGE", key, "-", "+", "COUNT", 1)
        last = await self._client.read("XREVRANGE", key, "+", "-", "COUNT", 1)
        return [from_ms(entry_ms(entry)) for entry, _ in (*first, *last)]

    async def _find(self, sought: Sought) -> tuple[str, Item, bool] | None:
        """The entry, the item, and whether it is a baseline."""
        async for entry, fields in pages_backwards(self._client, keys.HISTORY):
            if sought.may_be_in(fields.get(b"v", b"")):
                item = await self._item(entry, fields)
                if item is not None and sought.is_item(item):
                    return entry.decode(), item, b"b" in fields
        return None

    async def _decided(self, sought: Sought) -> Item | None:
        """The item of the newest decision that has the alert, or is about the account, that is sought."""
        channels = await known_channels(self._client)
        async for entry, fields in pages_backwards(self._client, keys.LOG):
            about = fields.get(b"i", b"").partition(b"@")[0].decode(errors="replace")
            if not sought.may_be_alert and not sought.is_id(about):
                continue
            decision = await readable_decision(self._client, entry, fields)
            if decision is not None and _is_meant(decision, sought, channels):
                return decision.match.item
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
            item=known,
            baseline=False,
            examined=True,
            matched=True,
            decisions=sent,
            deliveries=deliveries,
            acknowledged=await self.acknowledged(sent),
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

    async def acknowledged(self, decisions: tuple[Decision, ...]) -> tuple[Activity, ...]:
        """Who acknowledged the stories of some decisions; one act for each story that somebody acknowledged."""
        records = Acknowledgements(self._client)
        stories = dict.fromkeys(decision.assignment.story.id for decision in decisions)
        found = [await records.acknowledged_by(story) for story in stories]
        return tuple(act for act in found if act is not None)

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
        alerts = decided.union(*(_elsewhere(alert, channels) for alert in decided))
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


def _is_meant(decision: Decision, sought: Sought, channels: Collection[ChannelName]) -> bool:
    """Whether the decision is of the account, or of an alert or its like on another channel, that is sought."""
    if decision.match.trigger is not None and sought.is_id(decision.match.item.id):
        return True
    alerts = (outcome.id for outcome in decision.outcomes if isinstance(outcome, Alert))
    return any(sought.is_id(name) for alert in alerts for name in (alert, *_elsewhere(alert, channels)))


def _elsewhere(alert: AlertId, channels: Collection[ChannelName]) -> list[AlertId]:
    """The ids that an alert has on other channels: as a copy for a fallback, and after it was moved."""
    return [made(alert, to=name) for name in channels for made in (copy_id, moved_id)]
