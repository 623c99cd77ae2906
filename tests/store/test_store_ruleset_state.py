"""The last good rules in the store, and what the daemon says of its last reading."""

from __future__ import annotations

from monitor.clock import now
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import ReloadRequest, RulesetStore, RulesState


async def test_the_last_good_files_take_the_place_of_all_before(client: Client) -> None:
    rules = RulesetStore(client)
    await rules.keep({"feeds.yaml": b"feeds: {}\n", "packs/a.yaml": b"pack: {id: a}\n"})
    await rules.keep({"feeds.yaml": b"feeds: {b: x}\n", "packs/b.yaml": b""})
    assert await rules.files() == {"feeds.yaml": b"feeds: {b: x}\n", "packs/b.yaml": b""}
    await rules.keep({})
    assert await rules.files() == {}


async def test_what_the_daemon_says_of_its_reading_stays_until_it_says_something_else(client: Client) -> None:
    rules = RulesetStore(client)
    assert await rules.state() is None
    state = RulesState(ruleset="g1", since=now(), rules=3, feeds=2, problems=("a.yaml:1:1: E001 x",), held="why")
    await rules.report(state)
    assert await rules.state() == state
    assert await client.read("TTL", client.key("{d}:rules_state")) == -1


async def test_a_request_to_read_again_is_forgotten_after_a_minute(client: Client) -> None:
    rules = RulesetStore(client)
    assert await rules.asked() is None
    request = ReloadRequest(id="r1", confirmed=True)
    await rules.ask(request)
    assert await rules.asked() == request
    assert 50_000 < await client.read("PTTL", client.key("{d}:reload")) <= 60_000
