"""How many messages the services take, as their types declare it or as the user says."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from monitor.model.ids import content_id
from monitor.model.sending.delivery import RateLimit
from monitor.send.channel import ChannelType, Limit, Unlimited

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_PERIODS = {"s": _SECOND, "m": _MINUTE, "h": timedelta(hours=1)}
_PACE = re.compile(r"([1-9][0-9]{0,4})/([smh])")
_TIMEOUT = timedelta(seconds=30)
"""When sending what waits would take longer than this, it is a storm."""
_SLOW = 1.0
"""Seconds from which on a service is slow."""


def parse_pace(text: str) -> tuple[int, timedelta] | None:
    """'20/m' as 20 in a minute; None if it is nothing of the kind. Letters: s, m, h."""
    parsed = _PACE.fullmatch(text)
    return (int(parsed[1]), _PERIODS[parsed[2]]) if parsed else None


def rate_limits(
    kind: ChannelType, options: Mapping[str, str], *, pace: tuple[int, timedelta] | None
) -> tuple[RateLimit, ...]:
    """The limits of a channel of this type with these options; `pace` is what its user says of it."""
    declared = () if isinstance(kind.limits, Unlimited) else kind.limits(options)
    if pace is not None:
        own = declared[0].shared_by if declared else tuple(f"{key}={options[key]}" for key in sorted(options))
        declared = (Limit(*pace, shared_by=own), *declared[1:])
    return tuple(_bucket(kind.name, limit) for limit in declared)


def digest_threshold(limits: Sequence[RateLimit]) -> int | None:
    """How many waiting alerts make a storm; None if any number can be sent one by one."""
    if not limits:
        return None
    return max(3, math.ceil(_TIMEOUT / max(limit.refill for limit in limits)))


def slow_threshold(answer_time: float, in_flight: int) -> int | None:
    """How many waiting alerts make a digest for a service that takes so many seconds for an answer; None if it is
    fast."""
    if answer_time < _SLOW:
        return None
    return max(3, math.ceil(_TIMEOUT.total_seconds() * in_flight / answer_time))


def _bucket(kind: str, limit: Limit) -> RateLimit:
    """At most so many in any period of this length: a few at once, the others evenly."""
    burst = max(1, limit.most // 5)
    every = limit.period / max(limit.most - burst, 1)
    return RateLimit(scope=content_id(kind, *limit.shared_by), refill=every, burst=burst)
