"""What a person has asked to be forgotten, kept until it is done: whoever writes the archive does it."""

from __future__ import annotations

import msgspec

from monitor.model.forgetting.request import ForgetRequest
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.base.unreadable import ValuePlace, readable
from monitor.store.connection.client import Client


class ForgetResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request."""

    id: str
    """That of the request."""
    counts: dict[str, int]
    """How much of what was forgotten."""
    not_reached: tuple[str, ...] = ()
    """What may still have it: files that cannot be read, a server that does not rewrite its own."""


class ForgetRequests:
    """The request of a store; there is one at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._key = client.key(keys.FORGETTING)

    async def asked(self) -> ForgetRequest | None:
        """What is to be forgotten and is not yet."""
        body = await self._client.read("HGET", self._key, "asked")
        if body is None:
            return None
        return await readable(self._client, body, ForgetRequest, place=ValuePlace(key=keys.FORGETTING, at="asked"))

    async def ask(self, request: ForgetRequest) -> bool:
        """Have something forgotten; False while something else is to be."""
        return await self._replace(None, request)

    async def extend(self, known: ForgetRequest, request: ForgetRequest) -> bool:
        """Keep what was found of a request; False if it is another by now."""
        return await self._replace(known, request)

    async def taken_out(self, request: ForgetRequest, result: ForgetResult) -> ForgetRequest | None:
        """All is taken out: what is left to do, or None if another request is there by now."""
        rest = request.taken_out()
        return rest if await self._replace(request, rest, result) else None

    async def done(self, rest: ForgetRequest, result: ForgetResult) -> bool:
        """It is forgotten; False if another request is there by now."""
        return await self._replace(rest, None, result)

    async def result(self) -> ForgetResult | None:
        """What came of the last request."""
        body = await self._client.read("HGET", self._key, "done")
        if body is None:
            return None
        return await readable(self._client, body, ForgetResult, place=ValuePlace(key=keys.FORGETTING, at="done"))

    async def _replace(
        self, old: ForgetRequest | None, new: ForgetRequest | None, result: ForgetResult | None = None
    ) -> bool:
        args = [encode(one) if one is not None else b"" for one in (old, new, result)]
        return bool(await self._client.run(scripts.FORGETTING, keys=[self._key], args=args))
