"""Items -> matches, batch by batch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from monitor.app.pipeline.ports import ItemPort
from monitor.app.pipeline.quarantine import record_bug
from monitor.detect.detector import Detector
from monitor.detect.match.text.steps import StepLimitError
from monitor.model.ids import Severity
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.notice import Notice
from monitor.model.sending.queued import Work

log = structlog.get_logger("monitor")

BATCH = 100
"""Items taken at a time."""


@dataclass(slots=True, kw_only=True)
class DetectingLoop:
    """Takes items, applies the rules, puts the matches and forgets the items, in this order."""

    items: ItemPort
    matched: Callable[[Sequence[Match]], None] = field(default=lambda _: None)
    """Called with every batch of matches that were put."""
    examined: Callable[[Sequence[Item]], None] = field(default=lambda _: None)
    """Called with every item that the rules looked at."""
    report: Callable[[Notice], None] = field(default=lambda _: None)

    async def step(self, detector: Detector) -> int:
        """Waits a moment for items; the number of items dealt with."""
        works = await self.items.take(limit=BATCH)
        # In a thread: a batch of long texts, or the first item in a language, must hold up no lease and no send.
        found, bugs = await asyncio.to_thread(_matches, detector, works) if works else ([], {})
        looked_at = [work for work in works if work.entry not in bugs]
        if looked_at:
            self.examined([work.value for work in looked_at])
            await self.items.detected(looked_at, found)
            self.matched(found)
        for work in works:
            if isinstance(bug := bugs.get(work.entry), StepLimitError):
                await self._give_up(work, bug)
            elif bug is not None:
                await record_bug(self.items, work, work.value, bug, report=self.report)
        return len(works)

    async def _give_up(self, work: Work[Item], limit: StepLimitError) -> None:
        """Set aside an item that takes the rules too long: no other item may wait for it."""
        item = work.value
        await self.items.set_aside(work, why=str(limit))
        log.error("item quarantined: the rules take too long", item=item.id, url=item.url, why=str(limit))
        self.report(
            Notice(
                key=f"aside {item.id}",
                title="an item was quarantined: the rules take too long for it",
                detail=f"{item.url}: {limit}. It does not alert; `monitor why` shows what the rules find in it.",
                severity=Severity.HIGH,
            )
        )


def _matches(detector: Detector, works: Sequence[Work[Item]]) -> tuple[list[Match], dict[str, Exception]]:
    """What the rules find in these items; and the bugs that some of them bring out, by entry."""
    found: list[Match] = []
    bugs: dict[str, Exception] = {}
    for work in works:
        try:
            match = detector.detect(work.value)
        except Exception as bug:  # noqa: BLE001  # raised again when the other items are seen to
            bugs[work.entry] = bug
        else:
            found += [match] if match is not None else []
    return found, bugs
