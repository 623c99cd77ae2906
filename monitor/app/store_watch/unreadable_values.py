"""Notifies the people who run the monitor of values in the store that could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from monitor.clock import from_ms
from monitor.model.ids import Severity, content_id
from monitor.model.notice import Notice
from monitor.store.base.unreadable import UnreadableValue, unreadable_since
from monitor.store.connection.client import Client

_MEANING = {
    "memory": "the memory of a feed: its document is read again as a whole",
    "failure": "the last failure of a feed",
    "saved": "the last visit to a feed",
    "log": "a decision: its item is missing from its story, which may alert again",
    "tallies": "the state of a rule with `when`: it counts from now on",
    "corrections": "a correction of the stories",
    "mutes": "a silence: it has ended; see `monitor silence list`",
    "out": "an alert that waited: it is not sent",
    "urgent": "a critical alert that waited: it is not sent",
    "body": "an alert that was held, or was to be tried again: it is not sent",
    "update_body": "an update of a message",
    "told_of": "what a channel was sent of a story, which may alert again",
    "follow_body": "a reminder or an escalation: it does not come",
    "dead": "a dead letter",
    "items": "an item that waited for the rules: it is not looked at",
    "matches": "a match that waited for a decision: it does not alert",
    "history": "an item of the history",
    "acked_by": "who acknowledged a story",
    "activity": "what a person did",
    "events": "an attempt to send, or what the store had forgotten before",
    "archive": "how the archive is: it is noted again",
    "archived": "how far a stream is archived: its entries are compared with the archive's files",
    "rules": "the last good version of a rule file",
    "rules_state": "how reading the rules went last",
    "reports": "when a report was sent last: its next is due as if it were new",
    "good": "when a feed was last visited well: a rule with `absent` waits for its next visit",
    "websub": "a subscription to a hub: it is asked for again",
    "again": "since when the items of a feed are looked at again: they are a silent baseline",
    "channels": "the name of a channel",
    "not_before": "until when a channel is paused: it is tried at once",
    "backoff": "until when a channel is paused: it is tried at once",
    "health": "whether a channel works: it is found out with the next attempt",
    "fallback": "the fallback that a channel had",
    "rang": "what an alert was about, for its buttons",
    "doubt": "when the store last forgot something: what may repeat is no longer marked",
    "store": "the name or the format of the store: it has a new one",
}


@dataclass(slots=True, kw_only=True)
class UnreadableValues:
    """Looks for what was moved aside since the last look; one notice for each kind of value and day."""

    client: Client
    report: Callable[[Notice], None]
    _seen: str = field(default="0-0", init=False)

    async def step(self) -> int:
        """How many were found."""
        found = 0
        async for value in unreadable_since(self.client, self._seen):
            self._seen = value.id
            found += 1
            self.report(notice(value))
        return found


def notice(value: UnreadableValue) -> Notice:
    """The notice about a value."""
    part = value.key.rpartition(":")[2]
    channel = re.match(r"\{c:(.*)\}:", value.key)
    of = f" of channel {channel[1]}" if channel else ""
    day = from_ms(int(value.id.partition("-")[0])).date()
    return Notice(
        key=content_id("unreadable", value.key, day.isoformat()),
        title=f"a value in the store could not be read: {part}{of}",
        detail=f"It is {_MEANING.get(part, 'something that is not needed to go on')}. It was moved aside, and"
        f" all else goes on; `monitor audit` counts it. It was at {value.key} {value.at}: {value.why}",
        severity=Severity.HIGH,
    )
