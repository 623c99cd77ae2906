"""The connection to a Redis or Valkey server, and which of its calls may be repeated.

A lost reply does not show whether the server did the work. The client library would send the command
again by itself, which doubles whatever is not safe to repeat; its retries are off. Only reads, and scripts
that say of themselves that they may run twice, are sent again, by this module.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import Connection
from redis.crc import key_slot
from redis.exceptions import NoScriptError, ResponseError

from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.store.connection.address import Kind, parse
from monitor.store.connection.batcher import Batcher
from monitor.store.connection.errors import explain_error, unavailable
from monitor.store.connection.primary import CONNECTIONS, Primary, no_retries
from monitor.store.connection.server_info import ServerInfo, info_from

T = TypeVar("T")
Value = bytes | str | int | float

SOCKET_TIMEOUT = 5.0
"""Seconds without a byte after which a connection counts as lost."""
LONGEST_BLOCK_MS = 2_000
"""A blocking read must end well before the socket's timeout, or it looks like a lost connection."""
DEADLINE = 8.0
"""Seconds that one call may take in all, with its repetitions."""
PAUSES = (0.05, 0.25)
"""Seconds between the tries of one call, before jitter; one try more than there are pauses."""
MOST_CONNECTIONS = 128
"""More calls than this at a time wait for one another."""

