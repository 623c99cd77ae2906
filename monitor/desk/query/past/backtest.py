"""What rules would have sent: items that are kept, played through the deciding loop with the clock of the time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from monitor.archive.read.filters import EVERYTHING
from monitor.desk.query.past.difference import ComparedAlert, difference
from monitor.desk.query.past.kept_items import KeptItems, KeptSpan, kept_span
from monitor.desk.query.past.narrowing import narrowed
from monitor.desk.query.past.played_account import PlayedAccount
from monitor.desk.query.past.plays import DecisionPlayer, PlayerMaker
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.shapes.backtest import BacktestAlertShape, BacktestDifferenceShape, BacktestShape
from monitor.desk.shapes.base import zoned
from monitor.desk.shapes.sent import SentAlertShape
from monitor.detect.match.text.steps import StepLimitError
from monitor.errors import MonitorError, NoArchiveError
from monitor.model.ids import AlertId, ChannelName, content_id
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.alert import Reason
from monitor.store.connection.client import Client

SENT = "sent"
"""What alerts are compared with that were sent."""
_SLACK = timedelta(minutes=10)
"""An alert that was sent so long before or after the time may be one that would be sent within it."""
_NOT_PLAYED = (Reason.REMINDER, Reason.NOTICE, Reason.REPORT, Reason.DIGEST, Reason.ALSO)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestScope:
    """What is played, and what is shown of it."""

    since: datetime
    until: datetime
    """Not in it."""
    warm_up: timedelta
    """What is played before `since`, so that stories are known; none of it is shown."""
    rules: frozenset[str] = frozenset()
    """Only what these rules match is shown; empty for all."""
    against: str = ""
    """What is compared with: `sent`, or the name of the other rules; empty for nothing."""
    most_matches: int = 10_000
    """How many matches are played of rules that match most of all items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestProgress:
    """How far a backtest is."""

    done: float
    """From 0 to 1."""
    candidates: int
    matches: int
    alerts: int


@dataclass(slots=True, kw_only=True)
class _Play:
    player: DecisionPlayer
    account: PlayedAccount
    matched: Counter[str] = field(default_factory=Counter)
    """How many items each rule has matched, also before the time that is shown."""

    def refuse_if_all_match(self, looked_at: int, *, most: int) -> None:
        """Raise MonitorError if there is no end to it: a rule matches most items, and they are many."""
        for rule, number in self.matched.most_common(1):
            if number > most and number > looked_at / 2:
                raise MonitorError(
                    f"rule {rule!r} matches {number:,} of {looked_at:,} items, which takes too long to play:"
                    " narrow it, name other rules, or choose a shorter time (--since, --until)"
                )


