"""One decision: match -> story -> alerts and suppressions, and the states of rules with `when`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.app.pipeline.ports import LogPort
from monitor.group.correlation.triggers import assignment_of
from monitor.group.grouper import Grouper
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router

RENEWAL = 100
"""Decisions of the log between two renewals of the lease: reading a long log takes longer than the lease lasts."""


class Decider:
    """Decides match by match, with the running stories and what was alerted lately in memory.

    A decision changes the stories at once. If it is not written in the end, they must be rebuilt.
    """

    def __init__(
        self,
        *,
        grouper: Callable[[Sequence[Correction]], Grouper],
        router: Router,
        states: CorrelationTracker,
        recent: RecentAlerts,
    ) -> None:
        """`grouper` makes a grouper without stories, to which these corrections apply; `recent` is what the router
        looks into."""
        self._new_grouper = grouper
        self._grouper = grouper(())
        self._router = router
        self._recent = recent
        self.states = states

    def apply(self, router: Router) -> None:
        """Route by another configuration from now on."""
        self._router = router

    async def decide(self, match: Match) -> Decision | StateChange:
        """What becomes of a match; of one that only counts for rules with `when`, what it changes of them.

        It holds once `accept` confirms that it was written.
        """
        decided = replace(match, counted_by=())  # the alert and the log say what was counted
        if not decided.rules:
            return await self.states.count(match, None)
        assignment = self._grouper.group(decided) if decided.trigger is None else assignment_of(decided)
        outcomes = await self._router.route(decided, assignment)
        counted = await self.states.count(match, assignment)
        return Decision(match=decided, assignment=assignment, outcomes=outcomes, state_change=counted)

    def accept(self, decided: Decision | StateChange) -> None:
        """It was written."""
        if isinstance(decided, Decision):
            self._recent.remember(decided)
            decided = decided.state_change
        self.states.accept(decided)

    async def rebuild(self, log: LogPort, *, since: datetime, renew: Callable[[], Awaitable[bool]]) -> bool:
        """Make the stories what the log says, as people corrected them. False if `renew` is.

        `since` is a window of stories before the window: what an item weighs depends on those before it.
        """
        read = 0
        self._recent.forget()
        self.states.forget()
        grouper = self._new_grouper(await log.corrections())
        async for decision in log.replay(since=since):
            if decision.match.trigger is None:
                grouper.replay(decision.match, decision.assignment)
            self._recent.remember(decision)
            read += 1
            if read % RENEWAL == 0 and not await renew():
                return False
        self._grouper = grouper
        return True
