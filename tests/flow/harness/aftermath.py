"""Waiting until nothing moves any more, and looking around then."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitor.desk.query.audit import balances
from monitor.model.sending.alert import Alert, Suppression
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.records.counts import counts, queues
from tests.flow.harness.crew import Crew
from tests.flow.harness.ledger import Aftermath
from tests.flow.harness.news import Newsroom
from tests.flow.harness.phone import Phone
from tests.store.deciding import deciding

QUIET = 4.0
"""Seconds without any change after which nothing is under way any more."""
TIMEOUT = 150.0
"""Seconds without any progress after which it is given up that everything is done."""
_TOKEN = re.compile(r"\bQ[a-p]{8}\b")


async def quiescence(client: Client, phone: Phone, newsroom: Newsroom) -> None:
    """Wait until everything is done, for as long as there is progress. Everything is published by now.

    A feed that was handed out to a collector that died then is visited once more, when its right to visit has run
    out: so each feed must have been read since.
    """
    loop = asyncio.get_running_loop()
    begun = time.time() * 1000
    changed_at, before = loop.time(), None
    while True:
        found, waiting = await counts(client), await queues(client)
        state = (len(phone.asked), len(phone.accepted), len(newsroom.handed_out), found, waiting)
        if state != before:
            changed_at, before = loop.time(), state
        read_at = await client.read("HVALS", client.key(keys.GOOD))
        read = len(read_at) == len(newsroom.published) and min(map(float, read_at)) > begun
        done = read and not _under_way(waiting)
        if loop.time() - changed_at > (QUIET if done else TIMEOUT):
            return
        await asyncio.sleep(0.5)


async def look_around(
    client: Client, crew: Crew, *, secret: str, places: Collection[Path], spoilt: Collection[str]
) -> Aftermath:
    """What the store says, and what is found in the files at these places."""
    found, waiting = await counts(client), await queues(client)
    return Aftermath(
        spoilt=frozenset(spoilt),
        uneven=tuple(
            f"{balance.of}: {balance.missing:+} ({dict(balance.came)} against {dict(balance.went)})"
            for balance in balances(found, waiting)
            if balance.missing
        ),
        left_over=(*_under_way(waiting), *await _pending(client)),
        secrets=tuple(await asyncio.to_thread(_with, secret.encode(), places)),
        crashes=tuple(crew.failed),
    )


async def what_became_of(tokens: Sequence[str], client: Client, *, say: Callable[[str], None]) -> None:
    """What the monitor itself says of stories that never rang."""
    known = set()
    async for decision in deciding(client, holder="harness").log.replay(since=datetime.fromtimestamp(0, UTC)):
        for token in tokens:
            if token in decision.match.item.title:
                known.add(token)
                said = "; ".join(_in_short(outcome) for outcome in decision.outcomes)
                say(f"{token}: {decision.assignment.tier}, {decision.assignment.explanation}; {said}")
    for token in sorted(set(tokens) - known):
        say(f"{token}: nothing was ever decided")


def _in_short(outcome: Alert | Suppression) -> str:
    if isinstance(outcome, Alert):
        return f"an alert, {outcome.reason}, decided at {outcome.decided_at:%H:%M:%S}"
    return f"silence, {outcome.reason}: {outcome.detail}"


def _under_way(waiting: dict[str, int]) -> list[str]:
    return [
        f"{name}: {length}"
        for name, length in waiting.items()
        if length and not name.endswith((" dead", " updates")) and not name.startswith("sick ")
    ]


async def _pending(client: Client) -> list[str]:
    """Marks of what is under way, beside the streams."""
    phone = "{c:phone}:"
    left = {
        "items pending": await _taken(client, keys.ITEMS, group=keys.DETECTORS),
        "matches pending": await _taken(client, keys.MATCHES, group=keys.DECIDERS),
        "alerts pending": await _taken(client, f"{phone}out", group=keys.SENDERS),
        "undecided": await client.read("SCARD", client.key(keys.UNDECIDED)),
        "bodies without an alert": await client.read("HLEN", client.key(f"{phone}body")),
    }
    return [f"{name}: {number}" for name, number in left.items() if number]


async def _taken(client: Client, stream: str, *, group: str) -> int:
    groups = await client.read("XINFO", "GROUPS", client.key(stream))
    return sum(int(found[found.index(b"pending") + 1]) for found in groups if found[1] == group.encode())


def _with(secret: bytes, places: Collection[Path]) -> list[str]:
    return sorted(
        path.name for place in places for path in place.rglob("*") if path.is_file() and _holds(path, secret)
    )


def _holds(path: Path, secret: bytes) -> bool:
    return secret in path.read_bytes()
