"""Which alerts were sent, when, to whom, and who acknowledged them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.desk.shapes.base import severity_word, zoned
from monitor.desk.shapes.sent import AcknowledgedShape, SentAlertShape, SentLogShape
from monitor.errors import NoArchiveError
from monitor.language.tokens import folded_text
from monitor.model.activity import Activity, Deed
from monitor.model.ids import AlertId, ChannelName, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.connection.client import Client
from monitor.store.records.events import acts_since, attempts_since

_DELIVERY_COLUMNS = (
    "alert", "channel", "outcome", "at", "detail", "message_id", "took_ms", "story", "item", "reason", "severity",
    "rules", "headline", "source", "url", "feed", "published", "first_seen",
)  # fmt: skip
_ACT_COLUMNS = ("at", "person", "way", "action", "object", "story", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class SentScope:
    """Which alerts are wanted."""

    since: datetime
    until: datetime
    channels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    acknowledged: bool | None = None
    """Only those that were acknowledged, or only those that were not; None for both."""
    outcome: Outcome | None = Outcome.SENT
    """Only those that ended like this; None for all."""
    about: str = ""
    """Words that are in the headline, one after the other, or the id of a rule."""

    def has(self, alert: SentAlertShape) -> bool:
        """Whether an alert is wanted."""
        return (
            self.since <= alert.at < self.until
            and (not self.channels or alert.channel in self.channels)
            and (not self.rules or bool(set(self.rules) & set(alert.rules)))
            and (not self.severities or alert.severity in self.severities)
            and self.acknowledged in (None, alert.acknowledged is not None)
            and self.outcome in (None, Outcome(alert.outcome))
            and (not self.about or self._is_about(alert))
        )

    def _is_about(self, alert: SentAlertShape) -> bool:
        words = folded_text([self.about]).rstrip()
        return self.about in alert.rules or (bool(words) and words in folded_text([alert.headline]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    attempts: Sequence[DeliveryRecord] = ()
    acts: Sequence[Activity] = ()
    unreadable: tuple[str, ...] = field(default=())


async def sent_alerts(
    client: Client, scope: SentScope, *, archive: Path | None, apart: Executor | None = None
) -> SentLogShape:
    """The alerts that are wanted, each once for its channel, by the end of its last attempt, or of the one that
    was accepted. Updates of messages are none. The archive, if there is one, is read in `apart`, else in a thread.
    Raises MonitorError if it cannot be read."""
    old = _Past()
    if archive is not None:
        old = await asyncio.get_running_loop().run_in_executor(apart, _archived, archive, scope.since)
    attempts = [*old.attempts, *[one async for one in attempts_since(client, scope.since)]]
    acts = [*old.acts, *[one async for one in acts_since(client, scope.since)]]
    by_story = _acknowledgements(acts)
    found = [_shape(tries, by_story) for tries in _by_alert(attempts).values()]
    return SentLogShape(
        since=scope.since,
        until=scope.until,
        alerts=tuple(sorted((one for one in found if scope.has(one)), key=lambda one: (one.at, one.id))),
        unreadable=old.unreadable,
    )


def _archived(folder: Path, since: datetime) -> _Past:
    try:
        with opened(folder) as reader:
            return _Past(
                attempts=[
                    _record(row) for row in reader.rows(TableName.DELIVERIES, _DELIVERY_COLUMNS, since=since)
                ],
                acts=[_act(row) for row in reader.rows(TableName.ACTIVITY, _ACT_COLUMNS, since=since)],
                unreadable=tuple(reader.unreadable),
            )
    except NoArchiveError:
        return _Past()


def _by_alert(attempts: Iterable[DeliveryRecord]) -> Mapping[tuple[str, str], list[DeliveryRecord]]:
    """The attempts of each alert and channel, in their order, each once: the store and the archive may both have
    it."""
    found: dict[tuple[str, str], dict[tuple[datetime, str], DeliveryRecord]] = {}
    for one in attempts:
        if one.reason != Reason.ALSO:
            found.setdefault((one.alert, one.channel), {})[one.at, one.outcome.value] = one
    return {key: [tries[at] for at in sorted(tries)] for key, tries in found.items()}


def _acknowledgements(acts: Iterable[Activity]) -> Mapping[str, Sequence[Activity]]:
    """For each story, who acknowledged it, in order; what was taken back does not count."""
    found: dict[str, list[Activity]] = {}
    for act in sorted(acts, key=lambda act: act.at):
        if act.acknowledges:
            found.setdefault(act.story, []).append(act)
        elif act.action is Deed.UNDO:
            found.pop(act.story, None)
    return found


def _shape(tries: Sequence[DeliveryRecord], by_story: Mapping[str, Sequence[Activity]]) -> SentAlertShape:
    last = next((one for one in tries if one.outcome is Outcome.SENT), tries[-1])
    acts = [one for one in by_story.get(last.story, ()) if one.at >= last.at]
    act = acts[0] if acts else None
    return SentAlertShape(
        id=last.alert,
        channel=last.channel,
        at=zoned(last.at),
        outcome=last.outcome.value,
        detail=last.detail,
        attempts=len(tries),
        took_ms=last.took // timedelta(milliseconds=1),
        story=last.story,
        item=last.item,
        reason=last.reason,
        severity=severity_word(last.severity),
        rules=last.rules,
        headline=last.headline,
        source=last.source,
        url=last.url,
        feed=last.feed,
        published_at=last.published_at,
        first_seen_at=last.first_seen_at,
        acknowledged=AcknowledgedShape(person=act.person, way=act.way, comment=act.comment, at=zoned(act.at))
        if act is not None
        else None,
        not_relevant=any(one.action is Deed.NOT_RELEVANT for one in acts),
    )


def _record(row: tuple[Any, ...]) -> DeliveryRecord:
    held = dict(zip(("entry", *_DELIVERY_COLUMNS), row, strict=True))
    return DeliveryRecord(
        alert=AlertId(held["alert"]),
        channel=ChannelName(held["channel"]),
        outcome=Outcome(held["outcome"]),
        at=held["at"],
        detail=held["detail"],
        message_id=held["message_id"],
        took=timedelta(milliseconds=held["took_ms"]),
        story=StoryId(held["story"]),
        item=ItemId(held["item"]),
        reason=held["reason"],
        severity=Severity[held["severity"].upper()],
        rules=tuple(RuleId(rule) for rule in held["rules"]),
        headline=held["headline"],
        source=held["source"],
        url=held["url"],
        feed=held["feed"] or "",
        published_at=held["published"],
        first_seen_at=held["first_seen"],
    )


def _act(row: tuple[Any, ...]) -> Activity:
    _, at, person, way, action, on, story, comment = row
    return Activity(
        at=at, person=person, way=way, action=Deed(action), object=on, story=story or "", comment=comment or ""
    )
