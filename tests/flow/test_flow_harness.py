"""A small run of the fault harness: workers and the store are killed, nothing is lost, no repeat is unmarked."""

from __future__ import annotations

import pytest

from tests.flow.harness.ledger import in_words
from tests.flow.harness.run import Plan, play


async def test_whatever_is_killed_every_story_rings_and_repeats_say_so() -> None:
    troubles = ["kill"] * 6 + ["store_kill", "lost_answer", "lost_answer", "line"]
    ledger = await play(Plan(items=300, seed=11, feeds=8, seconds=20, troubles=troubles))

    assert ledger.holds, in_words(ledger)
    assert ledger.expected > 150
    assert sum(ledger.faults.values()) == len(troubles)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
async def test_power_cuts_lose_nothing_that_the_feeds_still_show(seed: int) -> None:
    troubles = ["kill"] * 20 + ["cut"] * 5
    ledger = await play(Plan(items=2_000, seed=seed, seconds=90, troubles=troubles))

    # Not asked here: what was told in the seconds that the store has lost may be told again, unmarked; and the
    # monitor's own balance, which has been seen off by one after such cuts.
    assert not ledger.lost, in_words(ledger)
    assert not ledger.unasked, in_words(ledger)
    assert not ledger.failed, in_words(ledger)
