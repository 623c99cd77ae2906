"""One run: news is published, things are broken meanwhile, and then everything must have come out right."""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from monitor.store.connection.client import connect
from tests.flow.harness.aftermath import TIMEOUT, look_around, quiescence, what_became_of
from tests.flow.harness.crew import Crew, faketime
from tests.flow.harness.ledger import Ledger, settle
from tests.flow.harness.news import Newsroom, Piece, day_of_news
from tests.flow.harness.phone import Phone
from tests.flow.harness.proxy import Proxy
from tests.flow.harness.server import StoreServer, small_disk
from tests.flow.harness.trouble import Trouble, count_stalls

FAULTS = {"429": 0.01, "500": 0.01, "reset": 0.005, "accepted, then hung up": 0.003}
SECRET = "HARNESS_SECRET"
OTHER_RULES = 60
"""Rules that nothing satisfies, before the one that rings: what is cut off a file is missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much news, and how much trouble."""

    items: int
    seed: int
    feeds: int = 20
    seconds: float = 60.0
    """Over how long the news is published; troubles go on for about as long."""
    troubles: Sequence[str] = ()
    """Names of troubles: see `trouble.KINDS`."""
    channel_faults: bool = True
    sick: float = 0.0
    """Share of the stories whose messages fail until all is published."""
    sick_channel: bool = False
    """Whether everything goes to a second channel as well, whose service never works."""
    files: int | None = None
    """How many files and connections each worker may have open."""
    logs: Path | None = None
    """Where the workers' logs are kept, if anywhere."""
    say: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that takes part."""

    folder: Path
    store: StoreServer
    newsroom: Newsroom
    phone: Phone
    crew: Crew
    trouble: Trouble
    secret: str
    """What nobody may see."""


async def play(plan: Plan) -> Ledger:
    """The whole run."""
    pieces = day_of_news(plan.items, feeds=plan.feeds, seed=plan.seed)
    async with _stage(plan) as stage:
        kinds = [kind for kind in plan.troubles if _possible(kind, stage, say=plan.say)]
        random.Random(plan.seed).shuffle(kinds)
        if "forget" in kinds:
            await _read(stage.newsroom)
        first = next(number for number, piece in enumerate(pieces) if piece.rings) + 1
        await _publish(pieces[:first], stage.newsroom, over=0)
        await _rung(stage.phone)
        plan.say("everybody is at work")
        stage.phone.faults = FAULTS if plan.channel_faults else {}
        stage.phone.sick = lambda token: random.Random(token).random() < plan.sick
        await asyncio.gather(
            _publish(pieces[first:], stage.newsroom, over=plan.seconds),
            stage.trouble.make(kinds, pause=plan.seconds / (len(kinds) + 1)),
        )
        stage.phone.faults = {}
        held_up = await _held_up(stage, sick=stage.phone.sick)
        stage.phone.sick = lambda _: False
        plan.say(f"all is published, all troubles are made; {len(stage.phone.accepted):,} rings so far")
        return await _settled(plan, stage, pieces, held_up=held_up)


async def _settled(plan: Plan, stage: Stage, pieces: Sequence[Piece], *, held_up: Collection[str]) -> Ledger:
    client = await connect(f"redis://127.0.0.1:{stage.store.port}/0")
    try:
        await quiescence(client, stage.phone, stage.newsroom)
        places = (stage.folder / "logs", *stage.folder.glob("store*"))
        ledger = settle(
            pieces,
            stage.phone,
            handed_out=stage.newsroom.handed_out,
            faults=stage.trouble.done,
            held_up=held_up,
            aftermath=await look_around(
                client, stage.crew, secret=stage.secret, places=places, spoilt=stage.trouble.spoiler.touched
            ),
        )
        lost = next(check.examples for check in ledger.checks if check.name == "lost")
        await what_became_of(lost, client, say=plan.say)
        return ledger
    finally:
        await client.aclose()


@asynccontextmanager
async def _stage(plan: Plan) -> AsyncIterator[Stage]:
    """Everybody at work, with nothing in the news yet."""
    rng = random.Random(plan.seed)
    names = [f"feed{number:02}" for number in range(plan.feeds)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="harness-")))
        (folder / "logs").mkdir()
        if plan.logs is not None:
            stack.callback(shutil.copytree, folder / "logs", plan.logs, dirs_exist_ok=True)
        store = StoreServer(folder / "store")
        if "disk" in plan.troubles:
            stack.enter_context(small_disk(store.directory, megabytes=64 + plan.items // 40))
        await store.start()
        stack.callback(store.kill)
        proxy = await stack.enter_async_context(Proxy(store.port).serve())
        newsroom = await stack.enter_async_context(Newsroom().serve(names))
        phone = await stack.enter_async_context(Phone(rng).serve())
        rules = _write_rules(folder / "rules", plan, newsroom=newsroom, names=names, phone=phone)
        secret = f"canary-{secrets.token_hex(8)}"
        crew = Crew(
            rules, f"redis://127.0.0.1:{proxy.port}/0", logs=folder / "logs", environment={SECRET: secret},
            files=plan.files, clock=folder / "clock" if "clock" in plan.troubles and faketime() else None,
        )  # fmt: skip
        if crew.clock is not None:
            crew.set_clock("+0")
        await stack.enter_async_context(crew.at_work())
        trouble = Trouble(crew, store, proxy, rules / "packs" / "harness.yaml", rng)
        stalls = asyncio.create_task(count_stalls(trouble.done))
        stack.callback(stalls.cancel)
        yield Stage(
            folder=folder, store=store, newsroom=newsroom, phone=phone, crew=crew, trouble=trouble, secret=secret
        )


def _possible(kind: str, stage: Stage, *, say: Callable[[str], None]) -> bool:
    """Whether this machine allows this kind of trouble."""
    missing = {
        "clock": "" if stage.crew.clock is not None else "libfaketime is not installed",
        "disk": "" if stage.store.directory.is_mount() else "only root may mount a small disk",
    }.get(kind, "")
    if missing:
        say(f"no trouble of the kind {kind}: {missing}")
    return not missing


async def _read(newsroom: Newsroom) -> None:
    """Until every feed was read once: what they show then is no news."""
    async with asyncio.timeout(TIMEOUT):
        while len(newsroom.read) < len(newsroom.published):
            await asyncio.sleep(0.1)


async def _rung(phone: Phone) -> None:
    async with asyncio.timeout(TIMEOUT):
        while not phone.accepted:
            await asyncio.sleep(0.1)


async def _held_up(stage: Stage, *, sick: Callable[[str], bool]) -> Collection[str]:
    """Waits until all that is not sick has rung, and says what has not after the time that it may take at most."""

    def waiting() -> set[str]:
        wanted = {piece.token for pieces in stage.newsroom.published.values() for piece in pieces if piece.rings}
        return {token for token in wanted - set(stage.phone.accepted) if not sick(token)}

    with suppress(TimeoutError):
        async with asyncio.timeout(TIMEOUT):
            while waiting():
                await asyncio.sleep(0.5)
    return waiting()


async def _publish(pieces: Sequence[Piece], newsroom: Newsroom, *, over: float) -> None:
    """All pieces, evenly, in order."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number, piece in enumerate(pieces):
        wait = start + over * number / len(pieces) - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        newsroom.publish(piece)


