"""Deciding by the log: whoever rebuilds the stories keeps the lease, or notices that it has gone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.app.pipeline.decider import RENEWAL
from monitor.app.pipeline.pipeline import Pipeline
from monitor.group.grouper import Grouper
from monitor.model.ids import ItemId
from monitor.model.matching.match import Match
from monitor.model.sending.decision import Decision
from monitor.model.sending.queued import Work
from monitor.model.story import Correction
from monitor.route.recent_alerts import RecentAlerts
from tests.fakes import NOON, a_rule, an_item, hit
from tests.pipelines import WINDOW, a_pipeline


class LongLog:
    """Decisions, so many of them that the lease runs out while they are read."""

    def __init__(self, length: int, *, lost_after: int = 1_000) -> None:
        self._length = length
        self._lost_after = lost_after
        self.holds = 0
        self.takes = 0

    async def hold(self) -> int:
        self.holds += 1
        return 1 if self.holds <= self._lost_after else 2

    async def corrected(self) -> str:
        return ""

    async def corrections(self) -> Sequence[Correction]:
        return ()

    async def replay(self, *, since: datetime) -> AsyncIterator[Decision]:
        assert since == NOON - 2 * WINDOW
        grouper = Grouper(window=WINDOW)
        for number in range(self._length):
            item = an_item(f"Train {number} reaches Kursk", id=ItemId(str(number)))
            match = Match(item=item, rules=(a_rule(hit(item, "Kursk")),))
            yield Decision(match=match, assignment=grouper.group(match))

    async def take(self, *, limit: int, token: int) -> Sequence[Work[Match]]:
        self.takes += 1
        return ()


@dataclass
class Ports:
    """One log stands for all of them."""

    log: Any

    def __post_init__(self) -> None:
        self.lease = self.matches = self.alerts = self.log


def deciding(log: Any) -> Pipeline:
    nobody: Any = SimpleNamespace(watching=())
    return a_pipeline(
        detector=nobody, router=None, deciding=Ports(log), recent=RecentAlerts(span=WINDOW), clock=lambda: NOON
    )


@pytest.mark.parametrize(("length", "renewals"), [(0, 0), (RENEWAL - 1, 0), (RENEWAL, 1), (3 * RENEWAL + 1, 3)])
async def test_the_lease_is_renewed_while_a_long_log_is_read(length: int, renewals: int) -> None:
    log = LongLog(length)
    await deciding(log).decide()
    assert (log.holds, log.takes) == (1 + renewals, 1)


async def test_who_loses_the_lease_over_the_log_decides_nothing_and_reads_it_anew() -> None:
    log = LongLog(2 * RENEWAL, lost_after=1)
    pipeline = deciding(log)
    await pipeline.decide()
    assert (log.holds, log.takes) == (2, 0)
    await pipeline.decide()
    assert (log.holds, log.takes) == (5, 1), "held, renewed twice, and taken"
