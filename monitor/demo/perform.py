"""The demo: the newsstand, the real daemon with the shipped rules, and the balance at the end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from monitor.app.archiving.timing import ArchiverTiming
from monitor.app.assembly.archive_plan import plan_archive
from monitor.app.assembly.build import Components, open_parts
from monitor.app.assembly.open_web import open_web
from monitor.app.assembly.roles import Role
from monitor.app.assembly.timing import Timing
from monitor.app.daemon.daemon import Daemon, stop_on_signals
from monitor.app.daemon.loops import Stop
from monitor.clock import now
from monitor.config.configuration import Configuration, load_configuration
from monitor.config.files.channels import ChannelSettings
from monitor.demo.data_directory import lay_out_rules
from monitor.demo.day import load_day
from monitor.demo.newsstand import Newsstand
from monitor.demo.telegram.page import READER
from monitor.demo.telegram.server import CHAT, TOKEN, LoopbackTelegram
from monitor.desk.query.audit import balances
from monitor.model.ids import ChannelName
from monitor.send.channels import CHANNELS
from monitor.send.channels.console import Console
from monitor.send.policy import ChannelPolicy
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.open import open_store
from monitor.store.records.counts import counts, queues

_GATHER = timedelta(seconds=2)  # an hour of the day passes in about as long
_ARCHIVED = ArchiverTiming(first_after=1.0, finish_within=30.0)
"""There is no next start at which the archive could be completed."""
_ANY_PORT = ("127.0.0.1", 0)
_QUIET = 1.5  # seconds without anything under way, after which the day's news is through


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of the day's items."""

    counts: Mapping[str, int]
    stories: int
    balanced: bool
    example: str
    """The id of an item of the story with the most sources, to ask `monitor why` about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Whoever looks at the day on the desk's pages: these stay open after it, until Ctrl-C."""

    opened: Callable[[str], None]
    """Takes the address of the pages."""
    over: Callable[[Summary], None]
    """Takes what became of the day's items when it is over."""


async def perform(
    *,
    data: Path,
    speed: float,
    timezone: tzinfo,
    to_stderr: bool,
    telegram: LoopbackTelegram | None = None,
    visitors: Visitors | None = None,
) -> Summary:
    """Play the day once, in `speed` seconds; alerts go to the console, and to a chat of `telegram`."""
    stop = Stop()
    midnight = datetime.now(timezone).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    async with (
        Newsstand(load_day(), speed=speed, midnight=midnight) as stand,
        open_store(None, data=data) as client,
    ):
        channels = [_console(to_stderr=to_stderr)] + ([_chat_of(telegram)] if telegram is not None else [])
        configuration = _configuration(lay_out_rules(data, channels), stand, channels)
        roles = list(Role)
        async with open_parts(
            configuration,
            client=client,
            timezone=timezone,
            timing=Timing(update_every=_GATHER, archive=_ARCHIVED),
            data=data,
            archive=plan_archive(configuration.settings, data=data, embedded=True, roles=roles),
        ) as parts:
            daemon = Daemon(parts, configuration, roles=roles, loader=None)
            stop_on_signals(stop, daemon)
            settings = replace(configuration.settings, web=_ANY_PORT if visitors is not None else None)
            async with open_web(settings, parts, zone=timezone, address=None, data=data) as address:
                if visitors is not None:
                    visitors.opened(str(address))
                ending = asyncio.create_task(_end(stand, parts, stop, visitors))
                await daemon.run(stop)
                ending.cancel()
            return await _summary(parts)


def _configuration(directory: Path, stand: Newsstand, channels: Sequence[ChannelSettings]) -> Configuration:
    """The rules of the folder, on the newsstand's feeds, sent to these channels."""
    return replace(
        load_configuration(directory, environment={}).require(),
        feeds={feed.id: feed for feed in stand.feeds()},
        channels={channel.name: channel for channel in channels},
    )


def _console(*, to_stderr: bool) -> ChannelSettings:
    stream = sys.stderr if to_stderr else sys.stdout
    kind = replace(CHANNELS["console"], options=(), build=lambda _name, _options: Console(stream))
    return ChannelSettings(name=ChannelName("console"), type=kind, options={})


def _chat_of(telegram: LoopbackTelegram) -> ChannelSettings:
    """A chat without limits: the day passes in seconds, the limits count in minutes."""
    options = {"token": TOKEN, "chat": CHAT, "api": telegram.base}
    terms = ChannelPolicy(users=frozenset({str(READER)}))
    return ChannelSettings(name=ChannelName("desk"), type=CHANNELS["telegram"], options=options, terms=terms)


async def _end(stand: Newsstand, parts: Components, stop: Stop, visitors: Visitors | None) -> None:
    """Stop when all of the day was read and nothing is under way any more; visitors may stay."""
    await stand.finished()
    quiet_since = now()
    before: Mapping[str, int] = {}
    while now() - quiet_since < timedelta(seconds=_QUIET):
        await asyncio.sleep(0.25)
        found = dict(await counts(parts.client))
        for name in ("fetched", "known"):
            found.pop(name, None)  # polling goes on
        waiting = await queues(parts.client)
        if found != before or found["waiting"] or waiting["items"] or waiting["matches"]:
            quiet_since = now()
        before = found
    if visitors is None:
        stop.request()
    else:
        visitors.over(await _summary(parts))


async def _summary(parts: Components) -> Summary:
    found = await counts(parts.client)
    balanced = not any(balance.missing for balance in balances(found, await queues(parts.client)))
    stories = {}
    async for decision in DecisionLog(parts.client).replay(since=now() - timedelta(days=1)):
        stories[decision.assignment.story.id] = decision.assignment.story
    widest = max(stories.values(), key=lambda story: len(story.sources), default=None)
    return Summary(
        counts=found,
        stories=len(stories),
        balanced=balanced,
        example=widest.items[len(widest.items) // 2] if widest else "",
    )
