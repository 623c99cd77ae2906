"""A story as a list shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.desk.shelf.entries import ShelvedAlert, ShelvedItem, ShelvedSuppression
from monitor.model.activity import Activity
from monitor.model.ids import AlertId, EntityId, RuleId, Severity, StoryId
from monitor.model.sending.alert import copy_id, moved_id
from monitor.model.sending.delivery import DeliveryRecord, Outcome


@dataclass(slots=True, kw_only=True)
class ShelvedStory:
    """A story with its items in the order in which they were decided, and all that was sent of it."""

    id: StoryId
    items: list[ShelvedItem] = field(default_factory=list)
    deliveries: dict[tuple[AlertId, str], DeliveryRecord] = field(default_factory=dict)
    """The last attempt of each alert and channel, or the one that was accepted."""
    acknowledged: Activity | None = None
    touched_ms: int = 0
    """When the newest was written that concerns it, by the store's clock."""

    @property
    def opened_at(self) -> datetime:
        """When its first item was seen."""
        return self.items[0].at

    @property
    def updated_at(self) -> datetime:
        """When its newest item was seen."""
        return max(item.at for item in self.items)

    @property
    def severity(self) -> Severity:
        """The gravest that its items had when they were decided."""
        return max(item.severity for item in self.items)

    @property
    def sources(self) -> Sequence[str]:
        """The outlets that reported it, each once, in the order of their first report."""
        return tuple(dict.fromkeys(item.source for item in self.items))

    @property
    def independent(self) -> int:
        """How many of them have their own account."""
        return len({item.account or item.source for item in self.items})

    @property
    def langs(self) -> Sequence[str]:
        """The languages of its items, each once, in the order of their first item."""
        return tuple(dict.fromkeys(item.lang for item in self.items if item.lang))

    @property
    def rules(self) -> Sequence[RuleId]:
        """The rules that matched its items."""
        return tuple(dict.fromkeys(rule for item in self.items for rule in item.rules))

    @property
    def entities(self) -> Sequence[EntityId]:
        """What its items name, the most frequent first."""
        return [
            name for name, _ in Counter(name for item in self.items for name in set(item.entities)).most_common()
        ]

    @property
    def alerting(self) -> Sequence[ShelvedItem]:
        """The items that somebody was to be notified of."""
        return [item for item in self.items if item.alerted]

    @property
    def last_alert(self) -> tuple[ShelvedItem, ShelvedAlert] | None:
        """The newest alert and its item; None if nobody was to be notified."""
        alerting = self.alerting
        return (alerting[-1], alerting[-1].alerts[0]) if alerting else None

    @property
    def alerted_at(self) -> datetime | None:
        """When it last alerted: when the newest message was accepted, or, until then, when it was decided."""
        sent = [one.at for one in self.deliveries.values() if one.outcome is Outcome.SENT]
        last = self.last_alert
        return max(sent, default=last[1].at if last is not None else None)

    @property
    def is_acknowledged(self) -> bool:
        """Whether somebody acknowledged it after its last alert."""
        last = self.last_alert
        return self.acknowledged is not None and (last is None or self.acknowledged.at >= last[1].at)

    @property
    def is_open(self) -> bool:
        """Whether a person should acknowledge it."""
        return self.last_alert is not None and not self.is_acknowledged

    @property
    def suppression(self) -> ShelvedSuppression | None:
        """Why nobody was notified of it lately: the reason that its newest item was suppressed for."""
        return next((item.suppressions[0] for item in reversed(self.items) if item.suppressions), None)

    def headline(self, langs: Sequence[str]) -> ShelvedItem:
        """Its first item in the first of these languages that it has; else the first report."""
        for lang in langs:
            for item in self.items:
                if item.lang == lang:
                    return item
        return self.items[0]

    def sent_to(self, alert: ShelvedAlert) -> DeliveryRecord | None:
        """How sending an alert went, on its channel, on the fallback of that, or on the channel to which a person
        has moved it; None if it was not tried yet."""
        own = self.deliveries.get((alert.id, alert.channel))
        if own is not None and own.outcome is Outcome.SENT:
            return own
        elsewhere = (
            record
            for (name, _), record in self.deliveries.items()
            if name in (copy_id(alert.id, to=record.channel), moved_id(alert.id, to=record.channel))
        )
        return next((record for record in elsewhere if record.outcome is Outcome.SENT), own)
