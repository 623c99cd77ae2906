"""One run: publish, break, wait until nothing moves any more, settle."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.app.audit import balances
from monitor.store.client import connect
from monitor.store.counts import counts, queues
from monitor.store.decisions import Decisions
from tests.flow.harness.crew import Crew, StoreServer
from tests.flow.harness.ledger import Ledger, settle
from tests.flow.harness.news import Newsroom, Piece, day_of_news
from tests.flow.harness.phone import Phone
from tests.flow.harness.proxy import Proxy
from tests.flow.harness.trouble import Trouble

QUIET = 4.0
"""Seconds without any change after which nothing is under way any more."""
PATIENCE = 300.0
"""Seconds that the monitor is given to finish when the troubles are over."""
FAULTS = {"429": 0.01, "500": 0.01, "reset": 0.005, "accepted, then hung up": 0.003}
RULES = """\
pack: {id: harness, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high, story: {merge: none}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much news, and how much trouble."""

    items: int
    seed: int
    feeds: int = 20
    seconds: float = 60.0
    """Over how long the news is published; troubles go on for about as long."""
    troubles: Sequence[str] = ()
    """Names of troubles: see `Trouble`."""
    channel_faults: bool = True
    say: Callable[[str], None] = field(default=lambda _: None)


async def play(plan: Plan) -> Ledger:
    """The whole run."""
    rng = random.Random(plan.seed)
    pieces = day_of_news(plan.items, feeds=plan.feeds, seed=plan.seed)
    names = [f"feed{number:02}" for number in range(plan.feeds)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="harness-")))
        store = StoreServer(folder / "store")
        await store.start()
        stack.callback(store.kill)
        proxy = await stack.enter_async_context(Proxy(store.port).serve())
        newsroom = await stack.enter_async_context(Newsroom().serve(names))
        phone = await stack.enter_async_context(Phone(rng).serve())
        rules = _write_rules(folder / "rules", newsroom=newsroom, names=names, phone=phone)
        crew = await stack.enter_async_context(
            Crew(rules, f"redis://127.0.0.1:{proxy.port}/0", logs=folder).at_work()
        )
        trouble = Trouble(crew, store, proxy, rng)
        if plan.channel_faults:
            phone.faults = FAULTS
        kinds = list(plan.troubles)
        rng.shuffle(kinds)
        await asyncio.gather(
            _publish(pieces, newsroom, over=plan.seconds),
            trouble.make(kinds, pause=plan.seconds / max(len(kinds), 1)),
        )
        plan.say(f"all is published, all troubles are made; {len(phone.accepted):,} rings so far")
        phone.faults = {}
        balanced = await _quiescence(store, phone, newsroom, pieces, say=plan.say)
        for failure in crew.failed:
            plan.say(failure)
        ledger = settle(
            pieces,
            phone,
            handed_out=newsroom.handed_out,
            faults=trouble.done,
            balanced=balanced,
            failed=len(crew.failed),
            strict="cut" not in plan.troubles,
        )
        for line in await _what_became_of(ledger.lost[:5], store):
            plan.say(line)
        return ledger


async def _what_became_of(tokens: Sequence[str], store: StoreServer) -> list[str]:
    """What the monitor itself says of stories that never rang."""
    if not tokens:
        return []
    client = await connect(f"redis://127.0.0.1:{store.port}/0")
    try:
        said = []
        async for decision in Decisions(client, holder="harness").replay(since=datetime.fromtimestamp(0, UTC)):
            for token in tokens:
                if token in decision.match.item.title:
                    said.append(
                        f"{token}: {decision.joining.because}; {decision.joining.tier}; {decision.outcomes}"
                    )
        return said or ["of what is lost, nothing was ever decided"]
    finally:
        await client.aclose()


async def _publish(pieces: Sequence[Piece], newsroom: Newsroom, *, over: float) -> None:
    """All pieces, evenly, in order."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, piece in enumerate(pieces):
        wait = start + over * number / len(pieces) - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        newsroom.publish(piece)


async def _quiescence(
    store: StoreServer, phone: Phone, newsroom: Newsroom, pieces: Sequence[Piece], *, say: Callable[[str], None]
) -> bool:
    """Wait until nothing moves any more; whether the monitor's own counts balance then."""
    client = await connect(f"redis://127.0.0.1:{store.port}/0")
    loop = asyncio.get_running_loop()
    end, still_since, before = loop.time() + PATIENCE, loop.time(), None
    try:
        while loop.time() < end and loop.time() - still_since < QUIET:
            await asyncio.sleep(0.5)
            found, waiting = await counts(client), await queues(client)
            under_way = sum(length for name, length in waiting.items() if not name.endswith((" dead", " updates")))
            state = (len(phone.accepted), len(newsroom.handed_out), found["examined"], found["told"])
            everything = len(newsroom.handed_out) == len(set(pieces))
            if state != before or under_way or not everything:
                still_since = loop.time()
            before = state
        uneven = [balance for balance in balances(found, waiting) if balance.missing]
        for balance in uneven:
            say(f"{balance.of}: {balance.missing:+} ({dict(balance.came)} against {dict(balance.went)})")
        if under_way:
            say(f"still under way: { {name: length for name, length in waiting.items() if length} }")
        return not uneven and not under_way
    finally:
        await client.aclose()


def _write_rules(folder: Path, *, newsroom: Newsroom, names: Sequence[str], phone: Phone) -> Path:
    (folder / "packs").mkdir(parents=True)
    feeds = [
        f"  {name}: {{url: '{newsroom.url(name)}', every: 1s, backfill: true, allow_private: [127.0.0.0/8]}}"
        for name in names
    ]
    (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(feeds) + "\n")
    (folder / "channels.yaml").write_text(
        f"channels:\n  phone: {{type: apprise, pace: none, url: 'json://{phone.url}'}}\n"
    )
    (folder / "packs" / "harness.yaml").write_text(RULES)
    return folder
