"""Item: what happened to this one, stage by stage?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiohttp import web

from monitor.clock import utc_text
from monitor.desk.query.past.trail import Trail
from monitor.desk.words import reason_word
from monitor.detect.explain.explain import RuleVerdict, explain
from monitor.model.sending.alert import Alert, Reason, Suppression
from monitor.web.pages.missing import missing
from monitor.web.pages.story import web_link
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer
from monitor.web.parts.times import Times

_MISSES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    name: str
    verdict: str
    lines: Sequence[str] = ()


async def item(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    name = request.match_info["id"]
    trail = await desk.past.trail(desk.client, name, at=desk.now())
    if trail is None:
        return await missing(renderer, "item", name)
    found = desk.shelf.find(trail.item.id)
    verdicts = await asyncio.to_thread(explain, desk.detector(), trail.item)
    return await renderer.page(
        "item",
        tab="now",
        title=trail.item.title or "Item",
        item=trail.item,
        link=web_link(trail.item.url),
        story=found[0].id if len(found) == 1 else "",
        stages=list(_stages(trail, verdicts, desk)),
    )


def _stages(trail: Trail, verdicts: Sequence[RuleVerdict], desk: Desk) -> Iterator[_Stage]:
    yield _collected(trail, desk)
    yield _detected(trail, verdicts)
    if trail.decisions:
        yield _grouped(trail)
        yield _routed(trail)
        yield _sent(trail, desk)


def _collected(trail: Trail, desk: Desk) -> _Stage:
    times = Times(zone=desk.zone, now=desk.now)
    first = trail.earlier[0] if trail.earlier else trail.item
    lines = [f"first seen {utc_text(first.first_seen_at)}"]
    if trail.item.published_at is not None:
        lines.append(f"published {utc_text(trail.item.published_at)}, as the feed says")
    lines += [
        f"edited {utc_text(one.first_seen_at)}: “{one.title}”"
        for one in (*trail.earlier[1:], trail.item)
        if one.edition
    ]
    if trail.baseline:
        lines.append("It was in the feed at its first visit: part of the baseline, so it stays silent.")
    day = times.short_day(first.first_seen_at)
    local = first.first_seen_at.astimezone(desk.zone)
    return _Stage(name="Collect", verdict=f"came {day} {local:%H:%M:%S} in feed {trail.item.feed}", lines=lines)


def _detected(trail: Trail, verdicts: Sequence[RuleVerdict]) -> _Stage:
    if trail.baseline and not trail.earlier:
        return _Stage(name="Detect", verdict="not looked at: a baseline")
    if not trail.examined:
        return _Stage(name="Detect", verdict="waits to be looked at")
    matched = list(dict.fromkeys(hit.rule for one in trail.decisions for hit in one.match.rules))
    misses = [
        f"{one.rule}: {one.why}" for one in verdicts if not one.matched and one.why and one.rule not in matched
    ]
    verdict = f"matched {', '.join(matched)}" if matched else "no rule matched"
    return _Stage(
        name="Detect",
        verdict=verdict,
        lines=["By the rules as they are now:", *misses[:_MISSES]] if misses else (),
    )


def _grouped(trail: Trail) -> _Stage:
    one = trail.decisions[-1].assignment
    lines = [f"story {one.story.id[:12]}: {one.story.headline}"]
    if one.development:
        lines.append(f"new about it: {one.development}")
    if one.runner_up is not None:
        lines.append(f"nearest other story: {one.runner_up[:12]} (score {one.runner_up_score:.2f})")
    return _Stage(name="Group", verdict=f"{one.tier} (score {one.score:.2f}): {one.explanation}", lines=lines)


def _routed(trail: Trail) -> _Stage:
    outcomes = [
        outcome
        for decision in trail.decisions
        for outcome in decision.outcomes
        if not (isinstance(outcome, Alert) and outcome.reason is Reason.ALSO)
    ]
    alerted = [one.channel for one in outcomes if isinstance(one, Alert)]
    verdict = f"notify {', '.join(dict.fromkeys(alerted))}" if alerted else "nobody is notified"
    return _Stage(name="Route", verdict=verdict, lines=[_routed_words(one) for one in outcomes])


def _routed_words(outcome: Alert | Suppression) -> str:
    if isinstance(outcome, Alert):
        return f"notify {outcome.channel}: {outcome.reason}, {outcome.explanation}"
    detail = f", {outcome.detail}" if outcome.detail else ""
    return f"suppress for {outcome.channel or 'nobody'}: {reason_word(outcome.reason)}{detail}"


def _sent(trail: Trail, desk: Desk) -> _Stage:
    updates = {
        outcome.id
        for decision in trail.decisions
        for outcome in decision.outcomes
        if isinstance(outcome, Alert) and outcome.reason is Reason.ALSO
    }
    lines = []
    made = [one for one in trail.deliveries if one.alert not in updates]
    for one in made:
        detail = f": {one.detail}" if one.detail else ""
        lines.append(f"{one.at.astimezone(desk.zone):%H:%M:%S} to {one.channel}: {one.outcome}{detail}")
    sent = [one.channel for one in made if one.outcome == "sent"]
    verdict = f"sent to {', '.join(dict.fromkeys(sent))}" if sent else "nothing was sent of it"
    return _Stage(name="Send", verdict=verdict, lines=lines)
