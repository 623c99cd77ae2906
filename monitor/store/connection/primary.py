"""Which server is the primary now: asked of Sentinel or of the cluster, with each new connection.

A primary that dies is followed by one of its replicas. That shows: connections break, Sentinel names another, or
the server answers that it is a replica now, or that another has the keys. From then on every connection leads to
the new one; what was under way is repeated by the client, if that is safe.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from redis import exceptions as errors
from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from monitor.store.connection.address import Address, Kind, Node

TIMEOUT = 2.0
"""Seconds that a sentinel or a node may take to say who is the primary, before the next one is asked."""
ASK_EVERY = 1.0
"""Seconds between two questions to Sentinel."""

_MOST_NODES = 64
"""So many nodes of a cluster are remembered, to be asked."""
_IS_REPLICA = b"role:slave"


def no_retries() -> Retry:
    """A lost reply is never asked for again by the client library: see `client`."""
    return Retry(NoBackoff(), 0)


class Primary:
    """Where the primary is. `slot` is the cluster's slot that all keys are in; `moved` is given where it is
    now."""

    def __init__(self, address: Address, *, slot: int, moved: Callable[[str], None]) -> None:
        self.follows = address.kind is not Kind.SERVER
        """Whether a server that is no primary means that there is another."""
        self.at: Node | None = None
        """Where it was last; None for one server."""
        self._address = address
        self._nodes = list(address.nodes)
        self._slot = slot
        self._moved = moved

    async def find(self) -> Node:
        """Where it is now. Connections that lead elsewhere are not used again.

        Raises errors of the client library, which `refusals` explains.
        """
        found = await (self._by_sentinel() if self._address.kind is Kind.SENTINEL else self._by_cluster())
        before, self.at = self.at, found
        if before not in (None, found):
            self._moved(f"{found[0]}:{found[1]}")
        return found

    async def watch(self) -> None:
        """Ask again and again, until cancelled.

        A primary that Sentinel has deposed does not know of it for seconds, and what it takes meanwhile will be
        thrown away. In a cluster it knows.
        """
        while self._address.kind is Kind.SENTINEL:
            await asyncio.sleep(ASK_EVERY)
            with suppress(errors.RedisError):  # whoever needs the store will say so
                await self.find()

    def left(self, error: errors.ResponseError) -> None:
        """Take note of an answer that the primary, or the slot, is elsewhere."""
        if isinstance(error, errors.MovedError) and error.host:
            self._ask_first([(error.host, error.port)])

    async def _by_sentinel(self) -> Node:
        why, unknown = "", False
        for node in tuple(self._nodes):
            try:
                [reply] = await self._ask(node, ("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self._address.service))
            except errors.AuthenticationError as error:
                raise errors.ResponseError(f"SENTINELAUTH {error}") from None
            except (errors.ConnectionError, errors.TimeoutError) as error:
                why = str(error)
            except errors.ResponseError as error:
                raise _worth_asking(error, code="NOSENTINEL") from None
            else:
                if reply:
                    self._ask_first([node])
                    return reply[0].decode(), int(reply[1])
                unknown = True
        if unknown:
            raise errors.ResponseError(f"NOSERVICE no such service: {self._address.service}")
        raise errors.ConnectionError(f"no sentinel answers; the last one: {why}")

    async def _by_cluster(self) -> Node:
        why = ""
        for node in tuple(self._nodes):
            try:
                state, slots = await self._ask(node, ("CLUSTER", "INFO"), ("CLUSTER", "SLOTS"))
            except errors.AuthenticationError:
                raise
            except (errors.ConnectionError, errors.TimeoutError) as error:
                why = str(error)
                continue
            except errors.ResponseError as error:
                raise _worth_asking(error, code="NOCLUSTER") from None
            # A node that is cut off from the others does not know who has its slots by now.
            if b"cluster_state:ok" not in state:
                why = f"{node[0]}:{node[1]} says that the cluster is down"
                continue
            owners = {
                range(row[0], row[1] + 1): [_endpoint(entry, asked=node) for entry in row[2:]] for row in slots
            }
            for span, [owner, *_] in owners.items():
                if self._slot in span:
                    self._ask_first([node, *(endpoint for row in owners.values() for endpoint in row)])
                    return owner
            why = f"no node serves slot {self._slot}"
        raise errors.ConnectionError(f"no node of the cluster says who is the primary; the last one: {why}")

    def _ask_first(self, nodes: Sequence[Node]) -> None:
        self._nodes = list(dict.fromkeys([*nodes, *self._nodes, *self._address.nodes]))[:_MOST_NODES]

    async def _ask(self, node: Node, *questions: tuple[str, ...]) -> list[Any]:
        """Ask a sentinel or a node. Raises errors of the client library."""
        settings = dict(self._address.asking)
        kind: type[Connection] = settings.pop("connection_class", Connection)
        host, port = node
        line = kind(
            **{**settings, "host": host, "port": port},
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            retry=no_retries(),
            protocol=2,
        )
        try:
            await line.connect()  # type: ignore[no-untyped-call]  # redis-py has no types here
            for question in questions:
                await line.send_command(*question)
            return [await line.read_response() for _ in questions]
        finally:
            await line.disconnect()


def _worth_asking(error: errors.ResponseError, *, code: str) -> errors.ResponseError:
    """The error, or one that says that who was asked is no sentinel, or no node of a cluster."""
    foreign = "unknown command" in str(error) or "cluster support disabled" in str(error)
    return errors.ResponseError(f"{code} {error}") if foreign else error


def _endpoint(entry: Sequence[Any], *, asked: Node) -> Node:
    """Of an entry of CLUSTER SLOTS. A node that does not know its own address is where it was asked."""
    host = entry[0].decode() if entry[0] else ""
    return (host if host not in ("", "?") else asked[0]), int(entry[1])


class _Following(AbstractConnection):
    """A connection to whoever is the primary when it is taken up."""

    host: str
    port: int

    def __init__(self, *, primary: Primary, **settings: Any) -> None:
        self._primary = primary
        super().__init__(**settings)

    async def connect(self) -> None:
        """Connect, if that is not so already; the pool asks for it each time before it hands out a connection."""
        if not self._primary.follows:
            await super().connect()  # type: ignore[no-untyped-call]  # redis-py has no types here
            return
        if self.is_connected and (self.host, self.port) == self._primary.at:
            return
        await self.disconnect()
        self.host, self.port = await self._primary.find()
        await super().connect()  # type: ignore[no-untyped-call]  # as above
        try:
            await self.send_command("INFO", "replication")
            if _IS_REPLICA in await self.read_response():  # a sentinel may be behind the times
                raise errors.ConnectionError("the server is a replica by now")
        except BaseException:
            await self.disconnect()
            raise

    async def read_response(self, *args: Any, **options: Any) -> Any:
        """The next reply; that the primary is elsewhere counts as a lost connection."""
        try:
            return await super().read_response(*args, **options)
        except (
            errors.ReadOnlyError,
            errors.AskError,
            errors.ClusterDownError,
        ) as error:  # MOVED and MASTERDOWN too
            if not self._primary.follows:
                raise
            self._primary.left(error)
            await self.disconnect()
            # Not `from error`: the cause would be explained as a refusal.
            raise errors.ConnectionError(f"{type(error).__name__}: {error}") from None


class TcpConnection(_Following, Connection):
    """Over TCP."""


class TlsConnection(_Following, SSLConnection):
    """Over TCP, with TLS."""


class UnixConnection(_Following, UnixDomainSocketConnection):
    """Over a unix socket."""


CONNECTIONS: dict[type[AbstractConnection], type[_Following]] = {
    Connection: TcpConnection,
    SSLConnection: TlsConnection,
    UnixDomainSocketConnection: UnixConnection,
}
"""The connection that follows the primary, for each of the client library's."""
