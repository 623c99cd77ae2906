"""The composition root: the only place that chooses concrete classes and hands them to one another."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta, tzinfo

from monitor.app.assembly.components import _JITTER, STORY_WINDOW, VISIT_LEASE, Components, build_detector
from monitor.app.assembly.encoder import load_encoder
from monitor.app.pipeline.action_handler import ActionHandler
from monitor.app.pipeline.notices import Notices
from monitor.app.pipeline.pipeline import Pipeline
from monitor.app.telemetry.telemetry import Telemetry
from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.config.configuration import Configuration
from monitor.errors import StoreRefusedError, StoreUnavailableError
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.store.connection.client import Client
from monitor.store.queues.decision_log import Decisions
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.item_queue import ItemQueue


@asynccontextmanager
async def open_parts(
    configuration: Configuration,
    *,
    client: Client,
    timezone: tzinfo,
    update_every: timedelta = timedelta(minutes=1),
) -> AsyncIterator[Components]:
    """Everything wired to the store.

    `update_every` is how long news of further sources is gathered before a told story is brought up to date.
    """
    holder = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(Http(contact=configuration.settings.contact))
        parser = await stack.enter_async_context(Parser())
        collector = Collector(feeds=configuration.feeds, http=http, parser=parser, now=now, rng=_JITTER)
        decisions = Decisions(client, holder=holder, update_every=update_every)
        watch = Telemetry()
        memory = RecentAlerts(span=STORY_WINDOW)
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
        parts = Components(
            client=client,
            http=http,
            pipeline=pipeline,
            channels={},
            holder=holder,
            timezone=configuration.settings.timezone or timezone,
            watch=watch,
            notices=Notices(decisions, now=now),
            acting=ActionHandler(client=client, terms={}),
        )
        watch.tell = parts.notices.give
        pipeline.tell = parts.notices.give
        parts.open_channels(configuration.channels)
        parts.configure(configuration, detector=pipeline.detector)
        yield parts
        with suppress(StoreUnavailableError, StoreRefusedError):  # the lease runs out by itself
            await decisions.release()
