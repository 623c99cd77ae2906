"""Components"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from enum import StrEnum

from monitor.app.pipeline.action_handler import ActionHandler, Interactive
from monitor.app.pipeline.escalator import Escalator
from monitor.app.pipeline.notices import OPS, Notices
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.telemetry.telemetry import Telemetry
from monitor.clock import now
from monitor.collect.fetch.http import Http
from monitor.config.configuration import Configuration
from monitor.config.files.channels import ChannelSettings
from monitor.detect.detector import Detector
from monitor.model.ids import ChannelName
from monitor.route.router import Router
from monitor.send.channel import Channel
from monitor.send.sender import Sender
from monitor.store.connection.client import Client
from monitor.store.queues.decision_log import Decisions
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.follow_ups import FollowUps
from monitor.store.records.rate_limits import RateLimiter

STORY_WINDOW = timedelta(hours=72)
"""How far back a new item may join a story."""
VISIT_LEASE = timedelta(seconds=20)
"""So long after a collector has died, others visit the feeds that it was at. One that lives renews its leases."""
_JITTER = random.Random()  # noqa: S311  # spreads visits and retries; no secret hangs on it


class Role(StrEnum):
    """A part of the work that a process may take on."""

    COLLECT = "collect"
    DETECT = "detect"
    DECIDE = "decide"
    SEND = "send"


@dataclass(slots=True, kw_only=True)
class Components:
    """What a running monitor is made of, as far as its life cycle must know."""

    client: Client
    pipeline: Pipeline
    http: Http
    channels: dict[ChannelName, Channel]
    holder: str
    timezone: tzinfo
    watch: Telemetry
    notices: Notices
    acting: ActionHandler
    listening: dict[ChannelName, Interactive] = field(default_factory=dict)
    """The channels whose readers can answer, one for each service that is asked."""

    def configure(self, configuration: Configuration, *, detector: Detector) -> None:
        """Take over a new configuration: rules, feeds and routes, between two steps of each loop.

        The detector is one for these rules. Channels are not touched here: see `open_channels`.
        """
        self.pipeline.detector = detector
        self.pipeline.collector.feeds = configuration.feeds
        self.notices.channel = OPS if OPS in self.channels else None
        decisions = Decisions(self.client, holder=self.holder)
        self.pipeline.router = Router(
            routes=configuration.routes,
            updates=[name for name, channel in self.channels.items() if channel.updates],
            told=decisions,
            mutes=decisions,
            memory=self.pipeline.memory,
            now=now,
            inhibitions=configuration.inhibitions,
            tz=self.timezone,
        )

    @property
    def following_up(self) -> Escalator:
        """What happens when nobody acknowledges."""
        return Escalator(
            followups=FollowUps(self.client),
            readers=Acknowledgements(self.client),
            mutes=Decisions(self.client, holder=self.holder),
            outboxes=ChannelOutbox(self.client),
            now=now,
        )

    def open_channels(self, wanted: Mapping[ChannelName, ChannelSettings]) -> None:
        """Build the channels and their senders. Those of an earlier configuration are left to its loops."""
        self.channels = {name: settings.build() for name, settings in wanted.items()}
        self.acting = ActionHandler(
            client=self.client, terms={name: settings.terms for name, settings in wanted.items()}
        )
        self.listening = listening(self.channels, wanted)
        self.pipeline.senders = {
            name: Sender(
                name=name,
                channel=channel,
                outbox=ChannelOutbox(self.client),
                paces=RateLimiter(self.client),
                holder=self.holder,
                now=now,
                tz=self.timezone,
                rng=_JITTER,
                terms=wanted[name].terms,
                observe=self.watch.delivered,
                notify=self.notices.give,
            )
            for name, channel in self.channels.items()
        }


def listening(
    channels: Mapping[ChannelName, Channel], wanted: Mapping[ChannelName, ChannelSettings]
) -> dict[ChannelName, Interactive]:
    """The channels to ask for what readers did: one of each bot, because a bot tells each action once."""
    found: dict[str, tuple[ChannelName, Interactive]] = {}
    for name, channel in channels.items():
        if isinstance(channel, Interactive) and any(settings.terms.users for settings in wanted.values()):
            bot = wanted[name].options.get("token", name)
            found.setdefault(bot, (name, channel))
    return dict(found.values())


def build_detector(configuration: Configuration) -> Detector:
    """The rules, compiled."""
    return Detector(configuration.rules, now=now)
