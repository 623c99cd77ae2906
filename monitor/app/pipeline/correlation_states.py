"""How the deciding loop keeps the states of rules with `when`: read when it starts, written as they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from monitor.app.pipeline.ports import StatePort
from monitor.clock import Now
from monitor.group.correlation.correlate import apply_match, due_absences, initial_state
from monitor.model.ids import FeedId
from monitor.model.matching.correlation import Absence
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.story import StoryAssignment

NOTHING = StateChange()

log = structlog.get_logger("monitor")


@dataclass(slots=True)
class CorrelationTracker:
    """The states in memory. They are what the store has; after a doubt they are read again."""

    store: StatePort
    now: Now
    tick_every: timedelta
    """The least time between two looks at what is absent by now."""
    kept: timedelta
    """How long the state of a rule that is gone is kept."""
    _states: dict[str, CorrelationState] | None = field(default=None, init=False)
    _unsure: bool = field(default=False, init=False)
    """Whether a change is on its way to the store, and may have arrived there or not."""
    _ticked_at: datetime | None = field(default=None, init=False)
    _unwanted: dict[str, datetime] = field(default_factory=dict, init=False)
    """Since when no rule has asked for a state."""

    def forget(self) -> None:
        """Read them again: another may have decided meanwhile."""
        self._states = None

    async def count(self, match: Match, assignment: StoryAssignment | None) -> StateChange:
        """What a match changes. It holds once `accept` confirms that it was written."""
        if not match.counted_by:
            return NOTHING
        found = apply_match(match, assignment, await self._known())
        self._unsure = True
        return found

    def accept(self, changed: StateChange) -> None:
        """A change is in the store."""
        if changed is NOTHING or self._states is None:
            return
        self._unsure = False
        self._states.update((state.key, state) for state in changed.states)
        for key in changed.forgotten:
            self._states.pop(key, None)

    async def mark(self, watching: Sequence[RuleHit]) -> Watermark | None:
        """How far the news has come, to be asked before matches are taken; None if no rule wants to know now."""
        if not watching and not self._states:
            return None
        if self._ticked_at is not None and timedelta() <= self.now() - self._ticked_at < self.tick_every:
            return None
        return await self.store.watermark(_feeds(watching))

    async def tick(self, watching: Sequence[RuleHit], mark: Watermark | None, *, token: int) -> bool:
        """Let time pass up to the mark; every match that was handed on before it has been decided by now. False if
        the right to decide has passed on."""
        if mark is None:
            return True
        known = await self._known()
        fresh = _fresh(watching, known, at=mark.at)
        late = due_absences(watching, mark, known)
        changed = replace(late, states=(*late.states, *fresh), forgotten=self._over(watching, known, at=mark.at))
        self._ticked_at = self.now()
        if not (changed.states or changed.forgotten):
            return True
        self._unsure = True
        if not await self.store.count(changed, token=token):
            return False
        self.accept(changed)
        return True

    def _over(
        self, watching: Sequence[RuleHit], known: Mapping[str, CorrelationState], *, at: datetime
    ) -> tuple[str, ...]:
        """The states that no rule has asked for in a while."""
        wanted = {hit.correlation.key for hit in watching if hit.correlation is not None}
        self._unwanted = {key: self._unwanted.get(key, at) for key in known if key not in wanted}
        return tuple(key for key, since in self._unwanted.items() if at - since >= self.kept)

    async def _known(self) -> dict[str, CorrelationState]:
        if self._states is None or self._unsure:
            self._states = dict(await self.store.states())
            self._unsure = False
        return self._states


def _feeds(watching: Sequence[RuleHit]) -> list[FeedId]:
    """The feeds that absences wait for."""
    waiting = (hit.correlation for hit in watching if hit.correlation is not None)
    return sorted({feed for one in waiting if isinstance(one.condition, Absence) for feed in one.feeds})


def _fresh(
    watching: Sequence[RuleHit], known: Mapping[str, CorrelationState], *, at: datetime
) -> list[CorrelationState]:
    """The states of rules that are new, or count something else than before: these start again, and it is said."""
    found = []
    for hit in watching:
        assert hit.correlation is not None, "only rules with `when` are watched"
        if hit.correlation.key in known:
            continue
        found.append(initial_state(hit, at=at))
        if any(key.partition(":")[0] == hit.rule for key in known):
            log.info("the rule's condition changed; its state was reset", rule=hit.rule)
    return found
