"""Real servers for the tests: a primary with its replica and three sentinels, and clusters, on loopback.

Nothing here waits for a duration: what must become true is asked for until it is. Fail-overs are ordered, not
waited for, except where a test is about who notices.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.store.servers import SentinelServer, Server, until

SLOTS = 16_384
SERVICE = "desk"


class Watched:
    """A primary, its replica, and three sentinels that watch them."""

    def __init__(
        self,
        binary: str,
        directory: Path,
        *,
        password: str = "",
        sentinel_password: str = "",
        down_after: float = 60.0,
    ) -> None:
        """`down_after` is how many seconds of silence make the sentinels find a successor by themselves: many, so
        that a busy machine does not make them where a test tells them to."""
        guard = ("--requirepass", password, "--masterauth", password) if password else ()
        login = ("default", password) if password else None
        data = ("--appendonly", "yes", "--repl-diskless-sync-delay", "0", *guard)
        self.servers = [Server(binary, directory / f"data{n}", *data, login=login) for n in (1, 2)]
        self.sentinels: list[Server] = []
        self._binary, self._directory = binary, directory
        self._password, self._sentinel_password = password, sentinel_password
        self._down_after = down_after

    @property
    def url(self) -> str:
        user = f":{self._password}@" if self._password else ""
        query = f"?sentinel_password={self._sentinel_password}" if self._sentinel_password else ""
        hosts = ",".join(sentinel.address for sentinel in self.sentinels)
        return f"redis+sentinel://{user}{hosts}/{SERVICE}/0{query}"

    @property
    def primary(self) -> Server:
        """Who the first sentinel says is the primary."""
        _, port = self.sentinels[0].ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
        return next(server for server in self.servers if server.port == int(port))

    def start(self) -> None:
        first, second = (server.start() for server in self.servers)
        second.ask("REPLICAOF", "127.0.0.1", first.port)
        until(first.replicated())
        lines = [
            f"sentinel monitor {SERVICE} 127.0.0.1 {first.port} 2",
            f"sentinel down-after-milliseconds {SERVICE} {self._down_after * 1000:.0f}",
            f"sentinel failover-timeout {SERVICE} 6000",
        ]
        if self._password:
            lines.append(f"sentinel auth-pass {SERVICE} {self._password}")
        if self._sentinel_password:
            lines += [
                f"requirepass {self._sentinel_password}",
                f"sentinel sentinel-pass {self._sentinel_password}",
            ]
        login = ("default", self._sentinel_password) if self._sentinel_password else None
        for number in (1, 2, 3):
            started = SentinelServer(self._binary, self._directory / f"sentinel{number}", *lines, login=login)
            self.sentinels.append(started.start())
            # A busy machine must not make it rest for 30 s, which is its way with a clock that jumps.
            started.ask("SENTINEL", "DEBUG", "info-period", 300, "publish-period", 300, "tilt-period", 500)
        for sentinel in self.sentinels:
            until(sentinel.says("SENTINEL", "MASTER", SERVICE, holds=_all_known))

    def promote(self, *, killed: Server) -> None:
        """Have the sentinels make the other server the primary, at once."""

        def ordered() -> bool:
            if self.primary is killed:
                self.sentinels[0].says("SENTINEL", "FAILOVER", SERVICE)()
            return self.primary is not killed

        until(ordered)

    def end(self) -> None:
        for server in (*self.sentinels, *self.servers):
            server.kill()


def _all_known(master: dict[str, Any]) -> bool:
    return int(master["num-other-sentinels"]) == 2 and int(master["num-slaves"]) == 1


class Cluster:
    """Three primaries that share the slots, and replicas of the first of them if wanted."""

    def __init__(self, binary: str, directory: Path, *, replicas: int = 0) -> None:
        settings = ("--cluster-enabled", "yes", "--appendonly", "yes", "--repl-diskless-sync-delay", "0")
        self.servers = [
            Server(binary, directory / f"node{number}", *settings, "--cluster-replica-validity-factor", "0")
            for number in range(3 + replicas)
        ]
        self._replicas = replicas

    @property
    def url(self) -> str:
        return f"redis+cluster://{self.servers[1].address},{self.servers[2].address}"

    def owner(self, slot: int) -> Server:
        """The primary that serves a slot, as the last of the three primaries has it."""
        for first, last, (_, port, *_), *_ in self.servers[2].ask("CLUSTER", "SLOTS"):
            if first <= slot <= last:
                return next(server for server in self.servers if server.port == port)
        raise AssertionError("nobody serves the slot")

    def start(self) -> None:
        for server in self.servers:
            server.start()
        bounds = [SLOTS * number // 3 for number in range(4)]
        for server, first, end in zip(self.servers, bounds[:-1], bounds[1:], strict=False):
            server.ask("CLUSTER", "ADDSLOTSRANGE", first, end - 1)
        for number, server in enumerate(self.servers, 1):
            server.ask("CLUSTER", "SET-CONFIG-EPOCH", number)
        for server in self.servers[1:]:
            server.ask("CLUSTER", "MEET", "127.0.0.1", self.servers[0].port)
        self._until_all_say("cluster_known_nodes", str(len(self.servers)))
        self._until_all_say("cluster_state", "ok")

    def replicate(self, primary: Server) -> Server:
        """Make the first spare node a replica of a primary."""
        spare = self.servers[3]
        name = primary.ask("CLUSTER", "MYID")
        until(spare.says("CLUSTER", "REPLICATE", name))
        until(primary.replicated())
        return spare

    def take_over(self, replica: Server) -> None:
        """Make a replica the primary, whatever the others think, and wait until they know."""
        replica.ask("CLUSTER", "FAILOVER", "TAKEOVER")
        until(lambda: replica.ask("ROLE")[0] == "master")

    def move(self, slot: int, *, source: Server, target: Server) -> None:
        """Give a slot with all its keys from one primary to another."""
        ids = {server: server.ask("CLUSTER", "MYID") for server in (source, target)}
        target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[source])
        source.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target])
        while keys := source.ask("CLUSTER", "GETKEYSINSLOT", slot, 100):
            source.ask("MIGRATE", "127.0.0.1", target.port, "", 0, 60_000, "KEYS", *keys)
        for server in (target, source, *self.servers):
            server.says("CLUSTER", "SETSLOT", slot, "NODE", ids[target])()

    def end(self) -> None:
        for server in self.servers:
            server.kill()

    def _until_all_say(self, name: str, value: str) -> None:
        for server in self.servers:
            until(server.says("CLUSTER", "INFO", holds=lambda info: f"{name}:{value}\r" in info))


@contextmanager
def watched(binary: str, directory: Path, **options: Any) -> Iterator[Watched]:
    with ExitStack() as stack:
        made = Watched(binary, directory, **options)
        stack.callback(made.end)
        made.start()
        yield made


@contextmanager
def cluster(binary: str, directory: Path, *, replicas: int = 0) -> Iterator[Cluster]:
    with ExitStack() as stack:
        made = Cluster(binary, directory, replicas=replicas)
        stack.callback(made.end)
        made.start()
        yield made


@contextmanager
def lone_node(binary: str, directory: Path) -> Iterator[str]:
    """The address of a cluster of one node."""
    with ExitStack() as stack:
        node = Server(binary, directory, "--cluster-enabled", "yes")
        stack.callback(node.kill)
        node.start()
        node.ask("CLUSTER", "ADDSLOTSRANGE", 0, SLOTS - 1)
        until(node.says("CLUSTER", "INFO", holds=lambda info: "cluster_state:ok" in info))
        yield f"redis+cluster://{node.address}"
