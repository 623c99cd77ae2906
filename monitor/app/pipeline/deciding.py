"""The deciding loop: one process at a time, under a lease, by the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.app.pipeline.decider import Decider
from monitor.app.pipeline.ports import AlertPort, LeasePort, LogPort, MatchPort
from monitor.app.pipeline.quarantine import record_bug
from monitor.app.pipeline.storms import storm_notices
from monitor.clock import Now
from monitor.errors import MonitorError
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert
from monitor.model.sending.queued import Work

BATCH = 100
"""Matches taken at a time."""


@dataclass(slots=True, kw_only=True)
class DecidingLoop:
    """Takes matches, decides, queues the alerts, writes the decision and forgets the match, in this order."""

    lease: LeasePort
    matches: MatchPort
    log: LogPort
    alerts: AlertPort
    decider: Decider
    replay_span: timedelta
    """How far back the log is read."""
    now: Now
    report: Callable[[Notice], None] = field(default=lambda _: None)
    _token: int | None = field(default=None, init=False)
    """The token under which the decider is what the log says; None when it must be rebuilt."""
    _corrected: str = field(default="", init=False)

    async def step(self, watching: Sequence[RuleHit]) -> int:
        """Decide what waits, if this process holds the lease; how many. `watching` are the rules with `when`."""
        token = await self.lease.hold()
        if token is None:
            self._token = None
            return 0
        if not await self._up_to_date(token):
            return 0
        states = self.decider.states
        mark = await states.mark(watching)
        works = await self.matches.take(limit=BATCH, token=token)
        for work in works:
            if not await self._decided(work, token=token):
                self._token = None  # another decides now, or it was set aside: read again what was assigned
                return 0
        # Only when nothing that was seen before the mark can be left: an absence must not be found too early.
        if len(works) < BATCH and not await states.tick(watching, mark, token=token):
            self._token = None
        return len(works)

    async def _up_to_date(self, token: int) -> bool:
        """Whether the decider is what the log says, after reading it if need be."""
        corrected = await self.log.corrected()
        if token == self._token and corrected == self._corrected:
            return True
        self._token = None

        async def renew() -> bool:
            return await self.lease.hold() == token

        if not await self.decider.rebuild(self.log, since=self.now() - self.replay_span, renew=renew):
            return False
        self._token, self._corrected = token, corrected
        return True

    async def _decided(self, work: Work[Match], *, token: int) -> bool:
        try:
            return await self._decide(work, token=token)
        except MonitorError:
            raise
        except Exception as bug:  # noqa: BLE001  # a bug that one match brings out must not hold up all others
            await record_bug(self.matches, work, work.value.item, bug, report=self.report)
            return False

    async def _decide(self, work: Work[Match], *, token: int) -> bool:
        decided = await self.decider.decide(work.value)
        if isinstance(decided, StateChange):
            written = await self.log.count(decided, token=token, work=work)
        else:
            await self.alerts.queue([outcome for outcome in decided.outcomes if isinstance(outcome, Alert)])
            written = await self.log.append(work, decided, token=token)
            for notice in storm_notices(decided):
                self.report(notice)
        if written:
            self.decider.accept(decided)
        return written
