"""A bug that one item brings out: loud, but at the cost of that item alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

from monitor.app.pipeline.ports import QuarantinePort
from monitor.model.ids import Severity
from monitor.model.news.item import Item
from monitor.model.notice import Notice
from monitor.model.sending.queued import Work

log = structlog.get_logger("monitor")


async def record_bug(
    queue: QuarantinePort, work: Work[Any], item: Item, bug: Exception, *, report: Callable[[Notice], None]
) -> None:
    """Note the bug; set the entry aside, with a notice, if it brought one out too often.

    Raises the bug otherwise: the process ends, in case it was the process that was ill.
    """
    why = f"{type(bug).__name__}: {bug}"
    if not await queue.record_failure(work, why=why):
        raise bug
    log.error("item quarantined after repeated crashes", item=item.id, url=item.url, exc_info=bug)
    report(
        Notice(
            key=f"aside {item.id}",
            title="an item was quarantined, and did not alert",
            detail=f"{item.url} brought out a bug of the monitor three times ({why}). Please report it.",
            severity=Severity.HIGH,
        )
    )
