"""Feeds: is everything read?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web
from msgspec import structs

from monitor.desk.query.feed_reports import UNVISITED, WELL, made
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer


async def feeds(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """The page."""
    overview = await desk.overview()
    reports = made(desk.configuration().feeds, overview.feeds, at=desk.now())
    well = sum(one.state == WELL for one in reports)
    fresh = sum(one.state == UNVISITED for one in reports)
    ailing = [one for one in reports if one.findings]
    answer = f"{well} of {len(reports)} feeds are well"
    return await renderer.page(
        "feeds",
        tab="feeds",
        title="Feeds",
        answer=answer + (f", {fresh} not visited yet" if fresh else ""),
        ailing=ailing,
        feeds=[_row(one) for one in reports],
    )


def _row(report: FeedReportShape) -> Mapping[str, object]:
    return {**structs.asdict(report), "every": timedelta(seconds=report.every_s)}
