"""The matches that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from monitor.model.matching.match import Match
from monitor.model.sending.queued import Work
from monitor.store.base import keys, scripts
from monitor.store.base.quarantine import StreamPlace, record_failure
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client

_PLACE = StreamPlace(stream=keys.MATCHES, group=keys.DECIDERS, counts=keys.DECISION_COUNTS)


class MatchQueue:
    """The work stream to the deciding loop. `patience`, at most 2 s, is how long it waits for a match to come."""

    def __init__(self, client: Client, *, timeout: timedelta = timedelta(seconds=1)) -> None:
        self._client = client
        self._timeout = timeout

    async def take(self, limit: int, *, token: int) -> Sequence[Work[Match]]:
        """The oldest matches that are not decided, in order, at most `limit`; none for an old token.

        What was taken and not decided, by whomever, comes again. Waits a while for one to come.
        """
        reply = await self._take(limit, token=token)
        if reply == []:
            timeout = max(keys.milliseconds(self._timeout), 1)  # 0 would wait for ever
            matches = self._client.key(keys.MATCHES)
            await self._client.read("XREAD", "COUNT", 1, "BLOCK", timeout, "STREAMS", matches, "0-0")
            reply = await self._take(limit, token=token)
        works: list[Work[Match]] = []
        for entry, fields in reply or ():
            place = ValuePlace(key=keys.MATCHES, at=entry, group=keys.DECIDERS, counter="aside")
            match = await readable(self._client, fields[1], Match, place=place)
            if match is not None:
                works.append(Work(entry=entry.decode(), value=match))
        return works

    async def record_failure(self, work: Work[Match], *, why: str) -> bool:
        """Note that a bug kept this match from being decided; whether it is set aside now."""
        return await record_failure(self._client, work.entry, at=_PLACE, why=why)

    async def _take(self, limit: int, *, token: int) -> list[tuple[bytes, list[bytes]]] | None:
        """Entries of the matches' stream, or None for an old token."""
        names = (keys.DECIDER_FENCE, keys.MATCHES, keys.DECISION_COUNTS)
        reply: list[tuple[bytes, list[bytes]]] | None = await self._client.run(
            scripts.TAKE_MATCHES,
            keys=[self._client.key(name) for name in names],
            args=(token, keys.DECIDERS, keys.HOLDER, limit),
        )
        return reply
