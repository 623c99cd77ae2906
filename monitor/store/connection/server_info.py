"""What a server says about itself, and what to make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.errors import StoreRefusedError

_OLDEST = {"redis": (7, 0), "valkey": (7, 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInfo:
    """A server's answer to INFO, as far as the monitor cares."""

    name: str
    """`redis` or `valkey`."""
    version: str
    mode: str
    """`standalone`, `cluster` or `sentinel`."""
    role: str
    """`master` or `slave`, as the server calls it."""
    run_id: str
    """Changes with every start of the server."""
    appendonly: bool
    writes_ok: bool
    """Whether its last write to the disk, and its last snapshot, went well."""
    maxmemory: int
    """Bytes; 0 if there is no limit."""
    maxmemory_policy: str
    used_memory: int
    """Bytes."""
    replicas: int = 0
    """How many replicas follow it now."""
    setup: str = "server"
    """Who says which server it is: `server` (its address), `sentinel` or `cluster`."""
    at: str = ""
    """Where it is now, if that may change."""

    def __str__(self) -> str:
        if self.setup == "server":
            return f"{self.name} {self.version}"
        found = "by Sentinel" if self.setup == "sentinel" else "of a cluster"
        followers = "1 replica" if self.replicas == 1 else f"{self.replicas} replicas"
        return f"{self.name} {self.version}, primary {self.at} {found}, {followers}"


def info_from(info: Mapping[str, object]) -> ServerInfo:
    """The facts in a parsed reply to INFO. Raises StoreRefusedError if the server is too old."""
    name = str(info.get("server_name", "redis"))
    version = str(info.get(f"{name}_version", info.get("redis_version", "0")))
    oldest = _OLDEST.get(name, _OLDEST["redis"])
    if _numbers(version) < oldest:
        needed = " or ".join(f"{server} {major}.{minor}" for server, (major, minor) in _OLDEST.items())
        raise StoreRefusedError(f"the store is {name} {version}, which is too old: use {needed}, or newer")
    return ServerInfo(
        name=name,
        version=version,
        mode=str(info.get("redis_mode", info.get("server_mode", "standalone"))),
        role=str(info.get("role", "master")),
        run_id=str(info.get("run_id", "")),
        appendonly=info.get("aof_enabled") == 1,
        writes_ok="err" not in (info.get("aof_last_write_status"), info.get("rdb_last_bgsave_status")),
        maxmemory=_count(info.get("maxmemory")),
        maxmemory_policy=str(info.get("maxmemory_policy", "")),
        used_memory=_count(info.get("used_memory")),
        replicas=_count(info.get("connected_slaves")),
    )


def advice(info: ServerInfo) -> list[str]:
    """What is wrong with the server's settings for this use, each with the remedy."""
    found: list[str] = []
    if info.maxmemory_policy not in ("noeviction", ""):
        found.append(
            f"maxmemory-policy is {info.maxmemory_policy}: a full store would silently forget queued alerts;"
            " set maxmemory-policy noeviction"
        )
    if not info.appendonly:
        found.append(
            "the append-only file is off: a restart of the store loses queued alerts;"
            " set appendonly yes and appendfsync everysec"
        )
    if not info.writes_ok:
        found.append("its last write to the disk failed: free some space or repair the disk (its log says more)")
    if info.role != "master":
        found.append("it is a replica, which takes no writes: give the address of the primary")
    if info.setup != "server" and not info.replicas:
        found.append("the primary has no replica to take over when it fails: start its replica")
    if info.maxmemory and info.used_memory > 0.9 * info.maxmemory:
        percent = 100 * info.used_memory // info.maxmemory
        found.append(f"its memory is {percent} % full: raise maxmemory before it refuses new items")
    return found


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts if part.isdigit())


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
