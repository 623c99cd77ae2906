"""One message for many alerts: after quiet hours, and when more comes than a channel takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.language.display import line
from monitor.model.ids import AlertId, Severity, content_id
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.queued import Queued

_ROOM = 2_900
"""Characters of all lines together: what fits into one message of every service, with its title and markup."""
_ALONE = (Reason.ALSO, Reason.NOTICE, Reason.REPORT)


def bundled(
    waiting: Sequence[Queued], *, storm: int | None, alone: Collection[AlertId] = frozenset()
) -> list[Queued]:
    """What the next message contains, of a channel's outbox in order: one alert, or those of a digest.

    What need not notify always goes by itself, and so do the alerts named as `alone`. What is critical is listed
    only with its like, when even that is a storm.
    """
    first = waiting[0]
    if first.alert.in_storm and first.alert.id not in alone:
        return [one for one in waiting if one.alert.in_storm and one.alert.id not in alone]
    behind = {one.alert.story.id for one in waiting if one.alert.id in alone}  # a story's alerts keep their order
    listable = [one for one in waiting if one.alert.reason not in _ALONE and one.alert.story.id not in behind]
    if first not in listable:
        return [first]
    critical = _is_critical(first.alert)
    alike = [one for one in listable if _is_critical(one.alert) is critical]
    if storm is not None and len(alike) > storm:
        return _fitting(alike)
    in_digest = [queued for queued in alike if queued.alert.in_digest]
    return _fitting(in_digest) if first.alert.in_digest and not critical else [first]


def digest_of(alerts: Sequence[Alert]) -> Alert:
    """The alert that lists these, under the gravest of them. The same alerts make the same digest."""
    gravest = max(alerts, key=lambda alert: alert.severity)
    return Alert(
        id=AlertId(content_id("digest", *(alert.id for alert in alerts))),
        channel=gravest.channel,
        reason=Reason.DIGEST,
        explanation=_why(alerts),
        story=gravest.story,
        match=gravest.match,
        decided_at=alerts[0].decided_at,
        digest_lines=_lines(alerts),
    )


def _why(alerts: Sequence[Alert]) -> str:
    if all(alert.in_storm for alert in alerts):
        rules = dict.fromkeys(hit.rule for alert in alerts for hit in alert.match.rules)
        return f"{len(alerts)} alerts of rules that alert too often: {', '.join(rules)}"
    return "held until now" if all(alert.in_digest for alert in alerts) else "more news than this channel takes"


def _lines(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """A line each; of a storm, as many as fit, and how many more there are."""
    lines = [_line(alert) for alert in alerts]
    if not all(alert.in_storm for alert in alerts):
        return tuple(lines)
    shown = _how_many(lines)
    more = (f"and {len(lines) - shown} more (monitor stories list)",) if shown < len(lines) else ()
    return (*lines[:shown], *more)


def _is_critical(alert: Alert) -> bool:
    return alert.severity is Severity.CRITICAL


def _fitting(listable: Sequence[Queued]) -> list[Queued]:
    return list(listable[: _how_many([_line(queued.alert) for queued in listable])])


def _how_many(lines: Sequence[str]) -> int:
    """How many of the lines fit into one message; at least one."""
    room = _ROOM
    for number, written in enumerate(lines):
        room -= len(written) + 6  # a bullet, a line break, and marks of direction
        if room < 0:
            return max(number, 1)
    return len(lines)


def _line(alert: Alert) -> str:
    """One line of a digest: severity, headline, source, and what is new if it is a further alert."""
    item = alert.match.item
    more = len(alert.story.sources) - 1
    sources = line(item.source or item.feed, limit=40) + (f" +{more}" if more > 0 else "")
    headline = line(item.title or alert.story.headline, limit=100)
    news = "" if alert.reason is Reason.FIRST else f"; {alert.reason}: {line(alert.explanation, limit=60)}"
    return f"{alert.severity.name} {headline} ({sources}{news})"
