"""A configuration -> what is at work: rules compiled, channels opened, each sender with its outbox."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from monitor.app.assembly.decisions import router_of
from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.action_handler import ActionHandler, Interactive
from monitor.app.pipeline.running import Running
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.config.files.channels import ChannelSettings
from monitor.detect.detector import Detector
from monitor.model.ids import ChannelName
from monitor.model.notice import Notice
from monitor.model.sending.delivery import Delivery
from monitor.route.recent_alerts import RecentAlerts
from monitor.send.channel import Channel
from monitor.send.sender import Sender
from monitor.store.connection.client import Client
from monitor.store.decisions.notifications import Notifications
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.rate_limits import RateLimiter
from monitor.store.records.silences import Silences

JITTER = random.Random()  # noqa: S311  # spreads visits and retries; no secret hangs on it


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningBuilder:
    """Makes what an edit of the rules changes, again and again, for one process."""

    client: Client
    holder: str
    timing: Timing
    timezone: tzinfo
    recent: RecentAlerts
    observe: Callable[[Delivery], None]
    notify: Callable[[Notice], None]

    def build(self, configuration: Configuration, *, detector: Detector, before: Running | None = None) -> Running:
        """What this configuration makes. `detector` is one for its rules; channels and senders whose entries are
        the same as `before` stay the same."""
        wanted = configuration.channels
        same = {name for name in wanted if before is not None and before.settings.get(name) == wanted[name]}
        channels: dict[ChannelName, Channel] = {}
        senders: dict[ChannelName, Sender] = {}
        for name, settings in wanted.items():
            if before is not None and name in same:
                channels[name], senders[name] = before.channels[name], before.senders[name]
            else:
                channels[name] = settings.build()
                senders[name] = self._sender(name, channels[name], settings)
        return Running(
            configuration=configuration,
            detector=detector,
            feeds=configuration.feeds,
            router=router_of(
                configuration,
                updates=[name for name, channel in channels.items() if channel.updates],
                notifications=Notifications(self.client),
                silences=Silences(self.client),
                recent=self.recent,
                now=now,
                timezone=self.timezone,
            ),
            reports=configuration.reports,
            settings=wanted,
            channels=channels,
            senders=senders,
            actions=ActionHandler(
                client=self.client,
                story_silenced=self.timing.story_silenced,
                rule_silenced=self.timing.rule_silenced,
                wait=self.timing.action_wait,
                terms={name: settings.terms for name, settings in wanted.items()},
            ),
            listening=_listening(channels, wanted),
        )

    def _sender(self, name: ChannelName, channel: Channel, settings: ChannelSettings) -> Sender:
        return Sender(
            name=name,
            channel=channel,
            outbox=ChannelOutbox(self.client, lease=self.timing.sender_lease),
            rate_limits=RateLimiter(self.client),
            holder=self.holder,
            now=now,
            tz=self.timezone,
            rng=JITTER,
            policy=settings.terms,
            observe=self.observe,
            notify=self.notify,
        )


def build_detector(configuration: Configuration) -> Detector:
    """The rules, compiled."""
    return Detector(configuration.rules, now=now)


def _listening(
    channels: Mapping[ChannelName, Channel], wanted: Mapping[ChannelName, ChannelSettings]
) -> dict[ChannelName, Interactive]:
    """The channels to ask for what readers did: one of each bot, because a bot reports each action once."""
    found: dict[str, tuple[ChannelName, Interactive]] = {}
    for name, channel in channels.items():
        if isinstance(channel, Interactive) and any(settings.terms.users for settings in wanted.values()):
            bot = wanted[name].options.get("token", name)
            found.setdefault(bot, (name, channel))
    return dict(found.values())