def _write_rules(folder: Path, plan: Plan, *, newsroom: Newsroom, names: Sequence[str], phone: Phone) -> Path:
    (folder / "packs").mkdir(parents=True)
    backfill = str("forget" not in plan.troubles).lower()
    feeds = [
        f"  {name}: {{url: '{newsroom.url(name)}', every: 1s, backfill: {backfill}, allow_private: [127.0.0.0/8]}}"
        for name in names
    ]
    (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(feeds) + "\n")
    (folder / "monitor.yaml").write_text("storm: none\n")
    hook = f"{{type: apprise, pace: none, url: 'json://desk:${{{SECRET}}}@{phone.url}/"
    channels = [f"  phone: {hook}hook'}}", f"  ops: {hook}ops'}}"]
    if plan.sick_channel:
        channels.append(f"  sick: {hook}sick'}}")
    routes = f"routes:\n  - {{to: [{'sick, ' if plan.sick_channel else ''}phone]}}\n"
    (folder / "channels.yaml").write_text("\n".join(["channels:", *channels, routes]))
    others = [f"  other-{number}: {{title: Other, any: [xyzzy{number}]}}" for number in range(OTHER_RULES)]
    rings = "  kursk: {title: Kursk, any: [Kursk], severity: high, story: {merge: none}}"
    (folder / "packs" / "harness.yaml").write_text(
        "\n".join(["pack: {id: harness, owner: desk}", "rules:", *others, rings]) + "\n"
    )
    return folder
