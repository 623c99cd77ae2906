"""What a store's errors mean: wait and try again, or a person has to act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from redis import exceptions as redis_errors

from monitor.errors import StoreRefusedError, StoreUnavailableError

_CODES: dict[type[redis_errors.RedisError], str] = {
    redis_errors.OutOfMemoryError: "OOM",
    redis_errors.ReadOnlyError: "READONLY",
    redis_errors.NoPermissionError: "NOPERM",
    redis_errors.AuthorizationError: "NOPERM",
    redis_errors.AuthenticationError: "NOAUTH",
    redis_errors.AuthenticationWrongNumberOfArgsError: "NOAUTH",
    redis_errors.TryAgainError: "TRYAGAIN",
    redis_errors.ClusterDownError: "CLUSTERDOWN",
}
"""The client library takes the code off the message of these errors, and leaves it on all others."""

_REMEDIES = {
    "OOM": "its memory is full: raise its maxmemory, and keep maxmemory-policy noeviction",
    "MISCONF": "it cannot write to its disk: free some space or repair the disk (its log says more)",
    "READONLY": "it is a read-only replica: give the address of the primary",
    "NOPERM": "its user may not do this: allow it all commands and the keys that begin with the prefix",
    "NOAUTH": "it does not accept the user and password: put the right ones into the URL, user:password@host",
    "SENTINELAUTH": "the sentinels do not accept the password: write theirs at its end, ?sentinel_password=",
    "NOSENTINEL": "what answers is no sentinel: name the sentinels' hosts and ports (26379), not the servers'",
    "NOSERVICE": "write the name that the sentinels watch it under (`sentinel monitor NAME …` in their settings)",
    "NOCLUSTER": "what answers is no node of a cluster: write redis:// for a single server",
    "WRONGPASS": "it does not accept the user and password: put the right ones into the URL, user:password@host",
}

_PASSING = {"LOADING", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN", "BUSY", "NOREPLICAS", "UNBLOCKED"}
"""The server answers, but is not ready: it loads its data, changes roles, or is in a long script."""


@contextmanager
def explain_error(store: str) -> Iterator[None]:
    """Raise StoreUnavailableError or StoreRefusedError for what the client library raises.

    `store` names the store to the reader. Any other answer, such as a mistake in a script, is a bug and
    is raised as it came.
    """
    try:
        yield
    except redis_errors.RedisError as error:
        code = _code(error)
        if remedy := _REMEDIES.get(code):
            raise StoreRefusedError(f"the store {store} refuses ({error}); {remedy}") from error
        lost = isinstance(error, redis_errors.ConnectionError | redis_errors.TimeoutError)
        if lost or code in _PASSING:
            raise unavailable(store, str(error)) from error
        if isinstance(error, redis_errors.InvalidResponse):
            raise StoreRefusedError(
                f"what answers at {store} is no Redis or Valkey ({error}); check the address and the port"
            ) from error
        raise


def unavailable(store: str, detail: str) -> StoreUnavailableError:
    """The error for a store that does not answer."""
    return StoreUnavailableError(
        f"the store {store} does not answer ({detail}); check that it runs and can be reached from here"
    )


def masked(url: str) -> str:
    """The URL with its passwords replaced by stars, also if it is malformed."""
    return re.sub(
        r"(?<=[?&])([^=&]*pas[^=&]*)=[^&]*", r"\1=***", re.sub(r"(?<=://)([^:/@]*):.*@", r"\1:***@", url)
    )


def _code(error: redis_errors.RedisError) -> str:
    while isinstance(error.__cause__, redis_errors.RedisError):  # an answer to the greeting comes wrapped
        error = error.__cause__
    for kind, code in _CODES.items():
        if isinstance(error, kind):
            return code
    return str(error).partition(" ")[0]
