"""Alerts that were sent -> the stories that alerted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from monitor.desk.query.past.decided import DecidedMatch
from monitor.desk.shapes.report import DevelopmentShape, ReportStoryShape
from monitor.desk.shapes.sent import AcknowledgedShape, SentAlertShape
from monitor.group.corrections import Corrections
from monitor.model.ids import ItemId, Severity, StoryId
from monitor.model.sending.alert import Reason


def report_stories(
    sent: Iterable[SentAlertShape], matches: Sequence[DecidedMatch], *, corrections: Corrections
) -> tuple[ReportStoryShape, ...]:
    """The stories of these alerts, the gravest first, then in the order in which they alerted.

    Items are in the story in which people have put them since. `matches` is what is known of the stories, in
    order.
    """
    of_story: dict[str, list[SentAlertShape]] = {}
    for alert in sorted(sent, key=lambda one: one.at):
        story = corrections.story_of(ItemId(alert.item), StoryId(alert.story))
        of_story.setdefault(story, []).append(alert)
    known: dict[str, list[DecidedMatch]] = {}
    for match in matches:
        known.setdefault(corrections.story_of(ItemId(match.item), StoryId(match.story)), []).append(match)
    made = [
        _story(name, alerts, known.get(name, ()), corrected=corrections.concern(StoryId(name)))
        for name, alerts in of_story.items()
    ]
    return tuple(sorted(made, key=lambda one: (-_gravity(one.severity), one.first_sent_at)))


def _story(
    name: str, alerts: Sequence[SentAlertShape], matches: Sequence[DecidedMatch], *, corrected: bool
) -> ReportStoryShape:
    first, last = alerts[0], alerts[-1]
    sources, independent = _sources(alerts, matches, corrected=corrected)
    return ReportStoryShape(
        id=name,
        headline=first.headline,
        url=first.url,
        severity=max((one.severity for one in alerts), key=_gravity),
        sources=sources,
        independent=independent,
        first_seen_at=_first_seen(alerts, matches),
        first_sent_at=first.at,
        last_sent_at=last.at,
        alerts=len(alerts),
        rules=tuple(dict.fromkeys(rule for one in alerts for rule in one.rules)),
        channels=tuple(dict.fromkeys(one.channel for one in alerts)),
        acknowledged=_acknowledged(alerts),
        not_relevant=any(one.not_relevant for one in alerts),
        developments=_developments(alerts, {one.item: one for one in matches}),
    )


def _sources(
    alerts: Sequence[SentAlertShape], matches: Sequence[DecidedMatch], *, corrected: bool
) -> tuple[tuple[str, ...], int]:
    """All sources of the story, and how many are independent. The newest item knows of all before it, also of
    those that are not among `matches`, unless people have corrected the story since."""
    if matches and not corrected:
        return matches[-1].sources, matches[-1].independent
    sources = dict.fromkeys([one.source for one in matches] or [one.source for one in alerts])
    return tuple(sources), len({one.account or one.source for one in matches}) or len(sources)


def _first_seen(alerts: Sequence[SentAlertShape], matches: Sequence[DecidedMatch]) -> datetime | None:
    seen = [one.opened_at for one in matches] + [one.first_seen_at for one in alerts]
    return min((at for at in seen if at is not None), default=None)


def _acknowledged(alerts: Iterable[SentAlertShape]) -> tuple[AcknowledgedShape, ...]:
    acts = {one.acknowledged for one in alerts if one.acknowledged is not None}
    return tuple(sorted(acts, key=lambda one: one.at))


def _developments(
    alerts: Iterable[SentAlertShape], items: Mapping[str, DecidedMatch]
) -> tuple[DevelopmentShape, ...]:
    """What alerted as changed, each item once."""
    found: dict[str, DevelopmentShape] = {}
    for alert in alerts:
        if alert.reason != Reason.CHANGED or alert.item in found:
            continue
        match = items.get(alert.item)
        found[alert.item] = DevelopmentShape(
            at=alert.at,
            source=alert.source,
            headline=match.headline if match is not None else alert.headline,
            what=match.development if match is not None else "",
            url=alert.url,
        )
    return tuple(found.values())


def _gravity(severity: str) -> int:
    return Severity[severity.upper()]
