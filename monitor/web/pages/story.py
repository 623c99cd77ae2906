"""Story: what is known, why is it one story, and who was notified?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aiohttp import web
from markupsafe import Markup

from monitor.desk.query.decision_of import decision_of
from monitor.desk.query.entity_names import entity_name
from monitor.desk.shelf.entries import ShelvedItem
from monitor.desk.shelf.story import ShelvedStory
from monitor.model.ids import StoryId
from monitor.model.news.item import Field
from monitor.web.pages.alerts import alert_words
from monitor.web.pages.missing import missing
from monitor.web.parts.charts import timeline
from monitor.web.parts.desk import Desk
from monitor.web.parts.marks import marked
from monitor.web.parts.render import Renderer
from monitor.web.parts.rows import ChannelLine, channel_lines, story_row

_ITEMS = 100
_SUMMARY = 400
_NEAR = 3
_IS_NEAR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class _ItemRow:
    item: ShelvedItem
    title: Markup | str
    summary: Markup | str
    link: str
    channels: Sequence[ChannelLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class _NearStory:
    id: str
    headline: str
    score: float


async def story(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    name = request.match_info["id"]
    found = desk.shelf.find(name)
    if len(found) != 1:
        return await missing(renderer, "story", name, several=bool(found))
    record = found[0]
    if name != record.id and not record.id.startswith(name):  # an item's id, or a story that was merged into it
        raise web.HTTPFound(f"/s/{record.id}")
    alerts_only = request.query.get("alerts") == "1"
    chosen = [item for item in reversed(record.items) if item.alerted or not alerts_only]
    return await renderer.page(
        "story",
        tab="now",
        title=record.headline(desk.langs).title or "Story",
        story=record,
        row=story_row(record, desk),
        wide=_chart(record, width=1180, form="wide"),
        narrow=_chart(record, width=360, form="narrow"),
        alerts_only=alerts_only,
        items=[await _row(record, item, desk) for item in chosen[:_ITEMS]],
        hidden_items=max(len(chosen) - _ITEMS, 0),
        sent=sorted(record.deliveries.values(), key=lambda one: one.at, reverse=True)[:20],
        near=_near(record, desk),
        said=alert_words,
    )


async def _row(record: ShelvedStory, item: ShelvedItem, desk: Desk) -> _ItemRow:
    decision = await decision_of(desk.client, item.entry)
    title: Markup | str = item.title or "(no headline)"
    summary: Markup | str = ""
    if decision is not None:
        name = partial(entity_name, rules=desk.configuration().rules)
        match = decision.match
        title = marked(match.item.title, match, Field.TITLE, name=name) or title
        text, field = match.item.summary, Field.SUMMARY
        if not text:
            text, field = match.item.body, Field.BODY
        summary = marked(text, match, field, name=name, limit=_SUMMARY)
    return _ItemRow(
        item=item,
        title=title,
        summary=summary,
        link=web_link(item.url),
        channels=channel_lines(record, item.alerts),
    )


def web_link(url: str) -> str:
    """The address, if a browser may open it; a feed may say anything."""
    return url if url.startswith(("http://", "https://")) else ""


def _chart(record: ShelvedStory, *, width: int, form: str) -> Markup:
    lanes: dict[str, list[tuple[datetime, bool]]] = {}
    for item in record.items:
        lanes.setdefault(item.lang or "–", []).append((item.at, item.is_copy))
    return timeline(list(lanes.items())[:12], [item.at for item in record.alerting], width=width, form=form)


def _near(record: ShelvedStory, desk: Desk) -> Sequence[_NearStory]:
    best: dict[StoryId, float] = {}
    for item in record.items:
        if item.runner_up is not None and item.runner_up_score >= _IS_NEAR:
            best[item.runner_up] = max(best.get(item.runner_up, 0.0), item.runner_up_score)
    found = [
        _NearStory(id=name, headline=desk.shelf.stories[name].headline(desk.langs).title, score=score)
        for name, score in best.items()
        if name in desk.shelf.stories and name != record.id
    ]
    return sorted(found, key=lambda one: -one.score)[:_NEAR]
