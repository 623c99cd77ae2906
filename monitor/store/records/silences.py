"""The wishes of people not to be notified of something for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.model.activity import Activity, Deed, Doer
from monitor.model.sending.decision import Silence
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client

KEEP_ENDED = timedelta(days=1)
"""So long a silence that has ended stays on record, for whoever reports what it has kept back."""


class Silences:
    """Every silence on record."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._key = client.key(keys.SILENCES)

    async def silences(self) -> Sequence[Silence]:
        """All of them, also those that have ended; the first to end first."""
        stored = await self._client.read("HGETALL", self._key)
        found: list[Silence] = []
        for name, body in stored.items():
            silence = await readable(self._client, body, Silence, place=ValuePlace(key=keys.SILENCES, at=name))
            found += [silence] if silence is not None else []
        return sorted(found, key=lambda silence: (silence.until, silence.id))

    async def add(self, silence: Silence, *, at: datetime, by: Doer) -> None:
        """Put a silence in force, or replace the one of its id; those that ended a day before `at` are
        forgotten."""
        ended = [old.id for old in await self.silences() if old.until <= at - KEEP_ENDED]
        act = Activity(
            at=silence.made_at,
            person=by.person,
            way=by.way,
            action=Deed.SILENCE,
            object=f"silence:{silence.id}",
            story=silence.story or "",
            rules=(silence.rule,) if silence.rule is not None else (),
            comment=silence.comment,
            detail=f"until {silence.until.isoformat()}",
        )
        await self._client.run(
            scripts.SILENCE, keys=self._keys(), args=(silence.id, encode(silence), encode(act), *ended)
        )

    async def end(self, name: str, *, at: datetime, by: Doer) -> bool:
        """End a silence; whether there was one of this id."""
        act = Activity(
            at=at,
            person=by.person,
            way=by.way,
            action=Deed.END_SILENCE,
            object=f"silence:{name}",
            comment=by.comment,
        )
        return bool(await self._client.run(scripts.END_SILENCES, keys=self._keys(), args=(name, encode(act))))

    def _keys(self) -> list[str]:
        return [self._key, self._client.key(keys.ACTIVITY)]