_ELSEWHERE = {
    "cluster": "a node of a cluster: write redis+cluster:// and one or more of its nodes",
    "sentinel": "a sentinel: write redis+sentinel://host:port/SERVICE, with the name that it watches",
}
"""What a server may be that is not for redis://, by its mode, and what to write then."""


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script."""

    name: str
    text: str
    repeatable: bool
    """Whether run twice it has the effect of once. Only then `Client.run` sends it again after a lost reply."""
    sha: str = field(init=False, repr=False)
    reads: bool = field(init=False, repr=False)
    """Whether it only reads, by its first line: then it runs also while writers wait."""

    def __post_init__(self) -> None:
        # Frozen: this is how a frozen dataclass sets what it derives from its own fields.
        sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha", sha)
        object.__setattr__(self, "reads", "no-writes" in self.text.partition("\n")[0])


class Client:
    """A pool of connections to the primary. Keys are given in full, as `key` makes them.

    Every call raises StoreUnavailableError if the server does not answer, and StoreRefusedError if it
    answers that it will not. A cancelled call leaves the pool usable.
    """

    def __init__(
        self, redis: Redis, *, primary: Primary, kind: Kind, store: str, prefix: str, replicas: int
    ) -> None:
        self.prefix = prefix
        self._redis = redis
        self._together = Batcher(redis.connection_pool, replicas=replicas)
        self._primary = primary
        self._watching = asyncio.create_task(primary.watch())
        self._kind = kind
        self._store = store

    @property
    def fails_over(self) -> bool:
        """Whether another server may take over, which lacks what was written last."""
        return self._kind is not Kind.SERVER

    @property
    def store(self) -> str:
        """The store's address, as it may be shown."""
        return self._store

    def key(self, name: str) -> str:
        """The full key for a name within this monitor: its prefix, and the name."""
        return self.prefix + name

    async def run(self, script: Script, *, keys: Sequence[str], args: Sequence[Value] = ()) -> Any:
        """Run a script and return its reply: bytes, integers, None, and lists of these.

        One that is not repeatable is sent once: StoreUnavailableError then leaves open whether it ran.
        """
        rest = (len(keys), *keys, *args)

        async def attempt() -> Any:
            if script.reads:
                return await self._read_by(script, rest)
            try:
                return await self._together.send("EVALSHA", script.sha, *rest)
            except NoScriptError:
                return await self._together.send("EVAL", script.text, *rest)

        return await self._repeated(attempt, pauses=PAUSES if script.repeatable else ())

    async def _read_by(self, script: Script, rest: Sequence[Value]) -> Any:
        try:
            return await self._send("EVALSHA_RO", script.sha, *rest)
        except NoScriptError:
            return await self._send("EVAL_RO", script.text, *rest)

    async def read(self, *command: Value) -> Any:
        """Send a command that changes nothing, such as GET, HGETALL, XRANGE or INFO.

        Strings come as bytes, in the shapes that redis-py gives them: HGETALL as a dict, the entries of
        a stream as (id, fields), INFO as a dict of str.
        """
        return await self._repeated(lambda: self._send(*command))

    async def read_group(
        self, stream: str, *, group: str, consumer: str, start: str, count: int, block_ms: int | None
    ) -> list[tuple[str, dict[bytes, bytes]]]:
        """Read up to `count` entries of a stream for a consumer of a group, as (id, fields).

        `start` is ">" for entries that no consumer was given yet; any other id reads this consumer's own
        pending entries after it. Waits up to `block_ms` for an entry, at most 2 s; None and 0 do not wait.
        A missing group is created at the beginning of the stream. An entry that is pending but was
        deleted has no fields.

        This call is never repeated: if its reply is lost, the entries are pending for this consumer, who
        finds them by reading its pending entries from "0" after every error.
        """
        block = ("BLOCK", min(block_ms, LONGEST_BLOCK_MS)) if block_ms else ()
        command = ("XREADGROUP", "GROUP", group, consumer, "COUNT", count, *block, "STREAMS", stream, start)
        with explain_error(self._store):
            try:
                reply = await self._send(*command)
            except ResponseError as error:
                if not str(error).startswith("NOGROUP"):
                    raise
                await self._create_group(stream, group=group)
                reply = await self._send(*command)
        if not reply:
            return []
        [(_, entries)] = reply
        return [(entry.decode(), fields or {}) for entry, fields in entries]

    async def server_info(self) -> ServerInfo:
        """What the server says about itself. Raises StoreRefusedError if it is too old."""
        info = info_from(await self.read("INFO"))
        at = self._primary.at
        return replace(info, setup=self._kind.value, at=f"{at[0]}:{at[1]}" if at is not None else "")

    async def aclose(self) -> None:
        """Close every connection."""
        while not self._watching.done():  # on Python 3.11 the client library may swallow a cancellation
            self._watching.cancel()
            await asyncio.wait({self._watching}, timeout=1)
        await self._together.aclose()
        await self._redis.aclose()
        await self._redis.connection_pool.aclose()

    async def _send(self, *command: Value) -> Any:
        return await self._redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has no types here

    async def _create_group(self, stream: str, *, group: str) -> None:
        try:
            await self._send("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):  # another consumer was faster
                raise

    async def _repeated(self, attempt: Callable[[], Awaitable[T]], *, pauses: Sequence[float] = PAUSES) -> T:
        """The result of an attempt, after as many attempts as it takes, up to one more than there are pauses."""
        try:
            async with asyncio.timeout(DEADLINE):
                for pause in pauses:
                    try:
                        with explain_error(self._store):
                            return await attempt()
                    except StoreUnavailableError:
                        # Jitter, so that the workers of a monitor do not come back all at once; no secret.
                        await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311
                with explain_error(self._store):
                    return await attempt()
        except TimeoutError as error:
            raise unavailable(self._store, f"no answer within {DEADLINE:g} s") from error


async def connect(url: str, *, prefix: str = "monitor:", moved: Callable[[str], None] = lambda _: None) -> Client:
    """Connect to a store, and check that it will do. `address` lists the forms of its address.

    `moved` gets the address of every primary after the first. Raises MonitorError for an address that cannot be
    used, StoreUnavailableError if nobody answers there, and StoreRefusedError if the server is too old, is
    something other than what the address says, or does not accept the password.
    """
    address = parse(url)
    if address.kind is Kind.CLUSTER:
        prefix = in_one_slot(prefix)
    primary = Primary(address, slot=key_slot(prefix.encode()), moved=moved)
    settings = dict(address.serving)
    pool = BlockingConnectionPool(
        connection_class=CONNECTIONS[settings.pop("connection_class", Connection)],
        primary=primary,
        max_connections=MOST_CONNECTIONS,
        timeout=DEADLINE,
        retry=no_retries(),
        socket_timeout=SOCKET_TIMEOUT,
        socket_connect_timeout=SOCKET_TIMEOUT,
        protocol=2,
        **settings,
    )
    client = Client(
        Redis(connection_pool=pool),
        primary=primary,
        kind=address.kind,
        store=address.shown,
        prefix=prefix,
        replicas=address.replicas,
    )
    try:
        info = await client.server_info()
        if address.kind is Kind.SERVER and (elsewhere := _ELSEWHERE.get(info.mode)):
            raise StoreRefusedError(f"the store {address.shown} is {elsewhere}")
    except BaseException:
        await client.aclose()
        raise
    return client


def in_one_slot(prefix: str) -> str:
    """The prefix that puts every key into one slot of a cluster: its own tag comes before those of the names.

    A replica that takes over may lack the newest writes. With all keys on one server that leaves a state that
    there was; of keys on several, one might know what the other forgot.
    """
    return prefix if prefix.startswith("{") else f"{{{prefix.rstrip(':')}}}:"
