"""Match and Joining -> Alerts and Silences: one decision for each channel."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.clock import Now
from monitor.model import Alert, ChannelName, Joining, Match, Silence
from monitor.route.decide import also, decide, no_route
from monitor.route.ports import Told
from monitor.route.routes import Route, channels_for


class Router:
    """Decides for each channel by what that channel was told, not by what was seen."""

    def __init__(self, *, routes: Sequence[Route], updates: Collection[ChannelName], told: Told, now: Now) -> None:
        """`updates` are the channels that can bring an alert up to date after it was sent."""
        self._routes = tuple(routes)
        self._updates = frozenset(updates)
        self._told = told
        self._now = now

    async def route(self, match: Match, joining: Joining) -> tuple[Alert | Silence, ...]:
        """One alert or one silence for each channel, in the order of the channels; a silence may be followed
        by an update (`Reason.ALSO`). Without any channel, one silence that belongs to none."""
        channels = channels_for(self._routes, match)
        if not channels:
            return (no_route(match, joining),)
        told = await self._told.told(joining.story.id, channels)
        at = self._now()
        outcomes: list[Alert | Silence] = []
        for channel in channels:
            decision = decide(match, joining, channel=channel, telling=told.get(channel), at=at)
            outcomes.append(decision)
            if isinstance(decision, Silence) and channel in self._updates:
                update = also(match, joining, channel=channel, at=at)
                if update is not None:
                    outcomes.append(update)
        return tuple(outcomes)
