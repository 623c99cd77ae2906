"""Now: what alerts, and does somebody have it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median

from aiohttp import web

from monitor.desk.query.status import Overview
from monitor.desk.shelf.story import ShelvedStory
from monitor.model.sending.alert import OWN_REASONS, SuppressionReason
from monitor.model.sending.delivery import Outcome
from monitor.web.parts.charts import bars, hourly
from monitor.web.parts.desk import Desk
from monitor.web.parts.needs import needs_of
from monitor.web.parts.render import Renderer
from monitor.web.parts.rows import story_row
from monitor.web.parts.times import Times, span_words

_SHIFT = timedelta(hours=8)
_OPEN, _ACKNOWLEDGED, _QUIET = 50, 50, 15
"""How many rows of each kind are shown at most."""


async def now(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    overview = await desk.overview()
    stories = sorted(desk.shelf.stories.values(), key=_newest, reverse=True)
    alerted = [story for story in stories if story.last_alert is not None]
    unread = sorted((one for one in alerted if one.is_open), key=lambda one: -one.severity)
    quiet = [story for story in stories if story.last_alert is None]
    return await renderer.page(
        "now",
        tab="now",
        title=answer(desk),
        answer=answer(desk),
        proof=_proof(overview, desk),
        empty=_empty(overview),
        open_rows=[story_row(story, desk) for story in unread[:_OPEN]],
        more_open=max(len(unread) - _OPEN, 0),
        acknowledged=_by_day([one for one in alerted if not one.is_open][:_ACKNOWLEDGED], desk),
        quiet=[story_row(story, desk) for story in quiet[:_QUIET]],
        shift=_shift(stories, desk),
        needs=needs_of(overview),
        channels=_channels(overview, desk),
    )


def _newest(story: ShelvedStory) -> datetime:
    return story.alerted_at or story.updated_at


def answer(desk: Desk) -> str:
    """The page's heading: how many stories wait for a person, or since when it is quiet."""
    stories = desk.shelf.stories.values()
    if unread := sum(story.is_open for story in stories):
        return f"{unread} {'story' if unread == 1 else 'stories'} nobody has acknowledged"
    alerted = [_newest(story) for story in stories if story.last_alert is not None]
    if alerted:
        return f"Quiet since {max(alerted).astimezone(desk.zone):%H:%M}"
    return "Quiet: no alert in the last 72 hours"


def _proof(overview: Overview, desk: Desk) -> str:
    """What makes silence believable."""
    read = [state.good_at for state in overview.feeds if state.good_at is not None]
    ago = f", the last {span_words(desk.now() - max(read))} ago" if read else ""
    well = len(overview.feeds) - len(overview.ailing)
    return (
        f"{overview.counts['new']:,} items have come. {well} of {len(overview.feeds)} feeds are well{ago}. "
        f"{overview.counts['waiting'] or 'Nothing'} waits to be sent."
    )


def _empty(overview: Overview) -> str:
    if not overview.feeds:
        return "No feed is visited yet. Add one: monitor feeds add ADDRESS"
    return "First visits are silent: what a feed had before is its baseline. The next news alerts."


def _by_day(stories: Sequence[ShelvedStory], desk: Desk) -> Sequence[tuple[str, Sequence[object]]]:
    times = Times(zone=desk.zone, now=desk.now)
    days = groupby(stories, key=lambda story: times.day(_newest(story)))
    return [(day, [story_row(story, desk) for story in group]) for day, group in days]


def _shift(stories: Sequence[ShelvedStory], desk: Desk) -> Mapping[str, object]:
    at, since = desk.now(), desk.now() - _SHIFT
    sent = [
        one
        for one in desk.shelf.deliveries
        if one.outcome is Outcome.SENT and one.at >= since and one.reason not in OWN_REASONS
    ]
    items = [item for story in stories for item in story.items]
    reasons = [
        out.reason is SuppressionReason.FOLDED for item in items if item.at >= since for out in item.suppressions
    ]
    matched = hourly([item.at for item in items], now=at)
    alerted = hourly([item.at for item in items if item.alerted], now=at)
    return {
        "sent": len(sent),
        "duplicates": sum(reasons),
        "suppressed": len(reasons) - sum(reasons),
        "median": timedelta(seconds=median(one.took.total_seconds() for one in sent)) if sent else None,
        "matched_today": sum(matched),
        "chart": bars(matched, [bool(n) for n in alerted], label="Matched items in each of the last 24 hours"),
    }


def _channels(overview: Overview, desk: Desk) -> Sequence[Mapping[str, str]]:
    trouble = {one.channel: one for one in overview.channels}
    last: dict[str, datetime] = {}
    for one in desk.shelf.deliveries:
        if one.outcome is Outcome.SENT:
            last[one.channel] = max(one.at, last.get(one.channel, one.at))
    found = []
    for name, settings in desk.configuration().channels.items():
        kind, says = "dim", "nothing sent yet"
        if name in trouble:
            kind, says = "bad", "does not work" if not trouble[name].paused_until else "paused"
        elif name in last:
            kind, says = "ok", f"{last[name].astimezone(desk.zone):%H:%M}"
        found.append({"name": name, "type": settings.type.name, "kind": kind, "says": says})
    return found
