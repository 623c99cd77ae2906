"""Values in the store that nobody can read, as a damaged disk or another version of the monitor leaves them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

import redis.asyncio as redis

from monitor.store.base import keys

GARBAGE = b'{"from": "another version", '
_BYTES_OF_ANY_KIND = ("marks",)
"""Keys whose bytes are right whatever they are."""
_TOKEN = re.compile(rb"\bQ[a-p]{8}\b")


@dataclass
class Spoiler:
    """Overwrites one value after another, of another kind of key each time."""

    rng: random.Random
    spoilt: dict[str, str] = field(default_factory=dict)
    """Kinds of key, each with the key whose value it was."""
    touched: set[str] = field(default_factory=set)
    """Tokens of stories that a value was about."""

    async def spoil(self, port: int) -> str:
        """Overwrite a value of a kind of key that was left alone so far; the kind, or nothing if none is left."""
        client = redis.Redis(port=port)
        try:
            found: dict[str, list[bytes]] = {}
            async for key in client.scan_iter(match="monitor:*", count=1_000):
                found.setdefault(kind_of(key.decode()), []).append(key)
            left = sorted(set(found) - set(self.spoilt) - set(_BYTES_OF_ANY_KIND))
            if not left:
                return ""
            kind = self.rng.choice(left)
            key = self.rng.choice(sorted(found[kind]))
            self.spoilt[kind] = key.decode()
            await self._overwrite(client, key)
            return kind
        finally:
            await client.aclose()

    async def _overwrite(self, client: redis.Redis, key: bytes) -> None:
        match await client.type(key):
            case b"string":
                await client.set(key, GARBAGE, keepttl=True)
            case b"hash":
                name = self.rng.choice(sorted(await client.hkeys(key)))
                self._note(name, await client.hget(key, name))
                await client.hset(key, name, GARBAGE)
            case b"stream":
                await client.xadd(key, dict.fromkeys((b"v", b"d", b"a"), GARBAGE))
            case b"zset":
                await client.zadd(key, {GARBAGE: 0})
            case b"set":
                await client.sadd(key, GARBAGE)
            case _:
                pass

    def _note(self, *values: bytes | str | None) -> None:
        found = (token for value in values if isinstance(value, bytes) for token in _TOKEN.findall(value))
        self.touched |= {token.decode() for token in found}


def kind_of(key: str) -> str:
    """The kind of a key: its name without the prefix, and without the channel or the feed that it is of."""
    name = key.removeprefix("monitor:")
    channel = re.fullmatch(r"\{c:[^}]*\}:(.*)", name)
    if channel:
        return f"channel {channel[1]}"
    return "marks" if name.startswith(keys.seen("")) else name  # type: ignore[arg-type]  # no feed: all of them
