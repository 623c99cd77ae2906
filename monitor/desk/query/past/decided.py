"""What was decided in a stretch of time: from the store, and from the archive for what the store has no more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from monitor.archive.entries import entry_number, entry_time_ms
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.clock import from_ms
from monitor.errors import NoArchiveError
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.decision import Decision
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog

_COLUMNS = ("item", "story", "headline", "source", "url", "development", "rules", "outcomes", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedMatch:
    """A match, and what was decided about it."""

    at: datetime
    item: str
    feed: str
    story: str
    headline: str
    """Of the item."""
    source: str
    account: str
    """Whose account of the event the item gives; empty if that is not known."""
    url: str
    development: str
    """What is materially new about the item, in words; else empty."""
    rules: tuple[str, ...]
    alerts: tuple[str, ...]
    """The ids of the alerts."""
    suppressed: tuple[str, ...]
    """Why each channel that was not notified was not."""
    sources: tuple[str, ...]
    """The outlets that had reported the story by then, this one among them."""
    independent: int
    opened_at: datetime | None
    """When the first item of the story was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedPast:
    """What was decided in a stretch of time, in order."""

    matches: Sequence[DecidedMatch] = ()
    unreadable: tuple[str, ...] = ()
    """Files of the archive that could not be read, and were left out."""


async def decided_between(
    client: Client, since: datetime, until: datetime, *, archive: Path | None, apart: Executor | None = None
) -> DecidedPast:
    """Every decision of a stretch of time, each once: the store and the archive may both have it. The archive, if
    there is one, is read in `apart`, else in a thread. Raises MonitorError if it cannot be read."""
    found: dict[int, DecidedMatch] = {}
    unreadable: tuple[str, ...] = ()
    if archive is not None:
        loop = asyncio.get_running_loop()
        found, unreadable = await loop.run_in_executor(apart, _archived, archive, since, until)
    async for name, decision in DecisionLog(client).entries(since=since):
        at = entry_number(name)
        found[at] = _of_decision(decision, at=from_ms(entry_time_ms(at)))
    matches = [found[entry] for entry in sorted(found)]
    return DecidedPast(matches=[one for one in matches if since <= one.at < until], unreadable=unreadable)


def _archived(folder: Path, since: datetime, until: datetime) -> tuple[dict[int, DecidedMatch], tuple[str, ...]]:
    try:
        with opened(folder) as reader:
            rows = reader.rows(TableName.DECISIONS, _COLUMNS, since=since, until=until)
            return {row[0]: _of_row(row) for row in rows}, tuple(reader.unreadable)
    except NoArchiveError:
        return {}, ()


def _of_decision(decision: Decision, *, at: datetime) -> DecidedMatch:
    item, story = decision.match.item, decision.assignment.story
    alerts = [one for one in decision.outcomes if isinstance(one, Alert)]
    return DecidedMatch(
        at=at,
        item=item.id,
        feed=item.feed,
        story=story.id,
        headline=item.title,
        source=item.source,
        account=decision.assignment.account,
        url=item.url,
        development=decision.assignment.development,
        rules=tuple(dict.fromkeys(hit.rule for hit in decision.match.rules)),
        alerts=tuple(one.id for one in alerts if one.reason is not Reason.ALSO),
        suppressed=tuple(one.reason.value for one in decision.outcomes if not isinstance(one, Alert)),
        sources=story.sources,
        independent=story.independent,
        opened_at=story.opened_at,
    )


class _StoryPart(msgspec.Struct, frozen=True):
    """What the columns of the archive do not say of a story."""

    sources: tuple[str, ...] = ()
    independent: int = 1
    opened_at: datetime | None = None


class _AssignmentPart(msgspec.Struct, frozen=True):
    story: _StoryPart = _StoryPart()
    account: str = ""


class _ItemPart(msgspec.Struct, frozen=True):
    feed: str = ""


class _MatchPart(msgspec.Struct, frozen=True):
    item: _ItemPart = _ItemPart()


class _DecisionPart(msgspec.Struct, frozen=True):
    """A decision as far as it is wanted here: quicker to read than all of it, and by other versions."""

    match: _MatchPart = _MatchPart()
    assignment: _AssignmentPart = msgspec.field(default=_AssignmentPart(), name="joining")


_decoder = msgspec.json.Decoder(_DecisionPart)


def _of_row(row: tuple[Any, ...]) -> DecidedMatch:
    entry, item, story, headline, source, url, development, rules, outcomes, body = row
    part = _part(body)
    return DecidedMatch(
        at=from_ms(entry_time_ms(entry)),
        item=item,
        feed=part.match.item.feed,
        story=story,
        headline=headline,
        source=source,
        account=part.assignment.account,
        url=url,
        development=development,
        rules=tuple(dict.fromkeys(rules)),
        alerts=tuple(_alerts(outcomes)),
        suppressed=tuple(one["reason"] for one in outcomes if not one["alerted"]),
        sources=part.assignment.story.sources,
        independent=part.assignment.story.independent,
        opened_at=part.assignment.story.opened_at,
    )


def _alerts(outcomes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    return (one["alert"] for one in outcomes if one["alerted"] and one["reason"] != Reason.ALSO)


def _part(body: str) -> _DecisionPart:
    try:
        return _decoder.decode(body)
    except msgspec.MsgspecError:  # of another version of the monitor; its columns are for reports
        return _DecisionPart()
