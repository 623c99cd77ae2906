"""The matches that wait for a decision, and what was decided: the store's side of grouping and routing."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.clock import from_ms
from monitor.errors import StoreUnavailableError
from monitor.model.ids import ChannelName, FeedId, Severity, StoryId
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Reason, SuppressionReason
from monitor.model.sending.decision import Decision, NotificationRecord, Silence
from monitor.model.sending.queued import Work
from monitor.model.story import Correction
from monitor.store.base import keys, scripts
from monitor.store.base.codec import DecodeError, decode, decode_decision, encode, encode_decision, to_ms
from monitor.store.base.known_channels import known_channels
from monitor.store.base.lease import hold, release
from monitor.store.base.quarantine import StreamPlace, record_failure, unreadable
from monitor.store.base.server_epoch import epoch_changed, server_epoch
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream
from monitor.store.queues.enqueue import emit, refresh, tellings_of
from monitor.store.records.silences import mutes

_PLACE = StreamPlace(stream=keys.MATCHES, group=keys.DECIDERS, counts=keys.DECISION_COUNTS)


class Decisions:
    """The deciding loop's place. Of all that offer themselves, one at a time holds it.

    `update_every` is the time between the first news for an update (`Reason.ALSO`) and the update;
    `patience`, at most 2 s, how long it waits for a match to come.
    """

    def __init__(
        self,
        client: Client,
        *,
        holder: str,
        lease: timedelta = timedelta(seconds=5),
        update_every: timedelta = timedelta(seconds=60),
        patience: timedelta = timedelta(seconds=1),
    ) -> None:
        self._client = client
        self._holder = holder
        self._lease = lease
        self._update_every = update_every
        self._patience = patience
        self._token: int | None = None
        self._lives: dict[ChannelName, bytes] = {}
        """For each channel the life of its server from which on decisions are made with this token."""

    async def hold(self) -> int | None:
        """Take or renew the lease; its fencing token, or None while another holds it.

        A token other than the last one means that another may have decided meanwhile, or that the server may have
        forgotten decisions: replay the log.
        """
        lease, fence = self._client.key(keys.DECIDER_LEASE), self._client.key(keys.DECIDER_FENCE)
        token = await hold(self._client, lease=lease, fence=fence, holder=self._holder, span=self._lease)
        if token != self._token:
            self._lives = {channel: await self._life(channel) for channel in await known_channels(self._client)}
        self._token = token
        return token

    async def release(self) -> None:
        """Give the lease back, so that another need not wait for it to run out."""
        await release(self._client, lease=self._client.key(keys.DECIDER_LEASE), holder=self._holder)

    async def take(self, limit: int, *, token: int) -> Sequence[Work[Match]]:
        """The oldest matches that are not decided, in order, at most `limit`; none for an old token.

        What was taken and not decided, by whomever, comes again. Waits a while for one to come.
        """
        reply = await self._take(limit, token=token)
        if reply == []:
            patience = max(keys.milliseconds(self._patience), 1)  # 0 would wait for ever
            matches = self._client.key(keys.MATCHES)
            await self._client.read("XREAD", "COUNT", 1, "BLOCK", patience, "STREAMS", matches, "0-0")
            reply = await self._take(limit, token=token)
        works: list[Work[Match]] = []
        for entry, fields in reply or ():
            try:
                works.append(Work(entry=entry.decode(), value=decode(fields[1], Match)))
            except DecodeError as error:  # another version may have written it
                await unreadable(self._client, entry.decode(), at=_PLACE, why=str(error))
        return works

    async def stumbled(self, work: Work[Match], *, why: str) -> bool:
        """Note that a bug kept this match from being decided; whether it is set aside now."""
        return await record_failure(self._client, work.entry, at=_PLACE, why=why)

    async def queue(self, alerts: Sequence[Alert]) -> None:
        """Put the alerts into their channels' outboxes, each once. May be repeated.

        Raises StoreUnavailableError if the server began anew since the right to decide was taken.
        """
        if not alerts:
            return
        channels = {alert.channel for alert in alerts}
        await self._client.run(scripts.REGISTER, keys=[self._client.key(keys.CHANNELS)], args=sorted(channels))
        for alert in alerts:
            if alert.reason is Reason.ALSO:
                await self._update(alert)
            else:
                await self._emit(alert)

    async def decided(self, work: Work[Match], decision: Decision, *, token: int) -> bool:
        """Write the decision to the log, take its match off, write what it counted, and renew the lease. False if
        the token is old: nothing was done."""
        return await self._decided(
            work, encode_decision(decision), decision.counted, outcomes=_counts(decision), token=token
        )

    async def counted(self, counted: StateChange, *, token: int, work: Work[Match] | None = None) -> bool:
        """Likewise without a story: what the passing of time changes, or a match that only counts."""
        return await self._decided(work, b"", counted, outcomes=Counter(), token=token)

    async def tallies(self) -> Mapping[str, CorrelationState]:
        """How every rule with `when` stands, by its key."""
        stored = await self._client.read("HGETALL", self._client.key(keys.TALLIES))
        return {key.decode(): decode(body, CorrelationState) for key, body in stored.items()}

    async def watermark(self, feeds: Sequence[FeedId]) -> Watermark:
        """How far detection has come by now, and when these feeds were last visited well."""
        names = [self._client.key(name) for name in (keys.ITEMS, keys.GOOD)]
        at, *good = await self._client.run(scripts.WATERMARK, keys=names, args=feeds)
        visited = {feed: from_ms(int(ms)) for feed, ms in zip(feeds, good, strict=True) if ms}
        return Watermark(at=from_ms(int(at)), good_at=visited)

    async def replay(self, since: datetime) -> AsyncIterator[Decision]:
        """Every decision written since an instant, in order."""
        async for _, fields in read_stream(self._client, keys.LOG, since_ms=to_ms(since)):
            yield decode_decision(fields[b"v"])

    async def correct(self, correction: Correction) -> None:
        """Write down what a person sets right; once, if it is said twice in a row."""
        stream = self._client.key(keys.CORRECTIONS)
        await self._client.run(scripts.CORRECT, keys=[stream], args=[encode(correction)])

    async def corrected(self) -> str:
        """The id of the newest correction, or an empty string."""
        newest = await self._client.read("XREVRANGE", self._client.key(keys.CORRECTIONS), "+", "-", "COUNT", 1)
        return newest[0][0].decode() if newest else ""

    async def corrections(self) -> Sequence[Correction]:
        """What people set right about the stories, in order."""
        return [
            decode(fields[b"v"], Correction) async for _, fields in read_stream(self._client, keys.CORRECTIONS)
        ]

    async def told(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        """What each of these channels was last told of the story; channels that were told nothing are absent.

        What an item made ring whose match is still to be decided does not count: the decision was cut short
        after it was queued, is made again, and must come out the same.
        """
        found: dict[ChannelName, NotificationRecord] = {}
        for channel in channels:
            tellings = await tellings_of(self._client, channel, story)
            if not tellings:
                continue
            items = [telling.item for telling in tellings]
            undecided = await self._client.read("SMISMEMBER", self._client.key(keys.UNDECIDED), *items)
            for telling, cut_short in zip(tellings, undecided, strict=True):
                if not cut_short:
                    found[channel] = NotificationRecord(
                        severity=Severity(telling.severity),
                        at=from_ms(telling.at),
                        accepted=telling.accepted,
                        held_until=from_ms(telling.held) if telling.held and not telling.accepted else None,
                    )
        return found

    async def queued(self, alert: Alert) -> bool:
        """Whether this alert was put into its outbox before."""
        queued = self._client.key(keys.channel(alert.channel, "queued"))
        return await self._client.read("ZSCORE", queued, alert.id) is not None

    async def mutes(self) -> Sequence[Silence]:
        """What people do not want to hear of for a while; some may have just ended."""
        return await mutes(self._client)

    async def _decided(
        self, work: Work[Match] | None, body: bytes, counted: StateChange, *, outcomes: Counter[str], token: int
    ) -> bool:
        names = (
            keys.DECIDER_FENCE,
            keys.DECIDER_LEASE,
            keys.MATCHES,
            keys.UNDECIDED,
            keys.LOG,
            keys.DECISION_COUNTS,
            keys.TALLIES,
            keys.MATCHED,
        )
        args: list[bytes | str | int] = [
            token,
            keys.milliseconds(self._lease),
            keys.DECIDERS,
            work.entry if work is not None else "",
            work.value.item.id if work is not None else "",
            body,
            outcomes.total(),
            outcomes["folded"],
            outcomes["silenced"],
            outcomes["queued"],
            keys.milliseconds(keys.KEEP_MATCHED),
            len(counted.tallies) + len(counted.forgotten),
        ]
        for tally in counted.tallies:
            args += (tally.key, encode(tally))
        for key in counted.forgotten:
            args += (key, "")
        for match in counted.matches:
            args += (match.item.id, encode(match))
        reply = await self._client.run(scripts.DECIDED, keys=[self._client.key(name) for name in names], args=args)
        return bool(reply)

    async def _take(self, limit: int, *, token: int) -> list[tuple[bytes, list[bytes]]] | None:
        """Entries of the matches' stream, or None for an old token."""
        names = (keys.DECIDER_FENCE, keys.MATCHES, keys.DECISION_COUNTS)
        reply: list[tuple[bytes, list[bytes]]] | None = await self._client.run(
            scripts.TAKE_MATCHES,
            keys=[self._client.key(name) for name in names],
            args=(token, keys.DECIDERS, keys.HOLDER, limit),
        )
        return reply

    async def _emit(self, alert: Alert) -> None:
        channel, token = alert.channel, self._token
        if token is None or alert.reason is Reason.NOTICE:  # it rests on no decision
            await emit(self._client, alert)
            return
        try:
            if channel not in self._lives:
                self._lives[channel] = await self._life(channel)
                if await self.hold() != token:
                    raise epoch_changed()
            await emit(self._client, alert, life=self._lives[channel])
        except StoreUnavailableError:
            self._token = None  # whatever it was, the next to hold asks all anew
            raise

    async def _life(self, channel: ChannelName) -> bytes:
        return await server_epoch(self._client, self._client.key(keys.channel(channel, "queued")))

    async def _update(self, alert: Alert) -> None:
        if await refresh(self._client, alert):
            return
        names = ("updates", "update_body")
        await self._client.run(
            scripts.UPDATE,
            keys=[self._client.key(keys.channel(alert.channel, name)) for name in names],
            args=(alert.story.id, encode(alert), keys.milliseconds(self._update_every)),
        )


def _counts(decision: Decision) -> Counter[str]:
    """How many outcomes of each kind there are; updates are none."""
    counts: Counter[str] = Counter()
    for outcome in decision.outcomes:
        if isinstance(outcome, Alert):
            if outcome.reason is not Reason.ALSO:
                counts["queued"] += 1
        else:
            counts["folded" if outcome.because is SuppressionReason.FOLDED else "silenced"] += 1
    return counts
