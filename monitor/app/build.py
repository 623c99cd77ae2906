"""The composition root: the only place that chooses concrete classes and hands them to one another."""

from __future__ import annotations

import os
import random
import socket
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from enum import StrEnum

from monitor.app.actions import Acting, Interactive
from monitor.app.beside import beside
from monitor.app.channels import ChannelSettings
from monitor.app.embeddings import load_encoder
from monitor.app.figures import StoreFigures
from monitor.app.followups import FollowingUp
from monitor.app.monitor_yaml import Settings
from monitor.app.notices import OPS, Notices
from monitor.app.pipeline import Pipeline
from monitor.app.settings import Configuration
from monitor.app.watch import Watch
from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.http import Http
from monitor.collect.parser import Parser
from monitor.collect.websub import is_signed
from monitor.detect.detector import Detector
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.model import ChannelName
from monitor.route.memory import Memory
from monitor.route.router import Router
from monitor.send.channels import Channel
from monitor.send.sender import Sender
from monitor.store.client import Client
from monitor.store.decisions import Decisions
from monitor.store.followups import FollowUps
from monitor.store.outbox import ChannelOutbox
from monitor.store.paces import Paces
from monitor.store.readers import Readers
from monitor.store.schedule import FeedSchedule
from monitor.store.subscriptions import Subscriptions
from monitor.store.work import ItemQueue
from monitor.web.heartbeat import Heartbeat
from monitor.web.server import Server
from monitor.web.websub import Subscriber

STORY_WINDOW = timedelta(hours=72)
"""How far back a new item may join a story."""
VISIT_LEASE = timedelta(seconds=20)
"""So long after a collector has died, others visit the feeds that it was at. One that lives renews its leases."""

_PATIENCE = {"housekeeping": 1_300.0}
"""Seconds without a step after which a stage that rests for long counts as stalled."""
_JITTER = random.Random()  # noqa: S311  # spreads visits and retries; no secret hangs on it


class Role(StrEnum):
    """A part of the work that a process may take on."""

    COLLECT = "collect"
    DETECT = "detect"
    DECIDE = "decide"
    SEND = "send"


@dataclass(slots=True, kw_only=True)
class Parts:
    """What a running monitor is made of, as far as its life cycle must know."""

    client: Client
    pipeline: Pipeline
    http: Http
    channels: dict[ChannelName, Channel]
    holder: str
    timezone: tzinfo
    watch: Watch
    notices: Notices
    acting: Acting
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
    def following_up(self) -> FollowingUp:
        """What happens when nobody acknowledges."""
        return FollowingUp(
            followups=FollowUps(self.client),
            readers=Readers(self.client),
            mutes=Decisions(self.client, holder=self.holder),
            outboxes=ChannelOutbox(self.client),
            now=now,
        )

    def open_channels(self, wanted: Mapping[ChannelName, ChannelSettings]) -> None:
        """Build the channels and their senders. Those of an earlier configuration are left to its loops."""
        self.channels = {name: settings.build() for name, settings in wanted.items()}
        self.acting = Acting(client=self.client, terms={name: settings.terms for name, settings in wanted.items()})
        self.listening = listening(self.channels, wanted)
        self.pipeline.senders = {
            name: Sender(
                name=name,
                channel=channel,
                outbox=ChannelOutbox(self.client),
                paces=Paces(self.client),
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


@asynccontextmanager
async def open_web(settings: Settings, parts: Parts) -> AsyncIterator[None]:
    """Whatever the settings ask to be shown or told to the outside.

    Raises MonitorError if the address cannot be listened on.
    """
    figures = StoreFigures(parts.client, parts.watch.steps, patience=_PATIENCE, now=now)
    async with AsyncExitStack() as stack:
        if settings.web is not None:
            host, port = settings.web
            subscriber = _subscriber(settings, parts)
            parts.pipeline.hubs = subscriber
            further = subscriber.routes() if subscriber else ()
            server = Server(figures, parts.watch.latencies, host=host, port=port, further=further)
            await stack.enter_async_context(server)
        if settings.heartbeat is not None:
            await stack.enter_async_context(beside(Heartbeat(figures, settings.heartbeat).beat()))
        yield


def _subscriber(settings: Settings, parts: Parts) -> Subscriber | None:
    if settings.websub is None:
        return None
    return Subscriber(
        Subscriptions(parts.client), parts.http, is_signed=is_signed, callback=settings.websub, now=now
    )


@asynccontextmanager
async def open_parts(
    configuration: Configuration,
    *,
    client: Client,
    timezone: tzinfo,
    update_every: timedelta = timedelta(minutes=1),
) -> AsyncIterator[Parts]:
    """Everything wired to the store.

    `update_every` is how long news of further sources is gathered before a told story is brought up to date.
    """
    holder = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(contact=configuration.settings.contact))
        parser = await stack.enter_async_context(Parser())
        collector = Collector(feeds=configuration.feeds, http=http, parser=parser, now=now, rng=_JITTER)
        decisions = Decisions(client, holder=holder, update_every=update_every)
        watch = Watch()
        memory = Memory(span=STORY_WINDOW)
        pipeline = Pipeline(
            schedule=FeedSchedule(client, lease=VISIT_LEASE),
            collector=collector,
            items=ItemQueue(client, consumer=holder),
            detector=build_detector(configuration),
            decisions=decisions,
            router=Router(routes=(), updates=(), told=decisions, mutes=decisions, memory=memory, now=now),
            memory=memory,
            senders={},
            window=STORY_WINDOW,
            now=now,
            examined=watch.examined,
            encode=load_encoder() if configuration.settings.embeddings else None,
        )
        parts = Parts(
            client=client,
            http=http,
            pipeline=pipeline,
            channels={},
            holder=holder,
            timezone=configuration.settings.timezone or timezone,
            watch=watch,
            notices=Notices(decisions, now=now),
            acting=Acting(client=client, terms={}),
        )
        watch.tell = parts.notices.give
        pipeline.tell = parts.notices.give
        parts.open_channels(configuration.channels)
        parts.configure(configuration, detector=pipeline.detector)
        yield parts
        with suppress(StoreUnavailableError, StoreRefusedError):  # the lease runs out by itself
            await decisions.release()
