"""Small runs of the fault harness: whatever is broken, nothing is lost, repeats are marked, all sums balance."""

from __future__ import annotations

import pytest

from tests.flow.harness.ledger import Ledger, in_words
from tests.flow.harness.run import Plan, play

pytestmark = pytest.mark.gate


def kept(ledger: Ledger) -> bool:
    """Whether all promises were; what was found is printed for whoever must look into it."""
    print(in_words(ledger))
    return ledger.holds


async def test_whatever_is_broken_every_story_rings_and_repeats_say_so() -> None:
    others = "store_kill lost_answer lost_answer line disk clock half_rule poison"
    troubles = ["kill"] * 4 + others.split()
    ledger = await play(Plan(items=300, seed=11, feeds=8, seconds=20, troubles=troubles))

    assert kept(ledger)
    assert ledger.expected > 150


@pytest.mark.slow
async def test_messages_that_fail_hold_up_no_others() -> None:
    ledger = await play(Plan(items=60, seed=5, feeds=4, seconds=8, sick=0.1))

    assert kept(ledger)
    assert ledger.answers["sick"] > 1


@pytest.mark.slow
async def test_few_files_may_be_open_and_nothing_is_lost() -> None:
    ledger = await play(Plan(items=500, seed=6, seconds=60, troubles=["kill"] * 5, files=40))

    assert kept(ledger)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
async def test_power_cuts_lose_nothing_that_the_feeds_still_show(seed: int) -> None:
    troubles = ["kill"] * 20 + ["cut"] * 5
    ledger = await play(Plan(items=2_000, seed=seed, seconds=90, troubles=troubles))

    assert kept(ledger)


@pytest.mark.slow
async def test_whoever_sleeps_through_everything_does_no_harm_on_waking() -> None:
    troubles = ["freeze"] * 8 + ["store_freeze"] * 3 + ["full"] * 2 + ["kill"] * 10
    ledger = await play(Plan(items=1_000, seed=4, seconds=60, troubles=troubles))

    assert kept(ledger)
