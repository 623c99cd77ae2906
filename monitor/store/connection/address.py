"""The store's address: one server, or those who know which server is the primary now.

    redis://user:password@host:6379/0                           one server; rediss:// with TLS; unix:///path
    redis+sentinel://user:password@host:26379,host/mymaster/0   a primary and its replicas, watched by Sentinel
    redis+cluster://user:password@host:6379,host                a cluster; any of its nodes

User and password are those of the servers that hold the data; Sentinel's own are options. `tls=true`, or rediss
in the place of redis, asks for TLS everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from redis.asyncio.connection import parse_url

from monitor.errors import MonitorError
from monitor.store.connection.errors import masked
from monitor.yamldoc.values import boolean

Node = tuple[str, int]
"""Host and port."""

SCHEMES = "redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://"

_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname")
_DIGITS = {"1": "yes", "0": "no"}
"""As other programs write a switch in an address."""
_MOST_REPLICAS = 9


class Kind(StrEnum):
    """Who is asked where the primary is."""

    SERVER = "server"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


_PORTS = {Kind.SERVER: 6379, Kind.SENTINEL: 26379, Kind.CLUSTER: 6379}
_OPTIONS = {
    Kind.SERVER: ("db", "tls", "replicas", *_TLS),
    Kind.SENTINEL: ("db", "tls", "replicas", "sentinel_username", "sentinel_password", *_TLS),
    Kind.CLUSTER: ("tls", "replicas", *_TLS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that was taken apart."""

    kind: Kind
    shown: str
    """The address without its secrets, for people."""
    nodes: tuple[Node, ...]
    """The sentinels, or the nodes of the cluster, to ask; none for one server."""
    service: str
    """The name under which Sentinel watches the primary; empty without Sentinel."""
    replicas: int
    """How many replicas must have a write before it counts."""
    serving: Mapping[str, Any]
    """How to connect to who holds the data, in the client library's terms."""
    asking: Mapping[str, Any]
    """How to connect to who knows the primary, in the same terms; without host and port."""


def parse(url: str) -> Address:
    """Take an address apart. Raises MonitorError if it cannot be used, with what to do; never shows a secret."""
    shown = masked(url)
    try:
        return _parse(url, shown=shown)
    except ValueError:
        # What was wrong is not shown: in a malformed address that may be a piece of the password.
        raise MonitorError(
            f"the store's address {shown} cannot be used: check its host, port and options, and write"
            " characters such as / and @ in a password as %2F and %40"
        ) from None


def _parse(url: str, *, shown: str) -> Address:
    parts = urlsplit(url)
    kind = _kind(parts.scheme)
    if kind is None or "://" not in url:
        raise MonitorError(f"the store's address {shown} cannot be used: it must begin with {SCHEMES}")
    options = _options(parts.query, kind=kind, shown=shown)
    tls = parts.scheme.startswith("rediss") or _flag(options.pop("tls", "false"), shown=shown)
    replicas = _replicas(options.pop("replicas", "0"), shown=shown)
    login = {name: options.pop(f"sentinel_{name}", None) for name in ("username", "password")}
    if parts.scheme == "unix":
        serving = _settings(parts._replace(query=urlencode(options)).geturl())
        return Address(kind=kind, shown=shown, nodes=(), service="", replicas=replicas, serving=serving, asking={})
    user, _, hosts = parts.netloc.rpartition("@")
    nodes = tuple(_node(host, port=_PORTS[kind]) for host in hosts.split(","))
    service, db = _path(parts.path, kind=kind, db=options.pop("db", ""), shown=shown)
    if kind is Kind.SERVER and len(nodes) > 1:
        raise MonitorError(
            f"the store's address {shown} names several servers: write redis+sentinel://…/SERVICE if these are"
            " sentinels, redis+cluster://… if they are nodes of a cluster"
        )
    scheme, query = "rediss" if tls else "redis", urlencode(options)
    where = f"{user}@" if user else ""
    host, port = nodes[0]
    name = f"[{host}]" if ":" in host else host
    return Address(
        kind=kind,
        shown=shown,
        nodes=() if kind is Kind.SERVER else nodes,
        service=service,
        replicas=replicas,
        serving=_settings(f"{scheme}://{where}{name}:{port}/{db}?{query}"),
        asking={**_settings(f"{scheme}://?{query}"), **login}
        if kind is Kind.SENTINEL
        else _settings(f"{scheme}://{where}?{query}"),
    )


def _kind(scheme: str) -> Kind | None:
    if scheme in ("redis", "rediss", "unix"):
        return Kind.SERVER
    first, _, second = scheme.partition("+")
    return Kind(second) if first in ("redis", "rediss") and second in (Kind.SENTINEL, Kind.CLUSTER) else None


def _options(query: str, *, kind: Kind, shown: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for option in options:
        if option not in _OPTIONS[kind]:
            known = ", ".join(_OPTIONS[kind])
            raise MonitorError(f"the store's address {shown} has an unknown option {option!r}; known are {known}")
    return options


def _flag(text: str, *, shown: str) -> bool:
    try:
        return boolean(_DIGITS.get(text, text))
    except ValueError as error:
        raise MonitorError(f"the store's address {shown}: tls {error}") from error


def _replicas(text: str, *, shown: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _MOST_REPLICAS:
        raise MonitorError(f"the store's address {shown}: replicas must be a number from 0 to {_MOST_REPLICAS}")
    return int(text)


def _node(text: str, *, port: int) -> Node:
    """Host and port. Raises ValueError."""
    parts = urlsplit(f"//{text}")
    if not parts.hostname or "/" in text:
        raise ValueError("no host")
    return parts.hostname, parts.port or port


def _path(path: str, *, kind: Kind, db: str, shown: str) -> tuple[str, int]:
    """The service's name and the number of the database. Raises ValueError."""
    steps = [unquote(step) for step in path.split("/") if step]
    service = ""
    if kind is Kind.SENTINEL:
        if not steps:
            raise MonitorError(
                f"the store's address {shown} names no service: write what Sentinel calls the primary behind the"
                " hosts, as in redis+sentinel://host:26379/mymaster"
            )
        service = steps.pop(0)
    if len(steps) > 1:
        raise ValueError("too long a path")
    number = int(steps[0] if steps else db or "0")
    if number < 0 or (kind is Kind.CLUSTER and number):
        raise MonitorError(f"the store's address {shown} names a database; a cluster has only number 0")
    return service, number


def _settings(url: str) -> dict[str, Any]:
    """An address of one server in the client library's terms. Raises ValueError."""
    settings: dict[str, Any] = dict(parse_url(url))
    return settings
