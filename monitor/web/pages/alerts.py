"""Alerts: what was sent and what not, and why?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlencode

from aiohttp import web

from monitor.desk.shapes.base import severity_word
from monitor.desk.shelf.entries import ShelvedAlert, ShelvedItem
from monitor.desk.shelf.story import ShelvedStory
from monitor.desk.words import reason_word
from monitor.language.tokens import folded_text
from monitor.model.ids import Severity
from monitor.model.sending.alert import Reason, SuppressionReason
from monitor.model.sending.delivery import Outcome
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer
from monitor.web.parts.times import Times

_SPANS = {"8h": timedelta(hours=8), "24h": timedelta(hours=24), "72h": timedelta(hours=72)}
_MOST = 300
OUTCOMES = (
    ("", "All but duplicates"),
    ("sent", "Sent"),
    ("waiting", "Waiting"),
    ("failed", "Not sent"),
    ("suppressed", "Suppressed"),
    ("duplicate", "Duplicates"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An item and a channel, and what became of notifying the one of the other."""

    at: datetime
    outcome: str
    """One of OUTCOMES."""
    why: str
    severity: str
    story: str
    headline: str
    lang: str
    source: str
    rules: Sequence[str]
    channel: str
    took: timedelta | None
    acknowledged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address of the page says."""

    outcome: str = ""
    since: str = "24h"
    rule: str = ""
    channel: str = ""
    severity: str = ""
    q: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether something may be missing because of them."""
        return bool(self.rule or self.channel or self.severity or self.q)

    def query(self, **changed: str) -> str:
        """The address with some of them changed."""
        values = {name: getattr(replace(self, **changed), name) for name in self.__slots__}
        return urlencode({name: value for name, value in values.items() if value})

    def has(self, row: AlertRow) -> bool:
        """Whether a row is wanted, but for its outcome."""
        return (
            (not self.rule or self.rule in row.rules)
            and (not self.channel or self.channel == row.channel)
            and (not self.severity or self.severity == row.severity)
            and (not self.q or folded_text([self.q]).rstrip() in folded_text([row.headline, row.source]))
        )


async def alerts(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    filters = read_filters(request)
    since = desk.now() - _SPANS[filters.since]
    rows = [row for row in all_rows(desk) if row.at >= since and filters.has(row)]
    numbers = Counter(row.outcome for row in rows)
    shown = [row for row in rows if is_shown(row, filters.outcome)]
    shown.sort(key=lambda row: row.at, reverse=True)
    times = Times(zone=desk.zone, now=desk.now)
    days = groupby(shown[:_MOST], key=lambda row: times.day(row.at))
    running = desk.configuration()
    return await renderer.page(
        "alerts",
        tab="alerts",
        title="Alerts",
        answer=f"{numbers['sent']:,} sent"
        + (f", {numbers['failed']:,} could not be" if numbers["failed"] else ""),
        since_words=f"in the last {_SPANS[filters.since] // timedelta(hours=1)} hours",
        filters=filters,
        segments=[(name, label, _number(name, numbers)) for name, label in OUTCOMES],
        rules=[rule.id for rule in running.rules.rules],
        channels=list(running.channels),
        severities=[severity_word(one) for one in reversed(Severity)],
        days=[(day, list(group)) for day, group in days],
        shown=_MOST,
        cut=len(shown) > _MOST,
        balance=_balance(numbers),
    )


def read_filters(request: web.Request) -> Filters:
    """The filters of an address. Raises HTTPBadRequest for one that is none."""
    values = {name: value.strip() for name, value in request.query.items()}
    if unknown := set(values) - set(Filters.__slots__):
        raise web.HTTPBadRequest(text=f"unknown parameter {', '.join(sorted(unknown))}\n")
    filters = Filters(**values)
    if filters.since not in _SPANS or filters.outcome not in dict(OUTCOMES):
        raise web.HTTPBadRequest(text=f"since is one of {', '.join(_SPANS)}; outcome as the page has it\n")
    return filters


def all_rows(desk: Desk) -> Iterator[AlertRow]:
    """Every outcome of every decision that is on the shelf."""
    for story in desk.shelf.stories.values():
        for item in story.items:
            yield from _rows(story, item, desk)


def _rows(story: ShelvedStory, item: ShelvedItem, desk: Desk) -> Iterator[AlertRow]:
    row = AlertRow(
        at=item.at,
        outcome="waiting",
        why="",
        severity=severity_word(item.severity),
        story=story.id,
        headline=item.title,
        lang=item.lang,
        source=item.source,
        rules=item.rules,
        channel="",
        took=None,
        acknowledged="",
    )
    for alert in item.alerts:
        yield _sent(replace(row, channel=alert.channel), story, alert, desk)
    for out in item.suppressions:
        why = reason_word(out.reason) + (f", {out.detail}" if out.detail else "")
        if out.reason is SuppressionReason.FOLDED:
            yield replace(row, outcome="duplicate", why=out.detail, channel=out.channel or "")
        else:
            yield replace(row, outcome="suppressed", why=why, channel=out.channel or "")


def _sent(row: AlertRow, story: ShelvedStory, alert: ShelvedAlert, desk: Desk) -> AlertRow:
    record, act = story.sent_to(alert), story.acknowledged
    if act is not None and act.at >= alert.at:
        row = replace(row, acknowledged=f"{act.person} {act.at.astimezone(desk.zone):%H:%M}")
    why = alert_words(alert)
    if record is None:
        return replace(row, at=alert.at, why=why)
    if record.outcome is Outcome.SENT:
        if record.channel != alert.channel:
            why = f"{why}; sent to {record.channel} instead"
        return replace(row, at=record.at, outcome="sent", why=why, took=record.took)
    if record.outcome is Outcome.REFUSED:
        return replace(row, at=record.at, outcome="failed", why=record.detail)
    return replace(row, at=alert.at, why=f"{why}; tried: {record.detail}")


def alert_words(alert: ShelvedAlert) -> str:
    """Why it is an alert; the rules are shown with the story."""
    said = alert.explanation.partition("; rules: ")[0]
    return said if alert.reason is Reason.FIRST else f"{alert.reason}: {said}"


def is_shown(row: AlertRow, outcome: str) -> bool:
    """Whether a row is of the kind that is chosen; without a choice, duplicates are not shown."""
    return row.outcome == outcome if outcome else row.outcome != "duplicate"


def _number(name: str, numbers: Counter[str]) -> int:
    return numbers[name] if name else numbers.total() - numbers["duplicate"]


def _balance(numbers: Counter[str]) -> str:
    parts = ", ".join(f"{label.lower()} {numbers[name]:,}" for name, label in OUTCOMES if name)
    return f"Pairs of an item and a channel: {numbers.total():,} = {parts}."
