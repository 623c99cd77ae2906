"""The detector and the deciding loop of the daemon, with a clock that jumps from item to item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from monitor.app.assembly.decisions import groupers, router_of
from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.decider import Decider
from monitor.app.pipeline.deciding import DecidingLoop
from monitor.app.rehearsal.memory import MemoryDecisions, MemoryNotifications, MemorySilences
from monitor.config.configuration import Configuration
from monitor.desk.query.past.plays import TimedDecision
from monitor.detect.detector import Detector
from monitor.detect.match.rule_index import RuleIndex
from monitor.group.correlation.correlate import due_at
from monitor.model.ids import RuleId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.route.recent_alerts import RecentAlerts


class Player:
    """Decides about items as the daemon would have done at their instants: nobody silences anything, channels
    accept at once, and every feed is up."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        begins_at: datetime,
        timezone: tzinfo,
        only: Collection[RuleId] | None = None,
    ) -> None:
        """`timezone` is for hours that name none. `only` are the rules that may alert; the others count for rules
        with `when`. None for all."""
        timing = Timing(tick_every=timedelta())
        settings = configuration.settings
        self._only = only
        self._instant = begins_at
        self._detecting_at: datetime | None = None
        self._detector = Detector(configuration.rules, now=self._detection_time)
        self._decisions = MemoryDecisions(self._now)
        alerts = MemoryNotifications(self._now)
        recent = RecentAlerts(span=timing.story_window)
        router = router_of(
            configuration,
            updates=(),
            notifications=alerts,
            silences=MemorySilences(),
            recent=recent,
            now=self._now,
            timezone=settings.timezone or timezone,
        )
        self._loop = DecidingLoop(
            lease=self._decisions,
            matches=self._decisions,
            log=self._decisions,
            alerts=alerts,
            decider=Decider(
                grouper=groupers(settings, timing),
                router=router,
                states=CorrelationTracker(
                    self._decisions, self._now, tick_every=timing.tick_every, kept=timing.states_kept
                ),
                recent=recent,
            ),
            replay_span=timing.replay_span,
            now=self._now,
        )

    @property
    def index(self) -> RuleIndex:
        """The rules by their words."""
        return self._detector.index

    def detect(self, item: Item) -> Match | None:
        """The match of an item at its instant, of the rules that may alert or count; None if there is none.

        May be called in another thread, while nothing is played. Raises StepLimitError.
        """
        self._detecting_at = item.first_seen_at
        try:
            match = self._detector.detect(item)
        finally:
            self._detecting_at = None
        if match is None or self._only is None:
            return match
        rules = tuple(hit for hit in match.rules if hit.rule in self._only)
        return replace(match, rules=rules) if rules or match.counted_by else None

    async def play(self, match: Match) -> Sequence[TimedDecision]:
        """Decide about a match, after all that fell due before it."""
        found = await self.pass_time(until=match.item.first_seen_at)
        self._instant = match.item.first_seen_at
        self._decisions.put(match)
        return [*found, *await self.settle()]

    async def pass_time(self, *, until: datetime) -> Sequence[TimedDecision]:
        """Nothing comes in until then. What is absent is found at the very instant."""
        found: list[TimedDecision] = []
        while (due := await self._next_due()) is not None and due <= until:
            self._instant = due
            found += await self.settle()
        return found

    async def settle(self) -> Sequence[TimedDecision]:
        """Decide, until nothing is left to be decided at this instant."""
        before = len(self._decisions.decided)
        while await self._loop.step(self._detector.watching) or self._decisions.waiting:
            pass
        return [
            TimedDecision(at=self._instant, decision=decision) for decision in self._decisions.decided[before:]
        ]

    def _now(self) -> datetime:
        return self._instant

    def _detection_time(self) -> datetime:
        return self._detecting_at or self._instant

    async def _next_due(self) -> datetime | None:
        """When something will next be absent."""
        states = await self._decisions.states()
        found = [
            due_at(hit, states[hit.correlation.key])
            for hit in self._detector.watching
            if hit.correlation is not None
        ]
        return min((instant for instant in found if instant is not None), default=None)
