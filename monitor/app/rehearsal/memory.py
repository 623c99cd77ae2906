"""What the deciding loop has in the store, in memory: in a scenario one process decides, and channels accept
at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.clock import Now
from monitor.model.ids import AlertId, ChannelName, FeedId, StoryId
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.decision import Decision, NotificationRecord, Silence
from monitor.model.sending.queued import Work
from monitor.model.story import Correction


class MemoryNotifications:
    """Outboxes of channels that accept an alert when it is queued, or when its hold ends."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._queued: set[AlertId] = set()
        self._last: dict[tuple[StoryId, ChannelName], NotificationRecord] = {}

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        """The last alert of the story for each of these channels; channels without one are absent."""
        found = {channel: self._last.get((story, channel)) for channel in channels}
        return {channel: self._by_now(record) for channel, record in found.items() if record is not None}

    async def queued(self, alert: Alert) -> bool:
        """Whether this alert was queued before."""
        return alert.id in self._queued

    async def queue(self, alerts: Sequence[Alert]) -> None:
        """Put alerts into the outboxes, each once. An update (`Reason.ALSO`) is no alert of its own."""
        for alert in alerts:
            if alert.reason is Reason.ALSO or alert.id in self._queued:
                continue
            self._queued.add(alert.id)
            hold = alert.hold
            held_until = hold.until if hold is not None and hold.until > self._now() else None
            self._last[alert.story.id, alert.channel] = NotificationRecord(
                severity=alert.severity, at=alert.decided_at, accepted=held_until is None, held_until=held_until
            )

    def _by_now(self, record: NotificationRecord) -> NotificationRecord:
        if record.held_until is None or record.held_until > self._now():
            return record
        return replace(record, at=record.held_until, accepted=True, held_until=None)


class MemorySilences:
    """Nobody silences anything in a scenario."""

    async def silences(self) -> Sequence[Silence]:
        """None."""
        return ()


class MemoryDecisions:
    """The lease, the matches and the log of the only process that decides."""

    def __init__(self, now: Now) -> None:
        self.decided: list[Decision] = []
        """Everything that was decided, in order."""
        self._now = now
        self._matches: deque[Match] = deque()
        self._states: dict[str, CorrelationState] = {}

    def put(self, match: Match) -> None:
        """A match to decide about."""
        self._matches.append(match)

    @property
    def waiting(self) -> int:
        """How many matches are to be decided about."""
        return len(self._matches)

    async def hold(self) -> int | None:
        """The lease, which nobody else wants."""
        return 1

    async def release(self) -> None:
        """Give it back."""

    async def take(self, *, limit: int, token: int) -> Sequence[Work[Match]]:
        """The next matches; they stay until they are decided."""
        waiting = list(self._matches)[:limit]
        return [Work(entry=str(number), value=match) for number, match in enumerate(waiting)]

    async def record_failure(self, work: Work[Match], *, why: str) -> bool:
        """False: nothing is set aside, a bug ends the scenario."""
        return False

    async def append(self, work: Work[Match], decision: Decision, *, token: int) -> bool:
        """Log the decision and forget the match."""
        self.decided.append(decision)
        return await self.count(decision.state_change, token=token, work=work)

    async def count(self, changed: StateChange, *, token: int, work: Work[Match] | None = None) -> bool:
        """Keep what has changed of the states, and put the matches of rules that are satisfied by it."""
        if work is not None:
            self._matches.popleft()
        self._states |= {state.key: state for state in changed.states}
        for key in changed.forgotten:
            self._states.pop(key, None)
        self._matches += changed.matches
        return True

    async def states(self) -> Mapping[str, CorrelationState]:
        """The state of every rule, by its key."""
        return self._states

    async def watermark(self, feeds: Sequence[FeedId]) -> Watermark:
        """Now: nothing waits for detection, and every feed has just been visited well."""
        return Watermark(at=self._now(), good_at=dict.fromkeys(feeds, self._now()))

    async def replay(self, *, since: datetime) -> AsyncIterator[Decision]:
        """The decisions since an instant, in order."""
        for decision in self.decided:
            if decision.match.item.first_seen_at >= since:
                yield decision

    async def corrected(self) -> str:
        """Nobody corrects a story in a scenario."""
        return ""

    async def corrections(self) -> Sequence[Correction]:
        """None."""
        return ()
