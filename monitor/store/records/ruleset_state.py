"""The last good rules, kept where every process finds them, and what the daemon says of its last reading."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.store.base import keys, scripts
from monitor.store.base.codec import decode_compressed, encode
from monitor.store.base.unreadable import ValuePlace, readable, readable_as
from monitor.store.connection.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesState:
    """How reading the rules went last."""

    ruleset: str
    """The generation that runs."""
    since: datetime
    """When it was applied."""
    rules: int
    feeds: int
    problems: tuple[str, ...] = ()
    """What blocks in the files as they are in the folder, as `path:line:col: CODE message`."""
    kept: tuple[str, ...] = ()
    """Files of which an earlier, good version runs."""
    held: str = ""
    """Why an edit is not applied until it is confirmed; empty if none waits."""
    answered: str = ""
    """The last request to read the rules again that was carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadRequest:
    """Somebody asks the daemon to read its rules again."""

    id: str
    confirmed: bool
    """Whether an edit that removes much is meant."""


class RulesetStore:
    """The store's side of reloading."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def files(self) -> dict[str, bytes]:
        """The last good files by their relative path, as they were written: references are not expanded."""
        kept: Mapping[bytes, bytes] = await self._client.read("HGETALL", self._client.key(keys.RULE_FILES))
        files: dict[str, bytes] = {}
        for path, content in kept.items():
            place = ValuePlace(key=keys.RULE_FILES, at=path)
            read = await readable_as(self._client, content, decode_compressed, place=place)
            if read is not None:
                files[path.decode(errors="replace")] = read
        return files

    async def keep(self, files: Mapping[str, bytes]) -> None:
        """Replace the last good files."""
        fields = [value for path, content in files.items() for value in (path, zlib.compress(content))]
        await self._client.run(scripts.KEEP_FILES, keys=[self._client.key(keys.RULE_FILES)], args=fields)

    async def report(self, state: RulesState) -> None:
        """Say how reading went."""
        await self._client.run(scripts.SET, keys=[self._client.key(keys.RULES_STATE)], args=[encode(state), 0])

    async def state(self) -> RulesState | None:
        """How reading went; None if no daemon has said so yet."""
        raw = await self._client.read("GET", self._client.key(keys.RULES_STATE))
        return (
            await readable(self._client, raw, RulesState, place=ValuePlace(key=keys.RULES_STATE)) if raw else None
        )

    async def ask(self, request: ReloadRequest) -> None:
        """Ask every daemon on this store to read its rules again; forgotten after a minute."""
        key = self._client.key(keys.RELOAD)
        await self._client.run(scripts.SET, keys=[key], args=[encode(request), 60_000])

    async def asked(self) -> ReloadRequest | None:
        """The newest request."""
        raw = await self._client.read("GET", self._client.key(keys.RELOAD))
        return await readable(self._client, raw, ReloadRequest, place=ValuePlace(key=keys.RELOAD)) if raw else None