async def backtest(
    client: Client,
    scope: BacktestScope,
    makers: Sequence[PlayerMaker],
    *,
    archive: Path,
    progress: Callable[[BacktestProgress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> BacktestShape:
    """What the rules of the first maker would have sent, compared with the second's, if there is one, or with what
    was sent. Once `stopped` says so, it ends with what is done so far.

    Raises NoArchiveError if nothing is kept at all, MonitorError if nothing is kept of the time, the archive
    cannot be read, or a rule matches nearly everything.
    """
    span = _reached(await kept_span(client, archive), scope, archive)
    wanted = scope.since - scope.warm_up
    begins = max(wanted, span.first)
    plays = [
        _Play(player=make(begins), account=PlayedAccount(since=scope.since, rules=scope.rules)) for make in makers
    ]
    kept = KeptItems(
        client=client,
        archive=archive,
        since=begins,
        until=scope.until,
        where=narrowed(*(play.player.index for play in plays)),
    )
    most = scope.most_matches if kept.where == EVERYTHING else None
    run = _Run(plays=plays, begins=begins, until=scope.until, most=most, progress=progress)
    await run.through(kept, stopped)
    shown = plays[0].account
    end = run.end
    return BacktestShape(
        rules=shown.by_rule(end),
        since=zoned(scope.since),
        until=zoned(end),
        played_from=zoned(begins),
        complete=begins == wanted,
        interrupted=run.interrupted,
        candidates=run.candidates,
        skipped=run.skipped,
        matches=shown.matches,
        suppressed=dict(shown.suppressed.most_common()),
        held=shown.held(end),
        alerts=shown.alerts(end),
        difference=await _difference(client, scope, plays, archive=archive, end=end),
        unreadable=tuple(kept.unreadable),
    )


def _reached(span: KeptSpan | None, scope: BacktestScope, archive: Path) -> KeptSpan:
    """What is kept, if it is of the time."""
    if span is None:
        raise NoArchiveError(f"there is no archive in {archive}, and no items are in the store")
    if span.last < scope.since or span.first >= scope.until:
        raise MonitorError(
            f"no items are kept from {scope.since:%Y-%m-%d %H:%M} to {scope.until:%Y-%m-%d %H:%M}: what is kept"
            f" is from {span.first:%Y-%m-%d %H:%M} to {span.last:%Y-%m-%d %H:%M} UTC; choose --since and --until"
            " within that (`history:` and `archive:` in monitor.yaml say how long items are kept)"
        )
    return span


@dataclass(slots=True, kw_only=True)
class _Run:
    """Items on their way through the rules of each side."""

    plays: Sequence[_Play]
    begins: datetime
    until: datetime
    most: int | None
    """How many matches are played of rules that match most items; None where only candidates are looked at."""
    progress: Callable[[BacktestProgress], None]
    candidates: int = 0
    skipped: int = 0
    interrupted: bool = False
    _last: datetime | None = None

    @property
    def end(self) -> datetime:
        """Up to when everything is played."""
        if not self.interrupted:
            return self.until
        return self._last + timedelta.resolution if self._last is not None else self.begins

    async def through(self, kept: KeptItems, stopped: Callable[[], bool]) -> None:
        """Play everything, or what can be played until it is stopped."""
        for play in self.plays:
            play.account.add(await play.player.settle())
        async for batch in kept.batches():
            if stopped():
                self.interrupted = True
                break
            await self._play(batch)
        for play in self.plays:
            play.account.add(await play.player.pass_time(until=self.end))

    async def _play(self, batch: Sequence[Item]) -> None:
        for play in self.plays:
            matches, skipped = await asyncio.to_thread(_matches, play.player, batch)
            if play is self.plays[0]:
                self.skipped += skipped
            play.matched.update(hit.rule for match in matches for hit in match.rules)
            if self.most is not None:
                play.refuse_if_all_match(self.candidates + len(batch), most=self.most)
            for match in matches:
                play.account.add(await play.player.play(match))
        if batch:
            self.candidates += len(batch)
            self._last = batch[-1].first_seen_at
            shown = self.plays[0].account
            self.progress(
                BacktestProgress(
                    done=(self._last - self.begins) / (self.until - self.begins),
                    candidates=self.candidates,
                    matches=shown.matches,
                    alerts=len(shown.alerts(self.until)),
                )
            )


def _matches(player: DecisionPlayer, batch: Sequence[Item]) -> tuple[list[Match], int]:
    """The matches of some items, and how many items take the rules too long."""
    found: list[Match] = []
    skipped = 0
    for item in batch:
        try:
            match = player.detect(item)
        except StepLimitError:
            skipped += 1
        else:
            found += [match] if match is not None else []
    return found, skipped


async def _difference(
    client: Client, scope: BacktestScope, plays: Sequence[_Play], *, archive: Path, end: datetime
) -> BacktestDifferenceShape | None:
    if not scope.against:
        return None
    now = plays[0].account.compared(end)
    if scope.against != SENT:
        return difference(now, plays[1].account.compared(end), against=scope.against)
    log = await sent_alerts(
        client,
        SentScope(since=scope.since - _SLACK, until=end + _SLACK, rules=tuple(scope.rules)),
        archive=archive,
    )
    escalations = {_escalation(one.shape.id, sent.channel) for one in now for sent in log.alerts}
    before = [
        ComparedAlert(
            shape=_sent(one), counts=scope.since <= one.at < end, items=frozenset({one.item})
        )
        for one in log.alerts
        if one.reason not in _NOT_PLAYED and one.id not in escalations
    ]  # fmt: skip
    return difference(now, before, against=SENT)


def _escalation(alert: str, channel: str) -> str:
    """The id of the alert that goes to a channel because nobody acknowledged another."""
    return content_id(AlertId(alert), "unacknowledged", ChannelName(channel))


def _sent(one: SentAlertShape) -> BacktestAlertShape:
    return BacktestAlertShape(
        id=one.id,
        at=one.at,
        channel=one.channel,
        reason=one.reason,
        because="",
        severity=one.severity,
        rules=one.rules,
        words=(),
        headline=one.headline,
        source=one.source,
        url=one.url,
        item=one.item,
        story=one.story,
        held_for="",
    )
