"""A reload waits for the daemon as long as its help says, and takes no other request's answer for its own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from monitor.desk.edit.reload import TIMEOUT, RulesState, reload
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import RulesetStore


def _state(answered: str) -> RulesState:
    return RulesState(ruleset="g", since=datetime(2026, 1, 1, tzinfo=UTC), rules=1, feeds=1, answered=answered)


class _Clock:
    """Time that passes only by sleeping; `at` lets somebody act when it is reached."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, rulesets: RulesetStore, *, answers_at: float | None
    ) -> None:
        self.now = 0.0
        self._rulesets = rulesets
        self._answers_at = answers_at
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds
        request = await self._rulesets.asked()
        if self._answers_at is not None and self.now >= self._answers_at and request is not None:
            await self._rulesets.report(_state(request.id))


async def test_a_slow_daemon_is_waited_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(monkeypatch, RulesetStore(client), answers_at=TIMEOUT - 1)
    state = await reload(client, confirmed=False)
    assert state is not None
    assert TIMEOUT - 1 <= clock.now <= TIMEOUT


async def test_no_daemon_is_noticed_after_the_time_that_help_names(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rulesets = RulesetStore(client)
    await rulesets.report(_state("of another request"))
    clock = _Clock(monkeypatch, rulesets, answers_at=None)
    assert await reload(client, confirmed=False) is None
    assert clock.now == pytest.approx(TIMEOUT)
