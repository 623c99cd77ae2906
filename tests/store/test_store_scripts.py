"""Each script says whether it may run twice, and does no more then than it did once."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files

import pytest

from monitor.clock import now
from monitor.model.ids import FeedId
from monitor.model.sending.delivery import RateLimit
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode, to_ms
from monitor.store.connection.client import Client, Script
from monitor.store.records.identity import Forgotten, StoreEvent, StoreRecord
from monitor.store.records.rate_limits import RateLimiter
from tests.fakes import NOON

FRAGMENTS = {"prelude", "marks"}
"""What stands before other scripts."""
ALL = {script.name: script for script in vars(scripts).values() if isinstance(script, Script)}


def test_every_file_is_a_script_that_says_whether_it_may_run_twice() -> None:
    folder = files("monitor.store.base") / "lua"
    bodies = {file.name.removesuffix(".lua"): file.read_text("utf-8") for file in folder.iterdir()}
    assert bodies.keys() - FRAGMENTS == ALL.keys()
    for name, script in ALL.items():
        assert bodies[name].split("\n")[1].startswith(f"-- repeatable: {'yes' if script.repeatable else 'no'}"), (
            name
        )


def test_a_script_that_does_not_say_it_is_refused() -> None:
    with pytest.raises(ValueError, match=r"new\.lua does not say in its second line whether it is repeatable"):
        scripts.repeatable("new", "-- Adds something.\nreturn 1\n")


def test_what_may_not_run_twice_is_known() -> None:
    assert {name for name, script in ALL.items() if not script.repeatable} == {"pace"}


async def test_a_store_that_has_forgotten_is_noted_once(client: Client) -> None:
    event = StoreEvent(kind=Forgotten.EMPTY, waiting=3, known_at=NOON)
    names = [client.key(name) for name in (keys.DOUBT, keys.LOOK_AGAIN, keys.STORE_EVENTS)]
    for _ in range(2):
        await client.run(scripts.DOUBT, keys=names, args=(encode(event), to_ms(now()), FeedId("a")))
    assert len(await StoreRecord(client).events()) == 1


async def test_a_service_that_asks_once_is_slowed_down_once(client: Client) -> None:
    limit = RateLimit(scope="chat", refill=timedelta(seconds=1), burst=1)
    args = (to_ms(NOON), 1_000, "this time", "chat", 1_000, 1)
    for _ in range(2):
        await client.run(scripts.SLOW_DOWN, keys=[client.key(keys.RATE_LIMITS)], args=args)
    assert await client.read("HGET", client.key(keys.RATE_LIMITS), "chat slow") == b"2"
    await RateLimiter(client).slow_down([limit], wait=timedelta(seconds=1))
    assert await client.read("HGET", client.key(keys.RATE_LIMITS), "chat slow") == b"4"
