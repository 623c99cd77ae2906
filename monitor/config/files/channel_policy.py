"""What a user says of a channel beside the options of its type: `fallback`, `pace`, `users` and their like."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from monitor.model.ids import ChannelName
from monitor.model.sending.delivery import RateLimit
from monitor.send.channel import ChannelType
from monitor.send.policy import FALLBACK_AFTER, GIVE_UP_AFTER, ChannelPolicy
from monitor.send.rate_limits import parse_pace, rate_limits
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Map, Text, kind, nearest

TERMS = ("fallback", "fallback_after", "repeat_after_fallback", "pace", "users")
NO_PACE = "none"


def read_terms(
    document: Document,
    details: Map,
    *,
    channels: Collection[str],
    channel_type: ChannelType,
    options: Mapping[str, str],
) -> ChannelPolicy:
    """The terms of one channel; what is wrong with them is noted in the document."""
    return ChannelPolicy(
        limits=_limits(document, details, channel_type, options),
        in_flight=channel_type.in_flight,
        fallback=_fallback(document, details, channels),
        fallback_after=_fallback_after(document, details),
        repeat_after_fallback=_repeat_after_fallback(document, details),
        users=_users(document, details),
    )


def check_fallbacks(document: Document, terms: Mapping[ChannelName, tuple[Map, ChannelPolicy]]) -> None:
    """E207 for every channel whose fallbacks lead back to itself."""
    for name, (details, own) in terms.items():
        seen: list[ChannelName] = []
        after = own.fallback
        while after is not None and after in terms and after not in seen:
            seen.append(after)
            after = terms[after][1].fallback
        if name in seen and (node := details.get("fallback")) is not None:
            way = " -> ".join((name, *seen))
            document.problem(node, "E207", f"the fallback of {name!r} leads back to itself: {way}")


def _limits(
    document: Document, details: Map, channel_type: ChannelType, options: Mapping[str, str]
) -> tuple[RateLimit, ...]:
    node = details.get("pace")
    if node is None:
        return rate_limits(channel_type, options, pace=None)
    if isinstance(node, Text):
        if node.value == NO_PACE:
            return ()
        pace = parse_pace(node.value)
        if pace is not None:
            return rate_limits(channel_type, options, pace=pace)
    document.problem(node, "E105", f"pace must be such as 20/m, 1/s, 100/h or {NO_PACE}, not {kind(node)}")
    return ()


def _fallback(document: Document, details: Map, channels: Collection[str]) -> ChannelName | None:
    node = details.get("fallback")
    if node is None:
        return None
    name = document.text(node, "fallback")
    if name is not None and name not in channels:
        document.problem(node, "E201", f"no channel {name!r}", hint=nearest(name, channels))
        return None
    return ChannelName(name) if name is not None else None


def _fallback_after(document: Document, details: Map) -> timedelta:
    node = details.get("fallback_after")
    if node is None:
        return FALLBACK_AFTER
    because = "after a day an alert is a dead letter, and goes to the fallback anyway: write at most 24h"
    span = fields.sensible_duration(document, node, "fallback_after", most=GIVE_UP_AFTER, because=because)
    return span if span is not None else FALLBACK_AFTER


def _repeat_after_fallback(document: Document, details: Map) -> bool:
    node = details.get("repeat_after_fallback")
    return node is not None and fields.boolean(document, node, "repeat_after_fallback", default=False)


def _users(document: Document, details: Map) -> frozenset[str]:
    node = details.get("users")
    return frozenset(text.value for text in document.texts(node, "users")) if node is not None else frozenset()
