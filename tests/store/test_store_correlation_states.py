"""Tallies in the store: written with what changed them, whole or not at all, by the holder of the lease alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import from_ms
from monitor.model.ids import FeedId
from monitor.model.matching.correlation import Contribution, Trigger
from monitor.model.matching.correlation_state import CorrelationState, StateChange
from monitor.model.matching.match import Match
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.records.counts import counts, queues
from monitor.store.records.history import History
from tests.store.deciding import deciding
from tests.store.store_news import (
    ANTARA,
    LONG_AGO,
    alert,
    as_admin,
    decision,
    everything,
    held,
    item,
    match,
    matched,
    poll,
    visit,
)

WITNESS = Contribution(member="Antara", at=LONG_AGO, item=item("a").id, source="Antara", title="Kursk")
TALLY = CorrelationState(
    key="burst:1", began_at=LONG_AGO, seen=(WITNESS,), buckets=((1, 2), (5, 1)), fired_at=LONG_AGO
)
BURST = replace(match("burst"), trigger=Trigger(text="2 of 2 items within 1 h", contributions=(WITNESS,)))


async def test_a_decision_and_what_it_counts_are_one_step_and_may_be_repeated(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    changed = StateChange(
        states=(TALLY,), matches=(BURST,), descriptions=("burst: 2 of 2 items within 1 h: it fires",)
    )
    made = replace(decision(work.value), state_change=changed)
    assert await decisions.log.append(work, made, token=token)
    before = await everything(client)
    assert await decisions.log.append(work, made, token=token)
    del before[client.key(keys.DECIDER_LEASE).encode()]
    after = await everything(client)
    assert {key: after[key] for key in before} == before
    assert await decisions.log.states() == {"burst:1": TALLY}
    [logged] = [one async for one in decisions.log.replay(LONG_AGO)]
    assert logged.state_change == StateChange(descriptions=changed.descriptions), (
        "the log says how it stands, the tally stands elsewhere"
    )
    [burst] = await decisions.matches.take(10, token=token)
    assert burst.value == BURST
    assert (await counts(client))["correlated"] == 1


async def test_who_has_lost_the_lease_counts_nothing(client: Client) -> None:
    await matched(client, "a")
    zombie = deciding(client, holder="zombie", lease=timedelta(milliseconds=1))
    old = await held(zombie)
    [work] = await zombie.matches.take(10, token=old)
    heir = deciding(client, holder="heir")
    while (token := await heir.lease.hold()) is None:  # the zombie's lease runs out
        pass
    changed = StateChange(states=(TALLY,), matches=(BURST,))
    assert not await zombie.log.append(work, replace(decision(work.value), state_change=changed), token=old)
    assert not await zombie.log.count(changed, token=old)
    assert await heir.log.states() == {}
    assert [one.value for one in await heir.matches.take(10, token=token)] == [work.value]


async def test_a_match_that_only_counts_leaves_no_story(client: Client) -> None:
    await matched(client, "a")
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    [work] = await decisions.matches.take(10, token=token)
    assert await decisions.log.count(StateChange(states=(TALLY,)), token=token, work=work)
    assert (await queues(client))["matches"] == 0
    assert (await counts(client))["decided"] == 1
    assert [one async for one in decisions.log.replay(LONG_AGO)] == []
    assert await decisions.log.states() == {"burst:1": TALLY}


async def test_time_alone_changes_tallies_forgets_them_and_puts_a_match_once(client: Client) -> None:
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    for _ in range(2):
        assert await decisions.log.count(StateChange(states=(TALLY,), matches=(BURST,)), token=token)
    assert (await queues(client))["matches"] == 1
    assert (await counts(client))["correlated"] == 1
    assert await decisions.log.count(StateChange(forgotten=("burst:1",)), token=token)
    assert await decisions.log.states() == {}


async def test_the_mark_stands_at_the_oldest_item_that_detection_has_not_done_with(client: Client) -> None:
    decisions = deciding(client, holder="one")
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    before = await decisions.log.watermark([ANTARA])
    assert before.good_at == {}
    await schedule.save(await visit(schedule), poll(item("a")))
    [(entry, _)] = await client.read("XRANGE", client.key(keys.ITEMS), "-", "+")
    mark = await decisions.log.watermark([ANTARA, FeedId("nobody")])
    assert mark.at == from_ms(int(entry.split(b"-")[0]))
    assert mark.at >= before.at
    assert list(mark.good_at) == [ANTARA]
    assert mark.good_at[ANTARA] >= before.at
    await as_admin(client, "DEL", client.key(keys.ITEMS))
    assert (await decisions.log.watermark([])).at >= mark.at


async def test_the_account_of_a_rule_is_found_by_its_id_with_all_that_became_of_it(client: Client) -> None:
    decisions = deciding(client, holder="one")
    token = await held(decisions)
    await decisions.log.count(StateChange(matches=(BURST,)), token=token)
    [work] = await decisions.matches.take(10, token=token)
    told = replace(alert("burst"), match=BURST)
    await decisions.alerts.queue([told])
    assert await decisions.log.append(work, decision(work.value, told), token=token)
    history = History(client)
    assert await history.find(BURST.item.id) == BURST.item
    trail = await history.trail(BURST.item.id)
    assert trail is not None
    assert [one.match.trigger for one in trail.decisions] == [BURST.trigger]


@pytest.mark.parametrize("sought", ["nothing", item("a").url])
async def test_only_an_id_finds_the_account_of_a_rule(client: Client, sought: str) -> None:
    decisions = deciding(client, holder="one")
    await decisions.log.count(StateChange(matches=(_about(sought),)), token=await held(decisions))
    assert await History(client).find(sought) is None


def _about(url: str) -> Match:
    return replace(BURST, item=replace(BURST.item, url=url))
