"""Rules: which ones earn their keep? And one rule: what does it mean, what did it match?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from monitor.desk.shapes.base import severity_word
from monitor.detect.explain.describe import describe
from monitor.detect.rules.rule import Rule
from monitor.model.sending.alert import SuppressionReason
from monitor.web.pages.missing import missing
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer

_ITEMS = 40


@dataclass(slots=True, kw_only=True)
class _RuleRow:
    id: str
    title: str
    severity: str
    notify: Sequence[str]
    matched: int = 0
    alerts: int = 0
    duplicates: int = 0
    last: datetime | None = None


async def rules(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """The list."""
    await desk.shelf.refresh()
    running = desk.configuration()
    rows = {rule.id: _row(rule) for rule in running.rules.rules if rule.enabled}
    for story in desk.shelf.stories.values():
        for item in story.items:
            for rule in item.rules:
                if (row := rows.get(rule)) is not None:
                    row.matched += 1
                    row.alerts += bool(item.alerts)
                    row.duplicates += any(out.reason is SuppressionReason.FOLDED for out in item.suppressions)
                    row.last = max(item.at, row.last or item.at)
    found = sorted(rows.values(), key=lambda row: (-row.matched, row.id))
    silent = sum(not row.matched for row in found)
    overview = await desk.overview()
    return await renderer.page(
        "rules",
        tab="rules",
        title="Rules",
        answer=f"{len(found)} rules, {len(found) - silent} of which matched" if found else "No rule",
        folder=running.directory,
        problems=overview.rules.problems if overview.rules is not None else (),
        rules=found,
    )


async def rule(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """One rule."""
    await desk.shelf.refresh()
    name = request.match_info["id"]
    running = desk.configuration()
    found = next((one for one in running.rules.rules if one.id == name), None)
    if found is None:
        return await missing(renderer, "rule", name)
    items = [item for story in desk.shelf.stories.values() for item in story.items if name in item.rules]
    items.sort(key=lambda item: item.at, reverse=True)
    return await renderer.page(
        "rule",
        tab="rules",
        title=found.title,
        rule=found,
        severity=severity_word(found.severity),
        place=f"{found.place.path}:{found.place.line}",
        words=list(describe(found, running.rules)),
        items=items[:_ITEMS],
    )


def _row(rule: Rule) -> _RuleRow:
    return _RuleRow(id=rule.id, title=rule.title, severity=severity_word(rule.severity), notify=rule.notify)
