"""What decides, made of a configuration: the same for the daemon and for scenarios."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import tzinfo

from monitor.app.assembly.encoder import load_encoder
from monitor.app.assembly.timing import Timing
from monitor.clock import Now
from monitor.config.configuration import Configuration
from monitor.config.files.settings import Settings
from monitor.group.grouper import Grouper
from monitor.model.ids import ChannelName
from monitor.model.story import Correction
from monitor.route.ports import NotificationPort, SilencePort
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router


def groupers(settings: Settings, timing: Timing) -> Callable[[Sequence[Correction]], Grouper]:
    """Makes groupers without stories. Raises MonitorError if the encoder that is asked for is not installed."""
    encode = load_encoder() if settings.embeddings else None

    def grouper(corrections: Sequence[Correction]) -> Grouper:
        return Grouper(window=timing.story_window, life=timing.story_life, corrections=corrections, encode=encode)

    return grouper


def router_of(
    configuration: Configuration,
    *,
    updates: Collection[ChannelName],
    notifications: NotificationPort,
    silences: SilencePort,
    recent: RecentAlerts,
    now: Now,
    timezone: tzinfo,
) -> Router:
    """A router for the routes and limits of a configuration. `timezone` is for hours that name none."""
    return Router(
        routes=configuration.routes,
        updates=updates,
        notifications=notifications,
        silences=silences,
        memory=recent,
        now=now,
        inhibitions=configuration.inhibitions,
        tz=timezone,
        ceiling=configuration.settings.storm,
    )
