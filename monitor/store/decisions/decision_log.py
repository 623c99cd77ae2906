"""What was decided, in order: the truth from which the stories are rebuilt."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.clock import from_ms
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import FeedId
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Reason, SuppressionReason
from monitor.model.sending.decision import Decision
from monitor.model.sending.queued import Work
from monitor.model.story import Correction
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode, encode_decision, to_ms
from monitor.store.base.unreadable import ValuePlace, readable, readable_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream
from monitor.store.decisions.decider_lease import LEASE
from monitor.store.queues.feed_schedule import good_visit


class DecisionLog:
    """The log of decisions, the states of rules with `when`, and what people corrected of it.

    Anybody may read. Only the holder of the deciding lease writes, with its token; `renews` is for how long from
    then on an entry renews the lease.
    """

    def __init__(self, client: Client, *, renews: timedelta = LEASE) -> None:
        self._client = client
        self._renews = renews

    async def append(self, work: Work[Match], decision: Decision, *, token: int) -> bool:
        """Write the decision, take its match off, write what it counted, and renew the lease, in one step.

        False if the token is old: nothing was done.
        """
        return await self._write(
            work, encode_decision(decision), decision.state_change, outcomes=_counts(decision), token=token
        )

    async def count(self, changed: StateChange, *, token: int, work: Work[Match] | None = None) -> bool:
        """Likewise without a story: what the passing of time changes, or a match that only counts."""
        return await self._write(work, b"", changed, outcomes=Counter(), token=token)

    async def states(self) -> Mapping[str, CorrelationState]:
        """The state of every rule with `when`, by its key."""
        stored = await self._client.read("HGETALL", self._client.key(keys.CORRELATION_STATES))
        states: dict[str, CorrelationState] = {}
        for key, body in stored.items():
            place = ValuePlace(key=keys.CORRELATION_STATES, at=key)
            state = await readable(self._client, body, CorrelationState, place=place)
            if state is not None:
                states[state.key] = state
        return states

    async def watermark(self, feeds: Sequence[FeedId]) -> Watermark:
        """How far detection has come by now, and when these feeds were last visited well."""
        names = [self._client.key(name) for name in (keys.ITEMS, keys.GOOD)]
        at, *good = await self._client.run(scripts.WATERMARK, keys=names, args=feeds)
        visited = {
            feed: visit
            for feed, ms in zip(feeds, good, strict=True)
            if (visit := await good_visit(self._client, feed.encode(), ms or None)) is not None
        }
        return Watermark(at=from_ms(int(at)), good_at=visited)

    async def replay(self, since: datetime) -> AsyncIterator[Decision]:
        """Every decision written since an instant, in order."""
        async for _, decision in self.entries(since=since):
            yield decision

    async def entries(
        self, *, since: datetime | None = None, after: str = ""
    ) -> AsyncIterator[tuple[str, Decision]]:
        """Likewise, each with the name of its entry; or those written after an entry."""
        since_ms = to_ms(since) if since is not None else 0
        async for entry, fields in read_stream(self._client, keys.LOG, since_ms=since_ms, after=after):
            decision = await readable_decision(self._client, entry, fields)
            if decision is not None:
                yield entry.decode(), decision

    async def entry(self, name: str) -> Decision | None:
        """The decision of an entry of the log; None if it is not there any more."""
        found = await self._client.read("XRANGE", self._client.key(keys.LOG), name, name)
        return await readable_decision(self._client, *found[0]) if found else None

    async def correct(self, correction: Correction, action: Deed, *, at: datetime, by: Doer) -> None:
        """Write down what a person corrects; once, if it is said twice in a row."""
        act = Activity(
            at=at,
            person=by.person,
            way=by.way,
            action=action,
            object=f"story:{correction.story}",
            story=correction.story,
            comment=by.comment,
            detail=f"into {correction.into}",
        )
        names = [self._client.key(name) for name in (keys.CORRECTIONS, keys.ACTIVITY)]
        await self._client.run(scripts.CORRECT, keys=names, args=(encode(correction), encode(act)))

    async def corrected(self) -> str:
        """The id of the newest correction, or an empty string."""
        newest = await self._client.read("XREVRANGE", self._client.key(keys.CORRECTIONS), "+", "-", "COUNT", 1)
        return newest[0][0].decode() if newest else ""

    async def corrections(self) -> Sequence[Correction]:
        """What people corrected about the stories, in order."""
        found = [
            await readable(
                self._client, fields.get(b"v", b""), Correction, place=ValuePlace(key=keys.CORRECTIONS, at=entry)
            )
            async for entry, fields in read_stream(self._client, keys.CORRECTIONS)
        ]
        return [correction for correction in found if correction is not None]

    async def _write(
        self, work: Work[Match] | None, body: bytes, changed: StateChange, *, outcomes: Counter[str], token: int
    ) -> bool:
        names = (
            keys.DECIDER_FENCE,
            keys.DECIDER_LEASE,
            keys.MATCHES,
            keys.UNDECIDED,
            keys.LOG,
            keys.DECISION_COUNTS,
            keys.CORRELATION_STATES,
            keys.MATCHED,
        )
        args: list[bytes | str | int] = [
            token,
            keys.milliseconds(self._renews),
            keys.DECIDERS,
            work.entry if work is not None else "",
            work.value.item.key if work is not None else "",
            body,
            outcomes.total(),
            outcomes["folded"],
            outcomes["silenced"],
            outcomes["queued"],
            keys.milliseconds(keys.KEEP_MATCHED),
            len(changed.states) + len(changed.forgotten),
        ]
        for state in changed.states:
            args += (state.key, encode(state))
        for key in changed.forgotten:
            args += (key, "")
        for match in changed.matches:
            args += (match.item.key, encode(match))
        reply = await self._client.run(scripts.DECIDED, keys=[self._client.key(name) for name in names], args=args)
        return bool(reply)


def _counts(decision: Decision) -> Counter[str]:
    """How many outcomes of each kind there are; updates are none."""
    counts: Counter[str] = Counter()
    for outcome in decision.outcomes:
        if isinstance(outcome, Alert):
            if outcome.reason is not Reason.ALSO:
                counts["queued"] += 1
        else:
            counts["folded" if outcome.reason is SuppressionReason.FOLDED else "silenced"] += 1
    return counts
