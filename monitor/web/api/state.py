"""The state of the monitor: feeds, channels, silences."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from monitor.desk.edit.silences import add_silence, end_silences, make_silence
from monitor.desk.query.feed_reports import made
from monitor.desk.query.silences import in_force
from monitor.desk.query.status import Overview
from monitor.desk.shapes.alerts import EndedSilenceShape, SilenceShape, silence_shape
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.errors import MonitorError
from monitor.web.api.problems import NoSuchError
from monitor.web.api.route import ApiRoute
from monitor.web.api.stories import Nothing, doer
from monitor.web.parts.desk import Desk

_Matcher = Annotated[str, Meta(max_length=300)]


class NewSilence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"lasting": "for"}):
    """What to silence, and for how long."""

    matchers: Annotated[
        tuple[_Matcher, ...],
        Meta(min_length=1, description="rule=ID, tag=NAME, source=OUTLET, story=ID, severity<=LEVEL."),
    ]
    lasting: Annotated[str, Meta(max_length=20, description="Such as 2h; at most a year.")]
    by: Annotated[str, Meta(max_length=100, description="A person or a program.")] = ""
    comment: Annotated[str, Meta(max_length=1000)] = ""


async def _status(desk: Desk, _: Nothing, __: str) -> Overview:
    return await desk.overview()


async def _feeds(desk: Desk, _: Nothing, __: str) -> tuple[FeedReportShape, ...]:
    configuration, overview = desk.configuration(), await desk.overview()
    found = made(configuration.feeds, overview.feeds, at=desk.now(), rules=configuration.rules.rules)
    return tuple(found)


async def _channels(desk: Desk, _: Nothing, __: str) -> tuple[ChannelTroubleShape, ...]:
    return tuple((await desk.overview()).channels)


async def _silences(desk: Desk, _: Nothing, __: str) -> tuple[SilenceShape, ...]:
    return await in_force(desk.client)


async def _silence(desk: Desk, takes: NewSilence, _: str) -> SilenceShape:
    who = doer(takes.by, takes.comment)
    made_now = make_silence(takes.matchers, span=takes.lasting, by=who.person, comment=takes.comment)
    await add_silence(desk.client, made_now, by=who)
    return silence_shape(made_now)


async def _end(desk: Desk, _: Nothing, name: str) -> EndedSilenceShape:
    try:
        [ended] = await end_silences(desk.client, [name], by=doer())
    except MonitorError as error:
        raise NoSuchError(str(error)) from error
    return ended


ROUTES = (
    ApiRoute(
        method="GET",
        path="/status",
        says="Show feeds, queues, counts and the store.",
        takes=Nothing,
        gives=Overview,
        answer=_status,
    ),
    ApiRoute(
        method="GET",
        path="/feeds",
        says="Report what is wrong with each feed, since when, and what to do.",
        takes=Nothing,
        gives=tuple[FeedReportShape, ...],
        answer=_feeds,
    ),
    ApiRoute(
        method="GET",
        path="/channels",
        says="List the channels that something is wrong with.",
        takes=Nothing,
        gives=tuple[ChannelTroubleShape, ...],
        answer=_channels,
    ),
    ApiRoute(
        method="GET",
        path="/silences",
        says="List the silences in force, the first to end first.",
        takes=Nothing,
        gives=tuple[SilenceShape, ...],
        answer=_silences,
    ),
    ApiRoute(
        method="POST",
        path="/silences",
        says="Silence what satisfies all matchers.",
        takes=NewSilence,
        gives=SilenceShape,
        answer=_silence,
        status=201,
    ),
    ApiRoute(
        method="DELETE",
        path="/silences/{id}",
        says="End a silence now, and give the stories that it kept back.",
        takes=Nothing,
        gives=EndedSilenceShape,
        answer=_end,
    ),
)
