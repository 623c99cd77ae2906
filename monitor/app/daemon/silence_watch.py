"""Silences that have ended: what each has kept back is reported, so that no story is lost without a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from monitor.clock import Now
from monitor.desk.edit.silences import NOT_RELEVANT
from monitor.desk.query.silences import how_much, which_stories
from monitor.model.ids import Severity
from monitor.model.notice import Notice
from monitor.model.sending.decision import Silence
from monitor.route.gate import describe_silence
from monitor.store.connection.client import Client
from monitor.store.records.kept_back import KeptBack, kept_back
from monitor.store.records.silences import Silences


class SilenceWatch:
    """Looks for silences that have ended by themselves."""

    def __init__(self, client: Client, *, settled: timedelta, now: Now, notify: Callable[[Notice], None]) -> None:
        """`settled` is how long after an end the last decisions before it are in the log."""
        self._silences = Silences(client)
        self._client = client
        self._settled = settled
        self._now = now
        self._notify = notify
        self._reported: set[Silence] = set()

    async def step(self) -> int:
        """Look once; how many silences have ended since the last look. Raises StoreUnavailableError and
        StoreRefusedError.

        After a restart all are reported again, by notices of the same keys. A story that was not relevant needs no
        report.
        """
        over = self._now() - self._settled
        ended = [one for one in await self._silences.silences() if one.until <= over]
        new = [one for one in ended if one not in self._reported and one.comment != NOT_RELEVANT]
        found = await kept_back(self._client, new)
        for silence in new:
            if found[silence.id].alerts:
                self._notify(_ended(silence, found[silence.id]))
        self._reported = set(ended)
        return len(new)


def _ended(silence: Silence, kept: KeptBack) -> Notice:
    return Notice(
        key=f"silence ended {silence.id} {silence.until.isoformat()}",
        title=f"a silence has ended; it kept back {how_much(kept)}",
        detail=f"{describe_silence(silence)}. It kept back: {which_stories(kept)}. What comes of them now alerts.",
        severity=Severity.LOW,
    )
